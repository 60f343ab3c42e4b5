"""What the commands share: the settings they run with, and sentences instead of tracebacks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from server.directory import InUse
from server.settings import BadSetting, Settings, read_settings
from server.storage.backend import UNUSABLE, Unreachable, kind_of
from server.storage.backup import NotRestored
from server.storage.copying import DamagedCopy, NotKept
from server.storage.export import NotExported
from server.storage.ledger import BadLedger
from server.storage.migrate import NewerSchema
from server.storage.moving import NotMoved

__all__ = ["chosen", "data_option", "explained"]

TROUBLES = (
    BadSetting,
    InUse,
    NewerSchema,
    NotKept,
    NotMoved,
    NotRestored,
    NotExported,
    DamagedCopy,
    BadLedger,
    Unreachable,
)

F = TypeVar("F", bound=Callable[..., Any])


def data_option(command: F) -> F:
    """`--data DIR`, which goes before PORCHLIGHT_DATA."""
    where = click.Path(path_type=Path, file_okay=False)
    return click.option("--data", type=where, help="The data folder [PORCHLIGHT_DATA, else ./data].")(command)


def chosen(**given: Any) -> Settings:
    """The settings, with what was given on the command line before them."""
    with explained():
        return read_settings(**given)


@contextmanager
def explained() -> Iterator[None]:
    """What an operator can put right is said in a sentence."""
    try:
        yield
    except TROUBLES as error:
        raise click.ClickException(str(error)) from None
    except UNUSABLE as error:
        raise click.ClickException(
            f"The database cannot be used ({kind_of(error)}). `porchlight doctor` says more."
        ) from None

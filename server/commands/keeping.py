"""`porchlight backup`, `restore` and `export`: taking the group along, and bringing it back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from server.clock import now_ms
from server.commands.common import chosen, data_option, explained
from server.directory import held
from server.storage import backup as backups
from server.storage.database import reading_engine
from server.storage.export import everything, member_called, of_member
from server.storage.ledger import read_ledger
from server.storage.migrate import head, schema_of
from server.storage.places import database_file

__all__ = ["backup", "export", "restore"]

file_argument = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=file_argument)
@data_option
def backup(file: Path, data: Path | None) -> None:
    """Copy everything into the new file FILE, also while the server is running."""
    settings = chosen(data=data)
    with explained():
        manifest = backups.back_up(settings.data, file, now_ms())
    click.echo(f"Kept in {file}: {counted(manifest)}. Who holds this file holds what was said; keep it safe.")


@click.command()
@click.argument("file", type=file_argument)
@click.option("--erasures", type=file_argument, help="The ledger of what was erased since (erasures.jsonl).")
@data_option
def restore(file: Path, erasures: Path | None, data: Path | None) -> None:
    """Put the backup FILE back into an empty data folder."""
    settings = chosen(data=data)
    with explained(), held(settings.data):
        erased = read_ledger(erasures) if erasures else ()
        manifest = backups.restore(file, settings.data, now_ms(), erased)
    click.echo(f"Restored into {settings.data}: {counted(manifest)}, less what has run out or was erased since.")
    if erasures is None:
        click.echo("What was erased after this backup was made is back, since no --erasures ledger was given.")


def counted(manifest: backups.Manifest) -> str:
    return ", ".join(f"{count} of {name.replace('_', ' ')}" for name, count in manifest.counts.items())


@click.command()
@click.option("--member", help="Only what this member said, did and was told.")
@data_option
def export(member: str | None, data: Path | None) -> None:
    """Write everything of the group, or of one member, as JSON lines."""
    settings = chosen(data=data)
    with explained(), reading(settings.data) as connection:
        for record in exported(connection, member):
            click.echo(json.dumps(record, ensure_ascii=False))


@contextmanager
def reading(data: Path) -> Iterator[Connection]:
    if not database_file(data).is_file():
        raise click.ClickException(f"There is no group in the folder {data}.")
    engine = reading_engine(database_file(data))
    if schema_of(engine) != head():
        raise click.ClickException("The data is of another version of Porchlight. Run `porchlight serve` once first.")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def exported(connection: Connection, name: str | None) -> Iterator[dict[str, Any]]:
    if name is None:
        return everything(connection)
    member = member_called(connection, name)
    if member is None:
        raise click.ClickException("There is nobody in this group with that nickname.")
    return of_member(connection, member)

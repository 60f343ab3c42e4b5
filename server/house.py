"""The big parts, handed to pages and sockets together. Only app.py and the command line construct them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from moderation import Gate
from server.accounts import Accounts
from server.hub import Hub
from server.settings import Settings
from server.storage import Store

__all__ = ["House", "house"]


@dataclass(frozen=True)
class House:
    """Everything that runs."""

    settings: Settings
    store: Store
    gate: Gate
    hub: Hub
    accounts: Accounts


def house(connection: HTTPConnection) -> House:
    """The house that a request or a socket came to."""
    found = connection.app.state.house
    assert isinstance(found, House)  # noqa: S101 - set by app.py before the first request
    return found

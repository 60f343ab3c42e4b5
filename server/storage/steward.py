"""What the command line writes while a server may be running beside it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, insert, select

from server.storage import schema
from server.storage.backend import changing, looking
from server.storage.copying import NotKept
from server.storage.places import backend_of, database_file

__all__ = ["group_address", "put_return_link"]


def put_return_link(data: Path, token_hash: str, now: int, until: int) -> None:
    """A one-time way in for the steward."""
    if not database_file(data).is_file():
        raise NotKept(f"There is no group in the folder {data}.")
    with changing(backend_of(data)) as connection:
        put(connection, token_hash, now, until)


def put(connection: Connection, token_hash: str, now: int, until: int) -> None:
    steward = connection.execute(select(schema.member.c.id).where(schema.member.c.is_steward)).scalar()
    if steward is None:
        raise NotKept("This group has not been set up yet: open the link that `porchlight serve` prints.")
    row = {"token_hash": token_hash, "member_id": steward, "created_at": now, "expires_at": until}
    connection.execute(insert(schema.return_link).values(row))


def group_address(data: Path) -> str:
    """The address that members type, as set-up asked for it."""
    with looking(backend_of(data)) as connection:
        address: str = connection.execute(select(schema.group.c.url)).scalar_one()
    return address

"""What the command line writes while a server may be running beside it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from server.storage import schema
from server.storage.backend import Backend, changing, looking
from server.storage.copying import NotKept

__all__ = ["group_address", "put_return_link"]


def put_return_link(backend: Backend, token_hash: str, now: int, until: int) -> None:
    """A one-time way in for the steward."""
    if not backend.is_there():
        raise NotKept(f"There is no group in {backend.place}.")
    with changing(backend) as connection:
        put(connection, token_hash, now, until)


def put(connection: Connection, token_hash: str, now: int, until: int) -> None:
    steward = connection.execute(select(schema.member.c.id).where(schema.member.c.is_steward)).scalar()
    if steward is None:
        raise NotKept("This group has not been set up yet: open the link that `porchlight serve` prints.")
    row = {"token_hash": token_hash, "member_id": steward, "created_at": now, "expires_at": until}
    connection.execute(insert(schema.return_link).values(row))


def group_address(backend: Backend) -> str:
    """The address that members type, as set-up asked for it."""
    with looking(backend) as connection:
        address: str = connection.execute(select(schema.group.c.url)).scalar_one()
    return address

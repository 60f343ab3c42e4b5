"""Which address this server has, for the browser that is asking.

PORCHLIGHT_URL goes first, then the address that the steward gave the group; while there is neither, it is the
request's own host. An address that means "this same machine" was only good for looking around: it counts as none.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection

from server.addresses import NotAnAddress, as_origin, is_loopback
from server.house import house
from server.records import Group

__all__ = ["origin_of", "public_url", "same_origin"]

PLAIN = {"ws": "http", "wss": "https"}


def origin_of(connection: HTTPConnection) -> str:
    """The origin that this browser's cookies and forms belong to."""
    own = own_host(connection)
    if house(connection).settings.url:
        return house(connection).settings.url
    # Whoever sits at the machine itself may come by its own name for itself: a wrong address must not lock the steward
    # out, and no other site can make a browser's host be its own machine.
    if is_loopback(own):
        return own
    return settled_address(connection) or own


def same_origin(connection: HTTPConnection, origin: str) -> bool:
    """Whether an Origin header names this site, exactly.

    A proxy on this machine may pass on its own host in place of the one that was typed; then the address of the group
    is as good as that host.
    """
    if origin == origin_of(connection):
        return True
    return not house(connection).settings.url and bool(origin) and origin == settled_address(connection)


def public_url(connection: HTTPConnection) -> str:
    """The address that members type: what links and QR codes are made with."""
    return house(connection).settings.url or given_address(group_of(connection)) or own_host(connection)


def own_host(connection: HTTPConnection) -> str:
    scheme = PLAIN.get(connection.url.scheme, connection.url.scheme)
    named = f"{scheme}://{connection.headers.get('host', '')}".lower()
    try:
        return as_origin(named)
    except NotAnAddress:
        return named


def settled_address(connection: HTTPConnection) -> str:
    """The group's address, once the set-up has ended: until then its steward may be trying one out."""
    group = group_of(connection)
    return given_address(group) if group and group.set_up_at is not None else ""


def group_of(connection: HTTPConnection) -> Group | None:
    """The group, where it was read for this request or socket."""
    found = connection.scope.get("state", {}).get("group")
    return found if isinstance(found, Group) else None


def given_address(group: Group | None) -> str:
    try:
        address = as_origin(group.url) if group else ""
    except NotAnAddress:
        return ""
    return "" if is_loopback(address) else address

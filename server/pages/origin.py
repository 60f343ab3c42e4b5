"""Which address this server has, for the browser that is asking."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from server.house import house

__all__ = ["is_loopback", "origin_of", "public_url", "same_origin"]

PLAIN = {"ws": "http", "wss": "https"}


def origin_of(connection: HTTPConnection) -> str:
    """The one origin that forms and sockets may come from: PORCHLIGHT_URL, or the request's own host without it."""
    configured = house(connection).settings.url
    if configured:
        return configured
    scheme = PLAIN.get(connection.url.scheme, connection.url.scheme)
    return f"{scheme}://{connection.headers.get('host', '').lower()}"


def same_origin(connection: HTTPConnection, origin: str) -> bool:
    """Whether an Origin header names this site, exactly."""
    return origin == origin_of(connection)


def public_url(connection: HTTPConnection) -> str:
    """The address that members type: what links and QR codes are made with."""
    group = connection.scope.get("state", {}).get("group")
    return house(connection).settings.url or (group.url if group and group.url else "") or origin_of(connection)


def is_loopback(url: str) -> bool:
    """Whether an address means "this same machine" to whoever opens it, so that no phone gets here."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")

"""Addresses as browsers name them: an origin such as https://porch.example.org, in its one spelling."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["NotAnAddress", "as_origin", "is_loopback"]

USUAL_PORTS = {"http": 80, "https": 443}


class NotAnAddress(ValueError):
    """What was typed is not the address of a site."""


@lru_cache(64)
def as_origin(typed: str) -> str:
    """The origin that browsers would send for an address: in lower case, without its usual port."""
    try:
        parts = urlsplit(typed.strip().rstrip("/"))
        port = parts.port
    except ValueError:
        raise NotAnAddress from None
    more = parts.path or parts.query or parts.fragment or "@" in parts.netloc or not parts.netloc.isascii()
    if parts.scheme not in USUAL_PORTS or not parts.hostname or more or port == 0:
        raise NotAnAddress
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != USUAL_PORTS[parts.scheme] else "")


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

"""How members reach the server: three ways, in a few sentences, for whoever sets it up."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.house import house
from server.pages.render import render

__all__ = ["listens_here_alone", "routes"]


async def reaching(request: Request) -> Response:
    """The three ways. It is read before anybody is signed in, and tells nothing about this group."""
    return render(request, "reaching.html", port=house(request).settings.port)


def listens_here_alone(request: Request) -> bool:
    """Whether the server was started so that only programs on its own machine reach it, a proxy or a tunnel."""
    host = house(request).settings.host
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


routes = [Route("/reaching", reaching)]

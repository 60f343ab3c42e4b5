"""What stands before every page: headers that take dangerous powers from a browser, and the same-site check."""

from __future__ import annotations

import asyncio

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.errors import Unavailable
from server.house import house
from server.pages.origin import origin_of, same_origin
from server.pages.render import render
from server.records import Group
from server.words import _

__all__ = ["HELP", "HELP_WAITS", "NOT_PAGES", "Safety", "protect"]

NOT_PAGES = ("/static/", "/health", "/ready", "/metrics", "/favicon.ico")
"""Answered without asking who comes, and without the database."""
HELP = "/help"
"""Answered whatever the database does."""
HELP_WAITS = 2.0
"""So many seconds, at most, for each thing that it would like to know."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
A_YEAR = 31_536_000

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
POWERS = ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics", "interest-cohort")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Not "no-referrer": browsers would then send `Origin: null` with our own forms, and over plain HTTP, on a home
    # network, that header is all that tells our forms from a stranger's.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in POWERS),
    "X-Robots-Tag": "noindex, nofollow",
}


class Safety:
    """Wraps the whole application; nothing answers a browser without passing here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._group: Group | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request = Request(scope)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message), origin_of(request))
            await send(message)

        try:
            if not request.url.path.startswith(NOT_PAGES):
                request.state.group = self._group = await self._group_now(request)
            return await self._pass_on(request, receive, sending)
        except Unavailable as trouble:
            return await render(request, "error.html", 503, sentence=trouble.text)(scope, receive, sending)

    async def _group_now(self, request: Request) -> Group | None:
        """The group; for who needs help now, as it was last seen where it cannot be looked up."""
        reading = house(request).store.group.read()
        if request.url.path != HELP:
            return await reading
        try:
            return await asyncio.wait_for(reading, HELP_WAITS)
        except (Unavailable, TimeoutError):
            return self._group

    async def _pass_on(self, request: Request, receive: Receive, sending: Send) -> None:
        if "\0" in request.scope["path"] or b"%00" in request.scope["query_string"]:
            # No database has such a name in it, and PostgreSQL cannot even be asked.
            nowhere = PlainTextResponse(_("There is nothing here."), 404)
            return await nowhere(request.scope, receive, sending)
        if request.method not in SAFE_METHODS and not comes_from_here(request):
            refusal = PlainTextResponse(
                _(
                    "This form was sent from another site, so nothing was changed. Please open {url} and try again."
                ).format(url=origin_of(request)),
                403,
            )
            return await refusal(request.scope, receive, sending)
        return await self.app(request.scope, receive, sending)


def comes_from_here(request: Request) -> bool:
    """Whether a request that changes something was sent by one of our own pages, or by a program.

    A browser says so itself (Sec-Fetch-Site) or names the page's origin. Who names neither is no browser of these
    years, and has no cookie that another site could borrow: it is SameSite.
    """
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None and origin != "null" and not same_origin(request, origin):
        return False
    if site is not None:
        return site == "same-origin"
    return origin != "null"


def protect(headers: MutableHeaders, origin: str) -> None:
    """Puts the headers on an answer."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    # 'self' alone does not cover sockets in every browser that people still use.
    socket = origin.replace("http", "ws", 1)
    headers["Content-Security-Policy"] = f"{POLICY}; connect-src 'self' {socket if is_plain(socket) else ''}".rstrip()
    headers.setdefault("Cache-Control", "no-store")
    if origin.startswith("https:"):
        headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR}")


def is_plain(address: str) -> bool:
    """Whether an address made of the Host header has nothing in it that could end a directive."""
    return all(character.isascii() and (character.isalnum() or character in ".:/[]-") for character in address)

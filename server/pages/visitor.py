"""Who came to a page: found before the page is asked, so that every page knows the group and who is signed in."""

from __future__ import annotations

import asyncio

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.accounts import SESSION_LASTS, SignedIn
from server.errors import Unavailable
from server.house import House, house
from server.pages.origin import origin_of
from server.pages.safety import HELP, HELP_WAITS, NOT_PAGES
from server.words import use_language

__all__ = ["COOKIE", "Visitors", "cookie", "no_cookie", "signed_in"]

COOKIE = "session"


class Visitors:
    """Puts the group and the signed-in member into the request's state, and lengthens a session that is used."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(NOT_PAGES):
            return await self.app(scope, receive, send)
        request = Request(scope)
        home = house(request)
        group = request.state.group  # read by Safety, which stands before
        token = request.cookies.get(COOKIE)
        try:
            wait = HELP_WAITS if scope["path"] == HELP else None
            found, watching = await asyncio.wait_for(asked_in(home, token), wait)
        except (Unavailable, TimeoutError):
            if scope["path"] != HELP:
                raise
            found, watching = None, False
        request.state.signed_in = found
        request.state.watches = watching
        request.state.exit_url = home.settings.exit_url
        if group is not None:
            use_language(group.language)
        renewed = cookie(request, token) if token and found and await home.accounts.seen(found) else None

        async def sending(message: Message) -> None:
            if renewed and message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "set-cookie" not in headers:
                    headers.append("Set-Cookie", renewed)
            await send(message)

        return await self.app(scope, receive, sending)


async def asked_in(home: House, token: str | None) -> tuple[SignedIn | None, bool]:
    """Who comes, and whether alerts ring for them."""
    found = await home.accounts.who(token)
    return found, found is not None and await watches(home, found)


async def watches(home: House, visitor: SignedIn) -> bool:
    """Whether alerts ring for them: they facilitate some room, or are the steward."""
    if visitor.member.is_steward:
        return True
    rooms = await home.store.rooms.of_member(visitor.member.id)
    return any(membership.facilitates for _room, membership in rooms)


def signed_in(request: Request) -> SignedIn | None:
    """Who is asking; None for somebody who is not signed in."""
    found = request.state.signed_in
    assert found is None or isinstance(found, SignedIn)  # noqa: S101 - put there by Visitors
    return found


def cookie(request: Request, token: str) -> str:
    """The Set-Cookie header that signs a browser in."""
    return f"{COOKIE}={token}; Path=/; Max-Age={SESSION_LASTS // 1000}; {attributes(request)}"


def no_cookie(request: Request) -> str:
    """The Set-Cookie header that signs it out."""
    return f"{COOKIE}=; Path=/; Max-Age=0; {attributes(request)}"


def attributes(request: Request) -> str:
    secure = "; Secure" if origin_of(request).startswith("https:") else ""
    return f"HttpOnly; SameSite=Lax{secure}"

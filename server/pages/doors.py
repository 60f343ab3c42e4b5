"""Who may open a page, and where a form sends people on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.accounts import SignedIn
from server.errors import Missing
from server.pages.visitor import signed_in
from server.records import Group
from server.words import _

__all__ = ["group_of", "members_only", "on_to", "steward_only"]

Page = Callable[[Request], Awaitable[Response]]
OwnPage = Callable[[Request, SignedIn], Awaitable[Response]]


def members_only(page: OwnPage) -> Page:
    """A page for who is signed in; others are sent to the first page, which tells them how to come in."""

    @wraps(page)
    async def asked(request: Request) -> Response:
        me = signed_in(request)
        return await page(request, me) if me else on_to("/")

    return asked


def steward_only(page: OwnPage) -> Page:
    """A page that for everybody but the steward is not there."""

    @wraps(page)
    async def asked(request: Request) -> Response:
        me = signed_in(request)
        if me is None or not me.member.is_steward:
            raise Missing(_("There is nothing here."))
        return await page(request, me)

    return asked


def group_of(request: Request) -> Group:
    """The group, once it is set up. Before that there is nothing here."""
    group = request.state.group
    if not isinstance(group, Group) or group.set_up_at is None:
        raise Missing(_("There is nothing here."))
    return group


def on_to(address: str, cookie: str | None = None) -> Response:
    """The answer to a form that was taken: go and look there."""
    response = RedirectResponse(address, 303)
    if cookie is not None:
        response.headers["Set-Cookie"] = cookie
    return response

"""Coming back on another device: with a nickname and six words, or with a one-time link. And leaving quickly."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from server.accounts import SignedIn, hashed
from server.clock import now_ms
from server.errors import Code, Refused
from server.events import NoticeGiven
from server.house import house
from server.pages.doors import group_of, members_only, on_to
from server.pages.forms import Form, read_form
from server.pages.render import render
from server.pages.visitor import cookie, no_cookie, signed_in
from server.records import Began
from server.wire import notice_on_wire

__all__ = ["routes"]


async def show_return(request: Request) -> Response:
    """Asks for the nickname and the six words."""
    group_of(request)
    return render(request, "return.html", form=Form([]))


async def come_back(request: Request) -> Response:
    """Signs somebody in who has both."""
    group_of(request)
    form, found = await read_form(request), house(request).accounts
    try:
        member = await found.come_back(form.get("nickname"), form.get("words"))
    except Refused as reason:
        form.errors["words"] = reason.text
        return render(request, "return.html", 429 if reason.code is Code.RATE_LIMITED else 422, form=form)
    return on_to("/", cookie(request, await found.sign_in(member, signed_in(request), Began.WORDS)))


async def show_link(request: Request) -> Response:
    """Greets who opens a one-time link. The button uses it up, not a program that looks at links in messages."""
    group_of(request)
    home = house(request)
    member = await home.store.invitations.returns(hashed(request.path_params["token"]), now_ms())
    if member is None:
        return render(request, "return_closed.html", 404)
    return render(request, "return_link.html", name=(await home.store.members.get(member)).name)


async def take_link(request: Request) -> Response:
    """Signs them in, and makes new words: the old ones are lost."""
    home, zone = house(request), group_of(request).timezone
    came = await home.accounts.take_return(request.path_params["token"], zone)
    if came is None:
        return render(request, "return_closed.html", 404)
    await home.accounts.new_words(came.member)
    for notice in came.notices:
        room = await home.hub.room(notice.room)
        room.tell(NoticeGiven(room=room.name, to=came.member, notice=notice_on_wire(notice)))
    return on_to("/words", cookie(request, await home.accounts.sign_in(came.member, signed_in(request), Began.LINK)))


@members_only
async def show_words(request: Request, me: SignedIn) -> Response:
    """The six words, until their owner says to have them."""
    return render(request, "words.html", words=house(request).accounts.fresh_words(me.member.id))


@members_only
async def put_words_away(request: Request, me: SignedIn) -> Response:
    """They are written down: the page forgets them, and goes on to the first invitation, or to unread ground rules."""
    found = house(request).accounts
    found.shown.forget(me.member.id, "words")
    for room, _membership in await house(request).store.rooms.of_member(me.member.id):
        if found.shown.see(me.member.id, f"invitation {room.id}", now_ms()):
            return on_to(f"/group/rooms/{room.name}/invitation")
    has_read = me.member.acknowledged_version >= group_of(request).rules_version
    return on_to("/" if has_read else "/rules")


async def leave(request: Request) -> Response:
    """Leave quickly: the session ends, this browser forgets us, and a neutral page comes.

    The page is changed by a Refresh header rather than by a redirect, because a form may only lead to this site.
    """
    me, home = signed_in(request), house(request)
    if me is not None:
        await home.accounts.sign_out(me)
        home.hub.close_session(me.session.id)
    return HTMLResponse(
        "",
        headers={
            "Refresh": f"0; url={home.settings.exit_url}",
            "Clear-Site-Data": '"cache", "cookies", "storage"',
            "Set-Cookie": no_cookie(request),
        },
    )


routes = [
    Route("/return", show_return, methods=["GET"]),
    Route("/return", come_back, methods=["POST"]),
    Route("/return/{token}", show_link, methods=["GET"]),
    Route("/return/{token}", take_link, methods=["POST"]),
    Route("/words", show_words, methods=["GET"]),
    Route("/words", put_words_away, methods=["POST"]),
    Route("/leave", leave, methods=["POST"]),
]

"""One's own page: sessions, country, words, data; leaving a room, and leaving for good."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.accounts import SignedIn
from server.clock import now_ms
from server.erasing import erase
from server.errors import Missing
from server.house import house
from server.moments import moment_in_words
from server.pages.doors import group_of, members_only, on_to
from server.pages.forms import Form, read_form
from server.pages.join import ALL_COUNTRIES
from server.pages.places import country_choices, country_codes
from server.pages.render import render
from server.pages.visitor import no_cookie
from server.records import Began
from server.storage.export import as_lines
from server.words import N_, _

__all__ = ["routes"]

BEGAN = {
    Began.JOINED: N_("when you came in"),
    Began.WORDS: N_("with six words"),
    Began.LINK: N_("with a return link"),
}


@members_only
async def show_me(request: Request, me: SignedIn) -> Response:
    """What is kept about who is asking, and what they can change."""
    form = Form([("country", me.member.country or ALL_COUNTRIES)])
    return await my_page(request, me, form)


async def my_page(request: Request, me: SignedIn, form: Form) -> Response:
    store, zone = house(request).store, group_of(request).timezone
    return render(
        request,
        "me/me.html",
        422 if form.errors else 200,
        form=form,
        me=me.member,
        this=me.session.id,
        sessions=await store.sessions.of(me.member.id, now_ms()),
        began={how: _(words) for how, words in BEGAN.items()},
        moment=lambda at: moment_in_words(at, zone),
        rooms=await store.rooms.of_member(me.member.id),
        countries=country_choices(),
        days=group_of(request).retention_days,
        done=request.query_params.get("done", ""),
    )


@members_only
async def choose_country(request: Request, me: SignedIn) -> Response:
    """Changes which helplines somebody is shown."""
    form = await read_form(request)
    country = form.choice("country", country_codes() | {ALL_COUNTRIES})
    if form.errors:
        return await my_page(request, me, form)
    return await change(request, me, country=None if country == ALL_COUNTRIES else country)


@members_only
async def choose_typing(request: Request, me: SignedIn) -> Response:
    """Shows others that one is typing, or stops to."""
    form = await read_form(request)
    return await change(request, me, shows_typing=form.has("shows_typing"))


async def change(request: Request, me: SignedIn, **fields: Any) -> Response:
    await house(request).store.members.change(me.member.id, **fields)
    return on_to("/me?done=saved")


@members_only
async def make_words(request: Request, me: SignedIn) -> Response:
    """Six new words; the old ones stop working."""
    await house(request).accounts.new_words(me.member.id)
    return on_to("/words")


@members_only
async def end_session(request: Request, me: SignedIn) -> Response:
    """Signs another of one's browsers out, or this one. Its sockets close at once."""
    key, home = request.path_params["session"], house(request)
    if not await home.store.sessions.end(me.member.id, key):
        raise Missing(_("There is no such session."))
    home.hub.close_session(key)
    return on_to("/", no_cookie(request)) if key == me.session.id else on_to("/me?done=ended")


@members_only
async def take_my_data(request: Request, me: SignedIn) -> Response:
    """Everything of one's own, as a file of JSON lines."""
    lines = as_lines(await house(request).store.export.of_member(me.member.id))
    return Response(
        lines,
        media_type="application/jsonl",
        headers={"Content-Disposition": 'attachment; filename="my-data.jsonl"'},
    )


@members_only
async def leave_room(request: Request, me: SignedIn) -> Response:
    """Ends one's own membership. What was said stays until its days are over."""
    home = house(request)
    room = await home.store.rooms.named(me.member.id, request.path_params["name"])
    await home.store.members.leave(me.member.id, room, now_ms())
    await home.hub.announce(room)
    return on_to("/me?done=left")


@members_only
async def ask_to_erase(request: Request, me: SignedIn) -> Response:
    """Says what erasing takes away, before it does."""
    return render(request, "me/erase.html", form=Form([]), me=me.member)


@members_only
async def erase_me(request: Request, me: SignedIn) -> Response:
    """Takes everything away, once the box is ticked."""
    form = await read_form(request)
    form.ticked("sure", _("Please tick this if you want to go on. Nothing has been erased yet."))
    if me.member.is_steward:
        form.errors["sure"] = _("You run this server. A group closes for good when its data folder is deleted.")
    if form.errors:
        return render(request, "me/erase.html", 422, form=form, me=me.member)
    await erase(house(request).hub, me.member.id)
    return on_to("/", no_cookie(request))


routes = [
    Route("/me", show_me),
    Route("/me/country", choose_country, methods=["POST"]),
    Route("/me/typing", choose_typing, methods=["POST"]),
    Route("/me/words", make_words, methods=["POST"]),
    Route("/me/sessions/{session}/end", end_session, methods=["POST"]),
    Route("/me/data", take_my_data, methods=["POST"]),
    Route("/me/rooms/{name}/leave", leave_room, methods=["POST"]),
    Route("/me/erase", ask_to_erase, methods=["GET"]),
    Route("/me/erase", erase_me, methods=["POST"]),
]

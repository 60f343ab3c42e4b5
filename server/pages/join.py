"""Joining by invitation: first what this is and what it keeps, then a nickname and a country."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.accounts import Joined, hashed, new_token
from server.clock import now_ms
from server.errors import Refused, Trouble, Unreadable
from server.house import house
from server.names import clean_name, examine_name, name_taken, skeleton
from server.pages.doors import group_of, on_to
from server.pages.forms import Form, read_form
from server.pages.gated import pass_the_gate
from server.pages.places import country_choices, country_codes
from server.pages.render import render
from server.pages.visitor import cookie, signed_in
from server.records import Began, Invitation, Room
from server.words import _

__all__ = ["routes"]

ALL_COUNTRIES = "all"


async def show_invitation(request: Request) -> Response:
    """What somebody who was invited reads before anything is asked of them."""
    group = group_of(request)
    invitation = await usable_invitation(request)
    if invitation is None:
        return render(request, "join/closed.html", 404)
    return await join_page(request, Form([("country", group.country or ALL_COUNTRIES)]), invitation)


async def accept(request: Request) -> Response:
    """Makes a member of a newcomer; lets somebody who is signed in into one more room."""
    group, form = group_of(request), await read_form(request)
    before = house(request).accounts.joined_before(form.get("once"), clean_name(form.get("nickname")))
    if before is not None:
        return await welcome(request, before)
    invitation = await usable_invitation(request)
    if invitation is None:
        return render(request, "join/closed.html", 404)
    if signed_in(request) is not None:
        return await join_as_member(request, form, invitation)
    name = await nickname(request, form, group.name)
    country = form.choice("country", country_codes() | {ALL_COUNTRIES})
    form.ticked("confirms", _("Please tick this if it is true for you. Otherwise this group is not the right one."))
    form.ticked("understands", _("Please tick this once you have read what this place is, and what it is not."))
    if form.errors:
        if name and not await house(request).store.members.is_free(skeleton(name)):
            form.errors = {"nickname": name_taken(), **form.errors}
        return await join_page(request, form, invitation)
    return await become_member(request, form, invitation, name, None if country == ALL_COUNTRIES else country)


async def become_member(
    request: Request, form: Form, invitation: Invitation, name: str, country: str | None
) -> Response:
    accounts, once = house(request).accounts, form.get("once")
    try:
        joined = await accounts.join(request.path_params["token"], name, country, once)
    except Trouble as trouble:
        before = accounts.joined_before(once, name)
        if before is not None:
            return await welcome(request, before)
        if not isinstance(trouble, Refused):
            return render(request, "join/closed.html", 404)
        form.errors["nickname"] = trouble.text
        return await join_page(request, form, invitation)
    await house(request).hub.announce(joined.room)
    return await welcome(request, joined)


async def welcome(request: Request, joined: Joined) -> Response:
    return on_to(
        "/words", cookie(request, await house(request).accounts.sign_in(joined.member, began_with=Began.JOINED))
    )


async def join_as_member(request: Request, form: Form, invitation: Invitation) -> Response:
    me, home = signed_in(request), house(request)
    assert me is not None  # noqa: S101 - the caller has asked
    try:
        room = await home.store.invitations.join(hashed(request.path_params["token"]), me.member.id, now_ms())
    except Refused as reason:
        form.errors["join"] = reason.text
        return await join_page(request, form, invitation)
    await home.hub.announce(room)
    return on_to("/")


async def usable_invitation(request: Request) -> Invitation | None:
    """The invitation of this link; None for one that is unknown, used up, over or taken back."""
    found = await house(request).store.invitations.find(hashed(request.path_params["token"]))
    if found is None or found.uses_left < 1 or found.expires_at <= now_ms() or found.revoked_at is not None:
        return None
    return found


async def join_page(request: Request, form: Form, invitation: Invitation) -> Response:
    store = house(request).store
    crowd = await store.rooms.crowd(invitation.room)
    steward = await store.members.steward()
    return render(
        request,
        "join/join.html",
        422 if form.errors else 200,
        form=form,
        barred=await is_barred(request, crowd.room),
        room=crowd.room,
        steward=steward.name if steward else "",
        facilitators=[each.name for each in crowd.by_member.values() if each.facilitates],
        countries=country_choices(),
        once=form.get("once") or new_token(),
    )


async def is_barred(request: Request, room: Room) -> bool:
    """Whether the room's facilitators have asked who is signed in not to come back for now."""
    me = signed_in(request)
    if me is None:
        return False
    theirs = (each for each in await house(request).store.rooms.memberships(room.id) if each.member == me.member.id)
    return any((each.banned_until or 0) > now_ms() for each in theirs)


async def nickname(request: Request, form: Form, group_name: str) -> str:
    """The nickname typed, as it will be shown; what is wrong with it is in the form's errors."""
    try:
        name = examine_name(form.get("nickname"), group_name)
    except Unreadable as reason:
        form.errors["nickname"] = reason.text
        return ""
    await pass_the_gate(request, form, "nickname", name, "name")
    return name


routes = [
    Route("/join/{token}", show_invitation, methods=["GET"]),
    Route("/join/{token}", accept, methods=["POST"]),
]

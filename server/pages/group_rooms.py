"""Rooms: made, changed, and given their facilitators by the steward."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from moderation import POLICIES, Action, Category
from server.accounts import SignedIn
from server.clock import now_ms
from server.errors import Refused
from server.house import house
from server.pages.doors import members_only, on_to, steward_only
from server.pages.forms import Form, read_form
from server.pages.gated import pass_the_gate
from server.pages.held_rooms import held_room
from server.pages.render import render
from server.pages.setup import room_name
from server.records import Kind, MemberId, Role, Room
from server.storage.setting_up import RoomPlan
from server.words import N_, _

__all__ = ["room_page", "routes"]

MOST_SEATS = 50
CATEGORIES = {
    Category.HARASSMENT: N_("Insults"),
    Category.PROFANITY_AT_PERSON: N_("Swearing at somebody"),
    Category.THREAT: N_("Threats"),
    Category.HATE: N_("Hate against a group of people"),
    Category.SEXUAL: N_("Sexual advances"),
    Category.ENCOURAGES_SELF_HARM: N_("Telling somebody to hurt themselves"),
    Category.METHOD_DETAIL: N_("Details of how to hurt oneself"),
    Category.PERSONAL_INFORMATION: N_("Phone numbers, addresses, full names"),
    Category.SPAM: N_("Adverts and links"),
    Category.SCAM: N_("Asking for money"),
    Category.DANGEROUS_ADVICE: N_("Dangerous advice"),
    Category.INVALIDATION: N_("Talking somebody's pain down"),
    Category.FLOODING: N_("The same again and again"),
}
ACTIONS = {
    Action.PASS: N_("is shown"),
    Action.NUDGE: N_("is asked about first"),
    Action.HOLD: N_("waits for a facilitator"),
    Action.REFUSE: N_("is not sent"),
}


@steward_only
async def show_new(request: Request, _me: SignedIn) -> Response:
    """A new room."""
    return new_page(request, Form([("policy", "standard"), ("kind", Kind.OPEN), ("seats", "12")]))


@steward_only
async def make(request: Request, me: SignedIn) -> Response:
    """Makes it. The steward is its first facilitator."""
    form = await read_form(request)
    facts = await read_room(request, form)
    kind = Kind.CIRCLE if form.choice("kind", tuple(Kind)) == Kind.CIRCLE else Kind.OPEN
    seats = form.number("seats", 2, MOST_SEATS) if kind is Kind.CIRCLE else None
    if form.errors:
        return new_page(request, form)
    plan = RoomPlan(room_name(facts["title"]), facts["title"], facts["topic"], kind, facts["policy"], seats)
    return on_to(f"/group/rooms/{await house(request).store.group.make_room(plan, me.member.id, now_ms())}")


def new_page(request: Request, form: Form) -> Response:
    return render(request, "group/new_room.html", 422 if form.errors else 200, form=form)


@members_only
async def show_room(request: Request, me: SignedIn) -> Response:
    """What the steward decides about a room, and its ways in."""
    room = await held_room(request, me)
    return await room_page(request, me, room, Form([]))


@steward_only
async def save_room(request: Request, me: SignedIn) -> Response:
    """Changes its title, topic and policy."""
    room, form, home = await held_room(request, me), await read_form(request), house(request)
    facts = await read_room(request, form, room)
    facts["tells_concern"] = form.has("tells_concern")
    facts["overrides"] = {
        category.value: form.get(category.value)
        for category in CATEGORIES
        if form.get(category.value) in tuple(ACTIONS)
    }
    if form.errors:
        return await room_page(request, me, room, form)
    await home.store.group.change_room(room.id, me.member.id, now_ms(), **facts)
    await home.hub.announce(room.id)
    return on_to(f"/group/rooms/{room.name}?done=saved")


async def read_room(request: Request, form: Form, room: Room | None = None) -> dict[str, Any]:
    facts = {
        "title": form.text("title", 60, _("Please give the room a name.")),
        "topic": form.text("topic", 200),
        "policy": form.choice("policy", tuple(POLICIES)),
    }
    if await is_taken(request, facts["title"], room):
        form.errors["title"] = _("There is a room of that name already. Please choose another, to tell them apart.")
    await pass_the_gate(request, form, "title", facts["title"], "title")
    await pass_the_gate(request, form, "topic", facts["topic"], "title")
    return facts


async def is_taken(request: Request, title: str, room: Room | None) -> bool:
    others = (each.title for each in await house(request).store.rooms.all() if room is None or each.id != room.id)
    return " ".join(title.casefold().split()) in {" ".join(each.casefold().split()) for each in others}


@steward_only
async def appoint(request: Request, me: SignedIn) -> Response:
    """Makes somebody a facilitator of this room, or a member again."""
    room, form, home = await held_room(request, me), await read_form(request), house(request)
    role = Role.FACILITATOR if form.get("do") == "appoint" else Role.MEMBER
    member = MemberId(request.path_params["member"])
    try:
        await home.store.members.appoint(room.id, member, role, me.member.id, now_ms())
    except Refused as reason:
        form.errors["people"] = reason.text
        return await room_page(request, me, room, form)
    await home.hub.announce(room.id)
    return on_to(f"/group/rooms/{room.name}#people")


async def room_page(request: Request, me: SignedIn, room: Room, form: Form) -> Response:
    """The room's page; with what was typed, where something was wrong with it."""
    store, now = house(request).store, now_ms()
    crowd = await store.rooms.crowd(room.id)
    facts = Form([("title", room.title), ("topic", room.topic), ("policy", room.policy)])
    return render(
        request,
        "group/room.html",
        422 if form.errors else 200,
        form=form if form.has("title") else facts,
        inviting=form if form.has("uses") else Form([("uses", "10"), ("days", "7")]),
        room=room,
        appointing=form,
        people=sorted(crowd.by_member.values(), key=lambda each: (not each.facilitates, each.name.casefold())),
        invitations=await store.invitations.to(room.id, now),
        is_steward=me.member.is_steward,
        me=me.member,
        categories=[
            (category.value, _(name), room.overrides.get(category.value)) for category, name in CATEGORIES.items()
        ],
        actions=[(action.value, _(name)) for action, name in ACTIONS.items()],
        done=request.query_params.get("done", ""),
    )


routes = [
    Route("/group/new-room", show_new, methods=["GET"]),
    Route("/group/new-room", make, methods=["POST"]),
    Route("/group/rooms/{name}", show_room, methods=["GET"]),
    Route("/group/rooms/{name}", save_room, methods=["POST"]),
    Route("/group/rooms/{name}/people/{member}", appoint, methods=["POST"]),
]

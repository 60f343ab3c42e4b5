"""The desk's pages, to be read; `doing` answers their forms."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.care import alert_afterwards, alert_donts, alert_heading, alert_steps
from server.clock import now_ms
from server.desk.reading import (
    Person,
    asker,
    facilitated,
    facilitated_room,
    read_desk,
    read_person,
    unanswered_elsewhere,
    waiting_alerts,
)
from server.desk.words import OUTCOMES, country_in_words, deed_in_words, kind_in_words, moment_in_words
from server.errors import Refused, Trouble
from server.house import house
from server.pages.render import render
from server.protocol import TEXT_LENGTH
from server.records import FOREVER, MemberId
from server.wire import alert_on_wire, stamp
from server.words import _

__all__ = ["routes", "show_desk_again", "show_person_again"]

RECORD_PAGE = 50


async def show_desk(request: Request) -> Response:
    """Everything that waits, room by room."""
    return await show_desk_again(request, None)


async def show_desk_again(request: Request, trouble: Trouble | None) -> Response:
    """The desk, with why the last thing could not be done."""
    home, me = house(request), asker(request)
    rooms = await facilitated(request)
    desks = [await read_desk(home.store, room, me.id) for room in rooms]
    desks.sort(key=lambda desk: desk.urgency, reverse=True)
    return render(
        request,
        "desk/desk.html",
        409 if trouble else 200,
        desks=desks,
        elsewhere=await unanswered_elsewhere(request, rooms),
        lights={desk.room.id: home.hub.light(desk.room.id) for desk in desks},
        trouble=trouble.text if trouble else "",
        kind_in_words=kind_in_words,
        alert_heading=alert_heading,
        forever=FOREVER,
        me=me,
        **times(request),
    )


async def show_waiting(request: Request) -> Response:
    """The alerts that nobody has taken yet, for pages that do not show them; never the text."""
    found = await waiting_alerts(request)
    return JSONResponse({"alerts": [alert_on_wire(alert, room.name) | {"title": room.title} for room, alert in found]})


async def show_person(request: Request) -> Response:
    """One member: the alert about them, the steps, and the aside."""
    return await show_person_again(request, await person_asked_for(request), None, "")


async def person_asked_for(request: Request) -> Person:
    room = await facilitated_room(request)
    member = MemberId(request.path_params["member"])
    return await read_person(house(request).store, room, member, asker(request).id)


async def show_person_again(request: Request, person: Person, refused: Refused | None, text: str) -> Response:
    """The same, with what was typed and why it was not sent."""
    alert = person.alert
    confirmed = await house(request).store.group.confirmed(person.country) if person.country else {}
    steps = alert_steps(person.country, alert.kind, frozenset(confirmed)) if alert else ()
    return render(
        request,
        "desk/person.html",
        409 if refused else 200,
        person=person,
        alert=alert,
        country=country_in_words(person.country),
        heading=alert_heading(alert) if alert else "",
        kind=kind_in_words(alert.kind) if alert else "",
        steps=steps,
        donts=alert_donts(),
        afterwards=alert_afterwards(),
        outcomes={key: _(sentence) for key, sentence in OUTCOMES.items()},
        refused=refused,
        text=text,
        text_length=TEXT_LENGTH,
        me=asker(request),
        **times(request),
    )


async def show_record(request: Request) -> Response:
    """The record of actions of the asker's rooms, and for the steward the group's, newest first; never the text."""
    rooms = {room.id: room for room in await facilitated(request)}
    before = request.query_params.get("before", "")
    # A row more than fits tells whether there is another page.
    deeds = await house(request).store.deeds.of_rooms(
        tuple(rooms),
        int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None,
        RECORD_PAGE + 1,
        of_the_group=asker(request).is_steward,
    )
    return render(
        request,
        "desk/record.html",
        deeds=deeds[:RECORD_PAGE],
        more=len(deeds) > RECORD_PAGE,
        rooms=rooms,
        deed_in_words=deed_in_words,
        **times(request),
    )


def times(request: Request) -> dict[str, Any]:
    """How the templates tell a moment."""
    zone = request.state.group.timezone
    return {"stamp": stamp, "moment": lambda at: moment_in_words(at, zone), "now": now_ms()}


routes = [
    Route("/desk", show_desk),
    Route("/desk/waiting", show_waiting),
    Route("/desk/record", show_record),
    Route("/desk/{room}/people/{member}", show_person),
]

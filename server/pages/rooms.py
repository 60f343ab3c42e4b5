"""The page of a room: its newest messages are in it as it arrives; the script then takes over the conversation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.house import house
from server.pages.render import render
from server.pages.visitor import signed_in
from server.protocol import REACTIONS, TEXT_LENGTH, Enter
from server.rule_words import as_read
from server.words import N_, _, language

__all__ = ["Line", "routes", "timeline"]

TOGETHER_SECONDS = 300
"""Messages of one author that follow each other within this time stand together under one name."""

REACTION_WORDS = {
    "heart": N_("Heart"),
    "hug": N_("Hug"),
    "with-you": N_("With you"),
    "thanks": N_("Thanks"),
    "light": N_("A light"),
}


@dataclass(frozen=True)
class Line:
    """A message as it stands on the page: `day` is told where a new one begins, `replied` is what it answers."""

    message: dict[str, Any]
    replied: dict[str, Any] | None
    follows: bool
    day: str
    clock: str


def timeline(messages: list[dict[str, Any]], zone: ZoneInfo) -> Iterator[Line]:
    """The messages with what depends on the one before: the day, and whether it goes on with what its author said."""
    by_id = {message["id"]: message for message in messages}
    before: tuple[str, datetime] | None = None
    for message in messages:
        at = datetime.fromisoformat(message["at"]).astimezone(zone)
        new_day = before is None or before[1].date() != at.date()
        yield Line(
            message=message,
            replied=by_id.get(message["reply_to"]),
            follows=before is not None
            and not new_day
            and before[0] == message["author"]
            and (at - before[1]).total_seconds() < TOGETHER_SECONDS,
            day=format_date(at, "full", locale=language()) if new_day else "",
            clock=at.strftime("%H:%M"),
        )
        before = message["author"], at


async def room_page(request: Request) -> Response:
    """The room, for one of its members; who is not signed in is sent to the front door."""
    visitor = signed_in(request)
    if visitor is None:
        return RedirectResponse("/", 303)
    home, name = house(request), request.path_params["name"]
    entered = await home.hub.ask(visitor.member.id, Enter(ref="page", room=name))
    group = request.state.group
    return render(
        request,
        "room.html",
        room=entered["room"],
        people=entered["people"],
        me={"id": visitor.member.id, "name": visitor.member.name, "role": entered["you"]["role"]},
        shows_typing=visitor.member.shows_typing,
        lines=list(timeline(entered["messages"], ZoneInfo(group.timezone))),
        more=entered["more"],
        rev=entered["rev"],
        epoch=entered["epoch"],
        rules=as_read(await home.store.group.rules(), group.second_contact),
        accepted=visitor.member.acknowledged_version,
        reactions={kind: _(REACTION_WORDS[kind]) for kind in REACTIONS},
        text_length=TEXT_LENGTH,
        together_seconds=TOGETHER_SECONDS,
    )


routes = [Route("/rooms/{name}", room_page)]

"""The desk's forms. Each becomes one command, so that permission is asked in the one place where it is always asked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server import protocol as ask
from server.desk.pages import person_asked_for, show_desk_again, show_person_again
from server.desk.reading import asker, facilitated_room
from server.desk.words import outcome_in_words
from server.errors import Missing, Refused, Unreadable
from server.house import house
from server.pages.forms import Form, read_form
from server.words import _

__all__ = ["routes"]

REASON_LENGTH = 500
KEY = re.compile(r"[A-Za-z0-9_-]{1,32}")


async def do(request: Request) -> Response:
    """One button of the desk: does it, and shows the desk again."""
    room, verb = await facilitated_room(request), request.path_params["verb"]
    if verb not in COMMANDS:
        raise Missing(_("There is nothing here."))
    form = await read_form(request)
    command = COMMANDS[verb](room.name, form)
    complain(form)
    try:
        await house(request).hub.ask(asker(request).id, command)
    except (Refused, Missing) as trouble:
        return await show_desk_again(request, trouble)
    person = key(form, "person")
    return RedirectResponse(f"/desk/{room.name}/people/{person}" if person else "/desk", 303)


async def write(request: Request) -> Response:
    """A line to one member, in an aside. What is refused comes back with the words still there."""
    person = await person_asked_for(request)
    form = await read_form(request)
    text = form.text("text", ask.TEXT_LENGTH, _("Please write something first."))
    complain(form)
    command = ask.Aside(
        ref=new_ref(), room=person.room.name, text=text, to=person.membership.member, anyway=form.has("anyway")
    )
    try:
        await house(request).hub.ask(asker(request).id, command)
    except Refused as refused:
        return await show_person_again(request, person, refused, text)
    return RedirectResponse(f"/desk/{person.room.name}/people/{person.membership.member}#end", 303)


def claim(room: str, form: Form) -> ask.Command:
    return ask.Claim(ref=new_ref(), room=room, alert=key(form, "alert"))


def settle(room: str, form: Form) -> ask.Command:
    note = form.text("outcome", REASON_LENGTH)
    outcome = outcome_in_words(form.get("choice"), note)
    if not outcome:
        form.errors["outcome"] = _("Please say what came of it, in a few words.")
    return ask.Settle(ref=new_ref(), room=room, alert=key(form, "alert"), outcome=outcome[:REASON_LENGTH])


def release(room: str, form: Form) -> ask.Command:
    return ask.Release(ref=new_ref(), room=room, id=key(form, "id"))


def decline(room: str, form: Form) -> ask.Command:
    return ask.Decline(ref=new_ref(), room=room, id=key(form, "id"), reason=reason(form))


def hide(room: str, form: Form) -> ask.Command:
    return ask.Hide(ref=new_ref(), room=room, id=key(form, "id"), reason=reason(form))


def unmute(room: str, form: Form) -> ask.Command:
    return ask.Unmute(ref=new_ref(), room=room, member=key(form, "member"))


def unban(room: str, form: Form) -> ask.Command:
    return ask.Unban(ref=new_ref(), room=room, member=key(form, "member"))


COMMANDS: dict[str, Callable[[str, Form], ask.Command]] = {
    "claim": claim,
    "settle": settle,
    "release": release,
    "decline": decline,
    "hide": hide,
    "unmute": unmute,
    "unban": unban,
}


def reason(form: Form) -> str:
    return form.text("reason", REASON_LENGTH, _("Please say why, in a few words: its author is told."))


def key(form: Form, name: str) -> str:
    """An id as a form carries it; anything else finds nothing."""
    value = form.get(name)
    return value if KEY.fullmatch(value) else ""


def complain(form: Form) -> None:
    """Raises the first sentence about what was typed; the page's own fields say the same before it is sent."""
    if form.errors:
        raise Unreadable(next(iter(form.errors.values())))


def new_ref() -> str:
    return secrets.token_hex(8)


routes = [
    Route("/desk/{room}/people/{member}", write, methods=["POST"]),
    Route("/desk/{room}/{verb}", do, methods=["POST"]),
]

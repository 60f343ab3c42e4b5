"""Help now: who to call, for everybody, signed in or not, with or without scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from moderation.helplines import (
    Country,
    Helpline,
    compiled_on,
    countries,
    country,
    emergency,
    fits,
    international,
    lines_for,
    may_show,
)
from server.care import day_in_words, emergency_on_wire, helpline_on_wire, no_country, questions, worried
from server.errors import Unavailable
from server.house import house
from server.pages.render import render
from server.pages.safety import HELP, HELP_WAITS
from server.words import N_, _, language

__all__ = ["help_for_country", "in_words", "routes"]

NEEDS = (
    ("suicide", N_("Thinking about suicide, or it all feels too much")),
    ("eating", N_("Food and body")),
    ("abuse", N_("Somebody hurts you, or makes you afraid")),
    ("child", N_("You are under 18, or worried about a child")),
)


class Section(NamedTuple):
    """One need, and the lines for just this; `elsewhere` where the lines above help too, `directory` where few fit."""

    key: str
    title: str
    lines: list[dict[str, Any]]
    elsewhere: bool
    directory: bool


async def show_help(request: Request) -> Response:
    """The page for the country that was picked, else the member's own, else the group's."""
    code = chosen_country(request)
    confirmed: Mapping[str, int] = {}
    if code:
        with suppress(Unavailable, TimeoutError):  # the numbers are here, whatever the database does
            confirmed = await asyncio.wait_for(house(request).store.group.confirmed(code), HELP_WAITS)
    return render(request, "help.html", **help_for_country(code, confirmed))


def chosen_country(request: Request) -> str | None:
    """A country that somebody chose; never a guess. "Show me all" is a choice too."""
    picked = request.query_params.get("country")
    if picked is not None:
        return picked.upper() if country(picked.upper()) else None
    signed_in = getattr(request.state, "signed_in", None)
    if signed_in is not None:
        return signed_in.member.country if country(signed_in.member.country) else None
    group = getattr(request.state, "group", None)
    return group.country if group is not None and country(group.country) else None


def help_for_country(code: str | None, confirmed_on: Mapping[str, int]) -> dict[str, Any]:
    """Everything the page says. An unknown country gets the international entry, and no number at all."""
    confirmed = frozenset(confirmed_on)
    known = country(code)
    shown = {need: lines_for(code, need, confirmed, language()) for need, _title in NEEDS}
    return {
        "country": known,
        "countries": countries(),
        "emergency": emergency_on_wire(emergency(code, confirmed)),
        "no_country": no_country(),
        "sections": [section(need, title, shown[need], confirmed_on) for need, title in NEEDS] if known else [],
        "others": [in_words(line, confirmed_on) for line in others(known, confirmed, shown)],
        "international": in_words(international(), {}),
        "questions": questions(),
        "worried": worried(),
        "compiled_on": day_in_words(compiled_on()),
    }


def section(need: str, title: str, lines: tuple[Helpline, ...], confirmed_on: Mapping[str, int]) -> Section:
    here = [line for line in lines if line.country]
    exact = [line for line in here if need == "suicide" or fits(line, need)]
    return Section(
        need,
        _(title),
        [in_words(line, confirmed_on) for line in exact],
        elsewhere=bool(here) and not exact,
        directory=international() in lines,
    )


def others(
    known: Country | None, confirmed: frozenset[str], shown: Mapping[str, tuple[Helpline, ...]]
) -> list[Helpline]:
    """Lines that may be shown and are for something else, such as drugs and drink, or being trans."""
    seen = {line.id for lines in shown.values() for line in lines}
    lines = may_show(known, confirmed) if known else ()
    return [line for line in lines if line.id not in seen]


def in_words(line: Helpline, confirmed_on: Mapping[str, int]) -> dict[str, Any]:
    """A line as on the wire, its days as people read them."""
    fields = helpline_on_wire(line, confirmed_on)
    return fields | {day: day_in_words(fields[day] or "") for day in ("source_seen_on", "confirmed_on")}


routes = [Route(HELP, show_help)]

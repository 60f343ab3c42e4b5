"""Help now: who to call, for everybody, signed in or not, with or without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from moderation.helplines import Helpline, compiled_on, countries, country, emergency, international, lines_for
from server.care import emergency_on_wire, helpline_on_wire, no_country, questions, worried
from server.house import house
from server.pages.render import render
from server.words import N_, _, language

__all__ = ["help_for_country", "routes"]

NEEDS = (
    ("suicide", N_("Thinking about suicide, or it all feels too much")),
    ("abuse", N_("Somebody hurts you, or makes you afraid")),
    ("eating", N_("Food and body")),
    ("child", N_("You are under 18, or worried about a child")),
)


class Section(NamedTuple):
    """One need, and the lines for it. `elsewhere` says that they stand in another section already."""

    key: str
    title: str
    lines: list[dict[str, Any]]
    elsewhere: bool


async def show_help(request: Request) -> Response:
    """The page for the country that was picked, else the member's own, else the group's."""
    code = chosen_country(request)
    confirmed = await house(request).store.group.confirmed(code) if code else {}
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
        "sections": sections(shown, confirmed_on) if known else [],
        "others": [helpline_on_wire(line, confirmed_on) for line in others(code, confirmed, shown)],
        "international": helpline_on_wire(international(), confirmed_on),
        "questions": questions(),
        "worried": worried(),
        "compiled_on": compiled_on(),
    }


def sections(shown: Mapping[str, tuple[Helpline, ...]], confirmed_on: Mapping[str, int]) -> list[Section]:
    found, seen = [], set[str]()
    for need, title in NEEDS:
        lines = [line for line in shown[need] if line.country]
        new = [line for line in lines if line.id not in seen]
        seen.update(line.id for line in new)
        fields = [helpline_on_wire(line, confirmed_on) for line in new]
        found.append(Section(need, _(title), fields, elsewhere=bool(lines) and not new))
    return found


def others(code: str | None, confirmed: frozenset[str], shown: Mapping[str, tuple[Helpline, ...]]) -> list[Helpline]:
    """Lines that may be shown and are for something else: drugs and drink, being trans, texting the ambulance."""
    known = country(code)
    seen = {line.id for lines in shown.values() for line in lines}
    lines = known.lines if known else ()
    return [line for line in lines if line.id not in seen and (line.is_certain or line.id in confirmed)]


routes = [Route("/help", show_help)]

"""The helplines that members of a country would see, for the steward to check."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from moderation.helplines import Emergency, Helpline, country, found_wrong
from server.clock import now_ms
from server.house import house
from server.pages.forms import Form
from server.pages.help import in_words
from server.pages.places import country_name
from server.records import MemberId

__all__ = ["helplines_of", "tick_helplines"]


async def helplines_of(request: Request, code: str, form: Form) -> dict[str, Any]:
    """Every line and emergency number of a country with its source; none where the country is not among ours."""
    known = country(code)
    checked = await house(request).store.group.confirmed(code)
    entries = [entry.id for entry in entries_of(code)]
    return {
        "code": code,
        "country_name": country_name(code) if known else None,
        "emergency": known.emergency if known else None,
        "lines": [(in_words(line, checked), line.is_certain) for line in known.lines] if known else [],
        # Nothing is ticked beforehand: members read "somebody of this group checked this", and somebody must have.
        "right": set(form.all("entry")) if form.errors else {entry for entry in entries if entry in checked},
        "wrong": set(form.all("wrong")) if form.errors else {each for each in entries if found_wrong(each) in checked},
    }


async def tick_helplines(request: Request, form: Form, code: str, by: MemberId | None) -> bool:
    """Keeps what was found right and what wrong, where the steward says to have looked at all; False where not."""
    if not form.has("confirm"):
        return False
    right, wrong = set(form.all("entry")), set(form.all("wrong"))
    entries = [entry.id for entry in entries_of(code)]
    # What is wrong is not shown, however sure its source was. Of what has neither tick, our source alone is sure.
    found = [each for each in entries if each in right - wrong] + [
        found_wrong(each) for each in entries if each in wrong
    ]
    await house(request).store.group.confirm_helplines(code, found, by, now_ms())
    return True


def entries_of(code: str) -> list[Helpline | Emergency]:
    known = country(code)
    return [known.emergency, *known.lines] if known else []

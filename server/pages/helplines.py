"""The helplines that members of a country would see, for the steward to check."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from moderation.helplines import Emergency, Helpline, country, found_wrong, is_shown
from server.clock import now_ms
from server.house import house
from server.pages.forms import Form
from server.pages.help import in_words
from server.pages.places import country_name
from server.records import MemberId

__all__ = ["helplines_of", "tick_helplines"]


async def helplines_of(request: Request, code: str) -> dict[str, Any]:
    """Every line and emergency number of a country with its source; none where the country is not among ours."""
    known = country(code)
    checked = await house(request).store.group.confirmed(code)
    return {
        "code": code,
        "country_name": country_name(code) if known else None,
        "emergency": known.emergency if known else None,
        "lines": [(in_words(line, checked), line.is_certain) for line in known.lines] if known else [],
        "ticked": {entry.id for entry in entries_of(code) if is_shown(entry, frozenset(checked))},
    }


async def tick_helplines(request: Request, form: Form, code: str, by: MemberId | None) -> bool:
    """Keeps the ticked lines as checked, where the steward says to have checked them; False where not."""
    if not form.has("confirm"):
        return False
    ticked = set(form.all("entry"))
    await house(request).store.group.confirm_helplines(
        code,
        # What was left without its tick is not right: it must not be shown, however sure its source was.
        [entry.id if entry.id in ticked else found_wrong(entry.id) for entry in entries_of(code)],
        by,
        now_ms(),
    )
    return True


def entries_of(code: str) -> list[Helpline | Emergency]:
    known = country(code)
    return [known.emergency, *known.lines] if known else []

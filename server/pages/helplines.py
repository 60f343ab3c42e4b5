"""The helplines that members of a country would see, for the steward to check."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from moderation.helplines import country
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
        "checked": checked,
    }


async def tick_helplines(request: Request, form: Form, code: str, by: MemberId | None) -> bool:
    """Keeps the ticked lines as checked, where the steward says to have checked them; False where not."""
    if not form.has("confirm"):
        return False
    known = country(code)
    entries = [known.emergency.id, *(line.id for line in known.lines)] if known else []
    ticked = set(form.all("entry"))
    await house(request).store.group.confirm_helplines(
        code, [entry for entry in entries if entry in ticked], by, now_ms()
    )
    return True

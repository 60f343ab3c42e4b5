"""From a template to a page."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server.care.lines import day_in_words, day_of
from server.pages.static import asset
from server.words import _, language, ngettext

__all__ = ["environment", "render"]

TEMPLATES = Path(__file__).parents[2] / "web" / "templates"


@cache
def environment() -> Environment:
    """Every text is escaped, and a name that a page forgot is an error rather than nothing."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["asset"] = asset
    made.filters["day"] = day
    return made


def day(moment: int) -> str:
    """A time as a day in words."""
    return day_in_words(day_of(moment))


def render(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """The page, with what every page knows: the group (None before set-up), who is signed in (None), the language."""
    state = request.state
    known = {
        "group": getattr(state, "group", None),
        "signed_in": getattr(state, "signed_in", None),
        "watches": getattr(state, "watches", False),
        "exit_url": getattr(state, "exit_url", "/"),
        "language": language(),
    }
    return HTMLResponse(environment().get_template(template).render({**known, **context}), status)

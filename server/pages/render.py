"""From a template to a page."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server.pages.assets import WEB, asset
from server.words import _, language, ngettext

__all__ = ["environment", "render"]


@cache
def environment() -> Environment:
    """Every text is escaped, and a name that a page forgot is an error rather than nothing."""
    made = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["asset"] = asset
    return made


def render(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """The page, with what every page knows: the group (None before set-up), who is signed in (None), the language."""
    page = environment().get_template(template)
    known = {
        "request": request,
        "group": getattr(request.state, "group", None),
        "signed_in": getattr(request.state, "signed_in", None),
        "language": language(),
    }
    return HTMLResponse(page.render({**known, **context}), status)

"""Pages for what went wrong: a sentence, and a way on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.errors import Code, Missing, Refused, Trouble, Unreadable
from server.pages.origin import origin_of
from server.pages.render import render
from server.pages.safety import protect
from server.words import N_, _

__all__ = ["handlers"]

STATUS = {Code.RATE_LIMITED: 429, Code.CONFLICT: 409, Code.NOT_FOUND: 404, Code.UNAVAILABLE: 503}
NOTHING_HERE = N_("There is nothing here. The link may be old, or it may have a letter missing.")
OUR_FAULT = N_("Something went wrong on our side. Nothing of yours was lost. Please try again in a moment.")


def trouble_status(trouble: Exception) -> int:
    if isinstance(trouble, Missing):
        return 404
    if isinstance(trouble, Refused):
        return STATUS.get(trouble.code, 403)
    return 400


async def trouble(request: Request, error: Exception) -> Response:
    """A page for what people may be told."""
    assert isinstance(error, Trouble)  # noqa: S101 - registered for nothing else
    sentence = _(NOTHING_HERE) if isinstance(error, Missing) else error.text
    return render(request, "error.html", trouble_status(error), sentence=sentence)


async def http_error(request: Request, error: Exception) -> Response:
    """A page for an address that is not there, or a method that is not offered."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    page = render(request, "error.html", error.status_code, sentence=_(NOTHING_HERE))
    page.headers.update(error.headers or {})
    return page


async def our_fault(request: Request, _error: Exception) -> Response:
    """A page for what nobody foresaw. It is made outside of `Safety`, so it gets its headers here."""
    page = render(request, "error.html", 500, sentence=_(OUR_FAULT))
    protect(page.headers, origin_of(request))
    return page


handlers: dict[Any, Callable[[Request, Exception], Any]] = {
    Missing: trouble,
    Refused: trouble,
    Unreadable: trouble,
    HTTPException: http_error,
    500: our_fault,
}

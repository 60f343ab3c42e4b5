"""What people write into forms for others to read passes the gate, like everything else that others see."""

from __future__ import annotations

from starlette.requests import Request

from moderation import POLICIES, Action, Draft
from moderation.draft import Kind
from server.house import house
from server.pages.forms import Form
from server.words import _

__all__ = ["pass_the_gate"]


async def pass_the_gate(request: Request, form: Form, name: str, text: str, kind: Kind) -> None:
    """Puts a sentence beside the field where its text would hurt somebody who reads it."""
    if name in form.errors or not text:
        return
    verdict = await house(request).hub.examiner.review(Draft(text, kind=kind), POLICIES["standard"])
    if verdict.action is not Action.PASS:
        form.errors[name] = _("This could hurt somebody who reads it. Please choose other words.")

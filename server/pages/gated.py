"""What people write into forms for others to read passes the gate, like everything else that others see."""

from __future__ import annotations

from starlette.requests import Request

from moderation import POLICIES, Action, Category, Draft, Verdict
from moderation.draft import Kind
from server.house import house
from server.pages.forms import Form
from server.words import N_, _

__all__ = ["pass_the_gate"]

HURTFUL = N_("This could hurt somebody who reads it. Please choose other words.")
CONTACT_IN_NAME = N_(
    "A nickname must not hold a phone number or another way to reach you: everybody here would read it. "
    "Please choose one without."
)


async def pass_the_gate(request: Request, form: Form, name: str, text: str, kind: Kind) -> None:
    """Puts a sentence beside the field where its text would hurt somebody who reads it."""
    if name in form.errors or not text:
        return
    verdict = await house(request).hub.examiner.review(Draft(text, kind=kind), POLICIES["standard"])
    if verdict.action is Action.PASS:
        return
    form.errors[name] = _(CONTACT_IN_NAME) if kind == "name" and tells_contact(verdict) else _(HURTFUL)


def tells_contact(verdict: Verdict) -> bool:
    """Whether nothing is wrong but that it says how to reach somebody."""
    return set(verdict.harms) == {Category.PERSONAL_INFORMATION}

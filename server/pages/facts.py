"""What a group says about itself: the same fields in the set-up and later."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from server.addresses import NotAnAddress, as_origin
from server.pages.forms import Form
from server.pages.gated import pass_the_gate
from server.pages.places import country_codes, usual_zone, zone_choices
from server.records import Group
from server.words import _, languages

__all__ = ["ANOTHER_COUNTRY", "facts_form", "read_address", "read_facts"]

ANOTHER_COUNTRY = "other"
LONGEST_KEPT = 365


def facts_form(group: Group) -> Form:
    """The fields as they stand."""
    return Form(
        [
            ("name", group.name),
            ("purpose", group.purpose),
            ("country", group.country or (ANOTHER_COUNTRY if group.name else "")),
            ("language", group.language),
            ("timezone", group.timezone if group.name else ""),
            ("second_contact", group.second_contact),
            ("who_may_join", group.who_may_join or _("I am 18 or older.")),
            ("retention_days", str(group.retention_days)),
        ]
    )


async def read_facts(request: Request, form: Form) -> dict[str, Any]:
    """The fields as typed; what will not do is in the form's errors."""
    country = form.choice("country", country_codes() | {ANOTHER_COUNTRY})
    facts: dict[str, Any] = {
        "name": form.text("name", 60, _("Please give your group a name.")),
        "purpose": form.text("purpose", 300, _("Please say in a sentence what your group is for.")),
        "country": "" if country == ANOTHER_COUNTRY else country,
        "language": form.choice("language", languages()),
        "timezone": form.get("timezone") or usual_zone(country),
        "second_contact": form.text(
            "second_contact", 200, _("Please name somebody who is not a facilitator, and how to reach them.")
        ),
        "who_may_join": form.text("who_may_join", 200, _("Please write the sentence that newcomers confirm.")),
        "retention_days": form.number("retention_days", 1, LONGEST_KEPT),
    }
    if facts["timezone"] not in zone_choices():
        form.errors["timezone"] = _("Please choose the time zone of your clocks.")
    if form.get("country") == "":
        form.errors["country"] = _("Please choose a country, or “Another country”. Helplines follow from it.")
    await pass_the_gate(request, form, "name", facts["name"], "title")
    await pass_the_gate(request, form, "purpose", facts["purpose"], "title")
    return facts


def read_address(form: Form) -> str:
    """The address that members type, from what the steward typed: a name alone is taken for an encrypted site."""
    typed = form.text("url", 200, _("Please give the address that members will type."))
    if "url" in form.errors:
        return ""
    try:
        return as_origin(typed if "//" in typed else f"https://{typed}")
    except NotAnAddress:
        form.errors["url"] = _("An address looks like https://porch.example.org, with nothing after the name.")
        return ""

"""Editing ground rules line by line: what the set-up and the group's page have in common."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from server.clock import now_ms
from server.house import house
from server.pages.forms import Form
from server.pages.rule_lines import LONGEST_TEXT, LONGEST_TITLE, changed_by, check_rules, read_rules
from server.records import MemberId, Rule
from server.rule_words import SECOND_CONTACT
from server.storage.rule_templates import rule_templates

__all__ = ["edit_rules", "rule_page"]


async def edit_rules(request: Request, form: Form, by: MemberId | None) -> tuple[bool, list[Rule]]:
    """Does what the pressed button says. True when the lines were kept; otherwise they are to be shown again."""
    store = house(request).store
    rules = read_rules(form, await store.group.rules())
    action = form.get("do", "save")
    if action != "save":
        return False, changed_by(action, rules)
    kept = check_rules(rules, form)
    if form.errors:
        return False, rules
    await store.group.replace_rules(kept, by, now_ms())
    return True, kept


def rule_page(rules: list[Rule]) -> dict[str, Any]:
    """What the editor's template needs."""
    return {
        "rules": rules,
        "templates": rule_templates(),
        "longest_title": LONGEST_TITLE,
        "longest_text": LONGEST_TEXT,
        "braces": SECOND_CONTACT,
    }

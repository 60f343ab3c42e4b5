"""Ground rules in a form, one line each: read from it, and changed by its buttons. Pure, and without scripts.

Every button of the form sends all of its lines, so that nothing typed is lost when one of them is moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from server.pages.forms import Form
from server.records import Rule
from server.storage.rule_templates import rule_template, rule_templates
from server.words import _

__all__ = ["LONGEST_TEXT", "LONGEST_TITLE", "MOST_RULES", "changed_by", "check_rules", "read_rules"]

MOST_RULES = 30
LONGEST_TITLE = 120
LONGEST_TEXT = 500


def read_rules(form: Form, known: Iterable[Rule]) -> list[Rule]:
    """The lines as typed. What a line detects goes with its id, which a browser may name but not invent."""
    detects = {rule.id: rule.detects for template in rule_templates() for rule in template.rules}
    detects |= {rule.id: rule.detects for rule in known}
    ids, titles, texts = form.all("rule_id"), form.all("rule_title"), form.all("rule_text")
    lines = []
    for place, (key, title, text) in enumerate(zip(ids, titles, texts, strict=False)):
        ours = key if key in detects and key not in ids[:place] else ""
        lines.append(Rule(ours, place, title.strip(), text.strip(), detects.get(ours, ())))
    return lines[:MOST_RULES]


def changed_by(action: str, rules: Sequence[Rule]) -> list[Rule]:
    """The lines after one of the buttons: up:2, down:2, drop:2, add, or template:grief."""
    verb, _colon, what = action.partition(":")
    lines = list(rules)
    template = rule_template(what)
    if verb == "template" and template is not None:
        return list(template.rules)
    if verb == "add" and len(lines) < MOST_RULES:
        return [*lines, Rule("", len(lines), "", "")]
    at = int(what) if what.isascii() and what.isdigit() and int(what) < len(lines) else None
    if at is None:
        return lines
    if verb == "drop":
        del lines[at]
    elif verb in ("up", "down"):
        to = max(0, min(len(lines) - 1, at + (1 if verb == "down" else -1)))
        lines.insert(to, lines.pop(at))
    return [replace(line, position=place) for place, line in enumerate(lines)]


def check_rules(rules: Sequence[Rule], form: Form) -> list[Rule]:
    """The lines that say something; what is wrong with them is put into the form's errors."""
    kept = [rule for rule in rules if rule.title or rule.text]
    if not kept:
        form.errors["rules"] = _("A group needs at least one ground rule. You can start from a template.")
    for place, rule in enumerate(rules):
        if rule.text and not rule.title:
            form.errors[f"rule-{place}"] = _("Please say in a few words what this rule is about.")
        elif len(rule.title) > LONGEST_TITLE or len(rule.text) > LONGEST_TEXT:
            form.errors[f"rule-{place}"] = _("This rule is too long to be read on a phone. Please shorten it.")
    return kept

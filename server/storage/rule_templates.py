"""Ground rules to start from. They belong to the product; what a group makes of them is in the database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.records import Rule

__all__ = ["RuleTemplate", "rule_template", "rule_templates"]

FILE = Path(__file__).parents[1] / "lists" / "ground_rules.json"


@dataclass(frozen=True, slots=True)
class RuleTemplate:
    """A set of ground rules for one kind of group."""

    id: str
    title: str
    rules: tuple[Rule, ...]


@cache
def rule_templates() -> tuple[RuleTemplate, ...]:
    """All of them; the first is for a group that does not say what it is."""
    return tuple(
        RuleTemplate(
            id=each["id"],
            title=each["title"],
            rules=tuple(
                Rule(rule["id"], place, rule["title"], rule["text"], tuple(rule["detects"]))
                for place, rule in enumerate(each["rules"])
            ),
        )
        for each in json.loads(FILE.read_text("utf-8"))["templates"]
    )


def rule_template(key: str) -> RuleTemplate | None:
    """The template of this id."""
    return next((each for each in rule_templates() if each.id == key), None)

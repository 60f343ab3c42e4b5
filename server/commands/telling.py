"""`porchlight settings` and `porchlight examine`: what is decided, and what the gate would decide."""

from __future__ import annotations

import sys

import click

from server.commands.common import chosen
from server.settings import SETTINGS, Setting, Settings

__all__ = ["examine", "settings"]

POLICIES = ("observe", "gentle", "standard", "strict")


@click.command()
def settings() -> None:
    """Show every setting: its name, its value, its default, and a sentence."""
    now = chosen()
    for setting in SETTINGS:
        click.echo(f"{setting.variable} = {shown(setting, now)}  (default: {setting.default or 'empty'})")
        click.echo(f"    {setting.sentence}")


def shown(setting: Setting, now: Settings) -> str:
    value = getattr(now, setting.name)
    if setting.secret:
        return "(set)" if value else "empty"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value) or "empty"


@click.command()
@click.option("--policy", type=click.Choice(POLICIES), default="standard", show_default=True)
def examine(policy: str) -> None:
    """Show what the gate makes of texts.

    Reads JSON lines {"id", "text", "lang"?, "context"?} on standard input and answers each with a JSON line.
    """
    from moderation.examine import examine_lines, policy_named  # the gate is much to load, and `settings` needs none

    answers = examine_lines(sys.stdin, policy_named(policy))
    for answer in answers:
        click.echo(answer)
    sys.exit(answers.status)

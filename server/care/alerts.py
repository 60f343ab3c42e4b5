"""What a facilitator reads beside an alert: who, and five steps with ready words."""

from __future__ import annotations

from typing import NamedTuple

from server.care.lines import help_for, is_directory, reach
from server.records import Alert
from server.words import _

__all__ = ["Step", "alert_afterwards", "alert_donts", "alert_heading", "alert_steps"]


class Step(NamedTuple):
    """One thing to do; `say` are words that may be used as they are."""

    title: str
    text: str
    say: str = ""


def alert_heading(alert: Alert) -> str:
    """Whom it is about."""
    return _("{nickname} may need support.").format(nickname=alert.name or _("Somebody who left"))


def alert_steps(country: str | None, kind: str, confirmed: frozenset[str] = frozenset()) -> tuple[Step, ...]:
    """The five steps, with the line and the number of the country that the person chose."""
    found = help_for(country, kind, confirmed)
    offer = _("Offer {line}.") if not is_directory(found.first) else _("Look for a line together: {line}.")
    number = found.emergency.number if found.emergency else _("the emergency number of the country they are in")
    return (
        Step(
            _("Pause and read."),
            _("Take one breath. Read what came before. Don't quote it to anyone."),
        ),
        write_to_them(kind),
        Step(
            _("Listen first."),
            _("Don't argue, fix, or promise to keep it secret."),
            _("That sounds so hard. Tell me more."),
        ),
        Step(
            _("Find the next safe step together."),
            " ".join((
                offer.format(line=reach(found.first)),
                _("If life is in danger, ask them to call {emergency}.").format(emergency=number),
                _("If they can't and you know where they are, follow your group's plan."),
                _("That choice is made by a person, never by this program."),
            )),
            _("Are you safe right now? Is anyone with you?"),
        ),
        Step(
            _("Steady the room, then yourself."),
            _("Hand over before you leave. Then take a break and talk to a co-facilitator."),
            _("Some heavy things came up. Someone is looking after it."),
        ),
    )  # fmt: skip


def write_to_them(kind: str) -> Step:
    """The plain question about suicide belongs where that is the worry; asking plainly is okay."""
    title = _("Write to them alone, now.")
    if kind in {"suicide", "emergency"}:
        return Step(
            title,
            _("Asking plainly is okay."),
            _(
                "I saw what you wrote and I'm glad you said it. I'd like to check on you. Are you having thoughts of "
                "suicide?"
            ),
        )
    return Step(title, "", _("I saw what you wrote and I'm glad you said it. I'd like to check on you."))


def alert_donts() -> str:
    """What makes it worse."""
    return _(
        "Please don't: ban or mute them, post about it in the room, share method details, diagnose, or carry it alone."
    )


def alert_afterwards() -> str:
    """What to leave behind when it is closed."""
    return _("Afterwards, note what was offered and what is next. Leave out quotes. Then take a break.")

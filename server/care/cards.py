"""The private care card: what its author reads, by kind. A sentence whose facts are not known is left out whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from babel.lists import format_list

from moderation import Care, CareKind
from server.care.lines import Help, emergency_on_wire, help_for, helpline_on_wire, is_directory, reach
from server.records import Card
from server.words import _, language, ngettext

__all__ = ["card_on_wire"]

NOBODY: Mapping[str, int] = {}


class Words(NamedTuple):
    """The part of a card that depends on its kind."""

    heading: str
    lines: list[str]
    questions: list[tuple[str, str]]


def card_on_wire(
    card: Card,
    country: str | None,
    told: tuple[str, ...],
    confirmed: Mapping[str, int] = NOBODY,
) -> dict[str, Any]:
    """The card for its author, in the language spoken now.

    `country` is the author's own choice, `told` the nicknames of the facilitators who heard the alert, `confirmed` the
    ids of helplines that the steward checked, with the moment.
    """
    found = help_for(country, card.kind, frozenset(confirmed))
    words = WORDS[CareKind(card.kind)](found, card.level)
    return {
        "id": card.id,
        "kind": card.kind,
        "level": card.level,
        "at": datetime.fromtimestamp(card.at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "room": card.room,
        "told": list(told),
        "heading": words.heading,
        "private": _("Only you can see this. No one has been called."),
        "told_text": who_knows(told, alerted=card.alerted),
        "lines": words.lines,
        "helplines": [helpline_on_wire(line, confirmed) for line in found.best],
        "emergency": emergency_on_wire(found.emergency),
        "second": helpline_on_wire(found.second, confirmed) if found.second else None,
        "questions": [{"q": question, "a": answer} for question, answer in words.questions],
        "small_print": _("A computer noticed some words. It can be wrong. Nothing changes for you in this room."),
    }


def who_knows(told: tuple[str, ...], *, alerted: bool) -> str:
    """Plainly who was told: people ask this first. True of a message that was posted, and of one that was not kept."""
    if not told and alerted:
        return _("No facilitator is here right now. They will see when they come that you might want support.")
    if not told:
        return _("No one in the room has been told.")
    return ngettext(
        "{facilitator} has been told you might want support. They can see what you post in this room.",
        "{facilitator} have been told you might want support. They can see what you post in this room.",
        len(told),
    ).format(facilitator=format_list(told, locale=language()))


def for_suicide(found: Help, level: str) -> Words:
    talk = [
        _("If you are thinking about hurting yourself or ending your life, you don't have to sit with it alone."),
        someone_now(found),
    ]
    danger = [
        _("If you might act on it soon, or have already hurt yourself, call {emergency}.").format(
            emergency=found.number
        ),
        *without_speaking(found),
    ]
    meanwhile = _(
        "While you decide: move to a room with another person, or put some distance between you and anything you "
        "could use to hurt yourself."
    )
    body = [*danger, *talk] if level == Care.IMMEDIATE.word else [*talk, *danger]
    enough = (_("Do I have to be suicidal?"), _("No. Feeling awful is reason enough."))
    return Words(_("That sounds really heavy."), [*body, meanwhile], [*calling(found), enough, *busy(found)])


def for_abuse(found: Help, _level: str) -> Words:
    people = (
        _("Find people who know about this: {line}.")
        if is_directory(found.first)
        else _("People who know about this: {line}.")
    ).format(line=reach(found.first))
    danger = _("In danger right now? Call {emergency}.").format(emergency=found.number)
    return Words(
        _("What you wrote sounds frightening. It is not your fault."),
        [
            _("You get to choose what happens next, and how fast."),
            with_hours(people, found),
            " ".join((danger, *without_speaking(found))),
            _("Is someone checking your phone or computer? Use a device they can't reach."),
            _("“Leave quickly” shows a different page, but it does not clear your history."),
        ],
        [*calling(found), *busy(found)],
    )


def for_emergency(found: Help, _level: str) -> Words:
    if found.emergency:
        heading = _("This may be an emergency. Please call {emergency} now.").format(emergency=found.emergency.number)
        call = []
    else:
        heading = _("This may be an emergency. Please call for help now.")
        call = [_("Call {emergency}.").format(emergency=found.number)]
    return Words(
        heading,
        [
            *call,
            " ".join((_("Say where you are and what was taken."), *without_speaking(found))),
            _("Unlock the door. Stay where people can find you. If someone is near, tell them now."),
            _("You will not be in trouble in this group for asking for help."),
        ],
        [
            (
                _("Are you with someone who took too much?"),
                _("Call, stay with them, and do what the call taker says."),
            ),
            (_("Not an emergency?"), someone_now(found)),
            *busy(found),
        ],
    )


def for_eating(found: Help, _level: str) -> Words:
    return Words(
        _("You don't have to be “sick enough” to get support."),
        [
            _("Food and body thoughts can get very loud. Talking to someone can turn them down a bit."),
            someone_now(found),
            _("Fainting, chest pain, or can't keep water down? Call {emergency}.").format(emergency=found.number),
            _("In this room, please leave out weights, sizes, calories and diets. Your feelings are welcome."),
        ],
        [*calling(found), *busy(found)],
    )


def for_child(found: Help, _level: str) -> Words:
    line = reach(found.first)
    if is_directory(found.first):
        young = _("You can look for a line for young people here: {line}.").format(line=line)
        worried = ""
    else:
        young = _("{line}, is for you. You can call about anything.").format(line=line)
        worried = _("If you are worried about a child: {line}.").format(line=line) + " "
    danger = _("If the child is in danger now, call {emergency}.").format(emergency=found.number)
    return Words(
        _("Thank you for saying something. Telling was the right thing."),
        [
            _("If you are under 18: this is not your fault, and you are allowed to get help."),
            young,
            worried + danger,
            _("You don't have to be sure. You don't have to prove it."),
            _("Please don't post the child's name or where they live."),
        ],
        [*calling(found), *busy(found)],
    )


def someone_now(found: Help) -> str:
    """Who to talk to, and when they are there."""
    if is_directory(found.first):
        return _("You can find someone to talk to here: {line}.").format(line=reach(found.first))
    talk = _("You can talk to someone now: {line}.") if found.first.is_24_7 else _("You can talk to someone: {line}.")
    return with_hours(talk.format(line=reach(found.first)), found)


def with_hours(sentence: str, found: Help) -> str:
    return f"{sentence} {found.first.hours.rstrip('.')}." if found.first.hours else sentence


def without_speaking(found: Help) -> list[str]:
    """How to reach the emergency services without a voice, where a number for it is known."""
    text = found.emergency.text if found.emergency else None
    return [_("If you can't speak, text {number}.").format(number=text.number)] if text else []


def calling(found: Help) -> list[tuple[str, str]]:
    """What people fear about calling, where there is somebody to call."""
    if not found.first.phone:
        return []
    answer = _(
        "A person picks up and listens. You don't have to give your name. You can ask first, “When would you send "
        "someone?”"
    )
    return [(_("What happens if I call?"), answer)]


def busy(found: Help) -> list[tuple[str, str]]:
    """What to do when nobody picks up, where the card has no second line to offer: lines are often full."""
    if is_directory(found.first) or found.second:
        return []
    return [(_("Line busy?"), _("Try again in a few minutes. A busy line is not about you."))]


WORDS: dict[CareKind, Callable[[Help, str], Words]] = {
    CareKind.SUICIDE: for_suicide,
    CareKind.ABUSE: for_abuse,
    CareKind.EMERGENCY: for_emergency,
    CareKind.EATING: for_eating,
    CareKind.CHILD: for_child,
}

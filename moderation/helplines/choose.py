"""Which lines to show to whom, best first."""

from __future__ import annotations

from moderation.helplines.reader import country, international
from moderation.helplines.records import Country, Emergency, Helpline

__all__ = ["NEEDS", "emergency", "fits", "found_wrong", "is_shown", "lines_for", "may_show"]

NEEDS: dict[str, tuple[frozenset[str], ...]] = {
    "suicide": (frozenset({"suicide"}), frozenset({"emotional_support"})),
    "emergency": (frozenset({"suicide"}), frozenset({"emotional_support"})),
    "abuse": (frozenset({"domestic_abuse", "sexual_violence"}),),
    "eating": (frozenset({"eating_disorder"}), frozenset({"suicide", "emotional_support"})),
    "child": (frozenset({"child"}),),
}
"""The data's own words for each need: what is meant first, then what also helps."""


def emergency(code: str | None, confirmed: frozenset[str] = frozenset()) -> Emergency | None:
    """The country's emergency number; None where the country is unknown or its sources disagree and nobody checked."""
    known = country(code)
    return known.emergency if known is not None and is_shown(known.emergency, confirmed) else None


def lines_for(
    code: str | None, need: str, confirmed: frozenset[str] = frozenset(), language: str = "en"
) -> tuple[Helpline, ...]:
    """The lines for a need that are certain or confirmed, and the directory first where none is for everybody.

    DANGER: an unknown country must never be answered with another country's number.
    """
    known = country(code)
    if known is None:
        return (international(),)
    wanted = NEEDS[need]
    fitting = sorted(
        (line for line in may_show(known, confirmed) if fit(line, wanted) < len(wanted)),
        key=lambda line: (
            meant_for_others(line, need),
            fit(line, wanted),
            language not in line.languages,
            not line.is_24_7,
            line.phone is None,
            line.needs[0] not in wanted[0],
        ),
    )
    if all(meant_for_others(line, need) for line in fitting):
        return (international(), *fitting)
    return tuple(fitting)


def may_show(known: Country, confirmed: frozenset[str]) -> tuple[Helpline, ...]:
    """The country's lines that are certain, or that somebody of the group checked."""
    return tuple(line for line in known.lines if is_shown(line, confirmed) and is_helpline(line, known))


def is_shown(entry: Helpline | Emergency, confirmed: frozenset[str]) -> bool:
    """Whether an entry may be shown: it is certain or was confirmed, and nobody of the group found it wrong."""
    return (entry.is_certain or entry.id in confirmed) and found_wrong(entry.id) not in confirmed


def found_wrong(entry: str) -> str:
    """How it is kept, among what the steward confirmed, that an entry is not right: a dead number must not stay."""
    return f"-{entry}"


def fits(line: Helpline, need: str) -> bool:
    """Whether the line is for just this need."""
    return fit(line, NEEDS[need]) == 0


def fit(line: Helpline, wanted: tuple[frozenset[str], ...]) -> int:
    """0 when the line is for just this, 1 when it also helps, the number of `wanted` when it does not."""
    ranks = wanted[:1] if line.for_some else wanted
    return next((rank for rank, tags in enumerate(ranks) if tags.intersection(line.needs)), len(wanted))


def meant_for_others(line: Helpline, need: str) -> bool:
    """Whether somebody with this need may well not be whom the line is for."""
    return line.for_some and need != "child"


def is_helpline(line: Helpline, known: Country) -> bool:
    """The emergency services' own text number is shown with the emergency number, not as somebody to talk to."""
    by_text = known.emergency.text
    return line.phone is not None or line.sms is None or by_text is None or line.sms.number != by_text.number

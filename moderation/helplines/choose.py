"""Which lines to show to whom, best first."""

from __future__ import annotations

from moderation.helplines.reader import country, international
from moderation.helplines.records import Emergency, Helpline

__all__ = ["NEEDS", "emergency", "lines_for"]

NEEDS: dict[str, tuple[frozenset[str], ...]] = {
    "suicide": (frozenset({"suicide"}), frozenset({"emotional_support"})),
    "emergency": (frozenset({"suicide"}), frozenset({"emotional_support"})),
    "abuse": (frozenset({"domestic_abuse", "sexual_violence"}),),
    "eating": (frozenset({"eating_disorder"}), frozenset({"suicide", "emotional_support"})),
    "child": (frozenset({"child"}),),
}
"""The data's own words for each need: what is meant first, then what also helps."""

FOR_SOME = frozenset({"child", "indigenous", "lgbtq", "trans", "veterans"})
"""Lines for some people only come after those for everybody, unless that is the need."""


def emergency(code: str | None, confirmed: frozenset[str] = frozenset()) -> Emergency | None:
    """The country's emergency number; None where the country is unknown or its sources disagree and nobody checked."""
    known = country(code)
    if known is None:
        return None
    return known.emergency if known.emergency.is_certain or known.emergency.id in confirmed else None


def lines_for(
    code: str | None, need: str, confirmed: frozenset[str] = frozenset(), language: str = "en"
) -> tuple[Helpline, ...]:
    """The lines for a need that are certain or confirmed; the international directory alone where there is none.

    DANGER: an unknown country must never be answered with another country's number.
    """
    known = country(code)
    if known is None:
        return (international(),)
    wanted = NEEDS[need]
    fitting = [
        line
        for line in known.lines
        if (line.is_certain or line.id in confirmed) and fit(line, wanted) < len(wanted) and is_helpline(line)
    ]
    fitting.sort(
        key=lambda line: (
            bool(FOR_SOME.intersection(line.needs).difference(wanted[0])),
            fit(line, wanted),
            language not in line.languages,
            not line.is_24_7,
            line.phone is None,
        )
    )
    return tuple(fitting) or (international(),)


def fit(line: Helpline, wanted: tuple[frozenset[str], ...]) -> int:
    """0 when the line is for just this, 1 when it also helps, the number of `wanted` when it does not."""
    return next((rank for rank, tags in enumerate(wanted) if tags.intersection(line.needs)), len(wanted))


def is_helpline(line: Helpline) -> bool:
    """The emergency services' own text number is shown with the emergency number, not as somebody to talk to."""
    known = country(line.country)
    by_text = known.emergency.text if known else None
    return line.phone is not None or line.sms is None or by_text is None or line.sms.number != by_text.number

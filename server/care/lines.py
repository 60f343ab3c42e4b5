"""Helplines and emergency numbers as words and as fields of a frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from moderation.helplines import Emergency, Helpline, OtherNumber, emergency, lines_for
from server.words import N_, _, language

__all__ = [
    "Help",
    "day_in_words",
    "day_of",
    "emergency_on_wire",
    "help_for",
    "helpline_on_wire",
    "language_names",
    "reach",
]


SERVICES = {
    "all": N_("any emergency"),
    "all, from mobiles": N_("any emergency, from a mobile"),
    "ambulance": N_("ambulance"),
    "by text, all": N_("any emergency, by text"),
    "fire": N_("fire"),
    "out-of-hours doctor": N_("a doctor when practices are closed"),
    "police": N_("police"),
}
"""What the other emergency numbers reach, in words."""


@dataclass(frozen=True, slots=True)
class Help:
    """What is known for one person's country and need; `lines` is never empty, `emergency` may be unknown."""

    lines: tuple[Helpline, ...]
    emergency: Emergency | None

    @property
    def first(self) -> Helpline:
        return self.lines[0]

    @property
    def best(self) -> tuple[Helpline, ...]:
        """The first line, and with it one to write to where the first can only be called."""
        if is_directory(self.first):
            return self.lines[:2]
        written = None if writes(self.first) else next((line for line in self.lines if writes(line)), None)
        return (self.first,) if written is None else (self.first, written)

    @property
    def second(self) -> Helpline | None:
        """Where to turn when nobody picks up."""
        return next((line for line in self.lines if line not in self.best), None)

    @property
    def number(self) -> str:
        """What to dial in danger. In an unknown country no number is guessed."""
        return self.emergency.number if self.emergency else _("the emergency number of the country you are in")


def help_for(country: str | None, need: str, confirmed: frozenset[str]) -> Help:
    """The lines and the emergency number for one need in one country, in the language spoken now where there is one."""
    return Help(lines_for(country, need, confirmed, language()), emergency(country, confirmed))


def reach(line: Helpline) -> str:
    """The line's name and how to reach it: by phone, else by text, else its page."""
    if line.phone:
        return _("{name}, {phone}").format(name=line.name, phone=line.phone)
    if line.sms and line.sms.keyword:
        return _("{name}, text {word} to {number}").format(
            name=line.name, word=line.sms.keyword, number=line.sms.number
        )
    if line.sms:
        return _("{name}, text {number}").format(name=line.name, number=line.sms.number)
    page = line.chat_url or line.url or ""
    return _("{name}, {address}").format(name=line.name, address=page.removeprefix("https://"))


def is_directory(line: Helpline) -> bool:
    """Whether this is the international list: somewhere to look, not somebody to call."""
    return line.country is None


def writes(line: Helpline) -> bool:
    """Whether one can write instead of talking."""
    return line.sms is not None or line.chat_url is not None


def helpline_on_wire(line: Helpline, confirmed_on: Mapping[str, int]) -> dict[str, Any]:
    """A helpline as a browser gets it; `tel` and `sms_link` are ready to be linked to."""
    checked = confirmed_on.get(line.id)
    return {
        "id": line.id,
        "name": line.name,
        "phone": line.phone,
        "tel": line.tel,
        "sms": {"number": line.sms.number, "keyword": line.sms.keyword} if line.sms else None,
        "sms_link": line.sms.link if line.sms else None,
        "whatsapp": line.whatsapp,
        "whatsapp_link": line.whatsapp_link,
        "chat_url": line.chat_url,
        "url": line.url,
        "hours": line.hours,
        "languages": list(language_names(line.languages)),
        "for": list(line.needs),
        "told": line.told,
        "source_url": line.source_url,
        "source_seen_on": line.source_seen_on,
        "confirmed_on": day_of(checked) if checked is not None else None,
    }


def emergency_on_wire(known: Emergency | None) -> dict[str, Any]:
    """The emergency numbers as a browser gets them; `number` is null where none is known."""
    return {
        "number": known.number if known else None,
        "tel": known.tel if known else None,
        "other": [other_on_wire(other) for other in known.other] if known else [],
    }


def other_on_wire(other: OtherNumber) -> dict[str, Any]:
    service = _(SERVICES.get(other.service, other.service))
    return {"number": other.number, "service": service, "tel": other.tel, "by_text": other.by_text}


def language_names(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Languages by name, in the language spoken now."""
    names = locale().languages
    return tuple(names.get(code, code) for code in codes)


def locale() -> Locale:
    """How the language spoken now writes dates and names of languages."""
    try:
        return Locale.parse(language())
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def day_in_words(day: str) -> str:
    """A date such as "2022", "2022-09" or "2022-09-10", as people read it."""
    year, month, date_of_month = (*day.split("-"), "", "")[:3]
    if not month:
        return day
    known = date(int(year), int(month), int(date_of_month or 1))
    return format_date(known, "long" if date_of_month else "MMMM y", locale=locale())


def day_of(moment: int) -> str:
    """The day of a moment in milliseconds, as YYYY-MM-DD."""
    return datetime.fromtimestamp(moment / 1000, UTC).date().isoformat()

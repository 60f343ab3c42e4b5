"""Moments and lengths of time in words, on the group's clocks. Nobody needs the seconds."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from babel.dates import format_date, format_time, get_datetime_format, get_timezone
from babel.units import format_unit

from server.clock import now_ms
from server.words import language

__all__ = ["clock_in_words", "minutes_in_words", "moment_in_words"]

MINUTES_OF = (("day", 1440), ("hour", 60))


def moment_in_words(at: int, zone: str) -> str:
    """A moment with its day."""
    then = datetime.fromtimestamp(at / 1000, zone_of(zone))
    day, clock = format_date(then, "medium", locale=language()), format_time(then, "short", locale=language())
    return str(get_datetime_format("medium", locale=language())).replace("{1}", day).replace("{0}", clock)


def clock_in_words(at: int, zone: str) -> str:
    """A moment without its day where that is today."""
    place = zone_of(zone)
    then, today = (datetime.fromtimestamp(each / 1000, place) for each in (at, now_ms()))
    return format_time(then, "short", locale=language()) if then.date() == today.date() else moment_in_words(at, zone)


def minutes_in_words(minutes: float) -> str:
    """So many minutes, or hours or days where they are whole ones."""
    unit, length = next(((unit, each) for unit, each in MINUTES_OF if minutes % each == 0), ("minute", 1))
    return format_unit(round(minutes / length, 1), f"duration-{unit}", "long", locale=language())


def zone_of(name: str) -> tzinfo:
    try:
        return get_timezone(name)
    except LookupError:
        return UTC

"""Countries, time zones and languages to choose from."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from moderation.helplines import countries
from server.words import language, languages

__all__ = ["country_choices", "country_codes", "country_name", "language_choices", "usual_zone", "zone_choices"]


def country_choices() -> list[tuple[str, str]]:
    """The countries there are helplines for, by name in the language spoken now."""
    named = [(each.code, country_name(each.code)) for each in countries()]
    return sorted(named, key=lambda pair: pair[1])


def country_codes() -> frozenset[str]:
    """The countries there are helplines for."""
    return frozenset(each.code for each in countries())


def country_name(code: str) -> str:
    """A country's name in the language spoken now."""
    known = {each.code: each.name for each in countries()}
    return locale().territories.get(code) or known.get(code, code)


def language_choices() -> list[tuple[str, str]]:
    """The languages that the product speaks, each by its own name."""
    return [(code, Locale.parse(code).display_name or code) for code in languages()]


@cache
def zone_choices() -> tuple[str, ...]:
    """Every time zone by its place, such as Europe/Lisbon."""
    return ("UTC", *sorted(zone for zone in get_global("zone_territories") if is_a_place(zone)))


def usual_zone(country: str) -> str:
    """The time zone of a country that has one alone; nothing where its people have to say which."""
    zones = get_global("territory_zones").get(country, ())
    return str(zones[0]) if len(zones) == 1 else ""


def is_a_place(zone: str) -> bool:
    return "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/"))


def locale() -> Locale:
    try:
        return Locale.parse(language())
    except (UnknownLocaleError, ValueError):
        return Locale("en")

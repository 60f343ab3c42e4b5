"""Reads `helplines.json`, once."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from moderation.helplines.records import Country, Emergency, Helpline, OtherNumber, TextLine

__all__ = ["compiled_on", "countries", "country", "data", "international"]


@cache
def data() -> dict[str, Any]:
    """The file as it is."""
    found = json.loads(files(__package__).joinpath("helplines.json").read_text("utf-8"))
    assert isinstance(found, dict)  # noqa: S101 - our own file; the checker says more
    return found


def compiled_on() -> str:
    """The day on which the list was put together, as YYYY-MM-DD."""
    return str(data()["compiled_on"])


@cache
def countries() -> tuple[Country, ...]:
    """Every country there is data for, by name."""
    return tuple(sorted((read_country(each) for each in data()["countries"]), key=lambda country: country.name))


def country(code: str | None) -> Country | None:
    """The country with this two-letter code; None where there is no data, or none was chosen."""
    return by_code().get(code or "")


@cache
def international() -> Helpline:
    """The one entry that is right everywhere: a directory by country."""
    return read_line(data()["international"][0], None)


@cache
def by_code() -> dict[str, Country]:
    return {each.code: each for each in countries()}


def read_country(fields: dict[str, Any]) -> Country:
    code = fields["code"]
    return Country(
        code=code,
        name=fields["name"],
        emergency=read_emergency(code, fields["emergency"]),
        lines=tuple(read_line(line, code) for line in fields["lines"]),
    )


def read_emergency(code: str, fields: dict[str, Any]) -> Emergency:
    return Emergency(
        id=f"{code}/emergency",
        number=fields["number"],
        other=tuple(OtherNumber(other["number"], other["service"]) for other in fields["other"]),
        confidence=fields["confidence"],
        sources=tuple(fields["sources"]),
        notes=fields["notes"],
    )


def read_line(fields: dict[str, Any], code: str | None) -> Helpline:
    sms = fields["sms"]
    return Helpline(
        id=fields["id"],
        country=code,
        name=fields["name"],
        needs=tuple(fields["for"]),
        for_some=fields["for_some"],
        phone=fields["phone"],
        sms=TextLine(sms["number"], sms["keyword"]) if sms else None,
        whatsapp=fields["whatsapp"],
        chat_url=fields["chat_url"],
        url=fields["url"],
        hours=fields["hours"],
        is_24_7=fields["service_24_7"],
        languages=tuple(fields["languages"]),
        languages_assumed=fields["languages_assumed"],
        told=fields["told"],
        notes=fields["notes"],
        source_url=fields["source_url"],
        source_seen_on=fields["source_seen_on"],
        also_seen=tuple(fields["also_seen"]),
        confidence=fields["confidence"],
    )

"""What is wrong with the helpline data, in sentences, and which entries somebody should look at again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

__all__ = ["FRESH_FOR", "day_of", "problems", "stale"]

FRESH_FOR = timedelta(days=183)
"""Lines change: after six months without a look an entry is stale."""

CONFIDENCES = ("high", "medium")
NEED_WORDS = frozenset({
    "suicide", "emotional_support", "child", "domestic_abuse", "sexual_violence", "eating_disorder", "substance",
    "lgbtq", "trans", "indigenous", "veterans",
})  # fmt: skip
DIALLED = re.compile(r"[+*#]?[\d ()*#-]+( then (option|press) \d)?")
DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")

TEXT, OPTIONAL_TEXT, TEXTS, YES_NO = "a text", "a text or null", "a list of texts", "true or false"
LINE_FIELDS = {
    "id": TEXT, "name": TEXT, "for": TEXTS, "for_some": YES_NO, "phone": OPTIONAL_TEXT, "whatsapp": OPTIONAL_TEXT,
    "chat_url": OPTIONAL_TEXT, "url": OPTIONAL_TEXT, "hours": OPTIONAL_TEXT, "service_24_7": YES_NO,
    "languages": TEXTS, "languages_assumed": YES_NO, "told": OPTIONAL_TEXT, "notes": OPTIONAL_TEXT,
    "source_url": TEXT, "source_seen_on": OPTIONAL_TEXT, "also_seen": TEXTS, "confidence": TEXT,
}  # fmt: skip


def day_of(text: str) -> date | None:
    """The first day that a date such as "2022", "2022-09" or "2022-09-10" may mean; None where it is no date."""
    parts = DAY.fullmatch(text)
    if parts is None:
        return None
    try:
        return date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return None


def problems(data: dict[str, Any]) -> list[str]:
    """Everything that makes the file unfit to be shown; empty when all is well."""
    lines = [line for country in data["countries"] for line in country["lines"]] + data["international"]
    found = [problem for country in data["countries"] for problem in country_problems(country)]
    found += [f"{line.get('id', '?')}: {problem}" for line in lines for problem in line_problems(line)]
    ids = [line.get("id") for line in lines]
    found += [f"{double}: this id is there twice" for double in sorted({str(i) for i in ids if ids.count(i) > 1})]
    if day_of(data["compiled_on"]) is None:
        found.append(f"compiled_on: {data['compiled_on']!r} is not a date")
    if not any(line["url"] for line in data["international"]):
        found.append("international: an entry with an address is needed for people of unknown country")
    return found


def stale(data: dict[str, Any], today: date) -> list[str]:
    """Entries whose source was seen more than six months ago, or on a day nobody wrote down."""
    found = []
    for country in data["countries"]:
        for line in country["lines"]:
            seen = day_of(line["source_seen_on"] or "")
            if seen is None:
                found.append(f"{line['id']}: the source has no date")
            elif today - seen > FRESH_FOR:
                found.append(f"{line['id']}: the source was seen on {line['source_seen_on']}")
    return found


def country_problems(country: dict[str, Any]) -> Iterator[str]:
    code, emergency = country["code"], country["emergency"]
    if not re.fullmatch("[A-Z]{2}", code):
        yield f"{code}: a country has a code of two capital letters"
    numbers = [emergency["number"], *(other["number"] for other in emergency["other"])]
    yield from (f"{code}: {number!r} is no emergency number" for number in numbers if not re.fullmatch(r"\d+", number))
    if not emergency["sources"]:
        yield f"{code}: the emergency number has no source"
    if emergency["confidence"] not in CONFIDENCES:
        yield f"{code}: the confidence of the emergency number is none of {', '.join(CONFIDENCES)}"
    yield from (f"{line['id']}: the id does not begin with {code}/" for line in country["lines"]
                if not str(line.get("id")).startswith(f"{code}/"))  # fmt: skip


def line_problems(line: dict[str, Any]) -> Iterator[str]:
    yield from (f"{field} is missing" for field in (*LINE_FIELDS, "sms") if field not in line)
    yield from (f"{field} is not known here" for field in line if field not in (*LINE_FIELDS, "sms"))
    yield from (f"{field} is not {kind}" for field, kind in LINE_FIELDS.items()
                if field in line and not is_a(kind, line[field]))  # fmt: skip
    if all(field in line for field in (*LINE_FIELDS, "sms")):
        yield from fact_problems(line)


def fact_problems(line: dict[str, Any]) -> Iterator[str]:
    sms = line["sms"]
    numbers = [line["phone"], line["whatsapp"], sms["number"] if sms else None]
    yield from (f"{number!r} cannot be dialled" for number in numbers if number and not DIALLED.fullmatch(number))
    if not any((*numbers, line["chat_url"], line["url"])):
        yield "there is no way to reach it"
    links = [line["source_url"], line["chat_url"], line["url"], *line["also_seen"]]
    yield from (f"{link!r} is not a web address" for link in links if link and not re.match("https?://.", link))
    if not line["source_url"]:
        yield "a number without a source cannot be shown"
    if line["source_seen_on"] is not None and day_of(line["source_seen_on"]) is None:
        yield f"{line['source_seen_on']!r} is not a date"
    yield from (f"{need!r} is no need" for need in line["for"] if need not in NEED_WORDS)
    if line["confidence"] not in CONFIDENCES:
        yield f"confidence is none of {', '.join(CONFIDENCES)}"
    if line["told"] and line["told"] not in (line["notes"] or ""):
        yield "`told` is not a part of `notes`"


def is_a(kind: str, value: object) -> bool:
    if kind == YES_NO:
        return isinstance(value, bool)
    if kind == TEXTS:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return (value is None and kind == OPTIONAL_TEXT) or (isinstance(value, str) and bool(value.strip()))

"""Helplines by country: the data, who may be shown, and a checker (`python -m moderation.helplines`)."""

from moderation.helplines.choose import NEEDS, emergency, lines_for
from moderation.helplines.reader import compiled_on, countries, country, international
from moderation.helplines.records import Country, Emergency, Helpline, OtherNumber, TextLine, tel_link

__all__ = [
    "NEEDS",
    "Country",
    "Emergency",
    "Helpline",
    "OtherNumber",
    "TextLine",
    "compiled_on",
    "countries",
    "country",
    "emergency",
    "international",
    "lines_for",
    "tel_link",
]

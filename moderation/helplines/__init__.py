"""Helplines by country: the data, who may be shown, and a checker (`python -m moderation.helplines`)."""

from moderation.helplines.choose import NEEDS, emergency, fits, found_wrong, is_shown, lines_for, may_show
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
    "fits",
    "found_wrong",
    "international",
    "is_shown",
    "lines_for",
    "may_show",
    "tel_link",
]

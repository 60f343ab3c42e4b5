"""Contact details, one's own or somebody else's, and what was said in confidence.

Helplines, surgeries and meeting places are what people are here to share: they stay quiet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from moderation.context import objects, quoted
from moderation.detector import Stage
from moderation.detectors.wordings import meant, signal_of
from moderation.draft import Draft
from moderation.phrases import Found, Phrases
from moderation.signal import Category, Signal

__all__ = ["CONTACTS"]

DIGITS = re.compile(r"(?<![\w.,/£$€#-])\+?[(\d][\d ().-]{5,}")
_DIGIT = re.compile(r"\d")
MOST_NUMBERS, LONGEST_NUMBER = 30, 32
PHONE = re.compile(
    r"\+\d[\d ().-]{6,18}\d"  # international
    r"|\(?0\d{1,4}\)?(?:[ .-]?\d{2,5}){2,4}"  # national, with its leading zero
    r"|\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}|555[ .-]\d{4}"  # North America
    r"|[69]\d{2}(?: \d{3}){2}|[69]\d{2}(?: \d{2}){3}"  # Spain, Portugal
    r"|\d(?: \d){8,12}"  # digits set apart
)
DIGITS_IN_WORDS = ("oh", "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TIMES = ("double", "triple")
FEWEST_SPOKEN = 7  # an innocent "someone" is counted too
SPOKEN = re.compile(rf"\b(?:(?:{'|'.join((*DIGITS_IN_WORDS, *TIMES))})[ ,-]+){{6,14}}(?:{'|'.join(DIGITS_IN_WORDS)})\b")
PUBLIC = re.compile(
    r"\b(?:helpline|help line|lifeline|hotline|samaritans|crisis (?:line|team)|text line|surgery|clinic|gp|office|ward"
    r"|council|reception|nhs|hospital|pharmacy|switchboard|charity|support line|free to call|freephone|toll free"
    r"|listening"
    r"|order|parcel|ref|reference|case|ticket|tracking|isbn|invoice|serial|claim|policy|barcode|shout|childline"
    r"|calm|papyrus"
    r"|police|non emergency|advice line|citizens advice)\b"
)
FREE_CALL = re.compile(r"\W*(?:\+?1[ -]?)?(?:0?8(?:00|08|88|77|66|55|44|33)|0300|0345|116|1800|13 ?11)")
EMAIL_NAME = re.compile(r"[\w.+-]{1,64}$")
EMAIL_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
EMAIL_SPOKEN = re.compile(
    r"\b[a-z0-9._]{2,30}[ ,]{1,2}(?:then )?(?:an )?(?:\(?at\)?"
    r"|\[at\])(?: then)? [a-z0-9]{2,20} (?:then )?(?:\(?dot\)?|\[dot\])"
    r" (?:com|org|net|co|example|uk|gmail|de|es|fr|pt)\b"
)
ROADS = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|court|ct|crescent|terrace|gardens|grove|row|square"
    r"|mews|way"
    r"|place|hill|walk|parade|wharf|rise|view|estate|boulevard|blvd)"
)
ADDRESS = re.compile(rf"(?<!\w)(?:flat \w{{1,3}},? )?\d{{1,4}}[a-d]? [a-z]{{3,14}}(?: [a-z]{{3,14}})? {ROADS}\b")
MEETING = re.compile(
    r"\b(?:meeting|meetings|meets?|venue|group|hall|library|church|centre|center|community|caf[e]|class|session"
    r"|workshop"
    r"|park|room \d|drop in|service|picnic|clinic|surgery|starts at|doors|hub|museum|court date|tribunal|jobcentre)\b"
)
AT_HOME = re.compile(
    r"\b(?:i live|i'm at|im at|i am at|my (?:address|flat|house|place|home|door)|lives? (?:at|on)|(?:his|her"
    r"|their) house"
    r"|come (?:round|over|by|and)|pop in|send it|post it|ex|neighbou?r|flat \w+|find me|visit|doorbell|bell"
    r"|address is)\b"
)
WORRIED = re.compile(
    r"\b(?:worried|worry|do i say|should i|what do i do|does anyone know|not ok|in danger|hurting (?:her|him)self"
    r"|stopped eating)\b"
)
OFFICE = re.compile(
    r"info|pals|housing|help|support|contact|office|admin|team|hello|enquir|bookings|group|service|care|advice"
)
OF_OTHERS = re.compile(
    r"\b(?:his|her|hers|their|he|she|they|him|ex|someone|name's|you know who|everyone ring|give (?:her|him) a"
    r"|tell (?:her|him)"
    r"|neighbou?r|sister|brother|mum|mother|dad|boss|landlord|[a-z]+'s (?:number|mobile|address|email|phone|real))\b"
)


@dataclass(frozen=True)
class Contacts:
    """Notices personal information."""

    name: str = "contacts"
    stage: Stage = "gate"
    phrases: Phrases = field(default_factory=lambda: Phrases("privacy"))

    def detect(self, draft: Draft) -> Iterable[Signal]:
        """Numbers, addresses and confidences in `draft`."""
        text = draft.normal.text
        for found in meant(self.phrases, text, _quiet, _innocent):
            yield signal_of(Category.PERSONAL_INFORMATION, draft, found)
        details = list(self._details(text))
        others = bool(details) and OF_OTHERS.search(text) is not None
        severity, whose = ("high", "somebody else's") if others else ("low", "the author's own")
        for start, end, what in details:
            found = Found(start, end, severity, 0.85, f"There is {what} in it, probably {whose}.")
            yield signal_of(Category.PERSONAL_INFORMATION, draft, found)

    def _details(self, text: str) -> Iterator[tuple[int, int, str]]:
        if _DIGIT.search(text):
            if PUBLIC.search(text) is None:
                yield from _phones(text)
            addresses = [(a.start(), a.end(), "an address") for a in islice(ADDRESS.finditer(text), MOST_NUMBERS)]
            if addresses and (MEETING.search(text) is None or AT_HOME.search(text)):
                yield from addresses
        if sum(map(text.count, (*DIGITS_IN_WORDS, *TIMES))) >= FEWEST_SPOKEN:
            spoken = islice(SPOKEN.finditer(text), MOST_NUMBERS)
            yield from ((n.start(), n.end(), "a phone number in words") for n in spoken)
        yield from _emails(text)


def _quiet(text: str) -> bool:
    return objects(text) or WORRIED.search(text) is not None


def _innocent(text: str, found: Found) -> bool:
    return quoted(text, found.start, found.end)


def _phones(text: str) -> Iterator[tuple[int, int, str]]:
    for digits in islice(DIGITS.finditer(text), MOST_NUMBERS):
        number = digits.group().rstrip(" .(-")
        end = digits.start() + len(number)
        measured = text[end : end + 1] in ("%", "/") or text[end : end + 2].isalnum()
        if len(number) <= LONGEST_NUMBER and not measured and PHONE.fullmatch(number) and _rings(number):
            yield digits.start(), end, "a phone number"


def _rings(number: str) -> bool:
    """Whether this could be somebody's number, and is not a free line."""
    if FREE_CALL.match(number) or not 7 <= sum(map(str.isdigit, number)) <= 15:
        return False
    if not number.startswith("+"):
        return True
    from phonenumbers import NumberParseException, is_possible_number, parse  # large: a server starts without it

    try:
        return is_possible_number(parse(number))
    except NumberParseException:
        return False


def _emails(text: str) -> Iterator[tuple[int, int, str]]:
    at = text.find("@")
    for _ in range(20):
        if at < 0:
            break
        name = EMAIL_NAME.search(text, max(0, at - 64), at)
        host = EMAIL_HOST.match(text, at + 1)
        if name and host and not OFFICE.match(name.group()):
            yield name.start(), host.end(), "an e-mail address"
        at = text.find("@", at + 1)
    if "dot" in text:
        spoken = islice(EMAIL_SPOKEN.finditer(text), MOST_NUMBERS)
        yield from ((m.start(), m.end(), "an e-mail address in words") for m in spoken)


CONTACTS = Contacts()

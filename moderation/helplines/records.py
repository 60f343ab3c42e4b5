"""The nouns of the helpline data. Numbers stay as their operators write them; links only lose spaces and brackets."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Country", "Emergency", "Helpline", "OtherNumber", "TextLine", "tel_link"]

BY_TEXT = "by text"
NOT_DIALLED = str.maketrans("", "", " ()")


def tel_link(number: str) -> str:
    """The `tel:` link of a number as written. What comes after it ("then option 2") is for a person to press.

    DANGER: nothing may ever be added or rewritten here. A short code with a country prefix reaches nobody.
    """
    return "tel:" + number.partition(" then ")[0].translate(NOT_DIALLED)


@dataclass(frozen=True, slots=True)
class TextLine:
    """A number to text, with the word to send where the line asks for one."""

    number: str
    keyword: str | None

    @property
    def link(self) -> str:
        return "sms:" + self.number.translate(NOT_DIALLED)


@dataclass(frozen=True, slots=True)
class Helpline:
    """One service, as its source gives it.

    `told` is the part of `notes` that is for the person in need; `for_some` marks a line for children, for men, for
    veterans and so on, that an adult in need should not be shown first.
    """

    id: str
    country: str | None
    name: str
    needs: tuple[str, ...]
    for_some: bool
    phone: str | None
    sms: TextLine | None
    whatsapp: str | None
    chat_url: str | None
    url: str | None
    hours: str | None
    is_24_7: bool
    languages: tuple[str, ...]
    languages_assumed: bool
    told: str | None
    notes: str | None
    source_url: str
    source_seen_on: str | None
    also_seen: tuple[str, ...]
    confidence: str

    @property
    def is_certain(self) -> bool:
        """Whether it may be shown before a person of the group has checked it."""
        return self.confidence == "high"

    @property
    def tel(self) -> str | None:
        return tel_link(self.phone) if self.phone else None

    @property
    def whatsapp_link(self) -> str | None:
        """Only where the source itself writes the number with its country code: WhatsApp would take any other number
        for one of another country."""
        if self.whatsapp is None or not self.whatsapp.startswith("+"):
            return None
        return "https://wa.me/" + self.whatsapp.removeprefix("+").translate(NOT_DIALLED)


@dataclass(frozen=True, slots=True)
class OtherNumber:
    """Another emergency number of a country, and what it reaches."""

    number: str
    service: str

    @property
    def tel(self) -> str:
        return tel_link(self.number)

    @property
    def by_text(self) -> bool:
        return self.service.startswith(BY_TEXT)


@dataclass(frozen=True, slots=True)
class Emergency:
    """What to dial when life is in danger. `id` is what a steward confirms where the sources disagree."""

    id: str
    number: str
    other: tuple[OtherNumber, ...]
    confidence: str
    sources: tuple[str, ...]
    notes: str | None

    @property
    def is_certain(self) -> bool:
        return self.confidence == "high"

    @property
    def tel(self) -> str:
        return tel_link(self.number)

    @property
    def text(self) -> OtherNumber | None:
        """The number that takes text messages, for somebody who cannot speak; most countries have none here."""
        return next((other for other in self.other if other.by_text), None)


@dataclass(frozen=True, slots=True)
class Country:
    """What is known of one country."""

    code: str
    name: str
    emergency: Emergency
    lines: tuple[Helpline, ...]

"""What a form brought: read within strict sizes, taken field by field, each with a sentence when it will not do."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import parse_qsl

from starlette.requests import Request

from server.errors import Unreadable
from server.words import _

__all__ = ["FORM_BYTES", "Form", "read_form"]

FORM_BYTES = 131_072
FIELDS = 400


class Form:
    """The fields as typed, and what was wrong with them."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs
        self.errors: dict[str, str] = {}

    def get(self, name: str, default: str = "") -> str:
        """The field as typed."""
        return next((value for key, value in self.pairs if key == name), default)

    def all(self, name: str) -> list[str]:
        """Every value of a field that may come more than once."""
        return [value for key, value in self.pairs if key == name]

    def has(self, name: str) -> bool:
        """Whether the field came at all: a ticked box, a pressed button."""
        return any(key == name for key, _value in self.pairs)

    def text(self, name: str, longest: int, missing: str = "") -> str:
        """One line or more of text; `missing` is the sentence for who left it empty, where it is needed."""
        value = tidy(self.get(name))
        if missing and not value:
            self.errors[name] = missing
        elif len(value) > longest:
            self.errors[name] = _("This is too long: {length} characters, and {longest} fit.").format(
                length=len(value), longest=longest
            )
        return value

    def number(self, name: str, lowest: int, highest: int) -> int:
        """A whole number."""
        value = self.get(name).strip()
        if value.isascii() and value.isdigit() and len(value) < 8 and lowest <= int(value) <= highest:
            return int(value)
        self.errors[name] = _("Please give a whole number from {lowest} to {highest}.").format(
            lowest=lowest, highest=highest
        )
        return lowest

    def choice(self, name: str, known: Collection[str]) -> str:
        """One of what was offered."""
        value = self.get(name)
        if value not in known:
            self.errors[name] = _("Please choose one of these.")
        return value

    def ticked(self, name: str, missing: str) -> bool:
        """A box that has to be ticked."""
        if not self.has(name):
            self.errors[name] = missing
        return self.has(name)


async def read_form(request: Request) -> Form:
    """The form of a request. Raises `Unreadable` for what none of our pages sends."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise Unreadable(_("This form was not understood. Please go back, load the page again and retry."))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES:
            raise Unreadable(_("This form is too large. Please go back and shorten it."))
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=FIELDS,
        )
    except ValueError:
        raise Unreadable(_("This form was not understood. Please go back, load the page again and retry.")) from None
    # No person types it, and PostgreSQL cannot keep it.
    return Form([(name.replace("\0", ""), value.replace("\0", "")) for name, value in pairs])


def tidy(value: str) -> str:
    """Lines end in one way, and characters that no person types are left out."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or c.isprintable()).strip()

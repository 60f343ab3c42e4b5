"""Words that people see, in the language of whoever asks. `_` translates; `N_` marks a text to be translated later."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

__all__ = ["LOCALES", "N_", "_", "language", "languages", "ngettext", "use_language"]

LOCALES = Path(__file__).parent / "locales"
SOURCE = "en"

_language: ContextVar[str] = ContextVar("language", default=SOURCE)


def use_language(code: str) -> None:
    """Speak this language until the current request or task ends; where a text has no translation, English stands."""
    _language.set(code)


def language() -> str:
    """The language that is spoken now."""
    return _language.get()


def languages() -> tuple[str, ...]:
    """English, and every language that has a catalogue."""
    return SOURCE, *sorted(each.parent.parent.name for each in LOCALES.glob("*/LC_MESSAGES/porchlight.mo"))


def _(text: str) -> str:
    """The text in the language that is spoken now."""
    return _catalogue(_language.get()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The text for one or for many, in the language that is spoken now."""
    return _catalogue(_language.get()).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """The text as it is, marked for translation."""
    return text


@cache
def _catalogue(code: str) -> NullTranslations:
    return translation("porchlight", LOCALES, [code], fallback=True)

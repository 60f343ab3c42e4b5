"""Every sentence can be translated: none stands in a template or a script by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo

from server import words
from server.pages.render import environment

HOME = Path(__file__).parents[2]
TEMPLATES = sorted((HOME / "web" / "templates").rglob("*.html"))
READ_ALOUD = {"alt", "title", "aria-label", "placeholder", "aria-description", "aria-roledescription"}
NAMES = {"Porchlight", "WhatsApp"}


class Untranslated(HTMLParser):
    """Collects the words that stand in HTML as they are."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]

    def handle_data(self, data: str) -> None:
        self.found += [] if '="' in data else [data.strip()]  # a macro may write a tag's attributes


def html_of(path: Path) -> Iterator[str]:
    """What a template says outside of its expressions and its translated blocks."""
    inside, aside = "", False
    for _line, kind, value in environment().lex(path.read_text("utf-8")):
        if kind in ("block_begin", "variable_begin"):
            inside = kind
        elif kind == "name" and inside == "block_begin" and value in ("trans", "endtrans", "main_class", "endblock"):
            aside = value in ("trans", "main_class")  # what is translated, and the name of a style
        elif kind in ("block_end", "variable_end"):
            inside = ""
        elif kind == "data" and not aside:
            yield value


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_no_sentence_stands_in_a_template_by_itself(path: Path) -> None:
    reader = Untranslated()
    reader.feed("".join(html_of(path)))
    found = {text for text in reader.found if re.search(r"[^\W\d_]{2,}", text)} - NAMES
    assert not found


def extracted() -> Iterator[str | tuple[str, ...]]:
    method_map = [("server/**.py", "python"), ("web/templates/**.html", "jinja2")]
    options = {"web/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
    keywords = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
    for _file, _line, message, _comments, _context in extract_from_dir(HOME, method_map, options, keywords=keywords):
        yield message


def test_a_language_that_was_added_speaks_on_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalog(locale="de")
    for message in extracted():
        several = isinstance(message, tuple)
        catalogue.add(message, tuple(f"⟦{each}⟧" for each in message) if several else f"⟦{message}⟧")
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "porchlight.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(words, "LOCALES", tmp_path)
    assert words.languages() == ("en", "de")
    words.use_language("de")
    try:
        page = (
            environment()
            .get_template("welcome.html")
            .render(group=None, signed_in=None, exit_url="/", language="de", is_set_up=False, watches=False)
        )
    finally:
        words.use_language("en")
        words._catalogue.cache_clear()
    assert "⟦Nobody has moved in yet⟧" in page
    reader = Untranslated()
    reader.feed(page)
    plain = {text for text in reader.found if re.search(r"[^\W\d_]{2,}", text) and not text.startswith("⟦")}
    assert plain <= NAMES

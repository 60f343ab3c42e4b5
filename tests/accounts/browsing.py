"""A browser without scripts: it keeps cookies, follows redirects and sends the forms that it finds on a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
from starlette.applications import Starlette

from tests.cast import Person

__all__ = ["AT", "Browser", "Page"]

AT = "http://porch.test"


class Reader(HTMLParser):
    """The forms of a page with what their fields hold, and its links."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self.links: list[str] = []
        self._select: str | None = None
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(found.get("href", ""))
        elif tag == "form":
            self.forms.append((found.get("action", ""), []))
        elif tag == "input" and self.forms and "name" in found:
            if found.get("type") not in ("checkbox", "radio") or "checked" in found:
                self.forms[-1][1].append((found["name"], found.get("value", "on")))
        elif tag == "select":
            self._select = found.get("name")
        elif tag == "option" and self._select and "selected" in found:
            self.forms[-1][1].append((self._select, found.get("value", "")))
        elif tag == "textarea":
            self._area, self._text = found.get("name"), ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.forms[-1][1].append((self._area, self._text.removeprefix("\n")))
            self._area = None
        elif tag == "select":
            self._select = None


class Page:
    """What came back."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.headers = answer.headers
        self.path = answer.url.path
        self.html = answer.text
        self._read = Reader()
        self._read.feed(answer.text)

    @property
    def links(self) -> list[str]:
        return self._read.links

    @property
    def words(self) -> str:
        """What it says, without its tags."""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.html)).replace("&#39;", "'").replace("&amp;", "&")

    @property
    def mistakes(self) -> list[str]:
        """The sentences beside its fields."""
        return re.findall(r'class="field-error"[^>]*>([^<]+)<', self.html)

    def form(self, action: str) -> list[tuple[str, str]]:
        """The fields of the form that goes to this address, as they would be sent now."""
        own = self.path if action == "" else action
        return next(fields for found, fields in self._read.forms if (found or self.path).partition("?")[0] == own)


class Browser:
    """Somebody's browser."""

    def __init__(self, app: Starlette, person: Person | None = None, at: str = AT) -> None:
        self.at = at
        cookies = {"session": person.token} if person else {}
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url=at, cookies=cookies, follow_redirects=True)

    async def open(self, address: str) -> Page:
        return Page(await self.client.get(address))

    async def send(self, page: Page, action: str = "", /, **fields: str | list[str]) -> Page:
        """Fills some fields of a form on the page, and sends it with the rest as it stands."""
        pairs = [(name, value) for name, value in page.form(action) if name not in fields]
        for name, value in fields.items():
            pairs += [(name, each) for each in (value if isinstance(value, list) else [value])]
        body = httpx.QueryParams(tuple(pairs))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
            "Origin": self.at,
        }
        return Page(await self.client.post(action or page.path, content=str(body), headers=headers))

    async def press(self, action: str, **fields: str) -> Page:
        """Presses a button that is a form of its own."""
        return Page(await self.client.post(action, data=fields, headers={"Sec-Fetch-Site": "same-origin"}))

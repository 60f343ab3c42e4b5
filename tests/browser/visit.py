"""Somebody in front of the room's page: what they do, and what they see."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, WebSocket, expect

from tests.cast import ROOM, Person
from tests.running import Server

__all__ = ["PATIENCE_MS", "Visit"]

PATIENCE_MS = 30_000
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
CONNECTION_TROUBLE = ("ERR_CONNECTION_REFUSED", "ERR_INTERNET_DISCONNECTED", "ERR_NETWORK_CHANGED", "WebSocket")


class Visit:
    """One person's own browser profile, with the room open in it. What is expected may take a busy machine a while."""

    def __init__(
        self,
        chromium: Browser,
        server: Server,
        person: Person,
        *,
        phone: bool = False,
        room: str = ROOM,
        **options: Any,
    ) -> None:
        self.person = person
        self.server = server
        self.url = f"{server.url}/rooms/{room}"
        self.complaints: list[str] = []
        self._socket: WebSocket | None = None
        self._answered = False
        self.context = chromium.new_context(
            **{"viewport": PHONE if phone else DESK, "has_touch": phone, "is_mobile": phone, **options}
        )
        self.context.add_cookies([{"name": "session", "value": person.token, "url": server.url}])
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._console)
        self.page.on("request", self._leaves)
        self.page.on("websocket", self._connects)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{person.name}: {error}"))
        self.page.goto(self.url)
        if options.get("java_script_enabled", True):
            self.is_connected()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in CONNECTION_TROUBLE):
            self.complaints.append(f"{self.person.name}: {message.text}")

    def _leaves(self, request: Request) -> None:
        if request.is_navigation_request():
            self._socket, self._answered = None, False

    def _connects(self, socket: WebSocket) -> None:
        self._socket, self._answered = socket, False
        socket.on("framereceived", lambda frame: self._hears(socket, frame))
        socket.on("close", lambda _: self._hears(socket, ""))

    def _hears(self, socket: WebSocket, frame: str | bytes) -> None:
        if socket is self._socket:
            self._answered = bool(frame) and (self._answered or '"re":' in str(frame))

    def close(self) -> None:
        self.context.close()

    # What they do

    def write(self, text: str) -> None:
        self.page.fill("#draft", text)

    def say(self, text: str, note: str = "") -> None:
        if note:
            self.page.click('#composer [data-act="note"]')
            self.page.fill("#note", note)
        self.write(text)
        self.page.click("#composer .composer__send")

    def choose(self, text: str, act: str) -> None:
        """Opens the menu of the message with these words and picks something."""
        self.message(text).locator('[data-act="more"]').click()
        self.page.click(f'#message-menu [data-act="{act}"]')

    def react(self, text: str, kind: str) -> None:
        self.message(text).locator('[data-act="more"]').click()
        self.page.click(f'#message-menu [data-kind="{kind}"]')

    def choose_person(self, person: Person, act: str) -> None:
        """Opens the menu of a person in the panel and picks something."""
        self.page.click(f'#people-list [data-member="{person.id}"] button')
        self.page.click(f'#person-menu [data-act="{act}"]')

    def answer(self, command: str, **fields: str) -> None:
        """Fills the dialog of that command and goes ahead."""
        dialog = self.page.locator(f'dialog[data-ask="{command}"]')
        for name, value in fields.items():
            dialog.locator(f"textarea[name={name}]").fill(value)
        dialog.locator('[value="go"]').click()

    # What they see

    def message(self, text: str) -> Locator:
        """The message in the room with these words."""
        said = self.page.locator('[data-slot="text"], [data-slot="folded"], [data-slot="note"]', has_text=text)
        return self.page.locator("#messages .message", has=said)

    def on_its_way(self, text: str) -> Locator:
        """One's own message that the room does not see yet."""
        return self.page.locator("#waiting .message", has_text=text)

    def sees(self, text: str) -> None:
        expect(self.message(text)).to_be_visible()

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("#room")).not_to_contain_text(text)

    def is_told(self, text: str) -> None:
        """Something private to them, or about the room, stands in the page."""
        expect(self.page.locator("#private, #dock").filter(has_text=text).first).to_be_visible()

    def reads(self, *texts: str) -> None:
        """The room says exactly this, in this order."""
        expect(self.page.locator('#messages [data-slot="text"]')).to_have_text(list(texts))

    def is_connected(self) -> None:
        """The room has answered this page: what is pressed now is sent."""
        until = time.monotonic() + PATIENCE_MS / 1000
        while not self._answered:
            assert time.monotonic() < until
            self.page.wait_for_timeout(20)

"""What happens by itself: alerts that nobody answers, and everything that has run out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from server.clock import now_ms
from server.erasing import AT_ONCE, empty, finish
from server.house import House
from server.storage.ledger import write_ledger
from server.storage.places import copies, ledger_file
from server.storage.retention import Erasure

__all__ = ["COPIES_LAST", "EVERY", "UNANSWERED_AFTER", "Upkeep", "due", "outlived", "rest_after"]

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

LOOK_EVERY = 5.0  # seconds
UNANSWERED_AFTER = 5 * MINUTE
COPIES_LAST = 48 * HOUR

EVERY = {
    "escalate": 15 * SECOND,
    "remember": 15 * SECOND,
    "expire": 10 * MINUTE,
    "finish": HOUR,
    "sweep": HOUR,
    "tidy": 10 * MINUTE,
}

log = logging.getLogger(__name__)


def due(last: Mapping[str, int], now: int) -> tuple[str, ...]:
    """The chores whose time has come, in the order to do them; after a clock that jumped back, all."""
    return tuple(chore for chore, every in EVERY.items() if not 0 <= now - last.get(chore, -every) < every)


def rest_after(seconds: float) -> int:
    """How long not to tidy again after a tidying of so long: writers wait for a thousandth of the time at most."""
    return max(EVERY["tidy"], int(seconds * 1000 * SECOND))


def outlived(ages: Mapping[Path, int]) -> tuple[Path, ...]:
    """The copies from before an upgrade, with their age, that have done their service: they have what expired since."""
    return tuple(path for path, age in ages.items() if age > COPIES_LAST)


class Upkeep:
    """Does each chore when it is due. A chore that fails is logged, and tried again when it is due again."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._last: dict[str, int] = {}
        self._remembered: tuple[Erasure, ...] | None = None
        self._untidy = True  # what a server that was stopped in between left behind
        self._tidying = False
        self._resting_until = 0
        self._chores: dict[str, Callable[[], Awaitable[None]]] = {
            "escalate": self.escalate,
            "remember": self.remember,
            "expire": self.expire,
            "finish": self.finish,
            "sweep": self.sweep,
            "tidy": self.begin_to_tidy,
        }

    async def run(self) -> None:
        """Look after the house until cancelled."""
        while True:
            # Of several processes on one database, one does the chores; another takes over when it is gone.
            leads = await self._house.store.database.leads()
            for chore in due(self._last, now_ms()) if leads else ():
                self._last[chore] = now_ms()
                try:
                    await self._chores[chore]()
                except Exception as error:  # one chore that fails must not end the others
                    log.error("The chore %s failed.", chore, exc_info=error)
            await asyncio.sleep(LOOK_EVERY)

    async def escalate(self) -> None:
        """Alerts that nobody has claimed for a while go to everybody who could."""
        care, now = self._house.store.care, now_ms()
        for waiting in await care.unanswered(now - UNANSWERED_AFTER):
            await self._house.hub.escalate(await care.escalate(waiting.room, waiting.id, now))

    async def remember(self) -> None:
        """What was erased goes into the ledger, which outlives the backups."""
        erased = await self._house.store.retention.erasures()
        if erased != self._remembered:
            await asyncio.to_thread(write_ledger, ledger_file(self._house.settings.data), erased)
            self._remembered, self._untidy = erased, True

    async def expire(self) -> None:
        """The words that are past the group's days go, then whatever else is."""
        hub, retention = self._house.hub, self._house.store.retention
        for room in await retention.rooms_due(now_ms()):
            while emptied := await empty(hub, room, partial(retention.empty, room, now_ms(), AT_ONCE)):
                self._untidy = True
                log.info("Past their days and emptied: %s message.", emptied)
        more = True
        while more:
            gone = await retention.expire(now_ms())
            more = gone.more
            if gone.counts.total():
                self._untidy = True
                log.info(
                    "Past their days and deleted: %s.", ", ".join(f"{n} {what}" for what, n in gone.counts.items())
                )

    async def finish(self) -> None:
        """Who was erased while the server was stopped, or something failed, is erased to the end."""
        for member in await self._house.store.retention.half_erased():
            await finish(self._house.hub, member)
            self._untidy = True

    async def sweep(self) -> None:
        """Ways in that nobody can use any more, and copies that have done their service."""
        if await self._house.store.retention.sweep_doors(now_ms()):
            self._untidy = True
        now = time.time()
        ages = {path: int((now - path.stat().st_mtime) * 1000) for path in copies(self._house.settings.data)}
        for path in outlived(ages):
            path.unlink()

    async def begin_to_tidy(self) -> None:
        """Tidying may take minutes, and alerts do not wait for it."""
        self._house.hub.later(self.tidy())

    async def tidy(self) -> None:
        """No copy of what was deleted stays in the database's files."""
        if self._tidying or not self._untidy or now_ms() < self._resting_until:
            return
        self._tidying, self._untidy = True, False  # what is deleted from now on makes it untidy again
        begun = time.monotonic()
        is_tidy = False
        try:
            is_tidy = await self._house.store.database.tidy()
        finally:
            self._tidying, self._untidy = False, self._untidy or not is_tidy
        self._resting_until = now_ms() + rest_after(time.monotonic() - begun)

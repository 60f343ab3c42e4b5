"""Runs the gate beside the event loop: a draft is examined in a thread of its own, and nobody else waits for it."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from moderation import Action, Care, Draft, Gate, Policy, Verdict
from server.words import _

__all__ = ["LIMIT_SECONDS", "Examiner"]

LIMIT_SECONDS = 2.0
"""After this long on the wall clock the whole gate counts as failed. Its own, tighter limits are the gate's affair."""

log = logging.getLogger(__name__)


class Examiner:
    """One thread for the gate, so drafts are examined in the order in which they came; another for the review."""

    def __init__(self, gate: Gate, limit_seconds: float = LIMIT_SECONDS) -> None:
        self.gate = gate
        self._limit = limit_seconds
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gate")
        self._review = ThreadPoolExecutor(1, thread_name_prefix="review")

    async def review(self, draft: Draft, policy: Policy) -> Verdict:
        """The verdict; where the gate does not answer in time, the draft waits for a person."""
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(
                loop.run_in_executor(self._thread, self.gate.review, draft, policy), self._limit
            )
        except TimeoutError:
            # The thread may be stuck for good: it is left behind, and the next draft gets a fresh one.
            log.critical("The gate did not answer within %s seconds.", self._limit)
            self._thread.shutdown(wait=False)
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="gate")
            return unexamined()

    async def look_again(self, draft: Draft, policy: Policy) -> Verdict:
        """What the slower detectors of the review say of a message that is in the room already."""
        return await asyncio.get_running_loop().run_in_executor(self._review, self.gate.look_again, draft, policy)

    def close(self) -> None:
        """Lets the threads go."""
        for thread in (self._thread, self._review):
            thread.shutdown(wait=False, cancel_futures=True)


def unexamined() -> Verdict:
    """Nothing reaches the room unseen: a draft that nobody looked at waits for a facilitator."""
    reason = _("A facilitator has a look first, because the automatic check did not answer.")
    return Verdict(Action.HOLD, Care.NONE, None, (), (), (), reason, ("gate",))

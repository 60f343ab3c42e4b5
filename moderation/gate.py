"""The gate: draft -> signals -> verdict, within a time limit, whatever a detector does."""

from __future__ import annotations

import logging
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

from moderation.detectors import DETECTORS, Detector
from moderation.draft import Draft
from moderation.outsiders import load_detectors
from moderation.policy import Policy, decide
from moderation.signal import Signal
from moderation.verdict import Verdict

__all__ = ["LIMIT_MS", "OVERRUNS_ALLOWED", "Gate"]

LIMIT_MS = 50.0
OVERRUNS_ALLOWED = 2
FORGIVEN_AFTER = 1000  # timely looks after which old overruns no longer count: a busy month is not a broken detector

log = logging.getLogger(__name__)


class Gate:
    """Examines drafts, and keeps count of detectors that fail.

    `failures` counts by detector name those that raised, overran or did not load; `switched_off` names those that
    overran too often. The clock counts this thread's computing time, in seconds, because a machine that is busy with
    something else must not switch off a detector that noticed nobody slow.
    """

    def __init__(
        self,
        detectors: Iterable[Detector] = DETECTORS,
        clock: Callable[[], float] = time.thread_time,
        limit_ms: float = LIMIT_MS,
    ) -> None:
        found = tuple(detectors)
        self.detectors = tuple(detector for detector in found if detector.stage == "gate")
        self.reviewers = tuple(detector for detector in found if detector.stage == "review")
        self.failures: Counter[str] = Counter()
        self._clock = clock
        self._limit = limit_ms / 1000
        self._overruns: Counter[str] = Counter()
        self._timely: Counter[str] = Counter()
        self._off: set[str] = set()

    @classmethod
    def with_outsiders(cls) -> Gate:
        """A gate with our own detectors and those installed beside them."""
        loaded = load_detectors()
        gate = cls(loaded.detectors)
        gate.failures.update(loaded.failed)
        gate._warm_up()
        return gate

    @property
    def switched_off(self) -> frozenset[str]:
        """The detectors that no longer look."""
        return frozenset(self._off)

    def review(self, draft: Draft, policy: Policy) -> Verdict:
        """Let every detector of the gate look at `draft`, and `policy` decide."""
        return self._decide(self.detectors, draft, policy, self._limit)

    def look_again(self, draft: Draft, policy: Policy) -> Verdict:
        """Let the detectors of the review look at a message that is in the room already. They may take their time;
        the action of the verdict comes too late to be taken, its level of care does not."""
        return self._decide(self.reviewers, draft, policy, math.inf)

    def _warm_up(self) -> None:
        """Some tables are made at the first look. Nobody's first words should wait for that, nor be held for it."""
        for detector in self.detectors:
            with suppress(Exception):  # the same will be counted when somebody writes
                tuple(detector.detect(Draft("I want to say that today was a hard day for me, and you were kind.")))

    def _decide(self, detectors: Iterable[Detector], draft: Draft, policy: Policy, limit: float) -> Verdict:
        signals: list[Signal] = []
        failed: list[str] = []
        begun = self._clock()
        for detector in detectors:
            if detector.name in self._off or not self._look(detector, draft, signals):
                failed.append(detector.name)
                begun = self._clock()
                continue
            ended = self._clock()  # where one ends the next begins: the clock costs more than some detectors
            if not self._in_time(detector.name, ended - begun, limit):
                failed.append(detector.name)
            begun = ended
        return decide(signals, draft, policy, tuple(failed))

    def _look(self, detector: Detector, draft: Draft, signals: list[Signal]) -> bool:
        """Add what `detector` finds to `signals`; False where it raised."""
        try:
            signals.extend(detector.detect(draft))
        except Exception as error:  # it must not close the room; the policy decides what its absence means
            # The error's text could quote the draft: only its type is logged, and no traceback.
            self.failures[detector.name] += 1
            log.error("The detector %s failed (%s).", detector.name, type(error).__name__)
            return False
        return True

    def _in_time(self, name: str, taken: float, limit: float) -> bool:
        """Whether a look that took so long was in time; what it took is held for or against the detector."""
        if taken > limit:
            self._overrun(name)
            return False
        if self._overruns:
            self._forgive(name)
        return True

    def _overrun(self, name: str) -> None:
        self.failures[name] += 1
        self._overruns[name] += 1
        self._timely[name] = 0
        if self._overruns[name] > OVERRUNS_ALLOWED:
            self._off.add(name)
            log.critical("The detector %s was too slow %d times and is SWITCHED OFF.", name, self._overruns[name])
        else:
            log.warning("The detector %s was too slow.", name)

    def _forgive(self, name: str) -> None:
        if not self._overruns[name]:
            return
        self._timely[name] += 1
        if self._timely[name] >= FORGIVEN_AFTER:
            self._overruns[name] = self._timely[name] = 0

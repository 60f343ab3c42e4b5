"""Detectors that others wrote, found through the entry-point group `porchlight.detectors`.

They run in this process and are trusted code; whoever installs one decides that.
"""

from __future__ import annotations

import logging
from importlib.metadata import EntryPoint, entry_points
from typing import NamedTuple

from moderation.detectors import DETECTORS, Detector

__all__ = ["GROUP", "Loaded", "load_detectors"]

GROUP = "porchlight.detectors"

log = logging.getLogger(__name__)


class Loaded(NamedTuple):
    """All detectors, our own first, and the names of those that did not load."""

    detectors: tuple[Detector, ...]
    failed: tuple[str, ...]


def load_detectors() -> Loaded:
    """Our own detectors, then the outsiders by name. One that does not load is named, and stops nobody."""
    detectors, failed = list(DETECTORS), []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        detector = _load(entry, taken={known.name for known in detectors})
        if detector is None:
            failed.append(entry.name)
        else:
            detectors.append(detector)
    return Loaded(tuple(detectors), tuple(failed))


def _load(entry: EntryPoint, taken: set[str]) -> Detector | None:
    try:
        found = entry.load()
        detector = found() if isinstance(found, type) else found
    except Exception as error:  # another's code may raise anything; the gate must open all the same
        log.error("The detector %s could not be loaded (%s).", entry.name, type(error).__name__)
        return None
    if not isinstance(detector, Detector) or detector.stage not in ("gate", "review"):
        log.error("The entry point %s is not a detector: it needs a name, a stage and detect().", entry.name)
        return None
    if detector.name in taken:
        log.error("The detector %s is not used: another has its name.", entry.name)
        return None
    return detector

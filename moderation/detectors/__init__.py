"""The detectors, in the order in which they look.

A detector finds; it never decides. To add one, write its file and its line in `DETECTORS`.
"""

from __future__ import annotations

from moderation.detector import Detector, Stage
from moderation.detectors.advances import ADVANCES
from moderation.detectors.adverts import ADVERTS
from moderation.detectors.advice import ADVICE
from moderation.detectors.contacts import CONTACTS
from moderation.detectors.crisis import CrisisDetector
from moderation.detectors.diagnosis import DIAGNOSIS
from moderation.detectors.encouragement import ENCOURAGEMENT
from moderation.detectors.flooding import FLOODING
from moderation.detectors.hate import HATE
from moderation.detectors.insults import INSULTS
from moderation.detectors.invalidation import INVALIDATION
from moderation.detectors.likeness import LIKENESS
from moderation.detectors.method import METHOD
from moderation.detectors.scams import SCAMS
from moderation.detectors.threats import THREATS

__all__ = ["DETECTORS", "Detector", "Stage"]

DETECTORS: tuple[Detector, ...] = (
    CrisisDetector(),
    METHOD,
    ENCOURAGEMENT,
    THREATS,
    HATE,
    ADVANCES,
    INSULTS,
    DIAGNOSIS,
    INVALIDATION,
    ADVICE,
    SCAMS,
    ADVERTS,
    CONTACTS,
    FLOODING,
    LIKENESS,
)

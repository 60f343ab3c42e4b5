"""Recognises distress: thoughts of suicide, self-harm, violence, danger to children, eating, relapse, emergencies."""

from __future__ import annotations

from moderation.detectors.crisis.detector import CrisisDetector

__all__ = ["CrisisDetector"]

"""The gate that every draft passes: it notices harm, and people in danger.

Usable by anyone who writes a chat program."""

from moderation.draft import Draft, Line
from moderation.examine import examine
from moderation.gate import Gate
from moderation.policy import POLICIES, Policy
from moderation.signal import Category, Signal, Span
from moderation.verdict import Action, Care, CareKind, Verdict

__all__ = [
    "POLICIES",
    "Action",
    "Care",
    "CareKind",
    "Category",
    "Draft",
    "Gate",
    "Line",
    "Policy",
    "Signal",
    "Span",
    "Verdict",
    "examine",
]

"""What a person in danger is shown, and what those who stand by them are told. Pure: words in, words out."""

from server.care.alerts import Step, alert_afterwards, alert_donts, alert_heading, alert_steps
from server.care.cards import card_on_wire
from server.care.lines import day_in_words, emergency_on_wire, helpline_on_wire, reach
from server.care.notices import (
    ban_notice,
    declined_notice,
    held_text,
    mute_notice,
    paused_text,
    removed_from_room_notice,
    removed_notice,
    signed_in_notice,
    unmuted_notice,
    unwatched_text,
)
from server.care.page import no_country, questions, worried

__all__ = [
    "Step",
    "alert_afterwards",
    "alert_donts",
    "alert_heading",
    "alert_steps",
    "ban_notice",
    "card_on_wire",
    "day_in_words",
    "declined_notice",
    "emergency_on_wire",
    "held_text",
    "helpline_on_wire",
    "mute_notice",
    "no_country",
    "paused_text",
    "questions",
    "reach",
    "removed_from_room_notice",
    "removed_notice",
    "signed_in_notice",
    "unmuted_notice",
    "unwatched_text",
    "worried",
]

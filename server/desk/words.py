"""The desk's own words: what was done, what came of an alert, and when."""

from __future__ import annotations

from moderation.helplines import country
from server import moments
from server.records import FOREVER, Deed
from server.words import N_, _

__all__ = [
    "KINDS",
    "OUTCOMES",
    "country_in_words",
    "deed_in_words",
    "kind_in_words",
    "moment_in_words",
    "outcome_in_words",
]

KINDS = {
    "suicide": N_("suicide or self-harm"),
    "abuse": N_("abuse"),
    "emergency": N_("danger right now"),
    "eating": N_("food and body"),
    "child": N_("a child at risk"),
}

OUTCOMES = {
    "talked": N_("We talked. Safe for now."),
    "line": N_("In touch with a helpline or somebody close."),
    "emergency": N_("A person called the emergency number."),
    "no-answer": N_("No answer from them."),
    "not-a-crisis": N_("Not a crisis."),
}
"""What may come of an alert. A note can be added; it is kept in the record of actions."""

DEEDS = {
    "appoint": N_("{actor} made {member} a facilitator"),
    "ban": N_("{actor} barred {member} from the room"),
    "ban_group": N_("{actor} barred {member} from the group"),
    "claim": N_("{actor} took an alert about {member}"),
    "close": N_("{actor} closed the circle"),
    "decline": N_("{actor} declined a message of {member}"),
    "erase": N_("{member} erased themselves"),
    "give": N_("{actor} moved the talking piece"),
    "helplines": N_("{actor} checked the helplines"),
    "hide": N_("{actor} took down a message of {member}"),
    "hold": N_("{actor} put a message of {member} back into the queue"),
    "invite": N_("{actor} made an invitation"),
    "mute": N_("{actor} muted {member}"),
    "open": N_("{actor} opened the circle"),
    "pause": N_("{actor} paused the room"),
    "pin": N_("{actor} pinned a message of {member}"),
    "release": N_("{actor} released a message of {member}"),
    "remove": N_("{actor} removed {member}"),
    "restore": N_("{actor} restored a backup"),
    "resume": N_("{actor} ended the pause"),
    "return_link": N_("{actor} made a link for {member} to come back"),
    "revoke": N_("{actor} took an invitation back"),
    "room": N_("{actor} changed what the room is"),
    "rules": N_("{actor} changed the ground rules"),
    "set_up": N_("{actor} set up the group"),
    "settle": N_("{actor} closed an alert about {member}"),
    "settle_report": N_("{actor} closed a report"),
    "slow": N_("{actor} changed the pace of the room"),
    "unban": N_("{actor} opened the way back to {member}"),
    "unban_group": N_("{actor} opened the way back to the group to {member}"),
    "unhide": N_("{actor} showed a message of {member} again"),
    "unmute": N_("{actor} ended the mute of {member}"),
    "unpin": N_("{actor} unpinned a message of {member}"),
    "withdraw": N_("{actor} made {member} a member again"),
}


def deed_in_words(deed: Deed) -> str:
    """One row of the record of actions, as a sentence without an end."""
    by = deed.actor_name or (_("Somebody who left") if deed.actor else _("The server"))
    member = deed.member_name or _("somebody who left")
    verb = "settle_report" if deed.verb == "settle" and deed.member is None else deed.verb
    known = DEEDS.get(verb)
    return _(known).format(actor=by, member=member) if known else f"{by}: {verb}"


def kind_in_words(kind: str) -> str:
    """What an alert is about."""
    return _(KINDS.get(kind, kind))


def country_in_words(code: str | None) -> str:
    """The country somebody chose, by name; empty where they chose none."""
    known = country(code)
    return known.name if known else (code or "")


def outcome_in_words(choice: str, note: str) -> str:
    """What came of an alert, in one line."""
    said = _(OUTCOMES[choice]) if choice in OUTCOMES else ""
    return f"{said} {note}".strip()


def moment_in_words(at: int, zone: str) -> str:
    """A moment on the group's clocks, for browsers that run no scripts; the others tell it in the reader's own time."""
    if at >= FOREVER:
        return _("somebody changes it")
    return moments.moment_in_words(at, zone)

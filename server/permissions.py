"""Who may do what, and who may hear what: one page of rules, each answer with its reason. This is the privacy audit.

`may_do` is asked twice: before a draft is examined, and again inside the transaction that keeps it, because a mute may
land while a slow check thinks.
"""

from __future__ import annotations

from server import protocol as ask
from server.errors import Code, Refused
from server.events import Event, Private, Reach
from server.records import Kind, Membership, Message, Report, Standing, Subject
from server.words import _

__all__ = ["FACILITATORS_ONLY", "may_do", "may_hear", "require"]

FACILITATORS_ONLY: tuple[type[ask.Command], ...] = (
    ask.Mute, ask.Unmute, ask.Remove, ask.Ban, ask.Unban, ask.Pin, ask.Unpin, ask.Hide, ask.Unhide, ask.Hold,
    ask.Release, ask.Decline, ask.Slow, ask.Pause, ask.Resume, ask.Open, ask.Close, ask.Give, ask.Claim, ask.Settle,
)  # fmt: skip

OWN_MESSAGE = (ask.Edit, ask.Retract)
PUTS_WORDS_IN_THE_ROOM = (ask.Say, ask.Edit, ask.Typing)
SEEN_BY_THE_ROOM = (*PUTS_WORDS_IN_THE_ROOM, ask.React, ask.RaiseHand)
"""What a mute forbids. Retracting, reporting, and asides to the facilitators stay open to who is muted."""

ABOUT_A_PERSON_WITH_POWER = (ask.Mute, ask.Remove, ask.Ban)


def require(standing: Standing, command: ask.Command, now: int, subject: Subject = None) -> None:
    """Raises what `may_do` answers."""
    refusal = may_do(standing, command, now, subject)
    if refusal is not None:
        raise refusal


def may_do(standing: Standing, command: ask.Command, now: int, subject: Subject = None) -> Refused | None:
    """Why this person may not do this now, or None if they may. `subject` is what the command is about."""
    return (
        must_belong(standing, now)
        or must_hold_the_role(standing, command)
        or must_be_theirs(standing, command, subject)
        or must_spare_facilitators(standing, command, subject)
        or must_be_able_to_speak(standing, command, now)
    )


def must_belong(standing: Standing, now: int) -> Refused | None:
    """Removed and banned people know that the room exists, so they are told where they stand."""
    membership = standing.membership
    group_ban = standing.member.banned_until
    if group_ban is not None and group_ban > now:
        return Refused(Code.NOT_MEMBER, _("You cannot take part in this group just now."), group_ban)
    if membership.banned_until is not None and membership.banned_until > now:
        return Refused(Code.NOT_MEMBER, _("You cannot take part in this room just now."), membership.banned_until)
    if membership.left_at is not None:
        return Refused(Code.NOT_MEMBER, _("You are not in this room any more. A new invitation can bring you back."))
    return None


def must_hold_the_role(standing: Standing, command: ask.Command) -> Refused | None:
    if isinstance(command, FACILITATORS_ONLY) and not standing.membership.facilitates:
        return Refused(Code.FORBIDDEN, _("Only a facilitator of this room can do that."))
    if isinstance(command, ask.Aside) and command.to is not None and not standing.membership.facilitates:
        return Refused(Code.FORBIDDEN, _("An aside goes to the facilitators. Leave out who it is to."))
    return None


def must_be_theirs(standing: Standing, command: ask.Command, subject: Subject) -> Refused | None:
    if isinstance(command, OWN_MESSAGE) and isinstance(subject, Message) and subject.author != standing.member.id:
        return Refused(Code.FORBIDDEN, _("Only its author can change or take back a message."))
    if isinstance(command, ask.Release) and isinstance(subject, Message) and subject.author == standing.member.id:
        return Refused(Code.FORBIDDEN, _("Please let another facilitator look at your own message."))
    if isinstance(command, ask.Settle) and isinstance(subject, Report):
        if subject.author == standing.member.id:
            return Refused(Code.NOT_FOUND, _("There is no such report."))
        if subject.reporter == standing.member.id:
            return Refused(Code.FORBIDDEN, _("Please let another facilitator answer your own report."))
    return None


def must_spare_facilitators(standing: Standing, command: ask.Command, subject: Subject) -> Refused | None:
    """Facilitators do not settle a quarrel among themselves with these buttons; the steward can."""
    if not isinstance(command, ABOUT_A_PERSON_WITH_POWER) or not isinstance(subject, Membership):
        return None
    if subject.member == standing.member.id:
        return Refused(Code.FORBIDDEN, _("You cannot do that to yourself."))
    if subject.facilitates and not standing.member.is_steward:
        return Refused(Code.FORBIDDEN, _("Only the steward can do that to a facilitator."))
    return None


def must_be_able_to_speak(standing: Standing, command: ask.Command, now: int) -> Refused | None:
    """Everything that others would see: rules first, then whether the room is open, then this person, then the turn."""
    if not isinstance(command, SEEN_BY_THE_ROOM):
        return None
    refusal = must_find_it_open(standing) or must_not_be_muted(standing.membership, now)
    if refusal is not None or standing.membership.facilitates or not isinstance(command, PUTS_WORDS_IN_THE_ROOM):
        return refusal
    paused_until = standing.room.paused_until
    if paused_until is not None and paused_until > now:
        return Refused(Code.PAUSED, _("This room is taking a short break. You can read along."), paused_until)
    return must_wait_for_the_pace(standing, command, now) or must_have_the_piece(standing, command)


def must_find_it_open(standing: Standing) -> Refused | None:
    room = standing.room
    if standing.member.acknowledged_version < standing.group.rules_version:
        return Refused(Code.RULES, _("Please read the ground rules first. They are one tap away."))
    if standing.group.helplines_confirmed_at is None:
        return Refused(
            Code.CLOSED, _("This room opens when the steward has checked the helplines. Help is one tap away already.")
        )
    if room.kind is Kind.CIRCLE and not room.is_open and not standing.membership.facilitates:
        return Refused(Code.CLOSED, _("This circle is closed just now. A facilitator opens it."))
    return None


def must_not_be_muted(membership: Membership, now: int) -> Refused | None:
    until = membership.muted_until
    if until is None or until <= now:
        return None
    return Refused(Code.MUTED, _("You can read but not post for a while. It ends by itself."), until)


def must_wait_for_the_pace(standing: Standing, command: ask.Command, now: int) -> Refused | None:
    last = standing.membership.last_said_at or 0
    again = last + standing.room.slow_seconds * 1000
    # A clock that was set back keeps nobody waiting for it to come there again.
    if isinstance(command, ask.Say) and standing.room.slow_seconds and last <= now < again:
        return Refused(Code.SLOW, _("The room is taking it slowly. You can send again in a moment."), again)
    return None


def must_have_the_piece(standing: Standing, command: ask.Command) -> Refused | None:
    holder = standing.room.holder
    if isinstance(command, ask.Say | ask.Edit) and holder is not None and holder != standing.member.id:
        return Refused(Code.NOT_YOUR_TURN, _("Somebody else has the talking piece. Your words can wait here."))
    return None


def may_hear(membership: Membership, event: Event) -> tuple[bool, str]:
    """Whether a present member of the room hears an event, and why."""
    if isinstance(event, Private):
        return membership.member == event.to, "it is for one person alone"
    if event.reach is Reach.FACILITATORS:
        return membership.facilitates, "it is for the room's facilitators"
    return True, "everybody in the room hears it"

"""What somebody is told privately when a facilitator, or the gate, did something to them or their message.

`until` is a time in words, empty where there is no end that comes by itself. None of these quotes a message.
"""

from __future__ import annotations

from babel.lists import format_list

from server.words import _, language

__all__ = [
    "ban_notice",
    "declined_notice",
    "held_text",
    "mute_notice",
    "paused_text",
    "removed_from_room_notice",
    "removed_notice",
    "signed_in_notice",
    "unmuted_notice",
    "unwatched_text",
]


def mute_notice(room_title: str, until: str, reason: str) -> str:
    """To a member who reads and does not post for a while."""
    return sentences(
        _("You can read but not post in {room} until {time}.").format(room=room_title, time=until)
        if until
        else _("You can read but not post in {room} for now.").format(room=room_title),
        why(reason),
        _("Only you and the facilitators know."),
        _("It ends by itself.") if until else "",
        _("You are still part of this group."),
        _("Having a hard time right now? Open “Help now”."),
        _("Think this is unfair? Write to the facilitators, and ask for someone else to look."),
    )


def unmuted_notice(room_title: str) -> str:
    """To a member whose mute was ended early."""
    return _("You can post in {room} again.").format(room=room_title)


def removed_notice(written: str, reason: str) -> str:
    """To the author of a message that was hidden; `written` is when it was sent, in words."""
    return sentences(
        _("We took down your message from {time}.").format(time=written)
        if written
        else _("We took down your message."),
        _("What was hard about it: {reason}").format(reason=ended(reason)) if reason else "",
        _("You can post again, with that part left out."),
        second_look(),
    )


def declined_notice(reason: str) -> str:
    """To the author of a held message that will not be shown."""
    return sentences(
        _("Your message was not posted."),
        why(reason),
        _("You are not in trouble. You can write it again, with that part left out."),
        second_look(),
    )


def removed_from_room_notice(room_title: str, reason: str) -> str:
    """To a member whose membership ended."""
    return sentences(
        _("You are no longer part of {room}.").format(room=room_title),
        why(reason),
        _("A new invitation can bring you back."),
    )


def ban_notice(room_title: str, until: str, reason: str) -> str:
    """To a member who may not come back for a while, or until it is undone."""
    return sentences(
        _("You cannot come back to {room} until {time}.").format(room=room_title, time=until)
        if until
        else _("You cannot come back to {room}, unless a facilitator changes this.").format(room=room_title),
        why(reason),
        _("Having a hard time right now? Open “Help now”."),
    )


def signed_in_notice(maker: str, when: str) -> str:
    """To a member whose return link was used; `maker` made it, empty where that was done on the server itself."""
    return sentences(
        _("Somebody signed in as you with a return link made by {name}, on {time}.").format(name=maker, time=when)
        if maker
        else _("Somebody signed in as you with a return link made on the server itself, on {time}.").format(time=when),
        _("Was that you? Then all is well."),
        _("Not you? End that session on your page, “Me”, and make new words there."),
    )


def held_text(watching: tuple[str, ...]) -> str:
    """To the author of a message that waits; `watching` are the facilitators in the room now."""
    if watching:
        names = format_list(watching, style="or", locale=language())
        soon = _("{facilitator} will look at it soon.").format(facilitator=names)
    else:
        soon = _("No facilitator is here right now, so it may take a while.")
    return sentences(
        _("Your message is waiting for a facilitator."),
        _("It is not lost, and you are not in trouble."),
        soon,
        _("You can edit it or take it back until then."),
        _("If it can't wait, open “Help now”."),
    )


def paused_text(until: str, facilitator: str = "", reason: str = "") -> str:
    """To everybody in a paused room."""
    return sentences(
        _("This room is taking a short break."),
        _("You can read, but new messages wait until {time}.").format(time=until)
        if until
        else _("You can read, but new messages wait until a facilitator opens it again."),
        ended(reason),
        _("No one is in trouble."),
        _("{facilitator} is sorting something out.").format(facilitator=facilitator) if facilitator else "",
        _("Need to talk now? Open “Help now”."),
    )


def unwatched_text() -> str:
    """To everybody in a room whose light is dim."""
    return sentences(
        _("No facilitator is here right now."),
        _("Other members may reply, but no one is on watch."),
        _("If you need help now, open “Help now”."),
    )


def second_look() -> str:
    return sentences(
        _("Don't agree? Write to the facilitators and ask for a second look."),
        _("Asking will not count against you."),
    )


def why(reason: str) -> str:
    return _("Why: {reason}").format(reason=ended(reason)) if reason else ""


def ended(reason: str) -> str:
    """The words somebody gave, with an end to them."""
    said = reason.strip()
    return said if not said or said[-1] in ".!?…" else f"{said}."


def sentences(*said: str) -> str:
    return " ".join(each for each in said if each)

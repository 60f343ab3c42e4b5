"""Putting words in the room: say, edit, retract, react."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from moderation import Action, Care, Draft, Verdict
from server import protocol as ask
from server.care import held_text
from server.caring import care_for, look_again, tell_worried, worry_from
from server.clock import now_ms
from server.errors import Code, Missing, Refused
from server.events import HeldMoved, MessageChanged, QueueMoved
from server.permissions import may_do
from server.records import MemberId, Message, MessageId, State
from server.storage.messages import Answered, Judged, Kept, SaidBefore
from server.wire import message_on_wire, waiting_on_wire
from server.words import _

if TYPE_CHECKING:
    from server.room import Caller, Room

__all__ = ["draft_for", "edit", "examined", "mask", "react", "retract", "say", "stop_if_unkind"]


async def say(room: Room, command: ask.Say, caller: Caller) -> None:
    """The road: what this ref was answered before; pace; may they; the gate; keep; tell.

    The author's drafts go one after another, however long each is examined. What is refused is still read for care.
    """
    async with room.speaking[caller.member]:
        standing, before = await room.store.messages.before_saying(room.id, caller.member, command.ref)
        digest = room.hub.digest(command.text)
        if before is not None:
            return caller.answer(answered_again(before, digest))
        refusal = may_do(standing, command, now_ms())
        if refusal is not None and refusal.code is Code.NOT_MEMBER:
            raise refusal
        room.hub.pace_message(caller.member)
        draft = draft_for(room, standing.member.id, command.text, insist=command.anyway)
        verdict, note = await examined_with_note(room, draft, command.note)
        try:
            if refusal is not None:
                raise refusal
            kept = await keep_and_tell(room, command, caller, verdict, note, digest)
            look_again(room, kept.id, draft, caller.member)
        except SaidBefore as before_now:  # another process was quicker with the same ref
            caller.answer(answered_again(before_now.answered, digest))
        except (Refused, Missing):  # from before, or a mute that landed while the draft was being examined
            await care_for(room, caller.member, verdict)
            raise


async def keep_and_tell(
    room: Room, command: ask.Say, caller: Caller, verdict: Verdict, note: str | None, digest: str
) -> Message:
    """Within one turn: durable, then answered, then heard by everybody else."""
    stop_if_unkind(verdict)
    judged = Judged(
        text=mask(command.text, verdict),
        note=note,
        reply_to=None if command.reply_to is None else MessageId(command.reply_to),
        ref=command.ref,
        digest=digest,
        held=verdict.action is Action.HOLD,
        reason=why_held(verdict) if verdict.action is Action.HOLD else "",
        written_at=now_ms(),
    )
    worry = worry_from(room, caller.member, verdict)
    async with room.turn:
        kept = await room.store.messages.keep(room.id, caller.member, judged, worry, room.permit(command))
        message = kept.message
        caller.answer({"id": message.id, "rev": message.rev, "state": message.state})
        tell_kept(room, kept, held=judged.held)
    room.remember(message)
    await tell_worried(room, kept.worried)
    return message


def tell_kept(room: Room, kept: Kept, *, held: bool) -> None:
    """A shown message to the room; a held one to its author and the facilitators."""
    message = kept.message
    if not held:
        room.tell(MessageChanged(room=room.name, rev=message.rev or 0, message=message_on_wire(message)))
        return
    reason = held_text(room.light())
    waiting = waiting_on_wire(message)
    room.tell(
        HeldMoved(room=room.name, to=message.author, message=waiting | {"why": reason}, change="held", reason=reason)
    )
    room.tell(QueueMoved(room=room.name, change="added", message=waiting))


def why_held(verdict: Verdict) -> str:
    """What the facilitators are told of it: what was found, never the text."""
    found = dict.fromkeys(signal.why for signal in verdict.signals if signal.category in verdict.harms)
    return " ".join(found) or verdict.reason


def tell_no_longer_held(room: Room, message: Message, change: str) -> None:
    """What waited is settled: its author's page and the facilitators' queues let go of it."""
    waiting = waiting_on_wire(message)
    room.tell(HeldMoved(room=room.name, to=message.author, message=waiting, change=change))
    room.tell(QueueMoved(room=room.name, change="gone", message=waiting))


def answered_again(before: Answered, digest: str) -> dict[str, object]:
    if before.digest != digest:
        raise Refused(Code.CONFLICT, _("Something else was sent under this mark. Please send it again."))
    return {"id": before.id, "rev": before.rev, "state": State.HELD if before.rev is None else State.SHOWN}


def draft_for(
    room: Room, author: MemberId, text: str, *, insist: bool = False, kind: Literal["message", "aside"] = "message"
) -> Draft:
    """What the gate is handed: the text, and a little of what came before it."""
    context, own_recent = room.context_for(author), room.own_recent(author)
    return Draft(text=text, kind=kind, context=context, own_recent=own_recent, insist=insist)


async def examined(room: Room, draft: Draft) -> Verdict:
    """What the gate says of the draft, under the room's policy."""
    return await room.hub.examiner.review(draft, room.policy())


async def examined_with_note(room: Room, draft: Draft, note: str | None) -> tuple[Verdict, str | None]:
    """What the gate says of the text and of its content note together, and the note that may be kept.

    Who is in danger is not asked to mend a note: their message goes out at once, without the note if it must.
    """
    verdict = await examined(room, draft)
    if not note:
        return verdict, None
    noted = await examined(room, Draft(text=note, kind="note", insist=draft.insist))
    care = noted if noted.care > verdict.care else verdict
    verdict = replace(verdict, care=care.care, care_kind=care.care_kind)
    if noted.action is Action.PASS:
        return verdict, note
    if verdict.care >= Care.HIGH:
        return verdict, None
    return worse_of(verdict, noted), note


def worse_of(verdict: Verdict, noted: Verdict) -> Verdict:
    """A note that is masked says nothing: what would be masked in it is refused. Its spans are not the text's."""
    order = tuple(Action)
    action = Action.REFUSE if noted.action is Action.MASK else noted.action
    if order.index(action) <= order.index(verdict.action):
        return verdict
    return replace(noted, action=action, spans=(), care=verdict.care, care_kind=verdict.care_kind)


def stop_if_unkind(verdict: Verdict) -> None:
    """A nudge or a refusal: nothing is stored, the author is told what to change."""
    if verdict.action is Action.NUDGE:
        raise Refused(Code.NUDGE, verdict.reason, spans=verdict.spans)
    if verdict.action is Action.REFUSE:
        raise Refused(Code.REFUSED, verdict.reason, spans=verdict.spans)


def mask(text: str, verdict: Verdict) -> str:
    """The text without its masked parts. What stood there is kept nowhere."""
    if verdict.action is not Action.MASK:
        return text
    for span in sorted(verdict.spans, key=lambda span: span.start, reverse=True):
        text = text[: span.start] + MASK + text[span.end :]
    return text


MASK = "[…]"


async def edit(room: Room, command: ask.Edit, caller: Caller) -> None:
    """A new text passes the gate like a first one. Held, the old text stays until a facilitator has looked."""
    async with room.speaking[caller.member]:
        standing = await room.store.rooms.standing(room.id, caller.member)
        refusal = may_do(standing, command, now_ms())
        if refusal is not None and refusal.code is Code.NOT_MEMBER:
            raise refusal
        room.hub.pace_message(caller.member)
        verdict = await examined(room, draft_for(room, standing.member.id, command.text, insist=command.anyway))
        try:
            if refusal is not None:
                raise refusal
            await keep_edit(room, command, caller, verdict)
        except (Refused, Missing):
            await care_for(room, caller.member, verdict)
            raise


async def keep_edit(room: Room, command: ask.Edit, caller: Caller, verdict: Verdict) -> None:
    stop_if_unkind(verdict)
    held = verdict.action is Action.HOLD
    judged = Judged(mask(command.text, verdict), None, None, "", "", held, why_held(verdict) if held else "", now_ms())
    worry = worry_from(room, caller.member, verdict)
    async with room.turn:
        kept = await room.store.messages.edit(
            room.id, caller.member, MessageId(command.id), judged, worry, room.permit(command)
        )
        message = kept.message
        waits = held or message.state is State.HELD
        caller.answer({"id": message.id, "rev": message.rev, "state": State.HELD if waits else State.SHOWN})
        tell_kept(room, kept, held=waits)
        if kept.replaces_held_edit:
            tell_no_longer_held(room, message, "released")
        renew_pin(room, message)
        room.remember(message)
    await tell_worried(room, kept.worried)


async def retract(room: Room, command: ask.Retract, caller: Caller) -> None:
    """Shown or held, it is gone: from the room, from the queue, from the store."""
    async with room.turn:
        after, unpinned = await room.store.messages.retract(
            room.id, caller.member, MessageId(command.id), now_ms(), room.permit(command)
        )
        caller.answer({"id": after.id, "rev": after.rev})
        if after.place is not None:
            room.tell(MessageChanged(room=room.name, rev=after.rev or 0, message=message_on_wire(after)))
        tell_no_longer_held(room, after, "retracted")
        room.remember(after)
        if unpinned is not None:
            room.changed(replace(room.crowd, room=unpinned, pinned=None))


async def react(room: Room, command: ask.React, caller: Caller) -> None:
    """A small kind sign on somebody's message."""
    if command.kind not in ask.REACTIONS:
        raise Refused(Code.NOT_FOUND, _("There is no such reaction."))
    async with room.turn:
        message, changed = await room.store.messages.react(
            room.id, caller.member, MessageId(command.id), command.kind, command.on, room.permit(command)
        )
        caller.answer({"id": message.id, "rev": message.rev})
        if changed:
            room.tell(MessageChanged(room=room.name, rev=message.rev or 0, message=message_on_wire(message)))
            renew_pin(room, message)


def renew_pin(room: Room, message: Message) -> None:
    """Who enters later sees the pinned message as it now is."""
    if message.pinned:
        room.crowd = replace(room.crowd, pinned=message)

"""Messages: kept once, in one order, and found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from server.errors import Code, Refused, Unavailable
from server.records import MemberId, Message, MessageId, Room, RoomId, Standing, State
from server.storage import schema
from server.storage.care import Worried, Worry, keep_worry
from server.storage.database import Shelf, Unknown, cannot_write, reads, writes
from server.storage.finding import WITH_NAME, message_in
from server.storage.message_changes import change_message, drop_pin, erase_message
from server.storage.prepared import Prepared, driver_of, insert_once
from server.storage.rows import message_of, messages_of, new_id
from server.storage.standing import Permit, permitted, standing_of, take_rev
from server.words import _

__all__ = [
    "Answered",
    "Judged",
    "Kept",
    "Messages",
    "Page",
    "SaidBefore",
    "page_since",
    "waiting_in",
]

PAGE = 100
RESUME_AT_MOST = 500

message = schema.message
BY_REF = Prepared(
    select(message.c.id, message.c.ref_digest, message.c.first_held, message.c.place).where(
        message.c.room_id == bindparam("room"),
        message.c.author_id == bindparam("author"),
        message.c.ref == bindparam("ref"),
    )
)
WRITTEN = (
    "id", "room_id", "author_id", "text", "note", "reply_to", "written_at", "shown_at", "place", "rev", "state",
    "reason", "ref", "ref_digest", "first_held",
)  # fmt: skip
KEEP = Prepared(lambda dialect: insert_once(dialect, message).values({name: bindparam(name) for name in WRITTEN}))
SPOKE = Prepared(
    update(schema.membership)
    .where(schema.membership.c.room_id == bindparam("room"), schema.membership.c.member_id == bindparam("author"))
    .values(last_said_at=bindparam("at"))
)

IN_PLACE = (
    message.c.room_id == bindparam("room"),
    message.c.place.is_not(None),
    message.c.state.in_((State.SHOWN, State.HIDDEN, State.HELD, State.DECLINED)),
)
LAST_PLACE = 2**53
NEWEST = (
    WITH_NAME.where(*IN_PLACE, message.c.place < bindparam("before")).order_by(message.c.place.desc()).limit(PAGE + 1)
)
LOWEST = select(message.c.place).where(*IN_PLACE).order_by(message.c.place).limit(1)
CHANGED = (
    WITH_NAME.where(
        message.c.room_id == bindparam("room"), message.c.rev > bindparam("since"), message.c.place.is_not(None)
    )
    .order_by(message.c.place)
    .limit(RESUME_AT_MOST + 1)
)
WAITING = WITH_NAME.where(
    message.c.room_id.in_(bindparam("rooms", expanding=True)),
    (message.c.state == State.HELD) | ((message.c.state == State.SHOWN) & message.c.pending_text.is_not(None)),
).order_by(message.c.number)
WAITING_OF = WAITING.where(message.c.author_id == bindparam("author"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft that the gate has looked at, ready to be kept. `digest` is a keyed hash of the text as typed."""

    text: str
    note: str | None
    reply_to: MessageId | None
    ref: str
    digest: str
    held: bool
    reason: str
    written_at: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What the sender of a ref was told: the id, and the rev at which it was shown (None: it was held)."""

    id: MessageId
    rev: int | None
    digest: str


class SaidBefore(Exception):
    """This ref was kept before, and `answered` then."""

    def __init__(self, answered: Answered) -> None:
        super().__init__("this ref was kept before")
        self.answered = answered


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as it now is, and what else came of keeping it."""

    message: Message
    worried: Worried | None = None
    replaces_held_edit: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a room in order of place. `more`: older ones exist; `oldest`: the lowest place still kept."""

    messages: tuple[Message, ...]
    more: bool
    oldest: int | None
    reset: bool = False


def answered_before(connection: Connection, room: RoomId, author: MemberId, ref: str) -> Answered | None:
    row = BY_REF.first(connection, room=room, author=author, ref=ref)
    if row is None:
        return None
    key, digest, first_held, place = row
    return Answered(MessageId(key), None if first_held else place, digest)


def said_before(connection: Connection, room: RoomId, author: MemberId, ref: str) -> Exception:
    """Why a message could not be kept: it is there. Raised, it undoes what its second coming had begun."""
    answered = answered_before(connection, room, author, ref)
    return RuntimeError("a new message has an old id") if answered is None else SaidBefore(answered)


def newest_page(connection: Connection, room: RoomId, before: int | None = None) -> Page:
    rows = list(
        connection.execute(NEWEST, {"room": room, "before": LAST_PLACE if before is None else before}).mappings()
    )
    lowest = connection.execute(LOWEST, {"room": room}).scalar()
    return Page(messages_of(connection, rows[:PAGE][::-1]), len(rows) > PAGE, lowest)


def page_since(connection: Connection, room: RoomId, since: int, known: bool) -> Page:
    """What changed after rev `since`, or a fresh newest page where that would be too much, or is not `known`."""
    fresh = newest_page(connection, room)
    if since == 0:
        return fresh
    changed = list(connection.execute(CHANGED, {"room": room, "since": since}).mappings())
    if not known or len(changed) > RESUME_AT_MOST:
        return Page(fresh.messages, fresh.more, fresh.oldest, reset=True)
    return Page(messages_of(connection, changed), False, fresh.oldest)


class Messages(Shelf):
    """The statements about messages."""

    @reads
    def before_saying(
        self, connection: Connection, room: RoomId, author: MemberId, ref: str
    ) -> tuple[Standing, Answered | None]:
        """Where the author stands, and what this ref was answered before, if it was."""
        return standing_of(connection, author, room), answered_before(connection, room, author, ref)

    async def keep(self, room: RoomId, author: MemberId, draft: Judged, worry: Worry | None, permit: Permit) -> Kept:
        """One transaction decides ref, standing, rev and row, and keeps the card and the alert that belong to it.

        Raises `SaidBefore` where another process kept this ref; and `Unavailable` where nothing was kept."""
        try:
            return await self._keep(room, author, draft, worry, permit)
        except Unknown as unknown:
            try:
                answered = await self._look_again(room, author, draft.ref)
            except (Unavailable, Unknown):
                raise unknown from None  # nobody could look, so nobody may say that it was not kept
            if answered is None:
                raise Unavailable(cannot_write()) from unknown
            if not isinstance(unknown.answer, Kept) or answered.id != unknown.answer.message.id:
                raise SaidBefore(answered) from unknown
            return unknown.answer

    @writes
    def _look_again(self, connection: Connection, room: RoomId, author: MemberId, ref: str) -> Answered | None:
        """What was kept of a ref after a commit that failed. A change, so that it waits for one still going on."""
        # DANGER: where the sync of a commit failed, SQLite's log has that commit, unseen, and would find it after a
        # kill. Only a commit that writes goes over it, and of rows set to themselves SQLite writes those whose key is.
        driver_of(connection).execute("UPDATE group_ SET id = id")
        return answered_before(connection, room, author, ref)

    @writes
    def _keep(
        self, connection: Connection, room: RoomId, author: MemberId, draft: Judged, worry: Worry | None, permit: Permit
    ) -> Kept:
        standing = permitted(connection, author, room, permit)
        if draft.reply_to is not None:
            message_in(connection, room, draft.reply_to)
        key = MessageId(new_id())
        rev = None if draft.held else take_rev(connection, room)
        values = {
            "id": key,
            "room_id": room,
            "author_id": author,
            "text": draft.text,
            "note": draft.note,
            "reply_to": draft.reply_to,
            "written_at": draft.written_at,
            "shown_at": None if draft.held else draft.written_at,
            "place": rev,
            "rev": rev,
            "state": State.HELD if draft.held else State.SHOWN,
            "reason": draft.reason,
            "ref": draft.ref,
            "ref_digest": draft.digest,
            "first_held": draft.held,
        }
        if not KEEP.do(connection, **values):
            raise said_before(connection, room, author, draft.ref)
        SPOKE.do(connection, room=room, author=author, at=draft.written_at)
        kept = message_of(values | {"name": standing.member.name} | UNTOUCHED, {})
        return Kept(kept, None if worry is None else keep_worry(connection, room, author, worry, key))

    @writes
    def edit(
        self,
        connection: Connection,
        room: RoomId,
        author: MemberId,
        key: MessageId,
        draft: Judged,
        worry: Worry | None,
        permit: Permit,
    ) -> Kept:
        """A new text for one's own message. Held, it waits beside the old one; a message still waiting just changes."""
        standing = permitted(connection, author, room, permit)
        before = message_in(connection, room, key)
        permit(standing, before)
        if before.state is State.HELD:
            after = change_message(connection, before, False, text=draft.text, edited_at=draft.written_at)
        elif before.state is not State.SHOWN:
            raise Refused(Code.FORBIDDEN, _("A facilitator has taken this message down, so it cannot be changed now."))
        elif draft.held:
            after = change_message(connection, before, False, pending_text=draft.text, reason=draft.reason)
        else:
            mended = {"text": draft.text, "edited_at": draft.written_at, "pending_text": None, "reason": ""}
            after = change_message(connection, before, True, **mended)
        worried = None if worry is None else keep_worry(connection, room, author, worry, key)
        return Kept(after, worried, before.pending_text is not None and after.pending_text is None)

    @writes
    def retract(
        self, connection: Connection, room: RoomId, author: MemberId, key: MessageId, now: int, permit: Permit
    ) -> tuple[Message, Room | None]:
        """Takes one's own message back: its text is gone from the store, and the room learns that something was there.

        The room comes back too where it changed, because the message was pinned.
        """
        standing = permitted(connection, author, room, permit)
        before = message_in(connection, room, key)
        permit(standing, before)
        return erase_message(connection, before, now), drop_pin(connection, before)

    @writes
    def react(
        self,
        connection: Connection,
        room: RoomId,
        member: MemberId,
        key: MessageId,
        kind: str,
        on: bool,
        permit: Permit,
    ) -> tuple[Message, bool]:
        """Adds or takes away one reaction, and says whether that changed anything: asking twice takes no second rev."""
        standing = permitted(connection, member, room, permit)
        before = message_in(connection, room, key)
        permit(standing, before)
        if (member in before.reactions.get(kind, ())) == on:
            return before, False
        if before.state is not State.SHOWN:
            raise Refused(Code.NOT_FOUND, _("That message is not shown any more."))
        reaction = schema.reaction
        if on:
            connection.execute(insert(reaction).values(message_id=key, member_id=member, kind=kind))
        else:
            connection.execute(
                delete(reaction).where(
                    and_(reaction.c.message_id == key, reaction.c.member_id == member, reaction.c.kind == kind)
                )
            )
        return change_message(connection, before, True), True

    @reads
    def page(self, connection: Connection, room: RoomId, member: MemberId, before: int | None, permit: Permit) -> Page:
        """The newest hundred, or the hundred before a place."""
        permitted(connection, member, room, permit)
        return newest_page(connection, room, before)

    @reads
    def held(self, connection: Connection, rooms: tuple[RoomId, ...]) -> tuple[Message, ...]:
        """Everything that waits for a facilitator in these rooms, oldest first."""
        return waiting_in(connection, rooms)

    @reads
    def one(self, connection: Connection, room: RoomId, key: MessageId) -> Message:
        """One message of a room, for its facilitators."""
        return message_in(connection, room, key)


UNTOUCHED: dict[str, Any] = {"edited_at": None, "pinned": False, "pending_text": None}


def waiting_in(
    connection: Connection, rooms: tuple[RoomId, ...], author: MemberId | None = None
) -> tuple[Message, ...]:
    """Held messages and held edits of some rooms; of one author, if named."""
    query = WAITING if author is None else WAITING_OF
    return messages_of(connection, connection.execute(query, {"rooms": rooms, "author": author}).mappings())

"""Who is asking: sessions, six recovery words, invitations and the links that bring people back.

Every token is 256 random bits, handed out once and kept as a hash.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass

from server.care import signed_in_notice
from server.clock import now_ms, now_s
from server.errors import Code, Refused, Unavailable
from server.moments import moment_in_words
from server.names import clean_name, name_taken, skeleton
from server.records import Began, Member, MemberId, RoomId, Session
from server.recovery import Recovery, Tries, recovery_words
from server.settings import Settings
from server.shown_once import ShownOnce
from server.storage import Store
from server.storage.database import Unknown
from server.storage.invitations import Returned
from server.storage.setting_up import Beginning
from server.words import _

__all__ = ["DAY", "SESSION_LASTS", "Accounts", "Joined", "SignedIn", "hashed", "new_token"]

DAY = 86_400_000
SESSION_LASTS = 90 * DAY
SEEN_AGAIN_AFTER = DAY // 24
SEEN_SECONDS = 0.5
RETURN_LASTS = DAY
FIRST_USES, FIRST_DAYS = 20, 14
TOKEN_BYTES = 32
LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody at one browser."""

    member: Member
    session: Session


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody new, and the room they were invited to."""

    member: MemberId
    room: RoomId


class Accounts:
    """Who is asking, and how they came in."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self.recovery = Recovery()
        self._tries = Tries()
        self.shown = ShownOnce()

    async def who(self, token: str | None) -> SignedIn | None:
        """Whose session this is; None where nobody is signed in with it."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        found = await self.store.sessions.signed_in(hashed(token), now_ms())
        return None if found is None else SignedIn(*found)

    async def sign_in(
        self, member: MemberId, replacing: SignedIn | None = None, began_with: Began = Began.UNKNOWN
    ) -> str:
        """A new session's token; the session that the browser had before ends, so that no token outlives a sign-in."""
        token, now = new_token(), now_ms()
        before = replacing.session.id if replacing else None
        await self.store.sessions.open(member, hashed(token), now, now + SESSION_LASTS, before, began_with)
        return token

    async def seen(self, signed_in: SignedIn) -> bool:
        """Makes the session last from now on; True where the cookie should be handed out again."""
        now = now_ms()
        if now - signed_in.session.seen_at < SEEN_AGAIN_AFTER:
            return False
        try:
            async with asyncio.timeout(SEEN_SECONDS):
                await self.store.sessions.seen(signed_in.session.id, now, now + SESSION_LASTS)
        except (TimeoutError, Unavailable, Unknown):  # nobody is kept from reading because nothing can be written
            return False
        return True

    async def sign_out(self, signed_in: SignedIn) -> None:
        """Ends this browser's session."""
        await self.store.sessions.end(signed_in.member.id, signed_in.session.id)

    async def has_setup_token(self, token: str) -> bool:
        """Whether this token still opens the set-up."""
        return len(token) <= LONGEST_TOKEN and await self.store.group.awaits(hashed(token))

    async def begin(self, setup: str, steward: str, room: tuple[str, str, str, str], address: str) -> MemberId:
        """Ends the set-up. The steward's words and the first invitation are ready to be shown."""
        words, token, now = recovery_words(), new_token(), now_ms()
        name, title, topic, policy = room
        beginning = Beginning(
            steward=steward,
            skeleton=skeleton(steward),
            recovery_hash=await self.recovery.hash(words),
            room_name=name,
            room_title=title,
            room_topic=topic,
            policy=policy,
            invitation_hash=hashed(token),
            invitation_uses=FIRST_USES,
            invitation_until=now + FIRST_DAYS * DAY,
        )
        member, key = await self.store.group.begin(hashed(setup), beginning, now)
        self.show_words(member, words)
        self.shown.keep(member, f"invitation {key}", f"{address}/join/{token}", now)
        return member

    async def invite(self, room: RoomId, by: MemberId, uses: int, days: int) -> str:
        """A new invitation's token."""
        token, now = new_token(), now_ms()
        await self.store.invitations.make(room, by, hashed(token), uses, now, now + days * DAY)
        return token

    async def join(self, token: str, name: str, country: str | None, once: str = "") -> Joined:
        """Makes a member of somebody with an invitation, and keeps their recovery words ready to be shown.

        `once` is the form's own mark: see `joined_before`.
        """
        bones = skeleton(name)
        if not await self.store.members.is_free(bones):
            raise Refused(Code.CONFLICT, name_taken())
        words = recovery_words()
        kept = await self.recovery.hash(words)
        member, room = await self.store.invitations.redeem(hashed(token), name, bones, country, kept, now_ms())
        self.show_words(member, words)
        self.shown.keep(once, f"joined {name}", f"{member} {room}", now_ms())
        return Joined(member, room)

    def joined_before(self, once: str, name: str) -> Joined | None:
        """Who this form has made a member already: it was pressed twice, or its answer was lost on the way."""
        known = self.shown.see(once, f"joined {name}", now_ms()) if len(once) >= TOKEN_BYTES else None
        return None if known is None else Joined(MemberId(known.split()[0]), RoomId(known.split()[1]))

    async def new_words(self, member: MemberId) -> None:
        """Six new words in place of the old ones, ready to be shown."""
        words = recovery_words()
        await self.store.members.change(member, recovery_hash=await self.recovery.hash(words))
        self.show_words(member, words)

    def show_words(self, member: MemberId, words: tuple[str, ...]) -> None:
        """Has these words ready to be shown."""
        self.shown.keep(member, "words", " ".join(words), now_ms())

    def fresh_words(self, member: MemberId) -> tuple[str, ...]:
        """The words to be shown; none when they were shown before."""
        return tuple((self.shown.see(member, "words", now_ms()) or "").split())

    async def come_back(self, name: str, words: str) -> MemberId:
        """Who has this nickname and these words. Every wrong answer sounds the same and takes as long."""
        bones = skeleton(clean_name(name)[:LONGEST_TOKEN])
        if self.settings.pace and not self._tries.take(bones, now_s()):
            raise Refused(
                Code.RATE_LIMITED,
                _("That was tried several times. Please wait a quarter of an hour, or ask a facilitator for a link."),
            )
        found = await self.store.members.recovery(bones)
        same = [pair for pair in found if pair[0].name.casefold() == clean_name(name).casefold()] or list(found)
        member, kept = same[0] if same else (None, None)
        if not await self.recovery.fits(kept, words) or member is None:
            raise Refused(
                Code.FORBIDDEN,
                _("The nickname and the six words do not fit together. Please check both and try again."),
            )
        self._tries.forgive(bones)
        must_not_be_banned(member)
        return member.id

    async def return_token(self, member: MemberId, by: MemberId, room: RoomId) -> str:
        """A one-time token for somebody who lost their words; it lasts a day."""
        token, now = new_token(), now_ms()
        await self.store.invitations.make_return(member, by, room, hashed(token), now, now + RETURN_LASTS)
        return token

    async def take_return(self, token: str, zone: str) -> Returned | None:
        """Who came back with a one-time token; it is used up, and they are told so in each of their rooms."""
        now = now_ms()
        return await self.store.invitations.take_return(
            hashed(token), now, lambda maker: signed_in_notice(maker, moment_in_words(now, zone))
        )


def must_not_be_banned(member: Member) -> None:
    if member.banned_until is not None and member.banned_until > now_ms():
        raise Refused(Code.FORBIDDEN, _("You cannot take part in this group just now."), member.banned_until)


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> str:
    """What is kept of a token. It needs no salt: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()

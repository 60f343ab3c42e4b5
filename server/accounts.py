"""Who is asking: sessions, six recovery words, invitations and the links that bring people back.

Every token is 256 random bits, handed out once and kept as a hash. The clock is an argument of none of these methods
only because they are the door itself; what they call takes `now`.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from server.clock import now_ms
from server.records import Member, MemberId, Session
from server.settings import Settings
from server.storage import Store

__all__ = ["DAY", "SESSION_LASTS", "Accounts", "SignedIn", "hashed", "new_token"]

DAY = 86_400_000
SESSION_LASTS = 90 * DAY
SEEN_AGAIN_AFTER = DAY // 24
TOKEN_BYTES = 32
LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody at one browser."""

    member: Member
    session: Session


class Accounts:
    """Who is asking, and how they came in."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings

    async def who(self, token: str | None) -> SignedIn | None:
        """Whose session this is; None where nobody is signed in with it."""
        if not token or len(token) > LONGEST_TOKEN:
            return None
        found = await self.store.sessions.signed_in(hashed(token), now_ms())
        return None if found is None else SignedIn(*found)

    async def sign_in(self, member: MemberId, replacing: SignedIn | None = None) -> str:
        """A new session's token; the session that the browser had before ends, so that no token outlives a sign-in."""
        token, now = new_token(), now_ms()
        before = replacing.session.id if replacing else None
        await self.store.sessions.open(member, hashed(token), now, now + SESSION_LASTS, before)
        return token

    async def seen(self, signed_in: SignedIn) -> bool:
        """Makes the session last from now on; True where the cookie should be handed out again."""
        now = now_ms()
        if now - signed_in.session.seen_at < SEEN_AGAIN_AFTER:
            return False
        await self.store.sessions.seen(signed_in.session.id, now, now + SESSION_LASTS)
        return True

    async def sign_out(self, signed_in: SignedIn) -> None:
        """Ends this browser's session."""
        await self.store.sessions.end(signed_in.member.id, signed_in.session.id)


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> str:
    """What is kept of a token. It needs no salt: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()

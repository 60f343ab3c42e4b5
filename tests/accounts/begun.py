"""A group that Sol has set up, with one room."""

from __future__ import annotations

from dataclasses import dataclass

from server.accounts import DAY, Accounts, hashed
from server.clock import now_ms
from server.names import skeleton
from server.records import MemberId, RoomId, Rule
from server.storage.setting_up import Beginning

RULES = (
    Rule("", 0, "What's said here stays here.", "Share your own story outside, never someone else's."),
    Rule("", 1, "You can pass.", "Reading along counts as taking part."),
)


@dataclass(frozen=True)
class Begun:
    """What the tests need of it."""

    sol: MemberId
    room: RoomId
    invitation: str


async def begin(accounts: Accounts, *, uses: int = 20) -> Begun:
    setup, group = "setup-token", accounts.store.group
    assert await group.expect_setup(hashed(setup))
    await group.update(name="Tuesday Porch", country="GB", purpose="Company on long evenings", second_contact="Mo")
    await group.replace_rules(RULES, None, now_ms())
    beginning = Beginning(
        steward="Sol",
        skeleton=skeleton("Sol"),
        recovery_hash="",
        room_name="tuesday-circle",
        room_title="Tuesday circle",
        room_topic="How was the week?",
        policy="standard",
        invitation_hash=hashed("first-invitation"),
        invitation_uses=uses,
        invitation_until=now_ms() + 7 * DAY,
    )
    sol, room = await group.begin(hashed(setup), beginning, now_ms())
    return Begun(sol, room, "first-invitation")

"""Words that go: a member's who is erased, or those that are past their days. Everybody who is there sees them go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from server.arms.speaking import tell_no_longer_held
from server.clock import now_ms
from server.events import MessageChanged
from server.hub import Hub
from server.records import MemberId, RoomId
from server.room import Room
from server.storage.erasing import Emptied
from server.wire import message_on_wire

__all__ = ["AT_ONCE", "empty", "erase", "finish"]

AT_ONCE = 100


async def erase(hub: Hub, member: MemberId) -> None:
    """Takes somebody out of the group first, so that nothing can be said in between; then all that they wrote."""
    await hub.store.members.erase(member, now_ms())
    hub.close_member(member)
    for room in await hub.store.members.spoke_in(member):
        await hub.announce(room)
    await finish(hub, member)


async def finish(hub: Hub, member: MemberId) -> None:
    """Takes back what somebody wrote who has been erased, also where that was interrupted."""
    for room in await hub.store.members.spoke_in(member):
        while await empty(hub, room, partial(hub.store.members.take_words, member, room, now_ms(), AT_ONCE)):
            pass


async def empty(hub: Hub, key: RoomId, take: Callable[[], Awaitable[tuple[Emptied, ...]]]) -> int:
    """Lets `take` empty some messages within the room's turn, and tells it; answers with how many there were."""
    room = await hub.room(key)
    async with room.own_turn():
        emptied = await take()
        for each in emptied:
            tell_gone(room, each)
        if any(each.message.id == room.crowd.room.pinned for each in emptied):
            room.changed(await hub.store.rooms.crowd(key))
    return len(emptied)


def tell_gone(room: Room, emptied: Emptied) -> None:
    """The room hears what it could see; of what waited, its author and the facilitators hear that it does no longer."""
    message = emptied.message
    if message.place is not None:
        room.tell(MessageChanged(room=room.name, rev=message.rev or 0, message=message_on_wire(message)))
    if emptied.waited:
        tell_no_longer_held(room, message, "retracted")
    room.remember(message)

"""Erasing a member: room by room, so that everybody who is there sees the words go, then the member."""

from __future__ import annotations

from server.clock import now_ms
from server.events import MessageChanged
from server.hub import Hub
from server.records import MemberId, RoomId
from server.wire import message_on_wire

__all__ = ["erase"]

AT_ONCE = 100


async def erase(hub: Hub, member: MemberId) -> None:
    """Takes back all that somebody wrote, then their name, and closes their sockets."""
    rooms = await hub.store.members.spoke_in(member)
    for room in rooms:
        while await take_some(hub, member, room):
            pass
    await hub.store.members.erase(member, now_ms())
    hub.close_member(member)
    for room in rooms:
        await hub.announce(room)


async def take_some(hub: Hub, member: MemberId, key: RoomId) -> bool:
    room = await hub.room(key)
    async with room.turn:
        emptied = await hub.store.members.take_words(member, key, now_ms(), AT_ONCE)
        for message in emptied:
            if message.place is not None:
                room.tell(MessageChanged(room=room.name, rev=message.rev or 0, message=message_on_wire(message)))
        if any(message.id == room.crowd.room.pinned for message in emptied):
            room.changed(await hub.store.rooms.crowd(key))
    return bool(emptied)

"""A room as the steward sees it, and those who facilitate it."""

from __future__ import annotations

from starlette.requests import Request

from server.accounts import SignedIn
from server.errors import Missing
from server.house import house
from server.records import Room
from server.words import _

__all__ = ["held_room"]


async def held_room(request: Request, me: SignedIn) -> Room:
    """The room of this address, for its facilitators and the steward. For everybody else it is not there."""
    store, name = house(request).store, request.path_params["name"]
    if me.member.is_steward:
        rooms = list(await store.rooms.all())
    else:
        rooms = [room for room, membership in await store.rooms.of_member(me.member.id) if membership.facilitates]
    found = next((room for room in rooms if room.name == name), None)
    if found is None:
        raise Missing(_("There is nothing here."))
    return found

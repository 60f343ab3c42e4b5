"""The first page: what this is, for who is not signed in; the rooms with their lights, for who is."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.accounts import SignedIn
from server.house import house
from server.pages.render import render
from server.pages.visitor import signed_in
from server.records import Group

__all__ = ["routes"]


async def lobby(request: Request) -> Response:
    """The lobby, or the front of the house."""
    me, group = signed_in(request), request.state.group
    if isinstance(group, Group) and group.set_up_at is not None and me is not None:
        return await rooms_page(request, me, group)
    return render(request, "welcome.html", is_set_up=isinstance(group, Group) and group.set_up_at is not None)


async def rooms_page(request: Request, me: SignedIn, group: Group) -> Response:
    home = house(request)
    rooms = await home.store.rooms.of_member(me.member.id)
    return render(
        request,
        "lobby.html",
        rooms=[(room, membership, home.hub.light(room.id)) for room, membership in rooms],
        has_read_rules=me.member.acknowledged_version >= group.rules_version,
        facilitates=any(membership.facilitates for _room, membership in rooms),
    )


routes = [Route("/", lobby)]

"""Ways in: invitations with their QR code and poster, and one-time links for members who lost their words."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.accounts import SignedIn
from server.addresses import is_loopback
from server.clock import now_ms
from server.errors import Missing
from server.house import house
from server.pages.doors import members_only, on_to
from server.pages.forms import read_form
from server.pages.group_rooms import room_page
from server.pages.held_rooms import held_room
from server.pages.origin import public_url
from server.pages.qr import qr_picture
from server.pages.render import render
from server.records import MemberId
from server.words import _

__all__ = ["routes"]

MOST_USES, MOST_DAYS = 500, 90


@members_only
async def invite(request: Request, me: SignedIn) -> Response:
    """Makes an invitation, and shows its link once."""
    room, form, found = await held_room(request, me), await read_form(request), house(request).accounts
    uses, days = form.number("uses", 1, MOST_USES), form.number("days", 1, MOST_DAYS)
    if form.errors:
        return await room_page(request, me, room, form)
    link = f"{public_url(request)}/join/{await found.invite(room.id, me.member.id, uses, days)}"
    found.shown.keep(me.member.id, f"invitation {room.id}", link, now_ms())
    return on_to(f"/group/rooms/{room.name}/invitation")


@members_only
async def show_invitation(request: Request, me: SignedIn) -> Response:
    """The link and its QR code, for a quarter of an hour."""
    return await invitation_page(request, me, "group/invitation.html")


@members_only
async def show_poster(request: Request, me: SignedIn) -> Response:
    """The same, to be printed."""
    return await invitation_page(request, me, "group/poster.html")


async def invitation_page(request: Request, me: SignedIn, template: str) -> Response:
    room = await held_room(request, me)
    link = house(request).accounts.shown.see(me.member.id, f"invitation {room.id}", now_ms())
    return render(
        request,
        template,
        room=room,
        link=link,
        picture=qr_picture(link) if link else None,
        loopback=is_loopback(public_url(request)),
    )


@members_only
async def revoke(request: Request, me: SignedIn) -> Response:
    """Closes an invitation."""
    room, home = await held_room(request, me), house(request)
    await home.store.invitations.revoke(room.id, request.path_params["invitation"], me.member.id, now_ms())
    return on_to(f"/group/rooms/{room.name}#invitations")


@members_only
async def make_return(request: Request, me: SignedIn) -> Response:
    """A one-time link for a member of this room.

    DANGER: whoever opens it is that member. A facilitator must not become another facilitator or the steward by it.
    """
    room, home, key = await held_room(request, me), house(request), MemberId(request.path_params["member"])
    crowd = await home.store.rooms.crowd(room.id)
    if key not in crowd.by_member or not await may_bring_back(request, me, key):
        raise Missing(_("There is nobody like that in this room."))
    link = f"{public_url(request)}/return/{await home.accounts.return_token(key, me.member.id, room.id)}"
    home.accounts.shown.keep(me.member.id, "return", f"{crowd.by_member[key].name}\n{link}", now_ms())
    return on_to(f"/group/rooms/{room.name}/return")


async def may_bring_back(request: Request, me: SignedIn, key: MemberId) -> bool:
    store = house(request).store
    if (await store.members.get(key)).is_steward:
        return False
    return me.member.is_steward or not any(
        membership.facilitates for _room, membership in await store.rooms.of_member(key)
    )


@members_only
async def show_return(request: Request, me: SignedIn) -> Response:
    """The one-time link that was just made."""
    room = await held_room(request, me)
    name, _newline, link = (house(request).accounts.shown.see(me.member.id, "return", now_ms()) or "").partition("\n")
    return render(request, "group/return_link.html", room=room, name=name, link=link)


routes = [
    Route("/group/rooms/{name}/invitation", show_invitation),
    Route("/group/rooms/{name}/poster", show_poster),
    Route("/group/rooms/{name}/invitations", invite, methods=["POST"]),
    Route("/group/rooms/{name}/invitations/{invitation}/revoke", revoke, methods=["POST"]),
    Route("/group/rooms/{name}/return", show_return),
    Route("/group/rooms/{name}/people/{member}/return", make_return, methods=["POST"]),
]

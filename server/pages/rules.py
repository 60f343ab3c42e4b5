"""The ground rules: read by anybody in the group, acknowledged one by one before the first word."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.accounts import SignedIn
from server.house import house
from server.pages.doors import group_of, members_only, on_to
from server.pages.forms import Form, read_form
from server.pages.render import render
from server.rule_words import as_read
from server.words import _

__all__ = ["routes"]


@members_only
async def show_rules(request: Request, me: SignedIn) -> Response:
    """Each rule with a box to tick, until all were."""
    return await rules_page(request, me, Form([("room", request.query_params.get("room", ""))]))


@members_only
async def acknowledge(request: Request, me: SignedIn) -> Response:
    """Lets somebody speak who has ticked every rule of the present version."""
    group, form = group_of(request), await read_form(request)
    store = house(request).store
    rules = await store.group.rules()
    if form.get("version") != str(group.rules_version):
        form.errors["rules"] = _("The rules were changed while you read them. Please look once more.")
    elif {rule.id for rule in rules} - set(form.all("rule")):
        form.errors["rules"] = _("Please tick every rule you can live with. Is one of them too much? Talk to us first.")
    if form.errors:
        return await rules_page(request, me, form)
    await store.members.change(me.member.id, acknowledged_version=group.rules_version)
    return on_to(await way_on(request, me, form.get("room")))


async def rules_page(request: Request, me: SignedIn, form: Form) -> Response:
    group = group_of(request)
    return render(
        request,
        "rules.html",
        422 if form.errors else 200,
        form=form,
        rules=as_read(await house(request).store.group.rules(), group.second_contact),
        ticked=set(form.all("rule")),
        has_read=me.member.acknowledged_version >= group.rules_version,
        read_before=me.member.acknowledged_version,
    )


async def way_on(request: Request, me: SignedIn, wanted: str) -> str:
    """Back to the room somebody came from, or to their only one, or to the lobby."""
    names = [room.name for room, _membership in await house(request).store.rooms.of_member(me.member.id)]
    if wanted in names:
        return f"/rooms/{wanted}"
    return f"/rooms/{names[0]}" if len(names) == 1 else "/"


routes = [
    Route("/rules", show_rules, methods=["GET"]),
    Route("/rules", acknowledge, methods=["POST"]),
]

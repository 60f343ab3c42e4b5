"""Looking after the group: what it says about itself, its ground rules, its helplines. For the steward alone."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.accounts import SignedIn
from server.addresses import is_loopback
from server.clock import now_ms
from server.house import house
from server.pages.doors import group_of, on_to, steward_only
from server.pages.facts import facts_form, read_address, read_facts
from server.pages.forms import Form, read_form
from server.pages.helplines import helplines_of, tick_helplines
from server.pages.origin import public_url
from server.pages.places import country_choices, country_codes, country_name, language_choices, zone_choices
from server.pages.reaching import listens_here_alone
from server.pages.render import render
from server.pages.rule_editor import edit_rules, rule_page
from server.words import _

__all__ = ["routes"]


@steward_only
async def show_group(request: Request, _me: SignedIn) -> Response:
    """Everything there is to look after."""
    home = house(request)
    return render(
        request,
        "group/group.html",
        rooms=[(room, home.hub.light(room.id)) for room in await home.store.rooms.all()],
        without=await home.store.rooms.without_facilitator(),
        url=public_url(request),
        loopback=is_loopback(public_url(request)),
        done=request.query_params.get("done", ""),
    )


@steward_only
async def show_facts(request: Request, _me: SignedIn) -> Response:
    """What the group says about itself."""
    form = facts_form(group_of(request))
    form.pairs.append(("url", group_of(request).url or public_url(request)))
    return facts_page(request, form)


@steward_only
async def save_facts(request: Request, _me: SignedIn) -> Response:
    """Changes it. Another country brings other helplines, so those are to be checked again."""
    home, group, form = house(request), group_of(request), await read_form(request)
    facts = await read_facts(request, form)
    if not home.settings.url:
        facts["url"] = read_address(form)
    if form.errors:
        return facts_page(request, form)
    if facts["country"] != group.country:
        checked = await home.store.group.confirmed(facts["country"])
        facts["helplines_confirmed_at"] = max(checked.values(), default=None)
    await home.store.group.update(**facts)
    await home.hub.announce_all()
    return on_to("/group?done=saved")


def facts_page(request: Request, form: Form) -> Response:
    return render(
        request,
        "group/facts.html",
        422 if form.errors else 200,
        form=form,
        countries=country_choices(),
        languages=language_choices(),
        zones=zone_choices(),
        fixed=house(request).settings.url,
        here_alone=listens_here_alone(request),
        loopback=is_loopback(house(request).settings.url or form.get("url")),
    )


@steward_only
async def show_rules(request: Request, _me: SignedIn) -> Response:
    """The ground rules, line by line."""
    rules = await house(request).store.group.rules()
    return render(request, "group/rules.html", form=Form([]), **rule_page(list(rules)))


@steward_only
async def save_rules(request: Request, me: SignedIn) -> Response:
    """Changes them. Everybody is asked to go through them again before they next write."""
    form = await read_form(request)
    kept, rules = await edit_rules(request, form, me.member.id)
    if not kept:
        return render(request, "group/rules.html", 422 if form.errors else 200, form=form, **rule_page(rules))
    await house(request).hub.announce_all()
    return on_to("/group?done=rules")


@steward_only
async def show_helplines(request: Request, _me: SignedIn) -> Response:
    """The helplines of one of the countries that members have chosen."""
    return await helplines_page(request, asked_country(request), Form([]))


@steward_only
async def save_helplines(request: Request, me: SignedIn) -> Response:
    """Keeps which were checked. Those of the group's own country open the rooms."""
    code, form = asked_country(request), await read_form(request)
    if not await tick_helplines(request, form, code, me.member.id):
        form.errors["confirm"] = _("Please tick this once you have looked at each of them.")
        return await helplines_page(request, code, form)
    await house(request).hub.announce_all()
    return on_to("/group?done=helplines")


def asked_country(request: Request) -> str:
    code = request.query_params.get("country", group_of(request).country)
    return code if code in country_codes() else group_of(request).country


async def helplines_page(request: Request, code: str, form: Form) -> Response:
    group = group_of(request)
    members = await house(request).store.members.everybody()
    in_use = {member.country for member in members if member.country} | ({group.country} if group.country else set())
    return render(
        request,
        "group/helplines.html",
        422 if form.errors else 200,
        form=form,
        in_use=sorted((country_name(each), each) for each in in_use),
        **await helplines_of(request, code, form),
    )


@steward_only
async def show_members(request: Request, me: SignedIn) -> Response:
    """Everybody in the group."""
    return await members_page(request, me, Form([]))


@steward_only
async def ban(request: Request, me: SignedIn) -> Response:
    """Bars somebody from every room, signs them out and closes their sockets; or lets them back."""
    home, form, key = house(request), await read_form(request), request.path_params["member"]
    if form.get("do") == "unban":
        await home.store.members.unban(key, me.member.id, now_ms())
        return on_to("/group/members")
    reason = form.text("reason", 200, _("Please say why. The facilitators read it in the record of actions."))
    if form.errors:
        return await members_page(request, me, form)
    await home.store.members.ban(key, me.member.id, reason, now_ms())
    home.hub.close_member(key)
    await home.hub.announce_all()
    return on_to("/group/members")


async def members_page(request: Request, me: SignedIn, form: Form) -> Response:
    return render(
        request,
        "group/members.html",
        422 if form.errors else 200,
        form=form,
        members=await house(request).store.members.everybody(),
        about=request.path_params.get("member"),
        me=me.member,
        now=now_ms(),
    )


routes = [
    Route("/group", show_group),
    Route("/group/facts", show_facts, methods=["GET"]),
    Route("/group/facts", save_facts, methods=["POST"]),
    Route("/group/rules", show_rules, methods=["GET"]),
    Route("/group/rules", save_rules, methods=["POST"]),
    Route("/group/helplines", show_helplines, methods=["GET"]),
    Route("/group/helplines", save_helplines, methods=["POST"]),
    Route("/group/members", show_members),
    Route("/group/members/{member}/ban", ban, methods=["POST"]),
]

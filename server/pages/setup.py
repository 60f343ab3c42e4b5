"""The set-up in five short pages, opened by the one-time link. What was saved is there again after a reload."""

from __future__ import annotations

import unicodedata

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.addresses import is_loopback
from server.errors import Missing, Unreadable
from server.house import house
from server.names import examine_name
from server.pages.doors import on_to
from server.pages.facts import facts_form, read_address, read_facts
from server.pages.forms import Form, read_form
from server.pages.gated import pass_the_gate
from server.pages.helplines import helplines_of, tick_helplines
from server.pages.origin import origin_of, public_url
from server.pages.places import country_choices, language_choices, zone_choices
from server.pages.reaching import listens_here_alone
from server.pages.render import render
from server.pages.rule_editor import edit_rules, rule_page
from server.pages.visitor import cookie, signed_in
from server.records import Began, Group, Rule
from server.storage.rule_templates import rule_templates
from server.words import N_, _

__all__ = ["room_name", "routes"]

STEPS = (
    ("address", N_("Address")),
    ("group", N_("Your group")),
    ("rules", N_("Ground rules")),
    ("helplines", N_("Helplines")),
    ("begin", N_("You and a room")),
)
POLICIES = ("gentle", "standard", "strict", "observe")


async def opened(request: Request) -> Group:
    """The group that this link may set up. Raises `Missing` where it does not."""
    group = request.state.group
    if not isinstance(group, Group) or not await house(request).accounts.has_setup_token(request.path_params["token"]):
        raise Missing(_("There is nothing here."))
    return group


def step(request: Request, name: str, form: Form, **context: object) -> Response:
    """One of the five pages; with what is wrong, where something is."""
    names = [key for key, _title in STEPS]
    at = names.index(name)
    return render(
        request,
        f"setup/{name}.html",
        422 if form.errors else 200,
        form=form,
        steps=[(key, _(title), place < at) for place, (key, title) in enumerate(STEPS)],
        here=name,
        base=base_of(request),
        back=f"{base_of(request)}/{names[at - 1]}" if at else None,
        **context,
    )


def base_of(request: Request) -> str:
    return f"/setup/{request.path_params['token']}"


async def front(request: Request) -> Response:
    """The link itself leads to the first page."""
    await opened(request)
    return on_to(f"{base_of(request)}/address")


async def show_address(request: Request) -> Response:
    """The address that members will type."""
    group = await opened(request)
    kept = house(request).settings.url or group.url or origin_of(request)
    return address_page(request, Form([("url", kept)]), group.url)


async def save_address(request: Request) -> Response:
    """Keeps it, and shows the link that tests it."""
    group = await opened(request)
    form = await read_form(request)
    fixed = house(request).settings.url
    url = fixed or read_address(form)
    if form.errors:
        return address_page(request, form, group.url)
    await house(request).store.group.update(url=url)
    if form.get("do") == "test":
        return on_to(f"{base_of(request)}/address#test")
    return on_to(f"{base_of(request)}/group")


def address_page(request: Request, form: Form, saved: str) -> Response:
    return step(
        request,
        "address",
        form,
        saved=saved,
        fixed=house(request).settings.url,
        here_alone=listens_here_alone(request),
        loopback=is_loopback(form.get("url") or saved or origin_of(request)),
    )


async def echo(request: Request) -> Response:
    """Proof that an address reaches this server: the page that the set-up asks people to open there."""
    await opened(request)
    return render(request, "setup/echo.html", here=origin_of(request), base=base_of(request))


async def show_group(request: Request) -> Response:
    """What the group is."""
    return group_page(request, facts_form(await opened(request)))


async def save_group(request: Request) -> Response:
    """Keeps what the group is."""
    group = await opened(request)
    form = await read_form(request)
    facts = await read_facts(request, form)
    if form.errors:
        return group_page(request, form)
    store = house(request).store
    if facts["country"] != group.country:
        facts["helplines_confirmed_at"] = None
    await store.group.update(**facts)
    return on_to(f"{base_of(request)}/rules")


def group_page(request: Request, form: Form) -> Response:
    return step(request, "group", form, countries=country_choices(), languages=language_choices(), zones=zone_choices())


async def show_rules(request: Request) -> Response:
    """The ground rules, line by line; a new group finds the first template there."""
    await opened(request)
    kept = await house(request).store.group.rules()
    return rules_step(request, Form([]), list(kept or rule_templates()[0].rules))


async def save_rules(request: Request) -> Response:
    """Moves, adds or drops a line, or keeps them all."""
    await opened(request)
    form = await read_form(request)
    kept, rules = await edit_rules(request, form, None)
    return on_to(f"{base_of(request)}/helplines") if kept else rules_step(request, form, rules)


def rules_step(request: Request, form: Form, rules: list[Rule]) -> Response:
    return step(request, "rules", form, **rule_page(rules))


async def show_helplines(request: Request) -> Response:
    """What members in this country would see in a crisis."""
    group = await opened(request)
    form = Form([])
    return step(request, "helplines", form, **await helplines_of(request, group.country, form))


async def save_helplines(request: Request) -> Response:
    """Keeps which lines were checked. The rooms stay closed where that was not said yet."""
    group = await opened(request)
    await tick_helplines(request, await read_form(request), group.country, None)
    return on_to(f"{base_of(request)}/begin")


async def show_begin(request: Request) -> Response:
    """The steward and the first room."""
    group = await opened(request)
    form = Form([("title", _("Evening room")), ("policy", "standard")])
    return begin_page(request, form, group)


async def save_begin(request: Request) -> Response:
    """Ends the set-up: the steward is signed in, and sees six words and an invitation."""
    group = await opened(request)
    form = await read_form(request)
    name = nickname(form, group.name)
    title = form.text("title", 60, _("Please give the room a name."))
    topic = form.text("topic", 200)
    policy = form.choice("policy", POLICIES)
    await pass_the_gate(request, form, "nickname", name, "name")
    await pass_the_gate(request, form, "title", title, "title")
    await pass_the_gate(request, form, "topic", topic, "title")
    if not group.name:
        form.errors["group"] = _("The group has no name yet. Please go back to “Your group”.")
    if form.errors:
        return begin_page(request, form, group)
    found = house(request).accounts
    steward = await found.begin(
        request.path_params["token"],
        name,
        (room_name(title), title, topic, policy),
        public_url(request),
    )
    token = await found.sign_in(steward, signed_in(request), Began.JOINED)
    return on_to("/words", cookie(request, token))


def begin_page(request: Request, form: Form, group: Group) -> Response:
    return step(
        request,
        "begin",
        form,
        policies=POLICIES,
        confirmed=group.helplines_confirmed_at is not None,
        elsewhere=elsewhere(request),
    )


def elsewhere(request: Request) -> str:
    """The group's address, where forms will soon work there alone: the session made here would be of little use."""
    here, there = origin_of(request), public_url(request)
    return "" if there == here or is_loopback(here) else there


def nickname(form: Form, group_name: str) -> str:
    """The nickname typed, as it will be shown."""
    try:
        return examine_name(form.get("nickname"), group_name)
    except Unreadable as reason:
        form.errors["nickname"] = reason.text
        return ""


def room_name(title: str) -> str:
    """A room's name in addresses, made of its title: "Tuesday circle" is tuesday-circle."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    return "-".join(words)[:40].strip("-") or "room"


routes = [
    Route("/setup/{token}", front),
    Route("/setup/{token}/echo", echo),
    Route("/setup/{token}/address", show_address, methods=["GET"]),
    Route("/setup/{token}/address", save_address, methods=["POST"]),
    Route("/setup/{token}/group", show_group, methods=["GET"]),
    Route("/setup/{token}/group", save_group, methods=["POST"]),
    Route("/setup/{token}/rules", show_rules, methods=["GET"]),
    Route("/setup/{token}/rules", save_rules, methods=["POST"]),
    Route("/setup/{token}/helplines", show_helplines, methods=["GET"]),
    Route("/setup/{token}/helplines", save_helplines, methods=["POST"]),
    Route("/setup/{token}/begin", show_begin, methods=["GET"]),
    Route("/setup/{token}/begin", save_begin, methods=["POST"]),
]

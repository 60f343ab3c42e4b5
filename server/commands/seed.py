"""`porchlight seed`: a made-up group in a new data directory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import click

from server.accounts import hashed, new_token
from server.clock import now_ms
from server.commands.common import chosen, data_option, explained
from server.directory import held
from server.names import skeleton
from server.storage.backend import Backend, changing
from server.storage.migrate import upgrade
from server.storage.places import backend_of
from server.storage.rule_templates import rule_templates
from server.storage.seed import MadeUp, Plan, Seat, fill

__all__ = ["seed"]

COUNTRY = "GB"
MANNERS = (
    "Quiet", "Brave", "Early", "Gentle", "Patient", "Sunny", "Wild", "Small", "Kind", "Rainy", "Golden", "Silver",
    "Northern", "Autumn", "Winter", "Morning", "Evening", "Humble", "Lucky", "Merry", "Misty", "Noble", "Proud", "Rosy",
    "Shy", "Swift", "Tidy", "Velvet", "Warm", "Young",
)  # fmt: skip
BIRDS = (
    "Robin", "Heron", "Finch", "Plover", "Lark", "Osprey", "Kestrel", "Wagtail", "Swallow", "Linnet", "Avocet",
    "Bittern", "Curlew", "Dunnock", "Egret", "Fulmar", "Gannet", "Hobby", "Jackdaw", "Knot", "Magpie", "Nightjar",
    "Oriole", "Pigeon", "Quail", "Raven", "Siskin", "Teal", "Wigeon", "Yaffle",
)  # fmt: skip
LETTERS = "abcdefghijkmnopqrstuvwxyz"


@click.command()
@click.option("--rooms", type=click.IntRange(1, 1000), required=True, help="How many open rooms.")
@click.option("--members", type=click.IntRange(1, 1000), required=True, help="How many members in each of them.")
@click.option("--facilitators", type=click.IntRange(0, 100), default=1, show_default=True, help="How many in each.")
@click.option("--messages", type=click.IntRange(0, 100_000), default=0, show_default=True, help="Said in each so far.")
@data_option
def seed(rooms: int, members: int, facilitators: int, messages: int, data: Path | None) -> None:
    """Fill a new data folder with a made-up group.

    Prints one JSON line for each membership, with the cookie of that person's browser.
    """
    settings = chosen(data=data)
    plan = Plan(rooms, members, facilitators, messages, COUNTRY, helplines(), rule_templates()[0].rules, now_ms())
    with explained(), held(settings.data):
        backend = backend_of(settings.data, settings.database_url)
        if backend.is_there():
            raise click.ClickException(f"There is a group in {backend.place} already. Name an empty one.")
        upgrade(settings.data, settings.database_url)
        for line in made_up(backend, plan):
            click.echo(line)


def helplines() -> tuple[str, ...]:
    """What a steward in that country would have confirmed: the emergency number, and every line that is certain."""
    from moderation.helplines import emergency, lines_for  # loads the gate beside them

    lines = tuple(line.id for line in lines_for(COUNTRY, "suicide"))
    number = emergency(COUNTRY)
    return (*lines, number.id) if number else lines


def made_up(backend: Backend, plan: Plan) -> Iterator[str]:
    tokens = {}
    people = []
    for name in islice(names(), plan.rooms * (plan.members + plan.facilitators)):
        tokens[name] = new_token()
        people.append(MadeUp(name, skeleton(name), hashed(tokens[name])))
    steward = MadeUp("Sol", skeleton("Sol"), "")
    with changing(backend) as connection:
        seats = fill(connection, plan, steward, people)
    return (json.dumps(described(seat, tokens[seat.who.name])) for seat in seats)


def names() -> Iterator[str]:
    """Nicknames without end, no two alike: two words, and later a third made of letters."""
    for length in range(4):
        for ending in product(LETTERS, repeat=length):
            for manner, bird in product(MANNERS, BIRDS):
                yield f"{manner} {bird} {''.join(ending)}".strip()


def described(seat: Seat, token: str) -> dict[str, str]:
    return {
        "room": seat.room,
        "member": seat.member,
        "name": seat.who.name,
        "role": seat.role.value,
        "cookie": f"session={token}",
    }

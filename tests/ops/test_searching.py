"""What was said is found again by its words, the same on both databases, by who may read it and nobody else."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import insert

from server import protocol as ask
from server.clock import now_ms
from server.house import House
from server.records import MemberId
from server.storage import schema
from tests.cast import ELSEWHERE, ROOM, Cast, Person

SAID = (
    "Café au lait, s'il vous plaît",
    "I don't know; and/or maybe I do",
    "I don’t sleep much",
    "See example.org/help or mail me@example.org",
    "It was 3.50 in 2019, for a 2nd-hand coat",
    "Straße und Fluß",
    "Cada mañana TOMO té",
    "Мой хороший день, ещё раз",
    "ΟΔΟΣ και άνθρωπος",
    "안녕하세요 여러분",
    "がんばって ください",
    "मैं हिन्दी बोलती हूँ",
    "snake_case and kebab-case",
    "“Quoted” – dashed… done",
    "ﬁne ½ x² Ⅷ",
    "NEAR the river OR the sea, NOT in it",
    "tiếng Việt rất đẹp",
    "İstanbul ve ılık",
    "word" * 300,
    "",
)

# what is asked -> which of these are found
FOUND: dict[str, set[int]] = {
    "cafe": {0}, "CAFÉ": {0}, "cafe\u0301": {0}, "plait": {0}, "plaît lait": {0}, "caf": {0}, "au caf": {0}, "caf au": set(),
    "don't": {1, 2}, "don’t": {1, 2}, "don": {1, 2, 13}, "or": {1, 3, 15}, "and/or": {1}, "maybe and": {1},
    "example": {3}, "example.org": {3}, "me@example.org": {3}, "org/help": {3},
    "3.50": {4}, "3": {4}, "50": {4}, "2019": {4}, "2nd": {4}, "hand": {4}, "2nd-hand": {4},
    "straße": {5}, "STRASSE": set(), "fluß": {5}, "manana": {6}, "tomo TE": {6},
    "мой": {7}, "МОЙ": {7}, "хорош": {7}, "ещё": {7}, "ΟΔΟΣ": {8}, "οδος": {8}, "άνθρωπος": {8},
    "안녕하세요": {9}, "안녕": {9}, "여러분 안녕하세요": {9}, "がんばって": {10}, "ください": {10}, "हिन्दी": {11}, "हूँ": {11},
    "snake": {12}, "snake_case": {12}, "case": {12}, "kebab-case": {12}, "quoted": {13}, '"quoted"': {13}, "dashed…": {13},
    "NEAR": {15}, "NOT": {15}, "OR": {1, 3, 15}, "NEAR(river sea)": set(), "riv*": {15}, "*": set(), "^near": {15},
    "text:near": set(), "-sea": {15}, "(sea": {15}, "sea)": {15}, "sea AND": set(), "'": set(), '"': set(), '""': set(),
    "'; DROP TABLE message; --": set(), "\\": set(), "sea\\": {15}, ":*": set(), "sea:*": {15}, "sea & river": {15},
    "sea | quoted": set(), "!sea": {15}, "<->": set(), "sea\0": {15}, "": set(), "   ": set(), "…": set(), "🙂": set(),
    "viet": {16}, "đẹp": {16}, "istanbul": {17}, "ılık": {17}, "word" * 300: {18}, "nothing": set(),
}  # fmt: skip


async def say(house: House, person: Person, text: str, room: str = ROOM, **more: object) -> str:
    key = secrets.token_hex(8)
    values = {"room_id": f"room-{room}", "author_id": person.id, "written_at": now_ms(), "state": "shown", **more}
    await house.store.database.write(lambda c: c.execute(insert(schema.message).values(id=key, text=text, **values)))
    return key


async def found_by(house: House, person: Person, words: str) -> list[str]:
    return [message.text for message in await house.store.searching.find(MemberId(person.id), words)]


async def test_every_script_and_every_odd_query_finds_the_same(house: House, cast: Cast) -> None:
    for text in SAID:
        await say(house, cast.ana, text)
    wrong = {}
    for asked, expected in FOUND.items():
        found = {SAID.index(text) for text in await found_by(house, cast.ben, asked)}
        if found != expected:
            wrong[asked[:40]] = (found, expected)
    assert wrong == {}


@pytest.mark.parametrize("state", ["hidden", "held", "declined", "gone"])
async def test_only_what_is_shown_is_found(house: House, cast: Cast, state: str) -> None:
    await say(house, cast.ana, "a lantern in the rain", state=state)
    assert await found_by(house, cast.ana, "lantern") == []


async def test_only_in_ones_own_rooms_and_not_in_those_one_has_left(house: House, cast: Cast) -> None:
    await say(house, cast.ana, "a lantern here")
    await say(house, cast.oz, "a lantern there", ELSEWHERE)

    assert await found_by(house, cast.ben, "lantern") == ["a lantern here"]
    assert await found_by(house, cast.oz, "lantern") == ["a lantern there"]
    await house.hub.ask(MemberId(cast.fay.id), ask.Remove(ref="r", room=ROOM, member=cast.ben.id, reason=""))
    assert await found_by(house, cast.ben, "lantern") == []


async def test_what_is_edited_is_found_by_its_new_words_and_what_is_taken_back_by_none(
    house: House, cast: Cast
) -> None:
    said = await house.hub.ask(MemberId(cast.ana.id), ask.Say(ref="s", room=ROOM, text="a lantern", note="by the door"))
    assert await found_by(house, cast.ben, "door lantern") == ["a lantern"]

    await house.hub.ask(MemberId(cast.ana.id), ask.Edit(ref="e", room=ROOM, id=said["id"], text="a candle"))
    assert await found_by(house, cast.ben, "lantern") == []
    assert await found_by(house, cast.ben, "candle") == ["a candle"]
    await house.hub.ask(MemberId(cast.ana.id), ask.Retract(ref="t", room=ROOM, id=said["id"]))
    assert await found_by(house, cast.ben, "candle") == []


async def test_the_newest_fifty_come_first_to_last(house: House, cast: Cast) -> None:
    for number in range(60):
        await say(house, cast.ana, f"lantern {number}")
    assert await found_by(house, cast.ben, "lantern") == [f"lantern {number}" for number in range(59, 9, -1)]

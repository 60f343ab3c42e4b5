"""Says every text of some functional suites in a running group's rooms, and counts what became of each.

    python -m bench.said PORT MEMBERS.jsonl SUITE.jsonl ... [--rate 5]

MEMBERS.jsonl has a line for each membership, as `porchlight seed` prints them.
Members take turns to say the texts, each `--rate` times a second: fifty times a person's pace, so the server wants
PORCHLIGHT_PACE=off. A text that is nudged is sent again with "anyway". Prints how many were shown, masked, held,
nudged, refused, carded and alerted, and how many of them came as the suite expects.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.sockets import Client, connect

SETTLING_SECONDS = 2.0
MASK = "[…]"


@dataclass
class Said:
    """One text, and everything that became of it."""

    case: dict[str, Any]
    outcome: str = "unanswered"
    nudged: bool = False
    masked: bool = False
    card: str | None = None


@dataclass
class Person:
    """One membership's browser."""

    membership: dict[str, str]
    client: Client | None = None
    replies: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    speaking: Said | None = None
    alerts: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)

    def hear(self, payload: bytes) -> None:
        frame = json.loads(payload)
        waiting = self.replies.pop(str(frame.get("re")), None)
        if waiting is not None:
            waiting.set_result(frame)
        elif frame.get("on") == "card" and self.speaking is not None:
            self.speaking.card = frame["card"]["level"]
        elif frame.get("on") == "alert":
            self.alerts[frame["alert"]["level"]] += 1
        elif frame.get("on") == "message":
            self.shown[frame["message"]["id"]] = frame["message"]["text"]

    async def ask(self, do: str, ref: str, **fields: Any) -> dict[str, Any]:
        assert self.client is not None
        waiting = self.replies[ref] = asyncio.get_running_loop().create_future()
        self.client.send({"do": do, "ref": ref, "room": self.membership["room"], **fields})
        return await asyncio.wait_for(waiting, 30)

    async def say(self, case: dict[str, Any], number: int) -> Said:
        """Says one text; after a nudge, once more as it is. Waits a moment for a card to arrive."""
        said = self.speaking = Said(case)
        reply = await self.ask("say", f"said-{number}", text=case["text"])
        if not reply["ok"] and reply["error"]["code"] == "nudge":
            said.nudged = True
            reply = await self.ask("say", f"said-{number}", text=case["text"], anyway=True)
        said.outcome = reply["state"] if reply["ok"] else reply["error"]["code"]
        await asyncio.sleep(0.02)
        said.masked = MASK in self.shown.get(reply.get("id", ""), "") and MASK not in case["text"]
        return said


async def talk(person: Person, cases: list[tuple[int, dict[str, Any]]], rate: float, into: list[Said]) -> None:
    for number, case in cases:
        begun = asyncio.get_running_loop().time()
        into.append(await person.say(case, number))
        await asyncio.sleep(max(0.0, 1 / rate - (asyncio.get_running_loop().time() - begun)))


async def say_everything(
    port: int, memberships: list[dict[str, str]], cases: list[dict[str, Any]], rate: float
) -> None:
    people = [Person(membership) for membership in memberships]
    for person in people:
        person.client = await connect(port, person.membership["cookie"], person.hear)
        await person.ask("enter", "enter", since=0)
    speakers = [person for person in people if person.membership["role"] == "member"]
    said: list[Said] = []
    numbered = list(enumerate(cases))
    await asyncio.gather(
        *(talk(person, numbered[turn :: len(speakers)], rate, said) for turn, person in enumerate(speakers))
    )
    await asyncio.sleep(SETTLING_SECONDS)
    report(said, people)


def report(said: list[Said], people: list[Person]) -> None:
    print(f"texts        {len(said)} in all")
    for name, count in Counter(each.outcome for each in said).most_common():
        print(f"{name:12} {count}")
    print(f"{'masked':12} {sum(each.masked for each in said)}")
    print(f"{'nudged':12} {sum(each.nudged for each in said)} (then sent as they were)")
    cards = Counter(each.card for each in said if each.card)
    print(f"{'cards':12} {sum(cards.values())} {dict(cards)}")
    heard: Counter[str] = Counter()
    for person in people:
        if person.membership["role"] == "facilitator":
            heard += person.alerts
    print(f"{'alerts':12} {sum(heard.values())} heard by facilitators {dict(heard)}")
    needing = [each for each in said if each.case["expect"]["crisis"] != "none"]
    quiet = [each for each in said if each.case["expect"]["crisis"] == "none" and not each.case.get("may_flag")]
    print(f"{'met':12} {sum(each.card is not None for each in needing)} of {len(needing)} people who should be")
    print(f"{'needlessly':12} {sum(each.card is not None for each in quiet)} of {len(quiet)} who should not")
    silenced = [each for each in needing if each.card and each.outcome not in ("shown", "refused")]
    print(f"{'silenced':12} {len(silenced)} people in danger whose message was not shown")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("port", type=int)
    parser.add_argument("members", type=Path)
    parser.add_argument("suites", type=Path, nargs="+")
    parser.add_argument("--rate", type=float, default=5.0, help="texts a second of each member")
    args = parser.parse_args()
    memberships = [json.loads(line) for line in args.members.read_text(encoding="utf-8").splitlines()]
    cases = [json.loads(line) for suite in args.suites for line in suite.read_text(encoding="utf-8").splitlines()]
    asyncio.run(say_everything(args.port, memberships, cases, args.rate))


if __name__ == "__main__":
    main()

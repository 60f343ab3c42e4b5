"""How long the gate takes: on the messages of a suite, and on the worst 4,000 characters anyone could send.

    python -m bench.gate [SUITE.jsonl ...]

Prints p50 and p99 in milliseconds for each suite, the same for each detector, then the slowest hostile texts.

What is counted is this thread's computing time, so that other work on the machine does not count, and for each text
the best of several passes. Each pass goes through all texts, so that no answer is still warm from the pass before. A
machine may still be slow as a whole: the number in brackets says how many times the yardstick it is, a fixed loop in
plain Python that is timed in between. Compare these between machines, and between a busy hour and a quiet one.
"""

from __future__ import annotations

import json
import math
import random
import string
import sys
import time
from collections.abc import Callable
from pathlib import Path

from moderation.draft import Draft, Line
from moderation.gate import Gate
from moderation.lexicon import entries
from moderation.phrases import classes
from moderation.policy import STANDARD

LONGEST = 4000
PASSES = 7


def main() -> None:
    gate = Gate()
    for name in sys.argv[1:]:
        drafts = [_draft(json.loads(line)) for line in Path(name).read_text(encoding="utf-8").splitlines()]
        print(f"{Path(name).name}: {len(drafts)} messages, {_percentiles(_measured(gate, drafts))}")
        for detector in gate.detectors:
            print(f"    {detector.name:16} {_percentiles(_measured(Gate([detector]), drafts, warm=True))}")
    texts = hostile()
    times, yardstick = _measured(Gate(limit_ms=math.inf), list(map(Draft, texts.values())))
    print(f"hostile texts of {LONGEST} characters:")
    for taken, name in sorted(zip(times, texts, strict=True), reverse=True)[:12]:
        print(f"    {name:28} {_described(taken, yardstick)}")


def hostile() -> dict[str, str]:
    """Texts made to be slow: repetitions, disguises, the lexicons' own first words."""
    draw = random.Random(7)
    letters = [draw.choice(string.ascii_lowercase) for _ in range(LONGEST)]
    patterns = {
        **{repr(unit): unit for unit in _REPEATED},
        "random letters": "".join(letters),
        "random words": " ".join("".join(draw.choices(string.ascii_lowercase, k=6)) for _ in range(600)),
        "random characters": "".join(chr(draw.randrange(0x20, 0x2FFF)) for _ in range(LONGEST)),
        "common words": " ".join(draw.choices(entries("words_en")[:300], k=1000)),
        "all words": " ".join(draw.choices(entries("words_en"), k=1000)),
        "insult classes": " ".join(draw.choices(["you are", *classes()["very"], *classes()["noun"]], k=900)),
        "words, then apostrophes": "i'm going to " + "'" * LONGEST,
        "adjectives": " ".join(draw.choices(["you're", *classes()["very"]], k=900)),
    }
    return {name: (unit * (LONGEST // len(unit) + 1))[:LONGEST] for name, unit in patterns.items()}


_REPEATED = (
    "a", "a ", "a.", "a-", "a*", "a1", "ab", "aaa ", "@", "a@", "a@a.", "4", "0 7", "1 2 ", "07700 ", "555-",
    "+1 ", "'", '"', "you ", "you are ", "you're a ", "you very ", "nobody ", "i'll ", "i'm going to ",
    "if you ", "http://a", "www.a.", "a.com ", "kill ", "kill yourself ", "k1ll ", "k i l l ", "k*ll ",
    "ki-ll ", "mysefl ", "dont ", "u ", "iwanttokillmyself", "no one would ", "told me ", "he said you ",
    "not ok ", "people are just so ", "women are all just ", "\n", ". ", "!?", "é", "ﷺ", "…", "😀", "\u200b",
    "k\u0336", "𝐤", "\u202e", "one two ", "flat 1 1 a ", "10 mg to die ", "what a stupid ", "stop taking your ",
    "use my code ", "send me the ", "i want to die ", "i can't do this anymore ",
)  # fmt: skip


def _draft(record: dict[str, object]) -> Draft:
    context = record.get("context") or []
    assert isinstance(context, list)
    lines = tuple(Line(line["author"], line["text"]) for line in context)
    return Draft(str(record["text"]), context=lines, own_recent=tuple(x.text for x in lines if x.author == "self"))


def _measured(gate: Gate, drafts: list[Draft], warm: bool = False) -> tuple[list[float], float]:
    """The milliseconds of each draft, and those of the yardstick; `warm` leaves the normal form out."""
    best, yardstick = [math.inf] * len(drafts), math.inf
    for _ in range(PASSES):
        for index, draft in enumerate(drafts):
            fresh = Draft(draft.text, context=draft.context, own_recent=draft.own_recent)
            if warm:
                _ = fresh.normal
            best[index] = min(best[index], _milliseconds(lambda: gate.review(fresh, STANDARD)))  # noqa: B023 - at once
        yardstick = min(yardstick, *(_milliseconds(_yardstick) for _ in range(PASSES)))
    return best, yardstick


def _yardstick() -> None:
    """About a millisecond of what the gate is made of: words looked up, counted and put together."""
    counts: dict[str, int] = {}
    for number in range(4000):
        word = f"w{number % 61}"
        counts[word] = counts.get(word, 0) + len(word)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return (time.thread_time() - begun) * 1000


def _percentiles(measured: tuple[list[float], float]) -> str:
    times, yardstick = sorted(measured[0]), measured[1]
    shown = {"p50": times[len(times) // 2], "p99": times[int(len(times) * 0.99)], "most": times[-1]}
    return ", ".join(f"{name} {_described(taken, yardstick)}" for name, taken in shown.items())


def _described(taken: float, yardstick: float) -> str:
    return f"{taken:.3f} ms ({taken / yardstick:.2f})"


if __name__ == "__main__":
    main()

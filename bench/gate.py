"""How long the gate takes: on the messages of a suite, and on the worst 4,000 characters anyone could send.

    python bench/gate.py [SUITE.jsonl ...]

Prints p50 and p99 in milliseconds of computing time for each suite, the same for each detector, then the slowest
hostile texts.
"""

from __future__ import annotations

import json
import random
import string
import sys
import time
from pathlib import Path

from moderation.draft import Draft, Line
from moderation.gate import Gate
from moderation.lexicon import entries
from moderation.phrases import classes
from moderation.policy import STANDARD

LONGEST = 4000
ROUNDS = 5


def main() -> None:
    gate = Gate()
    for name in sys.argv[1:]:
        drafts = [_draft(json.loads(line)) for line in Path(name).read_text(encoding="utf-8").splitlines()]
        times = sorted(_milliseconds(gate, draft) for draft in drafts)
        print(f"{Path(name).name}: {len(times)} messages, {_percentiles(times)}")
        for detector in gate.detectors:
            alone = sorted(_milliseconds(Gate([detector]), draft, warm=True) for draft in drafts)
            print(f"    {detector.name:16} {_percentiles(alone)}")
    print(f"hostile texts of {LONGEST} characters, best of {ROUNDS}:")
    worst = sorted(((_milliseconds(gate, Draft(text)), name) for name, text in hostile().items()), reverse=True)
    for taken, name in worst[:12]:
        print(f"    {name:28} {taken:.2f} ms")


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


def _milliseconds(gate: Gate, draft: Draft, warm: bool = False) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        fresh = Draft(draft.text, context=draft.context, own_recent=draft.own_recent)
        if warm:
            _ = fresh.normal
        begun = time.thread_time()
        gate.review(fresh, STANDARD)
        best = min(best, time.thread_time() - begun)
    return best * 1000


def _percentiles(times: list[float]) -> str:
    return f"p50 {times[len(times) // 2]:.3f} ms, p99 {times[int(len(times) * 0.99)]:.3f} ms, most {times[-1]:.3f} ms"


if __name__ == "__main__":
    main()

"""Learn the weights of `moderation/lexicon/likeness.txt` from labelled messages.

    python bench/train_likeness.py CORPUS_FOLDER [BENIGN.jsonl.gz ...]

Needs numpy, which Porchlight itself does not. The corpus is JSON lines `{"text","harm":[...]}` in several files; each
file in turn is left out, the rest learned, and the thresholds chosen on what was left out, so that a file's habits
do not flatter the figures that are printed. Texts in the benign files teach what is quiet, and set no threshold.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np  # type: ignore[import-not-found]

from moderation.likeness import LANE_ZERO, pieces, prepared
from moderation.normal import normalise

HEADS = [
    "harassment",
    "threat",
    "hate",
    "sexual",
    "encourages_self_harm",
    "spam",
    "scam",
    "profanity_at_person",
    "dangerous_advice",
    "invalidation",
]
TELLING = 10  # steps: a piece with less weight than this in every head is left out
SELDOM = 5  # pieces seen in fewer lines are not learned
L2, STEPS, RATE, POSITIVE = 1e-5, 120, 0.3, 3.0
ALARMS = 4.0  # of 1,000 quiet left-out lines, all of them look-alikes, so many may be named by one head
OUT = Path(__file__).parent.parent / "moderation" / "lexicon" / "likeness.txt"

Lines = list[tuple[set[str], set[str], str]]  # pieces, harms, file


def read(folder: str, benign: list[str]) -> Lines:
    lines: Lines = []
    for path in sorted(Path(folder).glob("*.jsonl")):
        for record in map(json.loads, path.open(encoding="utf-8")):
            text = normalise(record["text"]).text
            lines.append((pieces(prepared(text)), set(record["harm"]), path.name))
    for name in benign:
        with gzip.open(name, "rt", encoding="utf-8") as rows:
            texts = [row["text"] for row in map(json.loads, rows) if row.get("benign")]
        lines += [(pieces(prepared(normalise(text).text)), set(), "benign") for text in texts]
    return lines


class Matrix:
    """Which line has which pieces, each line scaled by its length; rows and columns both in order."""

    def __init__(self, lines: Lines, vocabulary: dict[str, int]) -> None:
        rows = [[vocabulary[p] for p in sorted(found) if p in vocabulary] for found, _, _ in lines]
        counts = np.array([len(row) for row in rows])
        self.shape = (len(rows), len(vocabulary))
        self._columns = np.array([column for row in rows for column in row])
        self._begins = np.concatenate([[0], np.cumsum(counts)])[:-1][counts > 0]
        self._filled = np.nonzero(counts)[0]
        row_of = np.repeat(np.arange(len(rows)), counts)
        lengths = np.array([max(len(found), 1) for found, _, _ in lines])
        self._values = (1 / np.sqrt(lengths))[row_of].astype(np.float32)
        order = np.argsort(self._columns, kind="stable")
        self._rows_by_column, self._values_by_column = row_of[order], self._values[order]
        seen = np.bincount(self._columns, minlength=len(vocabulary))
        self._used = np.nonzero(seen)[0]
        self._column_begins = np.concatenate([[0], np.cumsum(seen)])[:-1][self._used]

    def times(self, weights: Any) -> Any:
        out = np.zeros((self.shape[0], weights.shape[1]), np.float32)
        out[self._filled] = np.add.reduceat(weights[self._columns] * self._values[:, None], self._begins, axis=0)
        return out

    def transposed_times(self, errors: Any) -> Any:
        out = np.zeros((self.shape[1], errors.shape[1]), np.float32)
        by_column = errors[self._rows_by_column] * self._values_by_column[:, None]
        out[self._used] = np.add.reduceat(by_column, self._column_begins, axis=0)
        return out


def learn(lines: Lines, vocabulary: dict[str, int]) -> tuple[Any, Any]:
    """Logistic regression for every head and for harm of any kind at once, by Adam over all lines.

    What speaks for any harm is added to every head: that found a tenth more at the same number of false alarms.
    """
    matrix, wanted = Matrix(lines, vocabulary), labels(lines)
    importance = np.where(wanted > 0, POSITIVE, 1.0).astype(np.float32) / len(lines)
    weights = np.zeros((len(vocabulary) + 1, len(HEADS) + 1), np.float32)
    weights[-1] = -3
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        errors = (1 / (1 + np.exp(-(matrix.times(weights[:-1]) + weights[-1]))) - wanted) * importance
        slope = np.vstack([matrix.transposed_times(errors) + L2 * weights[:-1], errors.sum(axis=0)[None]])
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        rate = RATE * (1 if step < STEPS * 0.6 else 0.3)
        weights -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    weights = weights[:, :-1] + weights[:, -1:]
    return weights[:-1], weights[-1]


def labels(lines: Lines) -> Any:
    return np.array([[*(head in harms for head in HEADS), bool(harms)] for _, harms, _ in lines], np.float32)


def vocabulary_of(lines: Lines) -> dict[str, int]:
    seen = Counter(piece for found, _, _ in lines for piece in found)
    return {piece: index for index, piece in enumerate(sorted(p for p, n in seen.items() if n >= SELDOM))}


def left_out_sums(lines: Lines) -> Any:
    """What each line's sums are when its own file was not learned."""
    sums = np.zeros((len(lines), len(HEADS)), np.float32)
    for name in sorted({file for _, _, file in lines} - {"benign"}):
        rest = [line for line in lines if line[2] != name]
        vocabulary = vocabulary_of(rest)
        weights, bias = learn(rest, vocabulary)
        here = [index for index, line in enumerate(lines) if line[2] == name]
        sums[here] = Matrix([lines[index] for index in here], vocabulary).times(weights) + bias
    return sums


def thresholds(lines: Lines, sums: Any) -> list[float]:
    """For each head the sum above which it names no more quiet lines than it may."""
    corpus = np.array([file != "benign" for _, _, file in lines])
    quiet = corpus & np.array([not harms for _, harms, _ in lines])
    chosen = []
    for index, head in enumerate(HEADS):
        chosen.append(float(np.quantile(sums[quiet, index], 1 - ALARMS / 1000)))
        meant = corpus & np.array([head in harms for _, harms, _ in lines])
        print(f"{head:22} found {(sums[meant, index] >= chosen[-1]).mean():.2f} of {meant.sum()}")
    named = (sums >= np.array(chosen)).any(axis=1)
    print(f"any harm {named[corpus & ~quiet].mean():.2f}, quiet lines named {1000 * named[quiet].mean():.1f} in 1,000")
    return chosen


def write(vocabulary: dict[str, int], weights: Any, bias: Any, chosen: list[float]) -> None:
    step = float(np.percentile(np.abs(weights), 99.9)) / LANE_ZERO
    written = np.clip(np.rint(weights / step), -LANE_ZERO, LANE_ZERO).astype(int) + LANE_ZERO
    telling = (np.abs(written - LANE_ZERO) >= TELLING).any(axis=1)
    out = ["# Learned by bench/train_likeness.py: category, bias, threshold; then pieces with a weight a category."]
    out.append(f"step {step:.6g}")
    out += [f"{head} {bias[i]:.4f} {chosen[i]:.4f}" for i, head in enumerate(HEADS)]
    out.append("")
    for piece, index in vocabulary.items():
        if telling[index]:
            out.append(piece + "\t" + "".join(chr(32 + weight) for weight in written[index]))
    OUT.write_text("\n".join(out) + "\n", encoding="utf-8")
    print(f"{telling.sum()} pieces, {OUT.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    lines = read(sys.argv[1], sys.argv[2:])
    chosen = thresholds(lines, left_out_sums(lines))
    vocabulary = vocabulary_of(lines)
    write(vocabulary, *learn(lines, vocabulary), chosen)


if __name__ == "__main__":
    main()

"""A second opinion on context beside the judge: which of the two words of a pair usually stands between such words.

For each pair a logistic regression, trained on uses of either word in clean text (cleaner/pair_table.py, data/pairs.md). It looks further
than the judge does: at the characters next to the word, at bigrams and characters by their distance, and at whatever stands within twenty characters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from cleaner.tables import DATA

FILE = DATA / "pairs.bin"
REACH = 20  # characters on each side that are looked at
NEAR = 6  # within which a bigram or a character counts by its distance
BITS = 16
BUCKETS = 1 << BITS  # what a feature counts stands at its hash
KEPT = 2500  # of these have a weight for one pair
BATCH = 1000  # contexts whose features are made at once

FACTORS = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F
KIND, MIX, MASK, SHIFT = 0x165667B1, 0x2C1B3C6D, 0xFFFFFFFF, 32 - BITS


def opinion(original: str, spun: str, left: str, right: str) -> float | None:
    """The log-odds that the original stands between two stretches of tokens (judge.shape), both alike beforehand; None for an unknown pair.

    >>> opinion("文明", "礼貌", "加强精神", "建设，") > 2
    True
    """
    return opinions([(original, spun, left, right)])[0]


def opinions(asked: Sequence[tuple[str, str, str, str]]) -> list[float | None]:
    """The `opinion` of each, at less cost than one by one."""
    told: list[float | None] = [None] * len(asked)
    known = [at for at, (original, spun, _, _) in enumerate(asked) if (original, spun) in _places()]
    for first in range(0, len(known), BATCH):
        batch = known[first : first + BATCH]
        for at, row in zip(batch, features([asked[at][2:] for at in batch]), strict=True):
            scale, intercept, weights = _regression(*asked[at][:2])
            told[at] = intercept + scale * int(weights[row].sum())
    return told


def features(contexts: Sequence[tuple[str, str]]) -> Any:
    """The features of contexts, a row for each, as hashes below BUCKETS. Beyond the ends of a paragraph stands 0."""
    import numpy

    sides = "".join(left[-REACH:].rjust(REACH, "\0") + right[:REACH].ljust(REACH, "\0") for left, right in contexts)
    text = numpy.frombuffer(sides.encode("utf-32-le", "surrogatepass"), "<u4").reshape(-1, 2 * REACH)
    factors = [numpy.uint32(factor) for factor in FACTORS]

    def kinds(first: int, count: int) -> Any:
        return (numpy.arange(first, first + count, dtype="uint64") * KIND & MASK).astype("uint32")

    before, after = text[:, REACH - 1 :: -1], text[:, REACH:]
    sums = [before[:, :1] * factors[0] + after[:, :1] * factors[1] + kinds(9, 1)]
    for kind, side in ((0, before), (4, after)):
        nearest = side[:, : len(factors)] * numpy.array(factors)  # one to four characters next to the word
        sums.append(numpy.cumsum(nearest, axis=1, dtype="uint32") + kinds(kind, len(factors)))
        pairs = side[:, :-1] * factors[0] + side[:, 1:] * factors[1]
        sums.append(pairs[:, 1:NEAR] + kinds(11 + 3 * kind, NEAR - 1))
        sums.append(side[:, 1 : NEAR - 1] * factors[0] + kinds(61 + 2 * kind, NEAR - 2))
        sums.append(pairs + kinds(40 + kind, 1))
    mixed = numpy.concatenate(sums, axis=1)
    mixed = (mixed ^ mixed >> numpy.uint32(15)) * numpy.uint32(MIX)
    return (mixed >> numpy.uint32(SHIFT)).astype("uint16")


@cache
def rates() -> dict[str, float]:
    """How often the words of the table stand in a million characters of clean text."""
    return _head()[0].get("rates", {})  # type: ignore[no-any-return]


@cache
def usual() -> Mapping[str, Sequence[str]]:
    """By telling form the characters before and after it next to which clean text has it often, and not one of its originals."""
    return _head()[0].get("usual", {})  # type: ignore[no-any-return]


@cache
def _head() -> tuple[dict[str, Any], bytes]:
    if not FILE.exists():
        return {}, b""
    head, _, weights = FILE.read_bytes().partition(b"\n")
    return json.loads(head), weights


@lru_cache(maxsize=64)
def _regression(original: str, spun: str) -> tuple[float, float, Any]:
    """Scale, intercept, and the weight of each bucket."""
    import numpy

    head, weights = _head()
    place = _places()[original, spun]
    _, _, scale, intercept = head["pairs"][place]
    start = 3 * KEPT * place
    row = numpy.zeros(BUCKETS, "int8")
    row[numpy.frombuffer(weights, "<u2", KEPT, start)] = numpy.frombuffer(weights, "int8", KEPT, start + 2 * KEPT)
    return scale, intercept, row


@cache
def _places() -> dict[tuple[str, str], int]:
    return {(original, spun): at for at, (original, spun, _, _) in enumerate(_head()[0].get("pairs", []))}

"""A second opinion on context beside the judge: which of the two words of a pair usually stands between such words.

For each pair a logistic regression, trained on uses of either word in clean text (cleaner/pair_table.py, data/pairs.md). It looks further
than the judge does: at the characters next to the word, at bigrams and characters by their distance, and at whatever stands within twenty characters.
"""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from cleaner.tables import DATA

FILE = DATA / "pairs.bin"
REACH = 20  # characters on each side that are looked at
NEAR = 6  # within which a bigram or a character counts by its distance
BITS = 16
BUCKETS = 1 << BITS  # what a feature counts stands at its hash
KEPT = 2500  # of these have a weight for one pair

FACTORS = A, B, _, _ = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F
KIND, MIX, MASK, SHIFT = 0x165667B1, 0x2C1B3C6D, 0xFFFFFFFF, 32 - BITS


def opinion(original: str, spun: str, left: str, right: str) -> float | None:
    """The log-odds that the original stands between two stretches of tokens (judge.shape), both alike beforehand; None for an unknown pair.

    >>> opinion("文明", "礼貌", "加强精神", "建设，") > 2
    True
    """
    at = _regression(original, spun)
    if at is None:
        return None
    scale, intercept, buckets, weights = at
    total = 0
    for feature in features(left, right):
        place = bisect_left(buckets, feature)
        if place < KEPT and buckets[place] == feature:
            total += weights[place]
    return intercept + scale * total


def features(left: str, right: str) -> list[int]:
    """The features of a context, as hashes below BUCKETS. Beyond the ends of a paragraph stands 0.

    The hashing is that of `pair_table.hashes`, which does it for many contexts at once.
    """
    before = [0] * (REACH - len(left)) + [ord(char) for char in left[-REACH:]]
    after = [ord(char) for char in right[:REACH]] + [0] * (REACH - len(right))
    before.reverse()
    sums = [before[0] * A + after[0] * B + 9 * KIND]
    for kind, side in ((0, before), (4, after)):
        total = 0
        for size in range(4):  # one to four characters next to the word
            total += side[size] * FACTORS[size]
            sums.append(total + (kind + size) * KIND)
        pairs = [near * A + far * B for near, far in pairwise(side)]
        sums += [pair + (10 + 3 * kind + at) * KIND for at, pair in enumerate(pairs[1:NEAR], 1)]
        sums += [char * A + (60 + 2 * kind + at) * KIND for at, char in enumerate(side[1 : NEAR - 1], 1)]
        sums += [pair + (40 + kind) * KIND for pair in pairs]
    found = []
    for total in sums:
        total &= MASK
        total = (total ^ total >> 15) * MIX & MASK
        found.append(total >> SHIFT)
    return found


@cache
def rates() -> dict[str, float]:
    """How often the words of the table stand in a million characters of clean text."""
    return _head()[0].get("rates", {})  # type: ignore[no-any-return]


@cache
def _head() -> tuple[dict[str, Any], bytes]:
    if not FILE.exists():
        return {}, b""
    head, _, weights = FILE.read_bytes().partition(b"\n")
    return json.loads(head), weights


@cache
def _regression(original: str, spun: str) -> tuple[float, float, Sequence[int], Sequence[int]] | None:
    """Scale and intercept, the buckets that have a weight, sorted, and their weights."""
    head, weights = _head()
    place = _places().get((original, spun))
    if place is None:
        return None
    _, _, scale, intercept = head["pairs"][place]
    start = 3 * KEPT * place
    buckets = array("H", weights[start : start + 2 * KEPT])
    if sys.byteorder == "big":
        buckets.byteswap()
    return scale, intercept, buckets, array("b", weights[start + 2 * KEPT : start + 3 * KEPT])


@cache
def _places() -> dict[tuple[str, str], int]:
    return {(original, spun): at for at, (original, spun, _, _) in enumerate(_head()[0].get("pairs", []))}

"""What the judge says of words in a place, without what one place's readings have in common: by the characters that it sees, where all
of them are their own tokens, else by `judge.scores`.

The same place is asked about again while a family is suspected, proven and undone: for one text answers are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from cleaner import judge
from cleaner.chars import pattern

AROUND = 64  # characters on each side of a reading that the judge is given where it does not see four plain ones
REACH = judge.REACH
ODD = pattern(f"[^\u4e00-\u9fff{judge.PLAIN}]")  # in simplified text: what is not its own token

Teller = Callable[[int, int, Iterable[str]], Mapping[str, float]]


def teller(text: str) -> Teller:
    """What tells the judge's odds, in nats, that each of some words stood where text[start:end] stands; of others too that were asked
    about there.

    >>> teller("他们用心参加了这次活动")(2, 4, ["积极"])["积极"] > 0
    True
    """
    known: dict[tuple[int, int], dict[str, float]] = {}

    def odds(start: int, end: int, originals: Iterable[str]) -> Mapping[str, float]:
        told = known.get((start, end))
        if told is None:
            told = known[start, end] = {}
        missing = [original for original in originals if original not in told]
        if missing:
            was, *would_be = scores(text, start, end, (text[start:end], *missing))
            for original, nats in zip(missing, would_be, strict=True):
                told[original] = judge.TEMPER * (nats - was)
        return told

    return odds


def scores(text: str, start: int, end: int, readings: Sequence[str]) -> Sequence[float]:
    """The log-probabilities, in nats, of readings of text[start:end] which are Han characters and marks."""
    left, right = text[max(start - REACH, 0) : start], text[end : end + REACH]
    begins, ends = len(left) < REACH or "\n" in left, len(right) < REACH or "\n" in right
    if begins:
        left = left.rpartition("\n")[2]
    if ends:
        right = right.partition("\n")[0]
    if ODD.search(left + readings[0] + right):
        return judge.scores(text[max(start - AROUND, 0) : start], readings, text[end : end + AROUND])
    score = judge.model().score
    before, after = " ".join(left) + " ", " " + " ".join(right)
    return [judge.NATS * score(before + _tokens(reading) + after, begins, ends) for reading in readings]


@lru_cache(maxsize=1 << 13)
def _tokens(reading: str) -> str:
    return " ".join(judge.shape(reading))

"""Which stretches of a text a spinner went over, and of which family: forward and backward over hidden states that change rarely."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

BEGINS = 1e-3  # how often a paragraph after a clean one is the first of a spun passage
ENDS = 0.03  # and the other way round
WITHIN = 0.1  # inside a paragraph states change so much less often


def posteriors(ratios: Sequence[Sequence[float]], opens: Sequence[bool], begins: float = BEGINS) -> list[list[float]]:
    """The posterior of each state in each stretch; state 0 is clean. `ratios`: log-likelihoods against clean, in nats.

    >>> [[round(p, 2) for p in row] for row in posteriors([[0, 9], [0, 8], [0, -9]], [True] * 3)]
    [[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]]
    """
    likely = []
    for row in ratios:
        top = max(row)
        likely.append([exp(max(value - top, -600.0)) for value in row])
    forward = _sweep(likely, opens, begins, backward=False)
    after = _sweep(likely, opens, begins, backward=True)
    return [_normal([f * a for f, a in zip(*rows, strict=True)]) for rows in zip(forward, after, strict=True)]


def _sweep(likely: list[list[float]], opens: Sequence[bool], begins: float, backward: bool) -> list[list[float]]:
    """Forward: P(state, what stands up to here). Backward: P(what follows | state)."""
    rows: list[list[float]] = []
    count = len(likely[0])
    if not backward:
        now = [1 - begins] + [begins / (count - 1)] * (count - 1)
        for at, row in enumerate(likely):
            if at:
                now = _moved(now, begins, 1.0 if opens[at] else WITHIN)
            now = _normal([p * value for p, value in zip(now, row, strict=True)])
            rows.append(now)
        return rows
    now = [1.0] * count
    rows.append(now)
    for at in range(len(likely) - 1, 0, -1):
        now = _normal([p * value for p, value in zip(now, likely[at], strict=True)])
        now = _normal(_moved_back(now, begins, 1.0 if opens[at] else WITHIN))
        rows.append(now)
    rows.reverse()
    return rows


def _moved(now: list[float], begins: float, often: float) -> list[float]:
    spun = len(now) - 1
    begins, ends = begins * often, ENDS * often
    total = sum(now[1:])
    into = now[0] * begins / spun
    switch = ends * begins / spun  # from one family to another: an end and a beginning
    clean = now[0] * (1 - begins) + total * ends
    return [clean, *(p * (1 - ends - switch * (spun - 1)) + into + switch * (total - p) for p in now[1:])]


def _moved_back(now: list[float], begins: float, often: float) -> list[float]:
    spun = len(now) - 1
    begins, ends = begins * often, ENDS * often
    total = sum(now[1:])
    switch = ends * begins / spun
    clean = now[0] * (1 - begins) + total * begins / spun
    return [clean, *(p * (1 - ends - switch * (spun - 1)) + now[0] * ends + switch * (total - p) for p in now[1:])]


def _normal(row: list[float]) -> list[float]:
    total = sum(row)
    return [value / total for value in row]


def logit(p: float) -> float:
    """The log-odds of a probability, kept within 14 nats."""
    return log(max(p, 1e-6)) - log(max(1 - p, 1e-6))

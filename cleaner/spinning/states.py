"""Which stretches of a text a spinner went over, and of which family: forward and backward over hidden states that change rarely."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

BEGINS = 1e-3  # how often a paragraph after a clean one is the first of a spun passage
ENDS = 0.03  # and the other way round
WITHIN = 0.1  # inside a paragraph states change so much less often


def posteriors(ratios: Sequence[Sequence[float]], opens: Sequence[bool], begins: float = BEGINS) -> list[list[float]]:
    """The posterior of each state in each stretch; state 0 is clean. `ratios`: log-likelihoods against clean, in nats.

    >>> [[round(p, 2) for p in row] for row in posteriors([[0, 9], [0, 8], [0, -9]], [True] * 3)]
    [[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]]
    """
    likely: list[list[float] | None] = []  # None: all states alike
    for row in ratios:
        if any(row):
            top = max(row)
            likely.append([exp(max(value - top, -600.0)) for value in row])
        else:
            likely.append(None)
    spun = len(ratios[0]) - 1
    rates = {opened: _rates(spun, begins, 1.0 if opened else WITHIN) for opened in (True, False)}
    forward = _forward(likely, opens, rates, [1 - begins] + [begins / spun] * spun)
    after = _backward(likely, opens, rates, spun)
    return [_normal([f * a for f, a in zip(*rows, strict=True)]) for rows in zip(forward, after, strict=True)]


Rates = dict[bool, tuple[float, float, float, float]]


def _rates(spun: int, begins: float, often: float) -> tuple[float, float, float, float]:
    """How often a clean stretch is followed by one of a certain family, a spun one by a clean one, by one of another family, and by its like."""
    begins, ends = begins * often, ENDS * often
    switch = ends * begins / spun  # an end and a beginning
    return begins / spun, ends, switch, 1 - ends - switch * spun


def _forward(
    likely: list[list[float] | None], opens: Sequence[bool], rates: Rates, now: list[float]
) -> list[list[float]]:
    """P(state, what stands up to here), normed."""
    rows: list[list[float]] = []
    for row, opened in zip(likely, opens, strict=True):
        if rows:
            begins, ends, switch, stays = rates[opened]
            clean, total = now[0], sum(now) - now[0]
            into = clean * begins + switch * total
            now = [p * stays + into for p in now]
            now[0] = clean * (1 - begins * (len(now) - 1)) + total * ends
        if row is not None:
            now = _normal([p * value for p, value in zip(now, row, strict=True)])
        rows.append(now)
    return rows


def _backward(likely: list[list[float] | None], opens: Sequence[bool], rates: Rates, spun: int) -> list[list[float]]:
    """P(what follows | state), normed."""
    now = [1.0] * (spun + 1)
    rows = [now]
    for at in range(len(likely) - 1, 0, -1):
        row = likely[at]
        if row is not None:
            now = [p * value for p, value in zip(now, row, strict=True)]
        begins, ends, switch, stays = rates[opens[at]]
        clean, total = now[0], sum(now) - now[0]
        into = clean * ends + switch * total
        now = [p * stays + into for p in now]
        now[0] = clean * (1 - begins * spun) + total * begins
        now = _normal(now)
        rows.append(now)
    rows.reverse()
    return rows


def _normal(row: list[float]) -> list[float]:
    total = sum(row)
    return [value / total for value in row]

"""The corrector: a small network that reads a stretch of text and says which character its author wrote at a place.

It was trained to give back clean text that was damaged on purpose, so unlike the judge it sees both sides at once, sixteen characters each,
and expects its input to be faulty. data/corrector.npz holds it, eight bits a weight; how it is made is cleaner/corrector_training.py.
NumPy runs it, some milliseconds a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from cleaner import transformer
from cleaner.judge import shape
from cleaner.memory import recalled
from cleaner.tables import DATA

# Tokens on each side of a place that it reads: it was trained on windows of 64 and of 48, and sees nearly as much with 33.
SIDE = 16
BATCH = 8  # places in one go


def log_shares(text: str, places: Sequence[int], asked: Sequence[Sequence[str]]) -> list[list[float]]:
    """The log-probabilities, in nats, of the characters asked about at each place; of one that is not in the alphabet, those of an unknown one.

    >>> [told] = log_shares("谢谢你们的帮组和支持。", [6], ["组助"])
    >>> told[0] < -4 < -0.1 < told[1]
    True
    """
    keys = [(window(text, at), "".join(characters)) for at, characters in zip(places, asked, strict=True)]
    return recalled("corrector", keys, _shares, BATCH)


def glances(text: str, places: Sequence[int], signs: Sequence[Sequence[float]]) -> list[float]:
    """The log-odds that at a place an error would be found, by what its first layer makes of the place and by `signs` of misread.py.

    It costs a fortieth of reading on. The weights are those that `python -m tests.benchmarks.characters_fit` wrote to data/glance.npy.
    """
    import numpy

    seen = numpy.concatenate([numpy.array(signs, numpy.float32), glimpses(text, places)], axis=1)
    return [float(odds) for odds in seen @ _glance()]


def glimpses(text: str, places: Sequence[int]) -> Any:
    """What the first layer makes of places, a row each."""
    import numpy

    return numpy.stack(seen([window(text, at) for at in places], 1))


def seen(windows: Sequence[str], layers: int = 0) -> list[Any]:
    """What so many of its layers (0: all) make of the middle of windows, a row each."""

    def middles(some: list[str]) -> Any:
        return transformer.middles(network()[1], *transformer.tokens(some, _codes()), layers=layers)

    return recalled(f"corrector, layers: {layers}", windows, middles, BATCH)


@cache
def network() -> tuple[str, Any]:
    """The alphabet, and the weights as they are stored."""
    weights = transformer.load(DATA / "corrector.npz")
    return "".join(map(chr, weights.pop("alphabet"))), weights


@cache
def _glance() -> Any:
    import numpy

    return numpy.load(DATA / "glance.npy")


@cache
def _codes() -> dict[str, int]:
    return {character: code for code, character in enumerate(network()[0])}


def window(text: str, at: int) -> str:
    """The tokens around a place, which is in the middle; NUL stands for what is beyond the text."""
    before = shape(text[max(at - 4 * SIDE, 0) : at])[-SIDE:]
    after = shape(text[at + 1 : at + 1 + 4 * SIDE])[:SIDE]
    return before.rjust(SIDE, "\0") + text[at] + after.ljust(SIDE, "\0")


def _shares(asked: list[tuple[str, str]]) -> list[list[float]]:
    """The log-probabilities of characters in the middle of windows."""
    code = _codes()
    told = _told([window for window, _ in asked])
    return [
        [float(row[code.get(character, 0)]) for character in characters]
        for row, (_, characters) in zip(told, asked, strict=True)
    ]


def _told(windows: list[str]) -> Any:
    """The log-probabilities of the alphabet in the middle of each window."""
    import numpy

    weights = network()[1]
    middle = transformer.middles(weights, *transformer.tokens(windows, _codes())) * weights["norm"]
    with transformer.one_thread():
        told = (weights["embedding"] * weights["embedding.scale"][:, None] @ middle.T).T + weights["often"]
    told -= told.max(1, keepdims=True)
    return told - numpy.log(numpy.exp(told).sum(1, keepdims=True))

"""A second opinion on context, beside the judge: which word of a pair its author wrote, by two networks, a quick one and a large one that taught it.

Each reads some tokens on both sides of a word, not the word, and was trained on all pairs together, so that a pair which is rare in
clean text gains from the others. data/discriminator.npz and data/discriminator_large.npz hold them, eight bits a weight; their card is
data/discriminator.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from cleaner import transformer
from cleaner.memory import recalled
from cleaner.tables import DATA

BATCH = 32  # words in one go


class Reader(NamedTuple):
    """A network, and how it reads."""

    file: str
    side: int  # tokens on each side of a word, as it was trained
    narrowing: int  # tokens that each layer sees less on each side: a third of the time, for 0.001 of log-loss


QUICK, LARGE = Reader("discriminator", 16, 4), Reader("discriminator_large", 24, 2)


def opinions(asked: Sequence[tuple[str, str, str, str]], reader: Reader = QUICK) -> list[float | None]:
    """The log-odds that an original stands between two stretches of tokens (judge.shape) and not its spun form; None for an unknown pair.

    Asked are original, spun form, and what stands on the left and on the right, as far as the paragraph goes; both words are alike beforehand.

    >>> told, unknown = opinions([("文明", "礼貌", "加强精神", "建设，"), ("文明", "文明", "", "")])
    >>> told > 2, unknown
    (True, None)
    """
    import numpy

    told: list[float | None] = [None] * len(asked)
    known = [at for at, (original, spun, _, _) in enumerate(asked) if knows(original, spun)]
    if known:
        weights = _weights(reader)

        def seen(windows: list[str]) -> Any:
            tokens, beyond = transformer.tokens(windows, _codes(reader))
            beyond[:, reader.side] = False
            return transformer.middles(weights, tokens, beyond, narrowing=reader.narrowing)

        windows = [_window(*asked[at][2:], reader.side) for at in known]
        middles = numpy.stack(recalled(reader.file, windows, seen, BATCH))
        numbers = [pairs(reader)[asked[at][:2]] for at in known]
        rows = transformer.rows(weights, "pair", numbers)
        odds = (middles * weights["norm"] * rows).sum(1) + weights["cut"][numbers]
        for at, each in zip(known, odds, strict=True):
            told[at] = float(each)
    return told


def knows(original: str, spun: str) -> bool:
    """Whether there is an opinion on a pair."""
    return (original, spun) in pairs(QUICK)


def _window(left: str, right: str, side: int) -> str:
    """The tokens around a word, NUL in its place; NUL also stands for what is beyond the paragraph."""
    return left[-side:].rjust(side, "\0") + "\0" + right[:side].ljust(side, "\0")


@cache
def alphabet(reader: Reader) -> str:
    """The tokens that a network knows."""
    return "".join(map(chr, _weights(reader)["alphabet"]))


@cache
def pairs(reader: Reader) -> dict[tuple[str, str], int]:
    """The number of each pair."""
    weights = _weights(reader)
    return {(original, spun): at for at, (original, spun) in enumerate(weights["pairs"].tolist())}


@cache
def _codes(reader: Reader) -> dict[str, int]:
    return {character: code for code, character in enumerate(alphabet(reader))}


@cache
def _weights(reader: Reader) -> transformer.Weights:
    path = DATA / f"{reader.file}.npz"
    return transformer.unpacked(transformer.load(path)) if reader is QUICK else transformer.Stored(path)

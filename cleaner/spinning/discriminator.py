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
        _, pairs, weights = network(reader)

        def seen(windows: list[str]) -> Any:
            tokens, beyond = transformer.tokens(windows, _codes(reader))
            beyond[:, reader.side] = False
            return transformer.middles(weights, tokens, beyond, narrowing=reader.narrowing)

        middles = numpy.stack(
            recalled(reader.file, [_window(*asked[at][2:], reader.side) for at in known], seen, BATCH)
        )
        numbers = [pairs[asked[at][:2]] for at in known]
        odds = (middles * weights["norm"] * transformer.rows(weights, "pair", numbers)).sum(1) + weights["cut"][numbers]
        for at, each in zip(known, odds, strict=True):
            told[at] = float(each)
    return told


def knows(original: str, spun: str) -> bool:
    """Whether there is an opinion on a pair."""
    return (original, spun) in network(QUICK)[1]


def _window(left: str, right: str, side: int) -> str:
    """The tokens around a word, NUL in its place; NUL also stands for what is beyond the paragraph."""
    return left[-side:].rjust(side, "\0") + "\0" + right[:side].ljust(side, "\0")


@cache
def _codes(reader: Reader) -> dict[str, int]:
    return {character: code for code, character in enumerate(network(reader)[0])}


@cache
def network(reader: Reader) -> tuple[str, dict[tuple[str, str], int], Any]:
    """The alphabet, the number of each pair, and the weights."""
    weights = transformer.load(DATA / f"{reader.file}.npz")
    alphabet = "".join(map(chr, weights.pop("alphabet")))
    pairs = {(original, spun): at for at, (original, spun) in enumerate(weights.pop("pairs").tolist())}
    return alphabet, pairs, transformer.unpacked(weights) if reader is QUICK else weights

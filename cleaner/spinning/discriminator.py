"""A second opinion on context, beside the judge: which word of a pair its author wrote, by a small network.

The network reads sixteen tokens on each side of a word, not the word, and was trained on all pairs together, so that a pair which is rare in
clean text gains from the others. data/discriminator.npz holds it, eight bits a weight; its card is data/discriminator.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from cleaner import transformer
from cleaner.memory import recalled
from cleaner.tables import DATA

FILE = DATA / "discriminator.npz"
SIDE = 16  # tokens on each side of a word that it reads, as it was trained
NARROWING = 4  # tokens that each layer sees less on each side: a third of the time, for 0.001 of log-loss
BATCH = 32  # words in one go


def opinions(asked: Sequence[tuple[str, str, str, str]]) -> list[float | None]:
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
        _, pairs, weights = network()
        seen = numpy.stack(recalled("discriminator", [_window(*asked[at][2:]) for at in known], _seen, BATCH))
        numbers = [pairs[asked[at][:2]] for at in known]
        odds = (seen * weights["norm"] * transformer.rows(weights, "pair", numbers)).sum(1) + weights["cut"][numbers]
        for at, each in zip(known, odds, strict=True):
            told[at] = float(each)
    return told


def knows(original: str, spun: str) -> bool:
    """Whether there is an opinion on a pair."""
    return (original, spun) in network()[1]


def _window(left: str, right: str) -> str:
    """The tokens around a word, NUL in its place; NUL also stands for what is beyond the paragraph."""
    return left[-SIDE:].rjust(SIDE, "\0") + "\0" + right[:SIDE].ljust(SIDE, "\0")


def _seen(windows: list[str]) -> Any:
    """What the network makes of windows, a row each."""
    tokens, beyond = transformer.tokens(windows, _codes())
    beyond[:, SIDE] = False
    return transformer.middles(network()[2], tokens, beyond, narrowing=NARROWING)


@cache
def _codes() -> dict[str, int]:
    return {character: code for code, character in enumerate(network()[0])}


@cache
def network() -> tuple[str, dict[tuple[str, str], int], Any]:
    """The alphabet, the number of each pair, and the weights."""
    weights = transformer.unpacked(transformer.load(FILE))
    alphabet = "".join(map(chr, weights.pop("alphabet")))
    pairs = {(original, spun): at for at, (original, spun) in enumerate(weights.pop("pairs").tolist())}
    return alphabet, pairs, weights

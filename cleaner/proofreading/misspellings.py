"""Two characters that make no word, one of them read or typed for another: 时侯 for 时候, 自已 for 自己, 必竟 for 毕竟. For the pass `characters`.

They are the commonest misspellings there are, so common that the text which the judge and the correctors were made of has them hundreds of
times, and neither is as sure as a reader is. data/misspellings.tsv has them; where one stands the judge decides with the prior that it is a
misspelling, for the two may meet by chance, and some are right elsewhere (不能自已, 太史公问侯生).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import exp

from cleaner import judge
from cleaner.chars import pattern
from cleaner.tables import rows

PRIOR = 3.0  # log-odds, in nats, that one of them is a misspelling where it stands
SIDE = 24  # code points of context for the judge


@cache
def misspellings() -> dict[str, tuple[str, str]]:
    """What each of them was meant to be, and the characters next to which it is right."""
    return {wrong: (right, apart) for wrong, right, apart in rows("misspellings")}


def misspelt(text: str) -> Iterator[tuple[int, str, float]]:
    """The places (code points) of a simplified text where a character of a misspelling is wrong, with what was meant and how likely that is.

    >>> [(at, new) for at, new, sure in misspelt("小的时侯，他常常不能自已。") if sure > 0.9]
    [(3, '候')]
    """
    for m in pattern("|".join(misspellings())).finditer(text):
        right, apart = misspellings()[m[0]]
        before, after = text[max(m.start() - SIDE, 0) : m.start()], text[m.end() : m.end() + SIDE]
        if not {*before[-1:], *after[:1]} & {*apart}:
            side = int(m[0][0] == right[0])
            yield m.start() + side, right[side], 1 / (1 + exp(-PRIOR - judge.odds(before, m[0], right, after)))

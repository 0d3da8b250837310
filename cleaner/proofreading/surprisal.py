"""Which characters of a paragraph surprise: where the judge expected another one and the tables know one that fits better.

For texts that are read closely. Unlike suspects.py, which asks its tables alone and about rare pairs only, it has the judge read
every character, which with all else takes some ten microseconds. The surprisal of a character and that of the next token, with what
suspects.py says of the best candidate, are the signs of a logistic regression; its weights are those that
`python -m tests.benchmarks.characters_fit --only surprise` prints, with how many errors are left and how many places of clean text at each cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner import judge
from cleaner.proofreading.suspects import coded, gains, surrounded, tables

# In the order of `signs_of`.
SURPRISE = (
    *(-16.453, -1.030, 0.277, 0.191, 0.111, 0.113, 0.202, -0.102, -0.135, 0.273, 0.835),
    *(0.789, 0.793, -0.492, 7.110, -3.873),
)
CHUNK = 1 << 13  # tokens looked at in one go, so that memory stays small
NONE = -99.0  # of what is no Han character


def surprise(tokens: str) -> Any:
    """The log-odds, in nats, that an error would be found at each token of a paragraph (judge.shape).

    >>> odds = surprise("他们坐在路便的长椅上。")
    >>> int(odds.argmax()), bool(odds.max() > 2)
    (5, True)
    """
    import numpy

    odds, weights = numpy.full(len(tokens), NONE, numpy.float32), numpy.array(SURPRISE, numpy.float32)
    for places, signs in signs_of(tokens):
        odds[places] = signs @ weights
    return odds


def signs_of(tokens: str) -> Iterator[tuple[Any, Any]]:
    """The signs of the Han characters of a paragraph, with their places, some at a time.

    They are those of `gains` for the best candidate; the surprisal of the character and of the next token, in nats; how often the character
    before is, and whether a Han character stands before and after.
    """
    import numpy

    told = (-judge.NATS * each for each, _, _ in judge.model().full_scores(" ".join(tokens)))
    surprisals, known = numpy.fromiter(told, numpy.float32, len(tokens) + 1), tables()
    for start in range(0, len(tokens), CHUNK):
        codes, han = coded(known, surrounded(tokens, start, min(start + CHUNK, len(tokens))))
        places = numpy.flatnonzero(codes[1:-1] * han[1:-1])
        _, signs = gains(known, codes, han, places)
        more = [
            surprisals[start + places],
            surprisals[start + places + 1],
            known.often[codes[places]],
            han[places],
            han[places + 2],
        ]
        yield start + places, numpy.column_stack([signs, *more]).astype(numpy.float32)

"""Which common characters of a text might stand for another common one that they are confused with: 进人 for 进入, 在 for 再.

A common character makes common pairs even where it is wrong, so suspects.py, which looks at rare pairs, passes over most of these, and they are
the commonest errors of OCR and input methods. data/confused.tsv has those that are confused most of all. Where the pairs of such a
character are not common for one so common, two fifths of clean text, what each of the others gains is looked up as there, and a regression tells
where one is likely: two thousandths of clean text. Of such errors in documents .83 stand where their pairs say little for them and the judge
would rather have what was meant, and .96 of those are left (`python -m tests.benchmarks.characters_fit --only confused` prints the weights and both).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from cleaner.proofreading.suspects import CHUNK, FAINT, Candidate, Tables, confused, paired, sides, surrounded, tables

FIT = 3.0  # bits that the pairs of a character say for it at most where it is looked at
GAIN = 0.0  # bits that another one must gain
LEAST = -1.0  # log-odds, in nats, of what is left
# In the order of the signs of `pairs_of`.
CONFUSED = (7.297, 0.578, -0.188, -0.163, 0.358, 0.257, -0.014, -0.754, 1.246, -0.067)


def confusions(text: str) -> Iterator[tuple[int, list[Candidate]]]:
    """Places (code points) where a character that is confused with what stands there is likely, with those that are, best first.

    >>> [(at, candidates[0].character) for at, candidates in confusions("新生今天进人学校")]
    [(5, '入')]
    """
    import numpy

    known, weights = tables(), numpy.array(CONFUSED, numpy.float32)
    for start in range(0, len(text), CHUNK):
        places, others, signs = pairs_of(known, surrounded(text, start, min(start + CHUNK, len(text))))
        found: dict[int, list[Candidate]] = {}
        for row in (signs @ weights >= LEAST).nonzero()[0].tolist():
            candidate = Candidate(known.alphabet[others[row]], float(signs[row, 1]))
            found.setdefault(start + int(places[row]), []).append(candidate)
        for at, candidates in found.items():
            yield at, sorted(candidates, key=lambda candidate: -candidate.gain)


def pairs_of(known: Tables, around: str) -> tuple[Any, Any, Any]:
    """Of a text with a character before and one after it: places, what may have been meant there, and the signs.

    The signs, in the order of CONFUSED: 1, the gain in bits, the lesser and the greater level of the pairs as they are and with the other
    character, how often the character and the other one are, whether both neighbours are Han, and how often they are in all.
    """
    import numpy

    many, first, row = _others()
    codes, han, levels = paired(around)
    often = known.often[codes]
    faint = often[1:-1] - FAINT
    one, other = numpy.where(han[:-2], levels[:-1], faint), numpy.where(han[2:], levels[1:], faint)
    fit = one + other - often[1:-1]
    looked = numpy.flatnonzero((many[codes[1:-1]] > 0) & (fit <= FIT))
    number = many[codes[looked + 1]]
    places, starts = looked.repeat(number), (number.cumsum() - number).repeat(number)
    meant = row[first[codes[places + 1]] + numpy.arange(len(places)) - starts]
    left, right = sides(known, codes, han, places, meant)
    gain = left + right - known.often[meant] - fit[places]
    better = gain >= GAIN
    places, meant, left, right, gain = (each[better] for each in (places, meant, left, right, gain))
    signs = [
        numpy.ones(len(places)),
        gain,
        numpy.minimum(one[places], other[places]),
        numpy.maximum(one[places], other[places]),
        numpy.minimum(left, right),
        numpy.maximum(left, right),
        often[places + 1],
        known.often[meant],
        han[places] & han[places + 2],
        often[places] + often[places + 2],
    ]
    return places, meant, numpy.stack([sign.astype(numpy.float32) for sign in signs], axis=1)


@cache
def _others() -> tuple[Any, Any, Any]:
    """By place in the alphabet, how many characters each is confused with, and where the first of them is in a row of all of them."""
    import numpy

    known = tables()
    many = numpy.zeros(len(known.alphabet), numpy.int32)
    for read, others in confused().items():
        many[known.code[ord(read)]] = len(others)
    by_place = sorted(confused(), key=lambda read: int(known.code[ord(read)]))
    row = numpy.array([known.code[ord(other)] for read in by_place for other in confused()[read]])
    return many, many.cumsum() - many, row

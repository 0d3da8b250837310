"""Which characters of a text might be misread or mistyped ones: pairs that clean text hardly has, where a look-alike or homophone fits better.

One look-up per pair of neighbours in a table of how often clean text has it (the text that the judge was made of), and a regression tells
which of the rare ones are strange: rare although both characters are common. For those, some hundredth of clean text, the gain of each
candidate: how much commoner the pairs would be with it, in bits, both sides together; and a regression tells where the best of them is likely.
Nothing here is a verdict; what is left is a thousandth of clean text, for the judge and the corrector to look at. The weights are those that
`python -m tests.benchmarks.characters_fit` prints, with how many errors are left and how much clean text at each cut.
Common characters make common pairs even where they are wrong (进人): for those see confused.py.

Made by `python -m cleaner.train confusions` (cleaner/train/confusions.py): data/confusions.npz, the alphabet, and for each of its characters
what may have been meant, which is characters of the same and of a similar sound, and look-alikes; data/neighbours.npy, the pairs of its 4,095
commonest characters, which is mapped into memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import permutations
from typing import Any, NamedTuple

from cleaner.tables import DATA, rows

RAREST = 5  # the level of a pair that is looked at
LEAST = 2.0  # bits that a candidate gains
ASKED = 6  # candidates of a place, at most
# Weights, in the order of the signs of `places_of` and of `gains`.
STRANGE = (-8.955, -4.098, 0.610, -1.242, -0.138, 0.561, 0.236)
LIKELY = (-1.424, 2.013, 0.504, -0.187, -0.056, 0.117, 0.154, -0.221, -0.079, -0.087, 0.932)
FAINT = 4.0  # bits by which a character is rarer next to a mark than elsewhere: it takes part on both sides, so it hardly counts
CHUNK = 1 << 16  # code points looked at in one go, so that memory stays small

SAME_TONE, SAME_SOUND, SIMILAR_SOUND, LOOK_ALIKE = 1, 2, 4, 8  # bits of `kinds`
KINDS = {"look-alike": LOOK_ALIKE, "same-sound": SAME_SOUND}  # those of data/confused.tsv


class Candidate(NamedTuple):
    """What may have been meant: the character, and its gain in bits."""

    character: str
    gain: float


class Tables(NamedTuple):
    """data/confusions.npz and data/neighbours.npy."""

    alphabet: str
    code: Any  # by code point: the place in the alphabet, 0 where it is not in it
    rank: Any  # by place in the alphabet: row and column in pairs, 0 beyond the commonest
    pairs: Any  # levels, two in a byte: log2 of the count and one, at most 15
    often: Any  # by place in the alphabet: log2 of the count and one
    meant: Any  # by place in the alphabet: places of the candidates, 0 for none
    kinds: Any
    misread: Any  # log-probability that a look-alike is read so, in eighths of a nat, negated


@cache
def tables() -> Tables:
    import numpy

    pairs = numpy.asarray(numpy.load(DATA / "neighbours.npy", mmap_mode="r"))
    with numpy.load(DATA / "confusions.npz") as file:
        alphabet = file["alphabet"]
        code = numpy.zeros(0x10000, numpy.uint16)
        code[alphabet] = numpy.arange(len(alphabet))
        rank = file["rank"].astype(numpy.int32)
        rest = (file[name] for name in Tables._fields[4:])
        return Tables("".join(map(chr, alphabet)), code, rank, pairs, *rest)


@lru_cache(maxsize=512)
def meant(read: str) -> Mapping[str, int]:
    """What may have been meant by a character, each with its kinds; 0 where the two look alike and clean text has no such character.

    >>> meant("组")["阻"] == SAME_SOUND + SAME_TONE, meant("旳")["的"]
    (True, 0)
    """
    known = tables()
    place = int(known.code[ord(read)]) if ord(read) < len(known.code) else 0
    if not place:
        return dict.fromkeys(strange().get(read, ""), 0)
    told = zip(known.meant[place], known.kinds[place], strict=True)
    return confused().get(read, {}) | {known.alphabet[code]: int(kind) for code, kind in told if code}


def often(character: str) -> float:
    """How often clean text has a character: log2 of the count and one."""
    known = tables()
    return float(known.often[known.code[ord(character)]]) if ord(character) < len(known.code) else 0.0


def together(left: str, right: str) -> int:
    """How often clean text has two characters side by side: log2 of the count and one, at most 15.

    >>> together("最", "高") > together("高", "最")
    True
    """
    known = tables()
    places = [int(known.code[ord(char)]) if ord(char) < len(known.code) else 0 for char in (left, right)]
    return int(levels_of(known, *known.rank[places])) if all(places) else 0


@cache
def strange() -> dict[str, str]:
    """Characters that clean text does not have, with those that they look like."""
    return {row[0]: row[1] for row in rows("lookalikes")}


@cache
def confused() -> dict[str, dict[str, int]]:
    """Common characters with those that are read or typed for them most of all, and their kinds."""
    found: dict[str, dict[str, int]] = {}
    for kind, groups in rows("confused"):
        for read, other in (pair for group in groups.split() for pair in permutations(group, 2)):
            found.setdefault(read, {})[other] = KINDS[kind]
    return found


def unknown(text: str) -> list[int]:
    """The places of characters that clean text does not have and that look like one that it has."""
    import numpy

    known, points = tables(), _points(text)
    places = numpy.flatnonzero(
        (known.code[numpy.minimum(points, 0xFFFF)] == 0) & (points >= 0x4E00) & (points < 0xA000)
    )
    return [at for at in places.tolist() if text[at] in strange()]


def suspects(text: str, strange: float, likely: float) -> list[tuple[int, list[Candidate]]]:
    """Places (code points) whose pairs are so strange and where the best candidate is so likely (both in nats), with the candidates, best first.

    >>> [(at, candidates[0].character) for at, candidates in suspects("谢谢你的帮组和支持", -2.0, -2.0)]
    [(5, '助')]
    """
    found: list[tuple[int, list[Candidate]]] = []
    for start in range(0, len(text), CHUNK):
        found += _chunk(text, start, min(start + CHUNK, len(text)), strange, likely)
    return found


def _chunk(text: str, start: int, end: int, strange: float, likely: float) -> list[tuple[int, list[Candidate]]]:
    import numpy

    known = tables()
    codes, han, places, signs = places_of(known, surrounded(text, start, end))
    places = places[signs @ numpy.array(STRANGE, numpy.float32) >= strange]
    if not len(places):
        return []
    gain, signs = gains(known, codes, han, places)
    rows = numpy.flatnonzero(signs @ numpy.array(LIKELY, numpy.float32) >= likely)
    found = [
        (start + int(place), candidates(known, codes[place + 1], gained))
        for place, gained in zip(places[rows], gain[rows], strict=True)
    ]
    return [each for each in found if each[1]]


def surrounded(text: str, start: int, end: int) -> str:
    """A part of a text with a character before and one after it."""
    return (text[start - 1] if start else "\n") + text[start:end] + (text[end] if end < len(text) else "\n")


def places_of(known: Tables, around: str) -> tuple[Any, Any, Any, Any]:
    """Of a text with a character before and one after it: the codes, which are Han, the places in a rare pair, and their signs.

    The signs of a place, in the order of STRANGE: 1, whether both neighbours are Han, how often the neighbours are in all, the levels of
    its pairs in all, both once more where both neighbours are Han, and how often the character is.
    """
    import numpy

    codes, han, levels = paired(around)
    rare = han[:-1] & han[1:] & (levels <= RAREST)
    places = numpy.flatnonzero((rare[:-1] | rare[1:]) & (codes[1:-1] > 0))
    beside = known.often[codes[places]] + known.often[codes[places + 2]]
    level = (levels[places] + levels[places + 1]).astype(numpy.float32)
    both = (han[places] & han[places + 2]).astype(numpy.float32)
    often = known.often[codes[places + 1]]
    signs = numpy.stack([numpy.ones_like(both), both, beside, level, both * beside, both * level, often], axis=1)
    return codes, han, places, signs


def coded(known: Tables, text: str) -> tuple[Any, Any]:
    """The places of characters in the alphabet, and which of them are Han."""
    import numpy

    points = _points(text)
    return known.code[numpy.minimum(points, 0xFFFF)], (points >= 0x4E00) & (points < 0xA000)


@lru_cache(maxsize=1)
def paired(text: str) -> tuple[Any, Any, Any]:
    """The same of a text, and the levels of its pairs. Two ask for them one after the other: this and confused.py."""
    known = tables()
    codes, han = coded(known, text)
    ranks = known.rank[codes]
    return codes, han, levels_of(known, ranks[:-1], ranks[1:])


def gains(known: Tables, codes: Any, han: Any, places: Any) -> tuple[Any, Any]:
    """What each candidate of each place gains, in bits, and the signs of the best one.

    The signs, in the order of LIKELY: 1, whether both neighbours are Han, the gain, the lesser and the greater level of the pairs as they
    are and with the candidate, how often the character, the candidate and the neighbours are, and whether the two sound the same.
    """
    import numpy

    read = codes[places + 1]
    meant = numpy.concatenate([read[:, None], known.meant[read]], axis=1)
    often = known.often[meant]
    one, other = sides(known, codes, han, places[:, None], meant)
    fit = one + other - often
    gain = numpy.where(meant[:, 1:] > 0, fit[:, 1:] - fit[:, :1], numpy.float32(-99))
    row = numpy.arange(len(places))
    best = gain.argmax(1)
    signs = [
        numpy.ones(len(places), numpy.float32),
        han[places] & han[places + 2],
        gain[row, best],
        numpy.minimum(one[:, 0], other[:, 0]),
        numpy.maximum(one[:, 0], other[:, 0]),
        numpy.minimum(one[row, best + 1], other[row, best + 1]),
        numpy.maximum(one[row, best + 1], other[row, best + 1]),
        often[:, 0],
        often[row, best + 1],
        known.often[codes[places]] + known.often[codes[places + 2]],
        known.kinds[read, best] & (SAME_SOUND | SAME_TONE) > 0,
    ]
    return gain, numpy.stack([sign.astype(numpy.float32) for sign in signs], axis=1)


def sides(known: Tables, codes: Any, han: Any, places: Any, meant: Any) -> tuple[Any, Any]:
    """The levels of the pairs that characters, by their codes, make at places with what stands before and after; next to a mark how often
    they are, less FAINT."""
    import numpy

    rank, faint = known.rank[meant], known.often[meant] - FAINT
    before = numpy.where(han[places], levels_of(known, known.rank[codes[places]], rank), faint)
    after = numpy.where(han[places + 2], levels_of(known, rank, known.rank[codes[places + 2]]), faint)
    return before, after


def _points(text: str) -> Any:
    import numpy

    return numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), numpy.uint32)


def candidates(known: Tables, read: int, gained: Any) -> list[Candidate]:
    """The candidates of the place of a character, by its code and what each of them gains, best first."""
    best = (-gained).argsort(kind="stable")[:ASKED]
    return [Candidate(known.alphabet[known.meant[read, at]], float(gained[at])) for at in best if gained[at] >= LEAST]


def levels_of(known: Tables, left: Any, right: Any) -> Any:
    """How often pairs are, log2, by the ranks of their characters."""
    packed = known.pairs.take(left * known.pairs.shape[1] + (right >> 1))
    return (packed >> ((right & 1) << 2).astype(packed.dtype)) & 15

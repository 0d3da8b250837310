"""Which characters of a text might be misread or mistyped ones: pairs that clean text hardly has, where a look-alike or homophone fits better.

One look-up per pair of neighbours in a table of how often clean text has it (the text that the judge was made of), and for the few rare
ones the gain of each candidate: how much commoner the pairs would be with it, in bits, both sides together. Nothing here is a verdict;
what is left is some hundredth of clean text, for the judge and the corrector to look at.

data/confusions.npz, made by `python -m cleaner.train confusions` (cleaner/confusion_table.py): the alphabet, the pairs of its 4,095
commonest characters, and for each character what may have been meant: characters of the same and of a similar sound, and look-alikes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from cleaner.tables import DATA, rows

FAINT = 4.0  # bits by which a character is rarer next to a mark than elsewhere: it takes part on both sides, so it hardly counts
CHUNK = 1 << 16  # code points looked at in one go, so that memory stays small

SAME_TONE, SAME_SOUND, SIMILAR_SOUND, LOOK_ALIKE = 1, 2, 4, 8  # bits of `Candidate.kind`


class Candidate(NamedTuple):
    """What may have been meant: the character, why (a sum of the kinds above), how often it is misread so (nats), and its gain (bits)."""

    character: str
    kind: int
    misread: float
    gain: float


class Tables(NamedTuple):
    """data/confusions.npz, unpacked."""

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

    with numpy.load(DATA / "confusions.npz") as file:
        alphabet = file["alphabet"]
        code = numpy.zeros(0x110000, numpy.uint16)
        code[alphabet] = numpy.arange(len(alphabet))
        return Tables("".join(map(chr, alphabet)), code[:0x10000].copy(), *(file[name] for name in Tables._fields[2:]))


def meant(read: str) -> dict[str, int]:
    """What may have been meant by a character, each with its kinds; 0 where the two look alike and clean text has no such character.

    >>> meant("组")["阻"] == SAME_SOUND + SAME_TONE, meant("旳")["的"]
    (True, 0)
    """
    known = tables()
    place = int(known.code[ord(read)]) if ord(read) < len(known.code) else 0
    if not place:
        return dict.fromkeys(strange().get(read, ""), 0)
    return {
        known.alphabet[code]: int(kind)
        for code, kind in zip(known.meant[place], known.kinds[place], strict=True)
        if code
    }


def often(character: str) -> float:
    """How often clean text has a character: log2 of the count and one."""
    known = tables()
    return float(known.often[known.code[ord(character)]]) if ord(character) < len(known.code) else 0.0


@cache
def strange() -> dict[str, str]:
    """Characters that clean text does not have, with those that they look like."""
    return {row[0]: row[1] for row in rows("lookalikes")}


def unknown(text: str) -> list[int]:
    """The places of characters that clean text does not have and that look like one that it has."""
    return [m.start() for m in _strange().finditer(text)]


@cache
def _strange() -> re.Pattern[str]:
    return re.compile(f"[{''.join(strange())}]")


def suspects(text: str, rarest: int, rare: int, least: float) -> list[tuple[int, list[Candidate]]]:
    """Places (code points) whose rarer pair has a level of `rarest` or less and the other one of `rare` or less, with the candidates
    that gain `least` bits, best first.

    >>> [(at, candidates[0].character) for at, candidates in suspects("谢谢你的帮组和支持", 3, 15, 3.0)]
    [(5, '助')]
    """
    found: list[tuple[int, list[Candidate]]] = []
    for start in range(0, len(text), CHUNK):
        found += _chunk(text, start, min(start + CHUNK, len(text)), rarest, rare, least)
    return found


def _chunk(text: str, start: int, end: int, rarest: int, rare: int, least: float) -> list[tuple[int, list[Candidate]]]:
    import numpy

    known = tables()
    around = (text[start - 1] if start else "\n") + text[start:end] + (text[end] if end < len(text) else "\n")
    points = numpy.frombuffer(around.encode("utf-32-le", "surrogatepass"), numpy.uint32)
    codes = known.code[numpy.minimum(points, 0xFFFF)]
    han = (points >= 0x4E00) & (points < 0xA000)
    both = han[:-1] & han[1:]
    ranks = known.rank[codes]
    levels = _levels(known, ranks[:-1], ranks[1:])
    fits = levels <= rarest, (levels <= rare) | ~both
    is_rare = (both & fits[0])[:-1] & fits[1][1:] | (both & fits[0])[1:] & fits[1][:-1]
    places = numpy.nonzero(is_rare & han[1:-1] & (codes[1:-1] > 0))[0]
    if not len(places):
        return []
    read, before, after = codes[places + 1], ranks[places], ranks[places + 2]
    beside = han[places][:, None], han[places + 2][:, None]
    meant = numpy.concatenate([read[:, None], known.meant[read]], axis=1)
    often, rank = known.often[meant], known.rank[meant]
    fit = -often
    fit += numpy.where(beside[0], _levels(known, before[:, None], rank), often - FAINT)
    fit += numpy.where(beside[1], _levels(known, rank, after[:, None]), often - FAINT)
    gain = numpy.where(meant[:, 1:] > 0, fit[:, 1:] - fit[:, :1], -99.0)
    found = []
    for row in numpy.nonzero(gain.max(1) >= least)[0]:
        columns = [column for column in numpy.argsort(-gain[row], kind="stable") if gain[row, column] >= least]
        found.append(
            (start + int(places[row]), [_candidate(known, read[row], column, gain[row, column]) for column in columns])
        )
    return found


def _candidate(known: Tables, read: int, column: int, gain: float) -> Candidate:
    character = known.alphabet[known.meant[read, column]]
    return Candidate(character, int(known.kinds[read, column]), -float(known.misread[read, column]) / 8, float(gain))


def _levels(known: Tables, left: Any, right: Any) -> Any:
    """How often pairs are, log2."""
    packed = known.pairs[left, right >> 1]
    return (packed >> ((right & 1) << 2).astype(packed.dtype)) & 15

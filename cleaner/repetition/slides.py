"""Slides whose every piece stands twice, a copy of a site's text layer: 安全生产的意义安全生产的意义一、方针一、方针. Used by repetition/drawn_twice.py.

Shadows and layers of a slide come out as text of their own, right behind what they belong to, with nothing between. Nobody says four different
things twice so: where that is most of a stretch, all its pieces go back to one, single characters between two of them as well. Left alone:
figures (2020), and what stands twice with a mark or a space between, as refrains do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from cleaner.census import code_points
from cleaner.chars import HAN_LETTER
from cleaner.core import Span

LONGEST = 48  # characters of a piece
PIECE, PIECES = 3, 4  # Han characters of a piece that proves, and how many different ones there must be
SHARE = 0.6  # of a stretch, in pieces that stand twice
APART = 40  # characters between two of them in a stretch at most
# Words that stand twice, so many and so near each other, are worth a look at what is round them.
DOUBLED, NEAR, ROUND = 3, 120, 300
NUMBER = re.compile(r"[(（][0-9]{1,2}[)）]|[0-9]{1,2}[.．、][ ]")


class Copies(NamedTuple):
    """Where a piece of so many characters stands several times over."""

    start: int
    end: int
    size: int


def layers(text: str, doubled: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """What stands twice piece by piece and what it should read, where words stand twice at these places.

    >>> text = "教学目标教学目标一、知识与技能一、知识与技能重点重点难点难点(1)(1)水的三态变化水的三态变化蒸发的条件蒸发的条件"
    >>> [once for _, _, once in layers(text, [16, 20, 24])]
    ['教学目标一、知识与技能重点难点(1)水的三态变化蒸发的条件']
    """
    for start, end in _stretches(doubled, len(text)):
        yield from _pieces_once(text, start, end)


def _stretches(places: Sequence[int], size: int) -> Iterator[Span]:
    """Where so many of the places are near each other that it is worth a look."""
    first = last = -1
    count = 0
    for at in [*places, size + 2 * NEAR]:
        if first >= 0 and at - last <= NEAR:
            last, count = at, count + 1
            continue
        if count >= DOUBLED:
            yield max(first - ROUND, 0), min(last + ROUND, size)
        first, last, count = at, at, 1


def _pieces_once(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    groups: list[list[Copies]] = []
    for copies in _copies(text, start, end):
        if groups and copies.start - groups[-1][-1].end <= APART:
            groups[-1].append(copies)
        else:
            groups.append([copies])
    for group in groups:
        said = {text[each.start : each.start + each.size] for each in group}
        several = sum(len(HAN_LETTER.findall(one)) >= PIECE for one in said) >= PIECES
        if several and sum(each.end - each.start for each in group) >= SHARE * (group[-1].end - group[0].start):
            yield from _joined(text, sorted([*group, *_single(text, group)]))


def _copies(text: str, start: int, end: int) -> list[Copies]:
    """The pieces that stand twice and more in a stretch, from left to right, the longest of those that begin at one place."""
    import numpy

    points: Any = code_points(text[start:end])
    longest = numpy.zeros(len(points), dtype=numpy.int64)
    for size in range(2, min(LONGEST, len(points) // 2) + 1):
        same = numpy.concatenate(([0], numpy.cumsum(points[size:] == points[:-size])))
        longest[numpy.flatnonzero(same[size:] - same[:-size] == size)] = size
    found: list[Copies] = []
    at = start
    for place in (numpy.flatnonzero(longest) + start).tolist():
        size = int(longest[place - start])
        piece = text[place : place + size]
        if place >= at and _is_piece(piece):
            at = place + 2 * size
            while text.startswith(piece, at):
                at += size
            found.append(Copies(place, at, size))
    return found


def _is_piece(piece: str) -> bool:
    if "\n" in piece or "\r" in piece:
        return False  # lines are told by repeated_lines.py
    return HAN_LETTER.search(piece) is not None or NUMBER.fullmatch(piece) is not None


def _single(text: str, group: list[Copies]) -> list[Copies]:
    """Single characters that stand twice, right between two pieces."""
    between = ((left.end, right.start) for left, right in pairwise(group))
    return [Copies(a, b, 1) for a, b in between if b - a == 2 and text[a] == text[a + 1] and HAN_LETTER.match(text, a)]


def _joined(text: str, found: list[Copies]) -> Iterator[tuple[int, int, str]]:
    """Pieces that touch each other, as one."""
    rows: list[list[Copies]] = []
    for each in found:
        if rows and rows[-1][-1].end == each.start:
            rows[-1].append(each)
        else:
            rows.append([each])
    for row in rows:
        yield row[0].start, row[-1].end, "".join(_once(text[each.start : each.start + each.size]) for each in row)


def _once(piece: str) -> str:
    """A piece that is one piece twice itself, once."""
    half = len(piece) // 2
    while half > 1 and piece[:half] == piece[half:]:
        piece, half = piece[:half], half // 2
    return piece

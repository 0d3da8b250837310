"""Two versions of a text, aligned: what stands in one where the other has something else.

Runs of characters that stand once in both are aligned first (their longest rising sequence), then shorter runs between them, and difflib sees
only the short stretches that are left: linear in the length of texts that are alike. What has no such run for long is another text, and left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from cleaner.chars import HAN_RUN

RUNS = (12, 6, 4)  # characters of the runs that texts are aligned on, outermost first
SHORT = 300  # so many characters between runs are left to difflib
LONGEST = 12  # characters of a replaced stretch; longer ones are another text
AROUND = 4  # characters of context that are kept

Pair = tuple[str, str]  # original, spun


class Place(NamedTuple):
    """One stretch that was replaced, between what is the same in both texts."""

    left: str
    original: str
    spun: str
    right: str

    def wider(self, way: int) -> Place:
        """With one more character, from the left (-1) or the right (1)."""
        if way < 0:
            more = self.left[-1:]
            return self._replace(left=self.left[:-1], original=more + self.original, spun=more + self.spun)
        more = self.right[:1]
        return self._replace(right=self.right[1:], original=self.original + more, spun=self.spun + more)


def replaced(damaged: str, clean: str) -> Iterator[Place]:
    """The stretches of Han characters that differ.

    >>> list(replaced("我们就应去，用心去。", "我们应该去，积极去。"))
    [Place(left='我们', original='应该', spun='就应', right='去，'), Place(left='去，', original='积极', spun='用心', right='去。')]
    """
    blocks = [(0, 0, 0), *_blocks(damaged, clean), (len(damaged), len(clean), 0)]
    parts = []  # where both texts differ: start and end in the damaged one, then in the clean one
    for (at, there, size), (next_at, next_there, _) in pairwise(blocks):
        if at + size < next_at or there + size < next_there:
            parts.append([at + size, next_at, there + size, next_there])
    joined: list[list[int]] = []
    for part in parts:
        before = joined[-1] if joined else None
        if before and part[0] - before[1] <= 1:  # 就应 for 应该, 经由过程 for 通过; what are two words is cut again
            before[1], before[3] = part[1], part[3]
        else:
            joined.append(part)
    ends = [0, *(part[1] for part in joined)]
    starts = [*(part[0] for part in joined[1:]), len(damaged)]
    for part, end, start in zip(joined, ends, starts, strict=False):
        spun, original = damaged[part[0] : part[1]], clean[part[2] : part[3]]
        if max(len(spun), len(original)) <= LONGEST and HAN_RUN.fullmatch(spun + original):
            left = damaged[max(end, part[0] - AROUND) : part[0]]
            yield Place(left, original, spun, damaged[part[1] : min(start, part[1] + AROUND)])


def _blocks(damaged: str, clean: str) -> Iterator[tuple[int, int, int]]:
    """What is the same in both: start in one, start in the other, length; in order, touching blocks made one."""
    at = there = size = 0
    for start, other, length in _same(damaged, clean, 0, 0, RUNS):
        if (start, other) == (at + size, there + size):
            size += length
            continue
        if size:
            yield at, there, size
        at, there, size = start, other, length
    if size:
        yield at, there, size


def _same(one: str, other: str, at: int, there: int, runs: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    if not one or not other:
        return
    if len(one) + len(other) <= SHORT:
        for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
            if block.size:
                yield at + block.a, there + block.b, block.size
        return
    if not runs:
        return
    done, done_there = 0, 0
    for start, begin in [*_anchors(one, other, runs[0]), (len(one), len(other))]:
        if start < done or begin < done_there:
            if (
                start - done == begin - done_there and start + runs[0] > done
            ):  # overlaps the run before, on the same line
                more = start + runs[0] - done
                yield at + done, there + done_there, more
                done, done_there = done + more, done_there + more
            continue
        yield from _same(one[done:start], other[done_there:begin], at + done, there + done_there, runs[1:])
        if start < len(one):
            yield at + start, there + begin, runs[0]
        done, done_there = start + runs[0], begin + runs[0]


def _anchors(one: str, other: str, run: int) -> list[tuple[int, int]]:
    """Runs of characters that stand once in both texts, in the same order in both: as many of them as can be."""
    here, away = _once(one, run), _once(other, run)
    pairs = [(start, away[piece]) for piece, start in here.items() if piece in away]
    tops: list[int] = []  # the longest rising sequence, by patience sorting
    last: list[int] = []
    back = []
    for number, (_, begin) in enumerate(pairs):
        pile = bisect_left(tops, begin)
        back.append(last[pile - 1] if pile else -1)
        tops[pile : pile + 1], last[pile : pile + 1] = [begin], [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = back[number]
    return found[::-1]


def _once(text: str, run: int) -> dict[str, int]:
    seen: dict[str, int] = {}
    for start in range(len(text) - run + 1):
        piece = text[start : start + run]
        seen[piece] = -1 if piece in seen else start
    return {piece: start for piece, start in seen.items() if start >= 0}

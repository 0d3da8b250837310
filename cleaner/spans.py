"""Spans of a text, as lists of (start, end): what they cover, a text without them, and what lies outside of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from cleaner.core import Span


class Placed(Protocol):
    """What has a place in a text: an edit, a note, a reading."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Found = TypeVar("Found", bound=Placed)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Sorted, disjoint spans that cover the same.

    >>> merge([(5, 7), (0, 3), (2, 4)])
    [(0, 4), (5, 7)]
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def masked(text: str, spans: Iterable[Span], mask: str) -> str:
    """The text with other characters, as many, in spans (sorted); of two that overlap the first counts.

    >>> masked("一二三四五", [(1, 3), (2, 4)], "*")
    '一**四五'
    """
    parts: list[str] = []
    at = 0
    for start, end in spans:
        if start >= at and end > start:
            parts += (text[at:start], mask * (end - start))
            at = end
    return "".join([*parts, text[at:]]) if parts else text


def outside(found: Iterable[Found], spans: Sequence[Span]) -> Iterator[Found]:
    """What overlaps none of the spans (sorted, disjoint).

    >>> from cleaner.core import Edit
    >>> [edit.start for edit in outside([Edit(0, 2, "", "one"), Edit(3, 5, "", "two")], [(4, 6)])]
    [0]
    """
    ends = [end for _, end in spans]
    for each in found:
        near = bisect_right(ends, each.start)
        if near == len(spans) or spans[near][0] >= each.end:
            yield each

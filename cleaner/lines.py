"""Whole lines: what goes with a line that is deleted, so that the text closes up as if the line had never been there.

A deleted line takes one line end with it, and one neighbouring blank line where there is one on both sides (the end of the text
counts as blank): A¶¶X¶¶C becomes A¶¶C, A¶X¶¶C becomes A¶¶C, A¶¶X becomes A. Line ends are LF, CR LF and CR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from cleaner.chars import BLANK
from cleaner.core import Span

LINE_ENDS = "\n\r"
LINE = re.compile(r"[^\n\r]*")  # from a place to the end of its line
LONGEST = 1200  # characters of a line that are looked at on each side of a place: a longer one is no line to delete


def line_start(text: str, at: int, least: int = 0) -> int:
    """Where the line begins that a place is in, if not before `least`: a scan that gives the end of the last line stays linear.

    >>> line_start("一\\n二三\\n四", 3)
    2
    """
    return max(text.rfind("\n", least, at), text.rfind("\r", least, at), least - 1) + 1


def line_at(text: str, at: int, least: int = 0) -> Span:
    """The line round a place, without its line end; at most LONGEST characters on each side, and not before `least`.

    >>> line_at("一\\n二三\\n四", 3)
    (2, 4)
    """
    low, high = max(least, at - LONGEST), min(len(text), at + LONGEST)
    start = line_start(text, at, low)
    for mark in LINE_ENDS:
        end = text.find(mark, at, high)
        high = end if end >= 0 else high
    return start, high


def whole_line(text: str, start: int, end: int) -> Span:
    """What to delete where text[start:end], one line or several without the last line end, is deleted.

    >>> text = "甲\\n\\n乙\\n\\n丙"
    >>> start, end = whole_line(text, 3, 4)
    >>> text[:start] + text[end:]
    '甲\\n\\n丙'
    """
    return whole_lines(text, [(start, end)])[0]


def whole_lines(text: str, lines: Iterable[Span]) -> list[Span]:
    """The same for several sorted lines at once, so that neighbours do not both take the line end between them.

    >>> text = "甲\\n\\n乙\\n\\n丙\\n"
    >>> whole_lines(text, [(3, 4), (6, 7)])
    [(1, 4), (4, 7)]
    """
    spans: list[Span] = []
    block: list[Span] = []
    for line in lines:
        if block and not _blank(text, block[-1][1], line[0]):
            spans += _block(text, block)
            block = []
        block.append(line)
    return spans + _block(text, block) if block else spans


def _block(text: str, block: list[Span]) -> list[Span]:
    """The spans of lines with nothing but blank lines between them: each takes what stands before it, at the start what follows."""
    first, last = block[0][0], block[-1][1]
    before, blank_before = _ends_before(text, first)
    after, blank_after = _ends_after(text, last)
    if before == first:  # the text begins here
        starts = [start for start, _ in block] + [blank_after]
        return list(pairwise(starts))
    begin = blank_before if blank_before < before and (blank_after > after or after >= len(text)) else before
    ends = [begin] + [end for _, end in block]
    return list(pairwise(ends))


def _blank(text: str, start: int, end: int) -> bool:
    return end - start <= LONGEST and not text[start:end].strip()


def _ends_before(text: str, at: int) -> tuple[int, int]:
    """Where the line end before a place begins, and where the one before that does if only blanks stand between; else the same."""
    one = _step_back(text, at)
    two = _step_back(text, one) if one < at else one
    return one, two


def _ends_after(text: str, at: int) -> tuple[int, int]:
    one = _step_on(text, at)
    two = _step_on(text, one) if one > at else one
    return one, two


def _step_back(text: str, at: int) -> int:
    """Over blanks and one line end; nowhere if there is none."""
    here = at
    while here > max(at - LONGEST, 0) and text[here - 1] in BLANK:
        here -= 1
    if here and text[here - 1] in LINE_ENDS:
        return here - (2 if text.startswith("\r\n", here - 2) and here > 1 else 1)
    return at


def _step_on(text: str, at: int) -> int:
    here = at
    while here < min(at + LONGEST, len(text)) and text[here] in BLANK:
        here += 1
    if here < len(text) and text[here] in LINE_ENDS:
        return here + (2 if text.startswith("\r\n", here) else 1)
    return at

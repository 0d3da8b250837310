"""Where the head of a text ends and its tail begins, and the lines there that are a site's only beside others of its lines.

A date, a counter, 首页 or the name of a picture on a line of its own say nothing alone. The rows of the table of site lines without a key
are such lines: they are asked about only at the edges of a text in which a line with a key stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from cleaner.core import Span
from cleaner.lines import LINE, line_start
from cleaner.sites.hits import ANYWHERE, EDGE, HEAD, TAIL, Row, beside, fold

NEAR_END = 1000  # characters at the end in which so many lines are looked for at first
EDGE_LINES = 3  # lines of text before the head ends, and after the tail begins,
MOST_EDGE_LINES = 12  # and more of them up to the first that is prose
MOST_MENU_LINES = 60  # lines of text more over the first that is prose, where a breadcrumb follows them
MOST_WEAK_LINES = 80  # that are looked for
LONGEST_WEAK = 60  # characters of a line that is a site's beside others

HAN_TEXT = re.compile("[\u4e00-\u9fff][^\n\r]{18,}[。！？!?…”]|[\u4e00-\u9fff][^\n\r]{40}")


class Edges:
    """Where the head of a text ends and its tail begins, counted in lines that are not a site's, so that no deletion moves them.

    `opening` is where the first prose begins in the one, `closing` where the last ends in the other. `weak` are lines there that are a
    site's beside others, each with the row of the table that has it.
    """

    def __init__(self, text: str, known: set[int]) -> None:
        self.text, self.known = text, known
        self.weak: dict[Span, Row] = {}
        first = [*islice(self._own(), MOST_EDGE_LINES)]
        last = [*self._own(start := max(line_start(text, len(text) - NEAR_END), 0))]
        while start and len(last) < EDGE_LINES:
            last = [*self._own(start := line_start(text, max(3 * start - 2 * len(text), 0)))]
        last = last[-MOST_EDGE_LINES:]
        self.head = first[self._to_prose(first)][1] if len(first) >= EDGE_LINES else len(text)
        self.tail = last[-1 - self._to_prose(last[::-1])][0] if len(last) >= EDGE_LINES else 0
        self.last = last[-1][1] if last else 0
        rest = self._own(first[-1][1]) if first else iter(())
        over = chain(first, islice(rest, MOST_MENU_LINES))
        opening = next((start for start, end in over if HAN_TEXT.search(text, start, end)), None)
        self.opening = self.head if opening is None else opening
        self.closing = next((end for start, end in last[::-1] if HAN_TEXT.search(text, start, end)), self.tail)
        self.prose = opening is not None or any(HAN_TEXT.search(text, *span) for span in rest)
        self.weak = {span: row for span, row in self.weak.items() if self.holds(EDGE, *span)}

    def _own(self, start: int = 0) -> Iterator[Span]:
        """The lines from a place on that are not a site's. Those that may be, at the edges, are set down as weak."""
        for line in LINE.finditer(self.text, start):
            bare = line[0].strip()
            if not bare or line.start() in self.known:
                continue
            row = beside(fold(bare)) if len(bare) <= LONGEST_WEAK and len(self.weak) < MOST_WEAK_LINES else None
            if row:
                self.weak[line.span()] = row
            else:
                yield line.span()

    def _to_prose(self, lines: list[Span]) -> int:
        """The number of the first line that is prose, of the third at least."""
        prose = (n for n, span in enumerate(lines) if HAN_TEXT.search(self.text, *span))
        return max(next(prose, EDGE_LINES - 1), EDGE_LINES - 1)

    def holds(self, place: str, start: int, end: int) -> bool:
        """Whether a span stands where its entry says."""
        head, tail = end <= self.head, start >= self.tail
        return {ANYWHERE: True, HEAD: head, TAIL: tail, EDGE: head or tail}[place]

    def side(self, start: int, end: int) -> str | None:
        """The edge in which a span stands."""
        return next((place for place in (HEAD, TAIL) if self.holds(place, start, end)), None)

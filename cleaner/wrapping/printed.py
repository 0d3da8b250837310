"""Printed lines: how wide they are, what stands between two of them at the end of a page, and the width of the page.

Widths count 1 for a Han character and 0.5 for one below U+0100, as print does. Text that was printed and read back keeps a
trace of the page: where a line or a page ended, a line of text now ends at a multiple of the width of the page, give or
take the marks that a printer hangs over the margin or draws down to the next line, and the words that it keeps whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log, pi
from typing import NamedTuple

from cleaner.chars import BLANK, CLOSING, OPENING, pattern

CLOSERS = CLOSING + r",.;:!?)\]%％"
WIDEST = 82  # a line of more is not one of a page
PAGE_WIDTHS = range(20, 46)

# What a page leaves between two halves of a sentence: its number, in the ways it is written.
MARK = r"""
    [-—–·~－]{0,3} [ ]? [\d０-９]{1,4} [ ]? [-—–·~－]{0,3}
  | 第 [ ]? [\d０-９]{1,4} [ ]? 页 (?: [ ,，/]{0,3} 共 [ ]? [\d０-９]{1,4} [ ]? 页 )?
  | 共 [ ]? [\d０-９]{1,4} [ ]? 页 [ ,，/]{0,3} 第 [ ]? [\d０-９]{1,4} [ ]? 页
  | [\d０-９]{1,4} [ ]? / [ ]? [\d０-９]{1,4}
  | (?:[Pp]age|PAGE|[Pp]\.?) [ ]? \d{1,4} (?: [ ]? (?:of|/) [ ]? \d{1,4} )?
"""
PAGE_MARK = pattern(MARK, 64)  # re.X
MARK_ENDS = frozenset("0123456789０１２３４５６７８９页 -—–·~－")
DIGITS = pattern("[0-9０-９]+")
HEADER_WIDTH = 40  # of a running header at most
PAGES_NEAR = 10_000  # characters on each side
HEADER_TIMES, NUMBERED_TIMES = 3, 2  # lines alike that make a running header; beside a number, but for their figures

UNIT = pattern(
    rf"[{OPENING}(\[]{{0,2}}(?:[A-Za-z][A-Za-z0-9'’_./-]{{0,40}}|\d[\d.,]{{0,40}}|.)[{CLOSERS}]{{0,2}}", 16
)  # re.S


def width(text: str) -> float:
    """How wide a line is printed.

    >>> width("第12条，Linux")
    6.5
    """
    return len(text) - len(text.encode("latin-1", "ignore")) / 2


class Page(NamedTuple):
    """A way to print: the width of a line, the indent of a paragraph, what a line strays from the width by, and how it varies."""

    width: int
    indent: int
    drift: float
    spread: float


# Cut anywhere, marks that hang over, marks that draw a character down with them: means and deviations per line, measured on
# 179 documents of news, law, narrative and technical prose printed so.
WAYS = [(-0.05, 0.25), (-0.1, 0.6), (-0.3, 0.6)]
PAGES = [Page(columns, indent, *way) for columns in PAGE_WIDTHS for indent in (0, 2) for way in WAYS]
ENDINGS = 3  # line ends that show the width of a page
SAMPLE = 12  # line ends that are looked at
LEAST_FIT = 3.0  # nats by which the best page explains them, after what it costs to choose it among so many


def fit(page: Page, text_width: float, begins: bool) -> float:
    """How much better than chance, in nats, a piece of this width ends at the end of a printed line.

    >>> fit(PAGES[36], 52.0, False) > 2 > 0 > fit(PAGES[36], 45.0, False)
    True
    """
    printed = text_width + (page.indent if begins else 0)
    count = max(round(printed / page.width), 1)
    off = printed - count * (page.width + page.drift)
    variance = 0.1 + count * page.spread**2
    chance = 0.02  # a line may end early for a reason of its own
    density = exp(-off * off / 2 / variance) / (2 * pi * variance) ** 0.5
    return log(chance + (1 - chance) * density * page.width)


def page_of(pieces: Sequence[tuple[float, bool]]) -> Page | None:
    """The page on which these pieces (their widths, and whether they begin a paragraph) end with a printed line, if there is one."""
    if len(pieces) < ENDINGS:
        return None
    step = -(-len(pieces) // SAMPLE)
    sample = pieces[::step]
    best = max(PAGES, key=lambda page: sum(fit(page, *piece) for piece in sample))
    gain = sum(fit(best, *piece) for piece in sample) - log(len(PAGES))
    return best if gain >= LEAST_FIT else None


class Headers:
    """The lines that a document repeats."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._alike: Counter[str] | None = None

    def has(self, line: str, at: int, numbered: bool) -> bool:
        """Whether a line is a running header: short, and there again on pages near by; beside a number, but for its figures."""
        if len(line) > 2 * HEADER_WIDTH or width(line) > HEADER_WIDTH or "|" in line or not any(map(str.isalpha, line)):
            return False
        if not numbered:
            near = self._text.count(f"\n{line}\n", max(at - PAGES_NEAR, 0), at + PAGES_NEAR)
            return near >= HEADER_TIMES
        if self._alike is None:
            lines = (raw.strip(BLANK) for raw in self._text.splitlines())
            self._alike = Counter(DIGITS.sub("0", raw) for raw in lines if 2 <= len(raw) <= 2 * HEADER_WIDTH)
        return self._alike[DIGITS.sub("0", line)] >= NUMBERED_TIMES


ENDED = pattern(r"[。！？][”’）》」』】)]?[ \t\u3000]*(?:\r\n|[\n\r])(?=(\s?))")
GAPS_SEEN = 5  # ends of paragraphs that show how a document sets them apart


class Gaps:
    """How a document sets its paragraphs apart, seen at the lines that end with a sentence: nothing of it changes when lines are joined."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._usual: int | None = None

    def odd(self, breaks: int) -> bool:
        """Whether so many line ends stand nowhere else between two paragraphs."""
        if self._usual is None:
            blank = ENDED.findall(self._text)
            close = sum(char not in "\n\r" for char in blank) if blank else 0
            apart = len(blank) - close
            self._usual = 0
            if apart >= GAPS_SEEN and close <= apart / 20:
                self._usual = 2
            elif close >= GAPS_SEEN and apart <= close / 20:
                self._usual = 1
        return self._usual > 0 and breaks != self._usual


def unit(text: str) -> float:
    """The width of what a printer keeps together at the start of a line."""
    return width(UNIT.match(text)[0]) if text else 0.0  # type: ignore[index]


def is_full(columns: float, printed: float, following: float, hangs: int) -> bool:
    """Whether a line of this width ends because the following unit did not fit."""
    return printed + following > columns and printed <= columns + hangs

"""Printed lines: how wide they are, what stands between two of them at the end of a page, and the width of the page.

Widths count 1 for a Han character and 0.5 for one below U+0100, as print does. Text that was printed and read back keeps a
trace of the page: where a line or a page ended, a line of text now ends at a multiple of the width of the page, give or
take the marks that a printer hangs over the margin or draws down to the next line, and the words that it keeps whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import exp, log, pi, prod, sqrt
from operator import mul
from typing import NamedTuple

from cleaner.chars import BLANK, CLOSING, OPENING, pattern
from cleaner.wrapping.page_marks import DASHED, OF_ALL, ONE, SHARE

CLOSERS = CLOSING + r",.;:!?)\]%％"
WIDEST = 82  # a line of more is not one of a page
PAGE_WIDTHS = range(20, 46)

# What a page leaves between two halves of a sentence: its number, in the ways it is written.
MARK = rf"""
    {OF_ALL} | {ONE} | {SHARE} | {DASHED}
  | [-—–·~－]{{0,3}} [ ]? \d{{1,4}} [ ]? [-—–·~－]{{0,3}}
  | 共 [ ]? \d{{1,4}} [ ]? [页頁] [ ,，/]{{0,3}} 第 [ ]? \d{{1,4}} [ ]? [页頁]
  | (?:[Pp]age|PAGE|[Pp]\.?) [ ]? \d{{1,4}} (?: [ ]? (?:of|/) [ ]? \d{{1,4}} )?
  | [页頁] [ ]? \d{{1,4}}
"""
PAGE_MARK = pattern(MARK, re.X)
MARK_ENDS = frozenset("0123456789０１２３４５６７８９页頁 -—–·•~～－)）]】")
DIGITS = pattern("[0-9０-９]+")
HEADER_WIDTH = 40  # of a running header at most
TITLE = 8  # characters of the title of a document at least, which a running header repeats
FEW = 4  # places of it at most: chapters may be named after the book
CHAPTER_NUMBER = pattern("[（(][0-9〇一二三四五六七八九十百]{1,5}[）)]|第[0-9〇一二三四五六七八九十百]{1,5}[章回集话]")
CHAPTER, OPENING_WIDTH = 45, 4  # characters of a heading at most, and of its beginning
SAID = frozenset(".。！？!?，,…")  # what is said again and again ends in these; a line of ASCII is a name in code
NAME = 3  # characters of a line that names an author, under the title of each piece
PAGES_NEAR = 10_000  # characters on each side
HEADER_TIMES, NUMBERED_TIMES = 3, 2  # lines alike that make a running header; beside a number, but for their figures

UNIT = pattern(
    rf"[{OPENING}(\[]{{0,2}}(?:[A-Za-z][A-Za-z0-9'’_./-]{{0,40}}|\d[\d.,]{{0,40}}|.)[{CLOSERS}]{{0,2}}", re.S
)


def width(text: str) -> float:
    """How wide a line is printed.

    >>> width("第12条，Linux")
    6.5
    """
    return len(text) - len(text.encode("latin-1", "ignore")) / 2


class Page(NamedTuple):
    """A way to print: the width of a line, the indent of a paragraph, what a line strays from the width by, and how it varies."""

    columns: int
    indent: int
    drift: float
    spread: float


# Cut anywhere, marks that hang over, marks that draw a character down with them: means and deviations per line, measured on
# 179 documents of news, law, narrative and technical prose printed so.
WAYS = [(-0.05, 0.25), (-0.1, 0.6), (-0.3, 0.6)]
TURN = 2 * pi
EARLY = 0.02  # chance that a line ends early for a reason of its own
FAR = 12.0  # nats: much less than by chance
PAGES = [Page(columns, indent, *way) for columns in PAGE_WIDTHS for indent in (0, 2) for way in WAYS]
NEAR_ENDS = 6  # line ends before and after a place that tell how its page was printed


@lru_cache(maxsize=1 << 9)
def fits(text_width: float, begins: bool) -> tuple[float, ...]:
    """For each of PAGES: how much likelier than by chance a piece of this width ends at the end of a printed line.

    >>> told = dict(zip(PAGES, fits(52.0, False)))
    >>> told[Page(26, 0, -0.05, 0.25)] > 5 > 0.1 > told[Page(30, 0, -0.05, 0.25)]
    True
    """
    found = []
    for columns, indent, drift, spread in PAGES:
        printed = text_width + indent if begins else text_width
        count = round(printed / columns) or 1
        off = printed - count * (columns + drift)
        variance = 0.1 + count * spread * spread
        nats = off * off / 2 / variance
        found.append(EARLY + (exp(-nats) / sqrt(TURN * variance) * columns if nats < FAR else 0.0))
    return tuple(found)


class Ways:
    """How a text was printed, as far as the likely joints show."""

    def __init__(self, pieces: Sequence[tuple[float, bool]]) -> None:
        """The pieces of text before the joints: their widths, and whether they begin a paragraph."""
        self._pieces = pieces

    def fit(self, text_width: float, begins: bool, at: int, is_own: bool) -> tuple[float, int]:
        """How much better than chance, in nats, a piece ends with a printed line of the page that the joints near it show, and how
        wide that is (0 where they show none). It stands before the joint with the number `at`, or is that one.

        >>> nats, columns = Ways([(52.0, False), (78.0, False), (26.0, False)]).fit(104.0, False, 3, False)
        >>> nats > 1, columns
        (True, 26)
        """
        others = [*self._pieces[max(at - NEAR_ENDS, 0) : at], *self._pieces[at + is_own : at + is_own + NEAR_ENDS]]
        if not others:
            return 0.0, 0
        likely = [prod(column) for column in zip(*(fits(*piece) for piece in others), strict=True)]
        nats = log(sum(map(mul, likely, fits(text_width, begins))) / sum(likely))
        # a miss is no evidence against: once the others are joined, nobody would know
        return (nats, PAGES[likely.index(max(likely))].columns) if nats > 0 else (0.0, 0)


class Headers:
    """The lines that a document repeats, and those that hold its title."""

    def __init__(self, text: str) -> None:
        self._text = text
        title = text[: 2 * HEADER_WIDTH].lstrip().partition("\n")[0].strip(BLANK + "#* ")
        self._title = title if len(title) >= TITLE and text.count(title) <= FEW else ""
        self._alike: Counter[str] | None = None
        self._openings: Counter[str] | None = None

    def is_chapter(self, line: str) -> bool:
        """Whether a line is a heading with a comma in it, by others that begin alike: 青山旧事（三）——夜半来客，天明方散."""
        if len(line) > CHAPTER or "。" in line or not CHAPTER_NUMBER.search(line):
            return False
        if self._openings is None:
            self._openings = Counter(raw[:OPENING_WIDTH] for raw in self._text.split("\n") if len(raw) <= CHAPTER)
        return self._openings[line[:OPENING_WIDTH]] > 2

    def titled(self, line: str) -> bool:
        """Whether a line holds the title of the document, beside authors and page numbers."""
        return self._title != "" and self._title in line and 0 < len(line) - len(self._title) <= HEADER_WIDTH

    def has(self, line: str, at: int, numbered: bool) -> bool:
        """Whether a line is a running header: short, and there again on pages near by; beside a number, but for its figures."""
        if len(line) > 2 * HEADER_WIDTH or width(line) > HEADER_WIDTH or not any(map(str.isalpha, line)):
            return False
        if "|" in line or "\t" in line:
            return False
        if not numbered:
            if len(line) <= NAME or line.isascii() or line[-1] in SAID:
                return False
            near = self._text.count(f"\n{line}\n", max(at - PAGES_NEAR, 0), at + PAGES_NEAR)
            return near >= HEADER_TIMES
        if self._alike is None:
            lines = (raw.strip(BLANK) for raw in self._text.splitlines())
            self._alike = Counter(DIGITS.sub("0", raw) for raw in lines if 2 <= len(raw) <= 2 * HEADER_WIDTH)
        return self._alike[DIGITS.sub("0", line)] >= NUMBERED_TIMES


def is_page_number(line: str) -> bool:
    """Whether a line may be the number of a page; with a hyphen before it alone it is the option of a command.

    >>> is_page_number("- 12 -"), is_page_number("-6")
    (True, False)
    """
    return PAGE_MARK.fullmatch(line) is not None and (line[0] != "-" or not line[-1].isdigit())


def numbered(above: str) -> bool:
    """Whether a number stands alone in one of the whole lines above: nearer than a page ends, they number what follows them."""
    return any(PAGE_MARK.fullmatch(line.strip(BLANK)) for line in above.split("\n")[1:-1])


def unit(text: str) -> float:
    """The width of what a printer keeps together at the start of a line."""
    return width(UNIT.match(text)[0]) if text else 0.0  # type: ignore[index]


def is_full(columns: float, printed: float, following: float, hangs: int) -> bool:
    """Whether a line of this width ends because the following unit did not fit."""
    return printed + following > columns and printed <= columns + hangs

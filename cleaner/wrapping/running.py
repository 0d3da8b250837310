"""Running headers and numbers of pages that show themselves: short lines, alike but for their figures, that interrupt sentences.

山乡饮食笔记 35, 第三章 腌菜 | 36, xii, — 12 —: no table knows them, and a heading or a refrain can look the same. But where one
stands again and again, a page apart, and the line above it goes on in the line below rather than in it, the page was cut there.
Those of its kind that stand between two paragraphs are the same then, and the number of the page beside them is no text either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from cleaner.chars import BLANK, CLOSING, pattern
from cleaner.wrapping.halves import ENDS, HEADING, NEAR, OPENER, SENTENCE, has_han, may_begin, may_end, reads_on
from cleaner.wrapping.page_marks import PAGE
from cleaner.wrapping.printed import DIGITS, HEADER_WIDTH, SAID, is_page_number, width

SPLIT = pattern(r"[\n\r\f]")
LINE = pattern(r"[^\n\r\f]+")
ROMAN = pattern(
    r"(?<![A-Za-z])(?=[ivxl])(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})$|(?<![A-Za-z])(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})$"
)
ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50}
CAPTION = pattern(r"[（(]?(?:[图圖表式注註例]|公式|步骤)[ ]?0")  # 图3, 表4: each is one of its own
MARKUP = frozenset("#|`<>*=$")  # code, tables and Markdown begin lines so, and repeat them for reasons of their own

LEAST_CUT, LEAST_BARE = 2, 3  # sentences that lines alike interrupt; without a number in them or beside them
CUT, BARE_CUT = 0.5, 0.7  # share of them, of those with a line above that ends no sentence; the same
AGAIN = 0.3  # share of them, of all: the others stand between sentences and paragraphs
LEAST_NATS, MEAN_NATS = 1.5, 4.5  # by which the line above goes on in the line below: each, and on average
BETTER = 1.0  # nats by which it does rather than in the header
WITHIN_NATS = 3.0  # the same of a page mark that is no header
SEEN = 60  # characters of the lines above and below that are looked at
AGAINST = -1.0  # nats of a line that goes on in the header
LEAST_WIDTH = 10.0  # of the line above: a line of seven characters is verse
BESIDE = 2  # lines next to a header that are passed over on the way to the text: the number, another header


class _Line(NamedTuple):
    start: int
    end: int
    bare: str


class _Cut(NamedTuple):
    """A place where a line may interrupt a sentence: the nats by which the line above goes on in the line below, and by which the
    line between does; both lines."""

    goes_on: float
    follows: float
    lines: tuple[str, str]


class Header(NamedTuple):
    """A running header or the number of a page, and whether the line above it ends no sentence."""

    start: int
    end: int
    bare: str
    cut: bool
    is_number: bool


class Running:
    """The running headers of a text, looked for when the first of its lines is asked about."""

    def __init__(self, text: str) -> None:
        self._text = text

    def has(self, start: int) -> bool:
        """Whether the line that begins here is one, or a page number of a kind that interrupts sentences."""
        return start in self._found

    def headers(self) -> list[Header]:
        """All of them, in order."""
        return sorted(self._found.values())

    @cached_property
    def _found(self) -> dict[int, Header]:
        rows = [_Line(m.start(), m.end(), bare) for m in LINE.finditer(self._text) if (bare := m[0].strip(BLANK))]
        alike: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(rows):
            if len(row.bare) <= 2 * HEADER_WIDTH and _may_run(row.bare):
                alike[_key(row.bare)].append(at)
        groups = [ats for key, ats in alike.items() if len(ats) >= LEAST_CUT and _are_paged(rows, key, ats)]
        passed = {at for ats in groups for at in ats}
        found: dict[int, Header] = {}
        for ats in groups:
            told = [_told(rows, at, passed) for at in ats]
            if _are_running(told, _are_numbered(rows, ats)):
                first = told[0] is None and _is_heading(rows, ats[0])
                pairs = zip(ats[first:], told[first:], strict=True)
                found |= {rows[at].start: _header(rows[at], cut is not None) for at, cut in pairs}
        return found | {row.start: _header(row, cut) for row, cut in _numbers(rows, found)}


def _header(row: _Line, cut: bool) -> Header:
    return Header(*row, cut, _is_number(row.bare))


def _may_run(line: str) -> bool:
    """Whether a line may be a header: it is no sentence, no row of a table, no markup, no half of what stands in brackets, and no reference of a manual:
    算术求值 (EVALUATION)."""
    if line[-1] in SAID or line[0] in MARKUP or line.count("（") != line.count("）"):
        return False
    if "\t" in line or not SENTENCE.isdisjoint(line):
        return False
    return {"(", ")"}.isdisjoint(_key(line).replace("(0)", ""))


def _key(line: str) -> str:
    """A line but for its figures."""
    return DIGITS.sub("0", ROMAN.sub("0", line))


def _figure(line: str) -> int:
    """The last number of a line; of 14 / 187 the first. 0 if there is none."""
    roman = ROMAN.search(line)
    if roman:
        values = [ROMAN_DIGITS[char] for char in roman[0].lower()]
        return sum(-low if low < high else low for low, high in pairwise([*values, 0]))
    figures = [figure for figure in DIGITS.findall(line) if len(figure) <= 4]
    return int(figures[0] if figures and is_page_number(line) else figures[-1]) if figures else 0


def _are_paged(rows: Sequence[_Line], key: str, ats: Sequence[int]) -> bool:
    """Whether lines alike stand a page apart; bare numbers have to rise too."""
    if any(rows[low].end + PAGE[0] > rows[high].start for low, high in pairwise(ats)):
        return False
    if any(map(str.isalpha, key)):
        return not key.isascii() and width(key) <= HEADER_WIDTH and not CAPTION.match(key)
    return is_page_number(key) and all(
        _figure(rows[low].bare) < _figure(rows[high].bare) for low, high in pairwise(ats)
    )


def _told(rows: Sequence[_Line], at: int, passed: set[int]) -> _Cut | None:
    """What the judge says of the lines above and below, if a sentence may be cut here."""
    above, below = _beside(rows, at, -1, passed), _beside(rows, at, 1, passed)
    if above is None or below is None:
        return None
    before, after = rows[above].bare, rows[below].bare
    if width(before) < LEAST_WIDTH or "\t" in before + after or not _may_go_on(before, after):
        return None
    if not has_han(before[-NEAR:] + after[:NEAR]):
        return None  # words that the judge does not know
    within = rows[at].bare
    goes_on, follows = reads_on(before, after), reads_on(within, after)
    if after[0] in CLOSING or goes_on <= reads_on(before, within) + BETTER:
        goes_on = AGAINST
    return _Cut(goes_on, follows, (before, after))


def _may_go_on(before: str, after: str) -> bool:
    """Whether the first line ends no sentence and the second one may have the rest of it."""
    if not may_end(before[-1]) or ENDS.search(before[-4:]) or HEADING.match(before):
        return False
    return may_begin(after) and not OPENER.match(after)


def is_within(text: str, start: int, end: int) -> bool:
    """Whether a sentence goes on over a span of whole lines.

    >>> text = "外婆传下来的三口腌菜的\\n\\n第4页\\n\\n大缸一直摆在院子里。"
    >>> is_within(text, 13, 16)
    True
    """
    above, below = text[max(start - SEEN, 0) : start].rstrip(), text[end : end + SEEN].lstrip()
    if not above or not below:
        return False
    before, after = (SPLIT.split(above)[-1].strip(BLANK), SPLIT.split(below)[0].strip(BLANK))
    return _may_go_on(before, after) and reads_on(before, after) >= WITHIN_NATS


def _beside(rows: Sequence[_Line], at: int, step: int, passed: set[int]) -> int | None:
    """The next line of text above or below."""
    for other in (at + step * far for far in range(1, BESIDE + 2)):
        if not 0 <= other < len(rows):
            return None
        if other not in passed and not is_page_number(rows[other].bare):
            return other
    return None


def _are_numbered(rows: Sequence[_Line], ats: Sequence[int]) -> bool:
    """Whether lines alike hold figures that rise, or stand beside numbers."""
    figures = [_figure(rows[at].bare) for at in ats]
    if figures[0] and all(low < high for low, high in pairwise(figures)):
        return True
    return all(any(_is_number(row.bare) for row in rows[max(at - 1, 0) : at + 2]) for at in ats)


def _are_running(told: Sequence[_Cut | None], numbered: bool) -> bool:
    """Whether enough of the lines interrupt a sentence, each another one; without numbers, it has to go on from the line above
    rather than from them."""
    opens = [each for each in told if each is not None]
    cut = [each for each in opens if each.goes_on >= LEAST_NATS]
    least, share = (LEAST_CUT, CUT) if numbered else (LEAST_BARE, BARE_CUT)
    if len(cut) < share * len(opens) or len(cut) < AGAIN * len(told):
        return False
    if any(len(set(side)) < least for side in zip(*(each.lines for each in cut), strict=True)) or len(cut) < least:
        return False
    goes_on, follows = (sum(nats) / len(cut) for nats in zip(*(each[:2] for each in cut), strict=True))
    return goes_on >= MEAN_NATS and (numbered or goes_on >= follows)


def _is_heading(rows: Sequence[_Line], at: int) -> bool:
    """Whether the first of lines alike may be the heading or the title that the others repeat: it has no number."""
    beside = rows[max(at - 1, 0) : at + 2]
    return _figure(rows[at].bare) == 0 and not any(_is_number(row.bare) for row in beside)


def _is_number(line: str) -> bool:
    return is_page_number(line) or ROMAN.fullmatch(line) is not None


def _numbers(rows: Sequence[_Line], found: dict[int, Header]) -> Iterator[tuple[_Line, bool]]:
    """The numbers of the pages above or below the headers, if they rise."""
    beside = []
    for at, row in enumerate(rows):
        near = [found[line.start] for line in rows[max(at - 1, 0) : at + 2] if line.start in found]
        if near and row.start not in found and _is_number(row.bare):
            beside.append((row, near[0].cut))
    figures = [_figure(row.bare) for row, _ in beside]
    if len(figures) >= LEAST_CUT and all(low < high for low, high in pairwise(figures)):
        yield from beside

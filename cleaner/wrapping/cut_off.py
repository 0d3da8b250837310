"""Numbers that stand in a line of their own, cut off from the title or the item that they number: 二、¶¶细胞膜 for 二、细胞膜.

A number is joined to the line below where others that it counts on with stand in one line with what they number. Where all of a row stand
alone, they are joined if they count from one and number items that end in ；, or titles with prose below. Left alone: numbers over
prose, which part the pieces of a story; 第一章 in a row of its like, for books print it so; a number alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.chars import BLANK, HAN, pattern
from cleaner.core import Edit, Span
from cleaner.outline.numbering import CIRCLED, Number, number_of

SURE, LIKELY = 0.95, 0.92
SIGNS = rf"一二三四五六七八九十第（(\d{CIRCLED}"
OPENS = rf"\n(?=[{BLANK}#{SIGNS}])(?:#{{1,6}} )?[{BLANK}]*"
ALONE = pattern(rf"{OPENS}[{SIGNS}][^\n，。]{{0,9}}?[{BLANK}\r]*\n")  # a line that may hold a number and nothing else
NUMBERED = pattern(rf"{OPENS}([{SIGNS}][^\n]{{0,99}})")
BELOW = pattern(rf"[{BLANK}\r]*\n(?:[{BLANK}\r]*\n)?\u3000*(?=[{HAN}A-Za-z“《])([^\n\r|]{{1,200}})")
FOLLOWING = pattern(r"\s*([^\n\r]{0,300})")
BLANK_LINE = pattern(rf"\n[{BLANK}\r]*\n")
APART = pattern(rf"[{BLANK}\r]*(?:\n[{BLANK}\r]*\n|\Z)")  # what stands after a line that blank lines set off
ITEMS = {"han", "bracketed", "figure", "figure-bracketed", "circled"}
BOOKS = {"part", "piece", "chapter", "section"}
TITLE = 30  # characters at most
ENDS = "。！？；：，、…;:,.!?”"
STOPS = "。！？；：”"
PROSE = 20  # characters of a line below a title at least, if it ends in no stop


class Item(NamedTuple):
    """A number that opens a line, what stands between it and what it numbers, and where that is, if it has a line of its own."""

    number: Number
    gap: Span
    line: Span | None
    heading: bool  # whether a mark of Markdown stands before it


def cut_off(text: str) -> Iterator[Edit]:
    """The numbers that belong to the line below.

    >>> text = "（一）宣传法律；\\n\\n（二）\\n\\n调解纠纷；\\n\\n（三）维护治安。"
    >>> [(edit.start, edit.end, edit.new) for edit in cut_off(text)]
    [(13, 15, '')]
    """
    if not any(number_of(m[0].strip("# \t\r\n\u3000\xa0")) for m in ALONE.finditer("\n" + text)):
        return
    rows: dict[str, list[list[Item]]] = {}
    for item in _items(text):
        of_kind = rows.setdefault(item.number.kind, [])
        if of_kind and of_kind[-1][-1].number.value + 1 == item.number.value:
            of_kind[-1].append(item)
        else:
            of_kind.append([item])
    for of_kind in rows.values():
        gaps = Counter(text[slice(*item.gap)] for row in of_kind for item in row if not item.line)
        new = max(gaps, key=gaps.__getitem__, default="")
        for row in of_kind:
            for item in row:
                if item.line and (confidence := _confidence(text, row, item, item.line)):
                    yield Edit(*item.gap, new, "cut-off-number", confidence)


def _items(text: str) -> Iterator[Item]:
    """The numbers of these kinds that something follows."""
    for m in NUMBERED.finditer("\n" + text):
        number, start, heading = number_of(m[1]), m.start(1) - 1, "#" in text[m.start() : m.start(1) - 1]
        if not number or number.kind not in ITEMS | BOOKS:
            continue
        end = start + number.length
        if rest := m[1][number.length :].strip():
            yield Item(number, (end, text.index(rest[0], end)), None, heading)
        elif (below := BELOW.match(text, end)) and not number_of(below[1]):
            yield Item(number, (end, below.start(1)), below.span(1), heading)


def _confidence(text: str, row: list[Item], item: Item, line: Span) -> float:
    """How sure it is that a number of a row that stands alone was cut off."""
    lines = [each.line for each in row if each.line]
    if len(lines) < len(row):
        few = len(lines) * 2 <= len(row)
        titled = _is_title(text, line) and (not BLANK_LINE.search(text, *item.gap) or bool(APART.match(text, line[1])))
        if item.heading or item.number.kind in BOOKS:
            return SURE if len(lines) * 4 <= len(row) and titled else 0
        return SURE if few or titled or _ends(text, line) == "；" else 0
    if item.number.kind in BOOKS or len(row) < 2 or row[0].number.value != 1:
        return 0
    if [_ends(text, line) for line in lines[:-1]] == ["；"] * (len(row) - 1):
        return SURE
    return LIKELY if all(_is_title(text, line) and _over_prose(text, line) for line in lines) else 0


def _ends(text: str, line: Span) -> str:
    return text[slice(*line)].rstrip()[-1]


def _is_title(text: str, line: Span) -> bool:
    title = text[slice(*line)].rstrip()
    return len(title) <= TITLE and title[-1] not in ENDS


def _over_prose(text: str, line: Span) -> bool:
    below = FOLLOWING.match(text, line[1])[1].rstrip()  # type: ignore[index]
    return len(below) >= PROSE or below.endswith(tuple(STOPS))

"""Numbers of pages and running headers that stand on lines of their own, and numbers that stand inside lines.

A number says 第3页, 3/12, - 3 - or 第3页 共12页. It is a page's where the text has several that rise, about a page's worth of text apart;
one that counts all pages needs no other. A bare number is left alone: chapters and verses have such lines. A running header is a short
line that comes again, digits apart, beside the numbers of the pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from cleaner.chars import HAN, pattern
from cleaner.lines import line_start

# The ways to write it, for re.X; wrapping/printed.py knows the same and bare numbers.
_GAP = r"[ \u3000]{0,2}"
_DASH = "[-—–－·•～~]{1,3}"
OF_ALL = rf"""
    第{_GAP}\d{{1,4}}{_GAP}[页頁][ \u3000,，/|]{{0,3}}[（(]?{_GAP}/?{_GAP}共{_GAP}\d{{1,4}}{_GAP}[页頁]{_GAP}[)）]?
  | [Pp]age[ ]\d{{1,4}}[ ](?:of|/)[ ]\d{{1,4}}
"""
ONE = rf"[（(\[【]?第{_GAP}\d{{1,4}}{_GAP}[页頁][)）\]】]?"
SHARE = rf"\d{{1,4}}{_GAP}[/／]{_GAP}\d{{1,4}}"
DASHED = rf"{_DASH}{_GAP}\d{{1,4}}{_GAP}{_DASH}"
NUMBER = re.compile(
    rf"[ \t\u3000]{{0,20}}(?: (?P<of_all>{OF_ALL}) | (?P<page>{ONE}) | (?P<share>{SHARE}) | (?P<dashed>{DASHED}) )"
    r"[ \t\u3000]{0,20}(?=[\n\r]|\Z)",
    re.X,
)
# Where a line may hold one: it begins like that, and no further than a number and its mark.
BEGINS, CR_BEGINS = (
    pattern(
        rf"{end}(?=[ \t\u3000\-—–－·•～~（(\[【第\dPp])"
        r"(?:[ \t\u3000]{0,20}[-—–－·•～~（(\[【]{0,3}[ \u3000]{0,2}(?:第[ \u3000]{0,2})?\d{1,4}[ \u3000]{0,2}[页頁/／\-—–－·•～~]|[Pp]age \d)"
    )
    for end in (r"\n", r"[\n\r]")
)
SURE, UNPROVEN = 0.95, 0.6  # what is not proven wins nothing by its neighbours either
LEAST = 3  # numbers that rise
PAGE = (150, 4000)  # characters of a page of print, at least and at most
SPREAD = 3.0  # the longest page by the shortest, both by what stands between two numbers
HEADER = 40  # characters of a running header at most
DIGITS = re.compile(r"\d+")
# A number with the count of all pages inside a line, as what shows pages of slides runs them together: 认 2 / 51真.
WITHIN = pattern(rf"(?<=[{HAN}，。；：、！？”）》])[ ]{{1,2}}(\d{{1,3}})[ ]/[ ](\d{{1,3}})(?=[{HAN}“（《])")
FEWEST_PAGES = 5

Mark = tuple[int, int, str, float]  # start, end, kind, confidence


def page_marks(text: str) -> Iterator[Mark]:
    """Lines that are the number of a page or a running header.

    >>> text = "\\n".join(f"{'山高水长。' * 60}\\n第{n}页" for n in (1, 2, 3))
    >>> [text[start:end] for start, end, *_ in page_marks(text)]
    ['第1页', '第2页', '第3页']
    """
    series: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    sure: list[Mark] = []
    places = [-1, *(m.start() for m in (CR_BEGINS if "\r" in text else BEGINS).finditer(text))]
    for m in filter(None, (NUMBER.match(text, at + 1) for at in places)):
        if m["of_all"]:
            sure.append((*m.span(), "page-number", SURE))
        elif m["share"]:
            number, of_all = map(int, DIGITS.findall(m["share"]))
            series[f"/{of_all}"].append((*m.span(), number))
        else:
            series["page" if m["page"] else "dash"].append((*m.span(), int(DIGITS.findall(m[0])[0])))
    for numbers in series.values():
        verdict = _pages(numbers)
        if verdict:
            sure += [(start, end, "page-number", verdict) for start, end, _ in numbers]
    yield from sure
    pages = [mark for mark in sure if mark[3] >= SURE]
    if len(pages) >= LEAST:
        yield from _headers(text, pages)


def page_marks_within(text: str) -> Iterator[Mark]:
    """Numbers of pages inside lines, of a text that counts them all one after another.

    >>> text = "他的刻苦、认 2 / 51真、严谨，人人都知道。那时候的旧报 3 / 51纸，他一张一张地读，有的 4 / 51已经发黄了。"
    >>> [text[start:end] for start, end, *_ in page_marks_within(text)]
    [' 2 / 51', ' 3 / 51', ' 4 / 51']
    """
    series: dict[str, list[re.Match[str]]] = defaultdict(list)
    for m in WITHIN.finditer(text) if " / " in text else ():
        series[m[2]].append(m)
    for of_all, found in series.items():
        numbers = [int(m[1]) for m in found]
        rising = all(high - low == 1 for low, high in pairwise(numbers))
        if len(found) >= LEAST and rising and FEWEST_PAGES <= int(of_all) >= numbers[-1]:
            yield from ((*m.span(), "page-mark-in-sentence", SURE) for m in found)


def _pages(numbers: list[tuple[int, int, int]]) -> float:
    """How sure it is that these are the numbers of pages: they rise, and as much text stands between two as on a page."""
    if len(numbers) < LEAST:
        return 0
    rates = []
    for (_, end, low), (start, _, high) in pairwise(numbers):
        if high <= low:
            return 0
        rates.append((start - end) / (high - low))
    even = min(rates) >= PAGE[0] and max(rates) <= PAGE[1] and max(rates) <= SPREAD * min(rates)
    return SURE if even else UNPROVEN


def _headers(text: str, pages: list[Mark]) -> Iterator[Mark]:
    """Short lines next to the numbers that are the same on nearly every page, digits apart."""
    beside: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end, *_ in pages:
        for span in (_line_before(text, start), _line_after(text, end)):
            bare = text[span[0] : span[1]].strip()
            if 2 <= len(bare) <= HEADER and bare[-1] not in "。！？；，：、":
                beside[DIGITS.sub("0", bare)].append(span)
    for spans in beside.values():
        if len(spans) >= LEAST and len(spans) * 2 >= len(pages):
            yield from ((start, end, "running-header", SURE) for start, end in dict.fromkeys(spans))


def _line_before(text: str, at: int) -> tuple[int, int]:
    least = max(at - 40, 0)
    end = least + len(text[least:at].rstrip("\n\r \t\u3000"))
    low = max(end - HEADER - 8, 0)
    start = line_start(text, end, low)
    return (start, end) if start > low or not low else (end, end)


def _line_after(text: str, at: int) -> tuple[int, int]:
    start = at
    while start < min(at + 40, len(text)) and text[start] in "\n\r":
        start += 1
    found = re.compile(r"[^\n\r]{0,48}").match(text, start)
    return found.span() if found else (start, start)

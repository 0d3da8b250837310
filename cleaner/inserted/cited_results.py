"""Marks of search results that a writing machine left in its article: 挤满了半条街-3。 and （网页22）. Used by passes/noise.py.

The machine numbers what it found, and says behind each sentence where that comes from; the site shows the marks and not the list. Several
stand in one article, with different numbers. Left alone: figures of a game (敏捷-4), models (运-20) and names in lists, for what goes before
such a mark is a sentence; citations in square brackets, for papers have those.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.chars import HAN, pattern
from cleaner.core import Edit

SURE, LIKELY = 0.95, 0.92
FEW, KINDS = 3, 3  # marks that prove each other, and different ones among them
SOURCES = ("网页", "網頁", "搜索结果", "引用", "citation:")  # one of these stands in a named mark
NAMED = pattern(
    r"[（(](?:网页|網頁|搜索结果|引用)[ ]?[0-9]{1,3}(?:[、，,][ ]?(?:网页|網頁)?[0-9]{1,3}){0,4}[)）]|\[citation:[0-9]{1,3}\]"
)
DASHED = pattern(r"-[1-9][0-9]?(?:-[1-9][0-9]?){0,3}(?![0-9-])(?=[。！？]|[ \t]*(?:[\r\n]|\Z))")
SPOKEN = pattern(rf"[，、：；][^，。、：；！？\n]{{0,20}}[{HAN}”’）]\Z|[{HAN}]{{12}}\Z")
COUNTED = pattern(rf"[{HAN}][+＋][0-9]")  # where figures are added, others are taken away
BEFORE = 30


def cited_results(text: str) -> Iterator[Edit]:
    """The marks of search results, in a text that has several.

    >>> text = "卖菜的摊子挤满了小半条街-1。最热闹的要数桥头，去晚了站不下脚-3。城里人图新鲜，也都爱来赶早-2-5。"
    >>> [text[edit.start : edit.end] for edit in cited_results(text)]
    ['-1', '-3', '-2-5']
    """
    named = list(NAMED.finditer(text)) if any(source in text for source in SOURCES) else []
    if len({m[0] for m in named}) >= KINDS:
        for m in named:
            yield Edit(*m.span(), "", "cited-result", SURE, {"mark": m[0], "count": len(named)})
    dashed = [m for m in DASHED.finditer(text) if SPOKEN.search(text, max(m.start() - BEFORE, 0), m.start())]
    if len(dashed) >= FEW and len({m[0] for m in dashed}) >= KINDS and not COUNTED.search(text):
        for m in dashed:
            yield Edit(*m.span(), "", "cited-result", LIKELY, {"mark": m[0], "count": len(dashed)})

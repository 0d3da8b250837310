"""Pages that a document-sharing site numbered like a list: 面对困难就¶2、变得害怕起来.

Its previews are one long line a page, each with its number and 、 before it, and the pages end wherever they were full: mid-sentence,
mid-word. Some put a 。 at the end of every page, too. The numbers rise from one to the last without a gap, and at least one
page ends where no item of a list can. Left alone: lists, whose items are whole; a series with a short line in it or beside another text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import BLANK, pattern
from cleaner.wrapping.halves import ENDS, NEAR, reads_on

PAGE = 100  # characters of a page at least, but the last
EVEN = 2.0  # the longest by the shortest, the last left out: a site cuts after so many characters
# Nats by which a page reads on in the next, if one does, or two: of 1,411 paragraphs of clean text cut by lot 92 and 96 in 100 have as many.
ONE, TWO = 5.0, 4.2
ON = 0.0  # where the pages are proven: all have more
SURE, NEXT, WHOLE = 0.98, 0.95, 0.93

FIRST = pattern(rf"(?:^|(?<=[\n\r]))[{BLANK}]{{0,4}}1、(?=[^\n\r]{{{PAGE}}})")
LINE = pattern(
    rf"(?P<number>[{BLANK}]{{0,4}}(?P<count>\d{{1,3}})、[{BLANK}]{{0,2}})(?P<page>[^\n\r]*?)(?P<end>[{BLANK}]*(?:[\n\r][\n\r{BLANK}]*|\Z))"
)
NEVER_FIRST = tuple("，、。；：！？）》”’,;)%")


class Page(NamedTuple):
    """A page: where its number begins and ends, and where the page ends."""

    start: int
    number: int
    end: int


class Turn(NamedTuple):
    """Where one page goes over into the next: what goes for what, how sure that is, and the number between them."""

    start: int
    end: int
    confidence: float
    mark: str
    joined: bool


def turns(text: str) -> Iterator[Turn]:
    """The numbers of pages, with the line ends before those that cut a sentence.

    >>> page = "大家在院子里种菜养花，" * 12
    >>> text = f"1、{page}日子过得很\\n2、充实，也很快乐。{page}大家都说\\n3、好。"
    >>> [(text[turn.start : turn.end], turn.joined) for turn in turns(text)]
    [('1、', False), ('\\n2、', True), ('\\n3、', True)]
    """
    if "2、" not in text:
        return
    done = 0
    for first in FIRST.finditer(text):
        if first.start() >= done:
            pages = _pages(text, first.start())
            done = pages[-1].end
            yield from _turns(text, pages)


def _pages(text: str, at: int) -> list[Page]:
    """The lines from one on that are numbered in turn."""
    found: list[Page] = []
    while (line := LINE.match(text, at)) and int(line["count"]) == len(found) + 1:
        found.append(Page(at, line.end("number"), line.start("end")))
        at = line.end()
    return found


def _turns(text: str, pages: list[Page]) -> Iterator[Turn]:
    sizes = [page.end - page.number for page in pages[:-1]]
    if not sizes or min(sizes) < PAGE or max(sizes) > EVEN * min(sizes):
        return
    found = [_turn(text, page, after) for page, after in pairwise(pages)]
    stopped = all(stop for stop, _ in found)  # a 。 at the end of each page
    told = sorted((nats for stop, nats in found if stop == stopped), reverse=True)
    proven = (told[0] >= ONE and not stopped) or (len(told) > 1 and told[1] >= TWO)
    if not proven or 2 * sum(nats >= TWO for nats in told) < len(told):
        return
    start, number, _ = pages[0]
    yield Turn(start, number, NEXT, text[start:number].strip(), False)
    for (stop, nats), page, after in zip(found, pages, pages[1:], strict=False):
        mark = text[after.start : after.number].strip()
        if nats >= ON and stop <= stopped:
            yield Turn(page.end - stop, after.number, SURE if nats >= TWO else NEXT, mark, True)
        else:
            yield Turn(after.start, after.number, WHOLE, mark, False)


def _turn(text: str, page: Page, after: Page) -> tuple[bool, float]:
    """Whether a page ends in 。, and by how much it reads on in the next, without that."""
    left, right = text[page.number : page.end].rstrip(BLANK), text[after.number : after.end]
    stop = left.endswith("。")
    if right.startswith(NEVER_FIRST):
        return stop, ONE + TWO
    left = left.removesuffix("。")
    if not left or not right or ENDS.search(left[-4:]):
        return stop, -ONE
    if not stop:
        return False, reads_on(left, right)
    return True, -ONE if left[-1].isascii() else judge.odds(left[-NEAR:], "。\n", "", right[:NEAR])

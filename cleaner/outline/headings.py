"""The lines of a document that are headings: those with a mark of Markdown, and those that may have lost it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.chars import HAN_LETTER, pattern
from cleaner.core import Span
from cleaner.limits import off_limits
from cleaner.outline.numbering import CIRCLED, Number, number_of, stitched
from cleaner.spans import merge

if TYPE_CHECKING:
    from cleaner.outline.levels import Run

MARKED = pattern(r"\n {0,3}(#{1,6})(?:[ \t\u3000]+|(?=[一二三四五六七八九十第（]))([^\n]*)")
NUMBER_SIGNS = rf"第一二三四五六七八九十百（(\d{CIRCLED}"
NUMBERED = pattern(
    rf"\n(?=[ \t\u3000*{NUMBER_SIGNS}-])[ \t\u3000]{{0,8}}((?:\*\*)?(?:- )?(?=[{NUMBER_SIGNS}])[^\n]{{0,120}})"
)
LAST_WORD = pattern(r"篇 ?[一二三四五六七八九十\d]{1,3}[】）)]?\r?(?=\n)")
BARE = pattern(r"([1-9]\d?)[ \u3000]+(?=[\u4e00-\u9fff])")
CLOSING_MARKS = pattern(r"(?<![ \t])[ \t]+#+[ \t]*$")
BOLD = pattern(r"(\*\*|__)(?=\S)((?:(?!\1).){1,200})(?<=\S)\1")
NEXT_LINE = pattern(r"[ \t\r\n\u3000]*([^\n]{0,300})")
ENDS = "，、；：:,;。！？!?…．."
LONGEST_TITLE = 40
LONGEST_LINE = 60
LINE_ABOVE = 200
SENTENCE = 20  # characters from which on a line below a heading is prose
# Kinds that number headings rather than items of a list.
FIRM = ["book", "part", "piece", "chapter", "section", "han", "bracketed"]


@dataclass(slots=True, eq=False)
class Heading:
    """A line that is a heading, or may be one: its place, its level (0 without a mark), and the level it should have."""

    start: int  # of the line, after its indent
    body: int  # of the title
    end: int
    level: int
    title: str
    bold: str  # the mark of bold round the whole title
    number: Number | None
    target: int = 0
    parent: Heading | None = None
    run: Run | None = None

    @property
    def lost(self) -> bool:
        """Whether it should have a mark and has none."""
        return not self.level and self.target > 0


def marked(text: str) -> list[Heading]:
    """The headings with a mark of Markdown, outside code, tables and front matter.

    >>> [(heading.level, heading.title) for heading in marked("# 总结\\n\\n## 一、**经费** ##\\n")]
    [(1, '总结'), (2, '一、**经费**')]
    """
    if "#" not in text:
        return []
    found = [(m.start(1) - 1, m.start(2) - 1, m.end() - 1, len(m[1])) for m in MARKED.finditer("\n" + text)]
    places = _places(text, [(start, end) for start, _, end, _ in found])
    made = [_made(text, *given) for given in found if not _inside(given[0], places)]
    made = [heading for heading in made if heading.title and not _comment(text, heading)]
    wholes = [int(h.title.split(".")[0]) for h in made if h.number and h.number.kind.startswith("decimal")]
    for heading in made:
        if heading.number is None and wholes and (m := BARE.match(heading.title)) and int(m[1]) <= max(wholes) + 1:
            heading.number = Number("figure", int(m[1]), m.end())
    return made


def _comment(text: str, heading: Heading) -> bool:
    """Whether a line is rather a comment amid code: nothing parts it from the lines round it, and the next has no Han."""
    above = text[max(heading.start - 3, 0) : heading.start].replace("\r", "")
    end = heading.end + 1
    below = text[end : text.find("\n", end) if "\n" in text[end : end + LINE_ABOVE] else end + LINE_ABOVE].strip()
    return (
        bool(below) and bool(above) and not above.endswith("\n\n") and not HAN_LETTER.search(below) and below[0] != "#"
    )


def _places(text: str, spans: list[Span]) -> list[Span]:
    return merge(off_limits(text, spans)) if spans else []


def _inside(at: int, places: list[Span]) -> bool:
    near = bisect_right(places, (at, len(places) and places[-1][1])) - 1
    return near >= 0 and places[near][0] <= at < places[near][1]


def _made(text: str, start: int, body: int, end: int, level: int) -> Heading:
    title = CLOSING_MARKS.sub("", text[body:end].rstrip()) if level else text[body:end].rstrip()
    whole = BOLD.fullmatch(title)
    bare = whole[2].strip() if whole else title
    return Heading(start, body, end, level, bare, whole[1] if whole else "", stitched(bare) or number_of(bare))


def unmarked(text: str, known: list[Heading], articles: bool = False) -> list[Heading]:
    """Lines with a number and without a mark that read like titles and stand before prose or narrower headings."""
    found = candidates(text, articles)
    if any(heading.number and heading.number.kind == "stitch" for heading in known):
        for m in LAST_WORD.finditer(text):
            start = text.rfind("\n", max(m.start() - 70, 0), m.start()) + 1
            line = text[start : m.end()].strip()
            if line[0] not in "#-*>|" and not any(mark in line for mark in ENDS) and stitched(line):
                found.append(_made(text, start, start, start + len(line), 0))
    places = _places(text, sorted((heading.start, heading.end) for heading in found))
    return [heading for heading in found if not _inside(heading.start, places)]


def candidates(text: str, articles: bool = False) -> list[Heading]:
    """The numbered ones of them, also in code and tables; articles (第一条) of contracts where they are asked for."""
    found: list[Heading] = []
    for m in NUMBERED.finditer("\n" + text):
        line = m[1].rstrip()
        if len(line) > LONGEST_LINE or line[-1] in ENDS or not number_of(line.lstrip("*- ")):
            continue
        start = m.start(1) - 1
        heading = _made(text, start, start, start + len(line), 0)
        if (
            heading.number
            and (articles or heading.number.kind != "article")
            and is_title(heading)
            and _before_prose(text, heading)
        ):
            found.append(heading)
    return found


def is_title(heading: Heading) -> bool:
    """Whether a line reads like a title: short, without the marks of a sentence."""
    bare = heading.title[heading.number.length :] if heading.number else heading.title
    if not 0 < len(bare.strip()) <= LONGEST_TITLE or bare.rstrip("*_ ")[-1:] in ENDS:
        return False
    return bool(HAN_LETTER.search(bare)) and not any(mark in bare for mark in "。！？；____\t|")


def _before_prose(text: str, heading: Heading) -> bool:
    assert heading.number
    firm = heading.number.kind in FIRM
    if not firm and not _apart(text, heading):
        return False
    below = NEXT_LINE.match(text, heading.end)[1]  # type: ignore[index]
    bare = below.lstrip("#").strip().strip("*")
    if not bare or (below[0] in "|>`~<" and not below.startswith("<br")):
        return False
    number = number_of(bare)
    if number or below[0] == "#":
        narrower = number is not None and number.rank > heading.number.rank
        return narrower and (below[0] == "#" or firm)
    if below[0] in "-*+" and below[1:2] == " ":
        return firm
    return len(bare) >= SENTENCE or bare[-1] in "。！？：；”"


def _apart(text: str, heading: Heading) -> bool:
    """Whether blank lines stand round a line, and no item of the same list before it."""
    above = text[max(heading.start - LINE_ABOVE, 0) : heading.start].rstrip(" \t\u3000")
    below = text[heading.end : heading.end + 6].replace("\r", "").lstrip(" \t")
    if not (not above or above.replace("\r", "").endswith("\n\n")) or not below.startswith("\n\n"):
        return False
    number = number_of(above.rstrip().rpartition("\n")[2].strip())
    return number is None or number.kind != heading.number.kind  # type: ignore[union-attr]

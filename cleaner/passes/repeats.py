"""What stands twice: a title again as first line, a paragraph or a whole article again, a line doubled, bold type drawn twice, slides whose
pieces stand twice (repetition/slides.py), the beginning of a text cut short above it (repetition/cut_short.py), single characters all over
a text (repetition/stutter.py).

The second is deleted as one change, whole lines with their line end and a neighbouring blank line. Lines are the same if their
letters are: spaces and marks may differ.

Left alone: refrains, verse and slogans (short lines, lines that end in ！), tables, forms, options of an exam, speakers' lines,
code, addresses and quotations (but in a block that stands again to the letter); the messages of a program, a line each; what a
manual says of each of its options, a few lines apart; a list of headlines at the top that stand again above their items;
sentences that a law or a contract has in several articles (but in a whole piece 篇2 that stands again); a text and its amended or
quoted version; reduplication (高高兴兴, 2020年年底). A paragraph that stands again in another place is held where it is a clause or
short.

Figures: 1.7 million characters of clean documents come out as they went in; in 102 million characters of clean paragraphs 18 lines go,
each of which does stand twice. Of 3,600 repeats put into other documents 98 % are deleted (tests/benchmarks/sites.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import compress
from operator import eq, itemgetter

from cleaner.core import Edit, Note, trigger
from cleaner.limits import off_limits
from cleaner.lines import whole_lines
from cleaner.markup.catalogue import is_catalogue
from cleaner.repetition.cut_short import summaries
from cleaner.repetition.drawn_twice import runs
from cleaner.repetition.repeated_lines import (
    BLOCK,
    ENDS,
    LIKELY,
    MEANT,
    PARAGRAPH,
    PROSE,
    TITLE,
    TOP,
    UNSURE,
    deletions,
    han,
    letters,
)
from cleaner.repetition.stutter import stutters
from cleaner.spans import merge

HALF = 24  # letters of the second half of a line that says the same twice
COPIES = 6  # in a line at most
UNEVEN = 0.1  # share of a line by which its halves may differ in length
COPIED = 50  # pieces of code and the like in lines that go, of which it is looked up whether they stood before
DATA = 3  # characters of which two are ASCII
CODE_MARK, CODE_MARKS = re.compile(r"[{}\[\]<>;\"'_]"), 20  # one of them in so many characters
PIECE = 4  # letters of 第一篇 at most
NEAR = 3  # rows between one that may stand twice and the next of a block: those between may differ in marks
TAIL = slice(-3, -1)  # characters at the end of a row, before its mark
EDGE, OPENING = 8, 4  # characters at the beginning of a line that tell whether it may stand twice, and right below


@trigger("\u4e00-\u9fff")
def repeats(text: str) -> Iterator[Edit | Note]:
    """Titles, lines, paragraphs and articles that stand twice, and bold type drawn twice.

    >>> text = "关于植树节的通知\\n关于植树节的通知\\n\\n三月十二日全校停课半天，到后山种树，请各班自带铁锹和水桶。"
    >>> [(text[edit.start : edit.end], edit.new) for edit in repeats(text)]
    [('\\n关于植树节的通知', '')]
    """
    yield from _within_limits(text, sorted(_twice(text)))


def _twice(text: str) -> Iterator[Edit]:
    drawn = [*runs(text)]
    for run in drawn:
        facts = {"text": text[run.start : run.end][:20]}
        yield Edit(run.start, run.end, run.once, "drawn-twice", run.confidence, facts)
    rows = [*filter(None, (text.replace("\r", "\n") if "\r" in text else text).split("\n"))]
    yield from (edit for edit in stutters(text) if not any(run.start <= edit.start < run.end for run in drawn))
    yield from _halves(text, rows)
    if (cut := [*summaries(text, rows)]) and not is_catalogue(text):
        yield from cut
    if _any_twice(rows):
        yield from _lines(text)


def _within_limits(text: str, edits: list[Edit]) -> Iterator[Edit]:
    """The edits, held where they meet code, an address, a table or verse; but lines that hold all of it, as it stood before, go with it."""
    spans = merge(off_limits(text, [(edit.start, edit.end) for edit in edits])) if edits else []
    ends = [end for _, end in spans]
    looked = 0
    for edit in edits:
        first, last = bisect_right(ends, edit.start), bisect_left(spans, (edit.end, 0))
        if edit.code == "repeated-lines" and _is_data(text[edit.start : edit.end]):
            edit = edit._replace(confidence=min(edit.confidence, UNSURE))
        elif first < last:
            looked += last - first
            whole = edit.code == "repeated-lines" and edit.start <= spans[first][0] and ends[last - 1] <= edit.end
            same = (
                whole
                and looked <= COPIED
                and all(text.find(text[a:b].strip(), 0, edit.start) >= 0 for a, b in spans[first:last])
            )
            edit = edit if same else edit._replace(confidence=min(edit.confidence, UNSURE))
        yield edit


def _is_data(lines: str) -> bool:
    """Whether lines are the source of a page or of a program, or data: more than two thirds are ASCII, and many of these marks of code."""
    dense = lines.encode("ascii", "ignore")
    return len(dense) * DATA > 2 * len(lines) and len(CODE_MARK.findall(lines)) * CODE_MARKS > len(lines)


def _halves(text: str, rows: list[str]) -> Iterator[Edit]:
    at = 0
    for row in [row for row in rows if len(row) > 2 * HALF and row.find(row[: HALF // 2], HALF) > 0]:
        at = text.index(row, at)
        yield from _half(text, at, at + len(row.rstrip()))
        at += len(row)


def _half(text: str, start: int, end: int) -> Iterator[Edit]:
    """What follows the first half of a line and says the same, once or several times."""
    half = text.find(text[start : start + HALF // 2], start + HALF // 2, end)
    copies = round((end - start) / (half - start)) if half > 0 else 0
    if not 2 <= copies <= COPIES or abs((end - start) / copies - (half - start)) > UNEVEN * (end - start):
        return
    first, others = text[start:half], text[half:end]
    key = letters(first)
    if len(key) >= HALF and key * (copies - 1) == letters(others) and han(key) and not MEANT.search(others):
        cut = len(first.rstrip())
        sure = first.rstrip()[-1] in ENDS
        yield Edit(start + cut, end, "", "repeated-half", LIKELY if sure else UNSURE, {"text": others[:20]})


def _same_title(title: str, key: str) -> bool:
    """Whether a line may be the title: as it is, numbered as a piece, or without the name of the site."""
    return (title in key and len(key) <= len(title) + PIECE) or (len(key) >= TITLE and title.startswith(key))


def _any_twice(rows: list[str]) -> bool:
    """Whether lines may stand twice so that it matters: the cheap test."""
    title = letters(rows[0]) if rows and len(rows[0]) < PARAGRAPH else ""
    top = [letters(row[: 2 * PARAGRAPH]) for row in rows[1:TOP] if title[:2] in row] if len(title) >= TITLE else []
    if any(_same_title(title, key) for key in top):
        return True
    openings = [*map(itemgetter(slice(OPENING)), rows)]
    alike = compress(range(len(rows)), map(eq, openings, openings[1:]))
    if any(_as_long(rows[at], rows[at + 1]) and letters(rows[at]) == letters(rows[at + 1]) for at in alike):
        return True
    heads = [*map(itemgetter(slice(EDGE)), rows)]
    counts = Counter(heads)
    if len(counts) == len(heads):
        return False
    several = {head for head, count in counts.items() if count > 1}
    maybe = [*compress(range(len(rows)), map(several.__contains__, heads))]
    edges = [(heads[at], rows[at][TAIL]) for at in maybe]
    counted = Counter(edges)
    maybe = [at for at, edge in zip(maybe, edges, strict=True) if counted[edge] > 1]
    seen: dict[str, str] = {}
    block: list[int] = []
    last, prose = -2, 0  # the last line that may stand twice, and how much prose does
    for at in maybe:
        row = rows[at]
        key = letters(row[: 2 * PROSE])[:PROSE]
        if len(key) < TITLE:
            continue
        block = [*(block if at - last <= NEAR else []), len(row)] if key in seen else []
        if block and row.rstrip()[-1] in ENDS and letters(row) == letters(seen[key]):
            prose += len(row)
        if (len(block) > 1 and sum(block) >= BLOCK) or prose >= PARAGRAPH:
            return True
        last = at
        seen[key] = row
    return False


def _as_long(row: str, other: str) -> bool:
    """Whether two rows may say the same, but for spaces and marks."""
    return 3 * abs(len(row) - len(other)) <= len(row)


def _lines(text: str) -> Iterator[Edit]:
    lines, found = deletions(text)
    if found and is_catalogue(text):
        found = [each._replace(confidence=min(each.confidence, UNSURE)) for each in found]
    for sure in (True, False):
        some = sorted(each for each in found if (each.confidence >= LIKELY) is sure)
        spans = [(lines[each.first].start, lines[each.stop - 1].end) for each in some]
        for each, (start, end) in zip(some, whole_lines(text, spans), strict=True):
            said = text[lines[each.first].start : lines[each.first].end][:20]
            yield Edit(start, end, "", each.code, each.confidence, {"text": said, "lines": each.stop - each.first})

"""Text that is hard-wrapped: most of its lines are full, so that the next word would not have fitted, and few end a sentence.

Found by stretches, so that a quoted letter in a longer text is found too. In a stretch the width is the one at which most
of the lines that end inside a sentence are full; the judge is asked about a sample of them, since rows of verse or of
headlines can be of one width as well. Where paragraphs begin is told by their indents or by blank lines; where neither
tells, the judge decides after each full line that ends a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log
from typing import NamedTuple

from cleaner.chars import BLANK, CLOSING, pattern
from cleaner.core import Span
from cleaner.sites.hits import is_site_line
from cleaner.wrapping.halves import (
    DECIMALS,
    ENDS,
    HEADING,
    LABEL,
    MARKED,
    NEAR,
    OPENER,
    OTHER_SCRIPT,
    has_han,
    is_latin,
    may_begin,
    may_end,
    reads_on,
)
from cleaner.wrapping.printed import MARK_ENDS, PAGE_MARK, WIDEST, Headers, is_full, unit, width
from cleaner.wrapping.running import Running
from cleaner.wrapping.weights import GOES_ON, chance, weigh

LINE = pattern(r"([^\n\r\f]*)(\r\n|[\n\r\f]|(?!\A)\Z)")
LEAST_COLUMNS = 10.0  # a line of seven characters is verse
LEAST_FULL = 3  # full lines that end inside a sentence
LOOSE = 2.0  # lines that end so and are not full, at most, for each of them: headings and lists
IN_CLAUSE = 0.4  # share of them that do not end in a comma: lines of verse do
MARKS_SEEN = 0.35  # share of the lines of prose that hold a mark: headlines and lists hold few
SAMPLE = 12
MEAN_NATS = 4.5  # of the sample; lists of headlines and verse come to 3 at most, prose to 8 at least
LEAST_NATS, SHARE = 1.5, 0.7
OPENER_NATS = 6.0  # a line that begins like a list item is taken for the middle of a sentence from here on
HEADING_NATS = 1.0  # a first line without a mark, that might be a heading, for the middle of one

SKIPPED = 2  # short lines between a line and the one that it goes on in, at most, without the numbers of pages
SKIP_NATS = 0.0  # by which it goes on after them rather than in the first of them
SKIP_STOPPED = 4.0  # the same, where that ends a sentence

LABELS_NEAR = 4  # lines on each side in which another paragraph may begin with a label

SURE = 0.99  # a full line that ends inside a sentence
TOLD = 0.97  # a full line that ends a sentence, where indents or blank lines tell where paragraphs begin


class Row(NamedTuple):
    """A line of a stretch, and what stands between it and the line before: line ends and page marks."""

    start: int
    end: int
    text: str
    indent: float
    breaks: int
    marks: tuple[str, ...]
    printed: float  # its width, with the indent
    is_open: bool  # whether it ends inside a sentence


class Seam(NamedTuple):
    """Two lines that were one, what stood between them, and how sure that is."""

    before: Row
    after: Row
    columns: float
    nats: float
    confidence: float


def seams(text: str, cuts: Sequence[Span], running: Running) -> Iterator[Seam]:
    """Where hard-wrapped lines belong together, given the lines that end no sentence and the running headers."""
    headers = Headers(text)
    for start, end in _stretches(text, cuts):
        rows = list(_rows(text, start, end, headers, running))
        first = 0
        for at in range(len(rows) + 1):
            if at == len(rows) or rows[at].printed > WIDEST:
                if at - first > LEAST_FULL:
                    yield from _in_stretch(rows[first:at])
                first = at + 1


def _stretches(text: str, cuts: Sequence[Span]) -> Iterator[Span]:
    """Spans of short lines of which several end inside a sentence and are about as wide as each other."""
    near: list[Span] = []
    for cut in cuts:
        if LEAST_COLUMNS <= cut[1] - cut[0] <= 2 * WIDEST:
            if near and cut[0] - near[-1][1] > 6 * WIDEST:
                if _are_alike(text, near):
                    yield _back(text, near[0][0]), _on(text, near[-1][1])
                near.clear()
            near.append(cut)
    if _are_alike(text, near):
        yield _back(text, near[0][0]), _on(text, near[-1][1])


def _are_alike(text: str, lines: Sequence[Span]) -> bool:
    """Whether enough lines are of about one width, for the next word of each not to have fitted."""
    if len(lines) < LEAST_FULL or sum(bool(MARKED.search(text, *line)) for line in lines) < MARKS_SEEN * len(lines):
        return False
    widths = sorted(width(text[start:end]) for start, end in lines)
    least = max(LEAST_FULL, len(widths) / (1 + LOOSE) / 2)
    first = 0
    for last, wide in enumerate(widths):
        while wide - widths[first] > 3:
            first += 1
        if last - first + 1 >= least and wide >= LEAST_COLUMNS:
            return True
    return False


def _back(text: str, start: int) -> int:
    """Some lines further up, where the stretch may begin with lines that end a sentence."""
    least = max(start - 4 * WIDEST, 0)
    return least if not least else max(text.find("\n", least, start) + 1, least)


def _on(text: str, end: int) -> int:
    """Some lines further down."""
    most = end + 4 * WIDEST
    return len(text) if most >= len(text) else max(text.rfind("\n", end + 1, most), end)


def _rows(text: str, start: int, end: int, headers: Headers, running: Running) -> Iterator[Row]:
    """The lines with something on them, page marks left out."""
    breaks = 0
    marks: list[str] = []
    for line in LINE.finditer(text, start, end):
        raw = line[1]
        bare = raw.strip(BLANK)
        is_number = bare and bare[-1] in MARK_ENDS and PAGE_MARK.fullmatch(bare)
        if bare and (is_number or running.has(line.start()) or (marks and headers.has(bare, line.start(), True))):
            marks.append(bare)
        elif bare:
            left = len(raw) - len(raw.lstrip(BLANK))
            indent = width(raw[:left].replace("\t", "    ")) if left else 0.0
            begins = line.start() + left
            printed = indent + width(bare)
            yield Row(begins, begins + len(bare), bare, indent, breaks, tuple(marks), printed, _is_open(bare))
            breaks, marks = 0, []
        if line[2] == "\f":
            marks.append("")
        else:
            breaks += 1


def _is_open(line: str) -> bool:
    return may_end(line[-1]) and not ENDS.search(line[-4:]) and not HEADING.match(line)


def _is_divided(before: Row, after: Row) -> bool:
    """Whether a line ends at the point of a figure or of a file's name, and the next one has the rest: no sentence begins so."""
    left = before.text[-2:]
    if left[-1] != ".":
        return False
    return bool(DECIMALS.match(after.text)) if left[0].isdigit() else left[0].isalnum() and "a" <= after.text[0] <= "z"


def _in_stretch(rows: list[Row]) -> Iterator[Seam]:
    rows = [
        *(row._replace(is_open=True) if _is_divided(row, below) else row for row, below in pairwise(rows)),
        rows[-1],
    ]
    opens = [i for i in range(len(rows) - 1) if rows[i].is_open]
    if len(opens) < LEAST_FULL or 2 * sum(has_han(row.text) for row in rows) < len(rows):
        return
    printed = [row.printed for row in rows]
    following = [_following(*pair) for pair in pairwise(rows)] + [0.0]
    hangs = [int(row.text[-1] in CLOSING) + int(row.text[-2:-1] in CLOSING and row.text[-1] in CLOSING) for row in rows]
    columns = _columns(printed, following, hangs, opens)
    if columns < LEAST_COLUMNS:
        return
    full = [is_full(columns, printed[i], following[i], hangs[i]) for i in range(len(rows))]
    cut = [i for i in opens if full[i]]
    loose = len(opens) - len(cut)
    in_clause = sum(rows[i].text[-1] not in "，、" for i in cut)
    if len(cut) < LEAST_FULL or loose > LOOSE * len(cut) or in_clause < IN_CLAUSE * len(cut):
        return
    sample = [reads_on(rows[i].text, rows[i + 1].text) for i in cut[:: -(-len(cut) // SAMPLE)]]
    least = MEAN_NATS + min(loose / len(cut), 1)
    if sum(sample) < least * len(sample) or sum(nats > LEAST_NATS for nats in sample) < SHARE * len(sample):
        return
    yield from _joined(rows, full, columns)


def _following(before: Row, after: Row) -> float:
    """What did not fit on a line: the next word, and the space before it, which is not printed."""
    return unit(after.text) + (0.5 if is_latin(before.text[-1]) or is_latin(after.text[0]) else 0.0)


def _columns(printed: list[float], following: list[float], hangs: list[int], opens: list[int]) -> float:
    """The width at which most lines that end inside a sentence are full, and few lines are wider."""
    tried = Counter(max(printed[i] - hang, 1) for i in opens for hang in range(hangs[i] + 1))
    best, most = 0.0, 0
    for columns, _ in sorted(tried.most_common(12)):
        full = sum(is_full(columns, printed[i], following[i], hangs[i]) for i in opens)
        over = sum(wide > columns + 2 for wide in printed)
        if full - 2 * over >= most:
            best, most = columns, full - 2 * over
    return best


def _joined(rows: list[Row], full: list[bool], columns: float) -> Iterator[Seam]:
    pairs = range(len(rows) - 1)
    opens = [row.is_open for row in rows]
    usual = Counter(rows[i + 1].breaks for i in pairs if full[i] and opens[i] and not rows[i + 1].marks).most_common(1)
    breaks = usual[0][0] if usual else 1
    base = Counter(rows[i + 1].indent for i in pairs if full[i] and opens[i]).most_common(1)[0][0]
    inset = [row.indent > base + 0.9 for row in rows]
    indented = _is_indented(full, opens, inset)
    spaced = _is_spaced(rows, full, opens, breaks)
    ends = [i for i in pairs if not opens[i]]
    short = sum(not full[i] for i in ends)
    stopped = sum(full[i] for i in ends)
    # how likely a full line that ends a sentence ends a paragraph: as many as chance would fill, of those that there are
    likely = min(max(1.5 * short / columns / max(stopped, 1), 0.02), 0.9)
    begins = [
        (indented and set_in) or (row.breaks > breaks and not row.marks)
        for row, set_in in zip(rows, inset, strict=True)
    ]
    joined = False
    for i in pairs:
        before, after = rows[i], rows[i + 1]
        was, joined = joined, False
        if not full[i] or not may_begin(after.text) or HEADING.match(after.text) or HEADING.match(before.text):
            continue
        if not has_han(before.text) and not has_han(after.text):
            continue
        if OTHER_SCRIPT.search(before.text[-NEAR:]) or OTHER_SCRIPT.search(after.text[:NEAR]):
            continue
        if is_site_line(before.text) or is_site_line(after.text):
            continue
        if "\t" in after.text or _is_cell(before.text.rpartition("\t")):
            continue
        if begins[i + 1]:
            continue
        nats = 0.0
        if opens[i]:
            opener = bool(OPENER.match(after.text))
            if opener or LABEL.match(after.text) or not (was or "。" in before.text or "，" in before.text):
                nats = reads_on(before.text, after.text)
                if nats < (OPENER_NATS if opener else HEADING_NATS):
                    continue
            if not full[i + 1] and _skipped(rows, full, begins, i):
                continue
            confidence = SURE
        elif OPENER.match(after.text) or (LABEL.match(after.text) and _are_labelled(rows, full, opens, i)):
            continue
        elif (indented or (spaced and not after.marks)) and (full[i + 1] or not opens[i + 1]):
            confidence = TOLD
        elif before.text[-1] in "：:；;" or (opens[i + 1] and not full[i + 1]):
            continue  # a list or a heading
        else:
            nats = reads_on(before.text, after.text)
            confidence = chance(weigh(GOES_ON, {"always": 1.0, "likely": log((1 - likely) / likely), "judge": nats}))
        joined = True
        yield Seam(before, after, columns, nats, confidence)


def _is_cell(parts: tuple[str, str, str]) -> bool:
    """Whether a row of a table ends here, given what stands before a tab, the tab, and what stands after it."""
    return parts[1] != "" and width(parts[2]) < LEAST_COLUMNS


def _skipped(rows: Sequence[Row], full: Sequence[bool], begins: Sequence[bool], at: int) -> bool:
    """Whether a sentence goes on not in the next line but after it: that is a running header, a caption, a note at the foot of the page.

    Such a line is short, and so is the last line of a paragraph: but that ends a sentence, and a new paragraph fits it badly.
    """
    first = rows[at + 1]
    for last in range(at + 2, min(at + 2 + SKIPPED, len(rows))):
        if full[last - 1] or begins[last]:
            return False
        if not may_begin(rows[last].text):
            continue
        told, other = reads_on(rows[at].text, first.text), reads_on(rows[at].text, rows[last].text)
        stopped = not first.is_open and not LABEL.match(first.text)
        if other > told + (SKIP_STOPPED if stopped else SKIP_NATS) and not (stopped and told >= LEAST_NATS):
            return True
    return False


def _are_labelled(rows: Sequence[Row], full: Sequence[bool], opens: Sequence[bool], at: int) -> bool:
    """Whether a paragraph near a line surely begins with a label: 原告：, 被告：, the names of speakers."""
    near = range(max(at - LABELS_NEAR, 0), min(at + LABELS_NEAR, len(rows) - 2) + 1)
    return any(LABEL.match(rows[i + 1].text) for i in near if not full[i] and not opens[i])


def _is_indented(full: Sequence[bool], opens: Sequence[bool], inset: Sequence[bool]) -> bool:
    """Whether the first lines of paragraphs are indented, and others are not."""
    first = [inset[i + 1] for i in range(len(full) - 1) if not full[i] and not opens[i]]
    other = [inset[i + 1] for i in range(len(full) - 1) if full[i] and opens[i]]
    return sum(first) >= 2 and 2 * sum(first) >= len(first) and 10 * sum(other) <= len(other)


def _is_spaced(rows: Sequence[Row], full: Sequence[bool], opens: Sequence[bool], breaks: int) -> bool:
    """Whether blank lines stand between paragraphs, and only there."""
    ends = [rows[i + 1].breaks > breaks for i in range(len(rows) - 1) if not full[i] and not opens[i]]
    return sum(ends) >= 2 and sum(ends) >= 0.8 * len(ends)

"""Sentences cut at single places: a page ended, or one line of a text that is not hard-wrapped.

The judge says whether the two lines read better joined, or as the end of one paragraph and the start of another. To that
come the looks of both halves, the chance that the document has such joints at all, and whether the first half ends where a
printed line of the page ended, once several joints show how wide the page was.

The weights are a logistic regression over pages printed from every other one of 358 clean documents, and lines that stand
beside each other in clean text; they are on nats of the judge, after tempering. Signs of which those pages held too few are
set by hand: "two latin", "article", "mark first", "page mark", "odd gap", "stub", "verse", "numbered".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import exp, log
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import BLANK, CLOSING, OPENING, pattern
from cleaner.core import Span
from cleaner.wrapping.halves import (
    ARTICLE,
    BOUND,
    CLAUSE,
    CLOSERS,
    ENDS,
    HEADING,
    LABEL,
    MARKED,
    NEAR,
    OPENER,
    OTHER_SCRIPT,
    SENTENCE,
    is_latin,
    may_begin,
    may_end,
)
from cleaner.wrapping.printed import MARK_ENDS, PAGE_MARK, Gaps, Headers, Page, fit, page_of, width

WEIGHTS = {
    "always": -5.1,
    "judge": 0.8,
    "sentence before": 1.3,  # the first half holds a whole sentence
    "clause before": 0.6,  # or a comma at least
    "comma": 0.4,  # it ends in one
    "one latin": -1.1,
    "two latin": -3.0,  # one word is like another to the judge
    "closer": -1.3,  # the first half ends in a bracket or quotation mark
    "long": 0.7,
    "sentence after": 1.0,  # the second half is one, or holds one
    "bound": 0.4,
    "label": -0.8,
    "article": -1.0,
    "mark first": 3.0,  # a line never begins with a comma
    "row": -1.6,  # one of several lines without an end
    "page mark": 2.3,  # a page ends between them
    "odd gap": 2.0,  # the document sets its paragraphs apart in another way
    "stub": -0.7,  # a few characters after the end of a sentence, as of a heading that was run in
    "verse": -3.0,  # two short lines in a row, of which the first ends in a comma
    "numbered": -1.4,  # a numbered line without a whole sentence, which may be a heading
}
LEAST_JUDGED, MOST_JUDGED = -4.0, 12.0  # what the judge says is trusted so far
LONG = 40.0
COMMAS = frozenset("，、,")

# Priors of a joint, in nats. ALONE keeps every place in the 358 clean documents under 0.9 at which a sentence is not cut.
ALONE = -1.2
PAGED_PRIOR = 1.3  # where another place is certain
AROUND = 30_000  # characters within which other places tell; a file can be a stitch of many documents
LIKELY = 2.0  # evidence of the joints that show the width of the page

STUB = pattern(r"[。！？；][”’）》」』]?[^，。！？；、：“”‘’]{1,6}$")
GAP = pattern(rf"(?:[{BLANK}]*(?:\r\n|[\n\r\f]))+")
PAGED = pattern(r"\s{0,9}(?:\f|[-—·第共PpＰ ]{0,3}\d)")  # a page may end here
REST = pattern(r"[^\n\r\f]*")
LINES = 6  # line ends in one joint at most, without those of page marks
MARKS = 3  # page marks and headers in one joint at most
LEAST_WIDTH = 17.0  # of a first half: a line of the narrowest page, indented
TAIL = 400  # characters of a half that are looked at


class Joint(NamedTuple):
    """Two lines that may have been one, and what speaks for it."""

    before: str
    after: str
    start: int
    end: int
    marks: list[str]
    line: int  # where the first of them starts
    nats: float
    evidence: float
    printed: float  # width of the first half
    begins: bool = True  # whether it is the beginning of a paragraph, as far as is known


class Second(NamedTuple):
    """The line after a cut, and what stands between: page marks, line ends, whether a page ends there."""

    line: str
    start: int
    marks: list[str]
    breaks: int
    paged: bool


def joints(text: str, cuts: Sequence[Span]) -> Iterator[tuple[Joint, float, Page | None]]:
    """The places, how sure it is that a sentence was cut there, and the page if it is known."""
    found = list(_candidates(text, cuts))
    alone = [chance(joint.evidence + ALONE) for joint in found]
    places = [joint.start for joint in found]
    none = [0.0, *accumulate(log(1 - min(share, 0.999999)) for share in alone)]  # that none so far is a joint, in nats
    page = page_of([(joint.printed, joint.begins) for joint in found if joint.evidence >= LIKELY])
    for at, joint in enumerate(found):
        first, last = bisect_left(places, joint.start - AROUND), bisect_right(places, joint.start + AROUND)
        paged = 1 - exp(none[last] - none[at + 1] + none[at] - none[first])  # the chance that some other one near by is
        total = joint.evidence + log(paged * exp(PAGED_PRIOR) + (1 - paged) * exp(ALONE))
        if page:  # a miss is no evidence against: once the others are joined, nobody would know
            total += max(fit(page, joint.printed, joint.begins), 0.0)
        yield joint, chance(total), page


def chance(nats: float) -> float:
    return 1 / (1 + exp(-nats))


def _candidates(text: str, cuts: Sequence[Span]) -> Iterator[Joint]:
    """The places that the judge was asked about. Lines without a mark are mostly headings: they wait until another joint is likely."""
    headers, gaps = Headers(text), Gaps(text)
    found: list[Joint] = []
    waiting: list[Span] = []
    for start, end in cuts:
        if end - start >= LEAST_WIDTH:
            if MARKED.search(text, start, end) or PAGED.match(text, end):
                found += _judged(text, start, end, headers, gaps)
            else:
                waiting.append((start, end))
    places = [joint.start for joint in found if joint.evidence >= LIKELY]
    for start, end in waiting:
        if bisect_left(places, start - AROUND) < bisect_right(places, end + AROUND):
            found += _judged(text, start, end, headers, gaps)
    found.sort(key=lambda joint: joint.start)
    continued = -1  # where the second half of the last likely joint begins
    for joint in found:
        yield joint._replace(begins=joint.line > continued)
        if joint.evidence >= LIKELY:
            continued = joint.end


def _judged(text: str, start: int, end: int, headers: Headers, gaps: Gaps) -> Iterator[Joint]:
    """The joint after a line, with all that speaks for it, if there is nothing against it."""
    first = max(start, end - TAIL)
    before = text[first:end].rstrip(BLANK)
    stop = first + len(before)
    if not before or not may_end(before[-1]) or ENDS.search(before[-4:]) or OTHER_SCRIPT.search(before[-NEAR:]):
        return
    before = before.lstrip(BLANK) if first == start else before
    if width(before) < LEAST_WIDTH or HEADING.match(text[start:end].lstrip(BLANK)):
        return
    second = _second(text, end, headers)
    if second is None or OTHER_SCRIPT.search(second.line[:NEAR]):
        return
    after = second.line[:TAIL]
    if before.isascii() and after.isascii():
        return
    nats = judge.odds(before[-NEAR:], "\n", "", after[:NEAR])
    looks = signs(before, after, text[max(start - 60, 0) : start])
    looks["judge"] = min(max(nats, LEAST_JUDGED), MOST_JUDGED)
    looks["page mark"] = second.paged
    looks["verse"] = second.breaks == 1 and before[-1] in COMMAS and max(width(before), width(after)) < LONG
    evidence = sum(WEIGHTS[name] * value for name, value in looks.items())
    if evidence > -WEIGHTS["odd gap"] and not second.marks and gaps.odd(second.breaks):
        evidence += WEIGHTS["odd gap"]
    printed = width(text[start:stop].lstrip(BLANK))
    yield Joint(before, after, stop, second.start, second.marks, start, nats, evidence, printed)


def _second(text: str, end: int, headers: Headers) -> Second | None:
    """The line that a sentence could go on in, and what stands before it."""
    marks: list[str] = []
    at, breaks, paged = end, 0, False
    while gap := GAP.match(text, at):
        breaks += text.count("\n", at, gap.end()) or text.count("\r", at, gap.end())
        rest = REST.match(text, gap.end())[0]  # type: ignore[index]
        line = rest.strip(BLANK)
        if not line or breaks > LINES + 3 * len(marks):
            return None
        is_number = line[-1] in MARK_ENDS and bool(PAGE_MARK.fullmatch(line))
        paged = paged or is_number or "\f" in gap[0]
        if len(marks) >= MARKS or not (is_number or ((paged or not marks) and headers.has(line, gap.end(), paged))):
            if not may_begin(line) or OPENER.match(line):
                return None
            return Second(line, gap.end() + rest.index(line[0]), marks, breaks, paged)
        marks.append(line)
        at = gap.end() + len(rest)
    return None


def signs(before: str, after: str, above: str) -> dict[str, float]:
    """What the halves look like, and whether the line above them ends."""
    left, right = is_latin(before[-1]), is_latin(after[0])
    sentence = not SENTENCE.isdisjoint(before)
    ends = bool(ENDS.search(after[-4:])) or not SENTENCE.isdisjoint(after)
    above = above.rstrip()
    return {
        "always": 1.0,
        "sentence before": sentence,
        "clause before": not sentence and not CLAUSE.isdisjoint(before),
        "comma": before[-1] in COMMAS,
        "one latin": left != right and not (left and after[0] in OPENING),
        "two latin": left and (right or after[0] in OPENING),
        "closer": before[-1] in CLOSERS,
        "long": width(before) >= LONG,
        "sentence after": ends,
        "bound": bool(BOUND.match(after)),
        "label": bool(LABEL.match(after)),
        "article": bool(ARTICLE.match(after)),
        "mark first": after[0] in CLOSING,
        "stub": bool(STUB.search(before)),
        "numbered": not sentence and bool(OPENER.match(before)),
        "row": not ends and bool(above) and not ENDS.search(above[-4:]),
    }

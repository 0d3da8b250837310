"""Sentences cut at single places: a page ended, or one line of a text that is not hard-wrapped.

A place is a line without an end, and a line after it that may go on; what sites write is neither. What the two halves look like, and what the judge says
of the end of the first, of the beginning of the second and of both joined, are its signs. To them come those of its
document: the chance that another sentence near by was cut, how many other lines of prose lack their ends (some writers
leave them out), whether the first half ends where a printed line of the page ended, which the other joints tell, and whether
another joint is nearer than the next page can be: then a formula or a line of code between the two was lost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import exp, log
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import BLANK, OPENING, pattern
from cleaner.core import Span
from cleaner.sites.hits import is_site_line
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
    are_apart,
    heard,
    may_begin,
    may_end,
    no_end,
)
from cleaner.wrapping.printed import MARK_ENDS, Headers, Ways, is_page_number, numbered, width
from cleaner.wrapping.running import Running
from cleaner.wrapping.weights import JOINT, SHIFT, chance, weigh

LONG = 40.0
OPEN, CLOSE = OPENING[:-1], "）》〉」』】〕”"
COMMAS = frozenset("，、,")
AROUND = 30_000  # characters within which other places tell; a file can be a stitch of many documents
PAGE = 150  # characters of a page of print, at least
LEAST = -3.5  # evidence of a place alone, below which its document cannot make it a joint
ENOUGH = 5.0  # evidence of a place alone from which on the width of the page is not asked
LIKELY = 0.0  # evidence of the joints that show the width of the page
FEW = 0.3  # lines added on both sides of a share
MANY = 20  # lines of prose without an end: where they are more than cut sentences, they end as their writers end them

INTRODUCES = pattern("(?:例如|譬如|比如|如下|形如|就是|以下)$")  # a formula, code or a picture was left out
DATE = pattern(r"[。！？；][”’）》」』]?[^，。！？；、：“”‘’]{1,8}[年月日]$")
GAP = pattern(rf"(?:[{BLANK}]*(?:\r\n|[\n\r\f]))+")
PAGED = pattern(r"\s{0,9}(?:\f|[-—·第共PpＰ ]{0,3}\d)")  # a page may end here
REST = pattern(r"[^\n\r\f]*")
LINES = 6  # line ends in one joint at most, without those of page marks
MARKS = 3  # page marks and headers in one joint at most
LEAST_WIDTH = 17.0  # of a first half: a line of the narrowest page, indented
HEADING_WIDTH = 25  # characters of a heading at most, mostly
TAIL = 400  # characters of a half that are looked at
SEEN = 10_000  # characters on each side in which the words of a joint are looked for
FORMULA = 4  # characters of a line that other lines begin with as well
HEADING_NATS = 4.0  # that no paragraph ends after a line without marks: after a heading one may
HEADER = 40  # characters of a running header that stands once
HEADER_NATS = 3.0  # by which the sentence goes on after it instead


class Joint(NamedTuple):
    """Two lines that may have been one, and what speaks for it."""

    before: str
    after: str
    start: int
    end: int
    marks: list[str]
    line: int  # where the first of them starts
    printed: float  # width of the first half
    signs: dict[str, float]


class Second(NamedTuple):
    """The line after a cut, and what stands between: page marks, line ends, whether a page ends there."""

    line: str
    start: int
    marks: list[str]
    breaks: int
    paged: bool


def joints(text: str, cuts: Sequence[Span], running: Running) -> Iterator[tuple[Joint, float, int]]:
    """The places, how sure it is that a sentence was cut there, and the width of the page as far as it tells (0 if not)."""
    found = places(text, cuts, running)
    if not found:
        return
    evidence = [weigh(JOINT, joint.signs) for joint in found]
    for joint, nats, (signs, columns) in zip(found, evidence, context(found, evidence), strict=True):
        if nats >= LEAST:
            yield joint._replace(signs=joint.signs | signs), chance(nats + weigh(JOINT, signs) + SHIFT), columns


def places(text: str, cuts: Sequence[Span], running: Running) -> list[Joint]:
    """The places where a sentence may have been cut. Short lines without a mark are mostly headings: they wait until another
    place is likely."""
    headers = Headers(text)
    found: list[Joint] = []
    waiting: list[Span] = []
    for start, end in cuts:
        if end - start >= LEAST_WIDTH:
            if end - start >= HEADING_WIDTH or MARKED.search(text, start, end) or PAGED.match(text, end):
                found += _place(text, start, end, headers, running)
            else:
                waiting.append((start, end))
    likely = [joint.start for joint in found if weigh(JOINT, joint.signs) >= LIKELY]
    for start, end in waiting:
        if bisect_left(likely, start - AROUND) < bisect_right(likely, end + AROUND):
            found += _place(text, start, end, headers, running)
    return sorted(found, key=lambda joint: joint.start)


def context(found: Sequence[Joint], evidence: Sequence[float]) -> Iterator[tuple[dict[str, float], int]]:
    """The signs that each place has from the others, by the evidence for each, and the width of the page that they show."""
    shares = [chance(nats) for nats in evidence]
    starts = [joint.start for joint in found]
    loosely = [(1 - share) * (1 - joint.signs["unmarked"]) for joint, share in zip(found, shares, strict=True)]
    cut, loose = [0.0, *accumulate(shares)], [0.0, *accumulate(loosely)]
    none = [0.0, *accumulate(log(1 - min(share, 0.999999)) for share in shares)]  # that none so far is a joint, in nats
    likely = [at for at, nats in enumerate(evidence) if nats >= LIKELY]
    begins = [True] * len(found)
    for at in likely:  # the second half begins no paragraph
        if at + 1 < len(found) and found[at + 1].line <= found[at].end:
            begins[at + 1] = False
    ways = Ways([(found[at].printed, begins[at]) for at in likely])
    for at, joint in enumerate(found):
        first, last = bisect_left(starts, joint.start - AROUND), bisect_right(starts, joint.start + AROUND)

        def others(sums: Sequence[float], at: int = at, first: int = first, last: int = last) -> float:
            return sums[last] - sums[at + 1] + sums[at] - sums[first]

        fit, columns = 0.0, 0
        if LEAST <= evidence[at] < ENOUGH:
            fit, columns = ways.fit(joint.printed, begins[at], bisect_left(likely, at), evidence[at] >= LIKELY)
        share = log((others(cut) + FEW) / (others(loose) + FEW))
        signs = {
            "another": 1 - exp(others(none)),
            "share": share,
            "loose": max(-share, 0.0),
            "sayings": share < 0 and joint.signs["spaced"] > 0 and others(loose) > MANY,
            # of few joints among many lines without an end, a page fits by chance
            "printed": fit * chance(2 * share + 1),
            "too near": max((shares[i] for i in _neighbours(starts, at)), default=0.0),
        }
        yield signs, columns


def _neighbours(starts: Sequence[int], at: int) -> Iterator[int]:
    """The other places that are nearer than the ends of two pages can be."""
    for step in (-1, 1):
        i = at + step
        while 0 <= i < len(starts) and abs(starts[i] - starts[at]) < PAGE:
            yield i
            i += step


def _place(text: str, start: int, end: int, headers: Headers, running: Running) -> Iterator[Joint]:
    """The place after a line, with all that speaks for it, if there is nothing against it."""
    first = max(start, end - TAIL)
    before = text[first:end].rstrip(BLANK)
    stop = first + len(before)
    if not before or not may_end(before[-1]) or ENDS.search(before[-4:]) or OTHER_SCRIPT.search(before[-NEAR:]):
        return
    before = before.lstrip(BLANK) if first == start else before
    if width(before.rpartition("\t")[2]) < LEAST_WIDTH or HEADING.match(text[start:end].lstrip(BLANK)):
        return
    second = _second(text, end, headers, running)
    if second and not second.paged and INTRODUCES.search(before[-4:]):
        return
    if second is None or OTHER_SCRIPT.search(second.line[:NEAR]) or (before.isascii() and second.line.isascii()):
        return
    if not second.paged and headers.is_chapter(text[start:end]):
        return
    if are_apart(before, second.line, second.paged, second.breaks > 1):
        return
    ends_not = no_end(before)
    unmarked = _unmarked(before)
    if unmarked and not second.paged and ends_not < HEADING_NATS:
        return
    told = heard(before, second.line)
    if second.paged and second.marks and len(second.line) <= HEADER:
        further = _second(text, end, headers, running, second.start)
        if further and sum((other := heard(before, further.line)).values()) > sum(told.values()) + HEADER_NATS:
            second, told = further, other
    after = second.line[:TAIL]
    signs = looks(before, after, text[max(start - 60, 0) : start]) | {"no end": ends_not} | told
    signs["page mark"] = second.paged
    signs["spaced"] = second.breaks > 1
    signs["verse"] = second.breaks == 1 and before[-1] in COMMAS and max(width(before), width(after)) < LONG
    if weigh(JOINT, signs) > LEAST - JOINT["seen"]:
        near = text[max(stop - SEEN, 0) : stop], text[second.start : second.start + SEEN]
        signs["seen"] = _stands(near, before[-1] + after[:2]) or _stands(near, before[-2:] + after[0])
        signs["opening"] = len(after) > FORMULA and _stands(near, "\n" + after[:FORMULA])
    elif unmarked:
        return  # a heading
    if is_site_line(text[start:end]) or is_site_line(second.line):
        return
    printed = width(text[start:stop].lstrip(BLANK))
    yield Joint(before, after, stop, second.start, second.marks, start, printed, signs)


def _stands(near: tuple[str, str], words: str) -> bool:
    return len(words) > 2 and (words in near[0] or words in near[1])


def _second(text: str, end: int, headers: Headers, running: Running, header: int = -1) -> Second | None:
    """The line that a sentence could go on in, and what stands before it; a header is what begins at `header`."""
    marks: list[str] = []
    at, breaks, paged = end, 0, False
    while gap := GAP.match(text, at):
        breaks += text.count("\n", at, gap.end()) or text.count("\r", at, gap.end())
        rest = REST.match(text, gap.end())[0]  # type: ignore[index]
        line = rest.strip(BLANK)
        if not line or breaks > LINES + 3 * len(marks):
            return None
        is_number = line[-1] in MARK_ENDS and is_page_number(line)
        is_number = is_number and (line[-1] in "页頁" or not numbered(text[max(end - PAGE, 0) : end]))
        if is_number and line.isdigit() and _is_figure(text, end, line, gap.end() + len(rest)):
            return None
        titled = headers.titled(line)
        runs = running.has(gap.end())
        paged = paged or is_number or titled or runs or "\f" in gap[0]
        begin = gap.end() + rest.index(line[0])
        is_header = titled or runs or begin == header or ((paged or not marks) and headers.has(line, gap.end(), paged))
        if len(marks) >= MARKS or not (is_number or is_header):
            if not may_begin(line) or OPENER.match(line):
                return None
            return Second(line, begin, marks, breaks, paged)
        marks.append(line)
        at = gap.end() + len(rest)
    return None


def _is_figure(text: str, end: int, number: str, at: int) -> bool:
    """Whether a number alone on a line belongs to the sentence that goes on after it: 先是一个 / 32 / 位的长度字."""
    gap = GAP.match(text, at)
    after = REST.match(text, gap.end())[0].strip(BLANK) if gap else ""  # type: ignore[index]
    return bool(after) and judge.odds(text[max(end - NEAR, 0) : end], "", number, after[:NEAR]) > 0


def looks(before: str, after: str, above: str) -> dict[str, float]:
    """What the halves look like, and whether the line above them ends."""
    sentence = not SENTENCE.isdisjoint(before)
    ends = bool(ENDS.search(after[-4:])) or not SENTENCE.isdisjoint(after)
    above = above.rstrip()
    return {
        "always": 1.0,
        "sentence before": sentence,
        "unmarked": _unmarked(before),
        "closer": before[-1] in CLOSERS,
        "sentence after": ends,
        "bound": bool(BOUND.match(after)),
        "label": bool(LABEL.match(after)),
        "article": bool(ARTICLE.match(after)),
        "row": not ends and bool(above) and not ENDS.search(above[-4:]),
        "date": bool(DATE.search(before)),
        "bracket": _left_open(before) > 0 > _left_open(after),
    }


def _unmarked(half: str) -> bool:
    """Whether a half holds no mark of a sentence: it may be a heading."""
    return SENTENCE.isdisjoint(half) and CLAUSE.isdisjoint(half)


def _left_open(half: str) -> int:
    """How many brackets and quotation marks open in a half and close outside of it; less than 0 if they open outside."""
    return sum(map(half.count, OPEN)) - sum(map(half.count, CLOSE))

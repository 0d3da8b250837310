"""Single spaces that fell into prose: after its marks throughout (他来了， 又走了), and inside its words (我们常 常看到).

Nobody ends every clause of a text with a space, but for verse that is set in lines, where no clause is long; a full stop alone many do, as
on a typewriter, so the commas must show it. What follows a mark may be an item, a number or a Latin word, before which a space is style.

A space that somebody meant stands between two words; one that fell in stands in the middle of a word every second time. Links, names and
lost quotation marks leave spaces before and after a few characters, names and headings are set wide character by character: so what
stands on each side must go on for a while. Where several such spaces stand, others that break no word are likely to have fallen in as well.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from cleaner.chars import BLANK, BREAK, HAN, HAN_LETTER, SURNAMES, pattern
from cleaner.core import Edit, Span
from cleaner.lines import line_start
from cleaner.spaces.cut_up import SPACES, STOPS
from cleaner.wrapping.halves import heard
from cleaner.wrapping.printed import PAGE_WIDTHS, width

SURE = 0.95

# Spaces after marks. Of 6,000 clean documents 8 have so many, all of them manuals whose lines were joined with spaces.
LEAST, COMMAS = 5, 3  # of them in a text at least, and after commas
SHARE = 0.8  # of the marks inside lines that have one
LONG, OFTEN = 10, 0.15  # characters of a clause that is too long for verse, and the share of such in prose
RUNS = 0.25  # runs of several spaces for each single one: more are columns
MARK = f"[，。！？…][”’]|[{STOPS}]"
FOLLOWED = pattern(f"(?:{MARK})(?=[{HAN}“‘（《])")
SPACED = pattern(f"(?:{MARK})(?=[{SPACES}]+[{HAN}“‘（《])")
ITEM = pattern(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[〇零一二三四五六七八九十百千\d]{1,5}[章节回卷篇编条款项部集]"
)
CLAUSE = pattern(f"[^{STOPS}{BREAK}]+(?=[{STOPS}])")

# Spaces inside words. Of 19,000 spaces between Han of clean text 9 pass, every one a line end or a slip; of spaces put anywhere into prose
# a fifth: half of them break no word, and some words are heard faintly.
# Nats by which the two characters, and both sides, go together, and nothing begins after the space.
PAIR, FOLLOWS, BEGINS_NOT = 3.0, 5.0, 0.0
EACH, BOTH = 2, 8  # characters without a space on each side at least, and on both together: 目 录, 张 三 have fewer
# Where several such stand: 64 of the 6,000 documents, all of them pages whose lines were joined with spaces; 100 of the others there were read.
SEVERAL, AMONG = 3, 0.1  # how many, and their share of all spaces between Han
FAINT_PAIR, FAINT_FOLLOWS = 2.5, 3.0  # nats that are enough for a word then
APART, READS_ON = 8, 4.0  # or characters on each side, and nats: a link has fewer
# Where they stand at the ends of printed lines: how many such distances at least, what they stray from so many lines by, and the
# chance that as many of all distances would for some width of a page. Of 7,000 pieces of clean text of 6,000 characters none has less.
PRINTED, STRAY, BY_CHANCE = 5, 1.5, 1e-4
PRINTED_FOLLOWS, PRINTED_MEDIAN = -2.0, 1.0  # nats for each, and for most of them: it may begin a word
INDENT = 2  # of a paragraph, where a line begins with none
DOUBTFUL_PAIR, DOUBTFUL_FOLLOWS = 2.0, 6.0  # nats for a space to be held where it stands alone, and apart
NEAR = 30  # characters on each side that are looked at
SENTENCE = 60  # and in which a mark stands
MARKED = pattern(f"[{STOPS}]")
ANY_SPACE = pattern(f"[{BREAK}{BLANK}{SPACES}]")
PARAGRAPH_END = pattern(f"[{BREAK}]")
CLOSED_UP = "\u200b"  # what the judge does not see


class Heard(NamedTuple):
    """How the judge hears the text at a space, in nats, whether it hears no beginning there, and how long the shorter side is."""

    at: int
    pair: float
    follows: float
    goes_on: bool
    apart: int


def after_marks(text: str, touching: list[Span]) -> list[Edit]:
    """The spaces after marks, in a text that has them after most of its marks."""
    if len(touching) < LEAST or sum(text[start - 1] == "，" for start, _ in touching) < COMMAS:
        return []
    spaced = Counter(_mark(m[0]) for m in SPACED.finditer(text))
    marks = spaced + Counter(_mark(m[0]) for m in FOLLOWED.finditer(text))
    throughout = {mark for mark, count in spaced.items() if count >= SHARE * marks[mark]}
    if "，" not in throughout or spaced.total() < max(LEAST, SHARE * marks.total()):
        return []
    after = [(start, end) for start, end in touching if SPACED.match(text, _before(text, start))]
    single = [span for span in after if span[1] - span[0] == 1]
    if len(after) - len(single) > RUNS * len(single):
        return []
    clauses = [size for size in (len(HAN_LETTER.findall(clause)) for clause in CLAUSE.findall(text)) if size]
    if sum(size >= LONG for size in clauses) < OFTEN * len(clauses):
        return []
    facts = {"count": len(single)}
    return [
        Edit(start, end, "", "space-after-mark", SURE, facts)
        for start, end in single
        if _mark(text[_before(text, start) : start]) in throughout and not ITEM.match(text, end)
    ]


def _before(text: str, at: int) -> int:
    """Where the mark before a space begins."""
    return at - 2 if text[at - 1] in "”’" and at > 1 else at - 1


def _mark(mark: str) -> str:
    """A mark as it is counted: all that end in a quotation mark together."""
    return mark[-1]


def in_words(text: str, spaces: list[int], beside: list[int]) -> Iterator[tuple[int, bool]]:
    """Of single spaces between Han those that stand in the middle of a word of a sentence; where there are several, those too that break
    none but read on. Whether that is sure.

    beside: single spaces between Han and a mark, which show as well where printed lines ended.
    """
    if printed := _printed(text, spaces) or _printed(text, sorted([*spaces, *beside])):
        at_marks = {*printed}.intersection(beside)
        told = list(_heard(text, sorted({*printed} - at_marks)))
        if len(told) >= len(at_marks) and told and median(each.follows for each in told) >= PRINTED_MEDIAN:
            closed = sorted([*(each.at for each in told if each.follows >= PRINTED_FOLLOWS), *at_marks])
            yield from ((at, True) for at in closed)
            text, spaces = _closed_up(text, closed), sorted({*spaces}.difference(closed))
    told = list(_heard(text, spaces, DOUBTFUL_PAIR))
    sure = [each.at for each in told if each.pair >= PAIR and each.follows >= FOLLOWS and each.goes_on]
    several = len(sure) >= max(SEVERAL, AMONG * len(spaces))
    if several:
        told = list(_heard(_closed_up(text, sure), spaces))
    for each in told:
        if each.at in sure:
            yield each.at, True
        elif several and each.follows >= FAINT_FOLLOWS:
            reads_on = each.apart >= APART and each.follows >= READS_ON
            yield each.at, each.goes_on and (each.pair >= FAINT_PAIR or reads_on)
        elif not several and each.apart >= APART and each.follows >= DOUBTFUL_FOLLOWS and each.goes_on:
            yield each.at, False


def _printed(text: str, spaces: list[int]) -> list[int]:
    """The spaces that stand at the ends of printed lines, if most do.

    >>> line = "山高水长，天蓝云白，一路走来满眼都是秋天的颜色，河水也是"
    >>> text = " ".join([line] * 7)
    >>> _printed(text, [m.start() for m in ANY_SPACE.finditer(text)])
    [28, 57, 86, 115, 144, 173]
    """
    if len(spaces) < PRINTED:
        return []
    gaps = []  # how far it is from one space to the next in its line, or from where the line begins
    for i, (last, at) in enumerate(pairwise([-1, *spaces])):
        start = line_start(text, at, last + 1)
        gaps.append((width(text[start:at]), i if start > last + 1 or i == 0 else i - 1, i))
    sizes = Counter((size, a == b) for size, a, b in gaps)
    hits: Counter[int] = Counter()
    for each, count in sizes.items():
        hits.update(dict.fromkeys(_widths(*each), count))
    most = max(hits.values(), default=0)
    likely = [columns for columns in PAGE_WIDTHS if hits[columns] == most]
    for columns in (likely[0], likely[-1]):  # what fits a width fits half of it, but more easily by chance
        if most >= PRINTED and _chance(most, len(gaps), columns) <= BY_CHANCE:
            found = [(a, b) for size, a, b in gaps if columns in _widths(size, a == b)]
            return [spaces[i] for i in sorted({*chain.from_iterable(found)})]
    return []


@lru_cache(maxsize=1 << 12)
def _widths(size: float, first: bool) -> tuple[int, ...]:
    """The widths of pages of which so many columns, in a paragraph's first line with its indent, are whole lines."""
    return tuple(
        columns for columns in PAGE_WIDTHS if _fits(size, columns) or (first and _fits(size + INDENT, columns))
    )


def _fits(size: float, columns: int) -> bool:
    lines = round(size / columns)
    return lines > 0 and abs(size - lines * columns) <= STRAY


def _chance(hits: int, tries: int, columns: int) -> float:
    """The chance that so many distances are a multiple of a width, were it the one that most are.

    >>> _chance(3000, 3000, 20) < 1e-9 < 0.9 < _chance(1, 3000, 20)
    True
    """
    one = 2 * STRAY / columns
    if hits <= tries * one:
        return 1.0
    ways = math.lgamma(tries + 1) - math.lgamma(hits + 1) - math.lgamma(tries - hits + 1)
    term = total = math.exp(ways + hits * math.log(one) + (tries - hits) * math.log1p(-one))
    for k in range(hits, tries):  # each is less than the one before, above the mean
        term *= (tries - k) / (k + 1) * one / (1 - one)
        total += term
        if term < total * 1e-6:
            break
    return len(PAGE_WIDTHS) * total


def _closed_up(text: str, spaces: list[int]) -> str:
    """The text without these spaces, but of the same length."""
    ends = [at + 1 for at in spaces]
    return CLOSED_UP.join(text[start:end] for start, end in zip([0, *ends], [*spaces, len(text)], strict=True))


def _heard(text: str, spaces: list[int], least: float = -math.inf) -> Iterator[Heard]:
    """How those spaces sound that stand in a sentence, with enough on both sides, between characters heard together with so many nats."""
    for at in spaces:
        if (pair := heard(text[at - 1], text[at + 1])["follows"]) < least:
            continue
        before = PARAGRAPH_END.split(text[max(at - NEAR, 0) : at])[-1]
        after = PARAGRAPH_END.split(text[at + 1 : at + 1 + NEAR])[0]
        left, right = ANY_SPACE.split(before)[-1], ANY_SPACE.split(after)[0]
        apart = min(len(left), len(right))
        if apart < EACH or len(left) + len(right) < BOTH or not _in_sentence(text, at):
            continue
        if left[-1] in SURNAMES and not HAN_LETTER.match(right[1]):
            continue  # 组长王 强，
        told = heard(before, after)
        yield Heard(at, pair, told["follows"], told["no beginning"] >= BEGINS_NOT, apart)


def _in_sentence(text: str, at: int) -> bool:
    """Whether a mark of a sentence stands near in the line of a place: it is no heading and no row."""
    left, right = text[max(at - SENTENCE, 0) : at], text[at : at + SENTENCE]
    return bool(MARKED.search(PARAGRAPH_END.split(left)[-1] + PARAGRAPH_END.split(right)[0]))

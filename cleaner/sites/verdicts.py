"""How sure it is that a line is a site's: by its own words, its place, its neighbours, its repetition and a corpus.

A line that a writer could have written goes with others that he could not: next to one that is sure, in a row of several that are likely (the date
to the minute counts among them), or at the same edge of the text; dates and counters at either edge. What says nothing alone, a date or a word of
navigation, goes next to a sure line or among several of its kind, and only at the edges. The names of sections (生活, 文化) go among several alone, for
they are titles, too, and not on the inner side of a date or a breadcrumb, where a writer lists them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cleaner.sites.edges import Edges
from cleaner.sites.hits import BACKED, DATA, FURNITURE, HEAD, LIKELY, MOST_WEAK, PROPER, SURE, UNPROVEN, WORD, fold

REPEATED = 3  # the same line so often is no accident
DOCUMENTS = 5  # documents of a corpus that have a line
CROWD = 3  # so many different lines that say nothing alone prove each other, and one fewer where others of the text are sure
# Labels and buttons that say nothing when they come last.
DANGLING = ("navigation", "related-list", "comment-label", "share-label", "preview-prompt", "download-prompt")
OF_A_WRITER = ("site-address", "contact-line")  # a writer gives his own on any page
DIGITS = re.compile(r"\d+")


class SiteLine(NamedTuple):
    """A line that is a site's as a whole, as far as its own words say."""

    start: int
    end: int
    kind: str
    confidence: float
    place: str


def line_key(line: str) -> str:
    """The form under which `counts` has a line: folded, without blanks, numbers as 0.

    >>> line_key("【来源：青松网】 浏览：12次")
    '[来源:青松网]浏览:0次'
    """
    return DIGITS.sub("0", fold(line).replace(" ", ""))


def verdicts_of(text: str, lines: list[SiteLine], edges: Edges, counts: Mapping[str, int]) -> list[float]:
    """How sure each line is after all."""
    forms = [line_key(text[line.start : line.end]) for line in lines]
    sides = [edges.side(*line[:2]) for line in lines]
    placed = [
        edges.holds(line.place, *line[:2]) or (line.kind == "breadcrumbs" and line.end <= edges.opening)
        for line in lines
    ]
    alone = [*_alone(lines, forms, placed, edges, counts)]
    runs = [*runs_of(text, lines)]
    shown = [lines[run[-1]].end < edges.last and _introduced(text, lines[run[0]].start) for run in runs]
    sure = [n for run, quoted in zip(runs, shown, strict=True) if not quoted for n in run if alone[n] >= SURE]
    sure_sides = {sides[n] for n in sure} - {None}
    verdicts: list[float] = []
    for run, quoted in zip(runs, shown, strict=True):
        proven = any(alone[n] >= SURE for n in run)
        likely = {n for n in run if lines[n].confidence >= LIKELY}
        weak = {n for n in run if lines[n].kind in FURNITURE and placed[n] and sides[n]}
        stamps = {n for n in weak if lines[n].confidence == MOST_WEAK}
        here = {n for n in likely if alone[n] >= UNPROVEN and placed[n]}
        several = len({forms[n] for n in here | (stamps if here else set())}) >= 2 and here | stamps == likely
        names = [n for n in weak if lines[n].confidence <= MOST_WEAK]
        proper = {n for n in weak if lines[n].confidence >= PROPER}
        outside = lines[run[-1]].end <= edges.opening or lines[run[0]].start >= edges.closing
        words = all(lines[n].confidence >= WORD for n in names) or any(lines[n].kind not in DATA for n in proper)
        least = CROWD - bool(sure) if outside else CROWD + 1
        crowd = bool(proper) and words and len({forms[n] for n in names}) >= least
        data = [n for n in proper if lines[n].kind in DATA and lines[n].confidence >= LIKELY]
        listed = {n for n in weak if data and (n > min(data) if sides[n] == HEAD else n < max(data))}
        said = {n for n in weak if lines[n].confidence < WORD and (not outside or n in listed)}
        near = {n for n in likely if sides[n] in sure_sides and alone[n] >= UNPROVEN}
        near |= {n for n in likely if sides[n] and sure_sides and lines[n].kind in DATA}
        backed = likely if proven or several else {n for n in near if lines[n].kind not in OF_A_WRITER}
        backed = backed | (weak - said if crowd else set()) | (proper if proven else set())
        most = UNPROVEN if (quoted and not sure) or not edges.prose else 1.0
        verdicts += [min(most, max(alone[n], BACKED if n in backed else 0)) for n in run]
    return verdicts


def _alone(
    lines: list[SiteLine], forms: list[str], placed: list[bool], edges: Edges, counts: Mapping[str, int]
) -> Iterator[float]:
    """How sure each line is but for its neighbours."""
    often = Counter(forms)
    for line, form, here in zip(lines, forms, placed, strict=True):
        confidence = line.confidence if here else min(line.confidence, UNPROVEN)
        if line.confidence >= LIKELY and (often[form] >= REPEATED or counts.get(form, 0) >= DOCUMENTS):
            confidence = max(confidence, BACKED)
        if line.kind in DANGLING and line.start >= edges.last and confidence > LIKELY:
            confidence = max(confidence, BACKED)
        yield confidence


def runs_of(text: str, lines: list[SiteLine]) -> Iterator[list[int]]:
    """The lines with nothing but blank lines between them, by their numbers."""
    run: list[int] = []
    for n, line in enumerate(lines):
        if run and text[lines[n - 1].end : line.start].strip():
            yield run
            run = []
        run.append(n)
    if run:
        yield run


def _introduced(text: str, start: int) -> bool:
    """Whether the line before ends in a colon: what follows is shown, not said."""
    before = text[max(start - 300, 0) : start].rstrip()
    return before.endswith(("：", ":"))

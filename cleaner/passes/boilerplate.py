"""What a site left in a text: download and follow prompts, navigation, counters, rights lines, template openings, page numbers.

Evidence, from weak to strong: the line is one that sites write (data/boilerplate.tsv, each entry with its reason); it stands where sites
put it, among the first or last lines; it stands next to others of its kind; it comes again and again; many documents of a corpus have it.
An entry says how sure it is alone. Lines that a writer could have written are held until something else speaks against them.

A line is deleted as a whole, with its line end and one neighbouring blank line; inside a line only the sentence or the insert goes, or what
would be a site's line behind the last sentence, as the line end between them was lost. Of a paragraph that introduces templates
(…。以下是小编整理的范文，一起来看看吧) all goes at the head of a page of templates, else the sentence.
Where a site says how many characters it hides, the note stays that text is missing.

Left alone: lines that something introduces with a colon (an example of such a line), what stands in quotation marks, in code, tables and
front matter, a text that is nothing but such lines; clauses of agreements, turns of a conversation, the number of a page within a
sentence; names of translators and sources, 广告 or 关闭窗口 as a heading, bare numbers (chapters
have them too), a writer's own thanks, telephone numbers, lists of further reading. Measured: fixtures/boilerplate/lines.tsv.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from cleaner.core import Edit, Note, Span
from cleaner.limits import off_limits
from cleaner.lines import line_at, line_start, whole_line, whole_lines
from cleaner.page_marks import page_marks
from cleaner.site_keys import keys
from cleaner.site_lines import (
    ANYWHERE,
    BACKED,
    EDGE,
    HEAD,
    LIKELY,
    LOSSES,
    SURE,
    TAIL,
    UNPROVEN,
    fold,
    hits,
)
from cleaner.wrapping.running import is_within

NEAR_END = 1000  # characters at the end in which so many lines are looked for at first
EDGE_LINES = 3  # lines of text before the head ends, and after the tail begins
REPEATED = 3  # the same line so often is no accident
DOCUMENTS = 5  # documents of a corpus that have a line
OF_THE_CORPUS = 20  # the same, for a line that no entry of the table knows: it is held
# Labels and buttons that say nothing when they come last.
DANGLING = ("navigation", "related-list", "comment-label", "share-label", "preview-prompt", "download-prompt")
LABELS = 5  # lists of related pages at most, one after another
TITLES = 30  # links at most that a list of related pages has
TITLE = 45  # characters of such a link at most

HOST = re.compile(r"(?:[a-z0-9-]{1,40}\.){1,4}(?:com|cn|net|org|cc|info|me|tv|la)(?![a-z.])", re.I)
LINE = re.compile(r"[^\n\r]*")
DIGITS = re.compile(r"\d+")
HAN_TEXT = re.compile("[\u4e00-\u9fff][^\n\r]{18,}[。！？!?…”]|[\u4e00-\u9fff][^\n\r]{40}")
STOPPED = re.compile(r"[。！？；：…!?;:][”’）)]?\s*$")
TEMPLATE = re.compile(
    r"[？?]|范文|范本|模板|篇[一二三四五1-5]\s*$|[（(](?:通用|精选|合集|模板|优秀|汇总|大全)?\s*\d{1,2}\s*篇[）)]", re.M
)
PAGE_MARKS = ("page-number", "running-header")
OWN = LIKELY - 0.01  # of what a writer has reasons for, and of a page mark within a sentence: nothing backs it
CLAUSE = r"(?:第?[一二三四五六七八九十百\d]{1,3}[条、.．)）]|[（(][一二三四五六七八九十百\d]{1,3}[)）]|\d+(?:\.\d+)+)"  # of an agreement
WRITTEN = {
    # a program says whose it is, and the source of a page
    "rights-line": re.compile(rf"\s*(?:{CLAUSE}|(?:#|//|/?\*+|;|--|%|\.\.|<!--|<[a-z])[ \t]*(?=[^\s#*-]))"),
    "source-line": re.compile(rf"\s*{CLAUSE}"),
    "site-address": re.compile(r"\s*https?://[^\s/]{1,80}/[^\s/]"),  # a page is cited, not a site named
    "assistant-leftover": re.compile(r"\s*[^\s，。：:]{1,8}[：:]"),  # somebody's words, in a conversation
}
OTHER_TEXT = "`~<|│-\"'0123456789"  # what code, elements, tables, front matter and subtitles begin with


class _Line(NamedTuple):
    """A line that is a site's as a whole, as far as its own words say."""

    start: int
    end: int
    kind: str
    confidence: float
    place: str


def boilerplate(text: str, *, counts: Mapping[str, int] = {}) -> Iterator[Edit | Note]:
    """Lines and inserts of the site: download prompts, navigation, copyright lines, page numbers, template openings.

    counts: in how many documents of a corpus each line stands, by `line_key(line)`; empty without a corpus.

    >>> from cleaner.core import apply
    >>> apply(text := "桥修好了。\\n\\n【字体：大 中 小】\\n\\n村里人都去看，走了很远的路才回来，天已经黑了。", boilerplate(text))
    '桥修好了。\\n\\n村里人都去看，走了很远的路才回来，天已经黑了。'
    """
    lines, parts = _read(text)
    lines = _with_titles(text, lines)
    marks = list(page_marks(text))
    if counts:
        lines += _of_the_corpus(text, lines, counts)
    if not lines and not parts and not marks:
        return
    taken = {line.start for line in lines}
    lines = sorted([*lines, *(_Line(*mark, ANYWHERE) for mark in marks if mark[0] not in taken)])
    lines = _held(text, lines)
    edges = _Edges(text, lines)
    verdicts = _verdicts(text, lines, edges, counts)
    edits = [*_whole(text, lines, verdicts), *_inner(text, parts, edges)]
    edits = _with_hosts(text, edits)
    spans = _protected(text, sorted(edits)) if any(edit.confidence >= SURE for edit in edits) else []
    for edit in edits:
        if not any(start <= edit.start and edit.end <= end for start, end in spans):
            yield edit
            if edit.code in LOSSES and edit.confidence >= SURE:
                yield Note(edit.start, edit.end, "text-held-back", {"seen": text[edit.start : edit.end].strip()[:40]})


def _held(text: str, lines: list[_Line]) -> list[_Line]:
    """The lines; marks of pages that the pass `wraps` left within a sentence are unproven, for only they show that it goes on."""
    if not any(line.kind in PAGE_MARKS for line in lines):
        return lines
    held: list[_Line] = []
    for run in _runs(text, lines):
        block = [lines[n] for n in run]
        within = all(line.kind in PAGE_MARKS for line in block) and is_within(text, block[0].start, block[-1].end)
        held += [line._replace(confidence=min(line.confidence, OWN)) for line in block] if within else block
    return held


def line_key(line: str) -> str:
    """The form under which `counts` has a line: folded, without blanks, numbers as 0.

    >>> line_key("【来源：青松网】 浏览：12次")
    '[来源:青松网]浏览:0次'
    """
    return DIGITS.sub("0", fold(line).replace(" ", ""))


def _read(text: str) -> tuple[list[_Line], list[Edit]]:
    """The lines that the table has as a whole, and the parts of other lines; all as sure as they are by themselves."""
    lines: list[_Line] = []
    parts: list[Edit] = []
    done = 0
    for key in keys().finditer(text):
        if key.start() < done:
            continue
        start, done = line_at(text, key.start(), done)
        for hit in hits(fold(text[start:done])):
            written = WRITTEN[hit.kind].match(text, start, done) if hit.kind in WRITTEN else None
            first = written and not text[written.end() : start + hit.start].strip()
            own = written and (hit.whole or hit.kind == "assistant-leftover" or (first and hit.kind != "site-address"))
            confidence = min(hit.confidence, OWN) if own else hit.confidence
            if hit.whole:
                lines.append(_Line(start, done, hit.kind, confidence, hit.place))
            elif hit.kind != "site-address" or text[start + hit.start - 1] != "]":  # else it is a link of Markdown
                at = (start + hit.start, start + hit.end)
                parts.append(Edit(*at, "", hit.kind, confidence, {"place": hit.place, "line": start, "end": done}))
    return lines, parts


def _with_titles(text: str, lines: list[_Line]) -> list[_Line]:
    """The lines, and the links under a label such as 相关推荐 where nothing else follows up to the end."""
    known = {line.start: line for line in lines}
    for label in [line for line in lines if line.kind == "related-list"][-LABELS:]:
        titles: list[_Line] = []
        for line in LINE.finditer(text, label.end):
            bare = line[0].strip()
            if not bare or line.start() in known:
                continue
            if len(bare) > TITLE or STOPPED.search(bare) or len(titles) == TITLES:
                break
            titles.append(_Line(*line.span(), "related-list", min(label.confidence, BACKED), TAIL))
        else:
            known |= {title.start: title for title in titles}
            break
    return sorted(known.values())


def _of_the_corpus(text: str, lines: list[_Line], counts: Mapping[str, int]) -> list[_Line]:
    """Lines at the edges that many documents have, though no entry knows them: to be held."""
    edges, known = _Edges(text, lines), {line.start for line in lines}
    found = []
    for line in (*LINE.finditer(text, 0, edges.head), *LINE.finditer(text, edges.tail)):
        new = line[0].strip() and line.start() not in known and counts.get(line_key(line[0]), 0) >= OF_THE_CORPUS
        if new and not STOPPED.search(line[0]):
            found.append(_Line(*line.span(), "corpus-line", LIKELY - 0.01, EDGE))
    return [line for n, line in enumerate(found) if line not in found[:n]]


class _Edges:
    """Where the head of a text ends and its tail begins, counted in lines that are not a site's, so that no deletion moves them."""

    def __init__(self, text: str, lines: list[_Line]) -> None:
        known = {line.start for line in lines}

        def own(start: int = 0) -> Iterator[Span]:
            found = (m for m in LINE.finditer(text, start) if m.start() not in known)
            return (m.span() for m in found if m[0] and not m[0].isspace())

        first, last = [*islice(own(), EDGE_LINES)], [*own(start := max(line_start(text, len(text) - NEAR_END), 0))]
        while start and len(last) < EDGE_LINES:
            last = [*own(start := line_start(text, max(3 * start - 2 * len(text), 0)))]
        self.head = first[-1][1] if len(first) >= EDGE_LINES else len(text)
        self.tail = last[-EDGE_LINES][0] if len(last) >= EDGE_LINES else 0
        self.last = last[-1][1] if last else 0
        self.prose = any(HAN_TEXT.search(text, *span) for span in own())

    def holds(self, place: str, start: int, end: int) -> bool:
        """Whether a span stands where its entry says."""
        head, tail = end <= self.head, start >= self.tail
        return {ANYWHERE: True, HEAD: head, TAIL: tail, EDGE: head or tail}[place]


def _verdicts(text: str, lines: list[_Line], edges: _Edges, counts: Mapping[str, int]) -> list[float]:
    """How sure each line is after all: by its place, its neighbours, its repetition and the corpus."""
    often = Counter(line_key(text[line.start : line.end]) for line in lines)
    alone: list[float] = []
    for line in lines:
        placed = edges.holds(line.place, line.start, line.end)
        confidence = line.confidence if placed else min(line.confidence, UNPROVEN)
        same = line_key(text[line.start : line.end])
        if line.confidence >= LIKELY and (often[same] >= REPEATED or counts.get(same, 0) >= DOCUMENTS):
            confidence = max(confidence, BACKED)
        if line.kind in DANGLING and line.start >= edges.last and confidence >= LIKELY:
            confidence = max(confidence, BACKED)
        alone.append(confidence)
    runs = list(_runs(text, lines))
    shown = [lines[run[-1]].end < edges.last and _introduced(text, lines[run[0]].start) for run in runs]
    page = any(alone[n] >= SURE for run, quoted in zip(runs, shown, strict=True) if not quoted for n in run)
    verdicts: list[float] = []
    for run, quoted in zip(runs, shown, strict=True):
        told = {n for n in run if lines[n].confidence >= LIKELY}
        here = [n for n in told if alone[n] >= UNPROVEN and edges.holds(lines[n].place, lines[n].start, lines[n].end)]
        different = {line_key(text[lines[n].start : lines[n].end]) for n in here}
        backed = any(alone[n] >= SURE for n in run) or (len(different) >= 2 and len(here) == len(told))
        most = UNPROVEN if (quoted and not page) or not edges.prose else 1.0
        verdicts += [min(most, max(alone[n], BACKED if backed and n in told else 0)) for n in run]
    return verdicts


def _runs(text: str, lines: list[_Line]) -> Iterator[list[int]]:
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


def _whole(text: str, lines: list[_Line], verdicts: list[float]) -> Iterator[Edit]:
    sure = [line for line, verdict in zip(lines, verdicts, strict=True) if verdict >= SURE]
    spans = dict(zip(sure, whole_lines(text, [line[:2] for line in sure]), strict=True))
    for line, verdict in zip(lines, verdicts, strict=True):
        start, end = spans.get(line) or line[:2]
        yield Edit(start, end, "", line.kind, verdict, {"line": text[line.start : line.end].strip()[:60]})


def _inner(text: str, parts: list[Edit], edges: _Edges) -> Iterator[Edit]:
    """Sentences and inserts: each takes itself alone, but the opening of a template takes its paragraph."""
    often = Counter(text[part.start : part.end] for part in parts)
    for part in parts:
        start, end, confidence = part.start, part.end, part.confidence
        line = part.facts["line"], part.facts["end"]
        if not edges.holds(part.facts["place"], *line):
            confidence = min(confidence, UNPROVEN)
        if confidence >= LIKELY and often[text[start:end]] >= REPEATED:
            confidence = max(confidence, BACKED)
        if not edges.prose:
            confidence = min(confidence, UNPROVEN)
        facts = {"line": text[start:end].strip()[:60]}
        last = not text[end : line[1]].strip()
        if part.code == "template-intro" and last and line[1] <= edges.head and TEMPLATE.search(text, 0, edges.head):
            start, end = whole_line(text, *line)
        yield Edit(start, end, "", part.code, confidence, facts)


def _with_hosts(text: str, edits: list[Edit]) -> list[Edit]:
    """An address that stands in brackets is a site's where others name the same site."""
    if all(edit.code != "site-address" or edit.confidence >= SURE for edit in edits):
        return edits
    known = {m[0] for edit in edits if edit.confidence >= SURE for m in HOST.finditer(text, edit.start, edit.end)}
    return [
        edit._replace(confidence=max(edit.confidence, BACKED))
        if edit.code == "site-address"
        and text[edit.start] in "([（【"
        and known & set(HOST.findall(text, edit.start, edit.end))
        else edit
        for edit in edits
    ]


def _protected(text: str, edits: list[Edit]) -> list[Span]:
    """Code, elements, tables and front matter. Verse and addresses are no reason to keep a line: buttons look like the one, and hold the other."""
    places = [(edit.start, edit.end) for edit in edits]
    return [(start, end) for start, end in off_limits(text, places) if text[start:end].lstrip()[:1] in OTHER_TEXT]

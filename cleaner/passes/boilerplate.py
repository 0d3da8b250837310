"""What a site left in a text: download and follow prompts, navigation, counters, rights lines, template openings, page numbers.

Evidence, from weak to strong: the line is one that sites write (data/boilerplate.tsv, each entry with its reason); it stands where sites
put it, among the first or last lines; it stands next to others of its kind; it comes again and again; many documents of a corpus have it.
An entry says how sure it is alone. Lines that a writer could have written are held until something else speaks against them. What says
nothing alone (a bare date with the hour, a counter, 登录) is looked for beside such lines only (sites/edges.py, sites/verdicts.py), and
what no entry knows is looked for among them (sites/columns.py); a source or an editor in brackets behind a paragraph goes where a line near it is sure.

A line is deleted as a whole, with its line end and one neighbouring blank line; inside a line only the sentence or the insert goes, or what
would be a site's line behind the last sentence, as the line end between them was lost. Of a paragraph that introduces templates
(…。以下是小编整理的范文，一起来看看吧) all goes at the head of a page of templates, else the sentence.
Where a site says how many characters it hides, the note stays that text is missing.

Left alone: lines that something introduces with a colon (an example of such a line), what stands in quotation marks, in code, tables and
front matter, a text that is nothing but such lines; clauses of agreements, turns of a conversation, the number of a page within a
sentence; names of translators and sources, 广告 or 关闭窗口 as a heading, bare numbers (chapters
have them too), a writer's own thanks, telephone numbers, lists of further reading, titles that are
words of navigation (通知, 生活). Measured: fixtures/boilerplate/lines.tsv.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from cleaner.core import Edit, Note, Span
from cleaner.limits import off_limits
from cleaner.lines import LINE, line_at, whole_line, whole_lines
from cleaner.sites.columns import with_columns
from cleaner.sites.edges import Edges
from cleaner.sites.hits import ANYWHERE, BACKED, EDGE, LIKELY, LOSSES, NAMED, SURE, TAIL, UNPROVEN, fold, hits
from cleaner.sites.keys import keys
from cleaner.sites.verdicts import REPEATED, SiteLine, line_key, runs_of, verdicts_of
from cleaner.wrapping.page_marks import page_marks, page_marks_within
from cleaner.wrapping.running import is_within

OF_THE_CORPUS = 20  # the same, for a line that no entry of the table knows: it is held
LABELS = 5  # lists of related pages at most, one after another
TITLES = 30  # links at most that a list of related pages has
TITLE = 45  # characters of such a link at most

HOST = re.compile(r"(?:[a-z0-9-]{1,40}\.){1,4}(?:com|cn|net|org|cc|info|me|tv|la)(?![a-z.])", re.I)
STOPPED = re.compile(r"[。！？；：…!?;:][”’）)]?\s*$")
SAID = re.compile(r"[。；：;:][”’）)]?\s*$")  # the same, but for what titles end in
CITED = re.compile(  # an item of a list that somebody made who has read it
    r".*(?:出版社|https?://|[，,]\s*\d{4}年).*|(?:[\[（(]?\d{1,2}[\]）).、]?\s*)?(?:[^\s，,《]{2,12}[：:，,]?\s*)?"
    r"《[^》]+》\s*(?:[，,（(].*|.{0,12}[著编译])?"
)
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
    "related-list": re.compile(r"#{1,6} "),  # a section of a manual in Markdown
    "site-address": re.compile(r"\s*https?://[^\s/]{1,80}/[^\s/]"),  # a page is cited, not a site named
    "assistant-leftover": re.compile(r"\s*[^\s，。：:]{1,8}[：:]"),  # somebody's words, in a conversation
}
OTHER_TEXT = "`~<|│-\"'0123456789"  # what code, elements, tables, front matter and subtitles begin with


def boilerplate(text: str, *, counts: Mapping[str, int] = {}) -> Iterator[Edit | Note]:
    """Lines and inserts of the site: download prompts, navigation, copyright lines, page numbers, template openings.

    counts: in how many documents of a corpus each line stands, by `line_key(line)`; empty without a corpus.

    >>> from cleaner.core import apply
    >>> apply(text := "桥修好了。\\n\\n【字体：大 中 小】\\n\\n村里人都去看，走了很远的路才回来，天已经黑了。", boilerplate(text))
    '桥修好了。\\n\\n村里人都去看，走了很远的路才回来，天已经黑了。'
    """
    lines, parts = _read(text)
    lines = _with_titles(text, lines)
    marks, within = list(page_marks(text)), list(page_marks_within(text))
    if counts:
        lines += _of_the_corpus(text, lines, counts)
    if not lines and not parts and not marks and not within:
        return
    taken = {line.start for line in lines}
    lines = sorted([*lines, *(SiteLine(*mark, ANYWHERE) for mark in marks if mark[0] not in taken)])
    lines = _held(text, lines)
    edges = Edges(text, {line.start for line in lines})
    lines = sorted(
        [*lines, *(SiteLine(*span, row.kind, row.confidence, row.place) for span, row in edges.weak.items())]
    )
    verdicts = verdicts_of(text, lines, edges, counts)
    if edges.prose:
        lines, verdicts = with_columns(text, lines, verdicts)
    sides = {edges.side(*line[:2]) for line, verdict in zip(lines, verdicts, strict=True) if verdict >= SURE} - {None}
    edits = [*_whole(text, lines, verdicts), *_inner(text, parts, edges, sides)]
    edits += (Edit(start, end, "", code, sure, {"marks": text[start:end].strip()}) for start, end, code, sure in within)
    edits = _with_hosts(text, edits)
    spans = _protected(text, sorted(edits)) if any(edit.confidence >= SURE for edit in edits) else []
    for edit in edits:
        if not any(start <= edit.start and edit.end <= end for start, end in spans):
            yield edit
            if edit.code in LOSSES and edit.confidence >= SURE:
                yield Note(edit.start, edit.end, "text-held-back", {"seen": text[edit.start : edit.end].strip()[:40]})


def _held(text: str, lines: list[SiteLine]) -> list[SiteLine]:
    """The lines; marks of pages that the pass `wraps` left within a sentence are unproven, for only they show that it goes on."""
    if not any(line.kind in PAGE_MARKS for line in lines):
        return lines
    held: list[SiteLine] = []
    for run in runs_of(text, lines):
        block = [lines[n] for n in run]
        within = all(line.kind in PAGE_MARKS for line in block) and is_within(text, block[0].start, block[-1].end)
        held += [line._replace(confidence=min(line.confidence, OWN)) for line in block] if within else block
    return held


def _read(text: str) -> tuple[list[SiteLine], list[Edit]]:
    """The lines that the table has as a whole, and the parts of other lines; all as sure as they are by themselves."""
    lines: list[SiteLine] = []
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
                lines.append(SiteLine(start, done, hit.kind, confidence, hit.place))
            elif hit.kind != "site-address" or text[start + hit.start - 1] != "]":  # else it is a link of Markdown
                at = (start + hit.start, start + hit.end)
                parts.append(Edit(*at, "", hit.kind, confidence, {"place": hit.place, "line": start, "end": done}))
    return lines, parts


def _with_titles(text: str, lines: list[SiteLine]) -> list[SiteLine]:
    """The lines, and the links under a label such as 相关推荐 where nothing else follows up to the end.

    What stands under the label may be a list that the author made: then the label is his as well.
    """
    known = {line.start: line for line in lines}
    for label in [line for line in lines if line.kind == "related-list"][-LABELS:]:
        titles: list[SiteLine] = []
        for line in LINE.finditer(text, label.end):
            bare = line[0].strip()
            if not bare or line.start() in known:
                continue
            if not titles and CITED.fullmatch(bare):
                known[label.start] = label._replace(confidence=OWN)
                break
            if len(bare) > TITLE or SAID.search(bare) or len(titles) == TITLES:
                break
            titles.append(SiteLine(*line.span(), "related-list", BACKED if label.confidence >= SURE else LIKELY, TAIL))
        else:
            if titles and label.confidence < SURE:
                known[label.start] = label._replace(confidence=LIKELY)
            known |= {title.start: title for title in titles}
            break
    return sorted(known.values())


def _of_the_corpus(text: str, lines: list[SiteLine], counts: Mapping[str, int]) -> list[SiteLine]:
    """Lines at the edges that many documents have, though no entry knows them: to be held."""
    edges, known = Edges(text, {line.start for line in lines}), {line.start for line in lines}
    found = []
    for line in (*LINE.finditer(text, 0, edges.head), *LINE.finditer(text, edges.tail)):
        new = line[0].strip() and line.start() not in known and counts.get(line_key(line[0]), 0) >= OF_THE_CORPUS
        if new and not STOPPED.search(line[0]):
            found.append(SiteLine(*line.span(), "corpus-line", LIKELY - 0.01, EDGE))
    return [line for n, line in enumerate(found) if line not in found[:n]]


def _whole(text: str, lines: list[SiteLine], verdicts: list[float]) -> Iterator[Edit]:
    sure = [line for line, verdict in zip(lines, verdicts, strict=True) if verdict >= SURE]
    spans = dict(zip(sure, whole_lines(text, [line[:2] for line in sure]), strict=True))
    for line, verdict in zip(lines, verdicts, strict=True):
        start, end = spans.get(line) or line[:2]
        yield Edit(start, end, "", line.kind, verdict, {"line": text[line.start : line.end].strip()[:60]})


def _inner(text: str, parts: list[Edit], edges: Edges, sides: set[str | None]) -> Iterator[Edit]:
    """Sentences and inserts: each takes itself alone, but the opening of a template takes its paragraph."""
    often = Counter(text[part.start : part.end] for part in parts)
    for part in parts:
        start, end, confidence = part.start, part.end, part.confidence
        line = part.facts["line"], part.facts["end"]
        if not edges.holds(part.facts["place"], *line):
            confidence = min(confidence, UNPROVEN)
        elif part.code in NAMED and confidence >= UNPROVEN and edges.side(*line) in sides:
            confidence = max(confidence, BACKED)
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

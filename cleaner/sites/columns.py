"""What stands among the lines of a site at the edges of a page: the rest of a menu, of the profile of a writer in a forum, of a list of links.

Such lines say nothing, and no table can have them all (除尘设备, 德育天地). They are told by where they stand: outside of a line that is surely a site's
(a fence: the breadcrumb over the title, the links to the neighbours below the text), between lines that a site is known to write, short, and without
marks. A title, an author, the signature of a letter stand on the inner side of the fence, or beside data (a date, a source), or first: there an
unknown line is left, and so is all of a head in which nothing else could be the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.lines import LINE, line_start
from cleaner.sites.edges import HAN_TEXT
from cleaner.sites.hits import BACKED, EDGE, FURNITURE, MOST_WEAK, NAMED, PROPER, SURE, UNPROVEN, WORD, beside, fold
from cleaner.sites.verdicts import SiteLine

MOST_LINES = 160  # lines of an edge that are looked at
MOST_TAIL = 6000  # characters at the end of a text that are
SHORT = 8  # characters of an entry of a menu at most
TITLE = 45  # of a link
MOST_BELOW = 4000  # characters of the text that its title is looked for in
LINK = 0.1  # how much a link says
LEAST = 2.0  # known lines that a gap must have in and round it
LEAST_KNOWN = 0.4  # of a word that is known
MANY = 6  # known words of a menu in which no title stands
PER_KNOWN = 3  # unknown lines for one that is known
HAN = re.compile("[\u4e00-\u9fff]")
MARKS = re.compile(
    r"^[#{}\[|*/%+_<-]|第\s*[\d一二三四五六七八九十百]{1,4}\s*[章节回]|[。！？!?；;：:，,、“”‘’《》…]|\d{4}"
)  # what entries of a menu do not have
SAID = re.compile(r"[。；：;:][”’）)]?\s*$")
LABEL = re.compile(
    r"(?:友情|合作|推荐|热门|最新|相关|精彩|猜你|新书|同类|更多|点击|阅读|浏览|人气)\S{1,6}? ?:?|\S{1,6}?(?:推荐|链接|排行榜?|标签|热搜|榜) ?:?"
)
BAR = re.compile(r"(?:[\u3400-\u9fff]{2,6}[ \u3000|｜·/]{1,3}){3,40}[\u3400-\u9fff]{2,6}")  # a menu in one line
CONTACT = re.compile(
    r"(?:公司|医院|学校|单位|通讯|联系|办公|编辑部)?(?:地址|邮箱|电话|总机|传真|手机|邮编|主办|承办|主管)(?:单位)? ?:.{2,40}"
)
OWN = re.compile(r"^[#{}\[|*/%+_<-]|\.[A-Za-z]{2,5}$")  # Markdown, code, and the name of a file that somebody uploaded
FIGURE = re.compile(r"(?=.*\d)[\d.:%/ \-]{1,16}[万kw+]?")  # of a counter or a date
FENCES = (
    "breadcrumbs",
    "navigation",
    "related-list",
    "comment-label",
    "share-label",
    "follow-prompt",
    "rights-line",
    "counter-line",
    "tag-line",
    "download-prompt",
    "preview-prompt",
    "uploader-line",
    "novel-site",
    "byline",
    "editor-line",
)
INFORMS = ("byline", "counter-line", "tag-line", "uploader-line", *NAMED)  # what stands below a title


class Piece(NamedTuple):
    """A line of an edge. `weight` is how much it says, from 0 (nothing knows it) to 1."""

    start: int
    end: int
    word: str
    kind: str
    weight: float
    sure: bool


def with_columns(text: str, lines: list[SiteLine], verdicts: list[float]) -> tuple[list[SiteLine], list[float]]:
    """The lines and how sure each is, with those that go with their neighbours: some the table has, though too little spoke for them."""
    known = {line.start: (line, verdict) for line, verdict in zip(lines, verdicts, strict=True)}
    if not any(verdict >= SURE and line.kind in FENCES for line, verdict in known.values()):
        return lines, verdicts
    head, end = _head(text, known)
    tail = _tail(text, known, end)[::-1]
    for piece, confidence in (*_over(head, text[end : end + MOST_BELOW]), *_below(tail)):
        before = known.get(piece.start, (None, 0.0))[1]
        if confidence > before:
            known[piece.start] = (
                SiteLine(piece.start, piece.end, piece.kind or "navigation", confidence, EDGE),
                confidence,
            )
    found = [known[start] for start in sorted(known)]
    return [line for line, _ in found], [verdict for _, verdict in found]


def _is_told(word: str, below: str) -> bool:
    """Whether a text speaks of what a line over it says: then the line can be its title."""
    pairs = [word[n : n + 2] for n in range(len(word) - 1)]
    return 2 * sum(pair in below for pair in pairs) > len(pairs) - (len(pairs) > 2)


def _pieces(text: str, known: dict[int, tuple[SiteLine, float]], start: int) -> Iterator[Piece | None]:
    """The lines from a place on; None for one that is prose."""
    for line in LINE.finditer(text, start):
        bare = line[0].strip()
        if not bare:
            continue
        site, verdict = known.get(line.start(), (None, 0.0))
        if site and verdict >= SURE:
            yield Piece(*line.span(), bare, site.kind, 1.0, site.confidence > MOST_WEAK)
        elif HAN_TEXT.search(bare):
            yield None
        else:
            row = beside(fold(bare.rstrip("：:"))) if site is None and len(bare) <= TITLE else None
            kind, confidence = (
                (site.kind, site.confidence) if site else (row.kind, row.confidence) if row else ("", 0.0)
            )
            own = OWN.search(bare)
            yield Piece(*line.span(), bare, "" if own else kind, 0.0 if own else _weight(kind, confidence), False)


def _weight(kind: str, confidence: float) -> float:
    """How much a line says that is not sure: a button or a label, a word of navigation, the name of a section."""
    if kind == "contact-line":
        return LINK
    if kind not in (*FURNITURE, *FENCES):
        return 0.0
    return 1.0 if confidence >= PROPER else 0.6 if confidence >= WORD else 0.4


def _head(text: str, known: dict[int, tuple[SiteLine, float]]) -> tuple[list[Piece], int]:
    """The lines over the text, and where they end."""
    found: list[Piece] = []
    for piece in _pieces(text, known, 0):
        if piece is None or len(found) == MOST_LINES:
            break
        found.append(piece)
    return found, found[-1].end if found else 0


def _tail(text: str, known: dict[int, tuple[SiteLine, float]], end: int) -> list[Piece]:
    """The lines below the text."""
    found: list[Piece] = []
    for piece in _pieces(text, known, max(end, line_start(text, max(len(text) - MOST_TAIL, 0)))):
        if piece is None:
            found = []
            continue
        listed = bool(found) and found[-1].kind == "related-list" and not piece.kind
        if listed and not OWN.search(piece.word) and len(piece.word) <= TITLE and not SAID.search(piece.word):
            piece = piece._replace(kind="related-list", weight=LINK)
        elif not piece.sure and LABEL.fullmatch(fold(piece.word)):
            piece = piece._replace(kind="related-list", weight=max(piece.weight, WORD))
        elif not piece.kind and CONTACT.fullmatch(fold(piece.word)):
            piece = piece._replace(kind="contact-line", weight=LINK)
        found.append(piece)
    return found[-MOST_LINES:]


def _fences(pieces: list[Piece]) -> list[int]:
    """The numbers of the lines that are a site's by themselves."""
    return [n for n, piece in enumerate(pieces) if piece.sure and piece.kind in FENCES]


def _over(pieces: list[Piece], text: str) -> Iterator[tuple[Piece, float]]:
    """The pieces of a head that go, and those that are to be held, with how sure each is; `text` is what stands below."""
    last = max(_fences(pieces), default=-1)
    gaps = [*_gaps(pieces[: last + 1])]
    if last < 0 or not any(_has_title(*gap) for gap in (*gaps, (pieces[last], pieces[last + 1 :], None))):
        return
    for outer, gap, inner in gaps:
        found = _trimmed(gap, outer, inner, True)
        confidence = _sureness(found, outer, inner, True)
        known = [n for n, piece in enumerate(found) if piece.weight >= LEAST_KNOWN]
        within = range(known[0], known[-1]) if len(known) >= MANY else range(0)
        names = [n for n, piece in enumerate(found) if not piece.kind and not FIGURE.fullmatch(piece.word)]
        for n, piece in enumerate(found if confidence else ()):
            title = n in names and n not in within and (len(names) == 1 or _is_told(piece.word, text))
            yield piece, min(confidence, UNPROVEN) if title else confidence


def _below(pieces: list[Piece]) -> Iterator[tuple[Piece, float]]:
    """The same of a tail, which is given from its end on."""
    fences = _fences(pieces)
    labels = [n for n, piece in enumerate(pieces) if piece.kind == "related-list" and piece.weight == 1]
    if fences and labels and labels[-1] > fences[-1] and pieces[fences[-1]].kind not in INFORMS:
        fences.append(labels[-1])
    for outer, gap, inner in _gaps(pieces[: max(fences, default=-1) + 1]):
        found = _trimmed(gap, outer, inner, False)
        if confidence := _sureness(found, outer, inner, False):
            yield from ((piece, confidence) for piece in found)


def _has_title(outer: Piece | None, gap: list[Piece], inner: Piece | None) -> bool:
    """Whether a line that nothing knows stands where titles do: under a breadcrumb, over the date and the source, or is too long for a menu."""
    names = [piece for piece in gap if not piece.kind and len(HAN.findall(piece.word)) > 1]
    first, last = outer and outer.kind == "breadcrumbs", inner and inner.kind in INFORMS
    return any(
        not _is_short(piece.word) or (first and piece is gap[0]) or (last and piece is gap[-1]) for piece in names
    )


def _gaps(pieces: list[Piece]) -> Iterator[tuple[Piece | None, list[Piece], Piece | None]]:
    """What stands between lines that are sure, or too long for a menu, with those; None where nothing more stands, or such a line."""
    outer: Piece | None = None
    gap: list[Piece] = []
    for piece in pieces:
        ends = piece.sure or (not piece.weight and not _is_short(piece.word))
        if not ends:
            gap.append(piece)
            continue
        inner = piece if piece.sure else None
        if gap:
            yield outer, gap, inner
        if not piece.sure:
            yield None, [piece], None
        outer, gap = inner, []
    if gap:
        yield outer, gap, None


def _is_short(word: str) -> bool:
    """Whether a line could be an entry of a menu, several in one line, or a figure of a counter."""
    if BAR.fullmatch(word):
        return True
    width = sum(1 if char >= "\u2e80" else 0.5 for char in word[: 2 * SHORT + 1])
    return bool(FIGURE.fullmatch(word)) or (width <= SHORT and not MARKS.search(word))


def _trimmed(gap: list[Piece], outer: Piece | None, inner: Piece | None, head: bool) -> list[Piece]:
    """A gap from its first to its last known line, at the sides where a title could stand: at the start, under a breadcrumb, over a date,
    and over a breadcrumb what is not one of several names of the same length."""
    sections = sum(piece.weight >= LEAST_KNOWN for piece in gap) > 2 and (outer is None or outer.kind != "breadcrumbs")
    least = LINK if not head else LEAST_KNOWN if sections else WORD
    known = [n for n, piece in enumerate(gap) if piece.weight >= least]
    start, end = 0, len(gap)
    if outer is None or (head and outer.kind == "breadcrumbs"):
        start = known[0] if known else end
    if inner is None or (head and inner.kind in INFORMS):
        end = known[-1] + 1 if known else start
    elif head and inner.kind == "breadcrumbs" and not gap[-1].weight and not _is_pair(gap[-2:]):
        end -= 1
    return gap[start:end]


def _is_pair(names: list[Piece]) -> bool:
    """Whether two names that nothing knows are of one length, as those of a menu often are."""
    return len(names) == 2 and not names[0].weight and len(names[0].word) == len(names[1].word)


def _sureness(gap: list[Piece], outer: Piece | None, inner: Piece | None, head: bool) -> float:
    """How sure it is that a gap is a site's: by how much of it, and of what stands round it, is known; 0 where that is too little."""
    words = {piece.word: piece.weight for piece in gap}
    own, unknown = sum(words.values()), sum(not piece.weight and not FIGURE.fullmatch(piece.word) for piece in gap)
    around = own + (outer is not None) + (inner is not None)
    if not own or around < LEAST:
        return 0.0
    return BACKED if unknown <= PER_KNOWN * (around if head else own) else UNPROVEN

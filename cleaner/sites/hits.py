"""What sites leave in a line, by the table data/boilerplate.tsv: what of a line is theirs, how sure, and where that is true.

The table's patterns are matched against a line that is folded: half-width marks, plain spaces, lower case, simplified characters. Every
fold keeps the length, so that offsets stay true. A text is scanned for the keys of the table, and a line for the rows whose key it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from cleaner.chars import pattern
from cleaner.sites.keys import characters, keys
from cleaner.tables import rows

MARKS: dict[int, int | str | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{code: code + 32 for code in range(ord("A"), ord("Z") + 1)},
    **{code: code - 0xFEE0 + 32 for code in range(0xFF21, 0xFF3B)},
    **dict.fromkeys(map(ord, "\t\u00a0\u3000\u2002\u2003"), " "),
    **dict.fromkeys(map(ord, "【〔〖［"), "["),
    **dict.fromkeys(map(ord, "】〕〗］"), "]"),
    **dict.fromkeys(map(ord, "»›→▸》〉"), ">"),
    **dict.fromkeys(map(ord, "«‹←《〈"), "<"),
    **dict.fromkeys(map(ord, "｜│丨"), "|"),
}
OPENS = r"[ \[({★☆※◆◇●○▲△▼▽■□►▶↑↓·•…—\-=*|_~.#]{0,8}"  # ornaments round a line
CLOSES = r"[ \])>}★☆※◆◇●○▲△■□◄◀↑↓·•…—\-=*|_~.。!,;:#]{0,8}"
ADDRESS = r"(?:https?://)?(?:[a-z0-9-]{1,40}\.){1,5}[a-z]{2,6}(?![a-z])(?:/[a-z0-9/_.?=&%#+~-]{0,120})?"
DAY, TIME = r"\d{2,4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?", r"\d{1,2}:\d{2}(?::\d{2})?"
SENTENCE = re.compile(r"[^。!?]*[。!?]*[”’」』)\]]*")
SENTENCE_END = re.compile("(?:[。!?]|…{1,6}(?!…))[”’」』)\\]]{0,4}")
PIECE = re.compile(r"[^ |,/·•]+")
SPACE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]| (?![{*+])\??")  # a space in a pattern, after what holds one that is none
MENU = re.compile(
    r" {0,4}\|? {0,4}[\u4e00-\u9fff]{2,8}(?: {0,4}\| {0,4}[\u4e00-\u9fff]{2,8}){2,11} {0,4}\|? {0,4}"
)  # names between bars
ORNAMENT = " []()-|*=.·…—_~#。,!;:"
LONGEST_LINE = 300  # characters of a line that can be a site's as a whole
SURE = 0.9  # from here on an edit is made by default
GLUED = 0.95  # from here on it is one behind a sentence, too
LONGEST_GLUED = 160  # characters of what stands behind a sentence
UNPROVEN = 0.8  # out of its place, or without anything that speaks for it
BACKED = 0.92  # what could be a writer's, next to what cannot, or repeated, or found in many documents
DATA = ("byline", "counter-line", "breadcrumbs", "tag-line")  # kinds that are no words of navigation
NAMED = ("source-line", "editor-line")  # what names people and papers behind a sentence
FURNITURE = ("navigation", "follow-prompt", *DATA)  # kinds that have lines which say nothing alone
MOST_WEAK = 0.75  # of such a line, at most
WORD = 0.6  # from here on a word is one of navigation, below it the name of a section
PROPER = 0.65  # from here on a line can be nothing but a page's
LONGEST_WORD = 8  # characters of a word of navigation
LIKELY = 0.7  # from here on such backing counts
LOSSES = ("hidden-length",)  # kinds that tell of text that is lost
ANYWHERE, HEAD, TAIL, EDGE = "", "head", "tail", "edge"
LAST_PLACES = (ANYWHERE, TAIL)


class Row(NamedTuple):
    """One entry of the table, its pattern compiled."""

    kind: str
    unit: str
    place: str
    confidence: float
    keys: tuple[str, ...]
    pattern: re.Pattern[str]


class Hit(NamedTuple):
    """What of a line is a site's: a span of the line, all of it where `whole`; `place` is where the confidence holds."""

    start: int
    end: int
    whole: bool
    kind: str
    confidence: float
    place: str


@cache
def _folds() -> dict[int, int | str | None]:
    known = characters()
    variants = dict(zip(known["variants"][::2], known["variants"][1::2], strict=True))
    regular = dict(zip(known["traditional"], known["simplified"], strict=True))
    return MARKS | {ord(char): form for char, form in (variants | regular).items()}


def fold(line: str) -> str:
    """A line as the table has it, character by character.

    >>> fold("【下載本文】　Ｄｏｃ格式，")
    '[下载本文] doc格式,'
    """
    return line.translate(_folds())


def compiled(unit: str, source: str) -> re.Pattern[str]:
    """A pattern of the table, as it is matched."""
    source = source.replace("《", "<").replace("》", ">")
    source = source.replace("<url>", ADDRESS).replace("<day>", DAY).replace("<time>", TIME)
    source = SPACE.sub(lambda m: " {0,4}" if m[0][0] == " " else m[0], source)
    return pattern(source if unit == "insert" else f"{OPENS}(?:{source}){CLOSES}")


@cache
def table() -> tuple[Row, ...]:
    """The entries of data/boilerplate.tsv, the surest first."""
    found = []
    for kind, where, confidence, key, source, _, _ in rows("boilerplate"):
        unit, _, place = where.partition(" ")
        found.append(Row(kind, unit, place, float(confidence), table_words(key), compiled(unit, source)))
    return tuple(sorted(found, key=lambda row: -row.confidence))


def table_words(key: str) -> tuple[str, ...]:
    """The keys of an entry, folded."""
    return () if key == "-" else tuple(dict.fromkeys(fold(word.replace("_", " ")) for word in key.split()))


@cache
def _finder() -> tuple[Any, list[set[int]]]:
    """What finds the keys of the table in a line, and the numbers of the rows of each."""
    import ahocorasick_rs

    found: dict[str, set[int]] = {}
    for number, row in enumerate(table()):
        for key in row.keys:
            found.setdefault(key, set()).add(number)
    return ahocorasick_rs.AhoCorasick(found, implementation=ahocorasick_rs.Implementation.DFA), [*found.values()]


@cache
def _keyless() -> list[Row]:
    return [row for row in table() if not row.keys]


@cache
def _weak() -> tuple[list[Row], re.Pattern[str]]:
    """The entries without a key that say nothing alone, and what matches wherever one of them does."""
    entries = [
        row for row in _keyless() if row.unit == "line" and row.kind in FURNITURE and row.confidence <= MOST_WEAK
    ]
    return entries, compiled(
        "line", "|".join(row[4] for row in rows("boilerplate") if row[3] == "-" and row[0] in FURNITURE)
    )


def _near(line: str) -> list[Row]:
    """The rows with a key that can match a line."""
    automaton, rows_of = _finder()
    try:
        keys = automaton.find_matches_as_indexes(line, overlapping=True)
    except UnicodeEncodeError:  # lone surrogates
        keys = automaton.find_matches_as_indexes(line.encode("utf-8", "replace").decode(), overlapping=True)
    numbers = set().union(*(rows_of[key] for key, _, _ in keys))
    return [table()[number] for number in sorted(numbers)]


def hits(line: str) -> list[Hit]:
    """What of a folded line is a site's: one whole hit, or several parts of it.

    >>> [hit.kind for hit in hits(fold("【字体：大 中 小】"))]
    ['byline']
    >>> hits(fold("他把字体改大了一号。"))
    []
    """
    near = _near(line)
    if not near:
        return []
    whole: list[Hit] = []
    if len(line) <= LONGEST_LINE:
        whole += [_all(line, row) for row in near if row.unit == "line" and row.pattern.fullmatch(line)][:1]
        whole += _words(line, near)
    parts = _apart([*_sentences(line, near), *_inserts(line, near), *_glued(line, near)])
    rest = line
    for hit in reversed(parts):
        rest = rest[: hit.start] + rest[hit.end :]
    if parts and not rest.strip(ORNAMENT):
        least, most = min(parts, key=_confidence), max(parts, key=_confidence)
        several = len({hit.kind for hit in parts}) > 1 or len(parts) > 1
        confidence = BACKED if several and least.confidence >= UNPROVEN else least.confidence
        if least.confidence >= LIKELY:
            confidence = max(confidence, most.confidence)
        place = next((hit.place for hit in parts if hit.place), ANYWHERE)
        kind = next((hit.kind for hit in parts if hit.kind in LOSSES), least.kind)
        whole.append(Hit(0, len(line), True, kind, confidence, place))
    return [max(whole, key=_confidence)] if whole else parts


def beside(line: str) -> Row | None:
    """The entry without a key that has a folded line, or most of the words in a row: what is a site's only beside others.

    >>> beside(fold("2019-08-06 09:20 阿福")).kind, beside(fold("今日新聞 社論 評論 快訊 回首頁")).kind, beside("村口的桥")
    ('byline', 'navigation', None)
    """
    entries, any_of_them = _weak()
    if any_of_them.fullmatch(line):
        return _matching(line, entries)
    pieces = [piece for piece in PIECE.findall(line) if piece.strip(ORNAMENT)]
    if len(pieces) < 2 or max(map(len, pieces)) > LONGEST_WORD:
        return None
    known = [piece for piece in pieces if any_of_them.fullmatch(piece)]
    words = [row for row in (_matching(piece, entries) for piece in known) if row]
    if len(words) >= 3 and 2 * len(words) >= len(pieces):
        return words[0]._replace(confidence=LIKELY)
    return words[0] if len(words) == len(pieces) else None


def _matching(line: str, entries: list[Row]) -> Row | None:
    return next((row for row in entries if row.pattern.fullmatch(line)), None)


def is_site_line(line: str) -> bool:
    """Whether all of a line is surely a site's, where it stands in its place.

    >>> is_site_line("本文由用户上传，如有侵权请联系我们删除"), is_site_line("本文由三部分组成")
    (True, False)
    """
    bare = line.strip()
    if len(bare) > LONGEST_LINE or not keys().search(bare):
        return False
    return any(hit.whole and hit.confidence >= SURE for hit in hits(fold(bare)))


def _confidence(hit: Hit) -> float:
    return hit.confidence


def _all(line: str, row: Row) -> Hit:
    return Hit(0, len(line), True, row.kind, row.confidence, row.place)


def _apart(found: list[Hit]) -> list[Hit]:
    """Those that do not overlap: of two the earlier, then the longer."""
    apart: list[Hit] = []
    for hit in sorted(found, key=lambda hit: (hit.start, -hit.end)):
        if not apart or hit.start >= apart[-1].end:
            apart.append(hit)
    return apart


def _words(line: str, near: list[Row]) -> list[Hit]:
    """A row of buttons: nothing but words of navigation, each a line of the table; or a menu with one that only a site has (联系我们)."""
    pieces = PIECE.findall(line.replace("][", "] ["))
    pieces = [piece for piece in pieces if piece.strip(ORNAMENT)]
    if not 2 <= len(pieces) <= 12:
        return []
    found = []
    entries = [row for row in (*near, *_keyless()) if row.unit == "line" and row.kind not in (*DATA, *NAMED)]
    menu = MENU.fullmatch(line)
    for piece in pieces:
        row = _matching(piece, entries)
        if row:
            found.append(row)
        elif not menu:
            return []
    if len(found) < len(pieces):
        if not any(row.kind == "navigation" and row.confidence >= MOST_WEAK for row in found):
            return []
    elif sum(row.confidence >= WORD for row in found) < 2:
        return []
    sure = len({*pieces}) >= 3 or max(row.confidence for row in found) >= 0.9
    kind = next(row.kind for row in found if row.keys) if any(row.keys for row in found) else "navigation"
    return [Hit(0, len(line), True, kind, 0.94 if sure else 0.9, EDGE)]


def _sentences(line: str, near: list[Row]) -> Iterator[Hit]:
    """Whole sentences that are a site's, outside quotation marks."""
    rows_here = [row for row in near if row.unit in ("sentence", "intro")]
    if not rows_here:
        return
    for m in SENTENCE.finditer(line):
        if (
            not m[0]
            or line.count("“", 0, m.start()) > line.count("”", 0, m.start())
            or m.end() - m.start() > LONGEST_LINE
        ):
            continue
        for row in rows_here:
            if row.pattern.fullmatch(m[0]):
                yield Hit(m.start(), m.end(), False, row.kind, row.confidence, row.place)
                break


def _glued(line: str, near: list[Row]) -> Iterator[Hit]:
    """What would be a site's line, right behind a sentence: the line end between them was lost."""
    rows_here = [
        row
        for row in near
        if row.unit == "line" and row.confidence >= GLUED and row.place in LAST_PLACES
        if row.kind != "contact-line"  # a writer ends so, too
    ]
    for m in SENTENCE_END.finditer(line, max(len(line) - LONGEST_GLUED, 0)) if rows_here else ():
        if line.count("“", 0, m.end()) > line.count("”", 0, m.end()):
            continue
        for row in rows_here:
            if m.end() < len(line) and row.pattern.fullmatch(line, m.end()):
                yield Hit(m.end(), len(line), False, row.kind, row.confidence, row.place)
                break


def _inserts(line: str, near: list[Row]) -> Iterator[Hit]:
    for row in near:
        if row.unit == "insert":
            for m in row.pattern.finditer(line):
                yield Hit(m.start(), m.end(), False, row.kind, row.confidence, row.place)

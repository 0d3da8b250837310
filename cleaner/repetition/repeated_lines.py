"""Lines that stand twice: which of them go, and how sure that is. For the pass `repeats`, which says what is left alone and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.chars import HAN_LETTER, pattern

SURE, LIKELY, UNSURE = 0.97, 0.93, 0.7

# Letters that lines need at least to be damage where they stand again.
DOUBLED = 12  # right below
TITLE = 5  # at the top of a text
PARAGRAPH, LONG_PARAGRAPH = 60, 150  # in another place: held, deleted
BLOCK, LONG_BLOCK = 120, 200  # several lines in a row: right below, in another place
BODY = 12  # lines below a title in which prose must stand: verse may repeat its title
TOP = 6  # lines at the top in which the title may stand again
SITE = 12  # letters of the name of a site that a page title ends in
NEAR_BY = 12  # lines in between at most, where a manual says the same of each of its options
RUNS = ((4, 40), (7, 20))  # more lines than that, of more letters on average, are no list of names
PROSE = 25  # letters of a line of prose
SEEN = 6  # earlier places of a line that are looked at
FEW = 8  # Han characters of a line that is full of Latin letters
SPEECH = 30  # letters of a line that a speaker may say twice, at most

LINE = pattern(r"[^\n\r]+")
NO_LETTER = pattern(r"[\W_]+")
ENDS = "。！？…；”’」』）.!?"
HEADING = pattern(r"\s*(?:#{1,6}\s|\*\*)")
PIECE = pattern(r"^(?:第?[1一]篇|篇[1一]|范文[1一])|(?:第?[1一]篇|篇[1一]|范文[1一])$")
PAGE_TITLE = pattern(rf"[ ]?[-_|—–][-_|—–\w ]{{1,{SITE}}}")
SECOND_PIECE = pattern(r"(?:篇|范文)\s*[2二]|第\s*[2二]\s*篇")
ABOUT = pattern(r"日期|时间|来源|作者|编辑|发布|点击|浏览|阅读|字数|网站|\d{4}[-年/.]\d")
# What may stand twice: forms, rows, options and questions, quotations; and, if short, what is said or shouted.
MEANT = pattern(
    r"""
    _{2,} | ＿ | [：:]\s*$ | [：:]\s{2,} | \t | \| | \S[ ]{3,}\S
  | ^\s*[（(]?[A-Da-d][）).．、] | (?<![\w)\]])[（(]\s*[）)] | ^\s*>
""",
    re.X,
)
QUOTED = pattern(r"^\s*>|\||\t|_{2,}")  # of these, what may stand twice however long it is
SPOKEN = pattern(r"^\s*[“「『\"‘—]|^[^：:，。]{0,7}[^：:，。说道曰][：:]|[！!～~]\W*$")
VERSION = pattern(
    "[修订改][前后]|原(?:文(?!地址|链接|作者|标题|出处|网址)|[句题诗稿])|译文|对照|引用|重复|再读|抄录|版本|改为|如下"
)
ARTICLE = pattern(r"(?m)^[ \t\u3000]{0,9}第[一二三四五六七八九十百零〇\d]{1,5}条")
ARTICLE_LINES = 8  # of an article at most
NUMBERED = pattern(
    r"\s*(?:#{1,6}\s*)?(?:[（(]?[一二三四五六七八九十]{1,3}[）)、．.]|第[一二三四五六七八九十\d]{1,3}[章节部]|\d{1,2}[、．.](?!\d))"
)
NUMBERED_PIECE = pattern(
    r"篇\s*[\d二三四五六七八九十]{1,2}|范文\s*[\d二三四五六七八九十]{1,2}|第\s*[\d二三四五六七八九十]{1,2}\s*篇"
)


class Line(NamedTuple):
    """A line that is not blank, and its letters; of a line of marks alone the first of them."""

    start: int
    end: int
    key: str


class Deletion(NamedTuple):
    """Lines first to stop - 1, why they go and how sure that is."""

    first: int
    stop: int
    code: str
    confidence: float


def letters(line: str) -> str:
    """The letters of a line: what it says, whatever its spaces and marks."""
    return NO_LETTER.sub("", line)


def han(key: str) -> bool:
    """Whether letters are of Chinese text, that may be full of names in Latin letters."""
    found = sum(1 for _ in HAN_LETTER.finditer(key))
    return found * 4 >= len(key) or (found >= FEW and found * 10 >= len(key))


def deletions(text: str) -> tuple[list[Line], list[Deletion]]:
    """The lines of a text that are not blank, and which of them are to go."""
    lines = [Line(*m.span(), key) for m in LINE.finditer(text) if (key := letters(m[0]) or m[0].strip()[:1])]
    found = [*_titles(text, lines)]
    taken = set(range(max([each.stop for each in found], default=0) + bool(found)))
    return lines, found + [each for each in _blocks(text, lines) if taken.isdisjoint(range(each.first, each.stop))]


def _titles(text: str, lines: list[Line]) -> Iterator[Deletion]:
    """The title at the top, where only lines on date and source stand between it and itself."""
    if not lines or not TITLE <= len(lines[0].key) < PARAGRAPH or _stopped(text, lines[0]):
        return
    first, doubled = lines[0].key, []
    for at, line in enumerate(lines[1 : TOP + 1], 1):
        own = PIECE.sub("", line.key)
        same = line.key == first or (own == first and not SECOND_PIECE.search(text)) or _of_page(text, lines[0], line)
        if same and not MEANT.search(_said(text, line)) and not _stopped(text, line):
            doubled.append(at)
        elif not (ABOUT.search(_said(text, line)) and len(line.key) < 2 * PROSE):
            break
    if not doubled:
        return
    sure = any(_is_prose(text, line) for line in lines[doubled[-1] + 1 : doubled[-1] + BODY]) and han(first)
    titles = [0, *doubled]
    stays = next((at for at in titles if HEADING.match(_said(text, lines[at]))), None)
    if stays is None:
        stays = next((at for at in titles if lines[at].key != first and not PIECE.search(lines[at].key)), 0)
    for at in titles:
        if at != stays:
            yield Deletion(at, at + 1, "repeated-title", SURE if sure else UNSURE)


def _stopped(text: str, line: Line) -> bool:
    return _said(text, line).rstrip()[-1] in "。；，、：:"


def _of_page(text: str, page: Line, title: Line) -> bool:
    """Whether a line is the title of a page, and the other the title of its text: 春天的故事_青松文学网, 春天的故事."""
    own = _said(text, title).strip()
    tail = _said(text, page).strip()[len(own) :]
    return len(title.key) >= TITLE and page.key.startswith(title.key) and bool(PAGE_TITLE.fullmatch(tail))


def _blocks(text: str, lines: list[Line]) -> Iterator[Deletion]:
    """Runs of lines that stood before, in the same order."""
    places: dict[str, list[int]] = {}
    articles = len(ARTICLE.findall(text)) > 2
    at = known = 0
    while at < len(lines):
        size = 1
        if before := places.get(lines[at].key):
            size, first = max((_run(lines, first, at), first) for first in before[-SEEN:])
            if deletion := _verdict(text, lines, first, at, size, articles):
                yield deletion
                at = known = deletion.stop
                continue
        at += size
        for each in range(known, at):
            places.setdefault(lines[each].key, []).append(each)
        known = at


def _run(lines: list[Line], first: int, second: int) -> int:
    """How many lines from `second` on stand from `first` on as well; one in between may differ a little."""
    size = 0
    most = min(second - first, len(lines) - second)
    while size < most:
        if lines[first + size].key == lines[second + size].key:
            size += 1
        elif (
            size + 1 < most
            and lines[first + size + 1].key == lines[second + size + 1].key
            and _alike(lines[first + size], lines[second + size])
        ):
            size += 2
        else:
            break
    return size


def _alike(a: Line, b: Line) -> bool:
    shorter, longer = sorted((a.key, b.key), key=len)
    same = _same(a.key, b.key) + _same(a.key[::-1], b.key[::-1])
    return len(shorter) >= PROSE and same >= 0.8 * len(longer)


def _same(a: str, b: str) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _verdict(text: str, lines: list[Line], first: int, second: int, size: int, articles: bool) -> Deletion | None:
    """Whether lines[second:second + size], which stood from `first` on, are damage."""
    block, earlier = lines[second : second + size], lines[first : first + size]
    said = sum(len(line.key) for line in block)
    below = first + size == second
    long = below and said >= PARAGRAPH * size
    meant = sum(bool((QUOTED if long else MEANT).search(_said(text, line))) for line in (*block, *earlier))
    if said < TITLE or meant > (0 if size == 1 else size) or not han("".join(line.key for line in block)):
        return None
    if size == 1 and said < SPEECH and SPOKEN.search(_said(text, block[0])):
        return None
    prose = sum(_is_prose(text, line) for line in block)
    code = "doubled-line" if size == 1 and below else "repeated-paragraph" if size == 1 else "repeated-lines"
    if size == 1 and below:
        confidence = _doubled(text, lines, second, prose)
    elif below:
        running = (said >= BLOCK and prose) or (said >= PARAGRAPH and prose == size)
        confidence = SURE if running else UNSURE if said >= 2 * DOUBLED else 0.0
    elif size == 1:
        long = said >= LONG_PARAGRAPH and not articles
        confidence = LIKELY if long and prose else UNSURE if said >= PARAGRAPH and prose else 0.0
    else:
        sentences = sum(len(line.key) >= DOUBLED and _said(text, line).rstrip()[-1] in ENDS for line in block)
        longest = max(len(line.key) for line in block if _is_prose(text, line)) if prose else 0
        running = (
            prose > 2
            or sentences > 4
            or any(size > n and said > m * size for n, m in RUNS)
            or longest >= LONG_PARAGRAPH
        )
        piece = _left_alone(text, lines, second, second + size)  # all of it stood before
        options = second - first - size <= NEAR_BY and first >= TOP
        long = said >= LONG_BLOCK and (piece or (running and not options and (not articles or size > 9)))
        confidence = LIKELY if long else UNSURE if said >= BLOCK and prose else 0.0
    if articles and not below and _amended(text, lines, first, second, size):
        confidence = min(confidence, UNSURE)
    above = lines[second - 1]
    heading = _said(text, above)
    if len(above.key) < PROSE and VERSION.search(heading) and not NUMBERED_PIECE.search(heading):
        confidence = min(confidence, UNSURE)
    stop = second + size
    if confidence >= LIKELY and size > 1 and _left_alone(text, lines, second, stop):
        second -= 1
    return Deletion(second, stop, code, confidence) if confidence else None


def _amended(text: str, lines: list[Line], first: int, second: int, size: int) -> bool:
    """Whether two places that say the same stand in a law and in its amended version: the article before or after them has one number
    and two wordings."""
    for a, b in ((first - 1, second - 1), (first + size, second + size)):
        if a >= 0 and b < len(lines) and lines[a].key != lines[b].key:
            (begins, number), (again, same) = (_article(text, lines, at) for at in (a, b))
            if number and number == same and begins != again:
                return True
    return False


def _article(text: str, lines: list[Line], at: int) -> tuple[int, str]:
    """Where the article that a line belongs to begins, and its number; "" if it belongs to none."""
    for line in reversed(lines[max(at - ARTICLE_LINES, 0) : at + 1]):
        if m := ARTICLE.match(_said(text, line)):
            return line.start, m[0].strip()
    return 0, ""


def _doubled(text: str, lines: list[Line], at: int, prose: int) -> float:
    """How sure it is that a line that says what the line above it says is damage: prose and headings among prose are."""
    if prose:
        asked = len(lines[at].key) < PARAGRAPH and _asked(text, [*lines[at - 2 : at - 1], *lines[at + 1 : at + 2]])
        return UNSURE if asked else SURE
    if NUMBERED.match(_said(text, lines[at])) or HEADING.match(_said(text, lines[at])):
        return SURE
    if len(lines[at].key) < DOUBLED:
        return 0.0
    around = [*lines[max(0, at - 3) : at - 1], *lines[at + 1 : at + 3]]
    return LIKELY if around and all(_is_prose(text, line) for line in around) else UNSURE


def _asked(text: str, around: list[Line]) -> bool:
    """Whether a question stands above or below: two questions may have one answer."""
    return any(_said(text, line).rstrip().endswith(("？", "?")) for line in around)


def _left_alone(text: str, lines: list[Line], at: int, stop: int) -> bool:
    """Whether the heading 篇2 stands above a block, and nothing would stand below it any more."""
    above = _said(text, lines[at - 1])
    return bool(NUMBERED_PIECE.search(above)) and (
        stop == len(lines) or bool(NUMBERED_PIECE.search(_said(text, lines[stop])))
    )


def _said(text: str, line: Line) -> str:
    return text[line.start : line.end]


def _is_prose(text: str, line: Line) -> bool:
    return len(line.key) >= PROSE and _said(text, line).rstrip()[-1] in ENDS

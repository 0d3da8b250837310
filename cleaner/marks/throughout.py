"""Glyphs that stand for marks throughout a text: then places count where a glyph alone is rather a bullet, a box or a question.

A font or a charset without a mark loses every one of its kind, at the start and end of a paragraph as well: □那我等你。□他低声说。 That a
glyph is lost throughout shows in how it stands: in paragraphs where every one may have its partner, one opens after ： or ， and one closes a
paragraph after a full stop, or two stand on both sides of a 、; and a ? after ： or ， asks nothing. The pass `glyphs` knows it as well of a glyph
that it has read as marks for sure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from cleaner import judge
from cleaner.chars import BLANK, HAN, pattern
from cleaner.core import Span
from cleaner.lines import LINE, line_start

GLYPHS = "□■\ufffd?"
LEAST, SHARE = 2, 0.1  # signs that show it, and of all places
LONGEST = 400  # code points between the two sides
CLOSED = {glyph: re.compile(rf"(?<=[。！？…]){re.escape(glyph)}(?=[{BLANK}]*(?:[\n\r]|\Z))") for glyph in GLYPHS}
OPENED = {glyph: pattern(rf"(?<=[：，]){re.escape(glyph)}(?=[{HAN}])") for glyph in GLYPHS}
BEFORE = pattern(f"[{HAN}0-9A-Za-z％%，。、；：！？…—“”《》（）【】.]")
CHINESE = pattern(f"[{HAN}，。、；：！？…—“”《》（）]")
NO_CLOSE = frozenset("：，、；（《“")  # after which none closes
NO_QUERY = pattern(rf"(?<=[，：、；（《])\?(?=[{HAN}])")
RUN = pattern(rf"(?<=[{HAN}0-9A-Za-z”》）])([{GLYPHS}])\1(?=[{HAN}0-9A-Za-z“《（])")
SIDE = 200  # code points on each side of two glyphs that are looked at


def throughout(text: str) -> set[str]:
    """The glyphs that stand for marks throughout, by how they stand.

    >>> throughout("他问：□你去吗？□\\n\\n□我不去。□她说，□太远了。□")
    {'□'}
    >>> throughout("□加强领导。\\n□落实责任，□定期检查。\\n□同意 □反对")
    set()
    """
    return {glyph for glyph in GLYPHS if glyph in text and _is_throughout(text, glyph)}


def lost_queries(text: str) -> bool:
    """Whether ? stands for lost marks: several times where none can ask, after a comma or a colon.

    >>> lost_queries("会议强调，?安全第一?是原则，?质量至上?是目标。"), lost_queries("你去吗?他说，我不去。")
    (True, False)
    """
    return "?" in text and len(NO_QUERY.findall(text)) >= max(LEAST, SHARE * text.count("?"))


def _is_throughout(text: str, glyph: str) -> bool:
    if glyph == "?" and lost_queries(text):
        return True
    if not (OPENED[glyph].search(text) and CLOSED[glyph].search(text)) and f"{glyph}、{glyph}" not in text:
        return False
    signs = sum(_paired(text[start:end], glyph) for start, end in _lines(text, glyph))
    return signs >= max(LEAST, SHARE * text.count(glyph))


def _lines(text: str, glyph: str) -> Iterator[Span]:
    """The lines that have the glyph."""
    at, end = text.find(glyph), 0
    while at >= 0:
        start = line_start(text, at, end)
        end = LINE.match(text, at).end()  # type: ignore[union-attr]
        yield start, end
        at = text.find(glyph, end)


def _paired(line: str, glyph: str) -> int:
    """How many signs of a pair a line has in which every glyph may have its partner; 0 if one has none."""
    bare = line.strip(BLANK)
    at = [m.start() for m in re.finditer(re.escape(glyph), bare)]
    if glyph == "?":  # one that asks, before one that closes
        at = [place for place in at if bare[place + 1 : place + 2] != "?"]
    if len(at) % 2:
        return 0
    signs = 0
    for opened, closed in zip(at[::2], at[1::2], strict=True):
        if (
            not 1 < closed - opened < LONGEST
            or (opened and bare[opened - 1] in BLANK)
            or bare[opened + 1] in BLANK
            or bare[closed - 1] in NO_CLOSE
        ):
            return 0
        signs += opened > 0 and bare[opened - 1] in "：，"
        signs += closed + 1 == len(bare) and bare[closed - 1] in "。！？…?"
        signs += LEAST if bare.startswith(f"、{glyph}", closed + 1) else 0  # no box has another one beyond a mark
    return signs


def wide(text: str, glyphs: Collection[str]) -> Iterator[int]:
    """Where a glyph that is lost throughout may stand for a mark, sorted: at the ends of lines, too, and two in a row."""
    if not (lost := "".join(glyph for glyph in glyphs if glyph in GLYPHS)):
        return
    for m in re.finditer(f"[{re.escape(lost)}]+", text):
        before, after = text[max(m.start() - 1, 0) : m.start()], text[m.end() : m.end() + 1]
        begins, ends = _begins(text, m.start()), not after or after in "\n\r"
        if m.end() - m.start() > 2 or (begins and ends) or (not begins and before in BLANK) or after in tuple(BLANK):
            continue
        if not (CHINESE.match(before) or CHINESE.match(after)) or not (begins or BEFORE.match(before)):
            continue
        yield from range(m.start(), m.end())


def _begins(text: str, at: int) -> bool:
    """Whether nothing but an indent stands before a place in its line."""
    while at and text[at - 1] in BLANK:
        at -= 1
    return not at or text[at - 1] in "\n\r"


def doubled(text: str) -> list[int]:
    """Where two glyphs stand for one —— or ……, which are two code points each, rather than for the end of one quotation and the
    beginning of another.

    >>> doubled("这就是目标□□让每个孩子都能上学。"), doubled("墙上写着□质量第一□□用户至上□八个字。")
    ([5], [])
    """
    found = []
    for m in RUN.finditer(text) if any(glyph * 2 in text for glyph in GLYPHS) else ():
        glyph = m[0][0]
        before, after = text[max(m.start() - SIDE, 0) : m.start()], text[m.end() : m.end() + SIDE]
        before, after = before.rpartition("\n")[2], after.partition("\n")[0]
        inside = before.count(glyph) % 2 and after.count(glyph) % 2
        if inside:
            quotes, *others = judge.scores(before.replace(glyph, ""), ("”“", "——", "……"), after.replace(glyph, ""))
            inside = quotes > max(others)
        if not inside:
            found.append(m.start())
    return found

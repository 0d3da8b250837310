"""Bullets that came out as letters or ?: l乔木 and n灌木 for ●乔木 and ■灌木, ? 净化空气 for • 净化空气. For passes/noise.py and passes/glyphs.py.

Office writes bullets with letters of fonts of signs (Wingdings: l is ●, n ■, u ◆, v ❖, q ❑, Ø ➢, ü ✓); text taken out of slides has the
letters. A charset without • gives ?. Either opens several lines, or stands behind spaces and marks in the lines of a slide that ran together,
right before Han (or a space and Han). Left alone: letters that are a word's or a variable's, as every one of them is that goes on as
such (n个, v是速度, u盘, q值) or stands elsewhere in the text by itself (当n大于), and lines that ask something.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from cleaner.chars import HAN, pattern
from cleaner.core import Edit
from cleaner.lines import whole_lines

SURE = 0.95
SIGNS = {"l": "●", "n": "■", "u": "◆", "v": "❖", "q": "❑", "Ø": "➢", "ü": "✓"}
AT_LINE = pattern(rf"\n[ \t\u3000]*([lnuvqØü])[ \t]?(?=[{HAN}“《])")
INSIDE = pattern(rf"[ 。；：，、？！）][ ]?([lnuvqØü])(?=[{HAN}“《])")
LINES, ALL = 2, 3  # lines that open with a letter, and all places of one of the letters, at least
# What makes a letter before Han a variable or a part of a word.
GOES_ON = frozenset(
    "为為是表指与與和及或的个個次值型形边邊维維阶階元年月日天时時小大等不在从從到以可由代则則即中轴軸面点點线線级級层層列行位"
    "组組项項倍人米分秒度区區轮輪盘盤管字槽带帶信博领領秀族粉刺声聲韵韻行取约約有属屬越增减減趋趨越必须須均都也又且当當"
)
ALONE = r"(?<![A-Za-z0-9]){}(?![A-Za-z])(?:[ ]?[=＝+<>≤≥(（]|[0-9])|[{}=＝+<>≤≥×·（(]{}(?![A-Za-z])"
ASKING = pattern(rf"\n[ \t\u3000]*(\?)[ \t\u3000]+(?=[{HAN}“《])([^\n?？]+)(?=\n|\Z)")
ROW = pattern(
    r"(?<=\n)[ \t\u3000]*\?(?:[ \t]{1,4}\?){1,8}[ \t]*(?=[\r\n]\s*[A-H][.．、])"
)  # above the answers that they belong to
ASKED = 3  # lines that open with ?


def lettered(text: str) -> Iterator[Edit]:
    """The letters that stand for bullets.

    >>> from cleaner.core import apply
    >>> apply(text := "树木\\nl乔木：主干明显。\\nl灌木：没有主干。\\nl藤本：要攀附他物。", sorted(lettered(text)))
    '树木\\n●乔木：主干明显。\\n●灌木：没有主干。\\n●藤本：要攀附他物。'
    """
    lines = [m.start(1) for m in AT_LINE.finditer(text)]
    if len(lines) < LINES:
        return
    found: defaultdict[str, set[int]] = defaultdict(set)
    for at in [*lines, *(m.start(1) for m in INSIDE.finditer(text))]:
        found[text[at]].add(at)
    opening = Counter(text[at] for at in lines)
    likely = {
        letter for letter, count in opening.items() if count >= LINES and not _is_variable(text, letter, found[letter])
    }
    for letter in likely if any(len(found[letter]) >= ALL for letter in likely) else ():
        for at in found[letter]:
            facts = {"letter": letter, "count": len(found[letter])}
            yield Edit(at, at + 1, SIGNS[letter], "letter-for-bullet", SURE, facts)


def lost_bullets(text: str) -> Iterator[Edit]:
    """The ? that stand for bullets, and rows of them that stand for those of answers below.

    >>> [edit.start for edit in lost_bullets("目的：\\n? 净化空气\\n? 保持水土\\n? 美化环境")]
    [4, 11, 18]
    """
    if "? " not in text:
        return
    lines = [m.start(1) for m in ASKING.finditer(text)]
    if len(lines) >= ASKED:
        for at in lines:
            yield Edit(at, at + 1, "•", "lost-bullet", SURE, {"glyph": "?", "count": len(lines)})
    rows = [m.span() for m in ROW.finditer(text)]
    for start, end in whole_lines(text, rows):
        yield Edit(start, end, "", "lost-bullet", SURE, {"glyph": "?", "count": len(rows)})


def _is_variable(text: str, letter: str, places: set[int]) -> bool:
    """Whether a letter is written as a variable, or as a part of words, anywhere."""
    if any(text[at + 1 : at + 3].lstrip()[:1] in GOES_ON for at in places):
        return True
    return re.search(ALONE.format(letter, HAN, letter), text) is not None

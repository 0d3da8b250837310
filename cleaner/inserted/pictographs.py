"""Pictographs by lot inside words, with which a site marks its text: 第一🝟🌗眼 for 第一眼.

They are drawn from whole blocks of Unicode, so that most runs hold what nobody types: tiles of dominoes and mahjong, cards, letters and
ideographs in squares, signs of alchemy, ornaments. Emoji that somebody put into a text on purpose are none of those.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.census import code_points
from cleaner.chars import HAN_LETTER, pattern
from cleaner.core import Edit

SURE = 0.97
RUN = pattern(r"[\u2600-\u27bf\U0001f000-\U0001faff\u200d\ufe0e\ufe0f]+")
UNTYPED = pattern(  # dominoes, tiles and cards; enclosed letters and ideographs; ornaments; alchemy and geometric shapes
    r"[\U0001f005-\U0001f0ce\U0001f0d0-\U0001f16f\U0001f203-\U0001f219\U0001f21b-\U0001f22e\U0001f23b-\U0001f24f\U0001f252-\U0001f2ff"
    r"\U0001f650-\U0001f67f\U0001f700-\U0001f7df]"
)
FEW = 4  # runs between two Han that hold what nobody types, and kinds of it
PLENTY = 0.3  # of all the runs


def pictographs(text: str) -> Iterator[Edit]:
    """Runs of pictographs inside a line, in a text that has many by lot.

    >>> text = "老板娘一🝟🌗抬头，算盘拨🂇得更响；他把刀放🈬🁝下，拣了一张🞋💦凳子坐。"
    >>> [text[edit.start : edit.end] for edit in pictographs(text)]
    ['🝟🌗', '🂇', '🈬🁝', '🞋💦']
    """
    if code_points(text).itemsize == 2:
        return
    found = [m for m in RUN.finditer(text) if HAN_LETTER.match(text[m.start() - 1 : m.start()])]
    between = [m for m in found if HAN_LETTER.match(text, m.end())]
    drawn = [m for m in between if UNTYPED.search(m[0])]
    if len(drawn) < FEW or len({char for m in drawn for char in UNTYPED.findall(m[0])}) < FEW:
        return
    if len(drawn) >= PLENTY * len(found):
        for m in found:
            yield Edit(*m.span(), "", "pictographs", SURE, {"seen": m[0], "count": len(found)})

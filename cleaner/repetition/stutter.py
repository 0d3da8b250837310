"""Characters that stand twice all over a text: 不宜过过长，最最短标准准不得露出头皮皮.

A converter read the words that a layout draws a second time, in part. Where the text is proven to stutter, each character that stands
twice and is better once goes; reduplication (慢慢, 人人, 高高兴兴) is what the judge would rather keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cleaner import judge
from cleaner.chars import HAN, pattern
from cleaner.core import Edit

TWICE = pattern(rf"([{HAN}])\1(?!\1)(?<!\1\1\1)")
LEAST, RATE = 15, 25  # different such characters in a text, and one in so many characters: clean text has one in 120
IN_ROWS = 0.2  # share of them that stand right before another one, at most
PROVEN, SHARE = 2.0, 0.7  # nats by which that share of them is better once
BETTER = 1.5  # nats for each in a proven text; of reduplicated characters of clean text 5 in 100 are heard so
LIKELY, UNSURE = 0.93, 0.6
CONTEXT = 12


def stutters(text: str) -> Iterator[Edit]:
    """The characters that stand twice, in a text that is full of them.

    >>> words = "头发发不遮住自自己的眉毛毛，衣着着应庄重重，裙子子不宜过过长，鞋要要干净，袖口口扣扣好，手手洗干净净，不留长指指甲，进进门门先问好。"
    >>> text = list(words)
    >>> for edit in sorted(stutters(words), reverse=True):
    ...     del text[edit.start]
    >>> "".join(text)
    '头发不遮住自己的眉毛，衣着应庄重，裙子不宜过长，鞋要干净，袖口扣好，手洗干净，不留长指甲，进门先问好。'
    """
    found = [*TWICE.finditer(text)]
    if len({m[1] for m in found}) < LEAST or len(found) * RATE < len(text):
        return
    if sum(a.end() == b.start() for a, b in pairwise(found)) > IN_ROWS * len(found):
        return  # 红红火火，男男女女
    once = [
        judge.odds(
            _once(text[max(m.start() - CONTEXT, 0) : m.start()]), m[0], m[1], _once(text[m.end() : m.end() + CONTEXT])
        )
        for m in found
    ]
    if sum(nats >= PROVEN for nats in once) < SHARE * len(found):
        return
    for m, nats in zip(found, once, strict=True):
        if nats > 0:
            sure = LIKELY if nats >= BETTER else UNSURE
            yield Edit(
                m.start() + 1, m.end(), "", "stuttered-character", sure, {"character": m[1], "count": len(found)}
            )


def _once(text: str) -> str:
    return TWICE.sub(r"\1", text)

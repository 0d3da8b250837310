"""Latin letters that a converter turned into Han, one for one: 础笔笔 for APP, 骋顿笔 for GDP, 颁辞苍迟别苍迟 for Content.

Pages of some networks of sites have it for every letter that they hold. Digits and marks stay: 鲍罢贵-8. The characters are good ones, so the judge
decides. In 31 million characters of clean text 671 runs of two and more of them stand; the best has odds of 8.6 (别别别别), real ones 19 and more.
Single letters (齿射线) are read in a text with sure runs alone.
"""

from __future__ import annotations

import string
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import pattern

CIPHER = "础叠颁顿贰贵骋贬滨闯碍尝惭狈翱笔蚕搁厂罢鲍痴奥齿驰窜补产肠诲别蹿驳丑颈箩办濒尘苍辞辫辩谤蝉迟耻惫飞虫测锄"
LETTERS = str.maketrans(CIPHER, string.ascii_uppercase + string.ascii_lowercase)
RUN = pattern(f"[{CIPHER}]{{2,}}")
ALONE = pattern(f"(?<![{CIPHER}])[{CIPHER}](?![{CIPHER}])")
SURE = 15.0  # odds of a run that proves a text
PROVEN = 9.0  # of other runs in a proven text
SINGLE = 6.0  # of single letters there: of 2,600 in clean text none has more than 5.2
OWN = 1.0  # nats by which the whole run must be better than one that leaves its first or last character to the text
CONTEXT = 40


class Word(NamedTuple):
    """A run of Han that is letters, and the odds that it is."""

    start: int
    end: int
    said: str
    odds: float


def letters(text: str) -> list[Word]:
    """The runs of letters in a text.

    >>> [word.said for word in letters("下载手机础笔笔之后，用奥颈贵颈打开，速度更快。")]
    ['APP', 'WiFi']
    >>> letters("他迟迟不来，大家都说别别扭扭的。")
    []
    """
    runs = [_word(text, m.start(), m.end()) for m in RUN.finditer(text)]
    if not any(word.odds >= SURE for word in runs):
        return []
    alone = (_word(text, m.start(), m.end()) for m in ALONE.finditer(text))
    return sorted([word for word in runs if word.odds >= PROVEN] + [word for word in alone if word.odds >= SINGLE])


def _word(text: str, start: int, end: int) -> Word:
    """The part of a run that is letters: a character before or after may be one of the text's own (础笔笔笔记)."""
    before, run, after = text[max(start - CONTEXT, 0) : start], text[start:end], text[end : end + CONTEXT]
    spans = [(0, len(run))] if len(run) < 3 else [(0, len(run)), (1, len(run)), (0, len(run) - 1)]
    readings = [run[:first] + run[first:last].translate(LETTERS) + run[last:] for first, last in spans]
    was, *scores = judge.scores(before, (run, *readings), after)
    best = max(range(len(spans)), key=lambda number: scores[number] - (OWN if number == 0 else 0.0))
    first, last = spans[best]
    said = run[first:last].translate(LETTERS)
    return Word(start + first, start + last, said, judge.TEMPER * (scores[best] - was))

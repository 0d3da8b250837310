"""The judge: one compact language model of clean Chinese that every pass asks when it has to choose between readings.

A character 5-gram (KenLM, data/zh.klm; its card is data/zh.md). Tokens: one a Han character or mark, <A> for a run of
letters, <D> for figures, <D4> for four of them; masked figures (20xx, xx年) count as figures, marks are folded to full
width, traditional characters to simplified ones, a paragraph is a sentence of the model. Log-probabilities are in nats.
"""

from __future__ import annotations

import os
from functools import cache
from math import log
from typing import Any

from cleaner.chars import pattern

TEMPER = 0.7  # the model is surer than it should be: neighbouring tokens repeat each other's evidence
REACH = 4  # tokens on each side of a reading that the model sees
WINDOW = 24  # characters that hold so many tokens, unless figures or words are very long

TOKEN = pattern(
    r"""
    (?P<year> 20[xX×＊*]{2} | (?<![0-9])[0-9]{4}(?![0-9.,]) )
  | (?P<figure> [0-9０-９][0-9０-９,.]*[%％]? | [xX×＊*]{2,4}(?=[年月日万元]) )
  | (?P<latin> [A-Za-z][A-Za-z'’.-]* )
  | \S
""",
    64,  # re.X
)
FOLD = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）", ".": "。", '"': "“"})
KINDS = {"year": "<D4>", "figure": "<D>", "latin": "<A>"}


def tokens(text: str) -> list[str]:
    """What the model reads of a stretch of one paragraph.

    >>> tokens("2026年,GDP增长5.2%。")
    ['<D4>', '年', '，', '<A>', '增', '长', '<D>', '。']
    """
    return [KINDS[m.lastgroup] if m.lastgroup else m[0].translate(FOLD) for m in TOKEN.finditer(text)]


@cache
def model(path: str = os.path.join(os.path.dirname(__file__), "data", "zh.klm")) -> Any:
    """The model in a file, mapped into memory at the first use."""
    import kenlm

    return kenlm.Model(path)


def score(before: str, reading: str, after: str) -> float:
    """The log-probability, in nats, of a reading between what stands before and after it. A newline ends a paragraph.

    Readings of one place can be compared; the figure alone says nothing. The ends of the text are ends of paragraphs.

    >>> score("我们要", "积极", "参加") > score("我们要", "用心", "参加")
    True
    """
    left, right = _context(before, after)
    total = 0.0
    parts = (left + reading + right).split("\n")
    for i, part in enumerate(parts):
        begins = i > 0 or left == before
        ends = i < len(parts) - 1 or right == after
        total += model().score(" ".join(tokens(part)), bos=begins, eos=ends)
    return total * log(10)


def odds(before: str, old: str, new: str, after: str) -> float:
    """The tempered log-odds, in nats, that `new` should stand where `old` stands."""
    return TEMPER * (score(before, new, after) - score(before, old, after))


def _context(before: str, after: str) -> tuple[str, str]:
    """So much of what stands around as the model sees."""
    left = before[-WINDOW:].rpartition("\n")[2]
    right = after[:WINDOW].partition("\n")[0]
    return left, right

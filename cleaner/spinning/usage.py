"""What is usual in clean text, for the words of the pass `words`: how often they stand there, and next to which characters.

data/usage.tsv holds it; how it is made is cleaner/train/usage.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from cleaner.tables import rows


@cache
def rates() -> Mapping[str, float]:
    """How often the words of the table stand in a million characters of clean text.

    >>> rates()["一个"] > 2000
    True
    """
    return {word: float(rate) for word, rate, *_ in _rows()}


@cache
def usual() -> Mapping[str, Sequence[str]]:
    """By telling form the characters before and after it next to which clean text has it often, and not one of its originals.

    >>> before, after = usual()["一同"]
    >>> "我" in before, "去" in after
    (True, True)
    """
    return {word: [*sides, ""][:2] for word, _, *sides in _rows() if sides}


@cache
def _rows() -> list[list[str]]:
    return rows("usage")

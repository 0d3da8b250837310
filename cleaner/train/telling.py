"""The table of charsets/shift.py, as `python -m cleaner.train telling` makes it: which common characters tell of text read one byte off.

data/telling.tsv was counted in 20 million characters of clean text: all of the training corpora, the first 1.5 million characters of
each. Read one byte off, its pairs of GBK bytes make characters that text hardly has: those of them that GB 2312 counts as common are in
the table if they are so many times as frequent there as in text. The rare ones tell anyway.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from cleaner.charsets import common

SAMPLE = 1_500_000  # characters read of each corpus, so that none outweighs the others
TIMES = 6.0  # as frequent as in text
LEAST = 20e-6  # of all that text says one byte off
FULL_WIDTH = re.compile("[^\x00-\x7f]{3,}")


def telling(corpora: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of data/telling.tsv.

    >>> list(telling([["大会上的讲话", "会上的讲话大"]]))[1][:2]
    '不慕'
    """
    text, shifted = counted(corpora)
    all_text, all_shifted = text.total(), max(shifted.total(), 1)
    yield "characters"
    known = sorted(common("gb2312"), key=lambda char: (-shifted[char], char))
    yield "".join(
        char
        for char in known
        if shifted[char] > LEAST * all_shifted and shifted[char] * all_text > TIMES * text[char] * all_shifted
    )


def counted(corpora: Iterable[Iterable[str]]) -> tuple[Counter[str], Counter[str]]:
    """How often each character stands in the corpora, and in what they say one byte off."""
    text: Counter[str] = Counter()
    shifted: Counter[str] = Counter()
    for corpus in corpora:
        left = SAMPLE
        for paragraph in corpus:
            text.update(paragraph)
            for run in FULL_WIDTH.findall(paragraph):
                shifted.update(run.encode("gbk", "ignore")[1:-1].decode("gbk", "ignore"))
            left -= len(paragraph)
            if left <= 0:
                break
    return text, shifted

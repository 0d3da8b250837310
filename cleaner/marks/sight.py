"""What the large corrector makes of a place where a mark was lost: it sees sixteen tokens on each side at once, and further than the judge.

It was trained on lost marks among other damage, and what its last layer holds of a place that it cannot read tells them apart:
data/lost_marks.npy is a multinomial regression on that, beside what opinions.py says of each reading, by `python -m tests.benchmarks.marks_fit`
on marks and characters taken out of clean documents of even number. On those of odd number 82 % of the likeliest readings are right without
it and 90 % with it (85 % with the quick corrector), and of the marks 85 % are written with a confidence of 0.9 instead of 68 %, 98 to 99 % of
them right either way. A place takes 15 milliseconds, one alone 30.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from cleaner.chars import pattern
from cleaner.proofreading import corrector
from cleaner.tables import DATA

FILE = DATA / "lost_marks.npy"
GLYPHS = "□■\ufffd"
UNREADABLE = pattern(f"[{GLYPHS}]")
UNREAD = "\ufffe"  # no character: the corrector takes it for one that it cannot read


def weighed(sides: Sequence[tuple[str, str]], said: Sequence[Sequence[float]]) -> list[list[float]]:
    """The log-probability of each reading of places between two stretches of a paragraph, but for a constant.

    said: the same without the corrector.
    """
    table = _table()
    rows = zip(said, glimpses(sides), strict=True)
    return [[float(odds) for odds in table[0] * row + seen @ table[2:] + table[1]] for row, seen in rows]


def glimpses(sides: Sequence[tuple[str, str]]) -> list[Any]:
    """What the last layer of the corrector makes of places, a row each."""
    return corrector.seen([_window(before, after) for before, after in sides], reader=corrector.LARGE)


def _window(before: str, after: str) -> str:
    return corrector.window(UNREADABLE.sub(UNREAD, before + UNREAD + after), len(before))


@cache
def _table() -> Any:
    """Rows: what the judge's opinion counts, the constant of each reading, and the weights of what the corrector sees."""
    import numpy

    return numpy.load(FILE)

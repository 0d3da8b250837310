"""The end of a quotation cut through its bytes: 产品?！?/p> and 产品?！盵1] for 产品。”</p> and 产品。”[1].

In GBK 。” is A1 A3 A1 B1, and A3 A1 in the middle of it is ！. Some programs read that, ? for the byte before it, and take the byte after it
together with what follows: < is lost that way, and [ becomes 盵 (B1 5B).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleaner.charsets import Reading
from cleaner.lines import line_start

MARK = "?！"
CLOSED = "。”"
OPENED, UNSURE = 3.5, 0.5  # odds where “ stands open before it in its line, and where none does


def readings(text: str) -> Iterator[Reading]:
    """The ends of quotations that were cut.

    >>> [(each.said, each.end) for each in readings("他说：“大家都要来?！?/p>她说：“好?！盵1]")]
    [('。”<', 12), ('。”[', 23)]
    """
    if MARK not in text:
        return
    start = done = closed = 0
    for m in _cut().finditer(text):
        if (begins := line_start(text, m.start(), done)) > start:
            start, closed = begins, 0
        done = m.end()
        opened = text.count("“", start, m.start()) > text.count("”", start, m.start()) + closed
        closed += opened
        said = CLOSED + (_after().get(m[1]) or ("" if m["tag"] is None else "<"))
        yield Reading(m.start(), m.end(1), said, 0, OPENED if opened else UNSURE, "GBK", "GBK")


@cache
def _after() -> dict[str, str]:
    """What a sign of ASCII became behind the byte B1 that was left of ”."""
    return {bytes((0xB1, sign)).decode("gbk"): chr(sign) for sign in range(0x40, 0x7F)}


@cache
def _cut() -> re.Pattern[str]:
    return re.compile(rf"\?！([?{''.join(_after())}])(?P<tag>(?<=\?)(?=/?[a-z][a-z0-9]*/?>))?")

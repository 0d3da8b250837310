"""The end of a quotation cut through its bytes: 产品?！?/p> and 产品?！盵1] for 产品。”</p> and 产品。”[1].

In GBK 。” is A1 A3 A1 B1, and A3 A1 in the middle of it is ！. Some programs read that, ? for the byte before it, and take the byte after it
together with what follows: < is lost that way, and [ becomes 盵 (B1 5B). Which mark it was that closes tells the one that stands open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleaner.charsets import Reading

MARK = "?！"
PAIRS = {"”": "“", "」": "「", "』": "『", "》": "《", "’": "‘", "】": "【"}  # in GBK they all begin with A1
MARKS = re.compile(f"[\n{''.join(PAIRS)}{''.join(PAIRS.values())}]")
OPENED, UNSURE = 3.5, 0.5  # odds where a mark stands open before it in its line, and where none does


def readings(text: str) -> Iterator[Reading]:
    """The ends of quotations that were cut.

    >>> [(each.said, each.end) for each in readings("他说：“大家都要来?！?/p>她说：「好?！?/br>“好?！盵1]")]
    [('。”<', 12), ('。」<', 23), ('。”[', 32)]
    """
    if MARK not in text:
        return
    done = 0
    opened: list[str] = []
    for m in _cut().finditer(text):
        for mark in MARKS.findall(text, done, m.start()):
            if mark == "\n":
                opened.clear()
            elif mark not in PAIRS:
                opened.append(mark)
            elif opened and opened[-1] == PAIRS[mark]:
                opened.pop()
        done = m.end(1)
        closes, after = _after().get(m[1], ("", ""))
        sure = bool(opened) and PAIRS.get(closes, opened[-1]) == opened[-1]
        closes = closes or next((mark for mark, opens in PAIRS.items() if opened and opens == opened[-1]), "”")
        if sure:
            opened.pop()
        said = f"。{closes}{after}" + ("" if m["tag"] is None else "<")
        yield Reading(m.start(), m.end(1), said, 0, OPENED if sure else UNSURE, "GBK", "GBK")


@cache
def _after() -> dict[str, tuple[str, str]]:
    """What signs of ASCII became behind the second byte of each mark."""
    known: dict[str, tuple[str, str]] = {}
    for mark in PAIRS:
        for sign in range(0x40, 0x7F):
            known[bytes((mark.encode("gbk")[1], sign)).decode("gbk")] = mark, chr(sign)
    return known


@cache
def _cut() -> re.Pattern[str]:
    return re.compile(rf"\?！([?{''.join(_after())}])(?P<tag>(?<=\?)(?=/?[a-z][a-z0-9]*/?>))?")

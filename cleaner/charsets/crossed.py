"""Marks made half-width byte by byte: ??偨Y與 for 。總結與.

Some site put ? for the two bytes A3 BF of ？, and so on for other marks, in text in GBK without looking where its characters
begin. Where 。(A1 A3) stands before 總 (BF 82) the same two bytes lie across both: what is left is half a character, which is
read as ? or not at all, the mark, and pairs of wrong halves. In traditional text the reader is soon in step again, for the second halves of
many of its characters are letters in ASCII: 總結 (BF 82 BD 59) ends in Y. A pair in between that means nothing in GBK may have been dropped:
??傊o for 。總之給, or its one byte before another mark: ?傊, for 。總之，. What goes on for longer is found by shift.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleaner import judge
from cleaner.chars import HAN, pattern
from cleaner.charsets import Reading, begun, common, everyday
from cleaner.charsets.halves import MARKERS

BYTES = {"？": 0xBF, "，": 0xAC, "：": 0xBA, "；": 0xBB, "！": 0xA1, "（": 0xA8, "）": 0xA9}
HALF = dict(zip("？，：；！（）", "?,:;!()", strict=True))
MARKS = {**BYTES, **{HALF[mark]: byte for mark, byte in BYTES.items()}}
SECOND = 0xA3  # the byte that the character before the mark has lost, with its first one
ANY = "[？?，,：:；;！!（(）)]"
RUN = 8  # wrong characters at most
PLACE = pattern(
    rf"{ANY}(?P<run>[^\x00-\x7f，。、？！：；（）“”《》]{{0,{RUN}}})(?:(?P<last>[@-~])(?=[{HAN}，。、“《(（])|(?={ANY}))"
)
MARKED = pattern(f"[{re.escape(''.join(MARKERS))}]{ANY}")
PINYIN = re.compile(r"\([a-z\u00e0-\u01dc]{1,6}\)")  # what a site put behind the last character
AGAINST = 3.0  # nats: of 23 million characters of clean text in both scripts none has more than -38
OTHER_LEAD = 1.5  # that it was not 。 that lost its half
DROPPED = 2.0  # that a pair was dropped, or the second half of the last character
PRIVATE = (range(0xAA, 0xB0), range(0xA1, 0xFF))  # the bytes of pairs that mean nothing
CONTEXT = 24


def readings(text: str) -> Iterator[Reading]:
    """What stands across such a mark, where the judge prefers what its bytes say by far.

    >>> [(reading.start, reading.said) for reading in readings("我們寫得怎么樣??偨Y與計劃是分不開的")]
    [(7, '。總結')]
    """
    done = 0
    for at in _marks(text):
        if at >= done and (m := PLACE.match(text, at)):
            marked = at > 0 and text[at - 1] in MARKERS
            if found := _read(text, at - marked, m, marked):
                done = m.end()
                yield found


def _marks(text: str) -> list[int]:
    """The marks right before which a character was lost, or soon after which a strange one stands; clean text has few."""
    found = {m.start() + 1 for m in MARKED.finditer(text)}
    for m in _strangers().finditer(text):
        found.update(at for at in range(max(m.start() - RUN, 0), m.start()) if text[at] in MARKS)
    return sorted(found)


def _read(text: str, start: int, m: re.Match[str], marked: bool) -> Reading | None:
    if not (marked or _strangers().search(m["run"])):
        return None
    data = bytes([MARKS[m[0][0]]]) + f"{m['run']}{m['last'] or ''}".encode("gb18030", "replace")
    against = _readings(data) if m["last"] else _halved(data) if m["run"] else {}
    before, after = text[max(start - CONTEXT, 0) : start], PINYIN.sub("", text[m.end() : m.end() + CONTEXT])
    was, *would_be = judge.scores(before, [text[start : m.end()], *against], after)
    odds = {
        said: judge.TEMPER * (score - was) - nats for (said, nats), score in zip(against.items(), would_be, strict=True)
    }
    best = max(odds, key=odds.__getitem__, default="")
    if not best or odds[best] <= 0:
        return None
    return Reading(start, m.end(), best, 0, odds[best], "GBK", "GBK")


def _readings(data: bytes) -> dict[str, float]:
    """What bytes can have said, the character that lost its half included, and what speaks against each."""
    if said := _said(data):
        return {first + said: AGAINST + OTHER_LEAD * (first != "。") for first in _firsts()}
    places = range(1, len(data), 2)
    pairs = [(data[:at], bytes((a, b)), data[at:]) for at in places for a in PRIVATE[0] for b in PRIVATE[1]]
    return {"。" + said: AGAINST + DROPPED for parts in pairs if (said := _said(b"".join(parts)))}


def _halved(data: bytes) -> dict[str, float]:
    """The same where the last character lost its second half: another mark was made half-width right behind it."""
    said = _said(data[:-1])
    return {"。" + said + last: AGAINST + DROPPED for last in begun(data[-1])} if said else {}


def _said(data: bytes) -> str:
    """What bytes say, if all of it is common."""
    try:
        said = data.decode("gbk")
    except UnicodeError:
        return ""
    return said if everyday().issuperset(said) else ""


@cache
def _strangers() -> re.Pattern[str]:
    """A character that is not common, beyond ASCII."""
    return re.compile(f"[^\x00-\x7f{re.escape(''.join(sorted(everyday())))}]")


@cache
def _firsts() -> list[str]:
    """The characters whose second byte goes with the mark."""
    return ["。", *(char for char in sorted(common("gb2312")) if char.encode("gb2312")[1] == SECOND)]

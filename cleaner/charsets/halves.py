"""The ends of a stretch that was read one byte off: where they are, and the characters of which one half is lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from math import exp, log
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import MARKS
from cleaner.charsets import LOST

# Nats. Fitted on documents with an even number; python -m tests.benchmarks.shifted measures what comes of it.
SURE = 0.97  # share of the likelihood that one character must have among those that end or begin with the half that is left
# Nats for the first bytes of marks: those of 。、“”《》 are lost more often than any other.
LOST_LEAD = {0xA1: 3.0, 0xA3: 1.5}
IN_STEP = 4.0  # for a second half with which the reader would be in step again
TAKEN = 8.0  # for a marker in the place of a second half
STRAY = 6.0  # for a byte too many where a byte is no half of a character of GB 2312
REACH = 6  # characters after the last that surely was shifted in which the stretch may end
NEAR = 3  # characters around the first in which the stretch may begin
CONTEXT = 24

MARKERS = "?" + LOST
PAIR = 0x81  # the least first byte of a pair: a second byte below that ends the stretch
GB2312 = 0xA1  # the least byte of a character of GB 2312


# Of the signs in the first row of GB 2312, those that are rare in text.
SIGNS = frozenset(bytes((0xA1, second)).decode("gb2312") for second in range(0xA1, 0xFF)) - frozenset(MARKS + "\u3000")


class Island(NamedTuple):
    """Characters from `start` on, the bytes that they are in GBK, and what those say one byte off: `said[i]` ends in character i."""

    start: int
    chars: str
    data: bytes
    said: str
    cut: bool  # whether more characters follow that were not looked at
    folded: bool  # whether they were traditional


class End(NamedTuple):
    """The first or last whole character of a stretch (an index into what is said), the one that lost a half, and the odds of the place."""

    place: int
    char: str
    stop: int  # where the stretch begins or ends in the text
    odds: float


def head(text: str, island: Island, first: int, marked: bool) -> End:
    """Where a stretch begins whose said[first] is sure."""
    anchor = min(first + 5, len(island.said))
    starts = [0] if marked else list(range(max(first - NEAR, 0), min(first + NEAR, anchor - 1)))
    least = starts[0]
    at = island.start + least - (least == 0 and text[island.start - 1 : island.start] in tuple(MARKERS))
    options: list[tuple[int, str, int, float]] = []
    readings = []
    for start in starts:
        stop = island.start + start - (start == 0 and text[island.start - 1 : island.start] in tuple(MARKERS))
        said = island.said[start + 1 : anchor]
        between = text[at : island.start + least] * (start > 0) + island.chars[least:start]
        second = island.data[2 * start]
        if second < GB2312 and stop >= island.start and not island.folded:
            options.append((start + 1, "", island.start + start, STRAY))
            readings.append(between + said)
        for lead in range(PAIR, 0xFF):
            if char := _pair(lead, second):
                options.append((start + 1, char, stop, LOST_LEAD.get(lead, 0.0)))
                readings.append(between + char + said)
    return _likeliest(
        text[max(0, at - CONTEXT) : at], options, readings, island.said[anchor : anchor + CONTEXT]
    ) or End(starts[-1] + 1, LOST, island.start + starts[-1] - marked, 0.0)


def tail(text: str, island: Island, last: int, before: str, limit: int) -> End:
    """Where a stretch ends whose said[last] is sure. The island's last character may take what follows with it, up to a limit."""
    least, anchor = max(last - 2, 1), min(last + REACH, len(island.chars))
    beyond = island.start + len(island.chars)
    horizon = limit if anchor == len(island.chars) else island.start + anchor
    options: list[tuple[int, str, int, float]] = []
    readings = []
    after = text[horizon : horizon + CONTEXT]
    for end, char, stop, prior in _tails(text, island, range(least, anchor), limit):
        rest = island.chars[stop - island.start : anchor] + text[max(stop, beyond) : horizon]
        options.append((end, char, stop, prior))
        readings.append(island.said[least : end + 1] + char + rest)
    return _likeliest(before, options, readings, after) or End(last, LOST, island.start + last + 1, 0.0)


def filled(before: str, said: str) -> str:
    """What is said, with 。 for the signs into which it ran together with the next character where somebody took a full-width letter out."""
    parts = []
    for i, char in enumerate(said):
        parts.append(char)
        if char in SIGNS:
            second = char.encode("gb2312")[1]
            pairs = [pair for lead in range(PAIR, 0xFF) if (pair := _pair(lead, second))]
            options = [(0, char, 0, 0.0), *((1, pair, 0, 0.0) for pair in pairs)]
            readings = [char, *("。" + pair for pair in pairs)]
            context = (before + said[max(0, i - CONTEXT) : i])[-CONTEXT:]
            found = _likeliest(context, options, readings, said[i + 1 : i + 1 + CONTEXT])
            if found and found.place:
                parts[-1] = "。" + found.char
    return "".join(parts)


def _tails(text: str, island: Island, ends: range, limit: int) -> Iterator[tuple[int, str, int, float]]:
    data, length = island.data, len(island.chars)
    for end in ends:
        half = data[2 * end + 1]
        stop = limit if end == length - 1 else island.start + end + 1
        taken = TAKEN * (stop > island.start + end + 1)
        if half < PAIR:
            yield end, chr(half), stop, 0.0
            continue
        stray = end < length - 1 and PAIR <= data[2 * end + 3] < GB2312 and not island.folded
        if stray and (char := _pair(half, data[2 * end + 2])):
            yield end, char, stop + 1, STRAY
        following = (island.chars[end + 1 : end + 2] or text[stop : stop + 1]).encode("gb18030", "replace")
        for second in range(0x40, 0xFF):
            if char := _pair(half, second):
                in_step = following < b"\x80" or not _known(second, following[0])
                yield end, char, stop, max(IN_STEP * in_step, taken)


def _likeliest(before: str, options: list[tuple[int, str, int, float]], readings: list[str], after: str) -> End | None:
    """The likeliest place, and the likeliest character in it if it leaves little to the others."""
    if not options:
        return None
    told = _scored(judge.model(), before, tuple(readings), after)
    places: dict[tuple[int, int], list[tuple[float, str]]] = {}
    for score, (place, char, stop, prior) in zip(told, options, strict=True):
        places.setdefault((place, stop), []).append((score + prior / judge.TEMPER, char))
    likely = {place: judge.TEMPER * _sum([odds for odds, _ in found]) for place, found in places.items()}
    place, stop = max(likely, key=lambda place: likely[place])
    best, char = max(places[place, stop])
    here = judge.TEMPER * best - _sum([judge.TEMPER * odds for odds, _ in places[place, stop]])
    there = _sum([odds for other, odds in likely.items() if other != (place, stop)])
    return End(place, char if here >= log(SURE) else LOST, stop, likely[place, stop] - there)


@lru_cache(maxsize=32)
def _scored(_model: object, before: str, readings: tuple[str, ...], after: str) -> list[float]:
    """What the judge says of many readings at once, which a text that repeats itself asks again and again."""
    return judge.scores(before, readings, after)


def _sum(logs: list[float]) -> float:
    most = max(logs, default=-99.0)
    return most + log(sum(exp(each - most) for each in logs) or 1.0)


@cache
def _pair(first: int, second: int) -> str:
    """The character of two bytes, if it is one that simplified text has."""
    try:
        char = bytes((first, second)).decode("gb2312")
    except UnicodeDecodeError:
        return ""
    return char if char in MARKS or "\u4e00" <= char <= "\u9fff" else ""


@cache
def _known(first: int, second: int) -> bool:
    """Whether two bytes mean something in GBK."""
    if first < PAIR:
        return False
    try:
        bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return False
    return True

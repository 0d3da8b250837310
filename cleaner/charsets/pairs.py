"""UTF-8 read as GBK or Big5: 浣犲ソ for 你好. The bytes were cut into pairs where they should have been cut into threes.

A pair that means nothing is lost: Windows writes ? for it, Java and Python U+FFFD, some for its first byte alone. Where one
common character alone can have stood there, it is put back; else U+FFFD stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from cleaner.census import Kind
from cleaner.charsets import ENOUGH, LOST, Reading, common, likelihood, signs

# In a stream of bytes: what the wrong charset had no character for (where U+FFFD or ? stands), and a euro sign, which is
# 80 in Windows' GBK and A2 E3 in GB 18030. None of these bytes occurs in UTF-8.
GONE, ASKED, EURO = b"\xff", b"\xfe", b"\xfd"
# UTF-8 as it stands in a stream of bytes that was cut into pairs. ASCII is there only as the second half of a pair; EE
# begins the private use area, which stands for what GBK lacks in text that was read wrongly twice.
UNITS = re.compile(
    rb"""
    (?P<whole> [\xe2-\xe9\xee\xef][\x80-\xbf]{2} )
  | (?P<two>   [\xe2-\xe9\xef][\x80-\xbf][\xfd-\xff][\x80-\xbf]{2}(?=[\xe2-\xe9\xef][\x80-\xbf]) )
  | (?P<mid>   [\xe2-\xe9\xef][\xfd-\xff][\x80-\xbf](?![\x80-\xbf]) )
  | (?P<last>  [\xe2-\xe9\xef][\x80-\xbf](?: \xfd(?![\x80-\xbf\xfd-\xff]) | [\xfe\xff] | \Z ) )
  | (?P<rest>  [\xe2-\xe9\xef](?: [\xfe\xff](?![\x80-\xbf]) | \xfd(?: [\xfe\xff] | \Z ) ) )
  | (?P<four>  \xf0[\x90-\xbf][\x80-\xbf]{2} )
  | (?P<sign>  \xc2[\xa0-\xbf] | \xc3[\x80-\xbf] )
  | (?P<ascii> [\x40-\x7e] )
""",
    re.X,
)
HEAD, TAIL = (*range(0xE2, 0xEA), 0xEF), range(0x80, 0xC0)
FIRST = re.compile(rb"[\xe2-\xe9\xef]")


# The first two bytes of 。 alone. Also 、〈〉《》「」 begin like this: it is 。 at the end of a line on which nothing is open.
CUT_MARK = "。" + LOST
CUT_MARK_STANDS = re.compile(f"銆[?{LOST}]")


@cache
def pairs(codec: str) -> dict[str, bytes]:
    """The characters that UTF-8 read in this charset can consist of, each with its bytes.

    In Big5 one byte in four is lost, and what is left beside the holes is not worth having: there are none in its table.
    """
    firsts = [*range(0x80, 0xC0), 0xC2, 0xC3, *range(0xE2, 0xEA), 0xEE, 0xEF, 0xF0]
    table: dict[str, bytes] = {}
    for a in firsts:
        for b in [*range(0x40, 0x7F), *firsts]:
            if char := _pair(a, b, codec):
                table.setdefault(char, bytes((a, b)))
    table.pop(LOST, None)
    return table | {"?": ASKED, LOST: GONE, "€": EURO} if codec == "gb18030" else table


@cache
def beginnings(codec: str) -> str:
    """The characters with which UTF-8 read in this charset begins: those made of a first byte and a following one.

    >>> [char in beginnings("gb18030") for char in "浣鏂锛銆的"]
    [True, True, True, True, False]
    """
    return "".join(_pair(a, b, codec) for a in HEAD for b in TAIL)


BEGINNINGS = {codec: Kind(partial(beginnings, codec)) for codec in ("gb18030", "big5")}


def _pair(a: int, b: int, codec: str) -> str:
    try:
        return bytes((a, b)).decode(codec)
    except UnicodeDecodeError:
        return ""


@cache
def runs_of_pairs(codec: str) -> re.Pattern[str]:
    """Finds where UTF-8 read in this charset may begin, up to where it must have ended."""
    following = "".join(re.escape(char) for char in sorted(pairs(codec)))
    return re.compile(f"[{beginnings(codec)}][{following}]+")


def stretches(run: str, codec: str) -> Iterator[tuple[int, int, list[str]]]:
    """What of a run of characters is UTF-8 read in this charset: start, end and the characters that it said.

    >>> list(stretches("浣犲ソ鍚?", "gb18030"))
    [(0, 5, ['你', '好', '\N{REPLACEMENT CHARACTER}'])]
    """
    table = pairs(codec)
    pieces = [table[char] for char in run]
    data = b"".join(pieces)
    at_byte: list[int] = []  # the character that a byte belongs to, -1 where it is the second of a pair
    for i, piece in enumerate(pieces):
        at_byte += [i, -1][: len(piece)]
    at_byte.append(len(run))
    at = 0
    while first := FIRST.search(data, at):
        where = end = first.start()
        at = first.end()
        if at_byte[where] < 0:
            continue
        said: list[str] = []
        parts = 0
        while unit := UNITS.match(data, where):
            if unit.lastgroup == "ascii" and at_byte[where] >= 0:
                break
            said += _read(unit)
            where = unit.end()
            if at_byte[where] >= 0 and unit.lastgroup != "sign":
                end, parts = where, len(said)
        if parts:
            yield at_byte[first.start()], at_byte[end], said[:parts]
            at = end


def _read(unit: re.Match[bytes]) -> list[str]:
    """The characters of a unit. A lost one is filled in if there is exactly one common character that it can have been."""
    data = unit[0]
    hole = data[2:3] if unit.lastgroup in ("two", "last") else data[1:2]
    match unit.lastgroup:
        case "two" if hole == EURO:
            return [_char(*data[:2], 0xA2), _char(0xE3, *data[3:])]
        case "two":  # the pair that is lost was the end of one character and the beginning of the next
            lost = [(x, y) for x in TAIL for y in HEAD if (x, y) in unassigned()]
            return [_only({_char(*data[:2], x) for x, _ in lost}), _only({_char(y, *data[3:]) for _, y in lost})]
        case "mid" | "last" if hole == EURO:
            return [data.replace(EURO, b"\x80").decode("utf-8", "ignore") or LOST]
        case "mid":  # 80 stands for nothing, and readers that give up on a pair give up its first byte alone
            return [_only({_char(data[0], x, data[2]) for x in TAIL if x == 0x80 or (x, data[2]) in unassigned()})]
        case "last" if hole == GONE and unit.end() < len(unit.string) and (after := unit.string[unit.end()]) in HEAD:
            return [_only({_char(*data[:2], x) for x in TAIL if x == 0x80 or (x, after) in unassigned()})]
        case "last" | "rest" if data[0] == 0xE3 and data[1] in (0x80, EURO[0]) and len(data) == 3:
            return [CUT_MARK]
        case "last" | "rest":
            return [LOST]
        case _:
            return [data.decode("utf-8", "ignore") or LOST]


def _char(*data: int) -> str:
    return bytes(data).decode("utf-8", "ignore")


def _only(candidates: set[str]) -> str:
    known = [char for char in candidates if char in signs() or char in common("big5") or _in_gb2312(char)]
    return known[0] if len(known) == 1 else LOST


def _in_gb2312(char: str) -> bool:
    return bool(char.encode("gb2312", "ignore"))


@cache
def unassigned() -> frozenset[tuple[int, int]]:
    """The pairs of a following byte of UTF-8 and a byte of either kind that mean nothing in GBK."""
    return frozenset((x, y) for x in TAIL for y in [*TAIL, *HEAD] if not _pair(x, y, "gbk"))


CLEAN = re.compile("[的了是在我你这那個這]")  # none of these stands in the runs that are looked at
NEAR = 30


def readings(text: str) -> Iterator[Reading]:
    """Every stretch of a text that is rather UTF-8 read as GBK or Big5 than text."""
    for codec, charset in (("gb18030", "GBK"), ("big5", "Big5")):
        before = opened = 0
        for run in BEGINNINGS[codec].matches(runs_of_pairs(codec), text) if BEGINNINGS[codec].search(text) else ():
            for from_, to, cut in stretches(run[0], codec):
                start, end = run.start() + from_, run.start() + to
                between = text[before:start]
                said = _inner(cut, codec)
                odds = _odds(text[start:end], said, codec)
                if odds > 0 and _clean_follows(text, end):
                    to, cut = _without_tail(run[0], from_, to, cut, codec)
                    end, said = run.start() + to, _inner(cut, codec)
                    odds = min(odds, _odds(text[start:end], said, codec))
                before = end
                if "\n" in between:
                    opened, between = 0, between.rpartition("\n")[2]
                opened += sum((char in "《〈「『【（“‘") - (char in "》〉」』】）”’") for char in [*between, *said])
                if said[-1] == CUT_MARK and opened == 0 and _at_end(text, end):
                    said[-1] = "。"
                if CUT_MARK in said or CUT_MARK_STANDS.search(between):
                    opened = -len(text)
                said = [LOST if char == CUT_MARK else char for char in said]
                if odds > 0:
                    yield Reading(start, end, "".join(said), said.count(LOST), odds, charset, "UTF-8")


def _clean_follows(text: str, at: int) -> bool:
    after = text[at : at + 1]
    return after in common("gb2312") or after in signs() or bool(CLEAN.search(text, at, at + NEAR))


def _at_end(text: str, at: int) -> bool:
    return text[at : at + 1] in ("", "\n", "\r")


def _without_tail(run: str, start: int, end: int, said: list[str], codec: str) -> tuple[int, list[str]]:
    """A stretch without the common characters at its end, which clean text that follows may have lent to it."""
    known = common("gb2312")
    cut = end
    while cut > start and (run[cut - 1] in known or run[cut - 1] in signs()):
        cut -= 1
    if cut == end or (end - cut == 1 and run[cut] not in signs() and said[-1] != LOST):
        return end, said
    inside = list(stretches(run[start:cut], codec))
    return (start + inside[0][1], inside[0][2]) if inside and inside[0][0] == 0 else (end, [LOST])


def _inner(said: list[str], codec: str) -> list[str]:
    """What was said if it was itself read in the wrong charset, once or twice."""
    for _ in range(2):
        if not set(said) <= pairs(codec).keys():
            return said
        inside = list(stretches("".join(said), codec))
        if len(inside) != 1 or inside[0][:2] != (0, len(said)):
            return said
        said = inside[0][2]
    return said


def _odds(stands: str, said: list[str], codec: str) -> float:
    """Log-odds that a stretch is no text as it stands; at most 0 where there is no reason to think so."""
    whole = sum(char > "\u2e80" and char != LOST for char in said)
    if whole < 2 or whole < said.count(LOST):
        return 0.0
    odds = likelihood("".join(said))
    inner = beginnings(codec)
    if sum(char in inner and char not in common("gb2312") for char in said) * 5 >= whole:
        return 0.0  # read in the wrong charset more than once, with losses
    if whole < 4:
        odds -= 1.5 * said.count(LOST)
    if whole == 2 and all(char in common("gb2312") or char in common("big5") for char in stands):
        odds -= ENOUGH
    return odds

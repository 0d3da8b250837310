"""Pinyin put between the halves of two characters: 發展?fàn)顩r for 發展狀況, 演變?yōu)槭澜绯鞘幸渤蔀閷W for 演變為世界城市也成為學.

Sites that put pinyin behind every character that they made traditional did so in bytes: 範 is B9 A0 in GBK, and B9 A0 stands in D5 B9 A0 EE (展狀)
as well. The bracket behind A0 was read with it as ?, and what follows is one byte off until a character is over in an ASCII letter, or
until the next pinyin. Which byte was lost is told by the reading and by the second half of the character before: 範 is what is read
fàn and begins with B9. So the text comes back to the letter; a character at the end of which a half is lost as well is the judge's.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import pattern
from cleaner.charsets import LOST, Reading, begun, everyday, likelihood
from cleaner.pinyin.readings import plain, table

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
SYLLABLE = f"[a-zü]{{0,3}}[{TONED}][a-z]{{0,3}}"
SPLIT = pattern(rf"\?(?P<reading>{SYLLABLE})\)")
INTERLEAVED = pattern(rf"\({SYLLABLE}\)")
MARKS, LETTER = pattern(r"\?+"), pattern("[@-~]")
TAG = pattern(r"/?[a-z]{1,6}[0-9]?[ ]?/?>")
SPACE = "\u3000"  # never what was lost
SURE, GUESSED = 4.5, 2.5  # odds of what the bytes say, and of what the judge has to choose
LEAD, TAIL = 0x81, 0x40  # the least first and second byte of a character
LONGEST = 400  # characters of a stretch
CONTEXT, AHEAD = 24, 8  # characters that the judge is shown, and that tell whether a stretch goes on
# Nats by which the judge may prefer what stands: more, where that is text and the character before is not.
AT_LEAST = -2.0
BY_FAR = 3.0  # nats by which the judge has to prefer the last character of a stretch


class Stretch(NamedTuple):
    """What a stretch says, the first half of a character that is left at its end (0: none), and where that is."""

    said: str
    half: int
    end: int


def readings(text: str) -> Iterator[Reading]:
    """The stretches behind pinyin that stands between two characters.

    >>> [each.said for each in readings("城市的發展?fàn)顩r很好，已經演變?yōu)槭澜绯鞘幸渤蔀閷W者的話題。")]
    ['狀況', '為世界城市也成為學']
    """
    done = 0
    for m in SPLIT.finditer(text):
        if m.start() <= done:  # nothing is between the halves of no character
            continue
        before = text[max(m.start() - CONTEXT, 0) : m.start()]
        found = []
        for half in _seconds(_bytes(before[-1])[-1], m["reading"]):
            if stretch := _read(before, text, m.end(), half):
                found.append(_ended(before, stretch, text))
        if found:
            said, done = max(found, key=lambda ended: _likelihood(before, ended, text))
            stands = INTERLEAVED.sub("", SPLIT.sub("", text[m.end() : done]))
            after = text[done : done + CONTEXT]
            if not said.strip(LOST) or judge.odds(before, stands, said.replace(LOST, ""), after) < AT_LEAST:
                continue
            odds = SURE if len(found) == 1 else GUESSED
            yield Reading(m.start(), done, said, said.count(LOST), odds, "GBK", "GBK")


def _bytes(char: str) -> bytes:
    return char.encode("gbk", "replace")


@cache
def _seconds(first: int, reading: str) -> tuple[int, ...]:
    """The second bytes, where they are no ASCII, of the traditional characters that begin with a byte and have a reading."""
    known = table().get(plain(reading), {})
    pairs = (_bytes(char) for char in known if judge.simplified(char) != char)
    return tuple(sorted({pair[1] for pair in pairs if len(pair) == 2 and pair[0] == first and pair[1] >= 0x80}))


def _read(before: str, text: str, at: int, half: int) -> Stretch | None:
    """What a text says from a place on, behind the first half of a character."""
    said: list[str] = []
    for _ in range(LONGEST):
        char = text[at : at + 1]
        if m := INTERLEAVED.match(text, at):
            at = m.end()  # behind two halves that are a character as well
            continue
        if m := SPLIT.match(text, at):
            whole = [_pair(half, second) for second in _seconds(half, m["reading"])]
            now = "".join(said)
            return Stretch(now + _heard(before + now, whole, text[m.end() : m.end() + CONTEXT]), 0, m.end())
        if m := MARKS.match(text, at):
            now, at, marks = "".join(said), at + 1, len(m[0])
            if SPLIT.match(text, m.end() - 1) or not (rest := _goes_on(text, m.end())):
                return Stretch(now, half, at)
            first = _bytes(text[m.end()])
            ways = [a + b for a in _begun(half) for b in _closed(first[0])] if marks == 1 else []
            said.append(_heard(before + now, ways, rest) if ways else LOST * (marks + 1))
            half, at = first[1], m.end() + 1
            continue
        pair = _bytes(char)
        whole_char = _pair(half, pair[0]) if pair else ""
        if not whole_char:
            return None
        said.append(whole_char)
        at += 1
        if len(pair) < 2 or pair[1] < LEAD:
            return Stretch("".join(said) + pair[1:].decode("ascii"), 0, at) if pair[1:].isascii() else None
        half = pair[1]
    return None


def _goes_on(text: str, at: int) -> str:
    """What the characters behind a ? say one byte off, if that is likelier than what they say as they stand."""
    run = text[at : at + AHEAD]
    size = next((i for i, char in enumerate(run) if len(_bytes(char)) < 2), len(run))
    letter = LETTER.match(text, at + size)
    data = _bytes(run[: size + bool(letter)])
    said = data[1 : None if letter else -1].decode("gbk", "replace")
    read = letter is not None and INTERLEAVED.match(text, letter.end())  # pinyin behind a letter was behind a character
    return said if size and said and (read or likelihood(said) > likelihood(run[:size])) else ""


def _pair(first: int, second: int) -> str:
    return bytes((first, second)).decode("gbk", "ignore") if second >= TAIL else ""


def _ended(before: str, stretch: Stretch, text: str) -> tuple[str, int]:
    """What a stretch says with the characters of which a half is lost at its end, and where it ends."""
    said, half, end = stretch
    if not half:
        return said, end
    before += said
    if m := SPLIT.match(text, end):  # both halves between two characters, and one of the second
        after = [char for char in table().get(plain(m["reading"]), {}) if judge.simplified(char) != char]
        end = m.end()
        return said + _heard(before, [a + b for a in _begun(half) for b in after], text[end : end + CONTEXT]), end
    tag = "<" if TAG.match(text, end) else ""  # what was taken for the other half
    return said + _heard(before, _begun(half), tag + text[end : end + CONTEXT]) + tag, end


@cache
def _begun(half: int) -> list[str]:
    """The everyday characters and marks that begin with a byte."""
    return [char for char in begun(half) if char != SPACE]


@cache
def _closed(half: int) -> list[str]:
    """The everyday characters and marks that end with a byte."""
    pairs = (_pair(first, half) for first in range(LEAD, 0xFF))
    return [char for char in pairs if char in everyday() and char != SPACE]


def _heard(before: str, ways: list[str], after: str) -> str:
    """What the judge hears by far, or as many lost characters."""
    if not ways:
        return LOST
    told = sorted(zip(judge.scores(before[-CONTEXT:], ways, after), ways, strict=True), reverse=True)
    return told[0][1] if len(told) < 2 or told[0][0] - told[1][0] >= BY_FAR else LOST * len(ways[0])


def _likelihood(before: str, ended: tuple[str, int], text: str) -> float:
    said, end = ended
    return judge.score(before, said, text[end : end + CONTEXT]) / len(said)

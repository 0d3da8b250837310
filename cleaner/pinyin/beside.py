"""Pinyin in a text: where a syllable stands after a Han character, and what it is to it. For the pass `ruby`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.census import Kind
from cleaner.chars import HAN, HAN_LETTER, pattern
from cleaner.pinyin.readings import USES, alternatives, plain, table, use

FEW = 3  # readings without brackets that prove each other

TONED = "āáǎàăēéěèĕīíǐìĭōóǒòŏūúǔùŭǖǘǚǜńňǹḿ"
LETTERS = f"a-z{TONED}üêɑɡ\u0300\u0301\u0304\u0306\u0308\u030c"
SYLLABLE = rf"[{LETTERS}](?:[{LETTERS}]|u:){{0,9}}[0-5]?"
# A regex that begins with a character of its own is ten times as fast as one that begins with a class.
BRACKETED = [
    pattern(
        rf"{bracket} (?: (?<=[{HAN}].) | (?<=[{HAN}][ ].) )  [ ]? {SYLLABLE} [ ]? [)）] (?: [ ]? [(（] [ ]? {SYLLABLE} [ ]? [)）] ){{0,3}}",
        re.X,
    )
    for bracket in (r"\(", "（")
]
BARE = pattern(rf"[a-zü]{{0,4}}[{TONED}][a-zü]{{0,4}}(?![{LETTERS}A-Z])")
TONED_LETTER = Kind(TONED)
ANY = pattern(
    rf"[ ]?[(（][ ]?(?:{SYLLABLE})[ ]?[)）][ ]?|(?<=[{HAN}])[a-zü]{{0,4}}[{TONED}][a-zü]{{0,4}}(?![{LETTERS}A-Z])"
)
# The syllables that have no tone, which stand among the others where pinyin has no brackets.
TONELESS = pattern(
    rf"""
    (?: (?<=[的地得])de | (?<=了)le | (?<=[们們])men | (?<=[着著])zhe | (?<=[么麼])me | (?<=子)zi | (?<=呢)ne | (?<=吗)ma | (?<=吧)ba
    ) (?![{LETTERS}A-Z0-9])
""",
    re.X,
)
CAPITALS = "A-ZĀÁǍÀĒÉĚÈŌÓǑÒ"  # whole words and names have them
WORD = pattern(rf"[(（](?<=[{HAN}].)[{CAPITALS}{LETTERS} '’·-]{{0,40}}[{TONED}][{LETTERS} '’·-]{{0,40}}[)）]")
READING = pattern(SYLLABLE)


class Found(NamedTuple):
    """A syllable, or several, after a character. With `text[start:end]` goes a space on either side."""

    start: int
    end: int
    character: str
    syllables: tuple[str, ...]
    known: str  # "usual", "several", "other", "rare" of a character that the table lacks, or "" where it has no such reading
    toned: bool
    again: bool  # whether the character stands in the text before


def readings(text: str) -> list[Found]:
    """Every syllable of pinyin after a Han character, with what the table says of it.

    >>> [(one.character, one.syllables, one.known, one.again) for one in readings("报(bào)告上报(bào)了，甪(lù)直，图(a)")]
    [('报', ('bào',), 'usual', False), ('报', ('bào',), 'usual', True), ('甪', ('lù',), 'rare', False)]
    """
    seen: set[str] = set()
    at, found = 0, []
    for one in _found(text):
        seen.update(text[at : one.start - 1])
        found.append(one._replace(again=one.character in seen))
        at = max(one.start - 1, 0)
    return found


def words(text: str, found: Iterable[Found]) -> int:
    """How many brackets hold pinyin of whole words; those that are finds as well look so, and count there."""
    finds = sum(1 for one in found if WORD.match(text, one.start + (text[one.start] == " ")))
    return sum(1 for _ in WORD.finditer(text)) - finds


def neutral(one: Found) -> bool:
    """Whether a reading without a tone is one that has none: 的(de). Not 们(men), which is a word of English."""
    return one.syllables[0] != "men" and TONELESS.match(one.character + one.syllables[0], 1) is not None


def _found(text: str) -> Iterator[Found]:
    found = [m for opens in BRACKETED for m in opens.finditer(text)]
    bare = list(_bare(text))
    if len(bare) < FEW:
        bare = [m for m in bare if not text[m.end() : m.end() + 1].isascii()]
    else:
        toneless = [*TONELESS.finditer(text)]
        bare += toneless if len(toneless) < len(bare) else []
    for m in sorted([*found, *bare], key=lambda m: m.start()):
        start = m.start() - (text[m.start() - 1] == " ")
        character = text[start - 1]
        syllables = (*READING.findall(m[0]),)
        known = [use(character, syllable) for syllable in syllables]
        marked = not m[0].isascii() or any(syllable[-1].isdigit() for syllable in syllables)
        end = m.end() + (start < m.start() and text[m.end() : m.end() + 1] == " ")
        if "" not in known:
            yield Found(start, end, character, syllables, min(known, key=USES.index), marked, False)
        elif marked and m[0].strip("()（） ").isalnum() and any(plain(syllable) in table() for syllable in syllables):
            if alternatives(character):
                yield Found(start, m.end(), character, syllables, "", marked, False)
            else:
                yield Found(start, end, character, syllables, "rare", marked, False)


def _bare(text: str) -> Iterator[re.Match[str]]:
    """Syllables with a tone mark that touch the Han character before them."""
    for toned in TONED_LETTER.places(text):
        at = toned
        while at > 0 and toned - at < 4 and "a" <= text[at - 1] <= "z":
            at -= 1
        if at > 0 and HAN_LETTER.match(text, at - 1) and (m := BARE.match(text, at)):
            yield m

"""What pinyin is a reading of which character: data/readings.tsv, looked up. How it is made: cleaner/train/readings.py."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache

from cleaner.tables import rows

FOLD = str.maketrans("ɑɡ", "ag")
TONE_OF = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0306": "3", "\u0300": "4"}
DIGITS = "1234"
# Of a reading: the usual one of an everyday character, one of its two or three, any other.
USES = ("usual", "several", "other")


@cache
def table() -> dict[str, dict[str, str]]:
    """What each syllable, with its tone and without, is to each character that has it: one of `USES`."""
    found: dict[str, dict[str, str]] = {}
    for syllable, *columns in rows("readings"):
        toned, toneless = found.setdefault(syllable, {}), found.setdefault(syllable.rstrip(DIGITS), {})
        for use, characters in zip(USES, columns, strict=True):
            for character in characters:
                toned[character] = use
                toneless[character] = min(use, toneless.get(character, use), key=USES.index)
    return found


@cache
def everyday() -> frozenset[str]:
    """The characters that make up nine tenths of running text, simplified and traditional."""
    return frozenset("".join(usual + several for _, usual, several, _ in rows("readings")))


@cache
def _alternatives() -> Counter[str]:
    return Counter("".join(character for _, *uses in rows("readings") for character in uses))


def alternatives(character: str) -> int:
    """How many readings the table has of a character.

    >>> alternatives("诉"), alternatives("好")
    (1, 2)
    """
    return _alternatives()[character]


def plain(syllable: str) -> str:
    """A syllable as the table has it: its tone as a digit, v for ü.

    >>> [plain(syllable) for syllable in ("bào", "lǜ", "lu:4", "nüe4", "de5", "lv")]
    ['bao4', 'lv4', 'lv4', 'nve4', 'de', 'lv']
    """
    tone = syllable[-1] if syllable[-1].isdigit() else ""
    if not syllable.isascii():
        apart = unicodedata.normalize("NFD", syllable.translate(FOLD))
        tone = next((TONE_OF[mark] for mark in apart if mark in TONE_OF), tone)
        syllable = apart.translate(dict.fromkeys(map(ord, TONE_OF))).replace("u\u0308", "v")
    return syllable.rstrip("012345").replace("u:", "v") + tone.strip("05")


def use(character: str, syllable: str) -> str:
    """What a syllable is to a character: one of `USES`, or "" where it is no reading of it.

    >>> use("好", "hǎo"), use("好", "hào"), use("长", "cháng"), use("一", "yí"), use("图", "a")
    ('usual', 'other', 'several', 'several', '')
    """
    reading = plain(syllable)
    spelt = [reading]
    if reading[:1] in ("l", "n") and reading[1:].rstrip(DIGITS) in ("u", "ue"):
        spelt.append(reading[0] + "v" + reading[2:])  # lu for lü, as many write it
    told = _best(character, spelt)
    if told or reading[-1:] not in DIGITS:
        return told
    told = _best(character, [each.rstrip(DIGITS) for each in spelt])
    return "several" if told == "usual" else told  # 一(yí) and 不(bú): the tone of the phrase


def _best(character: str, syllables: list[str]) -> str:
    found = [told for each in syllables if (told := table().get(each, {}).get(character))]
    return min(found, key=USES.index, default="")

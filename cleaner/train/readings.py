"""The table of the ruby pass, as `python -m cleaner.train readings` makes it: which characters a syllable of pinyin is a reading of.

data/readings.tsv comes from pypinyin (MIT, https://github.com/mozillazg/python-pinyin), whose single readings are facts of Unicode's
Unihan database (kMandarin, kHanyuPinyin and others) and of dictionaries; traditional characters are counted as their simplified forms by
OpenCC (Apache-2.0). How common a reading of a character is was counted, with pypinyin's phrases to tell readings apart, in 1.5 million
characters: balanced written Chinese (corpusZh), web news (FewCLUE) and news scripts (xwlb), the first 500,000 of each. pypinyin is
needed to make the table, not to use it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Protocol

SAMPLE = 500_000  # characters read of each corpus, so that none outweighs the others
EVERYDAY = 0.9  # share of running text that readings of everyday characters make up: nobody is told those
USUAL = 0.8  # share of a character's uses in which it is read the usual way
SHARED = 0.1  # the same, of a reading that it has often enough beside another
FAMILIAR = 4000  # characters that a newspaper reader knows; a reading after any other is a help

HAN_RUN = re.compile("[\u4e00-\u9fff]+")
SYLLABLE = re.compile("[a-z]{1,6}[1-4]?")


class Reader(Protocol):
    """What pypinyin does: the readings of each character in its context, or each alone and all of them."""

    def __call__(self, text: str, *, every: bool = False) -> list[list[str]]: ...


def readings(corpora: Iterable[Iterable[str]], read: Reader, simplified: Mapping[str, str]) -> Iterator[str]:
    """The lines of data/readings.tsv: a syllable, and the characters that it is the everyday reading of, one of two, or any other.

    Syllables have their tone as a digit and v for ü. A traditional character stands with its simplified form (`simplified` gives that).

    >>> told = {"的": ["de", "di4"], "學": ["xue2", "jiao4"], "学": ["xue2"], "甪": ["lu4"]}
    >>> read = lambda text, every=False: [told[c] if every else told[c][:1] for c in text]
    >>> list(readings([["的学的学"]], read, {"學": "学"}))[-2:]
    ['jiao4\\t\\t\\t學', 'xue2\\t学學\\t\\t']
    """
    counts = counted(corpora, read)
    characters: Counter[str] = Counter()
    for (character, _), count in counts.items():
        characters[character] += count
    everyday, left = set(), EVERYDAY * counts.total()
    for character, count in characters.most_common():
        if left > 0:
            everyday.add(character)
        left -= count
    known = {character: [character] for character, _ in characters.most_common(FAMILIAR)}
    for traditional, form in simplified.items():
        if form in known and traditional not in known[form]:
            known[form].append(traditional)
    table: dict[str, list[str]] = {}
    for form, variants in known.items():
        for character in variants:
            for syllable in filter(SYLLABLE.fullmatch, dict.fromkeys(read(character, every=True)[0])):
                share = counts[form, syllable] / characters[form] if form in everyday else 0
                column = 0 if share >= USUAL else 1 if share >= SHARED else 2
                table.setdefault(syllable, ["", "", ""])[column] += character
    yield "# Made by `python -m cleaner.train readings` with pypinyin (MIT); the counts behind it: cleaner/train/readings.py"
    yield "reading\teveryday\tshared\tother"
    for syllable, columns in sorted(table.items()):
        yield "\t".join([syllable, *columns])


def counted(corpora: Iterable[Iterable[str]], read: Reader) -> Counter[tuple[str, str]]:
    """How often each character is read in each way."""
    counts: Counter[tuple[str, str]] = Counter()
    for corpus in corpora:
        left = SAMPLE
        for paragraph in corpus:
            for run in HAN_RUN.findall(paragraph):
                for character, syllables in zip(run, read(run), strict=True):
                    counts[character, syllables[0]] += 1
                left -= len(run)
            if left <= 0:
                break
    return counts


def pypinyin_reader() -> Reader:
    """pypinyin, with tones as digits. Raises ValueError where it is not installed."""
    try:
        pypinyin = import_module("pypinyin")
    except ImportError as error:
        raise ValueError("to make the table of readings, install the package pypinyin: pip install pypinyin") from error

    def read(text: str, *, every: bool = False) -> list[list[str]]:
        found: list[list[str]] = pypinyin.pinyin(
            text, style=pypinyin.Style.TONE3, heteronym=every, errors=list, v_to_u=False
        )
        return found

    return read


def simplified_forms() -> dict[str, str]:
    """The simplified form of every traditional character of the basic block, by OpenCC."""
    import opencc

    block = "".join(map(chr, range(0x4E00, 0xA000)))
    forms = opencc.OpenCC("t2s").convert(block)
    return {character: form for character, form in zip(block, forms, strict=True) if character != form}

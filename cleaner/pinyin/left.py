"""Pinyin whose character was lost: 多?shù)在周末 for 多數(shù)在周末.

Where a site put pinyin between the bytes of a text, a character and the bracket after it have become ?. What the pinyin is a reading of
and the judge hears there comes back. One is always the same: 為 was split, and ?yàn) stands in its place (因?yàn)).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import exp

from cleaner import judge
from cleaner.chars import HAN, pattern
from cleaner.charsets import LOST
from cleaner.charsets.folding import is_traditional
from cleaner.core import Edit
from cleaner.pinyin.readings import plain, table

TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
PLACE = pattern(rf"[?？](?<=[{HAN}）)].)(?P<reading>[a-zü]{{0,3}}[{TONED}][a-z]{{0,3}})[)）]{LOST}?")
PINYIN = re.compile(rf"[(（][a-zü{TONED}]{{1,6}}[)）]")
# What stands there whatever its reading, and the nats by which it does so rather than another.
SPLIT, OFTEN = {"yàn": "為"}, 3.0
SURE = 0.97
CONTEXT = 40  # characters on each side


def left_over(text: str) -> Iterator[Edit]:
    """What pinyin without its character goes for.

    >>> [edit.new for edit in left_over("店鋪多?shù)在正月初一關門，因?yàn)大家都要回家過年。")]
    ['數', '為']
    """
    for m in PLACE.finditer(text):
        before, after = text[max(m.start() - CONTEXT, 0) : m.start()], text[m.end() : m.end() + CONTEXT]
        character, odds = heard(m["reading"], PINYIN.sub("", before), PINYIN.sub("", after))
        if character:
            confidence = min(SURE, round(1 / (1 + exp(-odds)), 3))
            yield Edit(*m.span(), character, "lost-before-pinyin", confidence, {"reading": m["reading"]})


def heard(reading: str, before: str, after: str) -> tuple[str, float]:
    """The character with a reading that the judge hears between two stretches, in the script of these, and by how much rather than another."""
    around = before + after
    forms: dict[str, str] = {}  # by how it is written in simplified script
    for character in (*table().get(plain(reading), {}), *SPLIT.get(reading, "")):
        simple = judge.simplified(character)
        if simple not in forms or (character != simple) == is_traditional(around):
            forms[simple] = character
    if len(forms) < 2:
        return "", 0.0
    heard = zip(judge.scores(before, [*forms], after), forms, strict=True)
    told = sorted(
        ((nats + OFTEN * (forms[simple] in SPLIT.get(reading, ())), simple) for nats, simple in heard), reverse=True
    )
    (best, simple), (second, _) = told[:2]
    return forms[simple], judge.TEMPER * (best - second)

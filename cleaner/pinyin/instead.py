"""Pinyin where a character was: 内rong for 内容, xue习 for 学习, as novel sites write words that a filter might stop.

A syllable without a tone that touches Chinese on both sides, and by which the judge would rather hear a character than a word in Latin
letters. A site does that to many words: damage needs three places and two syllables, and that most of what touches Chinese so is of that kind.

Left alone: words in Latin letters (ping, lan, man), whatever they could be read as, and what writers spell so themselves (ta们, 装bi).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

from cleaner import judge
from cleaner.chars import HAN, pattern
from cleaner.core import Edit
from cleaner.pinyin.left import CONTEXT, heard
from cleaner.pinyin.readings import table

ENDS = rf"[{HAN}，。、：；！？…“”’）]"
PLACE = pattern(rf"[a-z](?:(?<=[{HAN}].)[a-z]{{1,5}}(?={ENDS})|(?<=[，。、：；！？…“‘（].)[a-z]{{1,5}}(?=[{HAN}]))")
MEANT = frozenset({"ta", "bi", "diao", "cao"})  # he or she, and words that are not nice
PLACES, DIFFERENT = 3, 2
PRIOR = 1.0  # nats by which a word in Latin letters is likelier, among others that are none
SURE, LIKELY = 0.97, 0.5
PROVES = 0.9


def instead(text: str) -> Iterator[Edit]:
    """The characters that pinyin stands for.

    >>> [edit.new for edit in instead("她应该xue习这种精神，我们要了解有什么内rong，大家都可以bang助他。")]
    ['学', '容', '帮']
    """
    found = list(PLACE.finditer(text))
    syllables = [m for m in found if m[0] in table() and m[0] not in MEANT]
    if len(syllables) < PLACES or len({m[0] for m in syllables}) < DIFFERENT:
        return
    edits = []
    for m in syllables:
        before, after = text[max(m.start() - CONTEXT, 0) : m.start()], text[m.end() : m.end() + CONTEXT]
        character, odds = heard(m[0], before, after)
        if character:
            odds = min(odds, judge.odds(before, m[0], judge.simplified(character), after) - PRIOR)
            confidence = min(SURE, round(1 / (1 + exp(-odds)), 3))
            edits.append(Edit(*m.span(), character, "pinyin-for-character", confidence, {"reading": m[0]}))
    proof = [edit.facts["reading"] for edit in edits if edit.confidence >= PROVES]
    if len(proof) >= PLACES and len(set(proof)) >= DIFFERENT and 2 * len(proof) > len(found):
        yield from (edit for edit in edits if edit.confidence > LIKELY)

"""Pinyin interleaved with the text: 報(bào)告 for 報告, as converters to traditional script leave it.

Pinyin is damage where the document proves it: readings stand after their characters three times or more, and most of them after an everyday
character that is read the usual way, inside a sentence, where nobody needs them. Such readings make up four fifths of running text
(data/readings.tsv), and as much of what a converter leaves; of what writers add they are few, for those help with rare characters and
second readings (甪(lù)直, 朝(zhāo)阳). Pinyin of those, and of whole words, therefore speaks against damage.

Fewer readings than that, or ones without that majority, are damage where nobody needs them: the usual reading of an everyday character,
with its tone mark, in a sentence, inside a word that clean text has all the time (提升(shēng)), in a text with hardly any other reading
and no word that speaks of pinyin or lessons. Others go with as many of those. In 101 million characters of clean text nobody wrote such
a reading: the 57 there stand after rare characters or are not the usual ones (鳄（è）鱼, 東虢(guó), 法fà国). So single ones of those stay.

Left alone: documents without any such proof, dictionaries, textbooks, poems with readings and lessons among them; lines in which most
characters carry pinyin; brackets that hold anything but readings of the character before them (他(TA), 图(a), 性能(long)), capitals
(李(Li)), and characters that are not in the table because few know them. Held in a document of proven damage: pinyin in a line
that speaks of pinyin or of new words, or after a character that stands alone or in quotation marks.
Pinyin without brackets is repaired where it has a tone mark (報bào告); without one nothing tells it from a word in Latin letters.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.census import Kind
from cleaner.chars import BREAK, HAN, pattern
from cleaner.core import Edit, Note, trigger
from cleaner.limits import merge, off_limits
from cleaner.readings import USES, alternatives, plain, table, use

SURE = 0.98  # an everyday reading in prose
LIKELY = 0.95  # any other reading of a character that a reader knows, in a document of proven damage
ALONE = 0.92  # one of few readings that nobody needs: 0 of 57 readings in 101 million characters of clean text were of that kind
UNSURE = 0.7  # what a teacher may have written
# Measured on documents damaged on purpose (tests/benchmarks/damage.py) and on the fixtures: of the readings that a converter leaves
# 9 in 10 are votes for damage, of those in annotated classics and in textbooks 1 in 10.
LEAST, LEAST_VOTES, TONELESS_VOTES = 3, 2, 3  # readings in the text, and votes among them, with and without tones
SAME_CHARACTER = 6  # votes for one and the same character prove nothing before there are so many
AGAINST = 1.5  # votes for each reading that speaks against damage, at least
OVERWHELMING, FAR = (
    10,
    8,
)  # so many votes, and so many for each against: then lines that speak of pinyin are damaged as well
# Where there are few: one everyday reading in a sentence for each that a learner could want, three for each that a reader could.
FEW_AGAINST, IN_SENTENCE = 3, ("prose", "item")
# Of a character that nobody is told the reading of, where there are few readings: it is one of the 2,000 commonest, in a word.
FREQUENT, IN_WORD = 11.4, 7  # log2 of how often clean text has the character, and it next to its neighbour
DENSE = 0.6  # share of characters with pinyin from which on a line is meant to be read aloud
COUPLET, FEET = 16, (4, 5, 7)  # characters of two lines of verse at most, and of one
CLAUSE = 6  # characters of a clause of prose at least
REACH = 80  # code points on each side that are looked at

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
WORD = pattern(rf"[(（](?<=[{HAN}].)[{LETTERS} '’·-]{{0,40}}[{TONED}][{LETTERS} '’·-]{{0,40}}[)）]")
BESIDE = 24  # code points on each side in which the next character stands, other readings aside
READING = pattern(SYLLABLE)
ONE_HAN = pattern(f"[{HAN}]")
BESIDE_LATIN = pattern("(?<=[A-Za-z0-9])[ ]|[ ](?=[A-Za-z0-9])")  # no end of a clause
CLAUSE_END = pattern(r"[、。！？；：:;!?\s…|/]")
MARK = pattern(rf"[^{HAN}A-Za-z0-9]+")
LINE_END = pattern(f"[{BREAK}]")
# What a line says that needs pinyin.
TALK = pattern(
    "拼音|读音|讀音|注音|多音|声调|聲調|轻声|輕聲|读作|讀作|读成|讀成|念作|念成|音节|音節|声母|聲母|韵母|韻母|组词|組詞|生字|生词|生詞|字音|发音|發音"
    "|通假|同音|会认|会写|认读|認讀|助词|助詞|平声|去声|上声|入声|音同|普通话|[读讀念音][：:“]"
)


class _Found(NamedTuple):
    start: int
    end: int
    character: str
    syllables: list[str]
    known: str  # "usual", "several", "other", or "" where the character has no such reading
    toned: bool


@trigger("（", r"\(", TONED_LETTER)
def ruby(text: str) -> Iterator[Edit | Note]:
    """Pinyin in brackets after the characters that it is a reading of.

    >>> from cleaner.core import apply
    >>> apply(text := "我們的報(bào)告總結了全體學(xué)生一年來的學習(xí)情況。", ruby(text))
    '我們的報告總結了全體學生一年來的學習情況。'
    >>> list(ruby("甪(lù)直、盱(xū)眙(yí)和亳(bó)州都是很有名的地方。"))
    []
    """
    found = list(_found(text))
    if not any(one.known for one in found):
        return
    anywhere = len(found)
    found = list(_in_prose(text, found))
    judged = [(one, _sense(text, one)) for one in _outside_readers(text, found)]
    if not judged:
        return
    proven = list(_proven(text, found, judged))
    if proven or len(found) < anywhere:  # those in code and verse are meant
        yield from proven
    else:
        yield from _needless(text, found, judged)


def _proven(text: str, found: list[_Found], judged: list[tuple[_Found, str]]) -> Iterator[Edit]:
    """The readings of a document that has enough of them for a proof."""
    if sum(bool(one.known) for one in found) < LEAST:
        return
    votes = [one for one, sense in judged if one.known == "usual" and sense == "prose"]
    toned = any(one.toned for one in votes)
    least = LEAST_VOTES if toned else TONELESS_VOTES
    if len(votes) < (least if len({one.character for one in votes}) > 1 else SAME_CHARACTER):
        return
    against = sum(one.known in ("other", "") for one in found) + _words(text, found)
    if len(votes) < AGAINST * against:
        return
    overwhelming = len(votes) >= max(OVERWHELMING, FAR * against)
    for one, sense in judged:
        if one.known:
            sure = SURE if one.known == "usual" and sense == "prose" else LIKELY
            if sense == "alone" or (sense == "talk" and not overwhelming):
                sure = UNSURE
            yield _edit(one, sure, len(votes))


def _needless(text: str, found: list[_Found], judged: list[tuple[_Found, str]]) -> Iterator[Edit]:
    """Few readings, most of which nobody needs."""
    needless = {one.start: _nobody_needs(text, one) for one, _ in judged}
    sure = sum(needless[one.start] and one.known == "usual" and sense in IN_SENTENCE for one, sense in judged)
    others = [one for one in found if one.known in ("other", "")]
    against = sum(1 if needless.get(one.start) else FEW_AGAINST for one in others) + FEW_AGAINST * _words(text, found)
    if sure < max(1, against) or TALK.search(text):
        return
    for one, sense in judged:
        if one.known:
            made = sense in IN_SENTENCE and (needless[one.start] or (sure > 1 and one.known != "other"))
            yield _edit(one, ALONE if made else UNSURE, sure)


def _nobody_needs(text: str, one: _Found) -> bool:
    """Whether a reading, with its tone, is that of a common character with one reading, inside a word that clean text has."""
    from cleaner import suspects

    if one.known not in ("usual", "other") or suspects.often(one.character) < FREQUENT:
        return False
    if not one.toned and not _neutral(one):
        return False
    if one.known == "other" and alternatives(one.character) > 1:
        return False
    before, after = text[max(one.start - BESIDE, 0) : one.start], text[one.end : one.end + BESIDE]
    around = ANY.sub("", before)[-2:], one.character + ANY.sub("", after)[:1]
    return any(len(pair) == 2 and suspects.together(*pair) >= IN_WORD for pair in around)


def _neutral(one: _Found) -> bool:
    """Whether a reading without a tone is one that has none: 的(de). Not 们(men), which is a word of English."""
    return one.syllables[0] != "men" and TONELESS.match(one.character + one.syllables[0], 1) is not None


def _edit(one: _Found, sure: float, count: int) -> Edit:
    facts = {"reading": one.syllables[-1], "character": one.character, "count": count}
    return Edit(one.start, one.end, "", "interleaved-pinyin", sure, facts)


def _found(text: str) -> Iterator[_Found]:
    """Every syllable of pinyin after a Han character, with what the table says of it."""
    found = [m for opens in BRACKETED for m in opens.finditer(text)]
    bare = list(_bare(text))
    if len(bare) < LEAST:
        bare = [m for m in bare if not text[m.end() : m.end() + 1].isascii()]
    else:
        toneless = [*TONELESS.finditer(text)]
        bare += toneless if len(toneless) < len(bare) else []
    for m in sorted([*found, *bare], key=lambda m: m.start()):
        start = m.start() - (text[m.start() - 1] == " ")
        character = text[start - 1]
        syllables = READING.findall(m[0])
        known = [use(character, syllable) for syllable in syllables]
        marked = not m[0].isascii() or any(syllable[-1].isdigit() for syllable in syllables)
        if "" not in known:
            end = m.end() + (start < m.start() and text[m.end() : m.end() + 1] == " ")
            yield _Found(start, end, character, syllables, min(known, key=USES.index), marked)
        elif marked and m[0].strip("()（） ").isalnum() and any(plain(syllable) in table() for syllable in syllables):
            yield _Found(start, m.end(), character, syllables, "", marked)


def _in_prose(text: str, found: list[_Found]) -> Iterator[_Found]:
    """The finds that are not in code, verse or tables, which prove nothing."""
    spans = merge(off_limits(text, [(one.start, one.end) for one in found]))
    starts = [start for start, _ in spans]
    for one in found:
        near = bisect_right(starts, one.start) - 1
        if near < 0 or spans[near][1] <= one.start:
            yield one


def _bare(text: str) -> Iterator[re.Match[str]]:
    """Syllables with a tone mark that touch the Han character before them."""
    for toned in TONED_LETTER.places(text):
        at = toned
        while at > 0 and toned - at < 4 and "a" <= text[at - 1] <= "z":
            at -= 1
        if at > 0 and ONE_HAN.match(text, at - 1) and (m := BARE.match(text, at)):
            yield m


def _words(text: str, found: list[_Found]) -> int:
    """How many brackets hold pinyin of whole words; those that are finds as well look so, and count there."""
    finds = sum(1 for one in found if WORD.match(text, one.start + (text[one.start] == " ")))
    return sum(1 for _ in WORD.finditer(text)) - finds


def _outside_readers(text: str, found: list[_Found]) -> Iterator[_Found]:
    """The finds that do not stand in lines in which most characters carry pinyin."""
    ends = [m.start() for m in LINE_END.finditer(text)]
    lines: dict[int, list[_Found]] = {}
    for one in found:
        lines.setdefault(bisect_left(ends, one.start), []).append(one)
    all_han = 0
    kept = []
    for number, members in lines.items():
        start = ends[number - 1] if number else 0
        end = ends[number] if number < len(ends) else len(text)
        han = sum(1 for _ in ONE_HAN.finditer(text, start, end))
        all_han += han
        if han < CLAUSE or len(members) < DENSE * han:
            kept += members
    if sum(map(len, lines.values())) < DENSE * all_han:
        yield from kept


def _sense(text: str, one: _Found) -> str:
    """What pinyin is put to: "prose" for nothing, "talk" of pinyin, "alone" after a single character, "item" in a short clause of
    a line of prose, or "short" in any other and in verse.
    """
    left = LINE_END.split(text[max(one.start - REACH, 0) : one.start])[-1]
    right = LINE_END.split(text[one.end : one.end + REACH])[0]
    before, after = ANY.sub("", left), ANY.sub("", right)
    talk = bool(TALK.search(before[-REACH // 2 :] + after[: REACH // 2]))
    clause_before = CLAUSE_END.split(BESIDE_LATIN.sub("", before))[-1]
    clause_after = CLAUSE_END.split(BESIDE_LATIN.sub("", after))[0]
    single = not ONE_HAN.match(before[-2:-1]) and not ONE_HAN.match(after[:1])
    if single and (talk or before[-2:-1] in {*"“‘「『《〈【\"'"}):
        return "alone"
    if talk:
        return "talk"
    if _verse(before, after):
        return "short"
    if len(ONE_HAN.findall(clause_before + clause_after)) >= CLAUSE:
        return "prose"
    inside = clause_before != before and max(map(len, CLAUSE_END.split(before) + CLAUSE_END.split(after))) >= 2 * CLAUSE
    return "item" if inside else "short"


def _verse(before: str, after: str) -> bool:
    """Whether a reading stands in a line of verse: a short line, or between clauses that are as long as their neighbours."""
    if len(ONE_HAN.findall(before + after)) <= COUPLET:
        return True
    left, right = [*map(len, MARK.split(before))], [*map(len, MARK.split(after))]
    own = left[-1] + right[0]
    return own in FEET and own in (left[-2] if len(left) > 1 else 0, right[1] if len(right) > 1 else 0)

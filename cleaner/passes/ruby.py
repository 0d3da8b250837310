"""Pinyin interleaved with the text: 報(bào)告 for 報告, as converters to traditional script leave it.

Pinyin is damage where the document proves it: three readings or more, which together speak for a converter and not for a writer. A
converter meets characters as they come: everyday ones, read the usual way, inside a sentence, that the text has had before. A writer
helps where a character is rare or has a second reading (甪(lù)直, 朝(zhāo)阳), where it comes first, and in whole words (Hànyǔ). Each
reading counts with the log of how often the one and the other leave such a one; in texts so short that a character has hardly come before,
its coming first says nothing. What is proven goes, and in a chain of readings (巧(qiǎo)诈(zhà)奸(jiān)佞(nìng)) all of it; the reading of
a character that few know only there, or if the character stands in the text before.

Fewer readings than that, or ones without that proof, are damage where nobody needs them: the usual reading of an everyday character,
with its tone mark, in a sentence, inside a word that clean text has all the time (提升(shēng)), in a text with hardly any other reading
that a learner could want and no word that speaks of pinyin or lessons. Others go with as many of those, a chain as a whole or not at all.
In 101 million characters of clean text nobody wrote such a reading: the 57 there stand after rare characters or are not the usual ones
(鳄（è）鱼, 東虢(guó), 法fà国). So single ones of those stay.

Left alone: documents without any such proof, dictionaries, textbooks, poems with readings and lessons among them; lines in which most
characters carry pinyin; brackets that hold anything but readings of the character before them (他(TA), 图(a), 性能(long)), capitals
(李(Li)), and characters that are not in the table because few know them. Held in a document of proven damage: pinyin in a line
that speaks of pinyin or of new words, or after a character that stands alone or in quotation marks.
Pinyin without brackets is repaired where it has a tone mark (報bào告); without one nothing tells it from a word in Latin letters.
Pinyin whose character became ? has it put back (pinyin/left.py), and so has pinyin that stands for it (pinyin/instead.py).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from cleaner.chars import BREAK, HAN, HAN_LETTER, pattern
from cleaner.core import Edit, Note, trigger
from cleaner.limits import off_limits
from cleaner.pinyin.beside import ANY, SYLLABLE, TONED_LETTER, Found, neutral, readings, words
from cleaner.pinyin.instead import instead
from cleaner.pinyin.left import left_over
from cleaner.pinyin.readings import USES, alternatives
from cleaner.proofreading import suspects
from cleaner.spans import merge

SURE = 0.98  # an everyday reading in prose
LIKELY = 0.95  # any other reading of a character that a reader knows, in a document of proven damage
ALONE = 0.92  # one of few readings that nobody needs: 0 of 57 readings in 101 million characters of clean text were of that kind
UNSURE = 0.7  # what a teacher may have written
LEAST, LEAST_VOTES, TONELESS_VOTES = 3, 2, 3  # readings in the text, and votes among them, with and without tones
SAME_CHARACTER = 6  # votes for one and the same character prove nothing before there are so many
# Nats by which a reading speaks for damage: log of how often those that a converter leaves are so (2,363 put into documents on purpose), and
# how often those are that annotated classics, readers for children and textbooks have (some dozens, rounded).
# A converter leaves everyday readings (0.86) of characters that the text has had before (0.84); writers tell others, where they come first.
EVERYDAY = ("usual", "several")
USE = {"usual": 1.8, "several": -0.7, "other": -1.2, "rare": -1.2, "": -2.5}
OF_SEVERAL = -1.1  # besides, where it is not the only reading of its character
AGAIN, FIRST = 1.4, -1.6  # the latter at most: as much as the text before should have had the character
SENSE = {"prose": 0.2, "item": 0.0, "short": -1.2}
MEANT = {"talk": -1.0, "alone": -1.5, "quoted": -3.0}  # of whatever character: a lesson is damaged as well as any text
WITHOUT_TONE = -0.5
WHOLE_WORD = -5.0  # for each bracket with pinyin of a whole word
PROVEN = 4.0
# So many votes, and so many for each against: then lines that speak of pinyin are damaged as well.
OVERWHELMING, FAR = 10, 8
# The same where there are few. A writer who helps with rare characters does not help with everyday ones: what a learner could want counts.
NEEDLESS, NEEDLESS_SHORT, WANTED, ANY_OTHER, FEW_PROVEN = 3.0, 1.5, -1.5, -0.5, 2.4
FEW_SENSES = ("prose", "item", "short")
ALL = 26.5  # log2 of the characters of clean text that were counted
# Of a character that nobody is told the reading of, where there are few readings: it is one of the 2,000 commonest, in a word.
FREQUENT, IN_WORD = 11.4, 7  # log2 of how often clean text has the character, and it next to its neighbour
DENSE = 0.6  # share of characters with pinyin from which on a line is meant to be read aloud
DENSE_FEW = 3  # readings for each one in such lines, from which on these are chance: of a heading all may be damaged
COUPLET, FEET = 16, (4, 5, 7)  # characters of two lines of verse at most, and of one
CLAUSE = 6  # characters of a clause of prose at least
REACH = 80  # code points on each side that are looked at

BESIDE = 24  # code points on each side in which the next character stands, other readings aside
BESIDE_LATIN = pattern("(?<=[A-Za-z0-9])[ ]|[ ](?=[A-Za-z0-9])")  # no end of a clause
ONE_READING = rf"[{HAN}][(（]{SYLLABLE}[)）]"
QUOTED = pattern(rf"[“‘「『\"'](?:{ONE_READING}){{0,5}}[{HAN}]\Z")
QUOTE_ENDS = pattern(rf"(?:{ONE_READING}){{0,5}}[”’」』\"']")
CLAUSE_END = pattern(r"[、。！？；：:;!?\s…|/]")
MARK = pattern(rf"[^{HAN}A-Za-z0-9]+")
LINE_END = pattern(f"[{BREAK}]")
# What a line says that needs pinyin.
TALK = pattern(
    "拼音|读音|讀音|注音|多音|声调|聲調|轻声|輕聲|读作|讀作|读成|讀成|念作|念成|音节|音節|声母|聲母|韵母|韻母|组词|組詞|生字|生词|生詞|字音|发音|發音"
    "|汉语|漢語|语法|語法|造句|通假|同音|会认|会写|认读|認讀|助词|助詞|平声|去声|上声|入声|音同|普通话|[读讀念音][：:“]"
)


@trigger("（", r"\(", TONED_LETTER, "a-z")
def ruby(text: str) -> Iterator[Edit | Note]:
    """Pinyin in brackets after the characters that it is a reading of.

    >>> from cleaner.core import apply
    >>> apply(text := "我們的報(bào)告總結了全體學(xué)生一年來的學習(xí)情況。", ruby(text))
    '我們的報告總結了全體學生一年來的學習情況。'
    >>> list(ruby("甪(lù)直、盱(xū)眙(yí)和亳(bó)州都是很有名的地方。"))
    []
    """
    yield from left_over(text)
    yield from instead(text)
    found = readings(text)
    if not any(one.known in USES for one in found):
        return
    anywhere = len(found)
    found = list(_in_prose(text, found))
    read_aloud = _in_dense_lines(text, found)
    judged = [(one, _sense(text, one)) for one in found if one not in read_aloud]
    if not judged:
        return
    proven = list(_proven(text, found, judged, len(read_aloud)))
    if proven or len(found) < anywhere:  # those in code and verse are meant
        yield from proven
    else:
        yield from _needless(text, found, judged)


def _proven(text: str, found: list[Found], judged: list[tuple[Found, str]], dense: int) -> Iterator[Edit]:
    """The readings of a document that has enough of them for a proof."""
    votes = [one for one, sense in judged if one.known == "usual" and sense == "prose"]
    toned = any(one.toned for one in votes)
    least = LEAST_VOTES if toned else TONELESS_VOTES
    if len(found) < LEAST or len(votes) < (least if len({one.character for one in votes}) > 1 else SAME_CHARACTER):
        return
    whole = words(text, found)
    if WHOLE_WORD * whole + _weight(judged) < PROVEN:
        return
    against = whole + sum(one.known not in ("usual", "several") for one in found)
    overwhelming = len(votes) >= max(OVERWHELMING, FAR * against)
    # Who does not need one reading of a chain needs none of them.
    chains = [each for each in _chains(found) if len(each) > 2 or any(one.known in EVERYDAY for one in each)]
    chained = {one for chain in chains if len(chain) > 1 for one in chain}
    if dense * DENSE_FEW <= len(judged):
        judged = [(one, _sense(text, one)) for one in found]
    for one, sense in judged:
        if one.known in USES or one in chained or (one.known == "rare" and one.again):
            sure = SURE if one.known == "usual" and sense == "prose" else LIKELY
            if sense in ("alone", "quoted") or (sense == "talk" and not overwhelming):
                sure = UNSURE
            yield _edit(one, sure, len(votes))


def _weight(judged: list[tuple[Found, str]]) -> float:
    """The nats by which readings together speak for damage. A chain counts as one: a name may be told as a whole."""
    sense = dict(judged)
    told: set[str] = set()
    weight = 0.0
    for chain in _chains([one for one, _ in judged]):
        each = []
        for one in chain:  # a lesson tells a character several times
            each.append(_speaks(one, sense[one], one.character in told))
            told.add(one.character)
        weight += sum(each) / len(each)
    return weight


def _speaks(one: Found, sense: str, told: bool) -> float:
    """The nats by which a reading speaks for damage; `told`: its character has had one before."""
    if sense in MEANT:
        return MEANT[sense]
    several = OF_SEVERAL if one.known == "other" and alternatives(one.character) > 1 else 0.0
    tone = 0.0 if one.toned or neutral(one) else WITHOUT_TONE
    expected = one.start * 2 ** (suspects.often(one.character) - ALL)
    place = 0.0 if told else AGAIN if one.again else max(FIRST, -expected)
    return USE[one.known] + several + place + SENSE[sense] + tone


def _chains(found: list[Found]) -> list[list[Found]]:
    """The readings, those together that stand character by character."""
    chains: list[list[Found]] = []
    for one in found:
        if chains and one.start - chains[-1][-1].end == 1:
            chains[-1].append(one)
        else:
            chains.append([one])
    return chains


def _needless(text: str, found: list[Found], judged: list[tuple[Found, str]]) -> Iterator[Edit]:
    """Few readings, some of which nobody needs."""
    needless = {one for one, _ in judged if _nobody_needs(text, one)}
    for chain in _chains(found):  # a name may be told as a whole
        if any(one.known not in EVERYDAY and one not in needless for one in chain):
            needless.difference_update(chain)
    sure = [one for one, sense in judged if one in needless and one.known == "usual" and sense in FEW_SENSES]
    if not sure or TALK.search(text) or words(text, found):
        return
    weight = 0.0
    for one, sense in judged:
        if sense in MEANT:
            weight += MEANT[sense]
        elif one in needless and one.known == "usual":
            weight += NEEDLESS_SHORT if sense == "short" else NEEDLESS
        elif one.known in ("other", ""):
            learners = alternatives(one.character) > 1 or suspects.often(one.character) >= FREQUENT
            weight += WANTED if learners else ANY_OTHER
        weight += AGAIN if one.again else 0.0
    if weight < FEW_PROVEN:
        return
    made = {
        one
        for one, sense in judged
        if sense in FEW_SENSES and (one in needless or (len(sure) > 1 and one.known in EVERYDAY))
    }
    for chain in _chains(found):
        if not made.issuperset(chain):
            made.difference_update(chain)
    for one, _ in judged:
        if one.known in USES:
            yield _edit(one, ALONE if one in made else UNSURE, len(sure))


def _nobody_needs(text: str, one: Found) -> bool:
    """Whether a reading, with its tone, is that of a common character with one reading, inside a word that clean text has."""
    if one.known not in ("usual", "other") or suspects.often(one.character) < FREQUENT:
        return False
    if not one.toned and not neutral(one):
        return False
    if one.known == "other" and alternatives(one.character) > 1:
        return False
    before, after = text[max(one.start - BESIDE, 0) : one.start], text[one.end : one.end + BESIDE]
    around = ANY.sub("", before)[-2:], one.character + ANY.sub("", after)[:1]
    return any(len(pair) == 2 and suspects.together(*pair) >= IN_WORD for pair in around)


def _edit(one: Found, sure: float, count: int) -> Edit:
    facts = {"reading": one.syllables[-1], "character": one.character, "count": count}
    return Edit(one.start, one.end, "", "interleaved-pinyin", sure, facts)


def _in_prose(text: str, found: list[Found]) -> Iterator[Found]:
    """The finds that are not in code, verse or tables, which prove nothing."""
    spans = merge(off_limits(text, [(one.start, one.end) for one in found]))
    starts = [start for start, _ in spans]
    for one in found:
        near = bisect_right(starts, one.start) - 1
        if near < 0 or spans[near][1] <= one.start:
            yield one


def _in_dense_lines(text: str, found: list[Found]) -> set[Found]:
    """The finds in lines in which most characters carry pinyin; all of them where most of the text is so."""
    ends = [m.start() for m in LINE_END.finditer(text)]
    lines: dict[int, list[Found]] = {}
    for one in found:
        lines.setdefault(bisect_left(ends, one.start), []).append(one)
    all_han = 0
    dense: set[Found] = set()
    for number, members in lines.items():
        start = ends[number - 1] if number else 0
        end = ends[number] if number < len(ends) else len(text)
        han = sum(1 for _ in HAN_LETTER.finditer(text, start, end))
        all_han += han
        if han >= CLAUSE and len(members) >= DENSE * han:
            dense.update(members)
    return dense if len(found) < DENSE * all_han else set(found)


def _sense(text: str, one: Found) -> str:
    """What pinyin is put to: "prose" for nothing, "talk" of pinyin, "alone" in it after a single character, "quoted" after one in quotation
    marks, "item" in a short clause of a line of prose, or "short" in any other and in verse.
    """
    left = LINE_END.split(text[max(one.start - REACH, 0) : one.start])[-1]
    right = LINE_END.split(text[one.end : one.end + REACH])[0]
    before, after = ANY.sub("", left), ANY.sub("", right)
    talk = bool(TALK.search(before[-REACH // 2 :] + after[: REACH // 2]))
    clause_before = CLAUSE_END.split(BESIDE_LATIN.sub("", before))[-1]
    clause_after = CLAUSE_END.split(BESIDE_LATIN.sub("", after))[0]
    single = not HAN_LETTER.match(before[-2:-1]) and not HAN_LETTER.match(after[:1])
    if (single and before[-2:-1] in {*"“‘「『《〈【\"'"}) or (QUOTED.search(left) and QUOTE_ENDS.match(right)):
        return "quoted"
    if talk:
        return "alone" if single else "talk"
    if _verse(before, after):
        return "short"
    if len(HAN_LETTER.findall(clause_before + clause_after)) >= CLAUSE:
        return "prose"
    inside = clause_before != before and max(map(len, CLAUSE_END.split(before) + CLAUSE_END.split(after))) >= 2 * CLAUSE
    return "item" if inside else "short"


def _verse(before: str, after: str) -> bool:
    """Whether a reading stands in a line of verse: a short line, or between clauses that are as long as their neighbours."""
    if len(HAN_LETTER.findall(before + after)) <= COUPLET:
        return True
    left, right = [*map(len, MARK.split(before))], [*map(len, MARK.split(after))]
    own = left[-1] + right[0]
    return own in FEET and own in (left[-2] if len(left) > 1 else 0, right[1] if len(right) > 1 else 0)

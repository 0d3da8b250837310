"""What the language model finds impossible: two characters before every 。, and lines of characters drawn by lot.

The figures were measured with data/zh.klm. Random characters are the 3,755 of level one, or all 6,763, of GB 2312.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from statistics import median

from cleaner import judge
from cleaner.chars import CANTONESE, HAN, HAN_LETTER, HAN_RUN, pattern
from cleaner.core import Edit, Span
from cleaner.lines import LINE, whole_lines
from cleaner.memory import memory
from cleaner.pinyin.readings import DIGITS, everyday, table

LIKELY, UNSURE = 0.93, 0.6

STOP_SAMPLE, LEAST_STOPS = 24, 5
SHARE = 0.8  # of the stops. Of clean documents one in a hundred has so many with a character before them that is not an everyday one
# The odds that the two characters before a 。 should go: 11.0 for one stop of clean text in a hundred (18.3 for the worst of 5,000; in no
# clean document do more than one stop in nine reach what proves it), 12.9 for all but one random pair in a hundred (11.0 for the worst).
# The document is proven first, then each stop.
PROVEN, EACH = 11.5, 8.0
# Of commas of clean text one in 150 reaches that: so many others, and such a share of all, and some site put junk before them as well.
FEW_OTHERS, SHARE_OF_OTHERS = 3, 0.1
SURE_OTHERS = 14.0  # below, they are held
OTHER_MARK = pattern("[，！？；]")
ASCII_PAIR = pattern("(?![0-9]{2})[!-~]{2}")
AFTER_TEXT = pattern(rf"[{HAN}”’）》]")  # what a sentence ends in; formulas and code go on
WORD_END = pattern("[A-Za-z0-9][a-z0-9]{2}")  # a name may end so, that the site left as it was
MARK = pattern(r"[!-$&-(*-/:-@\[-`{-~]")
# Of pairs by lot: at least so many hold a mark (half do), at most so many end in the same one.
MARKED, CLOSED = 0.25, 0.3

# Nats a token, in lines of 20 characters and more. Of 225,000 clean paragraphs the least probable has -7.9, and that is a list of names.
# Outside of them: 离骚 -7.8, the hundred surnames -9.3, a dharani -10.0, Cantonese -10.2, lists of rhyming characters -10.3, the elements
# -10.6 (the last four are told by what `_by_lot` asks). Of 40 random characters of GB 2312 level one one line in a hundred has more than
# -9.8, of all of GB 2312, and with commas and stops among them, -10.2.
RANDOM, OVERWHELMING = -8.0, -9.6
# Some sites draw from everyday characters. Of 60 of them none has more than -8.2, which is less than RANDOM; of lines in clean text
# without any mark the least probable has -7.1, a list of names.
BARE = 60
DOUBTED = -7.0  # in the first 20 characters; by lot they have -9.4 at most
CONTEXT = -6.5  # what the other lines of a text have at least: beside garbled lines a random one is garbled too
LEAST_RANDOM, LONG_RANDOM = 20, 40  # characters
# Share of characters of neighbouring code points, which share a radical, at most: elements, fish, herbs.
OF_A_KIND = 0.25
REPEATED = 0.1  # share of characters of a line that stand in it before, at most: syllables of a spell return
ALIKE = 0.5  # share of characters with the same final, or the same first letter, at most: by lot 0.45 and 0.38, in rhyme tables 0.8
LIST_PIECE = 4.5  # characters between marks on average at most: names, words and couplets are as short
# A line of them begins with twelve characters that are not everyday ones, and few of these in between: by lot three in four are none, in
# text one in five. Of 3,000 lines of level one 2,990 do.
RARE, BETWEEN = 12, 5
EVERYDAY = 0.5  # share of everyday characters in the first forty at most: of level one by lot 0.27, in text 0.9
DIALECT = pattern(f"[{CANTONESE}]")  # in which sentences end in characters that the model does not know there
TWO_HAN = pattern(f"[{HAN}]{{2}}")
MARKS = pattern("[，。、；：？！　 ]+")
INITIAL = pattern("^(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])")
BARE_LINE = pattern(rf"(?:\n|\A)[{HAN}]{{{BARE}}}")
ONLY_HAN = pattern(rf"[{HAN}，。、；：？！　 ]+")
# What speaks of characters that stand for themselves: a list of them may be near. What many texts speak of: it stands right beside.
TALK = pattern(
    "乱码|亂碼|生僻|字表|常用字|汉字|漢字|示例文本|密文|暗号|反切|百家姓|千字文|姓氏|字库|生字|生詞|生词|听写|聽寫|识字|識字|部首|偏旁|笔画|筆畫"
    "|韵[母目字书脚部律]|韻[母目字書腳部律]|平仄|咒语|咒語|神咒|真言|陀罗尼|陀羅尼"
)
TALK_BESIDE = pattern("随机|隨機|占位|填充|加密|密码|密碼|編碼|编码|字符|名单|名單|名录|名錄|药材|藥材|元素")
TALK_REACH, BESIDE = 150, 40  # code points


def junk(text: str) -> Iterator[Edit]:
    """Two characters before nearly every 。 that do not belong there."""
    sample: list[int] = []
    plain = 0  # stops after everyday characters
    for k in range(STOP_SAMPLE):
        at = text.find("。", max(sample[-1] + 1 if sample else 0, k * len(text) // STOP_SAMPLE))
        if at < 0:
            break
        sample.append(at)
        plain += everyday().issuperset(text[max(at - 2, 0) : at])
        if plain > (1 - SHARE) * STOP_SAMPLE:
            return
    if len(sample) < LEAST_STOPS:
        return
    least = SHARE * len(sample)
    different = {text[max(at - 2, 0) : at] for at in sample}
    if len(sample) - plain < least or len(different) <= len(sample) / 2:
        return
    stops = [m.start() for m in re.finditer("。", text)]
    count = {"stops": len(stops)}
    if _ascii(different, least) and sum(_after_text(text, at) for at in sample) >= least:
        for at in stops:
            if at >= 2 and ASCII_PAIR.fullmatch(text, at - 2, at):
                sure = UNSURE if WORD_END.match(text, max(at - 3, 0)) else LIKELY
                yield Edit(at - 2, at, "", "junk-before-stop", sure, {"junk": text[at - 2 : at], **count})
    elif sum(odds_of_pair(text, at) >= PROVEN for at in sample) >= least:
        for at, odds in [*((at, odds_of_pair(text, at)) for at in stops), *_before_others(text)]:
            if odds >= EACH:
                sure = LIKELY if text[at] == "。" or odds >= SURE_OTHERS else UNSURE
                yield Edit(at - 2, at, "", "junk-before-stop", sure, {"junk": text[at - 2 : at], **count})


def _before_others(text: str) -> list[tuple[int, float]]:
    """The other marks with junk before them, in a proven text, if enough of them have some: some sites put it before any."""
    others = [(m.start(), odds_of_pair(text, m.start())) for m in OTHER_MARK.finditer(text)]
    found = [(at, odds) for at, odds in others if odds >= PROVEN]
    return found if len(found) >= max(FEW_OTHERS, SHARE_OF_OTHERS * len(others)) else []


def _after_text(text: str, stop: int) -> bool:
    return stop > 2 and AFTER_TEXT.match(text, stop - 3) is not None


def _ascii(pairs: set[str], least: float) -> bool:
    """Whether the pairs before the stops are of letters, digits and marks by lot, and not the ends of names, figures and code."""
    drawn = [pair for pair in pairs if ASCII_PAIR.fullmatch(pair)]
    if len(drawn) < least or sum(bool(MARK.search(pair)) for pair in drawn) < MARKED * len(drawn):
        return False
    return max(_most(pair[0] for pair in drawn), _most(pair[1] for pair in drawn)) <= max(CLOSED * len(drawn), 2)


def odds_of_pair(text: str, stop: int) -> float:
    """The odds that the two characters before a stop should go."""
    if stop < 4 or "\n" in text[stop - 4 : stop] or not TWO_HAN.match(text, stop - 2):
        return 0.0
    before = text[max(stop - 42, 0) : stop - 2]
    return 0.0 if DIALECT.search(before) else judge.odds(before, text[stop - 2 : stop], "", text[stop : stop + 10])


def random_lines(text: str) -> Iterator[Edit]:
    """Lines of Han characters by lot."""
    begins = _line_start()
    starts = [m.start() + 1 for m in begins.finditer(text)]
    if begins.match("\n" + text[: RARE * (BETWEEN + 1)]):
        starts.insert(0, 0)
    found: list[tuple[Span, float]] = []
    bare = {m.start() + (m[0][0] == "\n") for m in BARE_LINE.finditer(text)}
    for start in sorted({*starts, *bare}):
        if (
            start not in bare
            and sum(map(everyday().__contains__, text[start : start + LONG_RANDOM])) > EVERYDAY * LONG_RANDOM
        ):
            continue
        line = LINE.match(text, start)[0].rstrip()  # type: ignore[index]
        if len(line) < LEAST_RANDOM or not ONLY_HAN.fullmatch(line):
            continue
        if probability(line[:LEAST_RANDOM]) > DOUBTED:
            continue
        if (fit := probability(line)) < RANDOM:
            found.append(((start, start + len(line)), fit))
    if not found:
        return
    likely = [
        (fit < OVERWHELMING and end - start >= LONG_RANDOM) or (start in bare and HAN_RUN.fullmatch(text, start, end))
        for (start, end), fit in found
    ]
    safe = any(likely) and _others(text, {span[0] for span, _ in found}) >= CONTEXT
    spans = whole_lines(text, [span for span, _ in found])
    for ((start, end), fit), whole, sure in zip(found, spans, likely, strict=True):
        sure = sure and safe and not is_talked_of(text, start, end) and _by_lot(text[start:end])
        facts = {"nats": round(fit, 1), "characters": end - start}
        yield Edit(*whole, "", "random-characters", LIKELY if sure else UNSURE, facts)


def is_talked_of(text: str, start: int, end: int) -> bool:
    """Whether what stands around a line may speak of its characters."""
    before, after = text[max(start - TALK_REACH, 0) : start].rstrip(), text[end : end + TALK_REACH].lstrip()
    return bool(
        TALK.search(before)
        or TALK.search(after)
        or TALK_BESIDE.search(before[-BESIDE:])
        or TALK_BESIDE.search(after[:BESIDE])
    )


@cache
def _line_start() -> re.Pattern[str]:
    other = "".join(sorted(everyday())) + r"\x00-\x09\x0b-\u33ff\ua000-\uffff"
    return re.compile(rf"\n(?:[{other}]{{0,{BETWEEN}}}+[^\n{other}]){{{RARE}}}")


def probability(line: str) -> float:
    """Nats a token of a line.

    >>> probability("今天我们一起讨论了学校的工作。") > -5 > -8 > probability("箍隧蹄贮瓣诲熄砧恿揪腮卤")
    True
    """
    remembered = memory("probability")
    if line not in remembered:
        remembered[line] = judge.score("\n", line, "\n") / max(len(judge.shape(line)), 1)
    nats: float = remembered[line]
    return nats


def _others(text: str, found: set[int]) -> float:
    """How probable the other lines are."""
    lines = [m[0][:100] for m in re.finditer(r"[^\n]{20,}", text[:100_000]) if m.start() not in found][:12]
    return median(map(probability, lines)) if lines else RANDOM


def _by_lot(line: str) -> bool:
    """Whether a line is no text in a wrong charset (which has characters beyond GB 2312), no spell, no list of names or words, of things of
    one radical, or of characters in the order of their sound.
    """
    try:
        line.encode("gb2312")
    except UnicodeEncodeError:
        return False
    drawn = HAN_LETTER.findall(line)
    pieces = MARKS.split(line.strip())
    if len(pieces) > 1 and len(drawn) <= LIST_PIECE * len(pieces):
        return False
    if len(set(drawn)) < (1 - REPEATED) * len(drawn):
        return False
    return _most(ord(character) >> 9 for character in drawn) <= OF_A_KIND * len(drawn) and not _of_one_sound(drawn)


def _of_one_sound(drawn: list[str]) -> bool:
    """Whether most characters that a reader knows rhyme or begin alike."""
    said = [sounds for character in set(drawn) if (sounds := _said().get(character))]
    finals, letters = (_most(chain.from_iterable(sounds[side] for sounds in said)) for side in (0, 1))
    return max(finals, letters) > ALIKE * max(len(said), 1)


@cache
def _said() -> dict[str, tuple[set[str], set[str]]]:
    """The finals of the syllables of each character, without tones, and their first letters."""
    said: dict[str, tuple[set[str], set[str]]] = {}
    for syllable, characters in table().items():
        final = INITIAL.sub("", syllable.rstrip(DIGITS))
        for character in characters:
            finals, letters = said.setdefault(character, (set(), set()))
            finals.add(final)
            letters.add(syllable[0])
    return said


def _most(kinds: Iterable[object]) -> int:
    """How often the commonest kind comes."""
    return max(Counter(kinds).values(), default=0)

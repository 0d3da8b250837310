"""Characters of the other script: 我們 in simplified text, 经濟 in either, for 我们 and 经济 or 經濟.

A repair needs a text that is plainly of one script and a character that strayed into it alone: a word that mixes both scripts
(经濟), an everyday word (我們), a function character (這), or in simplified text one that the judge hears as part of a word (內建);
where two such stand, doubtful ones strayed, too (scripts/forms.py). OpenCC says what it becomes, and only one word at a time, never
a whole clean text: t2s alone would write 干县 for the county 乾县, and tw2s 显着 for 显著. In traditional text a character with
several traditional forms (发 for 發 or 髮) is written anew only where the word stands in the document in that form.

What a converter wrote wrongly throughout a traditional text, 裏麵 for 裏面, is put right as well (cleaner/scripts/misconverted.py), and so
is what it left as it was, 這里 for 這裡 (cleaner/scripts/unconverted.py).

Left alone: names and places (王於昌, 沈從文), for they are no everyday words and surnames, 香港 or 台灣 stand before them;
quotations, titles, signs and inscriptions in the other script, lines and runs of several words in it; texts about scripts;
Japanese and Korean; texts of both scripts; characters that both scripts have in some word (乾隆, 瞭望, 狼藉, 宫商角徵羽).

data/script_characters.tsv: characters that only one script has, from OpenCC's TSCharacters and STCharacters (Apache-2.0) cut down
to those that Big5 or GB 2312 has. data/script_words.tsv: words with such a character that are no names and are counted 100 times
or more in the dictionary of jieba (MIT), and pairs of function characters that stand five times or more in a million characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, pairwise
from typing import NamedTuple

from cleaner.census import Kind
from cleaner.chars import HAN_RUN, either, pattern
from cleaner.core import Edit, Note
from cleaner.lines import LINE, line_start
from cleaner.scripts.forms import (
    SIMPLIFIED,
    TRADITIONAL,
    characters,
    converter,
    in_place,
    linked,
    proven,
    regular,
    usual,
    word_in,
    words,
)
from cleaner.scripts.misconverted import misconverted
from cleaner.scripts.passages import WORD, groups, is_passage, island, quoted
from cleaner.scripts.unconverted import unconverted

CONVERSIONS = ("", "t2s", "s2t")

SAMPLE = 4000  # characters at the beginning of a text that are looked at first
PLAIN = 20  # characters of its own script that a text needs at least
OWN_TEXT = 4  # of a script's characters in a text and in a line, own ones must be so many times the foreign ones
OWN_LINE = 3
FEW = 2  # strays of a line that may be all that it has of either script, in a text with others
SEEN = 8.0  # log2 of how often clean text has a character in a text with sure strays, at least
PASSAGE = 200  # characters on each side that are looked at for a passage of several lines

# No false edit in 1.5 million characters of clean text, in either script, nor with strays in 1 to 10 of 1,000 characters.
MIXED, EVERYDAY, FUNCTION, LINKED = 0.99, 0.95, 0.92, 0.91
CONVERTED = 0.95  # a form that a converter wrote throughout
PROVEN = 0.92  # what is doubtful alone, in a text with sure ones; 1 in 200 wrong in damaged documents
# After a surname; in no everyday word; the one form of its simplified character, if in no word; in a line that has little but that.
NAMED, WORDLESS, REGULAR, LONELY = 0.61, 0.0, -0.5, -1.0
ABROAD, DOUBTFUL = 0.62, 0.6  # next to 香港 and the like; a name, an institution or an inscription looks the same

FUNCTIONS = frozenset("这个们吗谁还没给让对过")  # characters that are words or endings, and hardly ever part of a name
# In old books and Hong Kong no strays.
OLD_FORMS = frozenset("黄宫来却踪带胆温内册别吴况强兑卧叁囱媪悦愠户氲税脱葱蜕凉烟遥摇迹麽")
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤康易葛伍施洪季俞章鲁"
)
KANA_OR_HANGUL = re.compile("[ぁ-ゖァ-ヺ가-힣]")
ABOUT_SCRIPTS = pattern(either("繁[体體简簡]", "[简簡][体體繁]", "[异異正俗][体體]", "[简簡]化字", "字形", "通假"))
ELSEWHERE = re.compile("香港|澳[门門]|[台臺][湾灣北中南]|九[龙龍]|新加坡|日本|[东東]京|京都|大阪|[韩韓][国國]")
INSCRIBED = re.compile(
    "[写寫刻镌鐫印题題][着著有上成]|[题題][写寫字词詞名曰为為]|[写寫]道|[匾碑]|[铭銘]文|招牌|商[标標]|署名|落款|[书書店]名"
)


class Script(NamedTuple):
    """One of the two scripts: the characters that only it has, and the code of a stray one of them."""

    characters: frozenset[str]
    kind: Kind
    code: str


class Stray(NamedTuple):
    """Stray characters, and the word that they are in as it reads in simplified script. Offsets into the text."""

    start: int
    end: int
    word_start: int
    word: str
    confidence: float


def script(text: str, *, convert: str = "") -> Iterator[Edit | Note]:
    """Stray traditional characters in simplified text, and simplified ones in traditional text.

    convert: "t2s" or "s2t" writes the whole text in the other script.

    >>> from cleaner.core import apply
    >>> text = "这个县的经濟发展很快，农业、渔业和旅游业产值连年增长；乾隆年间开凿的运河长达两万多米，我們将继续关注这条运河边的乡镇。"
    >>> apply(text, script(text))
    '这个县的经济发展很快，农业、渔业和旅游业产值连年增长；乾隆年间开凿的运河长达两万多米，我们将继续关注这条运河边的乡镇。'
    """
    if convert not in CONVERSIONS:
        raise ValueError(f"script.convert is one of {', '.join(map(repr, CONVERSIONS))}, not {convert!r}")
    if convert:
        yield from _converted(text, convert)
        return
    if not TRADITIONAL.search(text):
        return
    traditional, simplified = _scripts()
    scripts = _own_and_other(text, traditional, simplified)
    wrong = list(misconverted(text))
    left = list(unconverted(text)) if scripts and scripts[0] is traditional else []
    strays = list(_strays(text, *scripts)) if scripts and SIMPLIFIED.search(text) else []
    if not (wrong or left or strays) or _foreign_language(text):
        return
    for code, places in (("wrong-conversion", wrong), ("left-unconverted", left)):
        for at, right in sorted(places):
            yield Edit(at, at + 1, right, code, CONVERTED, {"count": len(places)})
    if not scripts or not strays:
        return
    _, other = scripts
    sure = other is traditional and proven([stray.confidence for stray in strays], LINKED)
    strays = [stray for each in strays if (stray := _with_proof(each, sure))]
    for stray, word, confidence in _simplified(strays) if other is traditional else sorted(_traditional(text, strays)):
        new = word[stray.start - stray.word_start : stray.end - stray.word_start]
        if len(word) == len(stray.word) and new != text[stray.start : stray.end]:
            yield Edit(stray.start, stray.end, new, other.code, confidence, {"word": word})


def _with_proof(stray: Stray, proven: bool) -> Stray | None:
    """A stray in a text that has others, or has not; None if it is then too little to speak of."""
    if stray.confidence in (ABROAD, NAMED, WORDLESS, REGULAR, LONELY) and proven:
        return stray._replace(confidence=PROVEN)
    return stray if stray.confidence > WORDLESS else None


def _own_and_other(text: str, first: Script, second: Script) -> tuple[Script, Script] | None:
    """The script that a text is plainly in, and the other one."""
    seen = _count(first, text, SAMPLE)
    own, other = (second, first) if _count(second, text, SAMPLE, seen + 1) > seen else (first, second)
    for pair in ((own, other), (other, own)):
        enough, end = max(PLAIN, _count(pair[1], text, len(text)) * OWN_TEXT), SAMPLE
        while (found := _count(pair[0], text, end, enough)) < enough and end < len(text):
            end *= 4
        if found >= enough:
            return pair
    return None


def _count(script: Script, text: str, end: int, most: int | None = None) -> int:
    """How many characters a text has that only this script has: before `end`, and counted up to `most`."""
    return sum(1 for _ in islice(script.kind.regex.finditer(text, 0, end), most))


def _foreign_language(text: str) -> bool:
    """Whether a text is Japanese or Korean, or about scripts."""
    return len(KANA_OR_HANGUL.findall(text)) * 20 > len(text) or len(ABOUT_SCRIPTS.findall(text)) > 2


def _strays(text: str, own: Script, other: Script) -> Iterator[Stray]:
    """The words that hold a stray character of the other script."""
    places = other.kind.places(text)
    at = first = 0
    while first < len(places):
        start = line_start(text, places[first], at)
        at = LINE.match(text, places[first]).end()  # type: ignore[union-attr]
        last = bisect_left(places, at)
        strays, line = [place - start for place in places[first:last]], text[start:at]
        first = last
        enough = len(strays) * OWN_LINE
        lonely = _count(own, line, len(line), enough) < enough
        if lonely and _in_passage(text, start + strays[0], own, other):
            continue
        if (not lonely or len(strays) <= FEW) and not (KANA_OR_HANGUL.search(line) or ABOUT_SCRIPTS.search(line)):
            for stray in _strays_of_line(line, strays, own.characters):
                sure = (_doubted(stray) if lonely else stray).confidence
                yield Stray(start + stray.start, start + stray.end, start + stray.word_start, stray.word, sure)


def _in_passage(text: str, at: int, own: Script, other: Script) -> bool:
    """Whether a stray stands in a passage of its script: short lines with nothing of the text's own script between them."""
    low = max(at - PASSAGE, 0)
    left, right = island(text[low : at + PASSAGE], at - low, own.characters, PASSAGE)
    return _count(other, text[low + left : low + right], right - left) > FEW


def _strays_of_line(line: str, strays: list[int], own: frozenset[str]) -> Iterator[Stray]:
    at = 0
    while at < len(strays):
        left, right = island(line, strays[at], own)
        begun = at
        while at < len(strays) and strays[at] < right:
            at += 1
        found = [] if is_passage(line[left:right]) else list(groups(strays[begun:at]))
        for first, last in found:
            in_quotes = quoted(line[left:first], line[last + 1 : right])
            if not in_quotes and (stray := _stray(line, first, last, own)):
                yield stray if len(found) == 1 else _doubted(stray)


def _doubted(stray: Stray) -> Stray:
    """A stray that is one only in a text with others."""
    return stray._replace(confidence=LONELY if stray.confidence >= LINKED else WORDLESS - 2)


def _stray(line: str, first: int, last: int, own: frozenset[str]) -> Stray | None:
    """The word that all characters of line[first:last + 1] belong to, and how sure it is that it strayed; None if there is none."""
    left, right = first, last + 1
    while left > 0 and first - left < WORD and HAN_RUN.match(line[left - 1]):
        left -= 1
    while right < len(line) and right - last < WORD and HAN_RUN.match(line[right]):
        right += 1
    run = line[left:right]
    if not HAN_RUN.fullmatch(run):
        return None
    shadow = word_in("t2s", run)
    if len(shadow) != len(run):
        return None
    strays = first, last + 1
    first, last = first - left, last + 1 - left
    spans = [
        (start, end)
        for start in range(max(0, last - WORD), first + 1)
        for end in range(last, min(len(run), start + WORD) + 1)
        if shadow[start:end] in words()
    ]
    abroad = ELSEWHERE.search(line, max(0, left - 6), right) is not None
    inscribed = INSCRIBED.search(line, max(0, left - 12), strays[0]) is not None
    if spans:
        start, end = max(spans, key=lambda span: (not own.isdisjoint(run[slice(*span)]), span[1] - span[0], -span[0]))
        mixed = not own.isdisjoint(run[start:end])
        confidence = MIXED if mixed else EVERYDAY
    elif last - first == 1 and shadow[first] in FUNCTIONS and len(run) > 1:
        start, end, mixed, confidence = first, last, False, FUNCTION
    elif in_place(run, shadow, first, last):
        start, end, mixed = first, last, False
        named = not SURNAMES.isdisjoint(shadow[max(first - 1, 0) : first + 1])
        is_word = not named and linked(line[: strays[0]], run[first:last], shadow[first:last], line[strays[1] :])
        confidence = LINKED if is_word else WORDLESS
    elif usual(run[first:last], shadow[first:last], SEEN) and shadow[first - 1 : first] not in SURNAMES:
        return Stray(*strays, strays[0], shadow[first:last], REGULAR)
    else:
        return None
    if not mixed and (inscribed or abroad):
        confidence = DOUBTFUL if inscribed else ABROAD
    elif not mixed and confidence and start and shadow[start - 1] in SURNAMES:
        confidence = NAMED if regular(run[first:last], shadow[first:last]) else DOUBTFUL
    if spans and run[first:last] != shadow[first:last]:  # 諮 of 諮詢 goes with 詢, though both scripts have it
        differ = [at for at in range(start, end) if run[at] != shadow[at]]
        strays = min([strays[0], *(left + at for at in differ)]), max([strays[1], *(left + at + 1 for at in differ)])
    return Stray(*strays, left + start, shadow[start:end], confidence)


Repair = tuple[Stray, str, float]


def _simplified(strays: Iterable[Stray]) -> Iterator[Repair]:
    return ((stray, stray.word, stray.confidence) for stray in strays)


def _traditional(text: str, strays: list[Stray]) -> Iterator[Repair]:
    """Strays with their word in the text's own variant of traditional script: 裏面 or 裡面, and how sure that is."""
    alphabet = set(text)
    unsure = []
    pairs: set[str] = set()
    old = OLD_FORMS.issuperset(text[stray.start : stray.end] for stray in strays)
    for stray in strays:
        word, confidence = _variant(stray.word, alphabet)
        confidence = min(confidence, DOUBTFUL) if old else confidence
        if _ambiguous().isdisjoint(text[stray.start : stray.end]):
            pairs.update(_pairs(word))
            yield stray, word, min(confidence, stray.confidence)
        else:
            unsure.append((stray, word, min(confidence, stray.confidence)))
    if unsure:
        pairs.update(_pairs(text))
    for stray, word, confidence in unsure:
        confirmed = all(pair in pairs for pair in _pairs(word))
        yield stray, word, confidence if confirmed else min(confidence, DOUBTFUL)


def _variant(word: str, alphabet: set[str]) -> tuple[str, float]:
    general, taiwan = word_in("s2t", word), word_in("s2tw", word)
    if len(general) != len(taiwan):
        return word, 0.0
    sure = all(a == b or (a in alphabet) != (b in alphabet) for a, b in zip(general, taiwan, strict=True))
    new = "".join(a if a in alphabet else b for a, b in zip(general, taiwan, strict=True))
    return new, 1.0 if sure else DOUBTFUL


def _pairs(text: str) -> Iterator[str]:
    return map("".join, pairwise(text))


def _converted(text: str, configuration: str) -> Iterator[Edit]:
    """The whole text in the other script, character by character where the length stays."""
    for m in HAN_RUN.finditer(text):
        old, new = m[0], converter(configuration)(m[0])
        if len(old) != len(new):
            yield Edit(m.start(), m.end(), new, "other-script")
            continue
        for i, (a, b) in enumerate(zip(old, new, strict=True)):
            if a != b:
                yield Edit(m.start() + i, m.start() + i + 1, b, "other-script")


@cache
def _scripts() -> tuple[Script, Script]:
    """Traditional and simplified script."""
    traditional, simplified = (frozenset(characters()[name]) for name in ("traditional", "simplified"))
    return Script(traditional, TRADITIONAL, "stray-traditional"), Script(simplified, SIMPLIFIED, "stray-simplified")


@cache
def _ambiguous() -> frozenset[str]:
    """Simplified characters that stand for several traditional ones."""
    return frozenset(characters()["ambiguous"])

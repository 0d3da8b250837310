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

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

from cleaner.chars import HAN_RUN
from cleaner.core import Edit, Note
from cleaner.scripts.forms import (
    SIMPLIFIED,
    TRADITIONAL,
    characters,
    converter,
    proven,
    word_in,
)
from cleaner.scripts.misconverted import Place, misconverted, ones
from cleaner.scripts.strays import (
    ABOUT_SCRIPTS,
    ABROAD,
    DOUBTFUL,
    KANA_OR_HANGUL,
    LINKED,
    LONELY,
    NAMED,
    REGULAR,
    WORDLESS,
    Script,
    Stray,
    count,
    strays_of,
)
from cleaner.scripts.unconverted import unconverted

CONVERSIONS = ("", "t2s", "s2t")

SAMPLE = 4000  # characters at the beginning of a text that are looked at first
PLAIN = 20  # characters of its own script that a text needs at least
OWN_TEXT = 4  # of a script's characters in a text, own ones must be so many times the foreign ones

CONVERTED = 0.95  # a form that a converter wrote throughout
PROVEN = 0.92  # what is doubtful alone, in a text with sure ones; 1 in 200 wrong in damaged documents

# In old books and Hong Kong no strays.
OLD_FORMS = frozenset("黄宫来却踪带胆温内册别吴况强兑卧叁囱媪悦愠户氲税脱葱蜕凉烟遥摇迹麽")


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
    yield from _everywhere("wrong-conversion", ones(text))
    if not TRADITIONAL.search(text):
        return
    traditional, simplified = _scripts()
    scripts = _own_and_other(text, traditional, simplified)
    wrong = list(misconverted(text))
    left = list(unconverted(text)) if scripts and scripts[0] is traditional else []
    strays = list(strays_of(text, *scripts)) if scripts and SIMPLIFIED.search(text) else []
    if not (wrong or left or strays) or _foreign_language(text):
        return
    yield from _everywhere("wrong-conversion", wrong)
    yield from _everywhere("left-unconverted", left)
    if not scripts or not strays:
        return
    _, other = scripts
    sure = other is traditional and proven([stray.confidence for stray in strays], LINKED)
    strays = [stray for each in strays if (stray := _with_proof(each, sure))]
    for stray, word, confidence in _simplified(strays) if other is traditional else sorted(_traditional(text, strays)):
        new = word[stray.start - stray.word_start : stray.end - stray.word_start]
        if len(word) == len(stray.word) and new != text[stray.start : stray.end]:
            yield Edit(stray.start, stray.end, new, other.code, confidence, {"word": word})


def _everywhere(code: str, places: list[Place]) -> Iterator[Edit]:
    return (Edit(at, at + 1, right, code, CONVERTED, {"count": len(places)}) for at, right in sorted(places))


def _with_proof(stray: Stray, proven: bool) -> Stray | None:
    """A stray in a text that has others, or has not; None if it is then too little to speak of."""
    if stray.confidence in (ABROAD, NAMED, WORDLESS, REGULAR, LONELY) and proven:
        return stray._replace(confidence=PROVEN)
    return stray if stray.confidence > WORDLESS else None


def _own_and_other(text: str, first: Script, second: Script) -> tuple[Script, Script] | None:
    """The script that a text is plainly in, and the other one."""
    seen = count(first, text, SAMPLE)
    own, other = (second, first) if count(second, text, SAMPLE, seen + 1) > seen else (first, second)
    for pair in ((own, other), (other, own)):
        enough, end = max(PLAIN, count(pair[1], text, len(text)) * OWN_TEXT), SAMPLE
        while (found := count(pair[0], text, end, enough)) < enough and end < len(text):
            end *= 4
        if found >= enough:
            return pair
    return None


def _foreign_language(text: str) -> bool:
    """Whether a text is Japanese or Korean, or about scripts."""
    return len(KANA_OR_HANGUL.findall(text)) * 20 > len(text) or len(ABOUT_SCRIPTS.findall(text)) > 2


Repair = tuple[Stray, str, float]


def _simplified(strays: Iterable[Stray]) -> Iterator[Repair]:
    return ((stray, stray.word, stray.confidence) for stray in strays)


def _traditional(text: str, strays: list[Stray]) -> Iterator[Repair]:
    """Strays with their word in the text's own variant of traditional script: 裏面 or 裡面, and how sure that is."""
    alphabet = set(text)
    unsure = []
    pairs: set[str] = set()
    old = OLD_FORMS.issuperset("".join(text[stray.start : stray.end] for stray in strays))
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

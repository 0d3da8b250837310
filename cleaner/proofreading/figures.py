"""Letters that OCR read for figures: l949年 for 1949年, 2O世纪 for 20世纪, P<O.05, 第l章, 图l where a 图2 stands. Used by passes/characters.py.

A year, a number before what is counted and a decimal read so in no other way. A lone l is the 1 of a series (headings, references, figures and
tables) only where the text has its 2, and no l that is a letter. Left alone: a number that ends in l (5l水 is litres), H2O and 3O2, l1 and l2 (lines,
variables), 第l层 and the like, numbers of types, and whatever stands next to another letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.chars import HAN, pattern
from cleaner.core import Edit, Span

SURE, LIKELY = 0.96, 0.93  # one reading left; the 1 of a series

FIGURES = str.maketrans("lIOo", "1100")
# Where one may stand: next to a figure or what stands behind figures, and no letter but another of these before it.
ANY = pattern(
    rf"[lIOo](?<![A-HJ-NP-Za-kmnp-z].)(?:(?<=[0-9].)|(?=[0-9.．月])|(?<=l)(?=[\]］)） 、章节節页頁卷届屆版册冊篇编編{HAN}]))"
)
REACH = 24  # characters on each side of it in which its number is
D = "[0-9lIOo]"
COUNTED = "[年月日][^A-Za-z]|[%％‰]|世[纪紀]|年代|周[年岁歲]|[多余餘]?[个個人元万萬亿億岁歲倍名种種项項件篇]"
COUNTS = "年月日个個人元万萬亿億岁歲倍名种種项項件篇余餘多"
NUMBERS = [
    pattern(
        rf"(?<![A-Za-z0-9.])(?=[lIOo]*[0-9])(?:[1lI]{D}{{3}}|2[0Oo]{D}{{2}})(?=年|[—–~～-]{{1,2}}[12lI]{D}{{3}}年)"
    ),
    pattern(rf"(?<![A-Za-z0-9.])(?=[lIOo]*[0-9]|lO月){D}{{0,4}}[0-9Oo](?:[.．]{D}{{1,2}}(?<=[0-9Oo]))?(?={COUNTED})"),
    pattern(rf"(?<=[<>＜＞=＝≤≥〈〉(（ ，、；：{HAN}])[Oo][.．](?=[Oo]*[0-9])[0-9Oo]{{1,4}}(?![0-9A-Za-z.．])"),
    pattern(rf"(?<=[第])(?=[lIOo]*[0-9]){D}{{2,3}}(?=[章节節页頁期卷届屆版册冊篇编編条條])"),
]
CHAPTER = pattern("(?<=第)l(?=[章节節页頁卷届屆版册冊篇编編])")
# The 1 of a series, and what has the 2 of it.
SERIES = [
    (pattern(r"(?<![!-~])[\[［]l(?=[\]］](?![A-Za-z]))"), pattern(r"[\[［]2[\]］]")),
    (pattern(r"(?<![A-Za-z0-9])[(（]l(?=[)）])"), pattern(r"[(（]2[)）]")),
    (
        pattern(rf"[图圖表](?<![{HAN}][图圖表])l(?![A-Za-z0-9])|(?<=[见見如和与與及])[图圖表]l(?![A-Za-z0-9])"),
        pattern("[图圖表]2(?![0-9.])"),
    ),
    (
        pattern(rf"(?m)^[ \u3000]{{0,4}}l(?=[ 、．.][ ]?[{HAN}])"),
        pattern(rf"(?m)^[ \u3000]{{0,4}}2[ 、．.][ ]?[{HAN}]"),
    ),
]
HEADING = pattern(
    rf"(?m)^[ \u3000]{{0,4}}(?=[0-9.．]*l)(?:l[0-9]?|[0-9]{{1,2}})(?:[.．](?:l[0-9]?|[0-9]{{1,2}})){{1,3}}(?=[ \u3000]{{0,2}}[{HAN}])"
)
LETTER = pattern(  # where l is the name of a line or a number
    r"(?<![A-Za-z])l(?:[0-9]?[ ]?[=＝+＋<>＜＞≤≥∥⊥/／_]|[为為是表])|[=＝+＋∥⊥/／][ ]?l(?![A-Za-z])|[（(][a-km-z][）)]"
    rf"|(?<=[{HAN}])l(?<![图圖表第]l)(?:[0-9](?![0-9{COUNTS}]))?(?=[{HAN}])"
)
BULLETS = 2  # lines that begin so: those are no numbers


def misread_figures(text: str) -> Iterator[Edit]:
    """The figures of numbers that were read as letters.

    >>> from cleaner.core import apply
    >>> apply(text := "l949年到2O世纪末，约占3O%(P<O.05)。第l章说的是5l水和H2O。", sorted(misread_figures(text)))
    '1949年到20世纪末，约占30%(P<0.05)。第1章说的是5l水和H2O。'
    """
    spans = [(max(m.start() - REACH, 0), m.start() + REACH) for m in ANY.finditer(text)]
    found: dict[int, float] = {}
    for number in NUMBERS if spans else ():
        found |= {at: SURE for m in _matches(number, text, spans) for at in _letters(text, *m.span())}
    lone = set(_lone(text, spans)).difference(found) if spans else set()
    found |= dict.fromkeys(lone if lone and not LETTER.search(text) else (), LIKELY)
    for at, sure in found.items():
        letter, figure = text[at], text[at].translate(FIGURES)
        yield Edit(at, at + 1, figure, "letter-for-figure", sure, {"letter": letter, "figure": figure})


def _matches(number: re.Pattern[str], text: str, spans: list[Span]) -> Iterator[re.Match[str]]:
    return (m for span in spans for m in number.finditer(text, *span))


def _letters(text: str, start: int, end: int) -> Iterator[int]:
    return (at for at in range(start, end) if text[at] in "lIOo")


def _lone(text: str, spans: list[Span]) -> Iterator[int]:
    """The places of an l that is the 1 of a series."""
    yield from (m.start() for m in _matches(CHAPTER, text, spans))
    for one, two in SERIES:
        places = {m.end() - 1 for m in _matches(one, text, spans)}
        if places and two.search(text) and (one is not SERIES[-1][0] or len(places) < BULLETS):
            yield from places
    for m in _matches(HEADING, text, spans):
        yield from _letters(text, *m.span())

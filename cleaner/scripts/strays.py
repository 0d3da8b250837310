"""Characters of the other script in a text, each with the word that it is in and how sure it is that it strayed. For the pass `script`.

What is told by the line alone; what the strays of a text say about each other is said in passes/script.py and scripts/forms.py.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from cleaner.census import Kind
from cleaner.chars import HAN_RUN, SURNAMES, either, pattern
from cleaner.lines import LINE, line_start
from cleaner.scripts.forms import in_place, linked, regular, usual, word_in, words
from cleaner.scripts.passages import WORD, groups, is_passage, island, quoted

# In a line, own characters must be so many times the foreign ones; FEW strays may be all that it has of either script, in a text with others.
OWN_LINE, FEW = 3, 2
SEEN = 8.0  # log2 of how often clean text has a character in a text with sure strays, at least
PASSAGE = 200  # characters on each side that are looked at for a passage of several lines

# No false edit in 1.5 million characters of clean text, in either script, nor with strays in 1 to 10 of 1,000 characters.
MIXED, EVERYDAY, FUNCTION, LINKED = 0.99, 0.95, 0.92, 0.91
# After a surname; in no everyday word; the one form of its simplified character, if in no word; in a line that has little but that.
NAMED, WORDLESS, REGULAR, LONELY = 0.61, 0.0, -0.5, -1.0
ABROAD, DOUBTFUL = 0.62, 0.6  # next to 香港 and the like; a name, an institution or an inscription looks the same

FUNCTIONS = frozenset("这个们吗谁还没给让对过")  # characters that are words or endings, and hardly ever part of a name
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


def strays_of(text: str, own: Script, other: Script) -> Iterator[Stray]:
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
        lonely = count(own, line, len(line), enough) < enough
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
    return count(other, text[low + left : low + right], right - left) > FEW


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


def count(script: Script, text: str, end: int, most: int | None = None) -> int:
    """How many characters a text has that only this script has: before `end`, and counted up to `most`."""
    return sum(1 for _ in islice(script.kind.regex.finditer(text, 0, end), most))

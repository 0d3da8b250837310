"""Text whose bytes were read in the wrong charset: ÄãºÃ, ä½\xa0å¥½ and 浣犲ソ for 你好.

Repaired: UTF-8 read as Latin-1 or Windows-1252, also twice (by ftfy's fix_encoding, stretch by stretch, never by its other
fixers, which destroy Chinese marks); GBK and Big5 read as Latin-1 or Windows-1252; UTF-8 read as GBK or Big5, also twice;
GBK read as Big5 and the other way round, either read as Korean, Japanese, Cyrillic or in the charsets of DOS and old Macs
(charsets/swapped.py); GBK read one byte off (Ｎ颐且 for 。我们要), where the judge prefers what it says by far, or pinyin that was put in
between two halves tells the byte (展?fàn)顩r for 展狀況, charsets/straddled.py); and letters that a converter turned into Han
(础笔笔 for APP, charsets/letters.py).
A stretch is damage if its bytes are well-formed in the right charset and say common Chinese there. What was lost on the way
becomes U+FFFD. That, 锟斤拷, 烫烫烫 and the like are noted: nothing is left in them to repair.

Left alone on purpose: letters of other languages, phonetic signs, °C and ×; single pairs of letters that could be one
Chinese character; rare Han that says nothing better in another charset; mojibake that the text itself talks about.

Figures: in 52 million characters of modern and classical Chinese, and in the same text in traditional script, 930 threes
of characters are well-formed UTF-8 when written as GBK. Both characters they say are common in one of these (鏈存儲),
which Big5's first level knows: two characters are repaired only where the text that stands has a rarer one.
In 103 million characters of clean text 18 stretches are found that were read one byte off, and each truly is. Of such stretches
put into other documents (python -m tests.benchmarks.shifted) 98 % of those of eight characters and more come back. A half
that the context does not settle becomes U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from math import exp

from cleaner.census import Kind
from cleaner.charsets import LOST, Reading, pairs, swapped
from cleaner.charsets.letters import letters
from cleaner.core import Edit, Note, trigger
from cleaner.spans import masked, merge, outside

UNRECOVERABLE = re.compile(
    f"(?:锟斤|斤拷|锟锟)[锟斤拷]*|ï¿½(?:ï¿½)*|{LOST}{LOST}*|烫烫烫+(?![！!，,～~…啊呀哦])|屯屯屯+"
)
OPEN, CLOSE = "“‘「『《【（(\"'`", "”’」』》】）)\"'`"  # in quotes or brackets it is spoken of

# The text talks about charsets and garbled text. Names of charsets also stand in the head of a damaged page.
GARBLED_TALK = re.compile(
    r"乱码|亂碼|字符集|字元集|锟斤拷|mojibake|(?<![=\"'])\b(?:utf-?8|gbk|gb2312|gb18030|big5|latin-?1)\b", re.I
)
TALK = re.compile(rf"编码|編碼|{GARBLED_TALK.pattern}", re.I)
AROUND = 200
SURE = 0.97  # Han for letters
QUOTES = {"“": ["”"], "‘": ["’"], "「": ["」"], "『": ["』"], "`": ["`"], '"': ['"']}


def _beginnings() -> str:
    """What stands in all text that was read in the wrong charset, but for a shift by one byte."""
    latin = set(map(chr, range(0xA4, 0x100))) - set("·°×÷±«»®")
    return "".join(latin.union(LOST, pairs.beginnings("gb18030"), pairs.beginnings("big5")))


GARBLED = Kind(_beginnings)
LATIN = Kind("¡-¦¨-¯²-¶¸-ÖØ-öø-ÿ")
LOST_SIGNS = Kind(f"{LOST}锟拷½烫屯")  # each of SIGNS has one
SIGNS = (LOST, "锟斤", "锟锟", "斤拷", "ï¿½", "烫烫烫", "屯屯屯")


@trigger("\u4e00-\u9fff", GARBLED, swapped.SIGNS)
def mojibake(text: str) -> Iterator[Edit | Note]:
    """Text whose bytes were read in the wrong charset, and text that was lost that way.

    >>> [(edit.new, edit.facts["charset"]) for edit in mojibake("浣犲ソ, ÄãºÃ")]
    [('你好', 'GBK'), ('你好', 'Latin-1')]
    """
    done = []
    for reading in _readings(text):
        confidence = round(min(0.999, 1 / (1 + exp(-reading.odds))), 3)
        facts = {"charset": reading.charset, "right": reading.right, "lost": reading.lost}
        code = "byte-shift" if reading.charset == reading.right else "wrong-charset"
        edit = Edit(reading.start, reading.end, reading.said, code, confidence, facts)
        if _talked_about(text, edit):
            edit = edit._replace(confidence=0.5)
        else:
            done.append((edit.start, edit.end))
        yield edit
    for word in letters(text):
        done.append((word.start, word.end))
        yield Edit(word.start, word.end, word.said, "letters-as-han", SURE, {"letters": word.said})
    done.sort()
    yield from _unrecoverable(text, done)


def _readings(text: str) -> Iterator[Reading]:
    from cleaner.charsets import closing, crossed, shift, single, straddled  # their patterns take some ms to compile

    whole = [*swapped.readings(text)]
    yield from whole
    text = masked(text, merge(each[:2] for each in whole), "\n")
    if GARBLED.search(text):
        yield from pairs.readings(text)
        if LATIN.search(text):
            yield from single.readings(text)
    split = [*straddled.readings(text)]  # surer than what the others say of the same places
    yield from split
    rest = chain(shift.readings(text), crossed.readings(text), closing.readings(text))
    yield from outside(rest, [each[:2] for each in split])


def _talked_about(text: str, edit: Edit) -> bool:
    """Whether clean text around shows the garbled text on purpose: in quotes, or where it speaks of charsets."""
    before, after = text[max(0, edit.start - AROUND) : edit.start], text[edit.end : edit.end + AROUND]
    talk = TALK
    if edit.code == "byte-shift":  # what stands in the same line, not of encoders: nobody meets with this by chance
        before, after = before.rpartition("\n")[2], after.partition("\n")[0]
        talk = GARBLED_TALK
    around = before + "\n" + after
    if _in_code_span(before, after):
        return True
    quoted = text[edit.end : edit.end + 1] in QUOTES.get(text[max(0, edit.start - 1) : edit.start], ())
    if not pairs.CLEAN.search(around):
        return (quoted and bool(talk.search(around))) or len({name.lower() for name in talk.findall(around)}) > 1
    return quoted or bool(talk.search(around))


def _in_code_span(before: str, after: str) -> bool:
    """Whether backticks stand around, in the same line."""
    return before.rpartition("\n")[2].count("`") % 2 == 1 and "`" in after.partition("\n")[0]


def _unrecoverable(text: str, done: list[tuple[int, int]]) -> Iterator[Note]:
    """Notes of what is beyond repair, outside the stretches (sorted) that are repaired."""
    if not LOST_SIGNS.search(text) or not any(sign in text for sign in SIGNS):
        return
    at = 0
    for m in UNRECOVERABLE.finditer(text):
        start, end = m.span()
        while at < len(done) and done[at][1] <= start:
            at += 1
        spoken_of = (start and text[start - 1] in OPEN) or (end < len(text) and text[end] in CLOSE)
        if not spoken_of and (at == len(done) or end <= done[at][0]):
            yield Note(start, end, "unrecoverable", {"seen": m[0][:6]})

"""Characters that a converter left as they were throughout a text that it made traditional: 這里 for 這裡, 准備 for 準備, 以后 for 以後.

Traditional script has 里, 后, 准 and 系 too, in other words, so a converter that knows no words may leave them. Where it went, 裡, 後, 準
and 係 do not stand in the text, and 里 and the others stand in several words that are never written so. Only those show such a converter
(PROVING); other characters are read in a text that is proven. A place counts where an everyday word (data/script_words.tsv) holds it that
OpenCC writes with the other form; 里 and 后 also after a noun that they often follow.

Left alone: forms that are good spelling somewhere (台, 游, 占, 周, 回, 采), a single 這里 among 這裡, 于 or 几 where nothing else was left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from cleaner.chars import pattern
from cleaner.proofreading import suspects
from cleaner.scripts.forms import TOGETHER, converter, runs_with, word_in, words
from cleaner.scripts.misconverted import FEW, SURVIVING, Place

# What traditional script has as well, and how it is written elsewhere.
PROVING = {"里": "裏裡", "后": "後", "准": "準", "系": "係繫"}
OTHERS = "几幾 余餘 于於 制製 松鬆 干乾幹 面麪麵 征徵 谷穀 斗鬥 丑醜 范範 郁鬱 御禦 胡鬍 须鬚 朴樸 仆僕 致緻 丰豐 党黨 咸鹹 云雲 愿願 划劃 么麼麽 板闆 舍捨"
LEFT = PROVING | {pair[0]: pair[1:] for pair in OTHERS.split()}
KINDS = 2  # words among the places that prove a converter, at least
LONGEST = 4  # characters of a word
AFTER_NOUNS = "里后"
OTHERWISE = pattern(
    "[公英海華千百萬十數幾鄰鄉故]里|里[程巷弄]"
    "|[阿巴德馬瑪布克卡特伊弗夫伯西尤基希亞達維拉薩蘇波哈奧圖塔利加莫費貝]里|里[斯爾約昂亞奧根拉]"  # 德里, 里斯本
    "|[女皇王太母影歌]后|(?<![一二三四五六七八九十百兩幾數半0-9０-９])天后"
)
VARIANTS = {"裏": "裡", "麪": "麵"}  # as OpenCC writes them and, but for MAINLAND, everybody
MAINLAND = pattern("[爲衆羣綫啓裏麪]")


class Found(NamedTuple):
    """A place that OpenCC would write in another form, with the everyday word in simplified script that holds it, if any."""

    at: int
    form: str
    right: str
    word: str


def unconverted(text: str) -> Iterator[Place]:
    """The places of a traditional text where a converter left the simplified form.

    >>> text = "這里的人都准備好了。他從屋里走出來，說以后再談；后來大家才發現，里面的東西早就准備齊了。最后，他還是離開了這里。"
    >>> "".join(right for _, right in unconverted(text))
    '裡準裡後後裡準後裡'
    """
    words = [found.word for found in _found(text, _lost(text, PROVING)) if found.word]
    if len(words) < FEW or len(set(words)) < KINDS:
        return
    variants = {} if MAINLAND.search(text) else VARIANTS
    for at, form, right, word in _found(text, _lost(text, LEFT)):
        if word or (form in AFTER_NOUNS and _after_noun(text, at)):
            yield at, variants.get(right, right)


def _lost(text: str, forms: Collection[str]) -> str:
    """The characters whose other forms hardly stand in a text."""
    counts = {form: text.count(form) for form in forms}
    return "".join(
        form for form, count in counts.items() if count and sum(map(text.count, LEFT[form])) <= SURVIVING * count
    )


def _found(text: str, forms: str) -> Iterator[Found]:
    for start, run in runs_with(text, pattern(f"[{forms}]")) if forms else ():
        shadow = word_in("t2s", run)
        meant = word_in("s2t", shadow)
        if len(run) == len(shadow) == len(meant):
            for number, (old, new) in enumerate(zip(run, meant, strict=True)):
                if old in forms and new in LEFT[old]:
                    yield Found(start + number, old, new, _word(shadow, number))


def _word(shadow: str, at: int) -> str:
    """The longest everyday word in simplified script that holds a character; "" if there is none."""
    spans = (
        (first, last)
        for first in range(max(at - LONGEST + 1, 0), at + 1)
        for last in range(max(at + 1, first + 2), min(first + LONGEST, len(shadow)) + 1)
    )
    return max((shadow[first:last] for first, last in spans if shadow[first:last] in words()), key=len, default="")


def _after_noun(text: str, at: int) -> bool:
    """Whether clean text often has a character after the one before it, and it is no other word there."""
    if at == 0 or OTHERWISE.search(text, max(at - 2, 0), at + 2):
        return False
    return suspects.together(converter("t2s")(text[at - 1]), text[at]) >= TOGETHER

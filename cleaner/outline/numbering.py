"""Numbers at the start of lines, as Chinese documents write them: 第一章, 一、, （一）, 1., 1.1, (1), ①, and 篇一 of stitched articles.

The kinds stand in their usual order, from the widest to the narrowest: a heading of one kind holds those of the kinds after it.
A number is one only where it cannot be a part of the sentence: 一、二年级, 1.5倍 and 2023.1.5 open no list.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cleaner.chars import pattern

KINDS = ["stitch", "book", "part", "piece", "chapter", "section", "article", "han", "bracketed", "figure", "decimal"]
KINDS += ["decimal3", "decimal4", "figure-bracketed", "circled"]
RANK = {kind: rank for rank, kind in enumerate(KINDS)}

HAN_DIGITS = "〇一二三四五六七八九"
HAN_NUMBER = "[〇零一二三四五六七八九十百]{1,6}"
ORDINAL_KINDS = {
    **dict.fromkeys("书卷部", "book"),
    **dict.fromkeys(("编", "部分", "单元"), "part"),
    "篇": "piece",
    **dict.fromkeys("章回讲课", "chapter"),
    "节": "section",
    "条": "article",
}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
NUMBER = pattern(
    rf"""
    第 [ ]? (?P<ordinal> {HAN_NUMBER}|\d{{1,3}} ) [ ]? (?P<unit> 部分|单元|[书卷部编篇章回讲课节条] ) (?: [、：:] | (?=[\s\u3000]) | \Z )
  | (?P<han> [一二三四五六七八九十百]{{1,5}} ) [ ]? (?: 、 | [.．](?!\d) )
      (?! [ ]? [一二三四五六七八九十]{{1,3}} [、年月日级等班号楼层中流线至到] )
  | [（(] [ ]? (?P<bracketed> [一二三四五六七八九十百]{{1,5}} ) [ ]? [）)] 、?
  | [（(] [ ]? (?P<figure_bracketed> \d{{1,2}} ) [ ]? [）)] 、?
  | (?P<figure_half> \d{{1,2}} ) [）)]
  | (?P<decimal> [1-9]\d?(?:\.[1-9]\d?){{1,3}} ) \.? (?= [ \u3000\u4e00-\u9fff] )(?![年月日万亿倍%％])
  | (?P<figure> \d{{1,3}} ) [ ]? (?: [.．、](?!\d) )
  | (?P<circled> [{CIRCLED}] )
""",
    re.X,
)
STITCH = pattern(
    rf"""
    .{{0,60}} 篇 [ ]? (?: (?P<last_han>{HAN_NUMBER}) | (?P<last>\d{{1,2}}) ) [】）)]?
  | 篇 [ ]? (?: (?P<first_han>{HAN_NUMBER}) | (?P<first>\d{{1,2}}) ) [ ]? [：:] .{{0,60}}
  | [【（(] 篇 [ ]? (?: (?P<inner_han>{HAN_NUMBER}) | (?P<inner>\d{{1,2}}) ) [】）)] .{{0,60}}
""",
    re.X,
)


class Number(NamedTuple):
    """The number that opens a line: what kind it is of, its value, and how long it is with its mark."""

    kind: str
    value: int
    length: int

    @property
    def rank(self) -> int:
        return RANK[self.kind]


@lru_cache(maxsize=1 << 10)
def value_of(digits: str) -> int:
    """The value of a Chinese or Arabic number below 1,000; 0 for what is none.

    >>> [value_of(digits) for digits in ("十", "二十三", "一百零五", "12", "百")]
    [10, 23, 105, 12, 100]
    """
    if digits.isdecimal():
        return int(digits)
    total = digit = 0
    for char in digits:
        if char in "十百":
            total += max(digit, 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = digit * 10 + max(HAN_DIGITS.find(char), 0)
    return total + digit


def in_han(value: int) -> str:
    """A number below 100 in Chinese.

    >>> in_han(7), in_han(10), in_han(23)
    ('七', '十', '二十三')
    """
    tens, ones = divmod(value, 10)
    ten = "" if not tens else "十" if tens == 1 else HAN_DIGITS[tens] + "十"
    return ten + (HAN_DIGITS[ones] if ones else "")


def number_of(title: str) -> Number | None:
    """The number at the start of a line, if there is one.

    >>> number_of("（三）环境整治"), number_of("第二章 经费"), number_of("一、二年级的学生")
    (Number(kind='bracketed', value=3, length=3), Number(kind='chapter', value=2, length=3), None)
    """
    m = NUMBER.match(title)
    if not m:
        return None
    kind, digits = str(m.lastgroup), m[m.lastgroup]  # type: ignore[index]
    if kind == "unit":
        return Number(ORDINAL_KINDS[digits], value_of(m["ordinal"]), m.end())
    if kind == "decimal":
        parts = digits.split(".")
        return Number(("decimal", "decimal3", "decimal4")[len(parts) - 2], int(parts[-1]), m.end())
    if kind == "circled":
        return Number(kind, CIRCLED.index(digits) + 1, m.end())
    if kind in ("han", "bracketed", "figure"):
        return Number(kind, value_of(digits), m.end())
    return Number("figure-bracketed", int(digits), m.end())


def stitched(title: str) -> Number | None:
    """The number of an article in a file that was stitched together of several: 工作总结篇三.

    >>> stitched("年终工作总结篇三").value, stitched("【篇2】国旗下的讲话"), stitched("长篇一读")
    (3, Number(kind='stitch', value=2, length=0), None)
    """
    if "篇" not in title:
        return None
    m = STITCH.fullmatch(title)
    if not m:
        return None
    digits = next(filter(None, m.groups()))
    return Number("stitch", value_of(digits), 0) if value_of(digits) else None


def written(kind: str, value: int) -> str:
    """How a number of a kind is written, in its commonest form.

    >>> written("han", 3), written("bracketed", 2), written("figure", 4), written("chapter", 5)
    ('三、', '（二）', '4.', '第五章')
    """
    if kind in ("figure", "decimal", "decimal3", "decimal4"):
        return f"{value}."
    if kind == "figure-bracketed":
        return f"({value})"
    if kind == "circled":
        return CIRCLED[value - 1] if value <= len(CIRCLED) else f"({value})"
    if kind == "stitch":
        return f"篇{in_han(value)}"
    number = in_han(value) if 0 < value < 100 else str(value)
    if kind == "han":
        return f"{number}、"
    if kind == "bracketed":
        return f"（{number}）"
    unit = {"book": "卷", "part": "编", "piece": "篇", "chapter": "章", "section": "节", "article": "条"}[kind]
    return f"第{number}{unit}"

"""Signs lost next to figures: 20063月 for 2006年3月, 2008年512日 for 5月12日, 4.1mmolL for 4.1mmol/L, 37oC for 37℃. Used by passes/punctuation.py.

Sites that turn scans and old files into text lose 年 and 月 between figures, and the slash of units. What is left is nothing that anybody
writes: of 142 million characters of clean text two places have it, and are misprints. A date that can be read in two ways (2008年111日)
stays, and so does a number of days without a year before it (第512日). The sign of degrees that was a raised o or 0 is told by its C: 37oC
by itself, 370C where nobody is so hot: two of these stand beside 体温, 室温 and the like, and the text writes degrees in no other way.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.chars import pattern
from cleaner.core import Edit

SURE, LIKELY = 0.95, 0.92  # no other reading, and none in clean text; the other wants a text that never writes degrees
BEFORE = 12  # code points before the sign that is left
MONTH = pattern("月(?<=[0-9]{5}月)")
DAY = pattern("日(?<=[0-9]{3}日)(?![元圆圓本志誌记記龄齡])")
DATE = pattern(r"(?<![0-9.\-/])(?P<year>(?:19|20)[0-9]{2})(?P<sign>年?)(?P<rest>[0-9]{1,4})\Z")
# Of what is measured by volume or weight, and by the minute: what stands before the slash that was lost.
UNITS = [
    pattern(r"mol(?=L(?![A-Za-z]))(?<=[0-9 ][mnpuμµ]mol)"),
    pattern(r"g(?=(?:dl|dL|ml|mL|L|kg)(?![A-Za-z]))(?<=[0-9 ][mnpuμµ]g)"),
    pattern(r"次(?=分(?![娩享钟鐘]))(?<=[0-9]次)"),
]
BEATS = pattern(r"(?:心率|心律|心跳|脉搏|脈搏|脉率|呼吸|\b(?:HR|P|R))\D{0,4}[0-9]+(?:[-~～—][0-9]+)?\Z")

RAISED = pattern("oC(?<=[0-9 ]oC)(?![A-Za-z0-9])")
NOUGHT = pattern("0C(?<=[0-9]0C)(?![A-Za-z0-9])")
OTHER_DEGREES = pattern(
    "[℃℉]|[°º˚]|[0-9](?<!0)[ ]?C(?![A-Za-z0-9])|倍率|[充放]电|[充放]電"
)  # batteries have a C of their own
MILD = pattern(
    "[体體气氣室水低常肛]温|[体體气氣室水低常肛]溫|水浴|培[养養]|冷藏|[发發][烧燒热熱]|口腔|腋"
)  # what is never so hot
DEGREES, TOO_HOT = 2, 200  # such places in a text, and what they cannot have meant
FIGURE = pattern(r"(?<![0-9.A-Za-z])[0-9]{1,4}(?:\.[0-9])?\Z")


def figures(text: str) -> Iterator[Edit]:
    """The signs that were lost next to figures.

    >>> from cleaner.core import apply
    >>> apply(text := "20063月开工，2008年512日地震，血钾4.1mmolL，脉搏84次分，37oC。", sorted(figures(text)))
    '2006年3月开工，2008年5月12日地震，血钾4.1mmol/L，脉搏84次/分，37℃。'
    """
    for sign in (MONTH, DAY):
        for m in sign.finditer(text):
            yield from _date(text, m.start())
    for unit in UNITS:
        for m in unit.finditer(text):
            if m[0] != "次" or BEATS.search(text, max(m.start() - BEFORE, 0), m.start()):
                yield Edit(m.end(), m.end(), "/", "lost-in-figure", SURE, {"sign": "/"})
    for m in RAISED.finditer(text):
        start = m.start() - (text[m.start() - 1] == " ")
        if text[start - 1 : start].isdecimal():
            yield Edit(start, m.end(), "℃", "lost-in-figure", SURE, {"sign": "℃"})
    noughts = [m.span() for m in NOUGHT.finditer(text)]
    if sum(_too_hot(text, at) for at, _ in noughts) >= DEGREES and not OTHER_DEGREES.search(text):
        for start, end in noughts:
            yield Edit(start, end, "℃", "lost-in-figure", LIKELY, {"sign": "℃"})


def _date(text: str, at: int) -> Iterator[Edit]:
    """The signs lost before the 月 or 日 at a place, if the figures can be read in one way."""
    m = DATE.search(text, max(at - BEFORE, 0), at)
    if not m:
        return
    if text[at] == "月":
        months = [len(m["rest"])] if not m["sign"] and _in(m["rest"], 12) else []
    else:
        months = [end for end in (1, 2) if len(m["rest"]) > 2 and _in(m["rest"][:end], 12) and _in(m["rest"][end:], 31)]
    if len(months) == 1:
        if not m["sign"]:
            yield Edit(m.end("year"), m.end("year"), "年", "lost-in-figure", SURE, {"sign": "年"})
        if text[at] == "日":
            split = m.start("rest") + months[0]
            yield Edit(split, split, "月", "lost-in-figure", SURE, {"sign": "月"})


def _too_hot(text: str, at: int) -> bool:
    """Whether a figure that ends in the 0 at a place is more than what is spoken of can have."""
    m = FIGURE.search(text, max(at - BEFORE, 0), at)
    near = text[max(at - BEFORE, 0) : at + BEFORE // 2]
    return m is not None and float(m[0] + "0") >= TOO_HOT and MILD.search(near) is not None


def _in(figure: str, most: int) -> bool:
    """Whether a figure is the number of a month or a day."""
    return figure.isdecimal() and figure[0] != "0" and int(figure) <= most

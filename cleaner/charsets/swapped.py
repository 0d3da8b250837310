"""Text whose bytes were all read in the charset of another language or script: 村口腔坒Э for 的石桥, い地チ瓣 for 中華民國.

Old pages and files without the name of their charset, names in archives, mail. A line is read anew in whole, up to what its wrong charset has not;
UTF-8 read as Latin-1 and as GBK, which stand among other text, are found by single.py and pairs.py.

Where 的, ， and other commonest characters stand as such a reader writes them, the lines that hold one are tried; where one is Chinese, and what
stands is not, so are the other lines. In 145 million characters of clean text in both scripts no line is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cleaner.census import Kind
from cleaner.charsets import ENOUGH, LOST, Reading, everyday, likelihood, signs
from cleaner.inserted.gibberish import probability
from cleaner.lines import LINE_ENDS

# What was read, as what: the codecs, and the names that people know. GB 18030 has a character for every pair, as Windows' GBK has.
SWAPPED = (
    ("big5hkscs", "gb18030", "Big5", "GBK"),
    ("gb18030", "big5hkscs", "GBK", "Big5"),
    ("gb18030", "cp949", "GBK", "EUC-KR"),
    ("gb18030", "cp932", "GBK", "Shift_JIS"),
    *(
        (codec, wrong, name, other)
        for codec, name in (("gb18030", "GBK"), ("big5hkscs", "Big5"), ("utf-8", "UTF-8"))
        for wrong, other in (
            ("cp1251", "Windows-1251"),
            ("koi8-r", "KOI8-R"),
            ("mac-roman", "Mac Roman"),
            ("cp437", "CP437"),
            ("cp850", "CP850"),
        )
    ),
)
FEW = 2  # of the signs
PROVEN, LEAST = 8, 2  # Han characters of a line that proves the text, and of the others
CHINESE, LIKELY = -6.5, -8.5  # nats a token of what these say at least
BETTER = 2.0  # nats more than what stands has, where that is Han
MOST_LOST = 0.1  # of what a line says
ODDS = 7.0
HAN = re.compile("[\u4e00-\u9fff]")


def readings(text: str) -> Iterator[Reading]:
    """Every line, or part of one, that says something in the charset that it was not read in.

    >>> [(reading.said, reading.charset) for reading in readings("游諳腔坒Э岆嫖唚爛潔党腔ㄛ坒芛岆掛華腔﹝")]
    [('村口的石桥是光绪年间修的，石头是本地的。', 'Big5')]
    """
    if not SIGNS.search(text):
        return
    for (codec, wrong, right, charset), told in zip(SWAPPED, _signs(), strict=True):
        if len(here := [sign for sign in told if sign in text]) < min(FEW, len(told)):
            continue
        stretches = [*_stretch(wrong).finditer(text)]
        likely = (m[0] for m in stretches if any(sign in m[0] for sign in here))
        if any(_said(stands, codec, wrong, PROVEN, CHINESE) for stands in likely):
            for stretch in stretches:
                if said := _said(stretch[0], codec, wrong, LEAST, LIKELY):
                    yield Reading(*stretch.span(), said, said.count(LOST), ODDS, charset, right)


def _telling() -> str:
    return "".join({next(char for char in sign if char not in signs()) for told in _signs() for sign in told})


SIGNS = Kind(_telling)  # each sign in a wrong charset has one


def _said(stands: str, codec: str, wrong: str, least: int, likely: float) -> str:
    """What a stretch says in the right charset, if that is Chinese and what stands is not. It may begin with half a character."""
    if stands.isascii():
        return ""
    data = b"".join(map(_bytes(wrong).__getitem__, stands))
    good = [
        said
        for said in (_read(data, codec), LOST + _read(data[1:], codec))
        if len(HAN.findall(said)) >= least
        and said.count(LOST) <= 1 + MOST_LOST * len(said)
        and likelihood(said) >= ENOUGH
    ]
    if not good:
        return ""
    fit, said = max((probability(said), said) for said in good)
    return said if fit >= likely and not (HAN.search(stands) and fit < probability(stands) + BETTER) else ""


def _read(data: bytes, codec: str) -> str:
    return data.decode(codec, "replace")


@cache
def _signs() -> tuple[list[str], ...]:
    """The commonest characters and marks, as each of the wrong charsets has them, but for what clean text has as well (Korea has 。 in the same place)."""
    return tuple(
        [
            read
            for sign in "的，。是一"
            if (read := sign.encode(codec).decode(wrong, "ignore")) and not everyday().issuperset(read)
        ]
        for codec, wrong, *_ in SWAPPED
    )


@cache
def _bytes(wrong: str) -> dict[str, bytes]:
    """The characters of a charset with their bytes. Of Big5 there are several makes; the first that has a character counts."""
    table: dict[str, bytes] = {}
    for codec in ("cp950", "big5", wrong) if wrong == "big5hkscs" else (wrong,):
        for char in map(chr, (*range(0xD800), *range(0xE000, 0x10000))):
            if char not in table and (data := char.encode(codec, "ignore")):
                table[char] = data
    return {char: data for char, data in table.items() if char not in LINE_ENDS and char != LOST}


@cache
def _stretch(wrong: str) -> re.Pattern[str]:
    """What of a line can have been read in a charset."""
    return re.compile(f"[{re.escape(''.join(_bytes(wrong)))}]+")

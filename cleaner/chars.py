"""Named character classes, as strings for use inside a `[...]` of a regex, and regexes that cost nothing until they are used."""

from __future__ import annotations

import re
from typing import Any, cast

# Unified ideographs with extensions A-J, 〇 々 〻, and the compatibility blocks. The planes 2 and 3 hold nothing else.
HAN = "\u3005\u3007\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
CANTONESE = "嘅咗佢唔冇哋嚟喺畀嗰噉㗎喎嘢啲"  # characters that standard Chinese does not write
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"

CLOSING = "，。、；：！？…）》〉」』】〕”’"  # full-width marks that lean on what stands before them
OPENING = "（《〈「『【〔“‘"
MARKS = CLOSING + OPENING + "—·～"

BREAK = "\n\r\v\f\x1c-\x1e\x85\u2028\u2029"  # every code point at which str.splitlines breaks; CR LF is two of them
BLANK = " \t\u00a0\u3000"  # white space inside a line


class _Pattern:
    def __init__(self, source: str, flags: int) -> None:
        self._made = source, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._made)
        for method in ("finditer", "findall", "search", "match", "fullmatch", "sub", "split"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A regex that is compiled at its first use: each class of Han takes 2 ms, and most runs of most passes need none.

    >>> pattern(f"[{HAN}]+").findall("ab中文c")
    ['中文']
    """
    return cast("re.Pattern[str]", _Pattern(source, flags))


# The commonest surnames, in simplified script.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤康易葛伍施洪季俞章鲁"
)
HAN_LETTER = pattern(f"[{HAN}]")
HAN_RUN = pattern(f"[{HAN}]+")
SURROGATE = pattern("[\ud800-\udfff]")


def either(*ways: str) -> str:
    """The source of a regex that finds one of several ways to say something, each of which begins with a character or a class.

    Such a choice takes ten times as long to look for where it is not plain that all ways begin with one of a few characters.

    >>> either("繁[体體]", "[简簡]繁")
    '[繁简簡](?:(?<=[繁])[体體]|(?<=[简簡])繁)'
    """
    cut = [way.index("]") + 1 if way[0] == "[" else 2 if way[0] == "\\" else 1 for way in ways]
    begins = [way[:end].strip("[]") for way, end in zip(ways, cut, strict=True)]
    rests = [f"(?<=[{begin}]){way[end:]}" for begin, way, end in zip(begins, ways, cut, strict=True)]
    return f"[{''.join(dict.fromkeys(''.join(begins)))}](?:{'|'.join(rests)})"

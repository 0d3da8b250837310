"""When a text talks about a code: a tag, an entity, an escape, a code of forums. Such a code is left alone.

It is talked about where it is the object of a verb (输入<br>即可, 用<b>和</b>把文字包起来), where it stands in quotes, next to
标签 and the like, or in a list with one that does. Data (DESCRIPTION:…, msgid "…") and examples (把代码复制到博客里：) are set apart.
Used by passes/markup.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from cleaner.chars import pattern

QUOTES = dict(zip("“‘「『（(\"'`【[{", "”’」』）)\"'`】]}", strict=True))
TALK_AFTER = pattern(
    r"""
    [ ]{0,2} (?:
        (?: [这這]?[个個] | 等[等]? )? (?: [标標][签籤记記] | 元素 | [实實][体體] | 字符 | [代编編][码碼] | [符属屬][号號性] )
      | tags?\b | 是什[么麼] | 的 (?: 意思 | 作用 | 含[义義] )
      | [这這][样樣种種]的? (?: 形式 | [内內]容 | [写寫]法 | 字[样樣] | [乱亂代][码碼] | [标標][签籤记記] | 字符 | [东東]西 )
      | (?:用?[来來])? (?:表示|代表) (?: 的是 | 一[个個] | 空格 | [换換]行 | [小大][于於] | [左右双雙]?引[号號] | 段落 | [标標][题題] | 不 )
    )
""",
    re.X | re.A,
)
TALK_BEFORE = pattern(
    r"""
    (?: [标標][签籤记記] | 元素 | [实實][体體] | 字符 | 代[码碼] | 符[号號] | tags? ) [ ：:]{0,2} \Z
  | (?: 用 | [写寫][成作] | 插入 | [输輸]入 | 加上 | 添加 | 嵌入 | [换換][成为為] ) [ ] \Z
""",
    re.X,
)
# What a code is the object of: always; where a mark or OBJECT follows; only where OBJECT follows.
VERB = pattern(
    r"""
    (?: (?P<always>
        (?<![填书書描听聽改大小缩縮抄默续續编編撰拼])[写寫][上入作成为為]? | [输輸键鍵]入 | 敲[入上下]? | [漏忘][掉了写寫]
      | [写寫敲][了上]?[一两兩几幾][个個]
      ) | (?P<count>
        [写寫敲打加用空入放添补補漏少多续續按] [了上入下出写寫]? (?: [一两兩二三四五六几幾多] | [0-9] ) [个個]
      ) | (?P<often>
        [一两兩二三四五六几幾多0-9] [个個]
      | 插入 | 粘[贴貼] | [贴貼填补補加添打][上入] | 添加 | [检檢]查 | 返回 | 打印 | [输輸]出 | [显顯]示[为為成]? | [例比形譬]如
      | [换換改替][成为為] | [看见見搜查找]到 | [返打输輸显顯写寫][回印出示了]?的是
      ) | (?P<object> (?<![作费費信效])用 | [是加把将將为為如像叫打贴貼] )
    ) [ ]? \Z
""",
    re.X,
)
OBJECT = pattern(
    r"""
    [ ]? (?: [来來去再才]?
        (?: 即可 | [就便] (?: [够夠行好可能会會是变變显顯] | OK ) | 表示 | 代表 | 意[思为為] | 指 | 即 | 是 (?: 否 | 什 | 指 | 用 | “ )
          | [这這][样樣种種类類个個] | 之[类類] | 等[等标標] | 包[起住围圍裹] | 括[起住] | [插加写寫][入在到] | [开開][头頭始] | [结結][尾束]
          | 隔[开開] | 分[隔开開] | 代?替[换換代]? | 居中 | 加粗 | [换換空]行 | 空格 | [闭閉]合 | [换換改替][成为為换換] | 把
          | [和或与與及、] [ ]? [<&\[\\] )
    )
""",
    re.X,
)
SHOWN = pattern("[就便则則即]?[会會能可]?(?:[显顯]示|[显顯]出|表示|代表|得到|[变變]成|打出)")
JOIN = pattern("[ ]?(?:[、和与與及/]|或者?|以及)[ ]?")
NO_CONTENT = pattern(r"[ ]?(?:[和与與及或到至、，,～~…-]|或者|以及|\.{3}|……)?[ ]?")
BETWEEN = pattern("[ ]?(?:之[间間]|中[间間]|[把将將][^，。]{0,10}[包括]|[包括夹夾]|[围圍])")
SAYS_WHAT = pattern(
    "加?粗[体體]?字?|斜[体體]字?|下[划劃][线線]|[删刪]除[线線]|[链鏈連][接结結]|引用|[图圖]片(?:地址|[链鏈][接结結])?|文字|[内內]容|[标標][题題]|居中|正文|[网網]址|地址"
)
PAUSE = pattern("[，。；！？\n]")
# A line of data: iCalendar, gettext, key="value", key=value.
DATA = pattern(
    r"""
    [ \t]{0,40} (?:
        [A-Z][A-Z-]{2,30} (?: ;[A-Z]{1,20}=[^:;\n]{1,40} ){0,5} : (?![ ])
      | msg(?:id|str|ctxt) [\w\[\]]{0,12} [ ]+ "
      | [{\[]{0,3}[ ]{0,4} (?: "[^"\n]{1,60}" | '[^'\n]{1,60}' ) [ \t]*[:=] | [A-Za-z_][\w.-]{1,60}[ \t]* (?: = | :[ \t]*["'] )
    )
""",
    re.X | re.A,
)
EXAMPLE = pattern(
    r"(?:代[码碼]|[复複]制|粘[贴貼]|[贴貼][进進到在]|[这這]一?[行段]|源[码碼]|[写寫]法|格式|示例|例子|用法)[^。！？\n]{0,40}[：:][ \t]*\Z"
)
PAIR, LISTED = 300, 60  # how far apart the halves of a pair may be that is looked into, and of one in a list
MARKS_AFTER = tuple("，。；、！？）”")
CODE_LINE = ("<", "&lt;", "&amp;", "[")


class Code(NamedTuple):
    """Where a code stands, whether it closes another, and the index of its other half (-1 for none)."""

    start: int
    end: int
    close: bool = False
    partner: int = -1


def talked_about(text: str, start: int, end: int, close: bool = False) -> bool:
    """Whether the code text[start:end] is spoken of: in quotes, next to 标签, 元素, tag and the like, or the object of a verb.

    >>> [talked_about(text, 2, 6) for text in ("输入<br>即可", "地址<br>电话", "就用<br>换行", "使用<br>第二")]
    [True, False, True, False]
    """
    return named(text, start, end) or object_of(text, start, end, close)


def quoted(text: str, start: int, end: int) -> bool:
    right = text[end : end + 1]
    return start > 0 and right != "" and QUOTES.get(text[start - 1]) == right


def named(text: str, start: int, end: int) -> bool:
    if quoted(text, start, end) or TALK_AFTER.match(text, end):
        return True
    return TALK_BEFORE.search(text[max(0, start - 6) : start]) is not None


def _verb(text: str, start: int) -> str:
    found = VERB.search(text[max(0, start - 8) : start])
    return found.lastgroup or "" if found else ""


def object_of(text: str, start: int, end: int, close: bool = False) -> bool:
    """Whether a code is the object of a verb. What may end the words before it (`close`) is so only where more speaks for it."""
    verb = _verb(text, start)
    if verb == "always" or (verb == "count" and not close):
        return True
    if verb and OBJECT.match(text, end):
        return True
    return verb == "often" and not close and text[end : end + 1] in MARKS_AFTER


def talked_about_mark(text: str, start: int, end: int, mark: str) -> bool:
    """The same of an entity: a quotation mark or bracket after a verb mostly opens or closes what is written."""
    if named(text, start, end):
        return True
    if mark in "“”‘’《》〈〉「」『』（）【】":
        return _verb(text, start) != "" and SHOWN.match(text, end) is not None
    after = text[end : end + 1]
    return object_of(text, start, end) and (after in (*MARKS_AFTER, "\r", "\n") or after == "" or _follows(text, end))


def _follows(text: str, end: int) -> bool:
    return OBJECT.match(text, end) is not None or SHOWN.match(text, end) is not None


def talked_about_codes(text: str, codes: Sequence[Code]) -> list[bool]:
    """Which of these (sorted) codes are talked about: each alone, as a pair, as a run, or because one is that is listed with it.

    >>> talked_about_codes("用<b>和</b>加粗，<b>试试</b>", [Code(1, 4, partner=1), Code(5, 9, True, 0)])
    [True, True]
    """
    said = [named(text, *code[:2]) if code.partner >= 0 else talked_about(text, *code[:3]) for code in codes]
    for i, code in enumerate(codes):
        if code.partner > i and codes[code.partner].start - code.end <= PAIR and _pair(text, code, codes[code.partner]):
            said[i] = said[code.partner] = True
        if code.partner >= 0 and said[i]:
            said[code.partner] = True
    units: list[tuple[int, int]] = []  # the first and the last code of what may stand in a list
    i = 0
    while i < len(codes):
        other = codes[i].partner
        last = other if other > i and codes[other].start - codes[i].end <= LISTED else i
        units.append((i, last))
        i = last + 1
    run = 0
    for i, code in enumerate(codes):
        after = codes[i + 1] if i + 1 < len(codes) else None
        if after and after.start == code.end:
            continue
        if after and code.partner < 0 and not after.close and JOIN.fullmatch(text, code.end, after.start):
            said[i] = said[i + 1] = True
        if run < i and quoted(text, codes[run].start, code.end):
            said[run : i + 1] = [True] * (i + 1 - run)
        run = i + 1
    for some in (units, units[::-1]):
        for one, (first, last) in pairwise(some):
            left, right = sorted((one, (first, last)))
            if said[one[0]] and JOIN.fullmatch(text, codes[left[1]].end, codes[right[0]].start):
                said[first : last + 1] = [True] * (last + 1 - first)
    return said


def _pair(text: str, opened: Code, closed: Code) -> bool:
    """Whether a pair formats nothing: what is wrapped is 和, or reaches over a pause, or is a sample."""
    start, end = opened.end, closed.start
    verb = _verb(text, opened.start)
    if NO_CONTENT.fullmatch(text, start, end):
        return verb != "" or BETWEEN.match(text, closed.end) is not None
    if not verb:
        in_quotes = quoted(text, opened.start, closed.end)
        return in_quotes and _verb(text, opened.start - 1) != ""
    if PAUSE.search(text, start, end):
        return (
            verb == "always" or PAUSE.match(text, start) is not None or _follows(text, start) or _verb(text, end) != ""
        )
    if SAYS_WHAT.fullmatch(text, start, end):
        return True
    return verb in ("always", "often") and OBJECT.match(text, closed.end) is not None


def set_apart(text: str, start: int) -> bool:
    """Whether what stands at `start` is part of a line of data, or an example that the lines above announce."""
    line = text.rfind("\n", max(0, start - 2000), start) + 1
    if line == 0 and start > 2000:
        return False
    if DATA.match(text, line):
        return True
    for _ in range(8):
        if not text.startswith(CODE_LINE, line):
            return False
        above = text[max(0, line - 200) : line].rstrip()
        if not above:
            return False
        if EXAMPLE.search(above):
            return True
        line = text.rfind("\n", max(0, line - 2000), max(0, line - 200) + len(above)) + 1
    return False

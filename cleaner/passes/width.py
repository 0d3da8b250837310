"""Half-width marks in Chinese text: 他来了,又走了 for 他来了，又走了.

A document with full stops or commas of its own (。，) writes Chinese marks, and a half-width one between its Han characters
is damage: ftfy, for one, turns ，；：！？ into ,;:!? by default and leaves 。 and 、 alone. A document that writes all its marks
half-width, full stops too, has a house style and stays; so does a text without any full-width stop, because nothing in it
says which marks its writer uses (你好,世界 may be a string, a search or a row of tags).

Left alone: marks next to Latin letters; a full stop (the `.` of 1. and 四. is right); labels (姓名:张三, 说明:), times and
ratios; a ? without a question before it, which may stand for a lost character (then others may as well), and each where some stand after
commas and colons, for lost marks; rows of tags; what stands in [ ] and { };
lines with kana or Hangul. A mark at the end of a line is repaired where the document ends its sentences in 。.
ASCII brackets and full-width letters and digits are style: two options, off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from cleaner.chars import HAN, HAN_LETTER, HANGUL, KANA, either, pattern
from cleaner.core import Edit, Note, trigger
from cleaner.lines import LINE, line_start
from cleaner.marks.throughout import lost_queries

FULL = dict(zip(",;:?!", "，；：？！", strict=True))
LETTERS = {chr(code): chr(code - 0xFEE0) for a, b in ("０９", "ＡＺ", "ａｚ") for code in range(ord(a), ord(b) + 1)}

SURE = 0.95  # the line itself, or 。 at its neighbours' ends, shows which marks are written here
UNSURE = 0.75  # a label or a lost character looks the same
SENTENCES = 5  # full stops that show how a document ends its sentences

CANDIDATE = pattern(
    rf"""
    [,;:?!] (?<=[{HAN}”’）》】」』%％].)      # the mark, after Han or what closes a Chinese phrase
    (?: (?<=[?!]) [?!]{{0,2}} )?
    (?P<space> [ \u00a0]? )
    (?= (?P<han> [{HAN}] )
      | (?P<open> [“‘《（【「『] )
      | (?P<close> [”’）》】」』] )
      | (?P<digit> \d[\d.,]{{0,9}}[%％]?[{HAN}] )
      | \s* (?P<end> \Z )
    )
    """,
    re.X,
)
MAYBE = pattern(rf"[,;:?!](?<=[{HAN}”’）》】」』%％].)")
UNPROVEN = 20  # marks that are held in a text that shows nothing; more are its style
ABOUT = pattern(either("半角", "全角", "[逗分冒]号[隔分]", "用[逗分]号", "英文(?:逗号|标点|状态|输入)", "分隔符"))
LAST_STOP = pattern(r"\.(?<=[" + HAN + r"]\.)[ \t]*$", re.M)  # 。 in a document of half-width style
OTHER_SCRIPT = pattern(f"[{KANA}{HANGUL}]")
STOPS = frozenset("，。；？！、")
CLAUSE_ENDS = re.compile("[，。；？！、：,;?!:]")

ROW = pattern(rf"(?:[{HAN}·-]{{1,10}}[,，]){{12,}}")  # names or other data
ROW_LEAST = 9  # marks of it at least
ITEM_OF_LIST = pattern(rf"[{HAN}\w]{{1,4}}")
TAGS = pattern(
    r"\s*[#>*-]*\s*\**(?:标签|关键词|关键字|分类|类别|话题|作者|主演|编辑|tags?|keywords?|categor\w+)\**\s*[:：]", re.I
)
ITEM = pattern(r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十\d]{1,3}[、.．)）]|[①-⑳])")
CODE = re.compile(r"[A-Za-z={}()<>\\]")
ESCAPE = re.compile(r"\\[a-zA-Z]")

QUESTION = pattern(
    "[吗呢么嘛吧啊]$|什么|甚么|怎|谁|哪|何|几|多少|多大|多久|多长|是否|能否|可否|岂|难道|是不是|不是|有没有|能不能|要不要"
    "|会不会|好不好|对不对|行不行|孰|焉|安能|乎|哉|吗|呢"
)
SPEECH = pattern(
    "(?:(?<![小传学解据])说|(?<![访提疑学顾询慰质盘])问|表示|指出|强调|认为|写道|喊道|答道|说道|问道|笑道|回答|宣布|如下|以下[^，。]{0,6}"
    "|问题|方面|例如|比如|譬如|原因|任务|要求|做到|特点)$"
)
FIRST = pattern("(?:一是|一要|第一|首先|其一|一方面|一、|即|既)")
SENTENCE_ENDS = re.compile("[。！？?!\n\r]")
WITHIN = pattern(rf"\?(?<=[{HAN}]\?)(?=[{HAN}])")


@trigger(",;:?!()０-９Ａ-Ｚａ-ｚ")
def width(text: str, *, letters: bool = False, brackets: bool = False) -> Iterator[Edit | Note]:
    """Half-width marks between Han characters.

    letters: full-width letters and digits become half-width.
    brackets: half-width brackets round Han characters become full-width.

    >>> [(edit.start, edit.new) for edit in width("他来了,又走了。第1,280人。")]
    [(3, '，')]
    >>> list(width("姓名:张三"))
    []
    """
    if letters:
        for m in pattern("[０-９Ａ-Ｚａ-ｚ]+").finditer(text):
            new = "".join(map(LETTERS.__getitem__, m[0]))
            yield Edit(m.start(), m.end(), new, "full-width-letters", SURE)
    if brackets:
        for m in pattern(rf"\((?=[^()\n]{{0,200}}[{HAN}])[^()\n]{{1,200}}\)").finditer(text):
            yield Edit(m.start(), m.start() + 1, "（", "half-width-bracket", SURE)
            yield Edit(m.end() - 1, m.end(), "）", "half-width-bracket", SURE)
    if not MAYBE.search(text):
        return
    if not any(stop in text for stop in "，。；？！"):
        yield from _unproven(text)
        return
    if len(LAST_STOP.findall(text)) > text.count("。") + text.count("，"):
        return
    document = _Document(text)
    at = 0
    for m in MAYBE.finditer(text):
        if m.start() >= at:
            start = line_start(text, m.start(), at)
            at = LINE.match(text, m.start()).end()  # type: ignore[union-attr]
            yield from _in_line(text[start:at], start, document)


def _unproven(text: str) -> Iterator[Edit]:
    """In a text without any full-width stop, what would be damage elsewhere is held: nothing shows which marks its writer uses."""
    for m in islice(MAYBE.finditer(text), UNPROVEN):
        if m[0] in ",;?!" and HAN_LETTER.match(text, m.end()):
            yield Edit(m.start(), m.end(), FULL[m[0]], "half-width-mark", UNSURE, {"mark": m[0], "full": 0})


class _Document:
    """What the whole text says. Nothing of it is changed by the repairs of this pass, so that one run is enough."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._apart: dict[str, bool] = {}

    @cached_property
    def full(self) -> int:
        """How many full-width marks it has."""
        return sum(map(self._text.count, "，。；？！"))

    @cached_property
    def ends(self) -> bool:
        """Whether its sentences end in full stops."""
        return self._text.count("。") >= SENTENCES

    @cached_property
    def about(self) -> bool:
        """Whether it is about marks, or programs."""
        return ABOUT.search(self._text) is not None

    @cached_property
    def lost(self) -> bool:
        """Whether a ? stands for a lost mark in it: between Han characters, where nothing is asked."""
        return self.throughout or any(
            not _asks(self._text[max(m.start() - 40, 0) : m.start()]) for m in WITHIN.finditer(self._text)
        )

    @cached_property
    def throughout(self) -> bool:
        """Whether every ? stands for a lost mark, or may."""
        return lost_queries(self._text)

    def apart(self, mark: str) -> bool:
        """Whether a space stands after the full-width form too: then it is no companion of the half-width mark."""
        group = "。？！" if mark[0] in "?!" else "：" if mark == ":" else "，；"
        if group not in self._apart:
            self._apart[group] = bool(pattern(f"[{group}][ \u00a0](?=[{HAN}])").search(self._text))
        return self._apart[group]


def _in_line(line: str, at: int, document: _Document) -> Iterator[Edit]:
    """The repairs of one line: each is sure, or wants a line of Chinese marks, or is held."""
    found: list[tuple[re.Match[str], str]] = []
    rows = [m.span() for m in ROW.finditer(line)] if line.count(",") > ROW_LEAST else []
    row = 0
    for m in CANDIDATE.finditer(line):
        while row < len(rows) and rows[row][1] <= m.start():
            row += 1
        in_row = row < len(rows) and rows[row][0] < m.start()
        if verdict := "held" if in_row else _verdict(line, m, document):
            found.append((m, verdict))
    if not found or OTHER_SCRIPT.search(line) or ESCAPE.search(line) or TAGS.match(line):
        return
    chinese = not STOPS.isdisjoint(line) or any(verdict == "sure" for _, verdict in found)
    for m, verdict in found:
        sure = (verdict == "sure" or (verdict == "line" and chinese)) and not document.about
        if not sure and not chinese:
            continue
        mark = m[0].rstrip(" \u00a0")
        new = "".join(map(FULL.__getitem__, mark))
        keep_space = m["space"] and (document.apart(mark) or m["end"] is not None)
        end = m.start() + len(mark) if keep_space else m.end()
        facts = {"mark": mark, "full": document.full}
        yield Edit(at + m.start(), at + end, new, "half-width-mark", SURE if sure else UNSURE, facts)


def _verdict(line: str, m: re.Match[str], document: _Document) -> str:
    """What a mark in its place is: "sure", "line" (damage in a line of Chinese marks), "held", or "" for right."""
    mark, before = m[0][0], line[max(m.start() - 40, 0) : m.start()]
    if before[-1] in "%％" and (mark not in ",;" or m["space"] or not (m["han"] or m["digit"])):
        return ""
    if max(before.rfind("["), before.rfind("{")) > max(before.rfind("]"), before.rfind("}")):
        return ""
    clause = CLAUSE_ENDS.split(before)[-1]
    if mark in ",;" and _listed(line, m.start()):
        return "held"
    if mark == ":":
        return _colon(line, m, clause)
    if mark == "?" and (document.throughout or not (_asks(before) and (QUESTION.search(clause) or not document.lost))):
        return "held"
    if m["digit"]:
        return "line" if mark in ",;" and not m["space"] else ""
    if mark in "?!":
        return "sure" if m["end"] is not None and document.ends and len(clause) >= 2 else "line"
    if m["end"] is not None:
        if mark == ";" and CODE.search(line):
            return ""
        return "sure" if mark == ";" and document.ends and ITEM.match(line) else "line"
    if m["open"] and m["space"] and m["open"] not in "“‘":
        return ""
    following = CLAUSE_ENDS.split(line[m.end() : m.end() + 40])[0]
    if mark == "," and document.ends and min(len(clause), len(following)) >= 6 and line.count(",") <= 3:
        return "sure"
    return "line"


def _asks(before: str) -> bool:
    """Whether the sentence that ends here holds a word that asks."""
    return QUESTION.search(SENTENCE_ENDS.split(before)[-1]) is not None


def _listed(line: str, at: int) -> bool:
    """Whether a mark stands in a list in quotation marks, of short items and no other marks: “北京,上海,广州” is data."""
    opened = line.rfind("“", max(at - 80, 0), at)
    closed = line.find("”", at, at + 80)
    if opened < 0 or closed < 0:
        return False
    items = re.split("[,;]", line[opened + 1 : closed])
    return len(items) > 2 and all(ITEM_OF_LIST.fullmatch(item) for item in items)


def _colon(line: str, m: re.Match[str], clause: str) -> str:
    """Colons after labels are style, those before speech and enumerations are marks of the sentence."""
    if m["open"] and m["open"] in "“‘「『":
        return "line" if len(clause) >= 1 else ""
    if m["space"] or m["digit"] or m["close"]:
        return ""
    if m["end"] is not None:
        return "held" if len(clause) >= 4 else ""
    if not m["han"] or not CLAUSE_ENDS.search(line, m.end(), m.end() + 200):
        return ""
    if len(clause) >= 3 and (SPEECH.search(clause) or FIRST.match(line, m.end())):
        return "line"
    return "held" if len(clause) >= 8 else ""

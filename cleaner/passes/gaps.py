"""Text that is missing: notes with the place and the reason, never a repair. What was there is not in the document.

What shows that text is lost: a paragraph that opens in the middle of a phrase (的职工活动…) or ends in one; numbers that jump
(一、 三、; 一是 二是 四是); an article that opens at 六、; an announced part that does not come; a quotation mark or a bracket without
its other half; a preposition with nothing after it (按照和);
half a verb (参企业管理); figures that a site masked (20xx年, _月_日); a site's own word that it hides text; a reference of Word to what is
lost (错误！未找到引用源。).

Left alone, because it is written so on purpose: blanks of forms, exams and contracts; multi-paragraph speech, which opens each
paragraph with “ and closes the last; verse; numbers in a text that quotes single articles of a law; HTTP 5xx and 3×4.
A note a paragraph is enough: a masked figure says how many there are in its paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from cleaner import judge
from cleaner.chars import HAN, HAN_LETTER, pattern
from cleaner.core import Note, Span
from cleaner.limits import off_limits
from cleaner.outline.counting import SHOWN, numbers, series
from cleaner.outline.headings import NEXT_LINE

LINE = pattern(r"[^\n]*")
# A paragraph that opens with what can only follow something: 的, 们, a closing mark or a comma.
OPENS = pattern(
    rf"""\n (?=[ \t\u3000的们，、；。：]) [ \t\u3000]{{0,8}} (?P<word>
        的 (?![确士卡哥姐黎亚里话]|时候|是) | 们 (?=[{HAN}]) | [，、；](?=[{HAN}]) | [。：](?=[{HAN}])
    ) (?=[^\n]{{12}})""",
    re.X,
)
# A paragraph that ends where no sentence does; a blank line or the end of the text follows.
CUT = pattern(r"\n(?:(?<=[，、的和与及]\n)[ \t]*(?=\n)|(?<=[，、的和与及]\r\n)[ \t]*(?=\r\n))")
# What stands in all that HIDDEN finds, looked for by its rarer letter: one letter is the fastest thing to look for.
HIDES = [
    (len(before), pattern(f"{letter}(?<={before}{letter}){after}"))
    for before, letter, after in (
        ("隐", "藏", ""),
        ("省", "略", ""),
        ("", "剩", "(?=余)"),
        ("", "余", "(?=下)"),
        ("未", "读", ""),
    )
]
# What Word writes where a reference has lost what it refers to.
REFERENCE = pattern(
    "错误[!！] ?(?:未找到引用源|未定义书签|未指定书签|书签自引用|超链接引用无效|链接无效|文档中没有指定样式的文字|不能通过编辑域代码创建对象)[。.]?"
)
HIDDEN = pattern(
    r"""
    此处隐藏[^\n。]{0,20} | (?:中间|以下|余下|后面|剩余)(?:部分|内容|全文|正文|\d+[页字%％])[^\n。，]{0,6}(?:隐藏|省略)
  | (?:余下|剩余|未读)[^\n。，]{0,6}\d+[%％字页][^\n。，]{0,10}(?:下载|付费|登录|开通|查看|阅读)
""",
    re.X,
)
NEVER_NEXT = r"(?=和(?![解平谈睦约谐风])|[及、；。])"
# 按照, 依照, 遵照, 随着 need another word after them; looked for by the rarer letter
ALONE = [pattern(rf"{word}{NEVER_NEXT}") for word in ("照(?<=[按依遵]照)", "着(?<=随着)")]
# The first halves of verbs that do not stand alone, with their second halves: where the judge misses one of them, a character is lost.
HALVES = {"参": "与加", "贯": "彻", "履": "行", "巩": "固", "遵": "守循"}
# what else follows them often: with it they are words too, and the judge need not be asked
WHOLE = {
    "参": "考观照数谋赛展保军政议会见天战建评半选训",
    "贯": "穿通",
    "履": "职约历带好新",
    "巩": "",
    "遵": "照从义医",
}
HALF = [
    (second, pattern(rf"{first}(?![{second}{WHOLE[first]}])(?=[{HAN}]{{2}})(?<=[{HAN}]{{2}}{first})"))
    for first, second in HALVES.items()
]
LOST = 5.0  # nats that the second half must bring; no right use in corpus/dev and eval/clean reaches it
MASK = pattern(
    r"""
    (?<![A-Za-z\d])(?:19|20)[xX×＊*]{2}(?![A-Za-z\d])
  | (?<![A-Za-z\dxX×*])(?:[xX]{2,4}|[×＊]{2,6}|[Xx]×+)(?=\s?(?:[年月日号届市县区省镇乡村路校班厂局院元名人万亿公大学单医同先女某小中]))
  | (?<=[\u4e00-\u9fff])[×＊]{2,6}(?=[\u4e00-\u9fff，。、；])
""",
    re.X,
)
BLANK = pattern(r"_{2,}|＿{2,}")
DATE = pattern("_(?:年_)?月_日|_年_月")  # masked with one sign
SIGNED = pattern("甲方|乙方|签[字名章]|盖章|填[表写]")  # a contract or a form: its blanks are no masks
ONE = pattern(rf"(?<![A-Za-z0-9_])_{{1,4}}(?=[{HAN}%％])")
FORM = pattern(r"_{2,}[^\n]{0,80}_{2,}|[:：][ \t]*_{2,}|＿{2,}|_{2,}[ \t\r]*\n|[（(][ \u3000]{2,}[)）]")
PAIRS = {"“": "”", "《": "》", "「": "」", "『": "』", "【": "】", "（": "）"}
ANNOUNCED = pattern(rf"：(?=((?:即)?[{HAN}]{{4,14}}(?:；[{HAN}]{{4,14}}){{2,9}})[。；])")
LEAD = pattern(rf"(?<=[\n。])([{HAN}]{{4,14}})[。：]")
CUT_WORDS = tuple("，、的和与及")
CODE_MARKS = tuple("`|$<")
VERSE_WIDTH = 20
LEAST = 40  # characters of a paragraph that ends in the middle of a phrase, and not of a line of verse
LONG = 2000
DATES = 2  # such dates from which on every such sign before a character is a mask
NEAR = 30  # characters on each side of a word that a site hides text with
SHORT = 8  # characters below which a paragraph is no paragraph
REACH = 600  # characters within which a mark is closed that its paragraph leaves open
MANY = 5  # marks without their other half from which on one note says it for all of them
MASKING = pattern("[xX×＊*]{2}")  # stands in all that MASK finds
SIGNS = [pattern(sign) for sign in ("x[x×]", "X[X×]", "×(?=×)", "＊(?=＊)", r"\*(?<=[09]\*)\*")]  # of what MASK finds


def gaps(text: str) -> Iterator[Note]:
    """Missing text: notes with the place and the reason.

    >>> [(note.code, note.facts) for note in gaps("一、健全制度，明确责任。\\n\\n三、抓好落实，按月检查。")]
    [('missing-number', {'before': '一、', 'found': '三、', 'missing': '二、'})]
    """
    notes = [*_edges(text), *numbers(text), *series(text), *_halves(text), *_masks(text), *_announced(text)]
    notes += [*_dangling(text), *_hidden(text), *_lost(text), *_references(text)]
    if notes:
        yield from _readable(text, sorted(notes, key=lambda note: note[:2]))


def _readable(text: str, notes: list[Note]) -> Iterator[Note]:
    """The notes on what people read: nothing in code, tables, verse."""
    spans = sorted(off_limits(text, [(note.start, note.end) for note in notes]))
    starts = [start for start, _ in spans]
    reach, ends = 0, []
    for _, end in spans:
        reach = max(reach, end)
        ends.append(reach)
    for note in notes:
        near = bisect_right(starts, note.start) - 1
        if near < 0 or ends[near] <= note.start:
            yield note


def _line_of(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)


# -- where a paragraph opens or ends in the middle of a phrase -----------------------------------------------------------


def _edges(text: str) -> Iterator[Note]:
    for m in OPENS.finditer("\n" + text):
        start = m.start("word") - 1
        above = text[max(m.start() - 40, 0) : max(m.start(), 0)].rstrip()
        below = LINE.match(text, start)[0]  # type: ignore[index]
        if (
            (not above or above[-1] in "。！？；：”）")
            and any(mark in below for mark in "。！？")
            and len(below) > VERSE_WIDTH
        ):
            yield Note(start, start + 1, "opens-mid-phrase", {"word": m["word"]})
    last = len(text.rstrip())
    ends = [m.start() - (text[m.start() - 1] == "\r") for m in CUT.finditer(text)]
    for end in [*ends, last] if text[last - 1 : last] in CUT_WORDS else ends:
        above = text[text.rfind("\n", max(end - LONG, 0), end) + 1 : end]
        below = NEXT_LINE.match(text, end)[1]  # type: ignore[index]
        if len(above) >= LEAST and any(mark in above for mark in "。！？；") and below[:1] not in CODE_MARKS:
            yield Note(end - 1, end, "ends-mid-phrase", {"word": text[end - 1]})


def _dangling(text: str) -> Iterator[Note]:
    for alone in ALONE:
        for m in alone.finditer(text):
            start = m.start() - 1
            yield Note(start, m.end(), "dangling-word", {"word": text[start : m.end()]})


def _lost(text: str) -> Iterator[Note]:
    """支持员工参企业管理: the second half of a word is lost."""
    for second, first in HALF:
        for m in first.finditer(text):
            before, after = text[max(m.start() - judge.WINDOW, 0) : m.start()], text[m.end() : m.end() + judge.WINDOW]
            alone = judge.score(before, m[0], after)
            gains = {half: judge.score(before, m[0] + half, after) - alone for half in second}
            best = max(gains, key=gains.__getitem__)
            if gains[best] >= LOST:
                yield Note(m.start(), m.end(), "half-a-verb", {"word": m[0] + best})


def _hidden(text: str) -> Iterator[Note]:
    for before, word in HIDES:
        done = 0
        for seen in word.finditer(text):
            at = seen.start() - before
            m = HIDDEN.search(text, max(at - NEAR, 0), at + NEAR) if at >= done else None
            if m and m.start() <= at < m.end():
                yield Note(*m.span(), "hidden-text", {"seen": m[0]})
                done = m.end()


def _references(text: str) -> Iterator[Note]:
    for m in REFERENCE.finditer(text) if "错误!" in text or "错误！" in text else ():
        yield Note(*m.span(), "lost-reference", {"seen": m[0]})


# -- halves, masks, announced parts ------------------------------------------------------------------------------------


def _halves(text: str) -> Iterator[Note]:
    """Opening marks that nothing closes in their paragraph or the next few. Two in one (“甲“) are a mark turned round: not lost text."""
    for left, right in PAIRS.items():
        opened = text.count(left)
        if not opened or opened <= text.count(right):
            continue
        marks = pattern(f"[{left}{right}{')' if left == '（' else ''}]")
        found: list[int] = []
        at = text.find(left)
        while at >= 0:
            begin, end = _line_of(text, at)
            depth, place = 0, begin
            for m in marks.finditer(text, begin, end):
                if m[0] == left:
                    depth, place = depth + 1, m.start() if not depth else place
                elif depth:
                    depth -= 1
            below = text[end : end + REACH]
            if (
                depth == 1
                and end - begin > SHORT
                and not below.lstrip().startswith(left)
                and not _closes(below, left, right)
            ):
                found.append(place)
            at = text.find(left, end)
        for place in found if len(found) <= MANY else found[:1]:
            count = 1 if len(found) <= MANY else len(found)
            yield Note(place, place + 1, "unclosed-mark", {"mark": left, "count": count})


def _closes(below: str, left: str, right: str) -> bool:
    closes, opens = below.find(right), below.find(left)
    return closes >= 0 and (opens < 0 or closes < opens)


def _masks(text: str) -> Iterator[Note]:
    """One note for each paragraph with masked figures or names."""
    found: list[Span] = []
    done = 0
    for pair in MASKING.finditer(text) if any(sign.search(text) for sign in SIGNS) else ():
        if pair.start() >= done:
            begin, done = _line_of(text, pair.start())
            found += (m.span() for m in MASK.finditer(text, begin, done + 2))  # it may go on in the next line
    if "_" in text and len(DATE.findall(text)) >= DATES and not SIGNED.search(text):
        found += (m.span() for m in ONE.finditer(text))
    elif "__" in text and len(FORM.findall(text)) < 2:
        found += (m.span() for m in BLANK.finditer(text) if _in_prose(text, *m.span()))
    found.sort()
    at = 0
    while at < len(found):
        start, end = found[at]
        line_end = _line_of(text, start)[1]
        count = bisect_left(found, (line_end, line_end)) - at
        yield Note(start, end, "masked-text", {"seen": text[start : min(end, start + 20)], "count": count})
        at += count


def _in_prose(text: str, start: int, end: int) -> bool:
    return all(HAN_LETTER.match(char) for char in (text[start - 1 : start], text[end : end + 1]))


def _announced(text: str) -> Iterator[Note]:
    """Parts that a sentence announces (甲；乙；丙；丁。) and most of which then open a sentence each: where one does not."""
    leads: dict[str, int] | None = None
    for m in ANNOUNCED.finditer(text):
        if leads is None:
            leads = {lead[1]: lead.start(1) for lead in LEAD.finditer("\n" + text)}
        parts = m[1].removeprefix("即").split("；")
        places = [leads.get(part, 0) - 1 for part in parts]
        there = [place for place in places if place > m.end()]
        if len(there) < 3 or there != sorted(there):
            continue
        for before, place, after in zip(places, places[1:], places[2:], strict=False):
            if place <= m.end() < before < after:
                start = NEXT_LINE.match(text, _line_of(text, before)[1]).start(1)  # type: ignore[union-attr]
                part = parts[places.index(before) + 1]
                yield Note(start, min(start + SHOWN, len(text)), "missing-part", {"missing": part})

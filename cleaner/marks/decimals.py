"""。 for the point of a number: 45。6% for 45.6%, 192。168。0。1, 1。 at the head of a list. Used by passes/punctuation.py.

A sentence may end in a figure and the next begin with one (排名第51。2008年入选): 101 million characters of clean text have 26 such
places. What tells a decimal is, in this order: a percent sign or a measure after it; a number of several parts; a mark after it, for
no sentence is a bare figure; the judge, who has to hear the number written with a point as far likelier where nothing else does, and
less so in a text whose points surely were turned into full stops. Of the decimals of clean documents without a measure two in three come
back so, one alone in its text, and none of the 26 is taken for one; of 40,000 pairs of sentences put together by lot that end and begin
with a figure, 1 in 280.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import judge
from cleaner.chars import HAN, pattern
from cleaner.core import Edit

SURE = 0.95  # one reading left: no false edit in 1.5 million characters of clean text
LIKELY = 0.92  # as the judge has it
UNSURE = 0.75
DOUBTFUL = 0.7  # 满分是100。50%的学生及格了

DECIMAL = pattern(
    r"""
    。 (?=[0-9０-９]) (?<=[0-9０-９]。)
    (?= (?P<digits> [0-9０-９]{1,4} )
        (?P<unit> [%％‰℃] | 个?百分点 | [万亿] | 倍 | 摄氏度 | [元米吨] | 公[里斤顷] | 平方 | 立方
          | 千[米克瓦] | [毫微][米升克] | 厘米 | 吨 | 余?[万亿] | 级(?=地震|强震|余震|左右|以上) | 个?小时 | 分钟 | 秒 )? )
    """,
    re.X,
)
AMOUNT = tuple("占达为长降增约到至近率比是幅过超了少多以从仅低")  # before a figure that goes on after its point
# 28. 5 ℃, as some PDF files give it: up to four digits before the point, and Han before them.
DIGITS_BEFORE = "|".join(rf"(?<=[{HAN}]{'[0-9]' * count}[.][ ])" for count in range(1, 5))
PARTED = pattern(
    rf"\.([ ])(?:{DIGITS_BEFORE})[0-9]{{1,2}}[ ]?"
    "(?P<unit>[%％‰℃]|个?百分点|[万亿倍元米吨]|公[里斤顷]|平方|千[米克瓦]|[毫微][米升克]|厘米)"
)

# A number around a 。, with all its points; longer ones are no decimals.
BEFORE, AFTER = re.compile(r"(?:[0-9]{1,3}[.。]){0,4}[0-9]{1,3}\Z"), re.compile(r"[0-9]{1,3}(?:[.。][0-9]{1,3}){0,4}")
GOES_ON = re.compile(r"[0-9]|[.。][0-9]")
CLOSED = re.compile(r"[，。；！？”》]|、[0-9]+[.。][0-9]")  # no sentence is over here
VERSION = re.compile(r"[ ]?(?:[A-Z(（#]|、[A-Z]|[\n\r]|\Z)")  # after that of a program
# At the end of a line a footnote or a page number may stand, before a mark the number of an item.
FOLLOWS = pattern(f"[%％{HAN}]")
NAMED = re.compile(r"[A-Za-z][ -]?\Z")
GLUED = re.compile(r"[A-Za-z/:：∶]\Z")  # IPv6, 1/6
# What is counted in whole numbers, and so may follow the first word of a sentence: 她排在第12。5位评委给了满分.
COUNTED = frozenset(
    "个位人次名家班项条天年月日号岁件张本支只头匹辆台部座场届层楼章节回期路队组对双把套份户口门所间股种篇首句段页轮局步声遍趟道段栋斤款"
)
SEEN = 30  # characters on each side that the judge is given
# Nats that the judge must give a point: to a number of several parts, to one in a name, to one that is closed, after a name in Latin, to any,
# and to any in a text with other points that surely were turned into full stops.
PARTS, IN_NAME, SHUT, AFTER_NAME, ALONE, PROVEN = 4.0, 10.0, 2.0, 5.0, 8.0, 5.0
PROOF = 2  # other points

BEFORE_NUMBER = frozenset(" \t\u3000#>*-0123456789")
NUMBER = re.compile(r"[ \t\u3000]*(?:[#>*-]+[ ]?)?([0-9]{1,2})(?:(。)|([.．、])(?!\d))(?=\s*\S)")
DIGIT_STOP = pattern(r"。(?<=[0-9]。)")


def decimals(text: str) -> Iterator[Edit]:
    """。 for a decimal point, and for the point after the numbers of a list.

    >>> [(edit.start, edit.new) for edit in decimals("合格率45。6%，排名第51。2008年入选，现用2。6。1，。")]
    [(5, '.'), (26, '.'), (28, '.')]
    """
    doubtful: list[Edit] = []
    sure = 0
    for m in DECIMAL.finditer(text):
        edit = _with_unit(text, m) if m["unit"] else None
        if edit and edit.confidence >= SURE:
            sure += 1
            yield edit
        elif text[m.start() - 1].isascii() and (edit is None or edit.confidence > DOUBTFUL):
            doubtful.append(edit or Edit(m.start(), m.end(), ".", "broken-decimal-point", UNSURE, {"unit": ""}))
        elif edit:
            yield edit
    heard = [_heard(text, edit, proven=False) for edit in doubtful]
    proven = sure + sum(heard) >= PROOF
    for edit, alone in zip(doubtful, heard, strict=True):
        if alone or (proven and _heard(text, edit, proven)):
            yield edit._replace(confidence=LIKELY)
        elif edit.facts["unit"]:
            yield edit
    for m in PARTED.finditer(text) if "。" in text else ():
        yield Edit(m.start(1), m.end(1), "", "broken-decimal-point", LIKELY, {"unit": m["unit"]})
    if DIGIT_STOP.search(text):
        yield from _after_numbers(text)


def _with_unit(text: str, m: re.Match[str]) -> Edit | None:
    """A point in a number with a measure, and how sure it is by the number alone."""
    number = re.search(r"[0-9０-９]{1,9}$", text[max(m.start() - 9, 0) : m.start()])
    first = m.start() - len(number[0]) if number else m.start()
    before = text[max(first - 1, 0) : first]
    percent = m["unit"] in "%％‰"
    if not number or before in ("。", ".", "．") or (before in ("", "\n", "\r") and not percent):
        return None  # at the head of a line it may be the number of an item
    new = "．" if "０" <= text[m.start() - 1] <= "９" else "."
    after = text[m.end("unit") : m.end("unit") + 1]
    round_one = m["digits"][-1] in "0０" or len(m["digits"]) == 1 or m["digits"][-1] in "5５"
    subject = (
        percent and after in ("的", "以", "左") and round_one and (before not in AMOUNT or m["digits"][-1] in "0０")
    )
    year = len(number[0]) == 4 and number[0].startswith(("19", "20"))
    code = len(number[0]) > 1 and number[0][0] in "0０"  # of a clock, an area
    sure = SURE if len(number[0]) <= (2 if percent else 4) and len(m["digits"]) <= 2 else UNSURE
    sure = DOUBTFUL if subject or year or code else sure
    return Edit(m.start(), m.end(), new, "broken-decimal-point", sure, {"unit": m["unit"]})


def _heard(text: str, edit: Edit, proven: bool) -> bool:
    """Whether the judge hears a number where a 。 stands between digits, by what else speaks for one."""
    head = BEFORE.search(text[max(edit.start - 20, 0) : edit.start])
    tail = AFTER.match(text, edit.end)
    if not head or not tail:
        return False
    start, end = edit.start - len(head[0]), tail.end()
    before, number, after = text[max(start - SEEN, 0) : start], text[start:end], text[end : end + SEEN]
    if (before and (before[-1].isdigit() or before[-1] in ".。,")) or GOES_ON.match(after) or before[-1:] in ("", "\n"):
        return False
    parts = re.split("[.。]", number)
    if before[-1] == "第" or after.lstrip(" ")[:1] in COUNTED:
        return False
    if len(parts) > 2:
        least = PARTS
    elif GLUED.search(before):
        least = IN_NAME
    elif CLOSED.match(after):
        least = SHUT
    elif NAMED.search(before) and VERSION.match(after):
        least = AFTER_NAME
    elif len(parts[1]) > 2 or not FOLLOWS.match(after.removeprefix(" ") if NAMED.search(before) else after):
        return False
    else:
        least = PROVEN if proven else ALONE
    return judge.odds(before, number, number.replace("。", "."), after) >= least


def _after_numbers(text: str) -> Iterator[Edit]:
    """。 after the numbers of a list that count on."""
    items: list[tuple[int, str, int]] = []  # number, its mark, where the mark stands; one for each line that has one
    at = 0
    for line in text.splitlines(keepends=True):
        if line[0] in BEFORE_NUMBER and (item := NUMBER.match(line)):
            items.append((int(item[1]), item[2] or item[3], at + item.end(1)))
        at += len(line)
    for i, (value, mark, place) in enumerate(items):
        if mark == "。":
            neighbours = [items[i - 1] if i else None, items[i + 1] if i + 1 < len(items) else None]
            counts = any(n and n[1] != "、" and n[0] == value + d for n, d in zip(neighbours, (-1, 1), strict=True))
            yield Edit(place, place + 1, ".", "stop-after-number", SURE if counts else UNSURE, {"number": value})

"""? for a space of layout that a charset did not have: `G633 ? ?【文献标识码】A`, `G633?? 文献标识码：A`, `? ?乡村学校…`, `??乡村学校…`. For passes/glyphs.py.

Copies of journals have them where the page had non-breaking and plain spaces in turn: between the labels of an article, at the head of
paragraphs and between sentences; exam papers after the letters of their answers, between these, and in the blank of the question
(`A.?水???????B.?冰`, `（?? ）`); lists of authors between the names. No question looks so: two of them stand apart, behind a space, a full
stop or nothing, right before Han, or before the next label. Two ?? that open most paragraphs are their indent, and one after the 。 of several is
a space that nobody saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.chars import HAN, SURNAMES, pattern
from cleaner.core import Edit
from cleaner.lines import line_start

SURE = 0.95
FEW = 2  # of them in a text, or one before a label in brackets
ROW = pattern(rf"(?<!\? )\? \?(?: \?)*+[ ]?(?=[【“《{HAN}])(?<!\?\?\ \?)")
LABEL = pattern(
    r"""
    (?<!\?) \?\?++ [ ]? (?= [【［\[]? (?: 文[献獻][标標][识識][码碼] | 文章[编編][号號] | 中[图圖]分[类類][号號] | [关關]\ ?[键鍵]\ ?[词詞字]
      | 收稿日期 | 作者[简簡]介 | 基金[项項]目 | DOI ) )
    """,
    re.X,
)
INDENT = pattern(rf"(?m:^)\?\?(?=[{HAN}“《（0-9][^\n?]{{11}})")
TRAILING = pattern(rf"\?(?<=[{HAN}][。！…]\?)(?=[ \u3000\r]*(?:\n|\Z))")
INDENTED, SHARE = 3, 0.5  # paragraphs that open with ??, and of all of as many characters
PARAGRAPH = pattern(rf"(?m:^)[ \u3000?]*(?=[{HAN}“《（0-9][^\n]{{11}})")
# The letter of an answer, right before a ?, and what goes with it in a text that has several: what stands before the next answer or ends its line.
ANSWER = pattern(r"\?(?<=[A-H][.．、]\?)(?<![A-Za-z0-9].{3})")
BETWEEN_ANSWERS = pattern(
    r"""
    (?<=[A-H][.．、])(?<![A-Za-z0-9].{2}) (?P<after> \?{1,3}+ ) (?=[^?\s])
    | \?{2,}+ (?: (?P<before> (?=[ ]?[A-H][.．、]) ) | (?P<end> (?=[ \t\r]*(?:\n|\Z)) ) )
    | (?<=[(（])(?P<blank> \?{1,6}+ )[ ]?(?=[)）])
    """,
    re.X,
)
ANSWERS = 3  # of them in a text
NAME = f"[{''.join(sorted(SURNAMES))}][{HAN}]{{1,2}}"
NEXT_NAME = pattern(rf"\?(?<=[{HAN}]\?)[ ]?{NAME}[? \r\n]")
AUTHORS = pattern(rf"^[ \u3000]*{NAME}(?:\?[ ]?{NAME})+(?=[ \r]*$)", re.M)
ARTICLE = pattern("摘[ \u3000]?要|[关關][键鍵][词詞字]|\\d年[第]?\\d+期")
MANY_AUTHORS = 3  # whom no article need prove
STARTS, ENDS = ("", "\n", "\r"), tuple("。！？；”）】")


def lost_spaces(text: str) -> Iterator[Edit]:
    """The rows of ? that stand for spaces.

    >>> from cleaner.core import apply
    >>> apply(text := "【分类号】G633 ? ?【标识码】A\\n新旧不一。? ?孩子们并不在意。", list(lost_spaces(text)))
    '【分类号】G633 【标识码】A\\n新旧不一。孩子们并不在意。'
    """
    if "??" in text:
        for m in LABEL.finditer(text):
            yield Edit(*m.span(), " ", "lost-space", SURE, {"glyph": "?", "count": 1})
    yield from _at_edges(text)
    yield from _between_answers(text)
    yield from _between_names(text)
    if "? ?" not in text:
        return
    found: list[tuple[int, int, str]] = []
    for m in ROW.finditer(text):
        start = m.start()
        while start and text[start - 1] in " \u00a0":
            start -= 1
        before = text[max(start - 1, 0) : start]
        if before in STARTS:
            found.append((start, m.end(), "\u3000\u3000" if "\n\u3000\u3000" in text else ""))
        elif before in ENDS and text[m.end()] != "【":
            found.append((start, m.end(), ""))
        elif start < m.start() or before in ENDS:
            found.append((start, m.end(), " "))
    if len(found) >= FEW or any(text[end] == "【" for _, end, _ in found):
        for start, end, new in found:
            yield Edit(start, end, new, "lost-space", SURE, {"glyph": "?", "count": len(found)})


def _at_edges(text: str) -> Iterator[Edit]:
    """At the edges of paragraphs."""
    indents = list(INDENT.finditer(text)) if "??" in text else []
    if len(indents) >= max(INDENTED, SHARE * len(PARAGRAPH.findall(text))):
        for m in indents:
            yield Edit(*m.span(), "\u3000\u3000", "lost-space", SURE, {"glyph": "??", "count": len(indents)})
    trailing = list(TRAILING.finditer(text))
    if len(trailing) >= FEW and not any(_closes(text, m.start()) for m in trailing):
        for m in trailing:
            yield Edit(*m.span(), "", "lost-space", SURE, {"glyph": "?", "count": len(trailing)})


def _between_answers(text: str) -> Iterator[Edit]:
    """In the answers of exam papers, in a text that has a ? after the letters of several."""
    if (count := len(ANSWER.findall(text))) < ANSWERS:
        return
    for m in BETWEEN_ANSWERS.finditer(text):
        new = "" if m["end"] is not None else " "
        yield Edit(m.start(), m.end(), new, "lost-space", SURE, {"glyph": "?", "count": count})


def _between_names(text: str) -> Iterator[Edit]:
    """Between the authors of an article."""
    if not NEXT_NAME.search(text):
        return
    least = 2 if ARTICLE.search(text) else MANY_AUTHORS
    for m in AUTHORS.finditer(text):
        places = [at for at in range(*m.span()) if text[at] == "?"]
        for at in places if len(places) + 1 >= least else ():
            new = "" if text[at + 1] == " " else " "
            yield Edit(at, at + 1, new, "lost-space", SURE, {"glyph": "?", "count": len(places)})


def _closes(text: str, at: int) -> bool:
    """Whether a ? at the end of a line may be a quotation mark: one stands open, or another ? may."""
    line = text[line_start(text, at) : at]
    return "?" in line or line.count("“") > line.count("”") or line.count("「") > line.count("」")

"""Headings of Markdown: levels that contradict the numbering, lost and false marks, bold inside, list marks before 1、.

The numbers of Chinese headings tell their order (第一章 > 一、 > （一） > 1. > (1)); how they make a tree, and which level a heading
should have, is said in cleaner/outline/levels.py. A title gets its mark back where others that it counts on with have one.

Left alone: documents without headings of Markdown (there only repeated numbers are noted); levels that a document uses alike, also
where they are unusual; slides, underlined headings, an order of numbers of the document's own; headings without a number, but for
those between stitched articles (篇一, 篇二) at the level of the articles; numbers themselves: a slip is noted, never renumbered;
bold and list marks that are the rule in their document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cleaner.chars import BLANK, HAN_LETTER, pattern
from cleaner.core import Edit, Note
from cleaner.outline.headings import Heading, candidates, marked, unmarked
from cleaner.outline.levels import Run, arrange, levels, settled
from cleaner.outline.numbering import number_of, written

SURE = 0.95
LIKELY = 0.92
UNSURE = 0.8
FEW = 2  # headings from which on a document uses Markdown

SENTENCES = pattern(r"[。！？][”’）]?(?=[^\s”’）])")
LONG_SENTENCE = 60  # characters of a heading that is rather a sentence
ADDRESS = pattern(
    r"(?:各位|尊敬的|敬爱的|亲爱的|同志们|同学们|老师们|朋友们)[^。，]{0,30}[：:！!]|(?:谢谢|感谢)(?:大家|各位)?[。！!]"
)
OPEN_END = pattern(r"[，、—]\Z|[\u4e00-\u9fff](?:和|与|及|以及|的|对|为|在|向|把|将)\Z")
PAIRS = {"《": "》", "（": "）", "“": "”", "【": "】"}
GAP = pattern(r"[ \t]*\r?\n(?:[ \t]*\r?\n)?(?P<marks>[ ]{0,3}#{1,6}[ \t]+)?(?P<rest>[^\n]{1,60})")
LISTED = pattern(
    r"\n([-*+•][ \t]+)(?=(\d{1,2}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、))[^\n]*"
)
PLAIN_ITEM = pattern(
    r"\n[ \t\u3000]{0,8}(\d{1,2}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)"
)


def structure(text: str) -> Iterator[Edit | Note]:
    """Heading levels, lost and false heading marks, bold in headings, list marks before numbers.

    >>> text = "# 总结\\n\\n## 一、经费\\n\\n经费已经到位。\\n\\n### 二、人员\\n\\n人员已经到岗。\\n\\n## 三、计划\\n\\n明年再议。"
    >>> [(edit.start, edit.end, edit.new) for edit in structure(text)]
    [(24, 25, '')]
    """
    given = marked(text)
    real = [heading for heading in given if not _sentence(heading)]
    if len(real) < FEW:
        if any(True for _ in _slips(arrange(candidates(text)))):
            yield from _slips(arrange(unmarked(text, [])))
        return
    for heading in given:
        if confidence := _sentence(heading):
            yield Edit(heading.start, heading.body, "", "heading-mark-before-sentence", confidence)
    broken = dict(_broken(text, real))
    yield from broken.values()
    real = [heading for heading in real if heading.start not in broken]
    yield from _bold(text, real)
    yield from _list_marks(text)
    if settled(text, real):
        return
    lines = sorted([*real, *unmarked(text, real)], key=lambda heading: heading.start)
    runs = levels(lines)
    for heading in lines:
        yield from _level(text, heading)
    yield from _slips(runs)


def _level(text: str, heading: Heading) -> Iterator[Edit]:
    """The edit that gives a heading the level that it should have."""
    facts = {"from": heading.level, "to": heading.target, "title": heading.title[:20]}
    if heading.lost:
        start = heading.start
        while start and text[start - 1] in BLANK:
            start -= 1
        bold = len(heading.bold)
        yield Edit(start, heading.start + bold, "#" * heading.target + " ", "lost-heading-mark", SURE, facts)
        if bold:
            yield Edit(heading.end - bold, heading.end, "", "bold-heading", SURE, facts)
    elif heading.level and heading.target > heading.level:
        confidence = SURE if heading.number else LIKELY
        yield Edit(
            heading.start, heading.start, "#" * (heading.target - heading.level), "heading-level", confidence, facts
        )
    elif heading.level and 0 < heading.target < heading.level:
        yield Edit(heading.start, heading.start + heading.level - heading.target, "", "heading-level", SURE, facts)


def _slips(runs: list[Run]) -> Iterator[Note]:
    """Numbers that are given twice in a row: the second opens a run of its own, and does not begin with 1."""
    last: dict[tuple[int, str], Heading] = {}
    for run in runs:
        first, key = run.headings[0], (id(run.parent), run.kind)
        number, before = first.number, last.get(key)
        if before and number and before.number and before.number.value == number.value > 1:
            end = first.body + number.length
            yield Note(first.body, end, "repeated-number", {"number": written(run.kind, number.value)})
        last[key] = run.headings[-1]


# -- marks that do not belong there ------------------------------------------------------------------------------------


def _sentence(heading: Heading) -> float:
    """How sure it is that a line with a heading mark is none."""
    title = heading.title
    if not HAN_LETTER.search(title[:20]):
        return 0
    if ADDRESS.fullmatch(title):
        return SURE
    if len(title) < LONG_SENTENCE or title[-1] not in "。！？；：”）":
        return 0
    return SURE if SENTENCES.search(title) else UNSURE


def _bold(text: str, headings: list[Heading]) -> Iterator[Edit]:
    """Bold round a whole title where most headings do without, or where its like do both ways."""
    bold = [heading for heading in headings if heading.bold and HAN_LETTER.search(heading.title)]
    if not bold or len(bold) * 3 > len(headings) * 2:
        return
    plain = {_like(heading) for heading in headings if not heading.bold}
    for heading in bold:
        if _like(heading) in plain:
            at = text.index(heading.bold, heading.body)
            end = text.rindex(heading.bold, at, heading.end)
            for start in (at, end):
                yield Edit(start, start + len(heading.bold), "", "bold-heading", LIKELY, {"title": heading.title[:20]})


def _like(heading: Heading) -> str | int:
    """What the other headings of its sort have: the kind of number, or the level."""
    return heading.number.kind if heading.number else heading.level


def _broken(text: str, headings: list[Heading]) -> Iterator[tuple[int, Edit]]:
    """Titles that end in the middle of a phrase, with what goes on in the next line; by the start of that line's heading."""
    for heading in headings:
        title = heading.title
        inside = any(title.count(left) > title.count(right) for left, right in PAIRS.items())
        if heading.bold or not (inside or OPEN_END.search(title)):
            continue
        m = GAP.match(text, heading.end)
        rest = m["rest"].strip() if m else ""
        if (
            not m
            or not rest
            or len(rest) > 40
            or number_of(rest)
            or not HAN_LETTER.match(rest)
            or rest[-1] in "。，；：！？、"
        ):
            continue
        level = len((m["marks"] or "").strip())
        if not level and text[heading.end : m.start("rest")].count("\n") > 1:
            continue
        closes = inside and any(right in rest for right in PAIRS.values())
        confidence = SURE if closes or level == heading.level else UNSURE
        start = heading.end - (len(text[heading.body : heading.end]) - len(text[heading.body : heading.end].rstrip()))
        yield (
            m.start("marks") if level else -heading.start - 1,
            Edit(start, m.start("rest"), "", "broken-heading", confidence),
        )


def _list_marks(text: str) -> Iterator[Edit]:
    """`- 1、` in a document that has plain 1、 too."""
    if not LISTED.search("\n" + text):
        return
    plain = Counter(_form(m[1]) for m in PLAIN_ITEM.finditer("\n" + text))
    newline = "\r\n" if "\r\n" in text else "\n"
    for m in LISTED.finditer("\n" + text):
        start, end = m.start(1) - 1, m.end(1) - 1
        above = text[max(start - 3, 0) : start].replace("\r", "")
        tight = start and not above.endswith("\n\n") and above != "\n"
        confidence = LIKELY if plain[_form(m[2])] else UNSURE
        yield Edit(start, end, newline if tight else "", "list-mark-before-number", confidence, {"number": m[2]})


def _form(number: str) -> str:
    """What a number looks like, whatever its value."""
    return (
        "、".join("1" if part.strip("（()）").isdecimal() else "一" for part in number.split("、") if part) + number[-1]
    )

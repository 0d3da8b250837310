"""Numbers that do not follow each other: 一、 三、; 一是 二是 四是; an article that opens at 六、.

A number that stands inside a line (一、修渠，二、铺路) is there, and so is one whose line reads like a decimal (6.5月份).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cleaner.chars import HAN, HAN_LETTER, pattern
from cleaner.core import Note
from cleaner.outline.numbering import HAN_NUMBER, RANK, Number, in_han, number_of, stitched, value_of, written

SHOWN = 12  # characters of a paragraph that a note stands on
# 三是, 三要, 其三: looked for by the letter that is always there, which is fast
SERIES = [pattern(rf"{word}(?<=[^{HAN}][一二三四五六七八九十]{word})(?=[{HAN}])") for word in "是要"] + [
    pattern(rf"其(?<=[^{HAN}]其)(?=[一二三四五六七八九][，、是])")
]
LATER = [pattern(f"{word}(?<=[三四五六]{word})") for word in "是要"] + [pattern("其(?=[三四五六])")]
NUMBERED = rf"[第（(\d]|{HAN_NUMBER}[ ]?[、.．]"
OPENING, STITCHED_OPENING = (
    pattern(rf"\n{first}[ \t\u3000]{{0,8}}(?:\#{{1,6}}[ \t]*)?(?:[-*][ \t])?(?:\*\*)?(?={opens})([^\n]{{1,80}})")
    for first, opens in (
        (r"(?=[ \t\u3000#*第（(\d〇零一二三四五六七八九十百-])", NUMBERED),
        ("", rf"{NUMBERED}|[^\n]{{0,40}}篇"),
    )
)
STITCH_WORD = pattern(rf"篇(?=[ ]?(?:{HAN_NUMBER}|\d))")
# by kind: how far a jump may go to be one
COUNTED = {"han": 6, "bracketed": 6, "figure": 4, "figure-bracketed": 4, "chapter": 4, "section": 4, "stitch": 6}
FAR = 1500  # characters within which 三是 follows 二是


def numbers(text: str) -> Iterator[Note]:
    """Numbers of lines that do not follow each other, by kind; a wider number or a stitched article begins the narrower anew."""
    seen: list[tuple[Number, int]] = []
    open_: dict[str, int] = {}  # by kind: where in `seen` its last number is, while no wider one has come
    opening = STITCHED_OPENING if STITCH_WORD.search(text) else OPENING
    for m in opening.finditer("\n" + text):
        start = m.start(1) - 1
        number = (stitched(m[1].strip("*\r ")) if "篇" in m[1] else None) or number_of(m[1])
        if number is None or number.kind not in COUNTED or not 0 < number.value < 100 or not HAN_LETTER.search(m[1]):
            continue
        at = open_.get(number.kind)
        last = seen[at][0].value if at is not None else 0
        begun = seen[at][1] if at is not None else seen[-1][1] if seen and seen[-1][0].kind == "stitch" else -1
        if number.value > last + 1 and begun >= 0 and number.value - last <= COUNTED[number.kind]:
            missing = [written(number.kind, value) for value in range(last + 1, number.value)]
            if not any(_inline(text, begun, start, number.kind, value) for value in range(last + 1, number.value)):
                facts = {
                    "found": written(number.kind, number.value),
                    "missing": "—".join(dict.fromkeys(missing[:: len(missing) - 1 or 1])),
                }
                if at is None:
                    if number.kind == "han":
                        yield Note(start, start + number.length, "opens-late", facts)
                else:
                    place = _place(text, seen[at + 1 :]) or (start, start + max(number.length, 1))
                    yield Note(*place, "missing-number", {"before": written(number.kind, last), **facts})
        open_ = {kind: place for kind, place in open_.items() if RANK[kind] < number.rank}
        open_[number.kind] = len(seen)
        seen.append((number, start))


def _inline(text: str, start: int, end: int, kind: str, value: int) -> bool:
    """Whether a number stands inside a line between two places: 一、…… 二、……"""
    number = in_han(value) if kind not in ("figure", "figure-bracketed") else str(value)
    mark = "[）)]" if "bracketed" in kind else "[章节]" if kind in ("chapter", "section") else "[、.．)）](?!\\d)"
    if kind == "figure" and pattern(rf"\n[ \t\u3000]{{0,8}}{value}(?!\d)").search(text, start, end):
        return True
    return bool(
        pattern(rf"(?<![\d.第十]){number}[ ]?{mark}|第(?:{in_han(value)}|{value})[，、：章节]").search(text, start, end)
    )


def _place(text: str, between: list[tuple[Number, int]]) -> tuple[int, int] | None:
    """Where a lost heading stood: before the paragraph that leads up to narrower numbers that begin anew."""
    kinds: set[str] = set()
    for (before, _), (number, start) in pairwise(between):
        kinds.add(before.kind)
        if number.value == 1 and (number.rank < before.rank or number.kind in kinds):
            begin = text.rfind("\n", 0, start) + 1
            for _ in range(3):
                end = len(text[max(begin - 6, 0) : begin].rstrip()) + max(begin - 6, 0)
                above = text.rfind("\n", 0, end) + 1
                if begin == 0 or end <= above or text[above] in "#-|>" or number_of(text[above : above + 20]):
                    break
                begin, lead = above, text[max(above - 6, 0) : above].rstrip()
                if not lead or lead[-1] in "。！？：”":
                    break
            return begin, min(begin + SHOWN, len(text))
    return None


def series(text: str) -> Iterator[Note]:
    """一是, 二是, 四是."""
    if not any(later.search(text) for later in LATER):
        return
    last: dict[str, tuple[int, int]] = {}
    found = [(m.start() - 1, m[0]) for forms in SERIES for m in forms.finditer("\n" + text)]
    for at, form in sorted(found):
        start = at if form == "其" else at - 1
        value = value_of(text[at + 1] if form == "其" else text[start])
        before, place = last.get(form, (0, 0))
        if before and before + 1 < value <= before + 4 and start - place < FAR:
            missing = [in_han(each) for each in range(before + 1, value)]
            told = [f"其{each}" if form == "其" else each + form for each in missing]
            if not any(pattern(f"{each}(?:[是要、来])|[第其]{each}").search(text, place, start) for each in missing):
                facts = {"found": text[start : start + 2], "missing": "、".join(told)}
                yield Note(start, start + 2, "missing-item", facts)
        last[form] = (value, start)

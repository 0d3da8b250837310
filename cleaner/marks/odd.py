"""Marks in forms that nobody means: small ones of Big5 (﹐ ﹔ ﹖), those of vertical lines (道︰﹁甲﹂), the ratio for a colon (写道∶“…), the stroke
丶 for 、, ‚甲‛ for “甲” and „甲‟ for ‘甲’.

A small or vertical form is its mark, a bracket where a pair holds Chinese. Nothing in Chinese ends with ‛ or ‟: where such a pair holds
Chinese, all of them are quotation marks. ∶ is a ratio, but not before a quotation or after a word of saying; 丶 is part of names, but not
where it stands several times and 、 hardly ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.chars import HAN, pattern
from cleaner.core import Edit

SURE, LIKELY = 0.95, 0.92
SMALL = dict(zip("﹐﹑﹔﹕﹖﹗︐︑︒︓︔︕︖︰", "，、；：？！，、。：；！？：", strict=True))
SINGLE = "".join(SMALL) + "∶丶"
PLACE = pattern(rf"[{SINGLE}](?<=[{HAN}”’）》」』﹂﹄].)(?=[{HAN}“‘「『（《”’」』）﹁﹃\s]|\Z)")
SAID = pattern(r"∶(?:(?<=[说說道问問答曰喊写寫]∶)|(?=\s?[“「『]))")
LOW = {"‚‛": "“”", "„‟": "‘’"} | dict(
    zip(("﹁﹂", "﹃﹄", "︽︾", "︿﹀", "︻︼", "︵︶"), ("「」", "『』", "《》", "〈〉", "【】", "（）"), strict=True)
)  # as some converters leave them, and as they stand in vertical lines
ODD = SINGLE + "".join(low[1] for low in LOW)  # one of these stands where there is anything to do
LOW_PAIRS = {low: pattern(rf"{low[0]}[^{low}]{{0,200}}[{HAN}][^{low}]{{0,200}}{low[1]}") for low in LOW}
FEW, SURVIVING = 3, 0.25  # 丶 that show it, and 、 for each of them at most


def odd_marks(text: str) -> Iterator[Edit]:
    """The marks in odd forms.

    >>> [(edit.start, edit.new) for edit in odd_marks("他说∶“走﹖”我说﹐不走。丁酸∶甲醇")]
    [(2, '：'), (5, '？'), (9, '，')]
    """
    strokes = (
        "丶" in text and text.count("丶") >= FEW and text.count("、") <= SURVIVING * text.count("丶") and "，" in text
    )
    for m in PLACE.finditer(text):
        mark = m[0]
        if mark in SMALL:
            yield Edit(*m.span(), SMALL[mark], "odd-mark", SURE, {"mark": mark})
        elif mark == "∶" and SAID.match(text, m.start()):
            yield Edit(*m.span(), "：", "odd-mark", SURE, {"mark": mark})
        elif mark == "丶" and strokes:
            yield Edit(*m.span(), "、", "odd-mark", LIKELY, {"mark": mark})
    for low, marks in LOW.items():
        if low[1] in text and LOW_PAIRS[low].search(text):
            for m in re.finditer(f"[{low}]", text):
                yield Edit(*m.span(), marks[low.index(m[0])], "odd-mark", SURE, {"mark": m[0]})

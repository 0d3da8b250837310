"""Doubled, crossed and broken marks: 完成了，，他 for 完成了，他, 45。6% for 45.6%, （注) for （注）.

A mark is repaired where only one reading is left: the same stop twice in a text that has that nowhere else as its way of
writing; a comma run into a full stop at the end of a sentence; 。 for a decimal point, and after the numbers of a list (marks/decimals.py);
one side of a pair of brackets in the other width; a mark in a form that nobody means (marks/odd.py); a line in which every pair of
quotation marks is turned round (”甲“), and a quotation mark that faces the wrong way (marks/sides.py); a sign lost next to figures (marks/figures.py).

Left alone: 。。。 and …… and dots, ！！ ？？ ！？, dashes, repeated words, three or more marks in a row (a text about marks, a
kaomoji), 。between digits where a new sentence may begin (共有12。2019年), blanks ____ and （　　）, masks ×× and **, the order of 。
and ”, ASCII quotation marks, quotation marks without a partner. A ，， or 。。 that stands all over a text is its writer's style, or was
put there by a site; then all are held, but where ，， and ，。 or ，、 stand together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.chars import HAN, HAN_LETTER, pattern
from cleaner.core import Edit, Note, trigger
from cleaner.marks.decimals import decimals
from cleaner.marks.figures import figures
from cleaner.marks.odd import ODD, odd_marks
from cleaner.marks.sides import turned_marks

SURE = 0.95  # one reading left: no false edit in 1.5 million characters of clean text
LIKELY = 0.92  # the other reading wants two slips in one line
UNSURE = 0.75

DOUBLES = {
    "，，": "，",
    "、、": "、",
    "；；": "；",
    "：：": "：",
    "。。": "。",
    "，。": "。",
    "，,": "，",
    ",，": "，",
    "：:": "：",
    ":：": "：",
}
UNCLEAR = {"。，": "。", "、。": "。", "、，": "，", "，、": "、"}  # which of the two was meant does not show
# One stop in two widths, and these twice: nobody's habit. In 101 million characters of clean text all 227 doubled stops are slips.
SLIPS = frozenset({"，,", ",，", "：:", ":：", "、、", "；；", "：："})
RATE = 0.3  # doubled marks by all of their kind: above it they are a habit or were put there
FEW = 2  # doubled marks that are slips whatever the rate
# Two of these, so often each, and of all commas so many: no habit has both, some sites put a comma before marks of every kind.
PUT = 0.1
COMMA_BEFORE = ("，，", "，。", "，、")

DOUBLE = pattern(
    rf"""
    [，。、；：:，,] (?: (?<=[{HAN}\w“”’）》>％%][，。、；]) [，。、；] (?= [{HAN}\w“‘《（”’）<] | \s | \Z )
                | (?<=[{HAN}“”’）》>][：:，,]) [：:，,] (?= [{HAN}“”‘《<] | \s*$ ) )
    """,
    re.X | re.M,
)
# What DOUBLE and SPACED find begins like one of these: seven looks for one character are faster than one for seven.
ROWS = [pattern(f"{stop}[ \u00a0]?[，。、；：,:]") for stop in "，。、；：,:"]
SPACED = pattern(rf"([，。、；：])(?<=[{HAN}”’）》]\1)[ \u00a0](\1)(?=[{HAN}“‘《（”’）\n]|\Z)")

# Where “ or ” was: then the space between two stops was one too.
LOST_QUOTE = pattern(rf"[，。：；][ \u00a0](?=[{HAN}])")

FACE = tuple("ヽヾノﾉゞ゜﹏ωД")  # what a face of marks is drawn with, beside its eyes
MARKS = "，。、；：！？,.;:?!…·"

MIXED = {
    "（": pattern(r"（([^（）()\n]{1,80})\)(?![）)])"),
    "(": pattern(r"\(([^（）()\n]{1,80})）(?![）)])"),
}
FULL_PAIR = pattern(r"（[^（）()\n]{1,80}）")
HALF_PAIR = pattern(rf"\((?=[^（）()\n]{{0,80}}[{HAN}])[^（）()\n]{{1,80}}\)")
TITLE = pattern(rf"《([^《》<>\n]{{0,40}}[{HAN}][^《》<>\n]{{0,40}})>(?![^《》\n]{{0,60}}》)")
TITLE_LEFT = pattern(rf"<(?=[{HAN}])([^《》<>/\n]{{1,40}})》")
NESTED = {"““": pattern("(““)[^“”\n]{1,60}(””)"), "《《": pattern("(《《)[^《》\n]{1,60}(》》)")}
QUOTE = re.compile("[“”]")
LED = re.compile("\n[^“”\n]*”")  # a line in which no pair is turned round opens with “
TURNED = pattern(r"”([^“”\n，。；！？]{1,16})“")


@trigger("，。、；：“”（）《》" + ODD)
def punctuation(text: str) -> Iterator[Edit | Note]:
    """Doubled, crossed and broken marks.

    >>> [(edit.start, edit.end, edit.new) for edit in punctuation("全部完成了，，合格率45。6%。")]
    [(5, 7, '，'), (12, 13, '.')]
    >>> list(punctuation("他……我！！不知道。。。"))
    []
    """
    yield from _doubled(text)
    yield from decimals(text)
    yield from _brackets(text)
    yield from _quotes(text)
    for at, new, plain in turned_marks(text):
        yield Edit(at, at + 1, new, "turned-quotation-mark", LIKELY if plain else UNSURE)
    yield from odd_marks(text)
    yield from figures(text)


def _doubled(text: str) -> Iterator[Edit]:
    """The same stop twice, a comma before a full stop, one stop in two widths."""
    if not any(row.search(text) for row in ROWS):
        return
    found: dict[str, list[tuple[int, int, str]]] = {}
    for m in DOUBLE.finditer(text):
        new = DOUBLES.get(m[0]) or UNCLEAR.get(m[0])
        if new and not _longer(text, m.start(), m.end()):
            found.setdefault(m[0], []).append((m.start(), m.end(), new))
    for m in SPACED.finditer(text) if not LOST_QUOTE.search(text) else ():
        if not _longer(text, m.start(), m.end()):
            found.setdefault(m[1] * 2, []).append((m.start(), m.end(), m[1]))
    counts = [len(found.get(pair, ())) for pair in COMMA_BEFORE]
    put = sum(count >= FEW for count in counts) > 1 and sum(counts) >= PUT * text.count("，")
    for pair, places in found.items():
        few = pair in SLIPS or len(places) <= FEW or len(places) <= RATE * max(map(text.count, pair))
        style = pair[0] * 3 in text and pair[0] in "，。、"
        alone = pair == "。。" and text.count("。") - 2 * len(places) < 2
        sure = SURE if few and not style and not alone and pair not in UNCLEAR else UNSURE
        if put and pair in COMMA_BEFORE and not style:
            sure = max(sure, LIKELY)
        for start, end, new in places:
            yield Edit(start, end, new, "doubled-mark", sure, {"marks": text[start:end], "count": len(places)})


def _longer(text: str, start: int, end: int) -> bool:
    """Whether a pair is a piece of a row of marks, or stands in quotation marks or brackets of its own: 用“，。”"""
    before, after = text[max(start - 2, 0) : start].rstrip(), text[end : end + 2].lstrip()
    if before[-1:] in FACE or after[:1] in FACE:
        return True
    if before[-1:] in tuple(MARKS) or after[:1] in tuple(MARKS):
        return True
    return text[max(start - 1, 0) : start] in tuple("“‘（(「") and text[end : end + 1] in tuple("”’）)」")


def _brackets(text: str) -> Iterator[Edit]:
    """Pairs of which one side is broken."""
    if ("（" in text and ")" in text) or ("(" in text and "）" in text):
        found = [(opening, m) for opening, mixed in MIXED.items() for m in mixed.finditer(text)]
        new_full = not found or len(FULL_PAIR.findall(text)) >= len(HALF_PAIR.findall(text))
        for opening, m in found:
            if not HAN_LETTER.search(m[1]) or m[1][-1] in ":;-^_=`~'" or m[1][0] in ":;^`~" or _crowded(text, m):
                continue
            broken_end = (opening == "（") == new_full
            start = m.end() - 1 if broken_end else m.start()
            new = ("）" if new_full else ")") if broken_end else ("（" if new_full else "(")
            yield Edit(start, start + 1, new, "mixed-brackets", SURE, {"pair": opening + m[0][-1]})
    if ">" in text and "《" in text:
        for m in TITLE.finditer(text):
            yield Edit(m.end() - 1, m.end(), "》", "mixed-brackets", LIKELY, {"pair": "《>"})
    if "<" in text and "》" in text:
        for m in TITLE_LEFT.finditer(text):
            if "《" not in text[max(m.start() - 60, 0) : m.start()].rpartition("》")[2]:
                yield Edit(m.start(), m.start() + 1, "《", "mixed-brackets", LIKELY, {"pair": "<》"})
    for opening, nested in NESTED.items():
        for m in nested.finditer(text) if opening in text else ():
            for side in (1, 2):
                yield Edit(
                    m.start(side), m.end(side), m[side][0], "doubled-mark", LIKELY, {"marks": m[side], "count": 1}
                )


def _crowded(text: str, m: re.Match[str]) -> bool:
    """Whether a bracket without partner stands near, so that another pairing is possible: （见 1) 和 2)）."""
    before = re.split(r"[\n]", text[max(m.start() - 80, 0) : m.start()])[-1]
    after = re.split(r"[\n]", text[m.end() : m.end() + 80])[0]
    depth = 0
    for char in before:
        depth = depth + 1 if char in "（(" else max(depth - 1, 0) if char in "）)" else depth
    closing = 0
    for char in after:
        if char in "（(":
            break
        closing += char in "）)"
    listed = (
        re.search(r"(?:^|[\s、，；])[\da-zA-Z一二三四五六七八九十]{1,2}$", m[1]) is not None
        and m[0][-1] == ")"
        and len(m[1]) > 3
    )
    return depth > 0 or closing > 0 or listed


def _quotes(text: str) -> Iterator[Edit]:
    """Lines in which every pair of quotation marks is turned round, in a text whose other lines pair theirs."""
    if not TURNED.search(text) or not LED.search("\n" + text):
        return
    turned: list[list[int]] = []
    at = others = 0
    for line in text.split("\n"):
        shape = "".join(QUOTE.findall(line))
        if shape and not shape.replace("”“", ""):
            turned.append([at + m.start() for m in QUOTE.finditer(line)])
        elif shape.replace("“”", ""):
            others += shape.count("“") != shape.count("”")
        at += len(line) + 1
    for places in turned:
        pairs = list(zip(places[::2], places[1::2], strict=True))
        fits = all(TURNED.match(text, left) for left, _ in pairs)
        begins = _outside(text, places[0] - 1) and _outside(text, places[-1] + 1)
        for left, right in pairs:
            sure = fits and begins and not others
            facts = {"pairs": len(pairs)}
            if fits:
                yield Edit(left, left + 1, "“", "turned-quotation-marks", LIKELY if sure else UNSURE, facts)
                yield Edit(right, right + 1, "”", "turned-quotation-marks", LIKELY if sure else UNSURE, facts)


def _outside(text: str, at: int) -> bool:
    """Whether a place does not look like the inside of a quotation: no stop stands there before a closing mark."""
    return not 0 <= at < len(text) or text[at] not in "。！？…"

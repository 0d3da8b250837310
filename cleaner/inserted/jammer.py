"""The codes that old forums put into a text so that copies of it look bad, for the pass `noise`.

  pairs    `' b3 g- k* P( e`: Discuz puts a run of pairs before each line end or after it, a character of U+0020 to U+003B, a space, one of
           U+003F to U+007E (its function `jammer`).
  words    `[f!vB3|mS`: others put a word of five to twelve characters by lot after the last stop of a line.

Left alone: runs that may be a list (A. B. C. D), and codes before what is no Chinese, unless others prove the document; what looks like a
word, an address or code; a few such words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.chars import BREAK, HAN_LETTER, pattern
from cleaner.core import Edit, Span
from cleaner.lines import LINE

SURE, LIKELY = 0.97, 0.93
FEW = 3  # codes in the text that prove each other

# Four pairs by lot have all but surely three kinds of first characters, and most have one that is no separator: A. B. C. D and A1 B2 C3
# have not, and go only where other codes prove the document.
PAIR = r"[!-;]?[ ]{1,2}[?-~]"
PAIR_OF_TWO = "([!-;]) [?-~]"
PLACE = pattern(r" [?-~][!-;] {1,2}[?-~]")
SPACES = re.compile("[ ]*")
CODE = pattern(rf"(?:{PAIR}){{3,40}}(?:[ ]+(?=[{BREAK}]|\Z))?")
START = pattern(rf"(?:{PAIR}){{0,40}}[!-;]?[ ]?\Z")
REACH = 160  # code points of a code at most, on each side
SEPARATORS = frozenset(".,;:0123456789")
NEAR = 12  # code points: more spaces are layout
FULL_PAIRS, KINDS = 3, 3

ENDS = pattern(r"\n(?:(?<=[!-~]\n)|(?<=[!-~] \n))")
LONGEST = 14  # characters of a word by lot, with its spaces
WORD = pattern(r"(?<=[。！？…”])[ ]?[!-~]{5,12}[ ]?\Z")
CLASSES = [re.compile(kind) for kind in ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")]
LIKE_A_WORD = re.compile(r"[a-zA-Z]{4}|\d{4}|://|@|\.[a-z]{2,3}\Z|\A[(<\[{#*-].*[)>\]}#*-]\Z")


def jammed(text: str) -> Iterator[Edit]:
    """The codes of forums, each with the space that is its own.

    >>> [(edit.start, edit.end) for edit in jammed("今天开会，讨论明年的计划。' b3 g- k* P( e")]
    [(13, 28)]
    """
    if not HAN_LETTER.search(text):
        return
    yield from _pairs(text)
    yield from _words(text)


def _pairs(text: str) -> Iterator[Edit]:
    found: list[tuple[Span, bool]] = []
    at = 0
    for place in PLACE.finditer(text):
        if place.start() < at:
            continue
        low = max(at, place.start() - REACH)
        start = low + START.search(text[low : place.start()]).start()  # type: ignore[union-attr]
        code = CODE.match(text, start)
        if code and code.end() > place.start():
            at = code.end()
            beside = _beside_text(text, *code.span())
            if _by_lot(code[0]) and (beside or _opens_line(text, *code.span())):
                listed = SEPARATORS.issuperset(re.findall(PAIR_OF_TWO, code[0]))
                found.append(((start, at if beside else SPACES.match(text, at).end()), beside and not listed))  # type: ignore[union-attr]
    proven = sum(plain for _, plain in found)
    for (start, end), plain in found:
        sure = SURE if proven > 1 or end - start > FULL_PAIRS * 5 else LIKELY
        if plain or proven >= FEW:
            yield _edit(text, start, end, sure, len(found))


def _edit(text: str, start: int, end: int, sure: float, count: int) -> Edit:
    return Edit(start, end, "", "forum-noise", sure, {"count": count, "seen": text[start:end].strip()[:20]})


def _by_lot(code: str) -> bool:
    """Whether the pairs of a run differ as those drawn by lot do."""
    pairs = re.findall(PAIR_OF_TWO, code)
    return len(pairs) >= FULL_PAIRS and len(set(pairs)) >= KINDS and len(set(re.findall(" ([?-~])", code))) >= KINDS


def _beside_text(text: str, start: int, end: int) -> bool:
    """Whether Chinese text or a line end stands on both sides, spaces apart."""
    before, after = text[max(start - NEAR, 0) : start].rstrip(" "), text[end : end + NEAR].lstrip(" ")
    return all(not near or near in BREAK or not near.isascii() for near in (before[-1:], after[:1]))


def _opens_line(text: str, start: int, end: int) -> bool:
    """Whether a line with Chinese text begins with a code."""
    return (not start or text[start - 1] in BREAK) and bool(HAN_LETTER.search(LINE.match(text, end)[0][:NEAR]))  # type: ignore[index]


def _words(text: str) -> Iterator[Edit]:
    ends = [m.start() for m in ENDS.finditer(text)]
    found: list[tuple[int, int, int]] = []
    for end in (*ends, len(text)) if text[-1:].isascii() else ends:
        if (m := WORD.search(text, max(end - LONGEST, 0), end)) and not LIKE_A_WORD.search(m[0]):
            found.append((m.start(), end, sum(bool(kind.search(m[0].strip())) for kind in CLASSES)))
    if len({text[start:end] for start, end, kinds in found if kinds == len(CLASSES)}) >= FEW:
        for start, end, kinds in found:
            if kinds >= KINDS:
                yield _edit(text, start, end, LIKELY, len(found))

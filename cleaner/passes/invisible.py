"""Characters that nobody sees: zero-width spaces, stray joiners and marks of direction, soft hyphens, control characters.

UNSEEN is what Unicode calls default ignorable, format, control or no character at all, less what is white space, ends a line or a
page (form feed), or belongs to one script alone and is drawn there (Arabic number signs, Hangul fillers, hieroglyphs, music); a
test computes it anew from Unicode's properties. A neighbour is the nearest character that is not in it, on the same line or not.

Left alone, because something is drawn by it:
  joiners and spaces next to a letter of a script that needs them (Persian, Hindi, Thai, Mongolian, ...) or a combining mark;
  joiners and selectors in emoji (👩‍🌾 ❤️ 1️⃣ and flags), selectors after ideographs and marks that have such variants;
  marks of direction in a text with Arabic or Hebrew letters: all letters of bidirectional class R and AL;
  C1 controls and soft hyphens next to é or â: bytes read in a wrong charset, which can still be put right while they are there;
  everything in a text without Han characters.
A run that is turned round (U+202E 府政 U+202C, shown as 政府) is written as it was shown. A glyph of a private use area is noted
where it stands alone, as it may be lost text; what a text uses again and again it uses on purpose.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache

from cleaner.census import Kind
from cleaner.chars import HAN_LETTER, pattern
from cleaner.core import Edit, Note, trigger

CONTROLS = "\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
ZERO_WIDTH = "\u034f\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffb"
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
TAGS = "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
NO_CHARACTERS = "\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(p + 0xFFFE)}{chr(p + 0xFFFF)}" for p in range(1 << 16, 17 << 16, 1 << 16)
)
UNSEEN = CONTROLS + SOFT_HYPHEN + DIRECTIONS + ZERO_WIDTH + SELECTORS + TAGS + NO_CHARACTERS
PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"

RUN = pattern(f"[{UNSEEN}]+")
UNSEEN_KIND, PRIVATE_KIND = Kind(UNSEEN), Kind(PRIVATE)
CODES = {
    code: pattern(f"[{chars}]")
    for code, chars in {
        "control-character": CONTROLS,
        "soft-hyphen": SOFT_HYPHEN,
        "direction-mark": DIRECTIONS,
        "zero-width-character": ZERO_WIDTH,
        "variation-selector": SELECTORS,
        "tag-character": TAGS,
        "noncharacter": NO_CHARACTERS,
    }.items()
}
FLAG = pattern("[\U000e0020-\U000e007e]{1,16}\N{CANCEL TAG}")
COLOUR = pattern(r"\x1b\[[0-9;]{0,20}[mK]")
OVERSTRIKE = pattern(r"([^\b\n])[\b]\1")
REVERSED = pattern(f"\u202e([^\\n\\r{DIRECTIONS}]{{1,200}})\u202c")
EMBEDDING = pattern("[\u202a-\u202e\u2066-\u2069]")
RIGHT_TO_LEFT = Kind("\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff")

# First words of the names of letters whose scripts do not join and do not need to be told where a word ends.
PLAIN_SCRIPTS = frozenset(
    (
        "CJK",
        "IDEOGRAPHIC",
        "HIRAGANA",
        "KATAKANA",
        "HANGUL",
        "BOPOMOFO",
        "LATIN",
        "GREEK",
        "CYRILLIC",
        "FULLWIDTH",
        "HALFWIDTH",
    )
)
EMOJI_MARKS = "\N{DOUBLE EXCLAMATION MARK}\N{EXCLAMATION QUESTION MARK}\N{WAVY DASH}\N{INFORMATION SOURCE}"  # no symbols to Unicode
KEYCAP, BLACK_FLAG = "\N{COMBINING ENCLOSING KEYCAP}", "\N{WAVING BLACK FLAG}"
CP1252_MARKS = pattern("[\x80\x85\x91-\x97]")  # in Windows-1252 these are € … ‘ ’ “ ” • – —
SYSTEMATIC = 3  # a private glyph that stands in a text so often is used on purpose


@trigger(UNSEEN_KIND, PRIVATE_KIND)
def invisible(text: str) -> Iterator[Edit | Note]:
    """Invisible characters: zero-width spaces, marks of direction, soft hyphens, control characters.

    >>> from cleaner.core import apply
    >>> apply(text := "自然资源\\u200b管理和\\u200c规划", invisible(text))
    '自然资源管理和规划'
    """
    if not HAN_LETTER.search(text):
        return
    yield from _private(text)
    directed = any(unicodedata.bidirectional(text[at]) in ("R", "AL") for at in RIGHT_TO_LEFT.places(text))
    overridden = text.count("\u202e") > len(REVERSED.findall(text))
    annotated = "\ufffa" in text
    done = 0
    for run in UNSEEN_KIND.matches(RUN, text):
        start, end = run.span()
        if start < done:
            continue
        if text[start] == "\u202e" and not directed and (turned := REVERSED.match(text, start)):
            done = turned.end()
            yield _turned(turned)
        elif text[start] == "\b" and OVERSTRIKE.match(text, start - 1 if start else 0):
            continue
        else:
            yield from _run(text, start, end, directed, overridden, annotated)


def _run(text: str, start: int, end: int, directed: bool, overridden: bool, annotated: bool) -> Iterator[Edit]:
    """The characters of one run of unseen ones that should go, each with its own reason."""
    left = text[start - 1] if start else ""
    right = text[end] if end < len(text) else ""
    kept = ""  # what stays of the run so far
    flag = named.end() if left == BLACK_FLAG and (named := FLAG.match(text, start)) else start
    for at in range(start, end):
        char = text[at]
        code = _code(char)
        stays = False
        confidence = 0.99
        if code == "direction-mark":
            stays = directed
            confidence = 0.6 if overridden and EMBEDDING.match(char) else confidence
        elif code == "zero-width-character":
            stays = _joins(left, right, kept) if char == "\u200d" else False
            stays = stays or _needs_joiners(left) or _needs_joiners(right)
            stays = stays or (
                "\u2061" <= char <= "\u2064" and not HAN_LETTER.match(left) and not HAN_LETTER.match(right)
            )
            confidence = 0.6 if annotated and "\ufff9" <= char <= "\ufffb" else confidence
        elif code == "variation-selector":
            stays = not kept and _varies(left, char, right)
        elif code == "tag-character":
            stays = at < flag
        elif code in ("control-character", "soft-hyphen"):
            stays = char >= "\x80" and any("\xa0" <= near <= "\xff" and near.isalpha() for near in (left, right))
            confidence = 0.6 if CP1252_MARKS.match(char) else confidence
        if stays:
            kept += char
        elif char == "\x1b" and (colour := COLOUR.match(text, at)):
            yield Edit(at, colour.end(), "", code, confidence, {"point": _point(char)})
        else:
            yield Edit(at, at + 1, "", code, confidence, {"point": _point(char)})


@cache
def _code(char: str) -> str:
    return next(code for code, chars in CODES.items() if chars.match(char))


def _turned(run: re.Match[str]) -> Edit:
    """A run that is shown from right to left, as it is shown; brackets and what is made of several code points are held."""
    inner = run[1]
    simple = not any(
        unicodedata.mirrored(char) or unicodedata.category(char)[0] == "M" for char in inner
    ) and not RUN.search(inner)
    return Edit(run.start(), run.end(), inner[::-1], "reversed-run", 0.95 if simple else 0.6)


def _needs_joiners(near: str) -> bool:
    """Whether a neighbour is a combining mark, or a letter of a script that joins letters or has no spaces between words."""
    if not near or (kind := unicodedata.category(near)[0]) not in "LM":
        return False
    return kind == "M" or unicodedata.name(near, "CJK").replace("-", " ").split()[0] not in PLAIN_SCRIPTS


def _joins(left: str, right: str, kept: str) -> bool:
    """Whether a joiner makes one emoji of two."""
    return _symbol(left) and _symbol(right) and "\u200d" not in kept


def _symbol(char: str) -> bool:
    return char > "\x7f" and (unicodedata.category(char) in ("So", "Sm", "Sk") or char in EMOJI_MARKS)


def _varies(base: str, selector: str, right: str) -> bool:
    """Whether a character can have the variant that a selector asks for."""
    if not base or base.isspace():
        return False
    if selector >= "\U000e0100":
        return bool(HAN_LETTER.match(base))
    if selector in "\ufe0e\ufe0f":
        return _symbol(base) or (base in "#*0123456789" and right == KEYCAP)
    return not base.isascii() or base.isdigit()


def _private(text: str) -> Iterator[Note]:
    """Private glyphs that are not used systematically."""
    glyphs = PRIVATE_KIND.places(text)
    often = Counter(text[at] for at in glyphs)
    for at in glyphs:
        if often[text[at]] < SYSTEMATIC:
            yield Note(at, at + 1, "private-use-glyph", {"point": _point(text[at])})


def _point(char: str) -> str:
    return f"U+{ord(char):04X}"

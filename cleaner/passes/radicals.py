"""Radicals and compatibility ideographs in the place of characters: ⽂⼀⾏ for 文一行, 陕⻄ for 陕西, as PDF fonts give them.

A font has one glyph for ⼈ and 人, and what reads a PDF picks either. Each becomes its unified ideograph, one by one (never NFKC,
which would rewrite ，② and ㎡ too): radicals by data/radicals.tsv (Unicode's EquivalentUnifiedIdeograph), compatibility ideographs
by their canonical decomposition. The twelve of U+FA0E.. that are unified ideographs have none and stay.

Left alone or held, because it is written on purpose:
  a radical in quotes, before 字旁 字头, in an ascending list (⼀⼁⼂⼃), or anywhere in a text about radicals or code points;
  a radical without a Han character next to it, unless the text has radicals in the midst of words;
  strokes, and the radicals of the supplement that are parts of characters only (⺮ ⺾ ⻌): nobody can be sure what stood there;
  a traditional radical in plainly simplified text and the reverse (⾺ ⻢). Three are drawn in simplified fonts as 户 黄 青, and are
  written so in simplified text, as Unicode's 戶 黃 靑 in other text; ⾭, where 靑 and 青 are both possible there, is held;
  all in Japanese and Korean texts, and compatibility ideographs wherever there is Hangul: KS X 1001 has several for one character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache

from cleaner.census import Kind
from cleaner.chars import HAN_LETTER, HANGUL, either, pattern
from cleaner.core import Edit, Note, trigger
from cleaner.tables import rows

RADICALS = "\u2e80-\u2fdf"
BEYOND = "\U0002f800-\U0002fa1f"

BASIC = f"{RADICALS}\uf900-\ufaff"
STRANGE = Kind(BASIC + BEYOND)
HANGUL_LETTER = pattern(f"[{HANGUL}]")
FOREIGN = pattern(f"[ぁ-ゖァ-ヺ{HANGUL}]")
ABOUT_RADICALS = pattern(
    either("部首", "偏旁", "字根", "[筆笔][畫画顺順]", "康熙字典", "[说說]文解字", "[Kk](?i:angxi)")
)
ABOUT_POINTS = pattern(either("[Uu](?i:nicode)", "兼容[汉漢区區]", "相容[汉漢]", "[码碼][位点點]", "[编編][码碼]"))
ABOUT_NEXT = pattern("字[旁底头頭]")
QUOTES = dict(zip("“‘「『《〈（(【[〔\"'`", "”’」』》〉）)】]〕\"'`", strict=True))
BETWEEN = pattern(r"[ \t、,，/|\n\r]{0,3}")

STROKES = frozenset("⼁⼂⼃⼅")
# Those of the supplement that are characters by themselves; the rest are parts.
STANDS_ALONE = frozenset("⺊⺟⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⻳")
TRADITIONAL = frozenset("⻑⻱⾒⾙⾞⾧⾨⾱⾴⾵⾶⾺⾾⿂⿃⿄⿆⿌⿑⿒⿓⿔")
SIMPLIFIED = frozenset("⻅⻉⻋⻓⻔⻙⻚⻛⻜⻢⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳")
IN_SIMPLIFIED = {"⼾": "户", "⿈": "黄", "⾭": "青"}
BY_SCRIPT = TRADITIONAL | SIMPLIFIED | IN_SIMPLIFIED.keys()
ANY_TRADITIONAL = pattern("[這們國來時對說還會為與業務開發學實經過動現問點進種長門間關無頭樣電話書車見東應從當錄產後]")
ANY_SIMPLIFIED = pattern("[这们国来时对说还会为与业务开发学实经过动现问点进种长门间关无头样电话书车见东应从当录产]")

LISTED = 4  # radicals in ascending order that make a list
EMBEDDED = 2  # radicals next to Han characters after which one that stands alone is damage too
MANY = 5  # of those, after which a text on code points is a damaged one all the same
SURE, DOUBTFUL = 0.98, 0.6


@trigger(STRANGE)
def radicals(text: str) -> Iterator[Edit | Note]:
    """Radicals and compatibility forms in the place of characters, as PDF fonts give them.

    >>> from cleaner.core import apply
    >>> apply("本⽂⼀共三⾏", radicals("本⽂⼀共三⾏"))
    '本文一共三行'
    """
    odd = STRANGE.places(text)
    # what the evidence is looked for in: as long as the text, and not changed by repairs
    read = _read(text, odd)
    hangul = any(text[at] > "\u3000" for at in odd) and HANGUL_LETTER.search(text) is not None
    if FOREIGN.search(text) and len(FOREIGN.findall(text)) * 8 > len(HAN_LETTER.findall(read)):
        return
    script = _script(read) if any(text[at] in BY_SCRIPT for at in odd) else ""
    listed = _listed(text, odd)
    embedded = sum(text[at] < "\u3000" and _by_han(read, at) for at in odd)
    about = bool(ABOUT_RADICALS.search(read)) or (embedded < MANY and bool(ABOUT_POINTS.search(read)))
    for at in odd:
        char, new = text[at], read[at]
        if char == new or at in listed or (hangul and char > "\u3000"):
            continue
        if char < "\u3000":
            new, confidence = _ideograph(char, new, script)
            if embedded < EMBEDDED and not _by_han(read, at):
                confidence = DOUBTFUL
            code = "radical"
        else:
            confidence, code = SURE, "compatibility-ideograph"
        if about or _quoted(text, at, embedded) or ABOUT_NEXT.match(read, at + 1):
            confidence = DOUBTFUL
        yield Edit(at, at + 1, new, code, confidence, {"point": f"U+{ord(char):04X}", "ideograph": new})


def _read(text: str, odd: list[int]) -> str:
    """The text with the ideographs that are meant."""
    parts: list[str] = []
    done = 0
    for at in odd:
        parts += (text[done:at], _table().get(ord(text[at]), text[at]))
        done = at + 1
    return "".join([*parts, text[done:]])


def _script(read: str) -> str:
    """The script that a text is plainly in, or ""."""
    traditional, simplified = (len(kind.findall(read)) for kind in (ANY_TRADITIONAL, ANY_SIMPLIFIED))
    return "simplified" if simplified > 4 * traditional else "traditional" if traditional > 4 * simplified else ""


def _ideograph(radical: str, ideograph: str, script: str) -> tuple[str, float]:
    """What a radical is in a text of a script, and how sure that is."""
    if radical in IN_SIMPLIFIED:
        return (
            (IN_SIMPLIFIED[radical], SURE)
            if script == "simplified"
            else (ideograph, DOUBTFUL if radical == "⾭" or not script else SURE)
        )
    foreign = TRADITIONAL if script == "simplified" else SIMPLIFIED if script == "traditional" else frozenset()
    part = radical < "\N{KANGXI RADICAL ONE}" and radical not in STANDS_ALONE
    return ideograph, DOUBTFUL if radical in foreign or part or radical in STROKES else SURE


def _quoted(text: str, at: int, embedded: int) -> bool:
    """Whether a radical stands alone in quotes or brackets; （⼀） is a number where radicals stand in words."""
    left, right = text[at - 1 : at], text[at + 1 : at + 2]
    return right != "" and QUOTES.get(left) == right and not (left in "（(" and embedded >= EMBEDDED)


def _by_han(read: str, at: int) -> bool:
    return HAN_LETTER.match(read, at + 1) is not None or (at > 0 and HAN_LETTER.match(read, at - 1) is not None)


def _listed(text: str, odd: list[int]) -> set[int]:
    """Radicals that stand in ascending order, one after the other, with nothing but separators between them."""
    listed: set[int] = set()
    row: list[int] = []
    for at in odd:
        if not (row and text[row[-1]] < text[at] < "\u3000" and BETWEEN.fullmatch(text, row[-1] + 1, at)):
            row = []
        row.append(at)
        if len(row) >= LISTED:
            listed.update(row if len(row) == LISTED else row[-1:])
    return listed


@cache
def _table() -> dict[int, str]:
    """Every radical and compatibility ideograph with its unified ideograph."""
    table = {ord(radical): ideograph for radical, ideograph, _ in rows("radicals")}
    for block in (range(0xF900, 0xFB00), range(0x2F800, 0x2FA20)):
        table |= {point: new for point in block if (new := unicodedata.normalize("NFC", chr(point))) != chr(point)}
    return table

"""UTF-8, GBK or Big5 read as Latin-1 or Windows-1252: ä½\xa0å¥½, ÄãºÃ or §A¦n for 你好.

UTF-8 is told by its form, and restored by ftfy alone, stretch by stretch: it holds still where a correct Á stands in the
same text. GBK and Big5 have no form to speak of; they are told by what they say, and by runs that are no words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from cleaner.chars import HAN_LETTER
from cleaner.charsets import CP1252, ENOUGH, LOST, Reading, common, likelihood, signs, to_bytes

LETTER = "À-ÖØ-öø-ÿ"
HIGH = "\x80-\xff"
BYTE = HIGH + CP1252
REST = BYTE + LOST + "?"  # what can stand for a following byte of UTF-8

# Where a byte of Latin-1 or Windows-1252 meets the next: without it there is nothing to look at.
MEETING = re.compile(f"[{LETTER}][{REST} ]|[¤-Æ][@-~¡-þ][¤-Æ]|¡[A-K¢-¿]|£[¡-¿]")
REGION = re.compile(f"[\t -~{BYTE}{LOST}]+")
RUN = re.compile(f"[{HIGH}][{BYTE}{LOST}]*")
LATIN = re.compile(f"[{HIGH}]")
LETTERS = frozenset(map(chr, [*range(0xC0, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0x100)]))
TAIL = f"(?![{LETTER}×÷])[{BYTE}{LOST}]"  # a following byte of UTF-8
UNIT = re.compile(
    f"""
    (?P<wide> [ã-éï](?:{TAIL}|[ ?]){TAIL} | [ã-éï]{TAIL}[ ?] | [ã-éï](?:{TAIL})?(?=[ã-éï]) | ð(?:{TAIL}){{3}} )
  | (?P<other> [Â-ß]{TAIL} | [àáâêëìíîð](?:{TAIL}){{2}} )
""",
    re.X,
)
CHAIN = re.compile(f"(?:{UNIT.pattern.replace('?P<wide>', '?:').replace('?P<other>', '?:')})+", re.X)
HALF = re.compile(f"[ã-éï](?:{TAIL})?(?=[ã-éï])|[ã-éï](?:{TAIL}\\?|\\?{TAIL})")
SINGLE = re.compile(f"[ÂÃ]|[Ä-ß][\x80-\x9f{CP1252}]|[^Â-ß]")
QUOTED_LETTER = re.compile("[ã-éï][ ?‘’“”–—…•‹›]{2}")  # été…” is no Chinese character
PAIRS = re.compile(f"(?:[{HIGH}{CP1252}][{HIGH}{CP1252}])+")
GB2312_PAIRS = re.compile("(?:[¡-©°-÷][¡-þ])+")
BIG5_PAIRS = re.compile("(?:[¡-ù][@-~¡-þ])+")
BIG5_HEADS = frozenset(map(chr, range(0xA4, 0xC7)))
UNNATURAL = re.compile(f"[{LETTER}][¡-¦¨ª¬-¶¸-º¼-¿×][{LETTER}]|[à-öø-ÿ][À-ÖØ-Þ]|[{LETTER}][¢-¦¨ª¬-¶¸¹¼-¾×]")
CONTROL = re.compile("[\x80-\x9f]")
KANA_OR_GREEK = re.compile("[\u0370-\u04ff\u3040-\u30ff]")
ASCII_TAIL = re.compile("[@-~]")
NBSP = "\N{NO-BREAK SPACE}"
WIDE = "\u2e80"

DOCUMENT = 20  # characters restored in a text from which on a lone one, on a line without Han, is restored as well
LONE = -1.0
SHORT = 5
SIGHT = 200


class _Found(NamedTuple):
    start: int
    end: int
    said: str
    odds: float
    right: str
    unnatural: bool = True

    def moved(self, by: int) -> _Found:
        return self._replace(start=self.start + by, end=self.end + by)


def readings(text: str) -> Iterator[Reading]:
    """Every stretch of a text that is rather one of the three read as Latin-1 or Windows-1252 than text."""
    if not MEETING.search(text):
        return
    regions = [m for m in REGION.finditer(text) if MEETING.search(m[0])]
    found = [one.moved(m.start()) for m in regions for one in _region(m[0])]
    big5 = [one.moved(m.start()) for m in regions for one in _big5(m[0])]
    if _size(big5) > _size(found):
        found = big5
    sizes = {right: _size(one for one in found if one.right == right) for right in ("UTF-8", "GBK", "Big5")}
    for one in found:
        odds = one.odds
        if one.right == "GBK" and len(one.said) < SHORT and _traditional(text[max(0, one.start - 40) : one.end + 40]):
            odds = LONE
        elif odds == LONE and sizes[one.right] >= DOCUMENT and not HAN_LETTER.search(_line(text, one)):
            odds = ENOUGH
        if odds > 0:
            yield Reading(one.start, one.end, one.said, one.said.count(LOST), odds, "Latin-1", one.right)


def _size(found: Iterable[_Found]) -> int:
    return sum(one.end - one.start for one in found if one.odds >= ENOUGH)


def _traditional(text: str) -> bool:
    """Whether characters stand here that Big5 has and GB 2312 has not: then a few letters may be Big5 as well as GBK."""
    return any(char in common("big5") and not char.encode("gb2312", "ignore") for char in text)


def _line(text: str, one: _Found) -> str:
    """What stands on the line of a reading, as far as one sees."""
    before, after = text[max(0, one.start - SIGHT) : one.start], text[one.end : one.end + SIGHT]
    return before.rpartition("\n")[2] + after.partition("\n")[0]


def _meeting(ones: Sequence[_Found], start: int, end: int) -> Sequence[_Found]:
    """Those of sorted, disjoint readings that lie in a span or reach into it."""
    first = bisect_right(ones, start, key=lambda one: one.end)
    return ones[first : bisect_left(ones, end, key=lambda one: one.start)]


def _region(region: str) -> Iterator[_Found]:
    """What a stretch of ASCII, Latin-1 and Windows-1252 says in UTF-8 or GBK; lone characters have the odds LONE."""
    chains = list(_utf8(region))
    gbk: list[_Found] = []
    rest = 0
    for run in RUN.finditer(region):
        wide = [chain for chain in _meeting(chains, *run.span()) if chain.said >= WIDE]
        form = sum(min(chain.end, run.end()) - max(chain.start, run.start()) for chain in wide)
        if form * 10 < len(run[0]) * (6 if len(run[0]) > 6 else 8):
            rest += len(LATIN.findall(run[0]))
            gbk += [pairs.moved(run.start()) for pairs in _gbk(run[0])]
    together = sum(pairs.odds for pairs in gbk)
    covered = sum(pairs.end - pairs.start for pairs in gbk) * 10 >= rest * 9
    all_gbk = covered and together >= ENOUGH and any(pairs.unnatural for pairs in gbk)
    sure = [pairs for pairs in gbk if all_gbk or (pairs.unnatural and pairs.odds >= ENOUGH)]
    for pairs in sure:
        yield pairs._replace(odds=together) if all_gbk else pairs
    chains = [chain for chain in chains if not _meeting(sure, chain.start, chain.end)]
    yield from (chain for chain in chains if chain.said >= WIDE or not sure)
    if not sure and covered:
        taken = {chain.start for chain in chains}
        yield from (pairs._replace(odds=LONE) for pairs in gbk if pairs.odds >= 1.5 and pairs.start not in taken)


def _utf8(region: str) -> Iterator[_Found]:
    """The chains of UTF-8, as ftfy restores them."""
    for chain in CHAIN.finditer(region):
        units = list(UNIT.finditer(chain[0]))
        wide = sum(unit.lastgroup == "wide" for unit in units)
        alone = not LATIN.search(
            region[max(0, chain.start() - 1) : chain.start()] + region[chain.end() : chain.end() + 1]
        )
        if not alone and wide < 2:
            continue
        if len(units) == 1 and (QUOTED_LETTER.fullmatch(chain[0]) if wide else not SINGLE.match(chain[0])):
            continue
        garbled = HALF.sub("ï¿½", chain[0]) if wide > 2 else chain[0]
        garbled = garbled.replace(" ", NBSP) if wide else garbled
        said, odds = _ftfy(garbled), 2 * ENOUGH if wide else ENOUGH
        if said is None and wide == len(units):
            said, odds = _decoded(garbled), LONE
        if said is None or said.count(LOST) * 2 > len(said):
            continue
        if any(unit.lastgroup == "wide" for unit in UNIT.finditer(said)) and (inner := _decoded(said)):
            said, odds = inner, 2 * ENOUGH
        if not (wide or said >= WIDE) or likelihood(said) > 0:
            yield _Found(*chain.span(), said, odds, "UTF-8")


def _decoded(garbled: str) -> str | None:
    try:
        return to_bytes(garbled).decode("utf-8")
    except UnicodeError:
        return None


@cache
def _config() -> Any:
    """What datatrove sets, and not one fixer that looks at anything but bytes: the others destroy Chinese marks."""
    import ftfy

    return ftfy.TextFixerConfig(
        unescape_html=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        fix_c1_controls=False,
        normalization=None,
    )


def _ftfy(garbled: str) -> str | None:
    """ftfy's reading of a stretch that it finds bad; None where it has none, or does more than decode UTF-8."""
    import ftfy

    if not ftfy.badness.is_bad(garbled):
        return None
    said, plan = ftfy.fix_encoding_and_explain(garbled, _config())
    steps = {step.parameter for step in plan or ()}
    if steps & {"windows-1252", "fix_c1_controls"} or not any("utf" in step for step in steps):
        return None
    return None if CONTROL.search(said) else said


def _gbk(run: str) -> Iterator[_Found]:
    """What a run says in GBK: in pairs of GB 2312, or in any pairs."""
    best: _Found | None = None
    for chain in (GB2312_PAIRS.match(run), PAIRS.match(run)):
        if chain is None:
            continue
        letters = chain[0].rstrip(CP1252)
        letters = chain[0][: len(letters) + len(letters) % 2]
        if len(letters) > 2 and any(sum(map("ÂÃÅ".count, letters[at::2])) * 8 >= len(letters) * 3 for at in (0, 1)):
            continue  # UTF-8 read twice has these for every second character
        said = to_bytes(letters).decode("gbk", "replace")
        if LOST in said or KANA_OR_GREEK.search(said):  # what the most frequent characters of Big5 would be in GBK
            continue
        odds = likelihood(said) - ENOUGH * bool(UNIT.match(letters) and letters[0] >= "ã")
        if best is None or odds > best.odds:
            best = _Found(chain.start(), chain.start() + len(letters), said, odds, "GBK", _unnatural(letters))
    if best:
        yield best


def _unnatural(letters: str) -> bool:
    """Whether a run is no word of any language: it has letters, and signs or capitals inside."""
    return len(set(letters) & LETTERS) >= 2 and bool(UNNATURAL.search(letters))


def _big5(region: str) -> Iterator[_Found]:
    """What a run says in Big5. Of its second bytes four in ten are ASCII, which no run of GBK has so often."""
    for chain in BIG5_PAIRS.finditer(region):
        said = to_bytes(chain[0]).decode("big5", "replace")
        known = sum(char in common("big5") or char in signs() for char in said)
        odds = known - 4.0 * (len(said) - known)
        if odds > 0:
            sure = odds >= ENOUGH + 1 and ASCII_TAIL.search(chain[0]) and len(set(chain[0]) & BIG5_HEADS) > 1
            yield _Found(*chain.span(), said, odds if sure else LONE, "Big5")

"""Charsets mistaken for each other: what is common in them, and how likely it is that a text was meant.

Nothing is shipped: the 3,755 characters of the first level of GB 2312 and the 5,401 of the first level of Big5 were chosen
by frequency, and Python's codecs know them.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from cleaner.census import Kind
from cleaner.chars import MARKS
from cleaner.tables import rows

LOST = "\N{REPLACEMENT CHARACTER}"

# The 27 characters that Windows-1252 has where Latin-1 has the controls 80-9F.
CP1252 = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_TO_BYTE = {ord(char): char.encode("cp1252")[0] for char in CP1252}

# Log-odds that a character of a repaired text speaks for, or against, the repair: how much likelier it is in Chinese text
# than by chance. 98 % of the characters of Chinese text are of the first level, in simplified script; of the ideographs
# of Unicode one in six is, of the pairs of GB 2312 one in two.
FIRST_LEVEL, SIGN, TRADITIONAL, RARE, STRANGE = 1.6, 1.6, 0.5, -3.0, -5.0
ENOUGH = 3.0  # odds of 20 to 1


def _rare() -> str:
    """What is rare in text and frequent in what is read one byte off."""
    known = common("gb2312") | {char for char in common("big5") if not char.encode("gb2312", "ignore")}
    ((telling,),) = rows("telling")  # cleaner/train/telling.py makes it
    strange = "".join(char for char in map(chr, range(0x4E00, 0xA000)) if char not in known)
    return f"{telling}{strange}\ue000-\ue864\u2474-\u249b\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"


SHIFTED = Kind(_rare)


class Reading(NamedTuple):
    """What `start:end` says in the right charset, how many characters of it are lost, and the log-odds that it is so."""

    start: int
    end: int
    said: str
    lost: int
    odds: float
    charset: str
    right: str


@cache
def common(codec: str) -> frozenset[str]:
    """The first level of GB 2312 or of Big5.

    >>> len(common("gb2312")), len(common("big5")), "的" in common("gb2312"), "犲" in common("gb2312")
    (3755, 5401, True, False)
    """
    last, stop = {"gb2312": (0xD7, 0xF9), "big5": (0xC6, 0x7E)}[codec]
    first = {"gb2312": 0xB0, "big5": 0xA4}[codec]
    tails = [*(range(0x40, 0x7F) if codec == "big5" else ()), *range(0xA1, 0xFF)]
    pairs = (bytes((a, b)) for a in range(first, last + 1) for b in tails if (a, b) <= (last, stop))
    return frozenset(pair.decode(codec) for pair in pairs)


@cache
def signs() -> frozenset[str]:
    """Marks, full-width forms and emoji: as likely in Chinese text as by chance they are not."""
    return frozenset([*MARKS, *map(chr, [*range(0xFF01, 0xFF5F), *range(0x1F300, 0x1FB00)]), *"\u3000•①②③④⑤→■"])


@cache
def everyday() -> frozenset[str]:
    """What Chinese text of either script mostly consists of: the first levels, and marks."""
    return common("gb2312") | common("big5") | signs()


@cache
def begun(first: int) -> list[str]:
    """The everyday characters that begin with a byte in GBK.

    >>> "你" in begun("你".encode("gbk")[0])
    True
    """
    pairs = (bytes((first, second)).decode("gbk", "ignore") for second in range(0x40, 0xFF))
    return [char for char in pairs if char in everyday()]


def likelihood(said: str) -> float:
    """Log-odds that characters which came out of a repair are Chinese text rather than chance.

    >>> likelihood("你好") > 3, likelihood("浣犲") < 0
    (True, True)
    """
    first, other, marks = common("gb2312"), common("big5"), signs()
    odds = 0.0
    for char in said:
        if char in first:
            odds += FIRST_LEVEL
        elif char in marks:
            odds += SIGN
        elif char in other:
            odds += TRADITIONAL
        elif "\u4e00" <= char <= "\u9fff":
            odds += RARE
        elif char > "\u30ff" and char != LOST:
            odds += STRANGE
    return odds


def to_bytes(run: str) -> bytes:
    """The bytes that were read as Latin-1 or Windows-1252.

    >>> to_bytes("ÄãºÃ").decode("gbk"), to_bytes("â€œ").decode()
    ('你好', '“')
    """
    return run.translate(_TO_BYTE).encode("latin-1")

"""Text that a converter made traditional after it was damaged, put back into the simplified script that it was in.

No converter is another's inverse: t2s writes 咨 where s2t had made 諮 from 谘. What s2t makes of the characters of GB 2312 tells: the
table is made of that (cleaner/train/script.py), because a converter takes more memory than all the rest of a pass.
"""

from __future__ import annotations

from functools import cache

from cleaner.charsets import common
from cleaner.tables import rows

TRADITIONAL = 0.04  # share of characters beyond GB 2312 from which on text is traditional; simplified has hardly any


@cache
def beyond() -> frozenset[str]:
    """The common characters that traditional text has and simplified text has not: those of Big5 that GB 2312 lacks."""
    return frozenset(char for char in common("big5") if not char.encode("gb2312", "ignore"))


def is_traditional(text: str) -> bool:
    """Whether more characters than those of a name or two are not in GB 2312.

    >>> is_traditional("這個縣的經濟發展"), is_traditional("这个县的经济发展")
    (True, False)
    """
    return sum(map(beyond().__contains__, text)) > TRADITIONAL * len(text)


@cache
def candidates() -> dict[int, list[str]]:
    """For what a converter made traditional, the characters of GB 2312 that it may have been: data/folded_characters.tsv."""
    return {ord(made): [*known] for made, known in rows("folded_characters")}


def folded(text: str) -> str:
    """The text in the script that it was in, character by character.

    >>> folded("諮詢這個")
    '咨询这个'
    """
    table = candidates()
    return "".join([table[code][0] if (code := ord(char)) in table else char for char in text])


def certain(text: str) -> bool:
    """Whether each ideograph can have been one alone, and that is in GB 2312.

    >>> certain("這個"), certain("摺")
    (True, False)
    """
    each = [candidates().get(ord(char), [char]) for char in text if "\u4e00" <= char <= "\u9fff"]
    return all(len(found) == 1 and found[0].encode("gb2312", "ignore") for found in each)

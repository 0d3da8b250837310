"""Two simplified characters by lot before most marks of a page that a site put into traditional script: 去了海邊鱼填，住在旅館毅戈。

The text before them has next to no simplified characters, the pairs have many, and the judge hears in each that it does not belong there.
Left alone: texts of both scripts, and pairs of characters that both scripts have in a text whose others do not prove the site.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cleaner.chars import HAN, pattern
from cleaner.core import Edit
from cleaner.inserted.gibberish import EACH, LIKELY, PROVEN, odds_of_pair
from cleaner.scripts.forms import SIMPLIFIED, TRADITIONAL

FEW, SHARE = 5, 0.15  # marks after a pair that shows the site: so many, and such a share of those that are looked at
SAMPLE = 60  # marks
NEAR = 12  # characters before a pair
OWN = 4  # traditional characters in the text before pairs for each simplified one, at least
BEFORE_MARK = pattern(f"[{HAN}]{{2}}(?=[，。、？！；：,?!;:])")


def mixed_pairs(text: str) -> Iterator[Edit]:
    """Pairs of characters before marks that a site drew by lot.

    >>> from cleaner.core import apply
    >>> text = "去年我們去了海邊鱼词，住在一家旅館鸳阅。老闆娘很熱心轿颈，早上給客人煮粥苇经。問她想過離開扇单，終究捨不得浊销。"
    >>> apply(text, mixed_pairs(text))
    '去年我們去了海邊，住在一家旅館。老闆娘很熱心，早上給客人煮粥。問她想過離開，終究捨不得。'
    """
    if not (TRADITIONAL.search(text) and SIMPLIFIED.search(text)):
        return
    sample = [m.start() for m in islice(BEFORE_MARK.finditer(text), SAMPLE)]
    drawn = [at for at in sample if SIMPLIFIED.regex.search(text, at, at + 2)]
    if len(drawn) < max(FEW, SHARE * len(sample)) or not _traditional(text, drawn):
        return
    drawn = [at for at in drawn if odds_of_pair(text, at + 2) >= PROVEN]
    if len(drawn) < max(FEW, SHARE * len(sample)) or len({text[at : at + 2] for at in drawn}) <= len(drawn) / 2:
        return
    found = []
    for m in BEFORE_MARK.finditer(text):
        odds = odds_of_pair(text, m.end())
        if odds >= PROVEN or (odds >= EACH and SIMPLIFIED.regex.search(m[0])):
            found.append(m.start())
    for at in found:
        yield Edit(at, at + 2, "", "junk-before-mark", LIKELY, {"junk": text[at : at + 2], "places": len(found)})


def _traditional(text: str, pairs: list[int]) -> bool:
    """Whether the text before pairs is in traditional script."""
    before = "".join(
        text[max(at - NEAR, end) : at] for end, at in zip([0, *(at + 2 for at in pairs)], pairs, strict=False)
    )
    return len(TRADITIONAL.regex.findall(before)) >= max(FEW, OWN * len(SIMPLIFIED.regex.findall(before)))

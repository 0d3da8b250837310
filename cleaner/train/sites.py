"""The characters that sites/hits.py looks for and folds, as `python -m cleaner.train sites` makes them: data/site_characters.tsv.

From the table of site lines (data/boilerplate.tsv): for each of its simplified characters the traditional one and the rarer variants, by
OpenCC's s2t and t2s (Apache-2.0); and of every key of the table one character that clean text hardly has, so that one scan for those
finds all keys. How rare was counted in 9 million characters: all of the training corpora, the first 500,000 characters of each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

SAMPLE = 500_000  # characters read of each corpus, so that none outweighs the others
BRANCH = 50  # what a character costs, whatever its count: a branch of the scan
HAN = re.compile("[\u4e00-\u9fff]")
IDEOGRAPHS = range(0x4E00, 0xA000)


def site_characters(entries: Sequence[Sequence[str]], corpora: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of data/site_characters.tsv, from the rows of data/boilerplate.tsv and text to count in."""
    from cleaner.sites.keys import words_in

    traditional, variants = forms(set(HAN.findall("".join(map("".join, entries)))))
    yield "use\tcharacters"
    yield "traditional\t" + "".join(traditional)
    yield "simplified\t" + "".join(traditional.values())
    yield "variants\t" + "".join(variant + form for variant, form in variants.items())
    yield "pivots\t" + "".join(pivots(words_in(entries, traditional), counted(corpora)))


def forms(simplified: set[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The traditional characters of simplified ones, and the other variants of them, each with its simplified one; sorted.

    >>> forms({"发", "并", "好"})
    ({'並': '并', '發': '发'}, {'併': '并', '幷': '并', '髮': '发'})
    """
    import opencc

    simplify, complicate = opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert
    regular = {complicate(char) for char in simplified} - simplified
    found = {char: simplify(char) for char in map(chr, IDEOGRAPHS)}
    folded = {char: form for char, form in found.items() if form != char and form in simplified}
    traditional = {char: form for char, form in folded.items() if char in regular}
    return traditional, {char: form for char, form in folded.items() if char not in regular}


def counted(corpora: Iterable[Iterable[str]]) -> Counter[str]:
    """How often each character stands in the corpora."""
    counts: Counter[str] = Counter()
    for corpus in corpora:
        left = SAMPLE
        for paragraph in corpus:
            counts.update(paragraph[:left])
            left -= len(paragraph)
            if left <= 0:
                break
    return counts


def pivots(words: Iterable[str], counts: Counter[str]) -> list[str]:
    """Characters of which each word has one, and that together stand in text as seldom as can be had; the rarest first.

    Chosen is always the one that costs least for each word that has none yet, and one that turns out to be needless goes again.

    >>> pivots(["下载", "转载", "下一页"], Counter("下下下载一一一一页"))
    ['载', '页']
    """
    having: dict[str, set[str]] = {}
    for word in words:
        for char in word:
            having.setdefault(char, set()).add(word)
    left = set().union(*having.values())
    chosen: list[str] = []
    while left:
        chosen.append(
            min(having, key=lambda char: ((counts[char] + BRANCH) / (len(having[char] & left) or 1e-9), char))
        )
        left -= having[chosen[-1]]
    for char in sorted(chosen, key=lambda char: (-counts[char], char)):
        others = frozenset(chosen) - {char}
        if not any(others.isdisjoint(word) for word in having[char]):
            chosen.remove(char)
    return sorted(chosen, key=lambda char: (counts[char], char))

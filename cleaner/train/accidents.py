"""Forms that a synonym replacer makes because it does not see words: candidates for data/spun.tsv, made by `python -m cleaner.train accidents`.

Where a spinner of one family went, 自主意识 is 自办法识, for 主意 is 办法 to it, and 服务员 is 效劳员. Such a form is all but impossible in
good text, so it proves the family. The rows of each family are applied to the words of a dictionary (simplified: the longest original wins,
from the left), and to two neighbouring words of the corpora with an original across their border; what stands in the corpora often and makes
a form that does not is listed, with both counts, to be read by a person: the table holds those that were kept, marked `derived`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

LONGEST = 6  # characters of a word or of two words
BLOCK = 1 << 23  # characters counted in at once

Row = Sequence[str]


def accidents(
    table: Iterable[Row],
    dictionary: Iterable[str],
    corpora: Iterable[str],
    least: int = 30,
    most: int = 4,
) -> Iterator[str]:
    """The lines of a lexicon: forms that stand at most `most` times in the corpora, of words that stand there `least` times.

    `dictionary` is jieba's: a word, a count, a tag a line. The corpora are paragraphs; all of them are held in memory.

    >>> table = [["B", "主意", "办法", "0.5", "near", ""], ["B", "服务", "效劳", "0.9", "word", ""]]
    >>> lines = accidents(table, ["自主 9", "意识 9", "服务员 9"], ["服务员有自主意识"] * 3, least=3)
    >>> [line.split("\\t")[1:5] for line in lines][1:]
    [['服务员', '效劳员', '1', 'sure'], ['自主意识', '自办法识', '1', 'accident']]
    """
    words = {word for word in (line.split()[0] for line in dictionary) if 1 < len(word) <= LONGEST}
    blocks = list(_blocks(corpora))
    families: dict[str, dict[str, str]] = {}
    for family, original, spun, *_ in table:
        families.setdefault(family, {}).setdefault(original, spun)
    originals = {original for pairs in families.values() for original in pairs}
    across = _across(originals, words, blocks)
    inside = {word for word in words if word not in originals and any(part in originals for part in _parts(word))}
    stands = _counts(blocks, across | inside)
    often = sorted(phrase for phrase, count in stands.items() if count >= least)
    found = []
    for family, pairs in families.items():
        spinner = re.compile("|".join(sorted(map(re.escape, pairs), key=len, reverse=True)))
        found += [(family, phrase, spin(phrase, spinner, pairs)) for phrase in often if spinner.search(phrase)]
    clean = _counts(blocks, {form for _, _, form in found})
    yield "family\toriginal\tspun\tprior\tkind\treason"
    for family, phrase, form in sorted(found, key=lambda row: (list(families).index(row[0]), -stands[row[1]], row)):
        if clean[form] <= most:
            kind = "accident" if phrase in across else "sure"
            yield f"{family}\t{phrase}\t{form}\t1\t{kind}\tderived: {clean[form]} : {stands[phrase]} in clean text"


def spin(text: str, spinner: re.Pattern[str], pairs: Mapping[str, str]) -> str:
    """The text as the spinner of a family leaves it.

    >>> spin("规则", re.compile("则"), {"则": "那么"})
    '规那么'
    """
    return spinner.sub(lambda m: pairs[m[0]], text)


def _across(originals: set[str], words: set[str], blocks: Sequence[str]) -> set[str]:
    """Two words that stand next to each other, with an original that begins in the first and ends in the second."""
    counted: Counter[str] = Counter()
    for block in blocks:
        for start, original in _found(block, originals):
            end = start + len(original)
            for border in range(start + 1, end):
                first = _word(block, words, border, start, -1)
                second = _word(block, words, border, end, 1)
                if first and second and len(first + second) <= LONGEST:
                    counted[first + second] += 1
    return {phrase for phrase, count in counted.items() if count > 1 and phrase not in words}


def _word(block: str, words: set[str], border: int, beyond: int, way: int) -> str:
    """The longest word from the border on that reaches beyond a place."""
    for length in (4, 3, 2):
        start, end = (border, border + length) if way > 0 else (border - length, border)
        reaches = end > beyond if way > 0 else start < beyond
        if start >= 0 and reaches and (word := block[start:end]) in words:
            return word
    return ""


def _parts(word: str) -> Iterator[str]:
    for start in range(len(word)):
        for end in range(start + 1, len(word) + 1):
            yield word[start:end]


def _blocks(paragraphs: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for paragraph in paragraphs:
        held.append(paragraph)
        size += len(paragraph)
        if size > BLOCK:
            yield "\n".join(held)
            held, size = [], 0
    yield "\n".join(held)


def _counts(blocks: Iterable[str], phrases: set[str]) -> Counter[str]:
    return Counter(phrase for block in blocks for _, phrase in _found(block, phrases))


def _found(block: str, phrases: set[str]) -> Iterator[tuple[int, str]]:
    """Every place of every phrase, looked up by its first two characters, or its only one."""
    index: dict[str, list[str]] = {}
    for phrase in phrases:
        index.setdefault(phrase[:2], []).append(phrase)
    single = {phrase for phrase in phrases if len(phrase) == 1}
    for at, key in enumerate(map(str.__add__, block, block[1:] + "\n")):
        for phrase in index.get(key, ()):
            if block.startswith(phrase, at):
                yield at, phrase
        if key[0] in single:
            yield at, key[0]

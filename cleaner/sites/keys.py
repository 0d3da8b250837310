"""What the table of site lines, data/boilerplate.tsv, is found by in a text: its keys, each by one rare character of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from cleaner.tables import rows

WIDE = {":": "：", ">": "＞»›→", "|": "｜丨"}  # how else texts write the marks of a key


@cache
def characters() -> dict[str, str]:
    """data/site_characters.tsv (cleaner/train/sites.py makes it): the traditional characters whose simplified ones the table of site lines
    has, and those; rarer variants, each before its simplified form; and a character of every key, the rarest first.
    """
    return dict(rows("site_characters"))


def words() -> list[str]:
    """The keys of the table as texts write them: _ is a space, a colon is of either width, characters of either script."""
    known = characters()
    return words_in(rows("boilerplate"), dict(zip(known["traditional"], known["simplified"], strict=True)))


def words_in(entries: Sequence[Sequence[str]], traditional: dict[str, str]) -> list[str]:
    """The same of any rows of such a table, with the traditional characters and their simplified forms."""
    other = str.maketrans({form: char for char, form in traditional.items()})
    found: set[str] = set()
    for _, _, _, key, *_ in entries:
        for word in key.replace("_", "\0").split() if key != "-" else ():
            word = word.replace("\0", " ")
            for mark, marks in WIDE.items():
                if mark in word:
                    found |= {word.replace(mark, wide) for wide in marks}
            found.add(word)
    found |= {word.translate(other) for word in found}
    return sorted(word for word in found if found.isdisjoint(_parts(word)))


def _parts(word: str) -> Iterator[str]:
    """All that stands in a word, but the word itself."""
    for start in range(len(word)):
        for end in range(start + 1, len(word) + 1):
            if end - start < len(word):
                yield word[start:end]


@cache
def keys() -> re.Pattern[str]:
    """Whatever stands in a line that the table has a pattern for.

    Of each key the search looks for one rare character, and for the others round it only there: that is one cheap scan.
    """
    by_pivot: dict[str, list[str]] = {}
    pivots = characters()["pivots"]
    for word in words():
        by_pivot.setdefault(next(pivot for pivot in pivots if pivot in word), []).append(word)
    branches = []
    for pivot in reversed(pivots):
        after: dict[str, list[str]] = {}  # by what stands before the pivot, with it
        for word in by_pivot[pivot]:
            left, _, right = word.partition(pivot)
            after.setdefault(left and left + pivot, []).append(right)
        ends = [_either(after.pop(""))] if "" in after else []
        if after:
            before = re.escape("".join({left[-2] for left in after}))
            cut = "|".join(f"(?<={re.escape(left)}){_either(rights)}" for left, rights in after.items())
            ends.append(f"(?<=[{before}].)(?:{cut})")
        branches.append(f"{re.escape(pivot)}(?:{'|'.join(ends)})")
    return re.compile("|".join(branches))


def _either(words: Sequence[str]) -> str:
    """A pattern for any of some words, none of them the beginning of another; what several begin with stands in it once.

    >>> _either(["文档", "文章", "看1", "看2"])
    '(?:文[档章]|看[12])'
    """
    rest: dict[str, list[str]] = {}
    for word in filter(None, words):
        rest.setdefault(word[0], []).append(word[1:])
    last = re.escape("".join(char for char, more in rest.items() if more == [""]))
    branches = [re.escape(char) + _either(more) for char, more in rest.items() if more != [""]]
    branches += [f"[{last}]"] if last else []
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"

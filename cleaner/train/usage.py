"""How data/usage.tsv is made, by `python -m cleaner.train usage CORPUS -o cleaner/data/usage.tsv`: how often the words of data/spun.tsv
stand in clean text, and next to which characters spun forms are usual there.

Counted in the sources of the judge (data/zh.md). Where none of the rare forms stands the pass `words` looks no further, and a form raises
no suspicion where it is usual. What that saves is said in data/discriminator.md.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from cleaner import judge, lexicon
from cleaner.lexicon import Pair

PARAGRAPHS = 150_000  # of a file at most
USUAL = 3  # times that a form must stand next to a character to be usual there

# Words and the tokens before them; and after them.
Neighbours = tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]


def arguments(parser: ArgumentParser) -> None:
    """The arguments of `python -m cleaner.train usage`."""
    text = "clean simplified text, a paragraph a line: files (plain, .gz, .xz, .zst) and folders"
    parser.add_argument("corpora", type=Path, nargs="+", metavar="CORPUS", help=text)
    parser.add_argument("--lexicon", default="", metavar="FILE", help="count the words of this table as well")
    parser.add_argument("-o", "--output", type=Path, help="where to write the table (default: standard output)")


def usage(files: Iterable[Iterable[str]], path: str = "") -> Iterator[str]:
    """The lines of data/usage.tsv, for the pairs of a user's lexicon as well. Raises OSError, ValueError for a lexicon that is none."""
    table = [pair for pairs in lexicon.load(path).pairs.values() for pair in pairs]
    words = {pair.spun for pair in table if pair.kind != "near"}
    words |= {pair.original for pair in table if pair.kind == "word"}
    rates, neighbours = counted(files, words)
    sides = usual(table, rates, neighbours)
    yield "# How often words stand in a million characters of clean text, and next to which characters spun forms do: cleaner/train/usage.py."
    yield "word\trate\tbefore\tafter"
    for word in sorted(words):
        yield "\t".join([word, f"{rates[word]:.2f}", *sides.get(word, ())]).rstrip("\t")


def counted(files: Iterable[Iterable[str]], words: Collection[str]) -> tuple[Counter[str], Neighbours]:
    """How often words stand in a million characters of clean text, and how often together with which token before and after."""
    finder = lexicon.finder(words)
    counts: Counter[str] = Counter()
    neighbours: Neighbours = Counter(), Counter()
    characters = 0
    for lines in files:
        for line in islice(lines, PARAGRAPHS):
            text = f"\0{judge.shape(line)}\0"
            characters += len(line)
            for at, word in lexicon.find(finder, text):
                counts[word] += 1
                for side, token in zip(neighbours, (text[at - 1], text[at + len(word)]), strict=True):
                    side[word, token] += 1
    return Counter({word: round(1e6 * count / characters, 2) for word, count in counts.items()}), neighbours


def usual(table: Iterable[Pair], rates: Mapping[str, float], neighbours: Neighbours) -> dict[str, list[str]]:
    """By telling form the characters next to which clean text has it at least USUAL times, and half as often as all its originals."""
    by_form: dict[str, list[Pair]] = {}
    for pair in table:
        by_form.setdefault(pair.spun, []).append(pair)
    originals = {
        form: {pair.original for pair in by_form[form] if pair.kind == "word"}
        for form in sorted(lexicon.telling(by_form, rates, lexicon.TELLING))
        if not any(pair.marks for pair in by_form[form])
    }
    found: dict[str, list[str]] = {form: ["", ""] for form in originals}
    for at, side in enumerate(neighbours):
        for (word, token), count in sorted(side.items()):
            if count < USUAL or word not in found or token.isascii():
                continue
            if 2 * count >= sum(side[original, token] for original in originals[word]):
                found[word][at] += token
    return {form: sides for form, sides in found.items() if any(sides)}

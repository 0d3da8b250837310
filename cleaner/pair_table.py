"""How data/pairs.bin is made: a logistic regression for each pair of words that a spinner swaps, from their uses in clean text.

Each word's uses are taken alike from all files of the corpus, so that none of them decides, and the two words of a pair count alike.
The card of the table is data/pairs.md; the file holds a line of JSON (the pairs; how often each word of the lexicon stands in a million
characters), then for each pair the buckets that have a weight (two bytes each, the lower first) and the weights (signed bytes).
"""

from __future__ import annotations

import json
import random
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from cleaner import judge, lexicon
from cleaner.spinning.contexts import BUCKETS, FACTORS, KEPT, KIND, MIX, NEAR, REACH, SHIFT

USES = 2000  # of a word, from one file of the corpus at most
ALL_USES = 6000  # of a word at most
PARAGRAPHS = 150_000  # of a file at most
LEAST = 150  # uses of a word; a pair with fewer gets no regression
STEPS = 40
RATE = 0.3
SHRINK = 10.0  # the strength of the prior that weights are 0, while all buckets have one
SHRINK_KEPT = 4.0  # and when those are fitted anew that are kept

Uses = dict[str, list[str]]


def arguments(parser: ArgumentParser) -> None:
    """The arguments of `python -m cleaner.train pairs`."""
    parser.add_argument(
        "corpora",
        type=Path,
        nargs="+",
        metavar="CORPUS",
        help="clean simplified text, a paragraph a line: files (plain, .gz, .xz, .zst) and folders; each file is a source",
    )
    parser.add_argument(
        "--lexicon", default="", metavar="FILE", help="make regressions for the pairs of this table as well"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, help="the file to write")


def make(files: Iterable[Iterable[str]], given: Namespace) -> None:
    """Write the table of regressions. Raises OSError, ValueError for a lexicon that is none."""
    numpy = import_module("numpy")
    table = [pair for pairs in lexicon.load(given.lexicon).pairs.values() for pair in pairs]
    wanted = {(pair.original, pair.spun) for pair in table if pair.kind == "word"}
    forms = {pair.spun for pair in table if pair.kind != "near"}
    words = {word for pair in wanted for word in pair} | forms
    uses, rates = uses_of(files, words)
    hashed: dict[str, Any] = {}
    told, weights = [], []
    for pair in sorted(wanted):
        if min(len(uses.get(word, ())) for word in pair) < LEAST:
            continue
        for word in pair:
            if word not in hashed:
                hashed[word] = hashes(uses[word])
        original, spun = (hashed[word] for word in pair)
        row, _ = regression(original, spun)
        buckets = numpy.sort(numpy.argsort(-abs(row), kind="stable")[:KEPT])
        row, cut = regression(original, spun, buckets)
        scale = float(abs(row).max()) / 127 or 1.0
        told.append([*pair, round(scale, 6), round(cut, 4)])
        weights += [buckets.astype("<u2").tobytes(), (row[buckets] / scale).round().astype("int8").tobytes()]
    head = {"version": 1, "rates": {word: rates[word] for word in sorted(words)}, "pairs": told}
    given.output.write_bytes(b"".join([json.dumps(head, ensure_ascii=False).encode(), b"\n", *weights]))


def uses_of(files: Iterable[Iterable[str]], wanted: set[str]) -> tuple[Uses, Counter[str]]:
    """What stands around words in clean text: REACH tokens on each side, in one string; and how often they stand in a million."""
    finder = lexicon.finder(wanted)
    uses: Uses = {}
    counts: Counter[str] = Counter()
    characters = 0
    for number, lines in enumerate(files):
        drawn = random.Random(number)
        here: Uses = {}
        seen: Counter[str] = Counter()
        for line in islice(lines, PARAGRAPHS):
            text = "\0" * REACH + judge.shape(line) + "\0" * REACH
            characters += len(line)
            for at, word in lexicon.find(finder, text):
                seen[word] += 1
                kept = here.setdefault(word, [])
                place = len(kept) if len(kept) < USES else drawn.randrange(seen[word])
                if place < USES:
                    end = at + len(word)
                    kept[place : place + 1] = [text[at - REACH : at] + text[end : end + REACH]]
        counts.update(seen)
        for word, kept in here.items():
            uses.setdefault(word, []).extend(kept)
    drawn = random.Random(0)
    for word, kept in uses.items():
        if len(kept) > ALL_USES:
            uses[word] = drawn.sample(kept, ALL_USES)
    return uses, Counter({word: round(1e6 * count / characters, 2) for word, count in counts.items()})


def hashes(uses: list[str]) -> Any:
    """The features of each use, a row a use: those of `contexts.features`."""
    numpy = import_module("numpy")
    text = numpy.frombuffer("".join(uses).encode("utf-32-le", "surrogatepass"), dtype="uint32").reshape(-1, 2 * REACH)
    factors = [numpy.uint32(factor) for factor in FACTORS]

    def kind(number: int) -> Any:
        return numpy.uint32(number * KIND & 0xFFFFFFFF)

    before, after = text[:, REACH - 1 :: -1], text[:, REACH:]
    sums = [(before[:, :1] * factors[0] + after[:, :1] * factors[1]) + kind(9)]
    for first, side in ((0, before), (4, after)):
        total = numpy.zeros_like(side[:, :1])
        for size in range(4):
            total = total + side[:, size : size + 1] * factors[size]
            sums.append(total + kind(first + size))
        pairs = side[:, :-1] * factors[0] + side[:, 1:] * factors[1]
        sums += [pairs[:, at : at + 1] + kind(10 + 3 * first + at) for at in range(1, NEAR)]
        sums += [side[:, at : at + 1] * factors[0] + kind(60 + 2 * first + at) for at in range(1, NEAR - 1)]
        sums.append(pairs + kind(40 + first))
    mixed = numpy.concatenate(sums, axis=1)
    mixed = (mixed ^ mixed >> numpy.uint32(15)) * numpy.uint32(MIX)
    return (mixed >> numpy.uint32(SHIFT)).astype("uint16")


def regression(uses: Any, others: Any, kept: Any = None) -> tuple[Any, float]:
    """Weights and intercept that tell uses of one word from those of another, all weights small beforehand (Adagrad, whole batches).

    kept: the buckets that have a weight, if not all have.
    """
    numpy = import_module("numpy")
    most = max(len(uses), len(others))
    row = numpy.zeros(BUCKETS, dtype="float32")
    cut, heat, cut_heat = 0.0, numpy.full(BUCKETS, 1e-6, dtype="float32"), 1e-6
    shrink, free = SHRINK, numpy.ones(BUCKETS, dtype="float32")
    if kept is not None:
        shrink, free = SHRINK_KEPT, numpy.zeros(BUCKETS, dtype="float32")
        free[kept] = 1.0
    for _ in range(STEPS):
        fault, cut_fault = shrink * row, 0.0
        for matrix, truth in ((uses, 1.0), (others, 0.0)):
            said = 1 / (1 + numpy.exp(-(row[matrix].sum(axis=1) + cut)))
            wrong = (said - truth) * (most / len(matrix))  # both words alike
            cut_fault += float(wrong.sum())
            fault += numpy.bincount(matrix.ravel(), numpy.repeat(wrong, matrix.shape[1]), BUCKETS)
        fault *= free
        heat += (fault**2).astype("float32")
        cut_heat += cut_fault**2
        row -= (RATE * fault / numpy.sqrt(heat)).astype("float32")
        cut -= RATE * cut_fault / cut_heat**0.5
    return row, cut

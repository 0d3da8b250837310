"""How data/pairs.bin is made: a logistic regression for each pair of words that a spinner swaps, from their uses in clean text.

Each word's uses are taken alike from all files of the corpus, so that none of them decides, and the two words of a pair count alike.
The card of the table is data/pairs.md; the file holds a line of JSON (the pairs; how often each word of the lexicon stands in a million
characters; next to which characters spun forms are usual), then for each pair the buckets that have a weight (two bytes each, the lower
first) and the weights (signed bytes).
"""

from __future__ import annotations

import json
import random
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from cleaner import judge, lexicon
from cleaner.lexicon import Pair
from cleaner.spinning import contexts
from cleaner.spinning.contexts import BUCKETS, KEPT, REACH

USES = 2000  # of a word, from one file of the corpus at most
ALL_USES = 6000  # of a word at most
PARAGRAPHS = 150_000  # of a file at most
LEAST = 150  # uses of a word; a pair with fewer gets no regression
STEPS = 40
RATE = 0.3
SHRINK = 10.0  # the strength of the prior that weights are 0, while all buckets have one
SHRINK_KEPT = 4.0  # and when those are fitted anew that are kept

USUAL = 3  # times that a form must stand next to a character to be usual there

Uses = dict[str, list[str]]
Neighbours = tuple[
    Counter[tuple[str, str]], Counter[tuple[str, str]]
]  # words and the tokens before them; and after them


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
    uses, rates, neighbours = uses_of(files, words)
    hashed: dict[str, Any] = {}
    told, weights = [], []
    for pair in sorted(wanted):
        if min(len(uses.get(word, ())) for word in pair) < LEAST:
            continue
        for word in pair:
            if word not in hashed:
                hashed[word] = contexts.features([(use[:REACH], use[REACH:]) for use in uses[word]])
        original, spun = (hashed[word] for word in pair)
        row, _ = regression(original, spun)
        buckets = numpy.sort(numpy.argsort(-abs(row), kind="stable")[:KEPT])
        row, cut = regression(original, spun, buckets)
        scale = float(abs(row).max()) / 127 or 1.0
        told.append([*pair, round(scale, 6), round(cut, 4)])
        weights += [buckets.astype("<u2").tobytes(), (row[buckets] / scale).round().astype("int8").tobytes()]
    head = {
        "version": 1,
        "rates": {word: rates[word] for word in sorted(words)},
        "usual": usual(table, rates, neighbours),
        "pairs": told,
    }
    given.output.write_bytes(b"".join([json.dumps(head, ensure_ascii=False).encode(), b"\n", *weights]))


def uses_of(files: Iterable[Iterable[str]], wanted: set[str]) -> tuple[Uses, Counter[str], Neighbours]:
    """What stands around words in clean text: REACH tokens on each side, in one string; how often they stand in a million; and how
    often together with which token before and after."""
    finder = lexicon.finder(wanted)
    uses: Uses = {}
    counts: Counter[str] = Counter()
    neighbours: Neighbours = Counter(), Counter()
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
                for side, token in zip(neighbours, (text[at - 1], text[at + len(word)]), strict=True):
                    side[word, token] += 1
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
    return uses, Counter({word: round(1e6 * count / characters, 2) for word, count in counts.items()}), neighbours


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

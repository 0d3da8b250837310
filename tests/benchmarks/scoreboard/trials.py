"""Clean documents damaged by every generator, and a verdict for each damage and each proposal of an edit."""

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import cleaner
from cleaner.core import Edit, apply, overlap
from tests.benchmarks import structure
from tests.benchmarks.generators import HEADINGS, MIXED, Generator, usable
from tests.benchmarks.repair import places_of, score
from tests.benchmarks.scoreboard import LENGTHS, Settings, documents, piece

DENSITIES = (1, 5)  # damages per 1,000 characters, at least one a text

Item = cleaner.Change | cleaner.Held


class Verdict(NamedTuple):
    """What a proposed edit comes to: right, wrong (it meets damage and does not mend it) or false (it meets none)."""

    by: str
    confidence: float
    made: bool
    is_: str


class Tally(NamedTuple):
    cells: Counter[tuple]  # (generator, pass, density, genre, length, what is counted)
    proposals: Counter[tuple]  # (pass, confidence, made, verdict)


def verdicts(clean: str, damages: list[Edit], repaired: list[bool], report: cleaner.Report) -> Iterator[Verdict]:
    """Of each change, and of each edit held for its confidence as if it alone were made beside them."""
    spans = places_of(damages)
    ends = [end for _, end in spans]
    below = [held for held in report.held if held.cause == "below"]
    for item in (*report.changes, *below):
        met = _met(item, spans, ends)
        made = isinstance(item, cleaner.Change)
        if not met:
            is_ = "false"
        elif any(repaired[i] for i in met) if made else _mends(clean, damages, spans, met, item, report, below):
            is_ = "right"
        elif any(damages[i].confidence for i in met):
            is_ = "wrong"
        else:
            continue
        by = item.why[-1].by
        yield Verdict(by, min(why.confidence for why in item.why), made, is_)


def _met(item: Item, spans: list[tuple[int, int]], ends: list[int]) -> range:
    first = last = bisect_left(ends, item.start)
    while last < len(spans) and spans[last][0] <= item.end:
        last += 1
    return range(first, last)


def _mends(
    clean: str,
    damages: list[Edit],
    spans: list[tuple[int, int]],
    met: range,
    item: Item,
    report: cleaner.Report,
    below: list[cleaner.Held],
) -> bool:
    """Whether a held edit makes the damages that it meets good, with the changes there or with what else is held there."""
    left, right = min(item.start, spans[met[0]][0]), max(item.end, spans[met[-1]][1])
    truth = [Edit(*spans[i], clean[damages[i].start : damages[i].end], "") for i in met]
    want = _made(report.original, truth, left, right)
    there = [each for each in report.changes if left <= each.start and each.end <= right]
    held = [each for each in below if left <= each.start and each.end <= right]
    return any(
        _made(report.original, _beside(item, others), left, right) == want for others in ((), there, [*there, *held])
    )


def _beside(item: Item, others: Sequence[Item]) -> list[Item]:
    """The item, and those of the others that can be made as well."""
    chosen: list[Item] = [item]
    for other in others:
        if not any(overlap(other, each) for each in chosen):
            chosen.append(other)
    return sorted(chosen, key=lambda each: each[:2])


def _made(text: str, edits: Sequence[Edit | Item], left: int, right: int) -> str:
    return apply(text[left:right], [Edit(each.start - left, each.end - left, each.new, "") for each in edits])


def _count(tally: Tally, key: tuple, clean: str, damages: list[Edit], report: cleaner.Report) -> None:
    repaired, _ = score(clean, report.original, damages, report)
    counted = [done for edit, done in zip(damages, repaired, strict=True) if edit.confidence]
    found = {"texts": 1, "characters": len(report.original), "damages": len(counted), "repaired": sum(counted)}
    for verdict in verdicts(clean, damages, repaired, report):
        tally.proposals[verdict.by, round(verdict.confidence, 3), verdict.made, verdict.is_] += 1
        name = verdict.is_ if verdict.made else "held"
        found[name] = found.get(name, 0) + 1
    for name, count in found.items():
        tally.cells[*key, name] += count


def _one(tally: Tally, generator: Generator, genre: str, length: str, clean: str, seed: str) -> None:
    for density in DENSITIES:
        rng = random.Random(f"{generator.name} {density} {length} {seed}")
        damaged, damages = generator.damage(clean, rng, density)
        if damages:
            key = (generator.name, generator.by, density, genre, length)
            _count(tally, key, clean, damages, cleaner.explain(damaged))


@cache
def run(settings: Settings) -> Tally:
    """All trials. What the chain repairs in the documents as they are is real damage and is repaired before."""
    tally = Tally(Counter(), Counter())
    for document in documents(settings):
        whole = cleaner.clean(document.text)
        for length in LENGTHS:
            start, end = piece(whole, length, random.Random(f"{length} {document.path}"))
            for generator in (*usable(), MIXED):
                _one(tally, generator, document.source, length, whole[start:end], document.path)
    marked = list(structure.documents(settings.data))
    own = [each for each in marked if each[0] == "own"]
    for _, path, text in own + marked[len(own) :: settings.every]:
        _one(tally, HEADINGS, "marked headings", "whole document", cleaner.clean(text), path)
    return tally

"""Which families of spinners have been at work in a text, and in which of its stretches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cleaner.lexicon import Lexicon
from cleaner.proofreading.spellings import words
from cleaner.spinning.asked import teller
from cleaner.spinning.evidence import MOST, Place, Unit, against, forms, stretches, units
from cleaner.spinning.states import posteriors
from cleaner.spinning.suspicion import DIFFERENT, LONE, MARKER, Evidence, differs, suspects

State = tuple[str, ...]

COMPATIBLE = (("A", "A2"), ("B", "C"), ("C", "E"))  # tables that are seen at work in one paragraph
BOTH = 3.0  # nats by which that is less likely than one of them

PROVEN = 0.99  # the posterior that some stretch of a document must reach before anything is undone in it
OUTWEIGHED = 2  # times that what older books write may stand for each form that they do not
AMONG = 0.2  # the share of it that a family must have where others write the same forms
STITCHED = 0.05  # how often a spun passage begins, in a document with a proven family: files are sewn together
SENTENCE = 15  # characters of a stretch whose forms prove a family: of a heading or an item the judge knows too little
LEAST = 0.3  # a state that is less likely is left out


class Spun(NamedTuple):
    """A stretch that a spinner went over: the likeliest state, and the posterior of each."""

    unit: Unit
    state: State
    posteriors: list[tuple[State, float]]

    def posterior(self, place: Place, original: str) -> float:
        """That a family was at work here that writes this form for this original."""
        families = {pair.family for pair in place.pairs if pair.original == original}
        return min(sum(p for state, p in self.posteriors if not families.isdisjoint(state)), 1.0)


def regions(text: str, lexicon: Lexicon, written: str = "") -> Iterator[list[Spun]]:
    """The stretches that spinners of proven families went over, by the part of the text that has a suspicion: each part is weighed by
    itself, what lies between is not.

    written: the text as it came, if it is not this one: where it differs, one form more is asked for.
    """
    odds = teller(text)
    found = suspects(text, lexicon, written, odds)
    if not found:
        return
    pieces = stretches(text)
    starts = [start for start, _, _ in pieces]
    for start, end, suspected in found:
        part = pieces[max(bisect_right(starts, start) - 1, 0) : bisect_left(starts, end)]
        more = differs(text, written, start, end)
        for families in dict.fromkeys((tuple(_unexplained(suspected, lexicon)), tuple(suspected))):
            near = list(_speaking_units(units(text, lexicon, families, part, odds)))
            if sure := proven(near, families, more):
                yield spun(near, sure)
                break


def _unexplained(suspected: Mapping[str, Evidence], lexicon: Lexicon) -> Iterator[str]:
    """The families without those whose evidence another would have left as well, of which there is more: tables share many pairs."""
    for family, (bases, often) in suspected.items():
        if not any(
            2 * often < suspected[other][1]
            and (family, other) not in COMPATIBLE
            and (other, family) not in COMPATIBLE
            and all(
                any(pair.family == other and pair.base == base for pair in lexicon.pairs[base[1]]) for base in bases
            )
            for other in suspected
        ):
            yield family


def _speaking_units(units: Iterable[Unit]) -> Iterator[Unit]:
    """The units in which anything was found."""
    opens = False
    for unit in units:
        opens = opens or unit.opens
        if unit.places or unit.kept:
            yield unit if unit.opens == opens else unit._replace(opens=True)
            opens = False


def proven(units: Sequence[Unit], families: Sequence[str], more: bool = False) -> list[str]:
    """The families that have been at work somewhere in the text, beyond doubt.

    What older books, Taiwan or Malaysia write of themselves (若是, 透过) proves nothing by itself. Where there are more such forms than others,
    the others must say much; where those of older books stand far more often, the text is one of these, but for forms that no good
    text has (操做, and 清静生产 beside 清静).
    """
    states = _states(families)
    told = _posteriors(units, states, stitched=False)
    older = words("older")
    elsewhere = older | words("taiwan")
    sure = []
    for family in families:
        top = 0.0
        markers: dict[tuple[str, str], tuple[float, int]] = {}  # nats, at most, and how often
        for unit, row in zip(units, told, strict=True):
            if row[0] > 0.5:
                continue
            posterior = _share(family, states, row)
            if posterior > AMONG * (1 - row[0]):
                top = max(top, 1 - row[0])
            if posterior > AMONG and unit.end - unit.start >= SENTENCE:
                for base, said in forms(unit, (family,)).items():
                    if said.plain and said.nats > MARKER:
                        nats, times = markers.get(base, (0.0, 0))
                        markers[base] = max(nats, said.nats), times + said.places
        marked = {spun for (_, spun), (nats, _) in markers.items() if nats > MOST} - older
        usual = [said for (_, spun), said in markers.items() if spun in elsewhere - marked]
        own = [said for (_, spun), said in markers.items() if spun not in elsewhere - marked]
        old = sum(times for (_, spun), (_, times) in markers.items() if spun in older)
        outweighed = not marked and OUTWEIGHED * sum(times for _, times in own) < old
        several = len(own) >= max(DIFFERENT + more, len(usual))
        much = len(markers) >= DIFFERENT + more and sum(nats for nats, _ in own) > LONE
        if top >= PROVEN and (several or much) and not outweighed:
            sure.append(family)
    return sure


def spun(units: Sequence[Unit], families: Sequence[str]) -> list[Spun]:
    """The stretches that spinners of the proven families went over."""
    states = _states(families)
    found = []
    for unit, row in zip(units, _posteriors(units, states, stitched=True), strict=True):
        best = max(range(1, len(row)), key=row.__getitem__)
        if 1 - row[0] >= LEAST:
            found.append(Spun(unit, states[best - 1], list(zip(states, row[1:], strict=True))))
    return found


def _states(families: Sequence[str]) -> list[State]:
    return [*((family,) for family in families), *(pair for pair in COMPATIBLE if set(pair) <= set(families))]


def _share(family: str, states: list[State], row: list[float]) -> float:
    total = 0.0
    for at, state in enumerate(states, 1):
        if family in state:
            total += row[at]
    return total


def _posteriors(units: Sequence[Unit], states: list[State], stitched: bool) -> list[list[float]]:
    opens = [unit.opens for unit in units]
    speaking = [_speaking(units, state, stitched) for state in states]
    columns = [
        [said - against(unit, state) if unit.kept else said for unit, said in zip(units, row, strict=True)]
        for state, row in zip(states, speaking, strict=True)
    ]
    told = _told(columns, opens, stitched)
    if standing := _standing(units, states, told):
        originals = {original for _, original in standing}
        for at, unit in enumerate(units):
            if not originals.isdisjoint(unit.kept):
                for state, said, column in zip(states, speaking, columns, strict=True):
                    column[at] = said[at] - against(unit, state, standing)
        told = _told(columns, opens, stitched)
    return told


def _told(columns: list[list[float]], opens: list[bool], stitched: bool) -> list[list[float]]:
    ratios = [[0.0, *row] for row in zip(*columns, strict=True)]
    return posteriors(ratios, opens, STITCHED) if stitched else posteriors(ratios, opens)


def _standing(units: Sequence[Unit], states: list[State], told: list[list[float]]) -> dict[tuple[str, str], float]:
    """By family and original, in how many spun units it stands, unless the family has put its form elsewhere."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    families = [state[0] for state in states if len(state) == 1]
    for unit, row in zip(units, told, strict=True):
        if row[0] > 0.5:
            continue
        for family in families:
            posterior = _share(family, states, row)
            if posterior > 0.5:
                for original, kept in unit.kept.items():
                    if family in kept:
                        found[family, original] += posterior
                for (original, _), said in forms(unit, (family,)).items():
                    if said.nats > MARKER:
                        found[family, original] -= len(units)
    return {key: count for key, count in found.items() if count > 0}


def _speaking(units: Sequence[Unit], state: State, stitched: bool) -> list[float]:
    """What the spun forms in each unit say for a state, in nats.

    While nothing is proven, a writer's habit may make one form stand in many units, so that it counts less in each.
    """
    rows = [forms(unit, state) if unit.places else {} for unit in units]
    often: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        for base, said in row.items():
            if said.nats > 0:
                often[base] += 1
    found = []
    for row in rows:
        total = -BOTH if len(state) > 1 and row else 0.0
        for base, (nats, _, places) in row.items():
            if nats > 0:
                nats *= places**0.5 if stitched else 1 / often[base] ** 0.5
            total += nats
        found.append(total)
    return found

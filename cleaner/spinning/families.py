"""Which families of spinners have been at work in a text, and in which of its stretches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.lexicon import Lexicon, matches
from cleaner.spinning.evidence import Unit, against, around, form, forms, is_talked_about, odds, speaks, survivors
from cleaner.spinning.states import posteriors

State = tuple[str, ...]

COMPATIBLE = (("A", "A2"),)  # tables that are seen at work in one paragraph
BOTH = 3.0  # nats by which that is less likely than one of them

PROVEN = 0.99  # the posterior that some stretch of a document must reach before anything is undone in it
DIFFERENT = 2  # spun forms that it takes, which are no near-synonyms
MARKER = 2.0  # nats that such a form must have behind it
SURE = 5.5  # nats with which a form that good text does not have is enough
HINT = 4.0  # nats that one form must have for a look at all others of its family
# Nats that such forms must have together, less what originals near them say, before a closer look is worth while: one of 358 clean
# documents has them, and all spun ones that have such forms.
SUSPECT = 8.0
WITHIN = 3000  # characters within which they are to stand
PATIENCE = 5  # right uses of a form in a row after which it is taken for the writer's own
STITCHED = 0.05  # how often a spun passage begins, in a document with a proven family: files are sewn together
LEAST = 0.3  # a state that is less likely is left out


class Spun(NamedTuple):
    """A stretch that a spinner went over: the likeliest state, and the posterior of each family."""

    unit: Unit
    state: State
    posterior: dict[str, float]


def suspects(text: str, lexicon: Lexicon, more: bool = False) -> list[str]:
    """The families of which a text has two different forms near each other that the judge would undo, or one that good text does not
    have: hardly any clean text has.

    more: ask for one form more.
    """
    places = _telling(text, lexicon)
    possible = _possible(places, lexicon, DIFFERENT + more)
    hinted = _hinted(text, places, lexicon, possible) if possible else possible
    if not hinted:
        return []
    near: dict[str, dict[tuple[str, str], tuple[int, float]]] = {family: {} for family in hinted}
    found: set[str] = set()
    refused: dict[str, int] = defaultdict(int)
    for at, word in places:
        if hinted.isdisjoint(family for family, _, _ in lexicon.telling_of[word]):
            continue
        given = [pair for pair in lexicon.pairs[word] if pair.family in hinted and pair.kind != "near"]
        given = [pair for pair in given if at - near[pair.family].get(pair.base, (-WITHIN, 0.0))[0] > WITHIN // 4]
        if not given or refused[word] > PATIENCE or is_talked_about(text, at + len(word)):
            continue
        told = odds(text, at, word, given)
        if max(told.values()) < 0:
            refused[word] += 1
            continue
        refused[word] = 0
        for family in {pair.family for pair in given}:
            pairs = [pair for pair in given if pair.family == family]
            said = speaks(form(pairs), told)
            if said > MARKER:
                near[family][pairs[0].base] = at, said
                here = [(place, said) for place, said in near[family].values() if at - place < WITHIN]
                many = len(here) >= DIFFERENT + more and _left(text, lexicon, family, here) > SUSPECT
                if many or (said > SURE and any(pair.marks for pair in pairs)):
                    found.add(family)
                    hinted.remove(family)
    return [family for family in lexicon.families if family in found]


def _left(text: str, lexicon: Lexicon, family: str, places: Sequence[tuple[int, float]]) -> float:
    """What is left of what forms say for a family, in nats, where originals of it stand near them."""
    if sum(said for _, said in places) <= SUSPECT:
        return 0.0
    found: dict[int, float] = {}
    for at, said in places:
        start, end = around(text, at)
        if start not in found:
            found[start] = -survivors(text[start:end], lexicon, family)
        found[start] += said
    return sum(max(said, 0.0) for said in found.values())


def _telling(text: str, lexicon: Lexicon) -> list[tuple[int, str]]:
    """The places of telling forms, but for those next to what usually stands there in clean text."""
    words, usual, size = lexicon.telling.words, lexicon.usual, len(text)
    found = []
    for number, start, end in matches(lexicon.telling, text):
        before, after = usual[number]
        if not ((start and text[start - 1] in before) or (end < size and text[end] in after)):
            found.append((start, -end, words[number]))
    found.sort()
    return [(start, word) for start, _, word in found]


def _possible(places: Iterable[tuple[int, str]], lexicon: Lexicon, different: int) -> set[str]:
    """The families of which so many different forms stand near each other, or one that good text does not have."""
    found: set[str] = set()
    near: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for at, word in places:
        for family, base, marks in lexicon.telling_of[word]:
            if family not in found:
                bases = near[family]
                bases[base] = at
                if marks or (
                    len(bases) >= different and sum(at - last < WITHIN for last in bases.values()) >= different
                ):
                    found.add(family)
    return found


def _hinted(text: str, places: Iterable[tuple[int, str]], lexicon: Lexicon, possible: set[str]) -> set[str]:
    """The families among these of which a text has a form that clean text hardly has, and that the judge would undo."""
    hinted: set[str] = set()
    refused: dict[str, int] = defaultdict(int)
    for at, word in places:
        if word not in lexicon.first or refused[word] > PATIENCE:
            continue
        given = [pair for pair in lexicon.pairs[word] if pair.family in possible and pair.family not in hinted]
        if given and not is_talked_about(text, at + len(word)):
            told = odds(text, at, word, given)
            new = {pair.family for pair in given if speaks(form([pair]), told) > HINT}
            refused[word] = 0 if new else refused[word] + 1
            hinted |= new
    return hinted


def proven(units: Sequence[Unit], families: Sequence[str], more: bool = False) -> list[str]:
    """The families that have been at work somewhere in the text, beyond doubt."""
    states = _states(families)
    told = _posteriors(units, states, stitched=False)
    sure = []
    for family in families:
        top = 0.0
        markers: set[tuple[str, str]] = set()
        for unit, row in zip(units, told, strict=True):
            if row[0] > 0.5:
                continue
            posterior = _share(family, states, row)
            top = max(top, posterior)
            if posterior > 0.5:
                markers.update(
                    base for base, said in forms(unit, (family,)).items() if said.plain and said.nats > MARKER
                )
        if top >= PROVEN and len(markers) >= DIFFERENT + more:
            sure.append(family)
    return sure


def spun(units: Sequence[Unit], families: Sequence[str]) -> list[Spun]:
    """The stretches that spinners of the proven families went over."""
    states = _states(families)
    found = []
    for unit, row in zip(units, _posteriors(units, states, stitched=True), strict=True):
        best = max(range(1, len(row)), key=row.__getitem__)
        if row[best] >= LEAST:
            found.append(Spun(unit, states[best - 1], {family: _share(family, states, row) for family in families}))
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

"""Which families of spinners have been at work in a text, and in which of its stretches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cleaner.lexicon import Lexicon, find
from cleaner.spinning.evidence import Unit, against, forms, is_talked_about, odds, speaks
from cleaner.spinning.states import posteriors

State = tuple[str, ...]

COMPATIBLE = (("A", "A2"),)  # tables that are seen at work in one paragraph
BOTH = 3.0  # nats by which that is less likely than one of them

ONE_OFF = "one-off"  # pairs seen once, of no family
PROVEN = 0.99  # the posterior that some stretch of a document must reach before anything is undone in it
DIFFERENT = 2  # spun forms that it takes, which are no near-synonyms
MARKER = 2.0  # nats that such a form must have behind it
HINT = 4.0  # nats that one form must have for a look at all others of its family
SUSPECT = 11.0  # nats that such forms must have together before a closer look is worth while
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
    hinted = _hinted(text, lexicon)
    if not hinted:
        return []
    near: dict[str, dict[tuple[str, str], tuple[int, float]]] = {family: {} for family in hinted}
    found: set[str] = set()
    refused: dict[str, int] = defaultdict(int)
    for at, form in find(lexicon.telling, text):
        given = [pair for pair in lexicon.pairs[form] if pair.family in hinted - found and pair.kind != "near"]
        given = [pair for pair in given if at - near[pair.family].get(pair.base, (-WITHIN, 0.0))[0] > WITHIN // 4]
        if not given or refused[form] > PATIENCE or is_talked_about(text, at + len(form)):
            continue
        told = odds(text, at, form, given)
        if max(told.values()) < 0:
            refused[form] += 1
            continue
        refused[form] = 0
        for family in {pair.family for pair in given}:
            pairs = [pair for pair in given if pair.family == family]
            said = speaks(pairs, told)
            if said > MARKER:
                near[family][pairs[0].base] = at, said
                here = [said for place, said in near[family].values() if at - place < WITHIN]
                many = len(here) >= DIFFERENT + more and sum(here) > SUSPECT
                if many or (said > SUSPECT / 2 and any(pair.marks for pair in pairs)):
                    found.add(family)
    return [family for family in lexicon.families if family in found]


def _hinted(text: str, lexicon: Lexicon) -> set[str]:
    """The families of which a text has a form that clean text hardly has, and that the judge would undo."""
    hinted: set[str] = set()
    refused: dict[str, int] = defaultdict(int)
    for at, form in find(lexicon.first, text):
        given = [pair for pair in lexicon.pairs[form] if pair.family not in hinted and pair.family != ONE_OFF]
        if given and refused[form] <= PATIENCE and not is_talked_about(text, at + len(form)):
            told = odds(text, at, form, given)
            new = {pair.family for pair in given if speaks([pair], told) > HINT}
            refused[form] = 0 if new else refused[form] + 1
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
    return sum(p for p, state in zip(row[1:], states, strict=True) if family in state)


def _posteriors(units: Sequence[Unit], states: list[State], stitched: bool) -> list[list[float]]:
    opens = [unit.opens for unit in units]
    told: list[list[float]] = []
    for _ in range(2):
        standing = _standing(units, states, told) if told else {}
        columns = [_ratios(units, state, standing, stitched) for state in states]
        ratios = [[0.0, *row] for row in zip(*columns, strict=True)]
        told = posteriors(ratios, opens, STITCHED) if stitched else posteriors(ratios, opens)
    return told


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
                for original, pairs in unit.kept.items():
                    if family in pairs:
                        found[family, original] += posterior
                for (original, _), said in forms(unit, (family,)).items():
                    if said.nats > MARKER:
                        found[family, original] -= len(units)
    return {key: count for key, count in found.items() if count > 0}


def _ratios(
    units: Sequence[Unit], state: State, standing: Mapping[tuple[str, str], float], stitched: bool
) -> list[float]:
    """The log-likelihood of a state against clean text in each unit.

    While nothing is proven, a writer's habit may make one form stand in many units, so that it counts less in each.
    """
    rows = [forms(unit, state) for unit in units]
    often: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        for base, said in row.items():
            often[base] += said.nats > 0
    ratios = []
    for unit, row in zip(units, rows, strict=True):
        total = -against(unit, state, standing) - (BOTH if len(state) > 1 and row else 0.0)
        for base, (nats, _, places) in row.items():
            if nats > 0:
                nats *= places**0.5 if stitched else 1 / often[base] ** 0.5
            total += nats
        ratios.append(total)
    return ratios

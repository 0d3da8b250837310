"""How sure it is that a word was spun, where its family is: the judge, the second opinion, and what the rest of the document shows of
the pair, weighed by a logistic regression.

It is asked twice: how sure the other places of a pair are by themselves says how often the writer has used the spun form rightly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import exp, log
from operator import mul
from typing import NamedTuple

from cleaner import judge
from cleaner.lexicon import Pair
from cleaner.spinning.asked import ODD
from cleaner.spinning.discriminator import LARGE, knows, opinions
from cleaner.spinning.evidence import Place, Unit, weight
from cleaner.spinning.families import Spun
from cleaner.spinning.readings import Reading

MADE = 1.0  # nats from which a neighbour is taken for repaired when the context is looked at
PLAIN = 1.5  # nats from which a place is plainly spun, or plainly not
# Log-odds between which a second opinion is asked, and the large network once more: beyond, hardly one edit in 10,000 would be another.
PLAINLY, CLOSE = 4.0, (0.5, 3.0)
ENOUGH = 8.0  # nats from elsewhere beyond which more say nothing new
MOST_KEPT = 4  # units in which an original stands beyond which more say nothing new

# From a fit on spun versions of every sixth document of even number, half of them by spinners that lack each row of the table with the
# probability that its prior leaves (python -m tests.benchmarks.words --half even --every 6 [--lacking] --log FILE). The prior, near and
# marked (what the table calls sure) are assumptions: the fit finds 0.1, 0.0 and -0.4; with a prior of 0.5 as many edits are right, and 1 %
# fewer made. The sum of all is 0.3 above the fit, so that confidences mean what they say where all rows are known: of the edits of odd
# documents with a confidence from .90 to .95 then .91 are right, from .85 .86, from .95 .95.
# How often an original should stand by its rate in clean text tells no more than that it stands nowhere.
WEIGHTS = {
    "": -0.2,
    "nats": 0.58,
    "nats alone": -0.15,  # where there is no second opinion
    "alone": 0.5,
    "second": 0.41,
    "document": 0.36,
    "elsewhere": 0.18,
    "rivals": -0.34,
    "prior": 0.85,
    "near": 0.1,
    "marked": 0.5,
    "kept": -0.95,  # for each unit of the spun stretches where the original stands
}

Values = dict[str, float]
Context = tuple[str, str, str, str]  # original, spun form, and the tokens on both sides


class Record(NamedTuple):
    """What the spun stretches of a document show of its pairs."""

    said: dict[str, dict[str, float]]  # by original and spun form: the nats for it
    plainly: dict[tuple[str, str], int]  # by base pair: places where the judge is plainly for the original
    hardly: dict[tuple[str, str], int]  # and plainly against it
    kept: dict[str, int]  # by original: the units where it stands


def record(stretches: Sequence[Spun]) -> Record:
    """Take down what the spun stretches show."""
    known = Record(defaultdict(lambda: defaultdict(float)), defaultdict(int), defaultdict(int), defaultdict(int))
    for unit, state, _ in stretches:
        for place in unit.places:
            for pair in place.pairs:
                if pair.family in state and not pair.derived:
                    odds = place.odds[pair.original]
                    known.said[pair.original][pair.spun] += max(weight(exp(min(odds, 30.0))), 0.0)
                    known.plainly[pair.base] += odds > PLAIN
                    known.hardly[pair.base] += odds < -PLAIN
        for original, kept in unit.kept.items():
            known.kept[original] += any(family in state for family in kept)
    return known


def certainties(
    text: str, stretches: Sequence[Spun], found: Sequence[Sequence[Reading]]
) -> list[list[tuple[float, float]]]:
    """The probability that each of the readings found in these stretches is a word that was spun, and the posterior that its family was
    at work there."""
    known = record(stretches)
    shown: list[tuple[Pair, float, Values, float]] = []
    undecided: list[Values] = []
    contexts: list[Context] = []
    for stretch, ways in zip(stretches, found, strict=True):
        doubtful: list[Reading] = []
        places = {(place.start, place.end): place for place in stretch.unit.places}
        marked = [place for place in stretch.unit.places if place.marks]
        for item in ways:
            place = places[item[:2]]
            own = place.odds[item.pair.original]
            values, hardly = features(item, own, bool(marked) and _is_marked(item, marked), known)
            shown.append((item.pair, stretch.posterior(place, item.pair.original), values, hardly))
            if not values["alone"] and abs(strength(values)) < PLAINLY:
                undecided.append(values)
                doubtful.append(item)
        contexts += _contexts(text, stretch.unit, doubtful, ways)
    _heard(undecided, contexts)
    asked = [(pair, posterior, strength(values), values, hardly) for pair, posterior, values, hardly in shown]
    sure = [posterior * certainty(z) for _, posterior, z, _, _ in asked]
    places_of: dict[Pair, int] = defaultdict(int)
    spun: dict[Pair, float] = defaultdict(float)
    for (pair, *_), p in zip(asked, sure, strict=True):
        places_of[pair] += 1
        spun[pair] += p
    told = []
    for (pair, posterior, z, values, hardly), p in zip(asked, sure, strict=True):
        others = spun[pair] - p
        right = max(places_of[pair] - 1 - others, hardly)
        better = log((1 + others) / (1 + right))
        told.append((posterior * certainty(z + WEIGHTS["elsewhere"] * (better - values["elsewhere"])), posterior))
        values["elsewhere"] = better
    rows = iter(told)
    return [[next(rows) for _ in ways] for ways in found]


def _heard(undecided: Sequence[Values], contexts: Sequence[Context]) -> None:
    """Put the second opinion on each context into its values; the large network's where it is close."""
    for values, second in zip(undecided, opinions(contexts), strict=True):
        values["second"] = second or 0.0
    close = [at for at, values in enumerate(undecided) if CLOSE[0] < strength(values) < CLOSE[1]]
    for at, second in zip(close, opinions([contexts[at] for at in close], LARGE), strict=True):
        undecided[at]["second"] = second or 0.0


def features(item: Reading, own: float, marked: bool, known: Record) -> tuple[Values, float]:
    """What speaks for a reading and against it, in the order of WEIGHTS; what the other places of the pair say is in `elsewhere` as far
    as the judge alone tells. And at how many of them the judge is plainly against it.

    own: the judge's odds with the text around as it stands. marked: whether the place is part of a sure form.
    """
    pair = item.pair
    rivals = sum(
        nats for form, nats in known.said[pair.original].items() if form not in pair.spun and pair.spun not in form
    )
    prior = min(max(pair.prior, 0.02), 0.98)
    plainly = known.plainly[pair.base] - (own > PLAIN)
    hardly = known.hardly[pair.base] - (own < -PLAIN)
    elsewhere = log((1 + plainly) / (1 + hardly))
    alone = not knows(pair.original, pair.spun)
    values = {
        "": 1.0,
        "nats": item.nats,
        "nats alone": item.nats if alone else 0.0,
        "alone": float(alone),
        "second": 0.0,  # it is asked for where it can matter
        "document": elsewhere,
        "elsewhere": elsewhere,
        "rivals": min(rivals, ENOUGH),
        "prior": log(prior / (1 - prior)),
        "near": float(pair.kind == "near"),
        "marked": float(marked),
        "kept": float(min(known.kept.get(pair.original, 0), MOST_KEPT)),
    }
    return values, float(hardly)


def strength(values: Values) -> float:
    """What these values come to, as log-odds."""
    z: float = sum(map(mul, WEIGHTS.values(), values.values()))
    return z


def certainty(z: float) -> float:
    """The probability that belongs to log-odds."""
    return 1 / (1 + exp(-max(min(z, 30.0), -30.0)))


def _is_marked(item: Reading, marked: Sequence[Place]) -> bool:
    """Whether a place is part of a form of the same pair that good text does not have."""
    return any(
        place.start <= item.start
        and item.end <= place.end
        and any(pair.marks and pair.base == item.pair.base for pair in place.pairs)
        for place in marked
    )


def _contexts(text: str, unit: Unit, asked: Sequence[Reading], found: Sequence[Reading]) -> Iterator[Context]:
    """The pairs of some of the readings found, and what stands on both sides of each, with its neighbours as they should be."""
    sure = [item for item in found if item.nats > MADE]
    alone = len(found) == 1
    odd = asked and ODD.search(text, unit.start, unit.end)
    for item in asked:
        start, end = max(unit.start, item.start - 3 * LARGE.side), min(unit.end, item.end + 3 * LARGE.side)
        left = text[start : item.start] if alone else _repaired(text, start, item.start, sure)
        right = text[item.end : end] if alone else _repaired(text, item.end, end, sure)
        if odd:
            left, right = judge.shape(left), judge.shape(right)
        yield item.pair.original, item.pair.spun, left, right


def _repaired(text: str, start: int, end: int, made: Sequence[Reading]) -> str:
    parts: list[str] = []
    for other in made:
        if start <= other.start and other.end <= end:
            parts += (text[start : other.start], other.pair.original)
            start = other.end
    return "".join((*parts, text[start:end]))

"""How sure it is that a word was spun, where its family is: the judge, the second opinion, and what the rest of the document shows of
the pair, weighed by a logistic regression.

It is asked twice: how sure the other places of a pair are by themselves says how often the writer has used the spun form rightly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

from cleaner import judge
from cleaner.lexicon import Pair
from cleaner.spinning.contexts import REACH, opinion
from cleaner.spinning.evidence import weight
from cleaner.spinning.families import Spun
from cleaner.spinning.readings import Reading

MADE = 1.0  # nats from which a neighbour is taken for repaired when the context is looked at
PLAIN = 1.5  # nats from which a place is plainly spun, or plainly not
ENOUGH = 8.0  # nats from elsewhere beyond which more say nothing new
MOST_KEPT = 4  # units in which an original stands beyond which more say nothing new

# From fits on spun versions of every fourth document of even number, half of them by spinners that lack each row of the table with the
# probability that its prior leaves (python -m tests.benchmarks.words --half even --every 4 [--lacking] --log FILE); rounded, and for
# the judge a little above the fit (0.55 and 0.6), which left words under-rated that its prior would have raised. The prior, near and
# marked (what the table calls sure) are assumptions: the fit finds 0.1, 0.0 and 0.4. With these, .90 of the edits of odd documents with
# a confidence from .90 to .95 are right, .85 of those from .85; .87 and .81 where the spinner lacks rows.
# How often an original should stand by its rate in clean text tells no more than that it stands nowhere.
WEIGHTS = {
    "": -0.3,
    "nats": 0.62,
    "nats alone": 0.06,  # where there is no second opinion
    "alone": 0.25,
    "second": 0.7,
    "document": 0.2,
    "elsewhere": 0.6,
    "rivals": -0.3,
    "prior": 0.5,
    "near": 0.2,
    "marked": 0.5,
    "kept": -1.2,  # for each unit of the spun stretches where the original stands
}

Values = dict[str, float]


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
            for pair in place.of(state):
                if not pair.derived:
                    odds = place.odds[pair.original]
                    known.said[pair.original][pair.spun] += max(weight(exp(min(odds, 30.0))), 0.0)
                    known.plainly[pair.base] += odds > PLAIN
                    known.hardly[pair.base] += odds < -PLAIN
        for original, pairs in unit.kept.items():
            known.kept[original] += any(family in state for family in pairs)
    return known


def certainties(text: str, stretches: Sequence[Spun], found: Sequence[Sequence[Reading]]) -> list[list[float]]:
    """The probability that each of the readings found in these stretches is a word that was spun."""
    known = record(stretches)
    asked: list[tuple[Reading, float, Values]] = []
    for stretch, ways in zip(stretches, found, strict=True):
        for at, item in enumerate(ways):
            asked.append((item, stretch.posterior[item.pair.family], features(text, stretch, ways, at, known)))
    sure = [posterior * certainty(values) for _, posterior, values in asked]
    places: dict[Pair, int] = defaultdict(int)
    spun: dict[Pair, float] = defaultdict(float)
    for (item, _, _), p in zip(asked, sure, strict=True):
        places[item.pair] += 1
        spun[item.pair] += p
    told = []
    for (item, posterior, values), p in zip(asked, sure, strict=True):
        others = spun[item.pair] - p
        right = max(places[item.pair] - 1 - others, values.pop("hardly"))
        values["elsewhere"] = log((1 + others) / (1 + right))
        told.append(posterior * certainty(values))
    rows = iter(told)
    return [[next(rows) for _ in ways] for ways in found]


def features(text: str, spun: Spun, found: Sequence[Reading], at: int, known: Record) -> Values:
    """What speaks for a reading and against it; what the other places of the pair say is in `elsewhere` as far as the judge alone tells."""
    item = found[at]
    pair = item.pair
    around = [place for place in spun.unit.places if place.start <= item.start and item.end <= place.end]
    own = next(place.odds[pair.original] for place in around if (place.start, place.end) == item[:2])
    rivals = sum(
        nats for form, nats in known.said[pair.original].items() if form not in pair.spun and pair.spun not in form
    )
    prior = min(max(pair.prior, 0.02), 0.98)
    plainly = known.plainly[pair.base] - (own > PLAIN)
    hardly = known.hardly[pair.base] - (own < -PLAIN)
    second = opinion(pair.original, pair.spun, *_context(text, spun, found, at))
    return {
        "": 1.0,
        "nats": item.nats,
        "nats alone": item.nats if second is None else 0.0,
        "alone": float(second is None),
        "second": second or 0.0,
        "document": log((1 + plainly) / (1 + hardly)),
        "elsewhere": log((1 + plainly) / (1 + hardly)),
        "rivals": min(rivals, ENOUGH),
        "prior": log(prior / (1 - prior)),
        "near": float(pair.kind == "near"),
        "marked": float(any(other.marks and other.base == pair.base for place in around for other in place.pairs)),
        "kept": float(min(known.kept.get(pair.original, 0), MOST_KEPT)),
        "hardly": float(hardly),
    }


def certainty(values: Values) -> float:
    """The probability that these values come from a word that was spun."""
    z = sum(weight * values[name] for name, weight in WEIGHTS.items())
    return 1 / (1 + exp(-max(min(z, 30.0), -30.0)))


def _context(text: str, spun: Spun, found: Sequence[Reading], at: int) -> tuple[str, str]:
    """What stands on both sides of a reading, with its neighbours as they should be."""
    item = found[at]
    start, end = max(spun.unit.start, item.start - 2 * REACH), min(spun.unit.end, item.end + 2 * REACH)
    sure = [other for other in found if other.nats > MADE and start <= other.start and other.end <= end]
    left = _repaired(text, start, item.start, [other for other in sure if other.end <= item.start])
    right = _repaired(text, item.end, end, [other for other in sure if other.start >= item.end])
    return judge.shape(left), judge.shape(right)


def _repaired(text: str, start: int, end: int, made: Sequence[Reading]) -> str:
    parts: list[str] = []
    for other in made:
        if start <= other.start:
            parts += (text[start : other.start], other.pair.original)
            start = other.end
    return "".join((*parts, text[start:end]))

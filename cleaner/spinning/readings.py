"""Which word stood at each place of a stretch that a family of spinners went over: all readings of neighbouring places together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from math import exp, log
from typing import NamedTuple

from cleaner import judge
from cleaner.lexicon import Pair
from cleaner.spinning import asked
from cleaner.spinning.evidence import Unit

CLUSTER = 6  # sites after which a cluster is cut where it can be, for its readings double with each
READINGS = 512  # of one cluster that are weighed at most
SETTLED = 6.0  # and of one that no neighbour's repair will put in doubt: the others are read with it repaired
HOPELESS = -8.0  # the judge's odds, in nats, of a word that no neighbour's repair will bring back
LIKELY = 0.03  # what is less likely is not looked at further

Site = tuple[int, int, Pair]


class Reading(NamedTuple):
    """A place, the pair that is undone there, and the judge's odds that it should be, with its neighbours as they should be."""

    start: int
    end: int
    pair: Pair
    nats: float


def readings(text: str, unit: Unit, families: Collection[str]) -> Iterator[Reading]:
    """The readings of the places of a unit that are not out of the question, sorted by where they begin."""
    sites: dict[tuple[int, int, str], Site] = {}
    told: dict[tuple[int, int, str], float] = {}
    for place in unit.places:
        for pair in place.of(families):
            if pair.derived or place.odds[pair.original] < HOPELESS:
                continue
            key = place.start, place.end, pair.original
            if key not in sites or pair.prior > sites[key][2].prior:
                sites[key] = place.start, place.end, pair
                told[key] = place.odds[pair.original]
    for cluster in _clusters(sorted(sites.values(), key=lambda site: (site[0], -site[1]))):
        yield from _judged(text, cluster, told)


def _clusters(sites: list[Site]) -> Iterator[list[Site]]:
    """Sites that the judge sees together."""
    cluster: list[Site] = []
    end = 0
    for site in sites:
        if cluster and (site[0] - end > judge.REACH or (len(cluster) >= CLUSTER and site[0] >= end)):
            yield cluster
            cluster = []
        cluster.append(site)
        end = max(end, site[1])
    if cluster:
        yield cluster


def _judged(text: str, cluster: list[Site], told: Mapping[tuple[int, int, str], float]) -> Iterator[Reading]:
    odds = [told[start, end, pair.original] for start, end, pair in cluster]
    if len(cluster) == 1:
        yield from _likely(cluster[0], _share(odds[0]))
        return
    free = [nats < SETTLED or _overlaps(cluster, at) for at, nats in enumerate(odds)]
    shares = {id(site): _share(nats) for site, nats in zip(cluster, odds, strict=True)}
    if any(free):
        shares |= _weighed(text, cluster, free)
    for site in cluster:
        yield from _likely(site, shares[id(site)])


def _weighed(text: str, cluster: list[Site], free: list[bool]) -> dict[int, float]:
    """How likely the sites of a cluster are that may be left as they stand."""
    start, end = cluster[0][0], max(site[1] for site in cluster)
    ways: dict[str, list[Site]] = {} if not all(free) else {text[start:end]: []}
    for chosen in islice(_choices(cluster, 0, start, free), READINGS):
        parts: list[str] = []
        at = start
        for site in chosen:
            parts += (text[at : site[0]], site[2].original)
            at = site[1]
        ways.setdefault("".join((*parts, text[at:end])), chosen)
    scores = asked.scores(text, start, end, list(ways))
    top = max(scores)
    weights = [exp(max(judge.TEMPER * (score - top), -700.0)) for score in scores]
    total = sum(weights)
    shares = {id(site): 0.0 for site, open_ in zip(cluster, free, strict=True) if open_}
    for weight, chosen in zip(weights, ways.values(), strict=True):
        for site in chosen:
            if id(site) in shares:
                shares[id(site)] += weight / total
    return shares


def _share(nats: float) -> float:
    return 1 / (1 + exp(min(-nats, 700.0)))


def _overlaps(cluster: list[Site], at: int) -> bool:
    """Whether a site shares characters with another."""
    start, end, _ = cluster[at]
    return any(other[0] < end and start < other[1] for number, other in enumerate(cluster) if number != at)


def _likely(site: Site, share: float) -> Iterator[Reading]:
    if share > LIKELY:
        yield Reading(*site, log(share / max(1 - share, 1e-9)))


def _choices(cluster: list[Site], at: int, clear: int, free: list[bool]) -> Iterator[list[Site]]:
    """Every set of sites that do not overlap, with all that are not free; those with longer forms first."""
    if at == len(cluster):
        yield []
        return
    site = cluster[at]
    if site[0] >= clear:
        for rest in _choices(cluster, at + 1, site[1], free):
            yield [site, *rest]
    if free[at]:
        yield from _choices(cluster, at + 1, clear, free)

"""Which word stood at each place of a stretch that a family of spinners went over: all readings of neighbouring places together."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from math import exp, log
from typing import NamedTuple

from cleaner import judge
from cleaner.lexicon import Pair
from cleaner.spinning.evidence import AROUND, Unit

CLUSTER = 6  # sites after which a cluster is cut where it can be, for its readings double with each
READINGS = 512  # of one cluster that are weighed at most
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
    for place in unit.places:
        for pair in place.of(families):
            if pair.derived:
                continue
            key = place.start, place.end, pair.original
            if key not in sites or pair.prior > sites[key][2].prior:
                sites[key] = place.start, place.end, pair
    for cluster in _clusters(sorted(sites.values(), key=lambda site: (site[0], -site[1]))):
        yield from _judged(text, cluster)


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


def _judged(text: str, cluster: list[Site]) -> Iterator[Reading]:
    start, end = cluster[0][0], max(site[1] for site in cluster)
    ways: dict[str, list[Site]] = {text[start:end]: []}
    for chosen in islice(_choices(cluster, 0, start), READINGS):
        parts: list[str] = []
        at = start
        for site in chosen:
            parts += (text[at : site[0]], site[2].original)
            at = site[1]
        ways.setdefault("".join((*parts, text[at:end])), chosen)
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    scores = judge.scores(before, list(ways), after)
    top = max(scores)
    weights = [exp(max(judge.TEMPER * (score - top), -700.0)) for score in scores]
    total = sum(weights)
    for site in cluster:
        share = sum(weight for weight, chosen in zip(weights, ways.values(), strict=True) if site in chosen) / total
        if share > LIKELY:
            yield Reading(*site, log(share / max(1 - share, 1e-9)))


def _choices(cluster: list[Site], at: int, free: int) -> Iterator[list[Site]]:
    """Every set of sites that do not overlap, those with longer forms first."""
    if at == len(cluster):
        yield []
        return
    site = cluster[at]
    if site[0] >= free:
        for rest in _choices(cluster, at + 1, site[1]):
            yield [site, *rest]
    yield from _choices(cluster, at + 1, free)

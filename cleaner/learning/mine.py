"""Words that look spun, found in damaged texts without their originals: `cleaner learn --mine`.

A spinner is deterministic: where it went, no original survives, and the spun form stands in the original's contexts. So a candidate is a form
whose original fits better in most of its places, by the judge, and is all but absent from the paragraphs where it does. Pairs come from
a lexicon; free search takes common words of two characters that are out of place where they stand, and is a last resort: a name or a term
looks the same to the judge. Rows are candidates either way, to be read by a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import exp
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import HAN_RUN
from cleaner.learning.align import Pair
from cleaner.learning.learn import SHOWN, Row, shown
from cleaner.tables import rows

FITS = 1.0  # nats of odds by which an original fits a place better
MOST = 0.6  # share of the places that it fits better, at least
MEAN = 1.5  # nats of odds, the mean over the places
SURVIVES = 0.1  # originals in the paragraphs of these places, for each place, at most
PLACES = 40  # places of a form that are looked at
AROUND = 16  # characters of context
# For free search, set on 200 paragraphs of corpus/dev, clean and spun.
BOUND = 1.0  # nats by which the characters of a word expect each other
STRANGE = 12.0  # nats by which its places expect the word more than other places do, at most
GAIN = 5.0  # nats by which they expect the rival more than the word
SURELY = 3.5  # nats of odds, the mean over the places
COMMON = 2500  # words that rivals are looked for among: those that the judge knows best
RIVALS = 12  # rivals of a word that all its places are asked about
TRIED = 4  # places that all rivals are tried in first
NEUTRAL = 12  # places that show how likely a word is by itself


class Word(NamedTuple):
    """A word where it stands: paragraph, what comes before, what comes after."""

    paragraph: int
    before: str
    after: str


def mine(
    texts: Iterable[str],
    pairs: Iterable[Pair] = (),
    least: int = 3,
    free: bool = False,
    track: Callable[[Sequence[str]], Iterable[str]] = iter,
) -> list[Row]:
    """Candidates: words that stand at least `least` times, each with the rival that fits best; the likeliest first.

    `pairs` (original, spun) are asked about. With `free`, words that are in none of them are looked for too, with rivals among the common
    words: that is slow, and little of what it finds is right. `track` is given the words, and shows progress.

    >>> text = "要用心参与，用心推动，用心配合，用心引导各项工作。"
    >>> [(row.original, row.times, row.total) for row in mine([text], [("积极", "用心"), ("良苦", "用心")])]
    [('积极', 4, 4)]
    """
    paragraphs = [line for text in texts for line in text.splitlines() if HAN_RUN.search(line)]
    given: dict[str, list[str]] = {}
    for original, spun in pairs:
        given.setdefault(spun, []).append(original)
    forms, common, elsewhere = list(given), list[str](), _elsewhere(paragraphs)
    if free:
        stands = Counter(word for line in paragraphs for run in HAN_RUN.findall(line) for word in _bigrams(run))
        own = {word for word, count in stands.items() if count >= least and _bound(word) > BOUND}
        common = _common(own.union(word for (word,) in rows("script_words") if len(word) == 2), elsewhere)
        forms += [word for word in common if word in own and word not in given]
    places = {form: places for form in forms if len(places := list(_places(form, paragraphs))) >= least}
    forms = [form for form, found in places.items() if form in given or _fit(form, found, elsewhere) < STRANGE]
    found = []
    for form in track(forms):
        rivals = given.get(form) or _rivals(form, places[form], common)
        if row := _best(form, rivals, form in given, places[form], elsewhere, paragraphs, least):
            found.append(row)
    return [row for _, row in sorted(found, key=lambda pair: (-pair[0], pair[1]))]


def _bigrams(run: str) -> Iterator[str]:
    return (run[at : at + 2] for at in range(len(run) - 1))


def _bound(word: str) -> float:
    """How much the characters of a word expect each other, in nats."""
    whole, first, second, none = judge.scores("，", (word, word[0], word[1], ""), "，")
    return whole - first - second + none


def _places(form: str, paragraphs: Sequence[str]) -> Iterator[Word]:
    found = 0
    for number, line in enumerate(paragraphs):
        at = line.find(form)
        while at >= 0 and found < PLACES:
            found += 1
            end = at + len(form)
            yield Word(number, line[max(0, at - AROUND) : at], line[end : end + AROUND])
            at = line.find(form, end)


def _fit(form: str, places: Sequence[Word], elsewhere: Sequence[Word]) -> float:
    """How much more the contexts expect the word than other contexts do, in nats, the mean over the places."""
    return _mean(form, places) - _mean(form, elsewhere)


def _mean(form: str, places: Sequence[Word]) -> float:
    told = 0.0
    for place in places:
        here, none = judge.scores(place.before, (form, ""), place.after)
        told += here - none
    return told / len(places)


def _elsewhere(paragraphs: Sequence[str]) -> list[Word]:
    """Some places that have nothing to do with the word: what a word is likely by itself shows there."""
    found = [Word(number, line[: len(line) // 2], line[len(line) // 2 :]) for number, line in enumerate(paragraphs)]
    return found[:: max(1, len(found) // NEUTRAL)][:NEUTRAL]


def _common(words: set[str], elsewhere: Sequence[Word]) -> list[str]:
    """The words that the judge knows best."""
    ordered = sorted(words)
    told = [sum(one) for one in zip(*(judge.scores(at.before, ordered, at.after) for at in elsewhere), strict=True)]
    return [word for _, word in sorted(zip(told, ordered, strict=True), reverse=True)[:COMMON]]


def _rivals(form: str, places: Sequence[Word], vocabulary: Sequence[str]) -> list[str]:
    """The words that fit best into some of the places."""
    step = max(1, len(places) // TRIED)
    totals = [0.0] * len(vocabulary)
    for place in places[::step][:TRIED]:
        for number, told in enumerate(judge.scores(place.before, vocabulary, place.after)):
            totals[number] += told
    ranked = sorted(range(len(vocabulary)), key=lambda number: -totals[number])
    return [vocabulary[number] for number in ranked[: RIVALS + 1] if vocabulary[number] != form]


def _best(
    form: str,
    rivals: Sequence[str],
    known: bool,
    places: Sequence[Word],
    elsewhere: Sequence[Word],
    paragraphs: Sequence[str],
    least: int,
) -> tuple[float, Row] | None:
    """The rival that fits most of the places better and does not stand in their paragraphs, with its weight."""
    found = None
    fit = 0.0 if known else _fit(form, places, elsewhere)
    for rival in rivals:
        odds = [judge.odds(place.before, form, rival, place.after) for place in places]
        better = [place for place, one in zip(places, odds, strict=True) if one > FITS]
        mean = sum(odds) / len(odds)
        there = sum(paragraphs[number].count(rival) for number in {place.paragraph for place in better})
        if (
            len(better) < max(least, MOST * len(places))
            or mean < (MEAN if known else SURELY)
            or (not known and _fit(rival, places, elsewhere) < fit + GAIN)
            or there > SURVIVES * len(better)
        ):
            continue
        weight = mean * len(better) ** 0.5
        if not found or weight > found[0]:
            contexts = dict.fromkeys(shown(place.before, form, place.after) for place in better)
            likely = sum(1 / (1 + exp(-one)) for one in odds)
            found = weight, Row(rival, form, round(likely), len(places), tuple(contexts)[:SHOWN])
    return found

"""What a spinner did, read off damaged texts and their originals: `cleaner learn`.

What differs between the aligned texts (align.py) is cut and widened to word-like units by what recurs: 通 for 经 is widened to 通过 for 经过
because 过 follows each time, and four characters are two words where one of them is known from elsewhere. What was inserted, deleted or moved
as a whole, and what is no Han, is no replaced word and is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import HAN_RUN
from cleaner.learning.align import Pair, Place, replaced
from cleaner.lexicon import COLUMNS, NEAR, listed

SHOWN = 4  # contexts in a row
VARIED = 5  # so many different neighbours, none of them usual, and a character stands for itself (旳 for 的)


class Row(NamedTuple):
    """One line of a lexicon, with what speaks for it."""

    original: str
    spun: str
    times: int
    total: int  # how often the form stands in the damaged texts
    contexts: tuple[str, ...]

    @property
    def prior(self) -> float:
        """How often the form was damage where it stood; not 0, which no lexicon may have."""
        return max(round((self.times + 0.5) / (max(self.total, self.times) + 1), 2), 0.01)


def learn(texts: Iterable[tuple[str, str]], least: int = 2) -> list[Row]:
    """The words that were replaced at least `least` times in damaged texts, given with their originals; the most frequent first.

    >>> texts = [("精神礼貌建设，讲礼貌。建设礼貌城市，礼貌经商", "精神文明建设，讲礼貌。建设文明城市，文明经商")]
    >>> learn(texts)
    [Row(original='文明', spun='礼貌', times=3, total=4, contexts=('精神[礼貌]建设', '建设[礼貌]城市', '市，[礼貌]经商'))]
    """
    places: list[Place] = []
    damaged_texts = []
    for damaged, clean in texts:
        damaged_texts.append(damaged)
        places += replaced(damaged, clean)
    by_pair: defaultdict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in words(places):
        by_pair[place.original, place.spun].append(place)
    rows = []
    for (original, spun), found in by_pair.items():
        if len(found) >= least and len(original) > 0 < len(spun):
            total = sum(text.count(spun) for text in damaged_texts)
            contexts = dict.fromkeys(shown(place.left, spun, place.right) for place in found)
            rows.append(Row(original, spun, len(found), total, tuple(contexts)[:SHOWN]))
    return sorted(rows, key=lambda row: (-row.times, row.spun, row.original))


def shown(before: str, word: str, after: str) -> str:
    """A word with a little of what stands around it."""
    return "".join(f"{before[-2:]}[{word}]{after[:2]}".split())


def lexicon(rows: Iterable[Row], reason: Callable[[Row], str], family: str = "learned") -> Iterator[str]:
    """The lines of a lexicon file.

    >>> list(lexicon([Row("文明", "礼貌", 3, 4, ("精神[礼貌]建设",))], lambda row: " ".join(row.contexts)))[1].split("\\t")
    ['learned', '文明', '礼貌', '0.7', 'word', '精神[礼貌]建设']
    """
    yield "\t".join(COLUMNS)
    for row in rows:
        kind = "near" if row.prior <= NEAR else "word"
        yield "\t".join((family, row.original, row.spun, f"{row.prior:g}", kind, reason(row)))


def pairs_of(path: str | None = None) -> list[Pair]:
    """The pairs of the package's table, and of another lexicon. Raises OSError, or ValueError for what is no lexicon."""
    return list(dict.fromkeys((pair.original, pair.spun) for pair in listed(path or "")))


# -- words -------------------------------------------------------------------------------------------------------------


def words(places: Iterable[Place]) -> list[Place]:
    """The places, cut and widened to units that recur.

    >>> left = [Place("我们", "通", "经", "过努力"), Place("他", "通", "经", "过学习")]
    >>> [(place.original, place.spun) for place in words(left)]
    [('通过', '经过'), ('通过', '经过')]
    """
    done, groups = [], defaultdict(list)
    for place in places:
        groups[place.original, place.spun].append(place)
    while groups:
        (original, spun), group = groups.popitem()
        if min(len(original), len(spun)) > 1 or (original and spun and _varied(group)):
            done += group
            continue
        while group and (way := _way(group)):
            side, neighbour = way
            fits = [place for place in group if (place.left[-1:] if side < 0 else place.right[:1]) == neighbour]
            group = [place for place in group if place not in fits]
            for place in map(Place.wider, fits, [side] * len(fits)):
                groups[place.original, place.spun].append(place)
    return [part for place, units in zip(done, _units(done), strict=True) for part in _parts(place, units)]


def _neighbours(group: Sequence[Place]) -> Counter[tuple[int, str]]:
    """The Han characters next to the places, with their sides."""
    counted: Counter[tuple[int, str]] = Counter()
    for place in group:
        for side, neighbour in ((-1, place.left[-1:]), (1, place.right[:1])):
            if HAN_RUN.fullmatch(neighbour):
                counted[side, neighbour] += 1
    return counted


def _varied(group: Sequence[Place]) -> bool:
    counted = _neighbours(group)
    sides = Counter(side for side, _ in counted)
    return min(sides[-1], sides[1]) >= VARIED and max(counted.values()) < 0.3 * len(group)


def _way(group: Sequence[Place]) -> tuple[int, str] | None:
    """To which side, and by which neighbour, a group is widened: the most usual one; among equals the one that makes words."""
    counted = _neighbours(group)
    if not counted:
        return None
    most = max(counted.values())
    usual = [way for way, count in counted.items() if count == most]
    return max(usual, key=lambda way: (_bound(group[0], way), way)) if len(usual) > 1 else usual[0]


def _bound(place: Place, way: tuple[int, str]) -> float:
    """How much a neighbour and the words there expect each other, in nats: the looser of both words."""
    side, neighbour = way
    pairs = ((neighbour, word) if side < 0 else (word, neighbour) for word in (place.original, place.spun) if word)
    return min(
        judge.score("，", first + second, "，") - judge.score("，", first, "，") - judge.score("，", second, "，")
        for first, second in pairs
    )


def _units(places: Sequence[Place]) -> list[list[Pair]]:
    """The words that each place is made of. A stretch is cut where that leaves words that stand elsewhere too."""
    counted = Counter((place.original, place.spun) for place in places)
    known: Counter[Pair] = Counter()
    whole: dict[Pair, list[Pair]] = {}
    for pair in sorted(counted, key=lambda pair: (max(map(len, pair)), -counted[pair], pair)):
        whole[pair] = units = _cut(pair, known)
        for unit in units:
            if len(units) == 1 or unit in known:
                known[unit] += counted[pair]
    starts = {original[0] for original, spun in known if original[0] == spun[0]}
    ends = {original[-1] for original, spun in known if original[-1] == spun[-1]}
    found = []
    for place in places:
        left = place.wider(-1) if place.left[-1:] in starts else None
        right = place.wider(1) if place.right[:1] in ends else None
        wider = [one for one in (left, right, left.wider(1) if left and right else None) if one]
        found.append(_fitting(place, whole[place.original, place.spun], wider, known))
    return found


def _fitting(place: Place, units: list[Pair], more: Sequence[Place], known: Counter[Pair]) -> list[Pair]:
    """The units, or those of a wider stretch if they are words of other places: 家规 for 度划 is within 国家规定."""
    pair = place.original, place.spun

    def fits(units: list[Pair]) -> bool:
        return pair not in units and all(known[unit] > 1 or unit[0] == unit[1] for unit in units)

    if not fits(units):
        for wider in more:
            if fits(cut := _cut((wider.original, wider.spun), known, pair)):
                return cut
    return units


def _cut(pair: Pair, known: Counter[Pair], but: Pair | None = None) -> list[Pair]:
    """The cheapest way to cut a pair: into words that are known, characters that are the same, and the rest."""
    original, spun = pair
    best: dict[tuple[int, int], tuple[float, list[Pair]]] = {(0, 0): (0.0, [])}
    for at, there in product(range(len(original) + 1), range(len(spun) + 1)):
        if (at, there) not in best:
            continue
        cost, units = best[at, there]
        for end, until in product(range(at + 1, len(original) + 1), range(there + 1, len(spun) + 1)):
            unit = original[at:end], spun[there:until]
            more = cost + _cost(unit, known, but)
            if more < best.get((end, until), (1e9, []))[0]:
                best[end, until] = more, [*units, unit]
    return best[len(original), len(spun)][1]


def _cost(unit: Pair, known: Counter[Pair], but: Pair | None) -> float:
    if unit[0] == unit[1]:
        return 0.2 if len(unit[0]) == 1 else 1e9
    if known[unit] > 1 and unit != but:
        return 1
    return 10 + 2 * max(map(len, unit)) + 1000 * (min(map(len, unit)) == 1)  # one character is no word by itself


def _parts(place: Place, units: Sequence[Pair]) -> Iterator[Place]:
    """The place as the words it is made of; `units` can begin before it and end after it."""
    if len(units) == 1:
        yield place
        return
    whole = "".join(spun for _, spun in units)
    if whole != place.spun:
        reach = whole.index(place.spun)
        place = place.wider(-1) if reach else place
        place = place.wider(1) if len(whole) > len(place.spun) else place
    at = 0
    for original, spun in units:
        left, right = place.left + place.spun[:at], place.spun[at + len(spun) :] + place.right
        at += len(spun)
        if original != spun:
            yield Place(left, original, spun, right)

"""What the places of a document where marks were lost say about each other.

A site, a font or a charset that lost a mark lost others of its kind, and seldom one of another: what the other places with the same glyph are
likely to be makes it likelier here (a place never counts for itself). Then each is looked at again with the others in the same
paragraph as what they likely are: “ stands out where ” is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import groupby, pairwise
from math import log

from cleaner import judge
from cleaner.chars import HAN, pattern
from cleaner.core import Edit, apply
from cleaner.marks.lost import Place
from cleaner.marks.opinions import FAR, LOST, MARKS, NOTHING, look_ahead, readings, sides_of

SHARE = 0.2  # of all places in training at which no mark was lost
# Readings that are lost together: their shares of all places in training, and by how much they are likelier where two glyphs
# stand for one (guesses: two in three are two lost characters).
SHARES = {
    (LOST, NOTHING): (SHARE, 3.2),
    ("，", "。", "、", "；", "："): (0.686, 0.0),
    ("？", "！"): (0.0077, 1.0),
    ("“", "”", "《", "》"): (0.0513, 0.0),
    ("（", "）"): (0.0522, 0.0),
    ("——",): (0.0022, 110.0),
    ("……",): (0.0005, 200.0),
    ("·",): (0.0008, 0.0),
}
IMPOSSIBLE = -20.0  # nats
ENDS_AND_BEGINS = "”“", "》《"
POINT = "．"
GLYPH = re.compile("[□■\ufffd?]")
ITEM_NUMBER = pattern(rf"[ \t\u3000]*[□■\ufffd?][一二三四五六七八九十\d]{{1,3}}[□■\ufffd?](?=[{HAN}])")
TAKEN = 0.6  # probability of a reading from which on it stands in the context of the others
# What never stands at the end or the start of a line, and round the number of an item:
NO_BRACKET = frozenset(MARKS) - frozenset("（）")
NEVER_LAST_MARK = frozenset("，、；“《（·")
NEVER_FIRST_MARK = frozenset(MARKS) - frozenset("“《（") - {"——", "……"}
# before a masked figure: in 4 of 4 places seen in the wild the site that masked it lost the mark (Jeffreys: 0.1 is left)
MASKED = log(0.1 / 0.9) - log(SHARE / (1 - SHARE))
LEAST_MASKS = 3  # places before masked figures, and no other, that show what took the marks
AT_MASKS = -2.0  # then a lost character is so much less likely, in nats (a guess: too few such documents are known)
WEIGHT = 4  # places of a document that weigh as much as that
MASK = re.compile("(?:20)?[xX×＊*]{2}")


def read_together(
    text: str, found: list[Place], twice: Collection[int], read: Mapping[tuple[str, str], int]
) -> list[dict[str, float]]:
    """The probabilities of the readings of each place.

    twice: the places of glyphs that stand for two.
    read: what glyphs stood for where they are no more, and how often.
    """
    seen = _side_by_side(text, found)
    biases = _biases(text, found, _ranked(text, found, [{}] * len(found), seen), twice, read)
    ranked = _ranked(text, found, biases, seen)
    again = _ranked(text, found, biases, _taken(seen, found, ranked))
    return [_restrained(first, second) for first, second in zip(ranked, again, strict=True)]


def _restrained(first: dict[str, float], second: dict[str, float]) -> dict[str, float]:
    """The second look, no surer of “ beside 《 than half as unsure as the first: each side has seen itself in the other."""
    mark = max(second, key=second.__getitem__)
    kind = next((kind for kind in ("“《", "”》") if mark in kind), "")
    if not kind or not (both := sum(first[each] for each in kind)):
        return second
    other = kind.replace(mark, "")
    most = (1 + first[mark] / both) / 2
    spare = max(second[mark] - most, 0.0)
    return second | {mark: second[mark] - spare, other: second[other] + spare}


def unfit(text: str, place: Place) -> frozenset[str]:
    """The marks that cannot stand where a line begins or ends, or round the number of an item."""
    if (m := ITEM_NUMBER.match(text, place.start)) and place.at < m.end():
        return NO_BRACKET
    if place.at + 1 == place.end:
        return NEVER_LAST_MARK
    return NEVER_FIRST_MARK if not text[max(place.start, place.at - FAR) : place.at].strip() else frozenset()


def _side_by_side(text: str, found: list[Place]) -> str:
    """The text with two glyphs side by side taken for the end of one quotation or title and the beginning of another, or of a question."""
    edits = []
    for one, two in pairwise(found):
        if two.at == one.at + 1:
            before, after = (GLYPH.sub("", side) for side in sides_of(text, one.at, one.start, one.end))
            told = judge.scores(before, ENDS_AND_BEGINS, after)
            new = "？”" if two.at + 1 == two.end else ENDS_AND_BEGINS[told.index(max(told))]
            edits.append(Edit(one.at, one.at + 2, new, ""))
    return apply(text, edits)


def _taken(text: str, found: list[Place], ranked: list[dict[str, float]]) -> str:
    """The text with each place as what it likely is; ． may be what it is."""
    edits = []
    for place, ranks in zip(found, ranked, strict=True):
        mark = max(ranks, key=ranks.__getitem__)
        if ranks[mark] >= TAKEN and mark not in (LOST, NOTHING) and text[place.at] != POINT:
            edits.append(Edit(place.at, place.at + 1, mark[0], ""))
    return apply(text, edits)


def _ranked(text: str, found: list[Place], biases: Sequence[Mapping[str, float]], seen: str) -> list[dict[str, float]]:
    """The probabilities of the readings of each place, line by line; `seen` is the text as the other places are taken for."""
    look_ahead([sides_of(seen, place.at, place.start, place.end) for place in found])
    ranked: list[dict[str, float]] = []
    for start, line in groupby(zip(found, biases, strict=True), lambda each: each[0].start):
        on_line = list(line)
        end = max(place.end for place, _ in on_line)
        at = [place.at - start for place, _ in on_line]
        ranked += readings(text[start:end], at, [bias for _, bias in on_line], seen[start:end])
    return ranked


def _biases(
    text: str,
    found: list[Place],
    ranked: list[dict[str, float]],
    twice: Collection[int],
    read: Mapping[tuple[str, str], int],
) -> list[dict[str, float]]:
    """How much likelier than in training each reading is at each place, by what the other places with the same glyph say, in nats."""
    kinds = [(text[place.at], place.at in twice) for place in found]
    told = []
    for ranks, (_, two) in zip(ranked, kinds, strict=True):
        shares = [sum(ranks[mark] for mark in group) * (rate if two else 1) for group, (_, rate) in SHARES.items()]
        told.append([share / (sum(shares) or 1) for share in shares])
    counts = Counter(kinds)
    sums = {kind: [0.0] * len(SHARES) for kind in counts}
    for shares, kind in zip(told, kinds, strict=True):
        sums[kind] = [total + share for total, share in zip(sums[kind], shares, strict=True)]
    for (glyph, mark), count in read.items():
        for kind in counts.keys() & {(glyph, False), (glyph, True)}:
            counts[kind] += count
            sums[kind] = [total + count * (mark in group) for total, group in zip(sums[kind], SHARES, strict=True)]
    masks = {glyph: AT_MASKS if _at_masks(text, glyph) else 0.0 for glyph, _ in counts}
    biases = []
    for place, own_shares, kind in zip(found, told, kinds, strict=True):
        bias: dict[str, float] = {}
        for (group, (share, rate)), total, own in zip(SHARES.items(), sums[kind], own_shares, strict=True):
            usual = share * rate if kind[1] else share
            nats = log((usual * WEIGHT + total - own) / (WEIGHT + counts[kind] - 1) / share) if usual else IMPOSSIBLE
            if kind[0] == POINT and LOST not in group:  # its writer's points are no kind that was lost
                nats = 0.0
            if LOST in group:
                nats += masks[kind[0]] + (MASKED if MASK.match(text, place.at + 1) else 0.0)
            bias |= dict.fromkeys(group, nats)
        biases.append(bias | dict.fromkeys(unfit(text, place), IMPOSSIBLE))
    return biases


def _at_masks(text: str, glyph: str) -> bool:
    """Whether the glyph stands before masked figures and nowhere else: then masking took the marks."""
    places = [m.end() for m in re.finditer(re.escape(glyph), text)]
    return len(places) >= LEAST_MASKS and all(MASK.match(text, end) for end in places)

"""What speaks for and against a family in a stretch of text, in nats: spun forms that the judge would rather see undone, and originals
that a spinner of the family would not have left standing (unless they are spun forms of that family themselves)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from math import exp, log, log1p
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import BREAK, pattern
from cleaner.lexicon import Lexicon, Pair, find

UNIT = 400  # characters of a stretch at most; longer paragraphs are cut at the ends of their sentences
PARAGRAPH = pattern(f"[^{BREAK}]+")
PIECE = pattern(rf"[^{BREAK}]{{200,399}}?[。！？；]|[^{BREAK}]{{1,400}}")
AROUND = 64  # characters on each side of a reading that the judge is given

# Of 32,000 right uses of spun forms in clean text the judge would undo .006 with more than 5 nats, .0007 with more than 8 and none with 12:
# so its odds are evidence as they are, up to here.
MOST = 8.0
MARKS = 2.5  # what a form that good text does not have brings on top
WEAK = 0.5  # near-synonyms count so much
# A spinner of the family has replaced so many of these originals: its own table may lack a pair that was never seen.
KEPT_SEEN, KEPT_KNOWN = 0.1, 0.4

# A word that is talked about: said to be a word, or a character.
TOLD = pattern(r"[”’」』》\"]?(?:[一二两三这该]个?)?(?:词|字|词语|词汇)(?![典汇库条幕])")

Odds = dict[str, float]


class Place(NamedTuple):
    """A spun form in the text, with the pairs that it may be, and the judge's odds of each original as the text around stands."""

    start: int
    end: int
    pairs: tuple[Pair, ...]
    odds: Odds

    def of(self, families: Collection[str]) -> list[Pair]:
        """The pairs of these families."""
        return [pair for pair in self.pairs if pair.family in families]


class Said(NamedTuple):
    """What one base pair says for a family in a unit: its clearest place in nats, whether it is more than a near-synonym, and at how
    many places it speaks for the family."""

    nats: float
    plain: bool
    places: int


class Unit(NamedTuple):
    """A paragraph, or a piece of a long one."""

    start: int
    end: int
    opens: bool  # whether a paragraph begins here
    places: list[Place]
    kept: dict[str, dict[str, Pair]]  # the originals that stand, with their pairs by family
    said: dict[tuple[str, ...], dict[tuple[str, str], Said]]  # what `forms` has found, by families


def units(text: str, lexicon: Lexicon, families: Collection[str]) -> Iterator[Unit]:
    """The stretches of a text with what was found in them of these families."""
    for paragraph in PARAGRAPH.finditer(text):
        spans = [paragraph.span()]
        if paragraph.end() - paragraph.start() > UNIT:
            spans = [m.span() for m in PIECE.finditer(text, *paragraph.span())]
        for start, end in spans:
            yield _unit(text, lexicon, families, start, end, start == paragraph.start())


def _unit(text: str, lexicon: Lexicon, families: Collection[str], start: int, end: int, opens: bool) -> Unit:
    places: list[Place] = []
    kept: dict[str, dict[str, Pair]] = {}
    covered: dict[str, int] = {}  # by family: up to where spun forms reach
    for at, word in find(lexicon.words, text[start:end]):
        at += start
        if pairs := tuple(pair for pair in lexicon.pairs.get(word, ()) if pair.family in families):
            for pair in pairs:
                covered[pair.family] = max(covered.get(pair.family, 0), at + len(word))
            if not is_talked_about(text, at + len(word)):
                places.append(Place(at, at + len(word), pairs, odds(text, at, word, pairs)))
        for family, pair in lexicon.originals.get(word, {}).items():
            if family in families and covered.get(family, 0) <= at:
                kept.setdefault(word, {})[family] = pair
    return Unit(start, end, opens, places, kept, {})


def is_talked_about(text: str, end: int) -> bool:
    """Whether what ends here is called a word: 礼貌一词, “礼貌”这个词."""
    return TOLD.match(text, end) is not None


def odds(text: str, start: int, spun: str, pairs: Iterable[Pair]) -> Odds:
    """The judge's odds, in nats, that each original stood where a spun form stands."""
    end = start + len(spun)
    originals = list(dict.fromkeys(pair.original for pair in pairs))
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    was, *would_be = judge.scores(before, [spun, *originals], after)
    return {word: judge.TEMPER * (told - was) for word, told in zip(originals, would_be, strict=True)}


def speaks(pairs: Collection[Pair], told: Odds) -> float:
    """What a spun form says for the families of these pairs, in nats."""
    said = weight(sum(exp(min(told[original], 30.0)) for original in {pair.original for pair in pairs}))
    if any(pair.kind == "sure" for pair in pairs):
        return min(max(said, 0.0), MOST) + MARKS
    if said > 0 and any(pair.kind == "accident" for pair in pairs):
        return min(said, MOST) + MARKS
    if all(pair.kind == "near" for pair in pairs):
        return min(said, MOST) * WEAK
    return min(said, MOST)


def weight(ratio: float) -> float:
    """What a word says for a spinner if something else is so many times likelier there, in nats.

    >>> round(weight(1.0), 1), round(weight(0.0), 1)
    (0.0, -0.7)
    """
    return log1p(ratio) - log(2)


def forms(unit: Unit, families: Collection[str]) -> dict[tuple[str, str], Said]:
    """What each base pair says for these families in a unit. Of forms that overlap the one that says most counts."""
    key = tuple(families)
    if key not in unit.said:
        best = unit.said[key] = {}
        for nats, plain, base in _apart(unit, families):
            other = best.get(base, Said(nats, plain, 0))
            best[base] = Said(max(other.nats, nats), plain or other.plain, other.places + (nats > 0))
    return unit.said[key]


def _apart(unit: Unit, families: Collection[str]) -> Iterator[tuple[float, bool, tuple[str, str]]]:
    end = 0
    found: tuple[float, bool, tuple[str, str]] | None = None
    for place in unit.places:
        if not (pairs := place.of(families)):
            continue
        if found and place.start >= end:
            yield found
            found = None
        end = max(end, place.end)
        told = speaks(pairs, place.odds), any(pair.kind != "near" for pair in pairs), pairs[0].base
        found = max(found, told) if found else told
    if found:
        yield found


def against(unit: Unit, families: Collection[str], standing: Mapping[tuple[str, str], float]) -> float:
    """What the surviving originals say against these families having been at work here together.

    standing: by family and original, in how many spun units the original stands elsewhere: then the spinner's table lacks it.
    """
    total = 0.0
    for original, pairs in unit.kept.items():
        if found := [pairs[family] for family in families if family in pairs]:
            least = 0.0
            for pair in found:
                left = 1 - pair.prior * (1 - (KEPT_SEEN if pair.seen else KEPT_KNOWN))
                least = min(least, log(left) / (1 + standing.get((pair.family, original), 0.0)))
            total -= least * len(found) / len(families)
    return total

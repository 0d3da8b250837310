"""What speaks for and against a family in a stretch of text, in nats: spun forms that the judge would rather see undone, and originals
that a spinner of the family would not have left standing (unless they are spun forms of that family themselves)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import exp, log, log1p
from typing import NamedTuple

from cleaner.chars import BREAK, pattern
from cleaner.lexicon import Lexicon, Pair, find
from cleaner.spinning import asked

UNIT = 400  # characters of a stretch at most; longer paragraphs are cut at the ends of their sentences
PARAGRAPH = pattern(f"[^{BREAK}]+")
BREAKS = pattern(f"[{BREAK}]")
PIECE = pattern(rf"[^{BREAK}]{{200,399}}?[。！？；]|[^{BREAK}]{{1,400}}")

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


class Form(NamedTuple):
    """What a spun form may be, in one family or in two that work together."""

    originals: tuple[str, ...]
    kind: str  # the one that tells most
    base: tuple[str, str]

    @property
    def plain(self) -> bool:
        """Whether it is more than a near-synonym."""
        return self.kind != "near"


class Place(NamedTuple):
    """A spun form in the text, with the pairs that it may be, and the judge's odds of each original as the text around stands."""

    start: int
    end: int
    pairs: tuple[Pair, ...]
    odds: Odds
    forms: dict[str, Form]  # by family

    def of(self, families: Collection[str]) -> list[Pair]:
        """The pairs of these families."""
        return [pair for pair in self.pairs if pair.family in families]


# What a word is to families: the pairs that it is a form of, and as Place.forms and Unit.kept have it.
Entry = tuple[tuple[Pair, ...], dict[str, Form], Odds]
NOTHING: Entry = (), {}, {}


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
    kept: dict[str, Odds]  # the originals that stand: by family, how likely a spinner leaves one, as a logarithm
    said: dict[tuple[str, ...], dict[tuple[str, str], Said]]  # what `forms` has found, by families


def units(text: str, lexicon: Lexicon, families: Collection[str]) -> list[Unit]:
    """The stretches of a text with what was found in them of these families."""
    found = [Unit(start, end, opens, [], {}, {}) for start, end, opens in _stretches(text)]
    wanted = frozenset(families)
    known: dict[str, Entry] = {}
    rest = iter(found)
    unit = next(rest, None)
    covered: dict[str, int] = {}  # by family: up to where spun forms reach
    for start, word in find(lexicon.words, text):
        end = start + len(word)
        while unit and unit.end <= start:
            unit = next(rest, None)
            covered = {}
        if unit is None or unit.end < end:
            continue
        entry = known.get(word)
        if entry is None:
            entry = known[word] = _of(_entry(word, lexicon), wanted)
        if entry is NOTHING:
            continue
        pairs, forms, kept = entry
        if pairs:
            for family in forms:
                covered[family] = max(covered.get(family, 0), end)
            if not is_talked_about(text, end):
                unit.places.append(Place(start, end, pairs, odds(text, start, word, pairs), forms))
        for family, left in kept.items():
            if covered.get(family, 0) <= start:
                unit.kept.setdefault(word, {})[family] = left
    return found


def around(text: str, at: int) -> tuple[int, int]:
    """The paragraph of a place, or of a long one as much as is within half a unit of it."""
    start, end = max(at - UNIT // 2, 0), at + UNIT // 2
    before = BREAKS.split(text[start:at])[-1]
    after = BREAKS.split(text[at:end], maxsplit=1)[0]
    return at - len(before), at + len(after)


def survivors(text: str, lexicon: Lexicon, family: str) -> float:
    """What the originals that stand in a stretch say against a family, in nats."""
    total, covered = 0.0, 0
    seen: set[str] = set()
    for start, word in find(lexicon.words, text):
        _, forms, kept = _entry(word, lexicon)
        if family in forms:
            covered = max(covered, start + len(word))
        if family in kept and covered <= start and word not in seen:
            seen.add(word)
            total -= kept[family]
    return total


def _left_standing(pair: Pair) -> float:
    """How likely a spinner that has the table leaves an original, as a logarithm."""
    return log(1 - pair.prior * (1 - (KEPT_SEEN if pair.seen else KEPT_KNOWN)))


def _stretches(text: str) -> Iterator[tuple[int, int, bool]]:
    for paragraph in PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        if end - start <= UNIT:
            yield start, end, True
        else:
            for piece in PIECE.finditer(text, start, end):
                yield *piece.span(), piece.start() == start


def _entry(word: str, lexicon: Lexicon) -> Entry:
    """What a word of the lexicon is to its families, kept beside it."""
    entry: Entry | None = lexicon.entries.get(word)
    if entry is None:
        by_family: dict[str, list[Pair]] = {}
        for pair in lexicon.pairs.get(word, ()):
            by_family.setdefault(pair.family, []).append(pair)
        forms = {family: form(pairs) for family, pairs in by_family.items()}
        kept = {family: _left_standing(pair) for family, pair in lexicon.originals.get(word, {}).items()}
        entry = lexicon.entries[word] = lexicon.pairs.get(word, ()), forms, kept
    return entry


def _of(entry: Entry, families: frozenset[str]) -> Entry:
    """What a word is to these families."""
    pairs, forms, kept = entry
    if not families.isdisjoint(kept):
        kept = {family: left for family, left in kept.items() if family in families}
    elif families.isdisjoint(forms):
        return NOTHING
    else:
        kept = {}
    if not families.issuperset(forms):
        pairs = tuple([pair for pair in pairs if pair.family in families])
        forms = {family: told for family, told in forms.items() if family in families}
    return pairs, forms, kept


def is_talked_about(text: str, end: int) -> bool:
    """Whether what ends here is called a word: 礼貌一词, “礼貌”这个词."""
    return TOLD.match(text, end) is not None


def odds(text: str, start: int, spun: str, pairs: Iterable[Pair]) -> Odds:
    """The judge's odds, in nats, that each original stood where a spun form stands."""
    end = start + len(spun)
    return {original: asked.odds(text, start, end, original) for original in {pair.original: 0 for pair in pairs}}


def form(pairs: Sequence[Pair]) -> Form:
    """What the pairs of one spun form come to."""
    if len(pairs) == 1:
        return Form((pairs[0].original,), pairs[0].kind, pairs[0].base)
    kinds = {pair.kind for pair in pairs}
    kind = next(kind for kind in ("sure", "accident", "word", "near") if kind in kinds)
    return Form(tuple({pair.original: 0 for pair in pairs}), kind, pairs[0].base)


def speaks(form: Form, told: Odds) -> float:
    """What a spun form says for its families, in nats."""
    ratio = 0.0
    for original in form.originals:
        ratio += exp(min(told[original], 30.0))
    said = weight(ratio)
    if form.kind == "sure":
        return min(max(said, 0.0), MOST) + MARKS
    if form.kind == "accident" and said > 0:
        return min(said, MOST) + MARKS
    if form.kind == "near":
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
        for nats, plain, base in _apart(unit, key):
            other = best.get(base)
            if other is None:
                best[base] = Said(nats, plain, int(nats > 0))
            else:
                best[base] = Said(max(other.nats, nats), plain or other.plain, other.places + (nats > 0))
    return unit.said[key]


def _apart(unit: Unit, families: tuple[str, ...]) -> Iterator[tuple[float, bool, tuple[str, str]]]:
    end = 0
    found: tuple[float, bool, tuple[str, str]] | None = None
    for place in unit.places:
        given = [place.forms[family] for family in families if family in place.forms]
        if not given:
            continue
        if found and place.start >= end:
            yield found
            found = None
        end = max(end, place.end)
        one = given[0] if all(other[:2] == given[0][:2] for other in given[1:]) else form(place.of(families))
        told = speaks(one, place.odds), one.plain, one.base
        found = max(found, told) if found else told
    if found:
        yield found


def against(unit: Unit, families: Sequence[str], standing: Mapping[tuple[str, str], float] | None = None) -> float:
    """What the surviving originals say against these families having been at work here together.

    standing: by family and original, in how many spun units the original stands elsewhere: then the spinner's table lacks it.
    """
    total = 0.0
    for original, kept in unit.kept.items():
        found = [
            kept[family] / (1 + standing.get((family, original), 0.0)) if standing else kept[family]
            for family in families
            if family in kept
        ]
        if found:
            total -= min(found) * len(found) / len(families)
    return total

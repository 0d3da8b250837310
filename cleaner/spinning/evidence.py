"""What speaks for and against a family in a stretch of text, in nats: spun forms that the judge would rather see undone, and originals
that a spinner of the family would not have left standing (unless they are spun forms of that family themselves)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import exp, log, log1p
from typing import NamedTuple

from cleaner.chars import BREAK, pattern
from cleaner.lexicon import Lexicon, Pair, find_of
from cleaner.spinning.asked import Teller, teller

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

# A word that is talked about: said to be a word, or a character; an entry of a list of words, in a line or an array.
TOLD = pattern(r"[”’」』》\"]?(?:[一二两三这该]个?)?(?:词|字|词语|词汇)(?![典汇库条幕])")
ENTRY_BEGINS = pattern(rf"(?:\A|[{BREAK}])[ \t\-*·•\d.、\"']*\Z|[,\[] ?[\"']\Z")
ENTRY_ENDS = pattern(rf"[ \t]{{0,9}}(?:[{BREAK}]|\Z)|[\"'] ?[,\]]")

Odds = Mapping[str, float]


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
    marks: bool  # whether good text does not have it

    def of(self, families: Collection[str]) -> list[Pair]:
        """The pairs of these families."""
        return [pair for pair in self.pairs if pair.family in families]


Stretch = tuple[int, int, bool]  # of a text: where it begins and ends, and whether a paragraph begins with it

# What a word is to families: the pairs that it is a form of, and as Place.forms and Unit.kept have it.
Entry = tuple[tuple[Pair, ...], dict[str, Form], dict[str, float], tuple[str, ...], bool]


class Said(NamedTuple):
    """What one base pair says for a family in a unit: its clearest place in nats, whether it is more than a near-synonym, and at how
    many places it speaks for the family."""

    nats: float
    plain: bool
    places: int


NOTHING: Mapping[tuple[str, str], Said] = {}


class Unit(NamedTuple):
    """A paragraph, or a piece of a long one."""

    start: int
    end: int
    opens: bool  # whether a paragraph begins here
    places: list[Place]
    of: dict[str, list[Place]]  # by family
    kept: dict[
        str, dict[str, float]
    ]  # the originals that stand: by family, how likely a spinner leaves one, as a logarithm
    against: dict[str, float]  # what they say against each family together, in nats
    said: dict[tuple[str, ...], dict[tuple[str, str], Said]]  # what `forms` has found, by families


def units(
    text: str, lexicon: Lexicon, families: Collection[str], near: Sequence[Stretch] = (), odds: Teller | None = None
) -> list[Unit]:
    """What was found of these families in stretches that follow each other; in all of a text if none are given."""
    odds = odds or teller(text)
    found = [Unit(*stretch, [], {}, {}, {}, {}) for stretch in near or stretches(text)]
    if not found:
        return found
    begin = found[0].start
    wanted = frozenset(families)
    known: dict[str, Entry] = {}
    rest = iter(found)
    unit = next(rest)
    covered: dict[str, int] = {}  # by family: up to where spun forms reach
    for start, end, word in find_of(lexicon, families, text[begin : found[-1].end]):
        start, end = begin + start, begin - end
        while unit.end <= start:
            unit = next(rest)
            covered = {}
        if unit.end < end or start < unit.start:
            continue
        entry = known.get(word)
        if entry is None:
            entry = known[word] = _of(_entry(word, lexicon), wanted)
        pairs, forms, kept, originals, marks = entry
        if pairs:
            for family in forms:
                if end > covered.get(family, 0):
                    covered[family] = end
            if not is_talked_about(text, start, end):
                place = Place(start, end, pairs, odds(start, end, originals), forms, marks)
                unit.places.append(place)
                for family in forms:
                    unit.of.setdefault(family, []).append(place)
        for family, left in kept.items():
            if covered.get(family, 0) <= start:
                standing = unit.kept.setdefault(word, {})
                if family not in standing:
                    standing[family] = left
                    unit.against[family] = unit.against.get(family, 0.0) - left
    return found


def stretches(text: str) -> list[Stretch]:
    """The paragraphs of a text and the pieces of long ones."""
    found: list[Stretch] = []
    for paragraph in PARAGRAPH.finditer(text):
        start, end = paragraph.span()
        if end - start <= UNIT:
            found.append((start, end, True))
        else:
            found += [(*piece.span(), piece.start() == start) for piece in PIECE.finditer(text, start, end)]
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
    for start, end, word in find_of(lexicon, [family], text):
        _, forms, kept, _, _ = _entry(word, lexicon)
        if family in forms:
            covered = max(covered, -end)
        if family in kept and covered <= start and word not in seen:
            seen.add(word)
            total -= kept[family]
    return total


def _left_standing(pair: Pair) -> float:
    """How likely a spinner that has the table leaves an original, as a logarithm."""
    return log(1 - pair.prior * (1 - (KEPT_SEEN if pair.seen else KEPT_KNOWN)))


def _entry(word: str, lexicon: Lexicon) -> Entry:
    """What a word of the lexicon is to its families, kept beside it."""
    entry: Entry | None = lexicon.entries.get(word)
    if entry is None:
        by_family: dict[str, list[Pair]] = {}
        for pair in lexicon.pairs.get(word, ()):
            by_family.setdefault(pair.family, []).append(pair)
        forms = {family: form(pairs) for family, pairs in by_family.items()}
        kept = {family: _left_standing(pair) for family, pair in lexicon.originals.get(word, {}).items()}
        entry = lexicon.entries[word] = _entry_of(lexicon.pairs.get(word, ()), forms, kept)
    return entry


def _of(entry: Entry, families: frozenset[str]) -> Entry:
    """What a word is to these families."""
    pairs, forms, kept, _, _ = entry
    return _entry_of(
        tuple([pair for pair in pairs if pair.family in families]),
        {family: told for family, told in forms.items() if family in families},
        {family: left for family, left in kept.items() if family in families},
    )


def _entry_of(pairs: tuple[Pair, ...], forms: dict[str, Form], kept: dict[str, float]) -> Entry:
    return pairs, forms, kept, tuple({pair.original: 0 for pair in pairs}), any(pair.marks for pair in pairs)


def is_talked_about(text: str, start: int, end: int) -> bool:
    """Whether a word is called one (礼貌一词, “礼貌”这个词), or is an entry of a list of words."""
    listed = ENTRY_ENDS.match(text, end) and ENTRY_BEGINS.search(text[max(start - 12, 0) : start])
    return bool(listed or TOLD.match(text, end))


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


def forms(unit: Unit, families: Sequence[str]) -> Mapping[tuple[str, str], Said]:
    """What each base pair says for these families in a unit. Of forms that overlap the one that says most counts."""
    given = [family for family in families if family in unit.of]
    if not given:
        return NOTHING
    key = tuple(given)
    if key not in unit.said:
        best = unit.said[key] = {}
        if len(key) == 1 and len(unit.of[key[0]]) == 1:
            (place,) = unit.of[key[0]]
            one = place.forms[key[0]]
            nats = speaks(one, place.odds)
            best[one.base] = Said(nats, one.plain, int(nats > 0))
            return best
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
    for place in unit.of[families[0]] if len(families) == 1 else unit.places:
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
    if len(families) == 1 and not standing:
        return unit.against.get(families[0], 0.0)
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

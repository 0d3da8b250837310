"""Where a text may have been spun, and by which families: a look at its telling forms alone, which is all that clean text costs."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from cleaner.lexicon import Lexicon, matches
from cleaner.spinning.asked import Teller, teller
from cleaner.spinning.evidence import around, form, is_talked_about, speaks, survivors

DIFFERENT = 2  # spun forms that it takes, which are no near-synonyms
MARKER = 1.5  # nats that such a form must have behind it
SURE = 5.5  # nats with which a form that good text does not have is enough
LONE = 7.5  # and any form, less what originals near it say, for a closer look: another must then prove the family
HINT = 3.0  # nats that one form must have for a look at all others of its family
# Nats that two such forms must have together, less what originals near them say, before a closer look is worth while.
SUSPECT = 8.0
# Or several, each of which may be weak, close together: of 23 million characters of clean text two parts more get the closer look, and it
# finds nothing there. Within 1000 characters it would look at old maxims and take their 是以 for 因此.
SEVERAL, SUSPECT_SEVERAL, CLOSE = 3, 4.0, 600  # forms, nats, characters
WITHIN = 3000  # characters within which they are to stand
PATIENCE = 5  # right uses of a form in a row after which it is taken for the writer's own

# The base pairs that made a family suspected, and how many places of telling forms of the family there are.
Evidence = tuple[frozenset[tuple[str, str]], int]


def suspects(
    text: str, lexicon: Lexicon, written: str = "", odds: Teller | None = None
) -> list[tuple[int, int, dict[str, Evidence]]]:
    """The parts of a text that have two different forms of a family near each other that the judge would undo, three close together that
    it would rather undo, or one that good text does not have, with those families: hardly any clean text has."""
    odds = odds or teller(text)
    places = _telling(text, lexicon)
    starts = [at for at, _ in places]
    found: list[tuple[int, int, dict[str, Evidence]]] = []
    for start in range(0, max(len(text) - WITHIN, 1), WITHIN):
        end = start + 2 * WITHIN
        here = places[bisect_left(starts, start) : bisect_left(starts, end)]
        if here and (suspected := _suspected(text, here, lexicon, differs(text, written, start, end), odds)):
            if found and start <= found[-1][1]:
                start, _, before = found.pop()
                for family, (bases, often) in before.items():
                    others, again = suspected.get(family, (frozenset(), 0))
                    suspected[family] = bases | others, often + again
            found.append((start, end, suspected))
    return [
        (start, end, {family: given[family] for family in lexicon.families if family in given})
        for start, end, given in found
    ]


def differs(text: str, written: str, start: int, end: int) -> bool:
    """Whether a part of a text came in another form, if `written` is that at all."""
    return bool(written) and text[start:end] != written[start:end]


def _suspected(
    text: str, places: Sequence[tuple[int, str]], lexicon: Lexicon, more: bool, odds: Teller
) -> dict[str, Evidence]:
    """The families that these places make suspected."""
    possible = _possible(places, lexicon, DIFFERENT + more)
    hinted = _hinted(text, places, lexicon, possible, odds) if possible else possible
    if not hinted:
        return {}
    near: dict[str, dict[tuple[str, str], tuple[int, float]]] = {family: {} for family in hinted}
    found: set[str] = set()
    refused: dict[str, int] = defaultdict(int)
    for at, word in places:
        if hinted.isdisjoint(family for family, _, _ in lexicon.telling_of[word]):
            continue
        given = [pair for pair in lexicon.pairs[word] if pair.family in hinted and pair.kind != "near"]
        given = [pair for pair in given if at - near[pair.family].get(pair.base, (-WITHIN, 0.0))[0] > WITHIN // 4]
        if not given or refused[word] > PATIENCE or is_talked_about(text, at, at + len(word)):
            continue
        told = odds(at, at + len(word), originals := [pair.original for pair in given])
        if max(told[original] for original in originals) < 0:
            refused[word] += 1
            continue
        refused[word] = 0
        for family in {pair.family for pair in given}:
            pairs = [pair for pair in given if pair.family == family]
            said = speaks(form(pairs), told)
            if said > MARKER:
                near[family][pairs[0].base] = at, said
                here = [(place, said) for place, said in near[family].values() if at - place < WITHIN]
                close = [(place, said) for place, said in here if at - place < CLOSE]
                many = len(here) >= DIFFERENT + more and _left(text, lexicon, family, here, SUSPECT) > SUSPECT
                if not many and len(close) >= SEVERAL + more:
                    many = _left(text, lexicon, family, close, SUSPECT_SEVERAL) > SUSPECT_SEVERAL
                lone = said > LONE and _left(text, lexicon, family, [(at, said)], LONE) > LONE
                if many or lone or (said > SURE and any(pair.marks for pair in pairs)):
                    found.add(family)
                    hinted.remove(family)
    often = Counter(family for _, word in places for family in {told[0] for told in lexicon.telling_of[word]} & found)
    return {family: (frozenset(near[family]), often[family]) for family in found}


def _left(text: str, lexicon: Lexicon, family: str, places: Sequence[tuple[int, float]], least: float) -> float:
    """What is left of what forms say for a family, in nats, where originals of it stand near them; 0 if they say no more than `least`."""
    if sum(said for _, said in places) <= least:
        return 0.0
    found: dict[int, float] = {}
    for at, said in places:
        start, end = around(text, at)
        if start not in found:
            found[start] = -survivors(text[start:end], lexicon, family)
        found[start] += said
    return sum(max(said, 0.0) for said in found.values())


def _telling(text: str, lexicon: Lexicon) -> list[tuple[int, str]]:
    """The places of telling forms, but for those next to what usually stands there in clean text."""
    words, usual, size = lexicon.telling.words, lexicon.usual, len(text)
    found = []
    for number, start, end in matches(lexicon.telling, text):
        before, after = usual[number]
        if not ((start and text[start - 1] in before) or (end < size and text[end] in after)):
            found.append((start, -end, words[number]))
    found.sort()
    return [(start, word) for start, _, word in found]


def _possible(places: Iterable[tuple[int, str]], lexicon: Lexicon, different: int) -> set[str]:
    """The families of which so many different forms stand near each other, or one that good text does not have."""
    found: set[str] = set()
    near: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for at, word in places:
        for family, base, marks in lexicon.telling_of[word]:
            if family not in found:
                bases = near[family]
                again = word in lexicon.first and at - bases.get(base, -WITHIN) < WITHIN
                bases[base] = at
                if (
                    marks
                    or again
                    or (len(bases) >= different and sum(at - last < WITHIN for last in bases.values()) >= different)
                ):
                    found.add(family)
    return found


def _hinted(
    text: str, places: Iterable[tuple[int, str]], lexicon: Lexicon, possible: set[str], odds: Teller
) -> set[str]:
    """The families among these of which a text has a form that clean text hardly has, and that the judge would undo."""
    hinted: set[str] = set()
    refused: dict[str, int] = defaultdict(int)
    for at, word in places:
        if word not in lexicon.first or refused[word] > PATIENCE:
            continue
        given = [pair for pair in lexicon.pairs[word] if pair.family in possible and pair.family not in hinted]
        if given and not is_talked_about(text, at, at + len(word)):
            told = odds(at, at + len(word), [pair.original for pair in given])
            new = {pair.family for pair in given if speaks(form([pair]), told) > HINT}
            refused[word] = 0 if new else refused[word] + 1
            hinted |= new
    return hinted

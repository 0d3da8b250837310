"""Misread and mistyped characters: 帮组 for 帮助, 旳 for 的, 进人 for 进入, 一一 for ——; precision first.

Each step sees less text than the one before. proofreading/suspects.py finds, by look-ups in a table, pairs of characters that clean text hardly has and
where a homophone or a look-alike fits better (a thousandth of clean text), and proofreading/confused.py common characters that are read or typed for one
another most of all (人 for 入), which stand in no such pairs; the judge weighs those candidates; where what it says, and that
the text has no such pair again, is promising, the corrector (proofreading/corrector.py), which reads both sides, says what was meant; and a logistic
regression over what the three said, with what the document says, gives the confidence. The commonest misspellings (时侯) stand in a table:
proofreading/misspellings.py. Letters for figures (l949年, 2O世纪) are told by what stands round them (proofreading/figures.py).

What stands near sure errors, one or more in 5,000 characters, and a short text, is read closely (proofreading/read_through.py): the judge reads every
character, the corrector those that surprise, and a large one what that one doubts. It also finds words that were taken for other good words
(路便), and what no table knows; the surer reading counts. That takes some thirty microseconds a character and thirty milliseconds an error; the
whole chain otherwise one microsecond a character. `thorough` has the corrector read every character of any text: a third of a millisecond each.

Where one character was taken for another at several places, the judge decides about its other places, with the share that was: sites of novels
write 守 for 手 throughout, and OCR has its habits.

Left alone: a place that the document has again just so (a name, a term), unless it has the other form as well; short quotations and titles;
names after a surname, and one surname for another; verse; other spellings of a word (惟一, 介面), old books and lists of words (proofreading/spellings.py);
what stands near words about wrong characters (错别字, 应为, 谐音); classical Chinese, dialect, Japanese; the particles 的, 地 and 得 among each
other, unless `particles` is set. Traditional text is judged through its simplified shadow and written back in traditional form where that
is plain. A character that the alphabet of some 5,900 lacks (旳, 冃) is taken for a look-alike where the corrector is sure of one.

The weights of the confidence were fitted by `python -m tests.benchmarks.characters_fit` on sentences of the sets that
`python -m tests.benchmarks.characters` reads, on clean documents and on the same with characters misread on purpose, those with an even
number; both print what they come to on the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from math import exp, inf, log
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from cleaner import judge
from cleaner.chars import SURNAMES
from cleaner.core import Edit, Note
from cleaner.proofreading.belonging import belongs, in_verse
from cleaner.proofreading.confused import confusions
from cleaner.proofreading.figures import misread_figures
from cleaner.proofreading.misread import (
    PROMISE,
    READ_WEIGHTS,
    WEIGHTS,
    again,
    documented,
    features,
    in_one_text,
    read_features,
    signs,
)
from cleaner.proofreading.misspellings import SIDE, misspelt
from cleaner.proofreading.own_form import in_own_form
from cleaner.proofreading.spellings import is_cantonese, is_spelling
from cleaner.proofreading.suspects import Candidate, meant, suspects, unknown
from cleaner.spinning.shadow import shadow

if TYPE_CHECKING:
    from cleaner.proofreading.read_through import Place as ReadPlace

# Where to look: how strange the pairs must be, how likely the best candidate, how promising both once the judge has been heard, and what the
# corrector must make of it at a glance, in nats.
FAST, CLOSE = (-0.8, -0.3, 1.0, -0.5), (-1.7, -2.0, -1.4, -1.5)
CONFUSED = 2.0  # nats less that a place must promise where the character is one of those that are confused most of all
LEAST_ODDS = 0.0  # the judge's, for the best candidate, for the others to be asked about
ROOM, SPARSE = 50, 200  # the corrector is asked about so many places of a text, and one more for so many code points
ENOUGH = 8  # places of one strange character that it is asked about
SURE = 0.9
# Nats that places of one confusion near each other come to, for all places near them to be asked about; the share of these that is wrong, at most,
# and below which they are slips.
PROVES, MOST, SLIPS = 5.0, 0.9, 0.1
VETOED = 0.8  # what a place says at most that the text gives a reason to leave alone
TOLD = 0.5  # what is less likely is not worth a word
LEAST = -20.0  # log-probability of a second reading where there is none
LIKELY = 0.2  # share of such a character that the corrector must give to one, for the judge to be asked about the rest
PLAIN = 8.0  # nats by which the judge must prefer another character to such a one
STRANGE = 0.97  # a character that clean text does not have, where the corrector has no doubt

PARTICLES = frozenset("的地得")
DASH = re.compile("(?<!一)一一(?!一)")
# The judge tells the two apart well: of 431 dashes 85 % have odds above 2, of 36 natural 一一 one has.
DASH_PRIOR, WRITES_DASHES = 0.3, 2.0


class Place(NamedTuple):
    """A character that may be wrong, what was most likely meant, and how likely that is by itself."""

    at: int
    old: str
    new: str
    confidence: float


class Doubt(NamedTuple):
    """A place where the judge likes another character: its log-odds for the best one, how promising that is, both in nats, and by what signs."""

    at: int
    best: float
    promise: float
    signs: tuple[float, ...]


def characters(text: str, *, thorough: bool = False, particles: bool = False) -> Iterator[Edit | Note]:
    """Misread and mistyped characters.

    thorough: have the corrector read every character as well, not only those in strange pairs; a third of a millisecond each.
    particles: repair 的, 地 and 得 among each other as well.

    >>> [(edit.start, edit.new) for edit in characters("他们挖空心思，帮组生活困难的同学。")]
    [(8, '助')]
    """
    from cleaner.proofreading.read_through import SHORT, near, read_closely, read_through

    simplified = shadow(text)
    known = (Place(at, simplified[at], new, sure) for at, new, sure in misspelt(simplified))
    asked = _places(simplified, CLOSE if len(text) <= SHORT else FAST)
    found = list(_edits(text, simplified, chain(known, asked), particles))
    sure = [edit.start for edit in found if edit.confidence >= SURE]
    read = read_through(simplified) if thorough else read_closely(simplified, near(sure, len(text)))
    found += _edits(text, simplified, _read_twice(simplified, read), particles)
    found += _vetted(text, simplified, _elsewhere(simplified, found), particles)
    yield from (max(same, key=lambda edit: edit.confidence) for same in _by_place(found))
    yield from _dashes(text)
    yield from misread_figures(text)


def _by_place(edits: Iterable[Edit]) -> Iterable[list[Edit]]:
    found: dict[int, list[Edit]] = {}
    for edit in edits:
        found.setdefault(edit.start, []).append(edit)
    return found.values()


def _edits(text: str, simplified: str, places: Iterable[Place], particles: bool) -> Iterator[Edit]:
    """Edits, with what the document says."""
    heard = (place._replace(confidence=documented(simplified, *place)) for place in places)
    yield from _vetted(text, simplified, heard, particles)


def _vetted(text: str, simplified: str, places: Iterable[Place], particles: bool) -> Iterator[Edit]:
    """Edits in the script of the text, where nothing speaks for what stands there."""
    for place in places:
        if {place.old, place.new} <= PARTICLES and not particles:
            continue
        new, plain = (place.new, True) if simplified is text else in_own_form(text, place.at, place.new)
        confidence = place.confidence
        name = {place.old, place.new} <= SURNAMES
        if name or not plain or belongs(simplified, place.at) or is_spelling(text, place.at, place.old, place.new):
            confidence = min(confidence, VETOED)
        if confidence > TOLD and text[place.at] != new:
            yield Edit(
                place.at, place.at + 1, new, "wrong-character", confidence, {"read": text[place.at], "meant": new}
            )


def _elsewhere(text: str, found: Iterable[Edit]) -> Iterator[Place]:
    """The other places near several of a character that was taken for one and the same other one: the judge decides, with the share that was."""
    from cleaner.proofreading.read_through import ALONE, together

    taken: dict[tuple[str, str], dict[int, float]] = {}
    for edit in found:
        known = taken.setdefault((text[edit.start], judge.simplified(edit.new)), {})
        known[edit.start] = max(edit.confidence, known.get(edit.start, 0.0))
    for (old, new), known in taken.items():
        for row in together(known):
            odds = {text[at - 1 : at + 2]: log(known[at] / (1 - known[at])) for at in row if known[at] < 1}
            if len(odds) < 2 or sum(odds.values()) < PROVES:
                continue
            near = re.compile(old).finditer(text, max(row[0] - ALONE // 2, 0), row[-1] + ALONE // 2)
            places = [m.start() for m in near]
            share = min(sum(known[at] for at in row) / len(places), MOST)
            for at in places if share >= SLIPS else ():
                if known.get(at, 0.0) < SURE and not is_cantonese(text, at):
                    (likely,) = _odds(text, at, [new])
                    yield Place(at, old, new, min(STRANGE, 1 / (1 + exp(-likely - log(share / (1 - share))))))


def _places(text: str, limits: tuple[float, float, float, float]) -> Iterator[Place]:
    """What may be wrong, by the table, then the judge, then the corrector, and how likely that is by what the three say."""
    strange, likely, promising, seen = limits
    asked = chain(
        ((promising, *each) for each in suspects(text, strange, likely)),
        ((promising - CONFUSED, *each) for each in confusions(text)),
    )
    found = [
        doubt
        for least, at, candidates in asked
        if not is_cantonese(text, at) and (doubt := _doubted(text, at, candidates, least))
    ]
    if len(found) > (most := ROOM + len(text) // SPARSE):
        found = sorted(found, key=lambda doubt: -doubt.promise)[:most]
    for (at, first), told in _read(text, _glanced(text, found, seen)):
        (log_share, new), (second, _), kept = told
        if log_share > kept:
            (odds,) = _odds(text, at, [new])
            values = features(text, at, new, meant(text[at])[new], (kept, log_share, second), (first, odds))
            yield Place(at, text[at], new, 1 / (1 + exp(-sum(map(mul, WEIGHTS, values)))))
    yield from _strange(text)


def _read_twice(text: str, places: Iterable[ReadPlace]) -> Iterator[Place]:
    """What may be wrong by what both correctors read, and how likely that is."""
    read = [place for place in places if place.large.told > place.large.kept and not is_cantonese(text, place.at)]
    odds = []
    for place in read:
        kind, (judged,) = meant(text[place.at]).get(place.large.new), _odds(text, place.at, [place.large.new])
        odds.append(sum(map(mul, READ_WEIGHTS, read_features(text, place, kind, judged))))
    for place, each in zip(read, in_one_text(odds), strict=True):
        yield Place(place.at, text[place.at], place.large.new, 1 / (1 + exp(-each)))


def _doubted(text: str, at: int, candidates: list[Candidate], least: float = -inf) -> Doubt | None:
    """A place once the judge has been heard; None where it likes no candidate, or that promises less than so much."""
    characters = [candidate.character for candidate in candidates]
    kept, odds = _judged(text, at, characters[:1])
    if odds[0] < LEAST_ODDS:
        return None
    if characters[1:]:
        odds += _odds(text, at, characters[1:])
    best = max(odds)
    told = signs(candidates[0].gain, kept, best, meant(text[at])[characters[odds.index(best)]])
    promise = sum(map(mul, PROMISE, told))
    if promise >= least:
        told = (*told, *again(text, at))
        promise += sum(map(mul, PROMISE[-2:], told[-2:]))
    return Doubt(at, best, promise, told) if promise >= least else None


def _glanced(text: str, doubts: list[Doubt], least: float) -> list[tuple[int, float]]:
    """The places where the corrector, at a glance, sees something, with the judge's log-odds."""
    if not doubts:
        return []
    from cleaner.proofreading import corrector

    seen = corrector.glances(text, [doubt.at for doubt in doubts], [doubt.signs for doubt in doubts])
    return sorted((doubt.at, doubt.best) for doubt, odds in zip(doubts, seen, strict=True) if odds >= least)


def _strange(text: str) -> Iterator[Place]:
    """Characters that clean text does not have: nothing speaks for them but themselves. Sure ones among the first few of each decide about
    the others.
    """
    places: dict[str, list[int]] = {}
    for at in unknown(text):
        if not is_cantonese(text, at):
            places.setdefault(text[at], []).append(at)
    for old, them in places.items():
        read: dict[int, str] = {}
        least = 1.0
        asked = [(at, max(_odds(text, at, list(meant(old))))) for at in them[:ENOUGH]]
        for (at, _), (first, second, kept) in _read(text, [(at, best) for at, best in asked if best > PLAIN]):
            share = exp(first[0])
            if share > LIKELY:
                share = max(share, _share(text, at, first, second, kept))
            read[at] = first[1]
            least = min(least, share)
            yield Place(at, old, first[1], share * STRANGE)
        if len(set(read.values())) == 1:
            (new,) = set(read.values())
            for at in them:
                if at not in read and _odds(text, at, [new])[0] > 0:
                    yield Place(at, old, new, least * STRANGE)


def _share(text: str, at: int, first: tuple[float, str], second: tuple[float, str], kept: float) -> float:
    """How likely the corrector's first choice is, after the judge has been asked about it and the second one."""
    new, *other = _odds(text, at, [first[1], *second[1]])
    odds = [first[0] - kept + new, *(first[0] - second[0] + new - each for each in other)]
    return 1 / (1 + exp(-max(min(min(odds), 30.0), -30.0)))


Likely = tuple[tuple[float, str], tuple[float, str], float]  # the best two readings, and what stands there, in nats


def _read(text: str, places: list[tuple[int, float]]) -> Iterator[tuple[tuple[int, float], Likely]]:
    """What the corrector reads at places."""
    if not places:
        return
    from cleaner.proofreading import corrector

    choices = [list(meant(text[at])) for at, _ in places]
    asked = [[text[at], *choice] for (at, _), choice in zip(places, choices, strict=True)]
    told = corrector.log_shares(text, [at for at, _ in places], asked)
    for place, choice, (kept, *shares) in zip(places, choices, told, strict=True):
        best, second = [*sorted(zip(shares, choice, strict=True), reverse=True), (LEAST, ""), (LEAST, "")][:2]
        if best[1]:
            yield place, (best, second, kept)


def _odds(text: str, at: int, characters: list[str]) -> list[float]:
    """The judge's log-odds for each of the characters at a place."""
    return _judged(text, at, characters)[1]


def _judged(text: str, at: int, characters: list[str]) -> tuple[float, list[float]]:
    """What the judge says of the place as it is, and its log-odds for each of the characters."""
    before, after = text[max(at - SIDE, 0) : at], text[at + 1 : at + 1 + SIDE]
    kept, *told = judge.scores(before, [text[at], *characters], after)
    return kept, [judge.TEMPER * (each - kept) for each in told]


def _dashes(text: str) -> Iterator[Edit]:
    """一一 for ——; less likely where the text has a dash that was read right."""
    prior = DASH_PRIOR + (WRITES_DASHES if "——" in text else 0.0)
    for m in DASH.finditer(text) if "一一" in text else ():
        odds = judge.odds(text[max(m.start() - SIDE, 0) : m.start()], "一一", "——", text[m.end() : m.end() + SIDE])
        confidence = min(1 / (1 + exp(prior - odds)), VETOED if in_verse(text, m.start()) else 1.0)
        if confidence > TOLD:
            yield Edit(*m.span(), "——", "dash-read-as-ones", confidence)

"""GBK read one byte off: ?Ｎ颐且〉娼 for 。我们要记得. A byte was lost, and every pair after it holds the halves of two characters.

The first half of the first character is lost with it, its place marked by ? or U+FFFD or by nothing; or nothing is lost, and a byte
too many stands before it. The stretch goes on until the reader is in step again: at an ASCII character, or at a pair that means
nothing in GBK, which costs the second half of the last character. halves.py puts back what the judge is sure of, and leaves U+FFFD
for the rest. A page that was made traditional afterwards is read in simplified script and written as it was (folding.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from cleaner import judge
from cleaner.charsets import LOST, SHIFTED, Reading, common, signs
from cleaner.charsets.folding import beyond, candidates, certain, folded, is_traditional
from cleaner.charsets.halves import CONTEXT, MARKERS, NEAR, PAIR, Island, filled, head, tail
from cleaner.scripts.forms import converter

# Nats. In 103 million characters of clean text 18 stretches are found, every one a true shift; the same with no prior at all.
MARKED, UNMARKED = 2.0, 4.0  # against a shift after a marker, and anywhere
CHANCE = -8.0  # of a character that says nothing
FLOOR = -7.0  # a character of what a stretch says is at least as likely as that; clean text has -4, chance -9
CLIP = 8.0  # that one character can speak against the shift
DROP = 16.0  # that the shift may lose again before the stretch is over
ENDS = 1.1  # that the ends are surer than the judge says: of 22 that it gives 75 to 90 in 100 one was wrong (documents 0 and 3 of each 8)
LEAST = 5.0  # that a stretch gains at least: below, its ends are not worth looking for
AHEAD = 32  # characters looked at in one go, doubled where the stretch goes on
CLOSE = 6  # of them those that are looked at first
PAIRED = 6  # characters from one that is rare to the next, at most
NEXT = 3  # characters after a place that said nothing in which another place would say the same
UNSURE = 0.9  # of a traditional stretch at whose ends a character can have been one of two: too little to be made
REFUSED = 60  # stretches in a row that the judge does not prefer, after which the search ends: each costs 60 ms
SHORT = 6  # characters between others that tell too little
USUAL = 0.7  # of the characters that a shifted stretch says, so many are common; by chance 42 %

CHARACTER = rf"[^\x00-\x7f{LOST}\ud800-\udfff]"
# A regex that begins with a character of its own is ten times as fast as one that begins with a class.
MARKER = [re.compile(rf"{re.escape(marker)}(?=[!->@-~]?{CHARACTER})") for marker in MARKERS]
# Characters in a row; a lone ASCII sign among them was full-width before somebody folded it.
ISLAND = re.compile(f"[!->@-~]?{CHARACTER}+(?:[!->@-~]{CHARACTER}+)*")
ASCII = re.compile("[\x00-\x7f]")
BROKEN = re.compile(f"[\x00-\x7f{LOST}\ud800-\udfff]")
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
TOKENS = {  # what the judge reads: each character has to be a token
    **dict.fromkeys(range(0xFF10, 0xFF1A), "d"),
    **dict.fromkeys((*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)), "L"),
    0x3000: LOST,
}


class Stretch(NamedTuple):
    """The part of an island that says more one byte off than as it stands: what said[first..last] gains, in nats."""

    island: Island
    first: int
    last: int
    gain: float


def readings(text: str) -> Iterator[Reading]:
    """Every stretch of a text that is rather GBK read one byte off than text."""
    places = [(place, False) for place in _rare(text)]
    places += [(m.start(), True) for marker in MARKER for m in marker.finditer(text)]
    done = tried = refused = 0
    for place, marked in sorted(places):
        if place < done or (place < tried and not marked):
            continue
        tried = place + NEXT
        if not (marked or _hinted(text, place)):
            continue
        for stretch in _stretches(text, place, marked, done):
            tried = max(tried, stretch.island.start + stretch.last)
            if found := _judged(text, stretch, marked):
                done, refused = found.end, 0
                yield found
                break
            refused += 1
        if refused >= REFUSED:
            return


def _rare(text: str) -> Iterator[int]:
    """Where two characters stand near each other that are rare in text and frequent in what is read one byte off."""
    done = 0
    for place, other in pairwise(SHIFTED.places(text)):
        if place >= done and other - place <= PAIRED and not ASCII.search(text, place, other):
            done = other + 1
            yield place


# -- what characters say one byte off ----------------------------------------------------------------------------------


def _stretches(text: str, place: int, marked: bool, done: int) -> list[Stretch]:
    """What a place says read one byte off, as it stands and in simplified script, the likeliest first."""
    found = []
    near = text[max(place - CONTEXT, 0) : place + AHEAD]
    for in_simplified in (False,) if beyond().isdisjoint(near) else (False, True):
        size = AHEAD
        while island := _island(text, place, marked, done, size, in_simplified):
            seed = 1 if marked else place + 1 - island.start
            if not _like_text(island.said, seed):
                break
            stretch = _extent(island, seed, marked)
            if not island.cut or stretch.last < len(island.said) - CONTEXT:
                if stretch.gain >= LEAST:
                    found.append(stretch)
                break
            size *= 2
    return sorted(found, key=lambda stretch: -stretch.gain)


def _island(text: str, place: int, marked: bool, done: int, size: int, in_simplified: bool) -> Island | None:
    """The characters round a place; in simplified script only where they are not in it."""
    start = place + 1 if marked else max(done, place - CONTEXT)
    if not marked:
        start = max([start, *(m.end() for m in BROKEN.finditer(text, start, place))])
    found = ISLAND.match(text, start, place + size)
    if not found:
        return None
    chars = found[0].translate(FULL)
    if in_simplified:
        around = text[max(0, start - AHEAD) : found.end() + AHEAD]
        if beyond().isdisjoint(chars) or not is_traditional(around):
            return None
        chars = folded(chars)
    return _read(start, chars, found.end() == place + size < len(text), in_simplified)


def _read(start: int, chars: str, cut: bool, in_simplified: bool) -> Island | None:
    """Characters one byte off, as far as they are pairs of bytes; None for less than three."""
    data = chars.encode("gb18030")
    length = len(chars)
    if len(data) != 2 * length:
        length = next(i for i, char in enumerate(chars) if len(char.encode("gb18030")) != 2)
    seconds = data[1 : 2 * length : 2]
    if seconds and min(seconds) < PAIR:
        length = next(i for i, byte in enumerate(seconds) if byte < PAIR) + 1
    if length < 3:
        return None
    said = LOST + data[1 : 2 * length - 1].decode("gb18030", "replace")
    return Island(start, chars[:length], data[: 2 * length], said, cut and length == len(chars), in_simplified)


def _hinted(text: str, place: int) -> bool:
    """The first look at a place, which nearly all of clean text fails: whether the characters around it can say something."""
    start = max(place - 2, 0)
    around = text[start : place + 9]
    data = around.encode("gb18030", "replace")
    if len(data) != 2 * len(around):
        others = [m.start() + start for m in BROKEN.finditer(around)]
        before = max((at for at in others if at < place), default=start - 1)
        after = min((at for at in others if at > place), default=start + len(around))
        around = text[before + 1 : after]
        data = around.encode("gb18030", "replace")
        if len(around) < SHORT or len(data) != 2 * len(around):
            return True
    return not beyond().isdisjoint(around) or _usual(data[1:-1].decode("gb18030", "replace"))


def _like_text(said: str, seed: int) -> bool:
    """Whether what is said near a place is mostly common."""
    window = said[max(seed - 2, 1) : seed + 8]
    return len(window) > 1 and _usual(window)


def _usual(said: str) -> bool:
    return sum(map(_known().__contains__, said)) >= USUAL * len(said)


@cache
def _known() -> frozenset[str]:
    return frozenset(common("gb2312")) | frozenset(signs())


def _likelihoods(chars: str) -> list[float]:
    tokens = " ".join(chars).translate(TOKENS)
    return [judge.NATS * found[0] for found in judge.model().full_scores(tokens, bos=False, eos=False)]


def _extent(island: Island, seed: int, marked: bool) -> Stretch:
    """The first and last character of what is said that speak for the shift, and how strongly they do together."""
    for reach in (CLOSE, len(island.said)):  # most stretches of clean text are over after a few characters
        low, high = 1 if marked else max(seed - reach, 1), min(seed + reach, len(island.said))
        gains = _gains(island, low, high)
        onward, ends = _best(gains[seed - low :])
        back, begins = (0, True) if marked else _best(gains[seed - low :: -1])
        if (begins or low == 1) and (ends or high == len(island.said)):
            break
    first, last = seed - back, seed + onward
    return Stretch(island, first, last, sum(gains[first - low : last + 1 - low]))


def _gains(island: Island, low: int, high: int) -> list[float]:
    """How much said[low:high] speaks for the shift, character by character."""
    heard = max(low - judge.REACH, 1)
    said, stands = _likelihoods(island.said[heard:high]), _likelihoods(island.chars[heard:high])
    return [max(-CLIP, min(a - CHANCE, a - b)) for a, b in zip(said, stands, strict=True)][low - heard :]


def _best(gains: list[float]) -> tuple[int, bool]:
    """Up to where gains add up to most, and whether they are over there, whatever follows."""
    best, at, total = 0.0, 0, 0.0
    for i, gain in enumerate(gains):
        total += gain
        if total > best:
            best, at = total, i
        elif total < best - DROP:
            return at, True
    return at, False


# -- the judge ---------------------------------------------------------------------------------------------------------


def _judged(text: str, stretch: Stretch, marked: bool) -> Reading | None:
    """The reading of a stretch with its ends found, if the judge prefers it by far."""
    if not _fluent(stretch.island.said[stretch.first : stretch.last + 1]):
        return None
    island = _settled(text, stretch) if stretch.island.folded else stretch.island
    begins = head(text, island, stretch.first, marked)
    whole = island.said[begins.place : max(stretch.last - 2, 1)]
    before = text[max(0, begins.stop - CONTEXT) : begins.stop]
    limit = island.start + len(island.chars)
    limit += text[limit : limit + 1] in tuple(MARKERS) and not _stretches(text, limit, True, 0)
    ends = tail(text, island, stretch.last, (before + begins.char + whole)[-CONTEXT:], limit)
    sure = island.said[begins.place : ends.place + 1]
    if not _fluent(sure):
        return None
    said = begins.char + filled(before + begins.char, sure) + ends.char
    limits: tuple[float, ...] = (begins.odds, ends.odds)
    stands, after = text[begins.stop : ends.stop], text[ends.stop : ends.stop + CONTEXT]
    if island.folded:
        if not certain(text[begins.stop : begins.stop + NEAR] + text[ends.stop - NEAR : ends.stop]):
            limits = (*limits, UNSURE)
        before, stands, after = map(folded, (before, stands, after))
    odds = judge.odds(before, stands, said.replace(LOST, ""), after) - (
        MARKED if begins.stop < island.start else UNMARKED
    )
    odds = min(odds, *(limit + ENDS for limit in limits))
    if odds <= 0:
        return None
    if is_traditional(text[max(0, begins.stop - AHEAD) : ends.stop + AHEAD]):
        said = converter("s2t")(said)
    return Reading(begins.stop, ends.stop, said, said.count(LOST), odds, "GBK", "GBK")


def _fluent(said: str) -> bool:
    return bool(said) and sum(_likelihoods(said)) >= FLOOR * len(said)


def _settled(text: str, stretch: Stretch) -> Island:
    """The island in which the judge has chosen where a traditional character can have been one of two."""
    island = stretch.island
    for i in range(1, min(len(island.said) - 1, stretch.last + CONTEXT)):
        for other in candidates().get(ord(text[island.start + i]), [""])[1:]:
            new = _read(island.start, island.chars[:i] + other + island.chars[i + 1 :], island.cut, True)
            if new and len(new.said) == len(island.said):
                before, after = island.said[max(i - CONTEXT, 1) : i], island.said[i + 2 :][:CONTEXT]
                was, would_be = judge.scores(before, [island.said[i : i + 2], new.said[i : i + 2]], after)
                island = new if would_be > was else island
    return island

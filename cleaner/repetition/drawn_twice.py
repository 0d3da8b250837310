"""Bold type that a PDF draws twice, a hair apart: 重重要要通通知知, 关于关于印发印发, 2020 年 年. The second copies are found here; those of
whole slides by repetition/slides.py.

Chinese doubles characters and words of its own: 高高兴兴, 家家户户红红火火, 研究研究讨论讨论, 轰隆轰隆一炮一炮. The judge tells them apart:
there the second copy is expected, in type drawn twice it is a surprise each time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from math import log
from typing import NamedTuple

from cleaner import judge
from cleaner.census import code_points
from cleaner.chars import HAN, HAN_LETTER, pattern
from cleaner.repetition.slides import layers

# Nats a token of the second copies, at most. 102 million characters of clean text hold 31 natural runs of doubled characters, the longest of
# six; of four they have -6.0 to -1.5, of six -4.1 at most. Drawn twice, runs of six and more have -6.3 in one of a hundred. Natural runs
# of doubled words have -5.1 to -1.5 (of two words), three and more drawn twice -4.9 in one of a hundred.
CHARACTERS, MORE_CHARACTERS, TWO_WORDS, MORE_WORDS = -6.0, -5.0, -5.9, -4.8
MORE = 6  # doubled characters
DOUBT = 1.2  # nats above these in which a run is held
SURE, UNSURE = 0.95, 0.7

PAIRS = pattern(r"(?<![0-9](?=[0-9]))(?:([^\s_])\1){4,}")
PAIR = pattern(rf"([{HAN}])\1")
SPACED = pattern(r" ([\u4e00-\u9fff][^\W_]{0,7}) \1(?!\w)")
WORDS = pattern(r"(?<![0-9](?=[0-9]))(?:([^\W_]{1,8})\1(?!\1)){2,9}")
SPACED_WORDS = pattern(r"(?<!\S)(?:([^\W_]{1,8}) \1(?!\S)[ ]?){2,9}(?<! )")
ONE = pattern(r"([^\W_]{1,8}) ?\1(?!\1)")
UNIT = pattern(r" ([年月日号])(?=[\W\d的]|\Z)")
AROUND = 12
SYLLABLES, TIMES = 4, 4  # of a sound at most, and how often it stands at least
FIRST_HAN = 0x4E00
LONGEST = 200  # characters of a run at most
REACH = 18  # characters before and after a doubled word in which the run may begin and end


class Run(NamedTuple):
    """What stands twice, what it should read, and how sure that is."""

    start: int
    end: int
    once: str
    confidence: float


def runs(text: str) -> Iterator[Run]:
    """Every run of type drawn twice.

    >>> [run.once for run in runs("关于关于印发印发《办法》的通知，大家要高高兴兴地执行")]
    ['关于印发']
    """
    characters, words, fours = _places(text)
    copies = [Run(*layer, SURE) for layer in layers(text, sorted({*words, *fours}))]
    yield from copies
    words, characters = _outside(words, copies), _outside(characters, copies)
    names: frozenset[str] | None = None
    at = 0
    for place in characters:
        if place >= at and (m := PAIRS.search(text, max(place - 3, at), place + LONGEST)):
            at = m.end()
            start, once = _trimmed(m[0][::2])
            if len(set(once)) * 4 >= len(once) * 3 and len(once) > 3:
                start = m.start() + 2 * start
                most = CHARACTERS if len(once) < MORE else MORE_CHARACTERS
                for run in _judged(text, start, start + 2 * len(once), once, most):
                    names = _doubled_alone(text) if names is None else names
                    named = 2 * len(names.intersection(once)) >= len({*once})
                    yield run._replace(confidence=UNSURE) if named else run
    yield from _words(text, words, WORDS)
    yield from _words(text, (m.start() for m in SPACED.finditer(text)), SPACED_WORDS)
    for m in UNIT.finditer(text):
        before = text[max(0, m.start() - 3) : m.start()]
        if before.endswith(m[1]) and before[:-1].rstrip()[-1:].isdigit():
            yield Run(m.start(), m.end(), "", SURE)


def _outside(places: list[int], runs: list[Run]) -> list[int]:
    ends = [run.end + REACH for run in runs]
    near = [bisect_right(ends, at) for at in places]
    return [at for at, i in zip(places, near, strict=True) if i == len(runs) or at < runs[i].start - REACH]


def _doubled_alone(text: str) -> frozenset[str]:
    """The characters that are doubled elsewhere with nothing doubled beside them: 明明, 佳佳, as names of people are."""
    found = Counter(
        m[1]
        for m in PAIR.finditer(text)
        if text[m.end() : m.end() + 1] != text[m.end() + 1 : m.end() + 2]
        and text[max(m.start() - 2, 0) : max(m.start() - 1, 0)] != text[max(m.start() - 1, 0) : m.start()]
    )
    return frozenset(char for char, count in found.items() if count > 1)


def _trimmed(once: str) -> tuple[int, list[str]]:
    """Without dashes and dots at either end, which are written double, and without a single figure or letter, which may be."""
    first, last = 0, len(once)
    while first < last and not once[first].isalnum():
        first += 1
    while first < last and not once[last - 1].isalnum():
        last -= 1
    first += once[first : first + 2].isascii() < once[first : first + 1].isascii()
    last -= once[max(last - 2, first) : last].isascii() < once[max(last - 1, first) : last].isascii()
    return first, [*once[first:last]]


def _words(text: str, places: Iterable[int], words: re.Pattern[str]) -> Iterator[Run]:
    at = 0
    for place in places:
        if place >= at:
            at = place + 1
            for m in words.finditer(text, max(0, place - REACH), place + 2 * REACH):
                once = [one[1] for one in ONE.finditer(m[0])]
                if len({one for one in once if len(one) > 1 and one[0] != "一"}) > 1 or words is SPACED_WORDS:
                    yield from _judged(text, *m.span(), once, TWO_WORDS if len(once) < 3 else MORE_WORDS)
                at = max(at, m.end())


def _places(text: str) -> list[list[int]]:
    """Where three characters are doubled each, and where two and four stand twice: told by arrays, faster than by backreferences."""
    import numpy

    points = code_points(text)
    doubled, again = points[1:] == points[:-1], points[2:] == points[:-2]
    characters, words = doubled[:-4] & doubled[2:-2] & doubled[4:], again[1:] & again[:-1]
    words[1:] &= ~words[:-1]  # of a run of such places the first
    fourth = points[4:] == points[:-4]
    pairs = fourth[1:] & fourth[:-1]
    found = (characters, words, pairs[2:] & pairs[:-2] & (points[:-7] >= FIRST_HAN))
    return [[at for at in numpy.flatnonzero(places).tolist() if text[at].isalnum()] for places in found]


def _judged(text: str, start: int, end: int, once: list[str], most: float) -> Iterator[Run]:
    if _is_sound(text[start:end]):
        return
    said = (" " if " " in text[start:end] else "").join(once)
    if len(HAN_LETTER.findall(said)) * 2 >= len(said) and len(set(once)) > 1 and len(set(said)) > 1:
        surprise = _surprise(text[max(0, start - AROUND) : start], once)
        if surprise <= most + DOUBT:
            yield Run(start, end, said, SURE if surprise <= most else UNSURE)


def _is_sound(run: str) -> bool:
    """Whether a run is one sound over and over: 叭噗叭噗叭噗叭噗."""
    return any(
        len(run) >= TIMES * size and run == (run[:size] * len(run))[: len(run)] for size in range(1, SYLLABLES + 1)
    )


def _surprise(before: str, once: list[str]) -> float:
    """Nats a token that the second copies of some parts have after the first ones."""
    tokens = judge.tokens(before.rpartition("\n")[2])
    second: list[int] = []
    for part in once:
        read = judge.tokens(part)
        tokens += read
        second += range(len(tokens), len(tokens) + len(read)) if HAN_LETTER.search(part) else ()
        tokens += read
    scores = judge.model().full_scores(" ".join(tokens), bos=not before or "\n" in before, eos=False)
    nats = [log(10) * float(found[0]) for found in scores]
    return sum(nats[i] for i in second) / len(second)

"""A text read by the correctors: the quick one is asked about every character, or those that surprise, the large one where it would write another.

For the pass `characters`, where it is to be thorough or the text holds sure errors. To read every character (`read_through`), each paragraph is
laid out in windows that overlap, and what stands well inside a window is asked about, a third of a millisecond each. To read those alone that
surprise (surprisal.py), some four in a thousand of clean text, takes a tenth of that (`read_closely`): of what the other finds in a damaged
document it finds nearly all, of hard errors in single sentences about four fifths. What stands there again after a repair elsewhere is not read
again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from cleaner.chars import BREAK, HAN_LETTER, pattern
from cleaner.judge import shape
from cleaner.memory import recalled
from cleaner.proofreading import corrector
from cleaner.proofreading.corrector import LARGE, Reading
from cleaner.proofreading.surprisal import surprise

SIZE, ENDS = 112, 12  # tokens of a window, and those at an end that goes on elsewhere, which are not asked about
SURPRISING = 2.0  # log-odds, in nats, of a place that is read where not all are
CLOSE = -1.0  # nats by which the quick corrector prefers another character for the large one to be asked
SHORT = 150  # code points up to which all of a text is read closely
ALONE = 5000  # code points between sure errors beyond which a longer text is not read closely near them
READ, READ_NEAR = 3, 12  # characters that surprise, to be read in a short text, and for each sure error
BATCH, TOGETHER = 8, 400  # windows in one go, and windows whose places the large corrector is asked about together
PARAGRAPH = pattern(f"[^{BREAK}]+")


class Window(NamedTuple):
    """Some tokens, and which of them are asked about."""

    tokens: str
    first: int
    end: int


class Stretch(NamedTuple):
    """A part of a text (offsets) that is read closely, and how many of its places at most."""

    start: int
    end: int
    most: int


class Place(NamedTuple):
    """A character (its offset in code points) that either corrector would write otherwise, and what both read there."""

    at: int
    quick: Reading
    large: Reading


def near(sure: list[int], size: int) -> list[Stretch]:
    """The stretches of a text of a size (code points) that are read closely, by the places of its sure errors.

    >>> near([100, 2100, 12_000], 20_000)
    [Stretch(start=0, end=4600, most=24)]
    """
    if size <= SHORT:
        return [Stretch(0, size, READ + READ_NEAR * len(sure))]
    return [
        Stretch(max(row[0] - ALONE // 2, 0), min(row[-1] + ALONE // 2, size), READ_NEAR * len(row))
        for row in together(sure)
        if len(row) > 1 or size <= ALONE
    ]


def together(places: Iterable[int]) -> list[list[int]]:
    """Places in rows, those that are no farther from the next one than `ALONE`.

    >>> together([12_000, 100, 2100])
    [[100, 2100], [12000]]
    """
    rows: list[list[int]] = []
    for at in sorted(places):
        if rows and at - rows[-1][-1] <= ALONE:
            rows[-1].append(at)
        else:
            rows.append([at])
    return rows


def read_through(text: str) -> Iterator[Place]:
    """The places of a simplified text where the quick corrector would write another character, or nearly, from the first on.

    >>> [(place.at, place.large.new) for place in read_through("他平时工作认真，经常的到领导的表扬。")]
    [(10, '得')]
    """
    windows = (each for m in PARAGRAPH.finditer(text) for each in _laid(m[0], m.start()))
    while laid := list(islice(windows, TOGETHER)):
        yield from _read_again(text, dict(_doubts(laid)))


def read_closely(text: str, stretches: Iterable[Stretch]) -> Iterator[Place]:
    """The same of the places alone that surprise most: in each stretch of the text (offsets) so many.

    >>> [(place.at, place.large.new) for place in read_closely("他们坐在路便的长椅上。", [Stretch(0, 11, 3)])]
    [(5, '边')]
    """
    places: list[int] = []
    for start, end, most in stretches:
        found = sorted(_surprising(text, start, end), reverse=True)
        places += sorted(at for _, at in found[:most])
    read = zip(places, corrector.readings(text, places), strict=True)
    yield from _read_again(text, {at: quick for at, quick in read if quick.told - quick.kept >= CLOSE})


def _surprising(text: str, start: int, end: int) -> Iterator[tuple[float, int]]:
    """The places of a stretch that surprise, with how much."""
    paragraphs = [(m.start(), m[0], shape(m[0])) for m in PARAGRAPH.finditer(text, start, end)]
    told = recalled("surprise", [tokens for _, _, tokens in paragraphs], lambda some: map(surprise, some), 1)
    for (at, paragraph, tokens), odds in zip(paragraphs, told, strict=True):
        if len(surprising := (odds >= SURPRISING).nonzero()[0]):
            offsets = offsets_of(paragraph, tokens, at)
            yield from ((float(odds[place]), offsets[place]) for place in surprising.tolist())


def _read_again(text: str, doubts: dict[int, Reading]) -> Iterator[Place]:
    """What the large corrector reads where the quick one doubts."""
    read = corrector.readings(text, [*doubts], LARGE)
    return (Place(at, quick, large) for (at, quick), large in zip(doubts.items(), read, strict=True))


def _doubts(laid: list[tuple[Window, dict[int, int]]]) -> Iterator[tuple[int, Reading]]:
    """Where the quick corrector doubts, by the offset in the text."""
    windows = sorted(dict.fromkeys(window for window, _ in laid), key=lambda window: len(window.tokens))
    read = recalled("read through", windows, lambda some: corrector.doubts(some, CLOSE), BATCH)
    known = dict(zip(windows, read, strict=True))
    for window, offsets in laid:
        for at, reading in known[window]:
            if at in offsets:
                yield offsets[at], reading


def _laid(paragraph: str, start: int) -> Iterator[tuple[Window, dict[int, int]]]:
    """The windows of a paragraph, with the offset in the text of each token that is a Han character."""
    tokens = shape(paragraph)
    if not (offsets := offsets_of(paragraph, tokens, start)):
        return
    tokens, at = f"\n{tokens}\n", 0
    while True:
        last = at + SIZE >= len(tokens)
        begin = max(min(at, len(tokens) - SIZE), 0)
        window = Window(tokens[begin : begin + SIZE], at - begin + ENDS if at else 0, SIZE if last else SIZE - ENDS)
        yield (
            window,
            {place - begin: offsets[place - 1] for place in range(begin, begin + SIZE) if place - 1 in offsets},
        )
        if last:
            return
        at = begin + SIZE - 2 * ENDS


def offsets_of(paragraph: str, tokens: str, start: int) -> dict[int, int]:
    """Where in the text the Han tokens of a paragraph stand: every Han character is a token of its own.

    >>> offsets_of("在1998年", "在Y年", 7)
    {0: 7, 2: 12}
    """
    told = [at for at, token in enumerate(tokens) if HAN_LETTER.match(token)]
    stand = [start + m.start() for m in HAN_LETTER.finditer(paragraph)]
    return dict(zip(told, stand, strict=True))

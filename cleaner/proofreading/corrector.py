"""The corrector: a network that reads a stretch of text and says which character its author wrote at a place.

It was trained to give back clean text that was damaged on purpose, so unlike the judge it sees both sides at once, sixteen characters each,
and expects its input to be faulty. There are two, a quick one that is asked first and a large one that is asked where it matters:
data/corrector.npz and data/corrector_large.npz hold them, eight bits a weight; how they are made is cleaner/train/corrector.py.
NumPy runs them, some milliseconds a place, or all places of longer windows (`doubts`), a third of a millisecond each.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from cleaner import transformer
from cleaner.judge import shape
from cleaner.memory import recalled
from cleaner.tables import DATA

# Tokens on each side of a place that they read: they were trained on windows of 64 and of 48, and see nearly as much with 33.
SIDE = 16


class Reader(NamedTuple):
    """A network: its file, and places in one go."""

    file: str
    batch: int


QUICK, LARGE = Reader("corrector", 8), Reader("corrector_large", 32)


class Reading(NamedTuple):
    """The Han character that a network would rather write at a place, with log-probabilities in nats: of what stands there, of it, of the next one."""

    new: str
    kept: float
    told: float
    second: float


def log_shares(text: str, places: Sequence[int], asked: Sequence[Sequence[str]]) -> list[list[float]]:
    """The quick one's log-probabilities, in nats, of the characters asked about at each place; of one that is not in the alphabet, those of an unknown one.

    >>> [told] = log_shares("谢谢你们的帮组和支持。", [6], ["组助"])
    >>> told[0] < -4 < -0.1 < told[1]
    True
    """
    keys = [(window(text, at), "".join(characters)) for at, characters in zip(places, asked, strict=True)]
    return recalled(QUICK.file, keys, _shares, QUICK.batch)


def readings(text: str, places: Sequence[int], reader: Reader = QUICK) -> list[Reading]:
    """What a network would rather write at places than what stands there.

    >>> readings("谢谢你们的帮组和支持。", [6])[0].new
    '助'
    """

    def read(windows: list[str]) -> list[Reading]:
        return _read(_told(windows, reader), [_codes(reader).get(window[SIDE], 0) for window in windows], reader)

    return recalled(f"{reader.file}, readings", [window(text, at) for at in places], read, reader.batch)


def doubts(windows: Sequence[tuple[str, int, int]], least: float) -> list[list[tuple[int, Reading]]]:
    """The places of windows, from one up to another, where the quick corrector prefers another Han character by so many nats, and what it reads there."""
    import numpy

    longest = max(len(tokens) for tokens, _, _ in windows)
    numbers, beyond = transformer.tokens([tokens.ljust(longest, "\0") for tokens, _, _ in windows], _codes(QUICK))
    weights = _weights(QUICK)
    with transformer.one_thread():
        hidden = transformer.every(weights, numbers, beyond) * weights["norm"]
        han = _han(QUICK)
        found: list[list[tuple[int, Reading]]] = []
        for row, codes, (_, first, end) in zip(hidden, numbers, windows, strict=True):
            places = first + numpy.flatnonzero(numpy.isin(codes[first:end], han))
            told = _alphabet(weights, row[places])
            kept = told[numpy.arange(len(places)), codes[places]]
            others = told[:, han]
            others[han == codes[places][:, None]] = -numpy.inf
            close = others.max(1, initial=-numpy.inf) - kept >= least
            read = _read(_shared(told[close]), codes[places[close]].tolist(), QUICK)
            found.append([*zip(places[close].tolist(), read, strict=True)])
    return found


def glances(text: str, places: Sequence[int], signs: Sequence[Sequence[float]]) -> list[float]:
    """The log-odds that at a place an error would be found, by what its first layer makes of the place and by `signs` of misread.py.

    It costs a fortieth of reading on. The weights are those that `python -m tests.benchmarks.characters_fit` wrote to data/glance.npy.
    """
    import numpy

    seen = numpy.concatenate([numpy.array(signs, numpy.float32), glimpses(text, places)], axis=1)
    return [float(odds) for odds in seen @ _glance()]


def glimpses(text: str, places: Sequence[int]) -> Any:
    """What the first layer makes of places, a row each."""
    import numpy

    return numpy.stack(seen([window(text, at) for at in places], 1))


def seen(windows: Sequence[str], layers: int = 0, reader: Reader = QUICK) -> list[Any]:
    """What so many of its layers (0: all) make of the middle of windows, a row each."""

    def middles(some: list[str]) -> Any:
        return transformer.middles(_weights(reader), *transformer.tokens(some, _codes(reader)), layers=layers)

    return recalled(f"{reader.file}, layers: {layers}", windows, middles, reader.batch)


@cache
def alphabet(reader: Reader = QUICK) -> str:
    """The tokens that a network knows."""
    return "".join(map(chr, _weights(reader)["alphabet"]))


@cache
def _weights(reader: Reader) -> transformer.Weights:
    return (transformer.load if reader is QUICK else transformer.Stored)(DATA / f"{reader.file}.npz")


@cache
def _glance() -> Any:
    import numpy

    return numpy.load(DATA / "glance.npy")


@cache
def _han(reader: Reader) -> Any:
    """The numbers of its Han characters."""
    import numpy

    return numpy.array([number for number, token in enumerate(alphabet(reader)) if "\u4e00" <= token <= "\u9fff"])


@cache
def _codes(reader: Reader) -> dict[str, int]:
    return {character: code for code, character in enumerate(alphabet(reader))}


def window(text: str, at: int) -> str:
    """The tokens around a place, which is in the middle; NUL stands for what is beyond the text. Line ends are no tokens here."""
    before = shape(text[max(at - 4 * SIDE, 0) : at])[-SIDE:]
    after = shape(text[at + 1 : at + 1 + 4 * SIDE])[:SIDE]
    return before.rjust(SIDE, "\0") + text[at] + after.ljust(SIDE, "\0")


def _shares(asked: list[tuple[str, str]]) -> list[list[float]]:
    """The log-probabilities of characters in the middle of windows."""
    code = _codes(QUICK)
    told = _told([window for window, _ in asked], QUICK)
    return [
        [float(row[code.get(character, 0)]) for character in characters]
        for row, (_, characters) in zip(told, asked, strict=True)
    ]


def _told(windows: list[str], reader: Reader) -> Any:
    """The log-probabilities of the alphabet in the middle of each window."""
    weights = _weights(reader)
    middle = transformer.middles(weights, *transformer.tokens(windows, _codes(reader))) * weights["norm"]
    with transformer.one_thread():
        return _shared(_alphabet(weights, middle))


def _alphabet(weights: transformer.Weights, hidden: Any) -> Any:
    """What rows come to for each token of the alphabet."""
    import numpy

    told = hidden @ weights["embedding"].astype(numpy.float32).T
    told *= weights["embedding.scale"]
    told += weights["often"]
    return told


def _shared(told: Any) -> Any:
    """Rows as log-probabilities."""
    import numpy

    told = told - told.max(1, keepdims=True)
    return told - numpy.log(numpy.exp(told).sum(1, keepdims=True))


def _read(told: Any, codes: Sequence[int], reader: Reader) -> list[Reading]:
    """The best readings beside what stands there, by log-probabilities of the alphabet."""
    import numpy

    han, tokens = _han(reader), alphabet(reader)
    found = []
    for row, code in zip(told, codes, strict=True):
        others = numpy.where(han == code, -numpy.inf, row[han])
        second, best = numpy.argpartition(others, -2)[-2:]
        found.append(Reading(tokens[han[best]], float(row[code]), float(others[best]), float(others[second])))
    return found

"""The corrector: a small network that reads a stretch of text and says which character its author wrote at a place.

It was trained to give back clean text that was damaged on purpose, so unlike the judge it sees both sides at once, sixteen characters each,
and expects its input to be faulty. data/corrector.npz holds it, eight bits a weight; how it is made is cleaner/corrector_training.py.
NumPy runs it, some milliseconds a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import sqrt
from typing import Any

from cleaner.judge import shape
from cleaner.memory import memory
from cleaner.tables import DATA

# Tokens on each side of a place that it reads: it was trained on windows of 64, and sees nearly as much with 33.
SIDE = 16
BATCH = 8  # places in one go
HEADS = 8


def log_shares(text: str, places: Sequence[int], asked: Sequence[Sequence[str]]) -> list[list[float]]:
    """The log-probabilities, in nats, of the characters asked about at each place; of one that is not in the alphabet, those of an unknown one.

    >>> [told] = log_shares("谢谢你们的帮组和支持。", [6], ["组助"])
    >>> told[0] < -5 < -0.1 < told[1]
    True
    """
    code, known = _codes(), memory("corrector")
    keys = [(_window(text, at), "".join(characters)) for at, characters in zip(places, asked, strict=True)]
    new = [key for key in dict.fromkeys(keys) if key not in known]
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        with _one_thread():
            told = _told([window for window, _ in batch])
        for key, row in zip(batch, told, strict=True):
            known[key] = [float(row[code.get(character, 0)]) for character in key[1]]
    return [known[key] for key in keys]


def glances(text: str, places: Sequence[int], signs: Sequence[Sequence[float]]) -> list[float]:
    """The log-odds that at a place an error would be found, by what its first layer makes of the place and by `signs` of misread.py.

    It costs a twentieth of reading on. The weights are those that `python -m tests.benchmarks.characters_fit` wrote to data/glance.npy.
    """
    import numpy

    seen = numpy.concatenate([numpy.array(signs, numpy.float32), glimpses(text, places)], axis=1)
    return [float(odds) for odds in seen @ _glance()]


def glimpses(text: str, places: Sequence[int]) -> Any:
    """What the first layer makes of places, a row each."""
    import numpy

    known, weights = memory("glimpses"), network()[1]
    windows = [_window(text, at) for at in places]
    new = [window for window in dict.fromkeys(windows) if window not in known]
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        with _one_thread():
            hidden, apart, unseen = _begun(batch)
            seen = _norm(_block(weights, "0.", hidden, apart, unseen, True)[:, SIDE])
        known.update(zip(batch, seen, strict=True))
    return numpy.stack([known[window] for window in windows])


def _one_thread() -> Any:
    """Matrices this small take ten times as long where all cores wait for one another."""
    return _threads().limit(limits=1, user_api="blas")


@cache
def _threads() -> Any:
    import numpy  # noqa: F401 -- what is not loaded is not found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@cache
def network() -> tuple[str, Any]:
    """The alphabet, and the weights as they are stored."""
    import numpy

    with numpy.load(DATA / "corrector.npz") as file:
        weights = {name: file[name] for name in file.files}
    for name in weights:
        if name.endswith((".qkv", ".o", ".up", ".down")):
            weights[name] = numpy.ascontiguousarray(weights[name].T)  # so that few places take half as long
    return "".join(map(chr, weights.pop("alphabet"))), weights


@cache
def _glance() -> Any:
    import numpy

    return numpy.load(DATA / "glance.npy")


@cache
def _codes() -> dict[str, int]:
    return {character: code for code, character in enumerate(network()[0])}


def _window(text: str, at: int) -> str:
    """The tokens around a place, which is in the middle; NUL stands for what is beyond the text."""
    before = shape(text[max(at - 4 * SIDE, 0) : at])[-SIDE:]
    after = shape(text[at + 1 : at + 1 + 4 * SIDE])[:SIDE]
    return before.rjust(SIDE, "\0") + text[at] + after.ljust(SIDE, "\0")


def _told(windows: list[str]) -> Any:
    """The log-probabilities of the alphabet in the middle of each window."""
    import numpy

    weights = network()[1]
    hidden, apart, unseen = _begun(windows)
    for layer in range(sum(name.endswith(".bias") for name in weights)):
        last = f"{layer + 1}.bias" not in weights
        hidden = _block(weights, f"{layer}.", hidden, apart, unseen, last)
    middle = _norm(hidden[:, SIDE]) * weights["norm"]
    told = (weights["embedding"] * weights["embedding.scale"][:, None] @ middle.T).T + weights["often"]
    told -= told.max(1, keepdims=True)
    return told - numpy.log(numpy.exp(told).sum(1, keepdims=True))


def _begun(windows: list[str]) -> tuple[Any, Any, Any]:
    """The tokens of windows as rows of figures, how far apart each two are, and which are beyond the text."""
    import numpy

    code, weights = _codes(), network()[1]
    tokens = numpy.array([[code.get(token, 0) for token in window] for window in windows])
    beyond = numpy.array([[token == "\0" for token in window] for window in windows])
    near = numpy.arange(tokens.shape[1])
    reach = (weights["0.bias"].shape[1] - 1) // 2
    apart = numpy.clip(near[None] - near[:, None], -reach, reach) + reach
    unseen = numpy.where(beyond, numpy.float32(-1e4), numpy.float32(0))[:, None, None]
    return _norm(_rows(weights, tokens)), apart, unseen


def _block(weights: Any, name: str, hidden: Any, apart: Any, unseen: Any, last: bool) -> Any:
    """One layer: attention, then a step of its own for each token. In the last layer only the middle is asked about."""
    import numpy

    batch, length, width = hidden.shape
    both = _through(weights, name + "qkv", _norm(hidden) * weights[name + "n1"])
    heads = both.reshape(batch, length, 3, HEADS, width // HEADS).transpose(2, 0, 3, 1, 4)
    asks, keys, values = numpy.ascontiguousarray(heads)  # BLAS multiplies what lies in one piece
    if last:
        asks, apart, hidden = asks[:, :, SIDE : SIDE + 1], apart[SIDE : SIDE + 1], hidden[:, SIDE : SIDE + 1]
    heed = asks @ numpy.ascontiguousarray(keys.transpose(0, 1, 3, 2)) / sqrt(width // HEADS)
    heed += weights[name + "bias"].astype(numpy.float32)[:, apart]
    heed += unseen
    heed = numpy.exp(heed - heed.max(3, keepdims=True))
    heed /= heed.sum(3, keepdims=True)
    mixed = (heed @ values).transpose(0, 2, 1, 3).reshape(hidden.shape)
    hidden = hidden + _through(weights, name + "o", mixed)
    inner = numpy.maximum(_through(weights, name + "up", _norm(hidden) * weights[name + "n2"]), 0)
    hidden = hidden + _through(weights, name + "down", inner * inner)
    return hidden if not last else numpy.repeat(hidden, SIDE + 1, axis=1)


def _through(weights: Any, name: str, hidden: Any) -> Any:
    """A linear step; two dimensions are twice as fast as three. Unpacking at every use costs less than the memory that it would take."""
    import numpy

    flat = hidden.reshape(-1, hidden.shape[-1]) @ weights[name].astype(numpy.float32)
    flat *= weights[name + ".scale"]
    flat += weights[name + ".b"]
    return flat.reshape(*hidden.shape[:-1], -1)


def _norm(hidden: Any) -> Any:
    import numpy

    return hidden / numpy.sqrt((hidden * hidden).mean(-1, keepdims=True) + 1e-6)


def _rows(weights: Any, tokens: Any) -> Any:
    return weights["embedding"][tokens] * weights["embedding.scale"][tokens][..., None]

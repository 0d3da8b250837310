"""Transformers in NumPy: what the networks in data/ have in common. Each reads a window of tokens and is asked about the one in the middle, or (`every`)
about all of them.

They are stored eight bits a weight with a scale for each figure that comes out, matrices of layers turned so that few places take half as
long; how many layers, heads and tokens there are is read off the weights.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import prod, sqrt
from pathlib import Path
from typing import Any

NAMED = 26  # bytes from the header of an entry of a zip archive to the lengths of its name and of what else follows
MATRICES = (".qkv", ".o", ".up", ".down")
Weights = Mapping[str, Any]
MOST = 60.0  # a score beyond which none goes, so that exponentials stay finite


class Stored(Mapping[str, Any]):
    """The weights in a file, each array read when it is used: for a network that is large and seldom asked, which takes no memory so."""

    def __init__(self, path: Path) -> None:
        """Raises OSError if there is no such file, ValueError if its arrays are compressed or stored by columns."""
        import zipfile

        from numpy.lib import format as npy

        self.path, self.places = path, {}
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            for entry in archive.infolist():
                if entry.compress_type != zipfile.ZIP_STORED:
                    raise ValueError(f"{path}: compressed")
                file.seek(entry.header_offset + NAMED)
                file.seek(sum(struct.unpack("<HH", file.read(4))), os.SEEK_CUR)
                npy.read_magic(file)
                shape, by_columns, kind = npy.read_array_header_1_0(file)
                if by_columns and len(shape) > 1:
                    raise ValueError(f"{path}: {entry.filename} is stored by columns")
                self.places[entry.filename.removesuffix(".npy")] = shape, kind, file.tell()

    def __getitem__(self, name: str) -> Any:
        import numpy

        shape, kind, at = self.places[name]
        return numpy.fromfile(self.path, kind, prod(shape), offset=at).reshape(shape)

    def __contains__(self, name: object) -> bool:
        return name in self.places

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


def load(path: Path) -> dict[str, Any]:
    """All the weights in a file."""
    return dict(Stored(path))


def unpacked(weights: Weights) -> dict[str, Any]:
    """The same with the layers as floats, for a network that is small: it takes four times the memory, and less time."""
    import numpy

    floats = dict(weights)
    for name, weight in weights.items():
        if name.endswith(MATRICES):
            floats[name] = weight * floats.pop(name + ".scale")
        elif name.endswith(".bias"):
            floats[name] = weight.astype(numpy.float32)
    return floats


def middles(weights: Weights, tokens: Any, beyond: Any, layers: int = 0, narrowing: int = 0) -> Any:
    """What so many of the first layers (0: all) make of the token in the middle of each window, a row each.

    beyond: which tokens are beyond the text. narrowing: how many tokens fewer on each side a layer sees than the one before.
    """
    layers = layers or depth(weights)
    which, hidden, apart, unseen = _begun(weights, tokens, beyond)
    with one_thread():
        for layer in range(layers - 1):
            kept = slice(narrowing, len(apart) - narrowing)
            hidden = _layer(weights, f"{layer}.", hidden, which, kept, apart, unseen)
            which, apart, unseen = ..., apart[kept, kept], unseen[..., kept]
        return norm(_last(weights, f"{layers - 1}.", hidden, which, apart, unseen))


def every(weights: Weights, tokens: Any, beyond: Any) -> Any:
    """What all its layers make of every token of each window."""
    which, hidden, apart, unseen = _begun(weights, tokens, beyond)
    with one_thread():
        for layer in range(depth(weights)):
            hidden = _layer(weights, f"{layer}.", hidden, which, slice(None), apart, unseen)
            which = ...
    return norm(hidden)


def depth(weights: Weights) -> int:
    """How many layers a network has."""
    return sum(name.endswith(".bias") for name in weights)


def _begun(weights: Weights, tokens: Any, beyond: Any) -> tuple[Any, Any, Any, Any]:
    """What the first layer begins with: the place of each token in the rows, a row for each kind of token, distances, and what none heeds."""
    import numpy

    near = numpy.arange(tokens.shape[1])
    reach = weights["0.bias"].shape[1] // 2
    apart = numpy.clip(near[None] - near[:, None], -reach, reach) + reach
    unseen = numpy.where(beyond, numpy.float32(-1e4), numpy.float32(0))[:, None, None]
    kinds, at = numpy.unique(tokens, return_inverse=True)
    return at.reshape(tokens.shape), norm(rows(weights, "embedding", kinds)), apart, unseen


def tokens(windows: Sequence[str], code: Mapping[str, int]) -> tuple[Any, Any]:
    """The tokens of windows as numbers, 0 for an unknown one, and which of them are NUL: beyond the text."""
    import numpy

    numbers = numpy.array([[code.get(token, 0) for token in window] for window in windows])
    return numbers, numpy.array([[token == "\0" for token in window] for window in windows])


def rows(weights: Weights, name: str, places: Any) -> Any:
    """Rows of a matrix."""
    return weights[name][places] * weights[name + ".scale"][places][..., None]


def norm(hidden: Any, weights: Any = None) -> Any:
    """Rows scaled to a mean square of 1, and weighted."""
    import numpy

    size = numpy.einsum("...i,...i->...", hidden, hidden)[..., None]
    hidden = hidden / numpy.sqrt(size / hidden.shape[-1] + numpy.float32(1e-6))
    if weights is not None:
        hidden *= weights
    return hidden


def one_thread() -> Any:
    """Matrices this small take ten times as long where all cores wait for one another."""
    return _threads().limit(limits=1, user_api="blas")


@cache
def _threads() -> Any:
    import numpy  # noqa: F401 -- what is not loaded is not found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _layer(weights: Weights, name: str, hidden: Any, which: Any, kept: slice, apart: Any, unseen: Any) -> Any:
    """Attention, then a step of its own for each token that is kept. which: the tokens, as places in `hidden`."""
    import numpy

    bias = weights[name + "bias"].astype(numpy.float32, copy=False)
    both = _through(weights, name + "qkv", norm(hidden, weights[name + "n1"]))[which]
    hidden = hidden[which][:, kept]
    asks, keys, values = both.reshape(*both.shape[:2], 3, len(bias), -1).transpose(2, 0, 3, 1, 4)
    heed = _heed(asks[:, :, kept] @ keys.transpose(0, 1, 3, 2), asks.shape[-1], bias[:, apart[kept]], unseen)
    mixed = (heed @ values).transpose(0, 2, 1, 3).reshape(hidden.shape)
    return _stepped(weights, name, hidden + _through(weights, name + "o", mixed))


def _last(weights: Weights, name: str, hidden: Any, which: Any, apart: Any, unseen: Any) -> Any:
    """The same for the middle alone: keys and values are not made, the matrices that make them are applied to its question and to its answer.

    The part of a key that is the same for all tokens changes nothing.
    """
    import numpy

    at = len(apart) // 2
    bias = weights[name + "bias"].astype(numpy.float32, copy=False)
    seen, hidden = norm(hidden, weights[name + "n1"])[which], hidden[which][:, at]
    matrix = weights[name + "qkv"].astype(numpy.float32, copy=False)
    if name + "qkv.scale" in weights:
        matrix *= weights[name + "qkv.scale"]
    asks, keys, values = matrix.reshape(len(matrix), 3, len(bias), -1).transpose(1, 2, 0, 3)
    to_asks, _, to_values = weights[name + "qkv.b"].reshape(3, len(bias), 1, -1)
    asked = (seen[:, at] @ asks + to_asks) @ keys.transpose(0, 2, 1)
    scores = asked.transpose(1, 0, 2) @ seen.transpose(0, 2, 1)
    heed = _heed(scores, asks.shape[-1], bias[:, apart[at]], unseen[:, 0])
    mixed = (heed @ seen).transpose(1, 0, 2) @ values + to_values
    mixed = mixed.transpose(1, 0, 2).reshape(hidden.shape)
    return _stepped(weights, name, hidden + _through(weights, name + "o", mixed))


def _heed(scores: Any, size: int, bias: Any, unseen: Any) -> Any:
    """How much each token heeds each other: what their question and key, the distance, and the end of the text come to."""
    import numpy

    scores /= sqrt(size)
    scores += bias
    scores += unseen
    numpy.minimum(scores, MOST, out=scores)
    numpy.exp(scores, out=scores)
    scores /= scores @ numpy.ones((scores.shape[-1], 1), numpy.float32)
    return scores


def _stepped(weights: Weights, name: str, hidden: Any) -> Any:
    import numpy

    inner = _through(weights, name + "up", norm(hidden, weights[name + "n2"]))
    numpy.maximum(inner, 0, out=inner)
    inner *= inner
    hidden += _through(weights, name + "down", inner)
    return hidden


def _through(weights: Weights, name: str, hidden: Any) -> Any:
    """A linear step; two dimensions are twice as fast as three. A large network is unpacked at every use: the memory would cost more."""
    import numpy

    flat = hidden.reshape(-1, hidden.shape[-1]) @ weights[name].astype(numpy.float32, copy=False)
    if name + ".scale" in weights:
        flat *= weights[name + ".scale"]
    flat += weights[name + ".b"]
    return flat.reshape(*hidden.shape[:-1], -1)

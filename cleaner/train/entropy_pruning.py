"""Pruning of a model by what each n-gram is worth to it, for `python -m cleaner.train model`; needs numpy.

An n-gram goes where the model changes little without it: A. Stolcke, "Entropy-based Pruning of Backoff Language Models" (1998).
How often a context stands in text is counted, not taken from the model: Kneser-Ney's lower orders tell how many different tokens
stand before an n-gram, and with their figures the pruned model is worse than one cut by counts (C. Chelba and others, "Study on
Interaction between Entropy Pruning and Kneser-Ney Smoothing", 2010). A source counts by the square root of its size, so that
phrases of one large source do not take the room of everything else.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from importlib import import_module
from math import log
from pathlib import Path
from typing import Any, NamedTuple, TextIO

LOG10 = log(10)
STEPS = 40  # of the search for the worth from which on an n-gram stays
POINTER_BITS = 7  # of an n-gram with continuations in KenLM's trie, beside its token and its two quantised figures
WORD_BYTES = 30  # of a token of the vocabulary
CHUNK = 8_000_000  # characters of text that are counted at once
BEGIN, END, UNKNOWN = "\U000f0000", "\U000f0001", "\U000f0002"  # stand for <s>, </s> and <unk> while counting


class Order(NamedTuple):
    """The n-grams of one order, sorted by prefix and token. Logarithms are natural."""

    tokens: Any  # (n-grams, order): indices into the vocabulary
    prefix: Any  # each n-gram without its last token, as an index into the order below
    suffix: Any  # without its first token
    probability: Any
    backoff: Any


def prune(source: Path, target: Path, texts: Iterable[Path], size: float, bits: tuple[int, int]) -> list[int]:
    """Write an ARPA file cut down to a binary model of so many bytes, and say how many n-grams of each order are left.

    texts: what the model was made of, a file a source: tokens of one character with spaces between, a sentence a line.
    bits: of a probability and of a backoff in the binary model.
    """
    np = numpy()
    with source.open(encoding="utf-8") as file:
        vocabulary, orders = _read(np, file)
    worth = _worth(np, orders, _frequencies(np, vocabulary, orders, texts))
    stays = _fitting(len(vocabulary), orders, worth, size, bits)
    backoffs = _backoffs(np, orders, stays)
    with target.open("w", encoding="utf-8", newline="\n") as file:
        _write(file, vocabulary, orders, stays, backoffs)
    return [int(stay.sum()) for stay in stays]


def numpy() -> Any:
    """The package numpy, which nothing else here needs."""
    try:
        return import_module("numpy")
    except ImportError as error:
        raise ValueError(
            "to prune by entropy, install the package numpy (pip install numpy), or give --size 0"
        ) from error


# -- ARPA files --------------------------------------------------------------------------------------------------------


def _read(np: Any, file: TextIO) -> tuple[list[str], list[Order]]:
    vocabulary: dict[str, int] = {}
    orders: list[Order] = []
    for line in file:
        if line.startswith("\\") and line.endswith("-grams:\n"):
            tokens, probability, backoff = _section(file, vocabulary, int(line[1 : line.index("-")]))
            ids = np.frombuffer(tokens, np.int32).reshape(len(probability), -1)
            figures = (np.frombuffer(each, np.float64) * LOG10 for each in (probability, backoff))
            orders.append(_placed(np, ids, figures, orders, len(vocabulary)))
    return list(vocabulary), orders


def _section(file: TextIO, vocabulary: dict[str, int], order: int) -> tuple[array[int], array[float], array[float]]:
    tokens, probability, backoff = array("i"), array("d"), array("d")
    for line in file:
        figure, tab, rest = line.rstrip("\n").partition("\t")
        if not tab:
            break
        words, _, weight = rest.partition("\t")
        if order == 1:
            tokens.append(vocabulary.setdefault(words, len(vocabulary)))
        else:
            tokens.extend([vocabulary[word] for word in words.split(" ")])
        probability.append(float(figure))
        backoff.append(float(weight or 0))
    return tokens, probability, backoff


def _placed(np: Any, tokens: Any, figures: Iterable[Any], below: list[Order], vocabulary: int) -> Order:
    """The order with its n-grams sorted, and its places in the order below."""
    if not below:
        nothing = np.zeros(len(tokens), np.int64)
        return Order(tokens, nothing, nothing, *figures)
    prefix, suffix = (_places(np, each, below, vocabulary) for each in (tokens[:, :-1], tokens[:, 1:]))
    sort = np.argsort(prefix * vocabulary + tokens[:, -1], kind="stable")
    return Order(*(each[sort] for each in (tokens, prefix, suffix, *figures)))


def _places(np: Any, tokens: Any, orders: list[Order], vocabulary: int) -> Any:
    """The indices of n-grams in their order."""
    at = tokens[:, 0].astype(np.int64)
    for n in range(1, tokens.shape[1]):
        keys = orders[n].prefix * vocabulary + orders[n].tokens[:, -1]
        wanted = at * vocabulary + tokens[:, n]
        at = np.searchsorted(keys, wanted)
        if not (at < len(keys)).all() or not (keys[at] == wanted).all():
            raise ValueError("the model of lmplz lacks a part of one of its n-grams")
    return at


def _write(file: TextIO, vocabulary: list[str], orders: list[Order], stays: list[Any], backoffs: list[Any]) -> None:
    file.write("\\data\\\n")
    file.writelines(f"ngram {n}={int(stay.sum())}\n" for n, stay in enumerate(stays, 1))
    for n, (order, stay, backoff) in enumerate(zip(orders, stays, backoffs, strict=True), 1):
        file.write(f"\n\\{n}-grams:\n")
        last = n == len(orders)
        rows = zip(order.probability[stay].tolist(), order.tokens[stay].tolist(), backoff[stay].tolist(), strict=True)
        for probability, tokens, weight in rows:
            words = " ".join([vocabulary[token] for token in tokens])
            end = "\n" if last else f"\t{weight / LOG10:.7g}\n"
            file.write(f"{probability / LOG10:.7g}\t{words}{end}")
    file.write("\n\\end\\\n")


# -- what n-grams are worth --------------------------------------------------------------------------------------------


def _frequencies(np: Any, vocabulary: list[str], orders: list[Order], texts: Iterable[Path]) -> list[Any]:
    """How often each n-gram that can be a context stands in the texts."""
    ids = np.full(0x110000, vocabulary.index("<unk>"), np.int64)
    for index, token in enumerate(vocabulary):
        ids[ord({"<s>": BEGIN, "</s>": END, "<unk>": UNKNOWN}.get(token, token))] = index
    keys = [order.prefix * len(vocabulary) + order.tokens[:, -1] for order in orders[:-1]]
    total = [np.zeros(len(order.probability)) for order in orders[:-1]]
    for path in texts:
        counts = [np.zeros(len(order.probability)) for order in orders[:-1]]
        with path.open(encoding="utf-8") as file:
            while lines := file.readlines(CHUNK):
                text = "".join(lines).replace(" ", "").replace("\n", END + BEGIN)
                _count(np, ids[np.frombuffer((BEGIN + text).encode("utf-32-le"), np.uint32)][:-1], keys, counts)
        weight = 1 / np.sqrt(max(counts[0].sum(), 1))
        for all_counts, own in zip(total, counts, strict=True):
            all_counts += own * weight
    return [each / total[0].sum() for each in total]


def _count(np: Any, ids: Any, keys: list[Any], counts: list[Any]) -> None:
    """Add the n-grams of a stretch of text, given as indices into the vocabulary."""
    at, begins = ids, np.arange(len(ids))
    counts[0] += np.bincount(at, minlength=len(counts[0]))
    for n in range(1, len(keys)):
        inside = begins + n < len(ids)
        at, begins = at[inside], begins[inside]
        wanted, which, often = np.unique(at * len(counts[0]) + ids[begins + n], return_inverse=True, return_counts=True)
        places = np.minimum(np.searchsorted(keys[n], wanted), len(keys[n]) - 1)
        known = keys[n][places] == wanted
        counts[n][places[known]] += often[known]
        stay = known[which]
        at, begins = places[which][stay], begins[stay]


def _worth(np: Any, orders: list[Order], frequencies: list[Any]) -> list[Any]:
    """For each n-gram, by how much the entropy of the model would grow without it."""
    worth = [np.full(len(orders[0].probability), np.inf)]
    for below, order, frequency in zip(orders, orders[1:], frequencies, strict=False):
        context, lower = order.prefix, below.probability[order.suffix]
        p, q = np.exp(order.probability), np.exp(lower)
        left, left_below = (_left(np, context, each, len(below.probability)) for each in (p, q))
        without = np.log((left[context] + p) / (left_below[context] + q))
        change = p * (lower + without - order.probability) + left[context] * (without - below.backoff[context])
        worth.append(-frequency[context] * change)
    return worth


def _left(np: Any, context: Any, p: Any, contexts: int) -> Any:
    """The probability that a context leaves to the tokens that it does not name."""
    return np.maximum(1 - np.bincount(context, p, contexts), 1e-7)


def _fitting(vocabulary: int, orders: list[Order], worth: list[Any], size: float, bits: tuple[int, int]) -> list[Any]:
    """Which n-grams stay, so that the model has the size."""
    low, high = -30.0, 0.0
    for _ in range(STEPS):
        cut = (low + high) / 2
        if _bytes([int(stay.sum()) for stay in _staying(orders, worth, 10**cut)], vocabulary, bits) > size:
            low = cut
        else:
            high = cut
    return _staying(orders, worth, 10**high)


def _staying(orders: Sequence[Order], worth: list[Any], cut: float) -> list[Any]:
    """Which n-grams stay: those that are worth it, and what these begin and end with."""
    stays = [each >= cut for each in worth]
    for below, stay, order in zip(stays[-2::-1], stays[:0:-1], orders[:0:-1], strict=True):
        below[order.prefix[stay]] = True
        below[order.suffix[stay]] = True
    return stays


def _bytes(left: list[int], vocabulary: int, bits: tuple[int, int]) -> float:
    """About how large KenLM's quantised trie is."""
    token = vocabulary.bit_length() + bits[0]
    middle = token + bits[1] + POINTER_BITS
    return vocabulary * WORD_BYTES + (sum(left[1:-1]) * middle + left[-1] * token) / 8


def _backoffs(np: Any, orders: list[Order], stays: list[Any]) -> list[Any]:
    """The weights of the lower orders, so that the probabilities after each context sum up to one again."""
    weights = []
    for below, order, stay in zip(orders, orders[1:], stays[1:], strict=False):
        context = order.prefix[stay]
        p, q = np.exp(order.probability[stay]), np.exp(below.probability[order.suffix[stay]])
        left, left_below = (_left(np, context, each, len(below.probability)) for each in (p, q))
        weights.append(np.log(left / left_below))
    return [*weights, orders[-1].backoff]

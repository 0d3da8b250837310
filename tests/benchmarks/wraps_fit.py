"""The weights of joints (cleaner/wrapping/weights.py): a logistic regression over places that are cut, and places that are not.

    python -m tests.benchmarks.wraps_fit [--data FOLDER] [--turns 4] [--fraction 500000]

From the documents with an even number, as they are and printed in pages, and from every other block of thirty paragraphs of
the training text. The signs that depend on other places are taken with the weights of the signs of a place alone, fitted
first. Prints the table, and how the other half of the documents and blocks fares with it. Needs numpy.
"""

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from cleaner.wrapping import joints
from cleaner.wrapping.halves import cuts
from cleaner.wrapping.running import Running
from cleaner.wrapping.weights import JOINT, weigh
from tests.benchmarks import material
from tests.benchmarks.repair import places_of
from tests.benchmarks.wrapping import pages

BLOCK = 30
BROKEN = ["gaokao"]  # training text that is itself hard-wrapped
DAMAGED = 14.0  # nats from which on a place in clean text is taken for damaged: it cuts a word
RIDGE = 5.0
BY_HAND = ("article", "date", "verse")

Text = tuple[str, int, str, set[int]]  # what it is, its number, the text, where the joints stand


def texts(data: Any, turns: int, fraction: int) -> Iterator[Text]:
    for number, document in enumerate(material.documents(data)):
        yield "clean", number, document.text, set()
        for turn in range(turns):
            damaged, _, cut, after, between = pages(document.text, random.Random(number * 7 + turn))
            every = sorted([*cut, *after, *between])
            starts = {start for edit, (start, _) in zip(every, places_of(every), strict=True) if edit.code == "joint"}
            yield "printed", number, damaged, starts | {start - 1 for start in starts}
    for path in sorted((data / "corpus/train").glob("*.txt.xz")):
        if path.name.partition(".")[0] not in BROKEN:
            yield from blocks(path, fraction)


def blocks(path: Any, fraction: int) -> Iterator[Text]:
    import lzma

    with lzma.open(path, "rt", encoding="utf-8") as file:
        paragraphs = [line.rstrip("\n") for line in file]
    rng = random.Random(path.name.partition(".")[0])
    found = [paragraphs[at : at + BLOCK] for at in range(0, len(paragraphs), BLOCK)]
    rng.shuffle(found)
    taken = 0
    for number, block in enumerate(found):
        if taken > fraction:
            return
        text = ("\n\n" if rng.random() < 0.6 else "\n").join(block)
        taken += len(text)
        yield "block", number, text, set()


def fitted(signs: np.ndarray, right: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The weights of a logistic regression with a ridge; the first sign is always 1."""
    scale = signs.std(0)
    scale[0] = 1.0
    scaled = signs / np.where(scale == 0, 1.0, scale)
    ridge = np.eye(signs.shape[1]) * RIDGE
    ridge[0, 0] = 0
    weights = np.zeros(signs.shape[1])
    for _ in range(25):
        share = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (weight * (right - share)) - ridge @ weights
        weights += np.linalg.solve((scaled.T * (weight * share * (1 - share))) @ scaled + ridge, slope)
    return weights / np.where(scale == 0, 1.0, scale)


def table(rows: list[dict[str, float]], names: list[str]) -> np.ndarray:
    return np.array([[float(row.get(name, 0.0)) for name in names] for row in rows])


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument(
        "--turns", type=int, default=4, help="how often each document is printed (default: %(default)s)"
    )
    arguments.add_argument(
        "--fraction", type=int, default=500_000, help="characters of each training text (default: %(default)s)"
    )
    arguments.add_argument(
        "--rounds", type=int, default=3, help="how often the places tell each other (default: %(default)s)"
    )
    args = arguments.parse_args()
    print(material.heading(args.data))
    found, kinds, numbers, right = [], [], [], []
    for kind, number, text, starts in texts(args.data, args.turns, args.fraction):
        places = joints.places(text, cuts(text), Running(text))
        found.append(places)
        for place in places:
            cut = place.start in starts
            kinds.append(kind if cut or kind == "printed" or place.signs["follows"] < DAMAGED - 5 else "damaged")
            numbers.append(number)
            right.append(cut)
    kind, even, y = np.array(kinds), np.array(numbers) % 2 == 0, np.array(right, float)
    weight = np.where(kind == "printed", 2 / args.turns, 1.0) * (kind != "damaged")
    rows = [place.signs for places in found for place in places]
    hand = {name: JOINT[name] for name in BY_HAND}

    def fit(rows: list[dict[str, float]], names: list[str]) -> dict[str, float]:
        signs, given = table(rows, names), table(rows, list(hand)) @ np.array(list(hand.values()))
        chosen = even & (weight > 0) & (given == 0)
        return dict(zip(names, fitted(signs[chosen], y[chosen], weight[chosen]).tolist(), strict=True))

    alone = [name for name in rows[0] if name not in hand]
    JOINT.clear()
    JOINT.update(fit(rows, alone) | hand)
    for _ in range(args.rounds):
        near = [
            signs
            for places in found
            for signs, _ in joints.context(places, [weigh(JOINT, place.signs) for place in places])
        ]
        both = [row | signs for row, signs in zip(rows, near, strict=True)]
        weights = fit(both, [*alone, *near[0]])
        nats = table(rows, alone) @ np.array([weights[name] for name in alone])
        shift = nats_for(nats[even & (weight > 0)], y[even & (weight > 0)], weight[even & (weight > 0)])
        JOINT.update(weights | hand | {"always": weights["always"] + shift})
        total = nats + table(near, list(near[0])) @ np.array([weights[name] for name in near[0]])
        print({name: round(value, 2) for name, value in JOINT.items()}, "in context", round(-shift, 2))
        report(total, ~even & (weight > 0), y, kind, args.turns)


def nats_for(nats: np.ndarray, right: np.ndarray, weight: np.ndarray) -> float:
    """What to add to this evidence for it to be right as often as it says."""
    shift = 0.0
    for _ in range(25):
        share = 1 / (1 + np.exp(-nats - shift))
        shift += (weight * (right - share)).sum() / (weight * share * (1 - share)).sum()
    return shift


def report(total: np.ndarray, odd: np.ndarray, y: np.ndarray, kind: np.ndarray, turns: int) -> None:
    clean = np.sort(total[odd & (y == 0) & (kind != "printed")])[::-1]
    print(f"{'false in clean text':>20}{'least nats':>12}{'recall':>8}{'false in printed text':>23}")
    for count in (2, 5, 10, 20, 40):
        least = clean[count]
        recall = (total[odd & (y == 1)] > least).mean()
        print(
            f"{count:20}{least:12.2f}{recall:8.3f}{(total[odd & (y == 0) & (kind == 'printed')] > least).sum() / turns:23.1f}"
        )


if __name__ == "__main__":
    main()

"""The weights of the pass `characters`: the screens before the judge (cleaner/suspects.py) and before the corrector, and the confidence (misread.py).

    python -m tests.benchmarks.characters_fit [--data FOLDER] [--only screens|confidence]

Each screen is a logistic regression: for, the errors of texts with an even number that judge and corrector find once they are asked (those of
eval/csc, and clean documents with characters misread on purpose); against, places of clean text that the screen before lets through and
that are nothing. For the texts with an odd number it prints which share of those errors is left at a cut, and how many places of clean
text in a megabyte.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from math import exp
from typing import Any

import numpy as np

from cleaner import suspects
from cleaner.misread import WEIGHTS, again, features, signs
from cleaner.spinning.shadow import shadow
from tests.benchmarks import damage, material
from tests.benchmarks.characters import CUTS, sets
from tests.benchmarks.clean import judged
from tests.benchmarks.wraps_fit import fitted

steps = import_module("cleaner.passes.characters")
EVERY, APART = 200, 12  # code points of a document to a character misread on purpose, and between two
LIKELY_ROOM, PROMISE_ROOM = 15_000, 2_000  # places a megabyte that are looked at for the next screen
SURE = 0.9
KEPT = (0.99, 0.98, 0.97, 0.96, 0.95, 0.93, 0.9, 0.85, 0.8)

Errors = dict[int, str]


def texts(data: Any) -> Iterator[tuple[int, str, Errors]]:
    """Each with its number and what should stand at the wrong places."""
    for _, sentences in sets(data):
        for number, (source, target) in enumerate(sentences):
            yield number, source, {at: b for at, (a, b) in enumerate(zip(source, target, strict=True)) if a != b}
    for number, document in enumerate(material.documents(data)):
        rng = random.Random(number)
        characters, truth, last = list(document.text), {}, -APART
        places = list(re.finditer(damage.H, document.text))
        for m in sorted(rng.sample(places, len(document.text) // EVERY), key=lambda m: m.start()):
            new = damage._misread(m, rng)
            if m.start() - last > APART and new != m[0]:
                last = m.start()
                characters[last], truth[last] = new, m[0]
        yield number, "".join(characters), truth


def verdict(text: str, at: int, best: float) -> tuple[str, float]:
    """What judge and corrector take a place for once they are asked, and how sure they are."""
    for _, ((share, new), (second, _), kept) in steps._read(text, [(at, best)]):
        if share > kept:
            odds = steps._judged(text, at, [new])[1][0]
            told = features(text, at, new, suspects.meant(text[at])[new], (kept, share, second), (best, odds))
            return new, 1 / (1 + exp(-sum(a * b for a, b in zip(WEIGHTS, told, strict=True))))
    return "", 0.0


class Rows:
    """The signs of one screen, of both halves of the texts."""

    def __init__(self) -> None:
        self.signs: dict[tuple[int, bool], list[Any]] = {
            (half, error): [] for half in (0, 1) for error in (False, True)
        }

    def add(self, half: int, error: bool, signs: Any) -> None:
        self.signs[half, error].append(signs)

    def table(self, half: int, error: bool) -> Any:
        return np.array(self.signs[half, error], np.float32)

    def fit(self, name: str, megabytes: float) -> Any:
        """Fit on the even half, print how the odd half fares."""
        right, wrong = self.table(0, True), self.table(0, False)
        weight = np.array([len(wrong) / len(right)] * len(right) + [1.0] * len(wrong))
        weights = fitted(
            np.concatenate([right, wrong]).astype(float), np.array([1.0] * len(right) + [0.0] * len(wrong)), weight
        )
        print(f"{name} = ({', '.join(f'{each:.3f}' for each in weights)})")
        told, clean = (np.sort(self.table(1, error) @ weights) for error in (True, False))
        for kept in KEPT:
            cut = told[int(len(told) * (1 - kept))]
            print(f"   cut {cut:6.2f}: {kept:.2f} of the errors, {(clean >= cut).sum() / megabytes:8.1f} places a MB")
        return weights


def screens(data: Any) -> None:
    known = suspects.tables()
    strange, likely, promise = Rows(), Rows(), Rows()
    for number, text, truth in texts(data):
        text = shadow(text)
        codes, han, places, table = suspects.places_of(known, f"\n{text}\n")
        at_error = np.isin(places, list(truth))
        if not at_error.any():
            continue
        places, table = places[at_error], table[at_error]
        gain, more = suspects.gains(known, codes, han, places)
        for at, row, other, gained in zip(places.tolist(), table, more, gain, strict=True):
            candidates = suspects.candidates(known, codes[at + 1], gained)
            if not candidates:
                continue
            kept, odds = steps._judged(text, at, [candidate.character for candidate in candidates])
            new, sure = verdict(text, at, max(odds))
            if new == truth[at] and sure >= SURE:
                strange.add(number % 2, True, row)
                likely.add(number % 2, True, other)
                promise.add(number % 2, True, (*signs(candidates[0].gain, kept, max(odds)), *again(text, at)))
    print({half: len(strange.signs[half, True]) for half in (0, 1)}, "errors found once they are asked", flush=True)
    clean = [(number, shadow(document.text)) for number, document in enumerate(material.documents(data))]
    clean += [(number, document.text) for number, document in enumerate(material.sentences(data))]
    size = sum(material.megabytes(text) for number, text in clean if number % 2)
    for number, text in clean:
        for row in suspects.places_of(known, f"\n{text}\n")[3][:: 1 if number % 2 else 4]:
            strange.add(number % 2, False, row)
    weights = strange.fit("STRANGE", size)
    cut = np.sort(strange.table(1, False) @ weights)[-int(LIKELY_ROOM * size)]
    asked = []
    for number, text in clean:
        codes, han, places, table = suspects.places_of(known, f"\n{text}\n")
        places = places[table @ weights.astype(np.float32) >= cut]
        gain, more = suspects.gains(known, codes, han, places)
        for at, row, gained in zip(places.tolist(), more, gain, strict=True):
            if gained.max() >= suspects.LEAST:
                likely.add(number % 2, False, row)
                asked.append((number, text, at, row, codes[at + 1], gained))
    weights = likely.fit("LIKELY", size)
    cut = np.sort(likely.table(1, False) @ weights)[-int(PROMISE_ROOM * size)]
    for number, text, at, row, read, gained in asked:
        if row @ weights >= cut:
            candidates = suspects.candidates(known, read, gained)
            kept, odds = steps._judged(text, at, [candidate.character for candidate in candidates])
            told = (*signs(candidates[0].gain, kept, max(odds)), *again(text, at))
            if max(odds) < 5 or verdict(text, at, max(odds))[1] < 0.5:
                promise.add(number % 2, False, told)
    promise.fit("PROMISE", size)


def read(text: str) -> Iterator[tuple[int, str, tuple[float, ...]]]:
    """The places of a text that the corrector reads differently: the place, what it reads, and the signs of the confidence."""
    strange, likely, promising = steps.CLOSER
    asked = []
    for at, candidates in suspects.suspects(text, strange, likely):
        promise, best = steps._promise(text, at, candidates, promising)
        if promise >= promising:
            asked.append((at, best))
    for (at, best), ((share, new), (second, _), kept) in steps._read(text, asked):
        if share > kept:
            odds = steps._judged(text, at, [new])[1][0]
            yield at, new, features(text, at, new, suspects.meant(text[at])[new], (kept, share, second), (best, odds))


def confidence(data: Any) -> None:
    verdicts = {(path, at): told for (path, at, codes), told in judged().items() if codes == "wrong-character"}
    found: dict[str, list[tuple[int, Any, float]]] = {}  # by set: half, signs, whether right
    errors: Counter[str] = Counter()
    for name, sentences in sets(data):
        for number, (source, target) in enumerate(sentences):
            errors[name] += sum(a != b for a, b in zip(source, target, strict=True)) if number % 2 else 0
            for at, new, told in read(source):
                found.setdefault(name, []).append((number % 2, told, float(new == target[at] != source[at])))
    size = 0
    for documents in (material.documents(data), material.sentences(data)):
        for number, document in enumerate(documents):
            text = shadow(document.text)
            size += len(text) if number % 2 else 0
            for at, _, told in read(text):
                if verdicts.get((document.path, at)) != "true":
                    found.setdefault("clean", []).append((number % 2, told, 0.0))
    rows = [
        (told, right, 2.0 if name == "clean" else 1.0)
        for name, each in found.items()
        for half, told, right in each
        if not half
    ]
    weights = fitted(*(np.array(column, float) for column in zip(*rows, strict=True)))
    print(f"WEIGHTS = ({', '.join(f'{each:.3f}' for each in weights)})")
    for name, each in found.items():
        odd = [(1 / (1 + np.exp(-np.dot(told, weights))), right) for half, told, right in each if half]
        shown = []
        for cut in CUTS:
            right = [ok for sure, ok in odd if sure >= cut]
            what = f"{sum(right) / max(len(right), 1):.3f}/{sum(right) / max(errors[name], 1):.3f}"
            shown.append(what if name != "clean" else f"{1e5 * len(right) / size:.2f}")
        print(f"   {name:16} {'  '.join(shown)}")


def main() -> None:
    parser = material.parser(__doc__)
    parser.add_argument("--only", choices=("screens", "confidence"), help="fit these alone")
    args = parser.parse_args()
    print(material.heading(args.data))
    if args.only != "confidence":
        screens(args.data)
    if args.only != "screens":
        confidence(args.data)


if __name__ == "__main__":
    main()

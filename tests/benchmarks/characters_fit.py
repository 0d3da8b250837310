"""The weights of the pass `characters`: the screens before the judge (suspects.py and confused.py of cleaner/proofreading)
and before the corrector (for a text that is read closely, surprisal.py), and the confidence (misread.py).

    python -m tests.benchmarks.characters_fit [--data FOLDER] [--only screens|confused|surprise|confidence|thorough] [-o cleaner/data/glance.npy]

Each screen, the corrector's glance among them, is a logistic regression: for, the errors of texts with an even number that judge and corrector
find once they are asked, for `surprise` those that are found by reading every character (those of eval/csc, and clean documents with characters
misread on purpose), for `confused` one common character for another in clean documents, where the judge would rather have what stood there;
against, places of clean text, some of it of corpus/train, that the screen before lets through and that are nothing, for
`surprise` all other places of the same texts. For the texts with an odd number it prints which share of those errors is left at a cut, and how
many places of clean text in a megabyte. The weights of the glance are written to a file.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import islice, product
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleaner import judge
from cleaner.judge import shape
from cleaner.memory import remembering
from cleaner.proofreading import surprisal, suspects
from cleaner.proofreading.confused import pairs_of
from cleaner.proofreading.corrector import glimpses
from cleaner.proofreading.misread import READ_WEIGHTS, WEIGHTS, features, read_features
from cleaner.proofreading.read_through import PARAGRAPH, offsets_of, read_through
from cleaner.spinning.shadow import shadow
from cleaner.tables import DATA
from tests.benchmarks import damage, material
from tests.benchmarks.characters import CUTS, sets
from tests.benchmarks.clean import judged
from tests.benchmarks.wraps_fit import fitted

steps = import_module("cleaner.passes.characters")
EVERY, APART = (
    (200, 1000, 3000),
    12,
)  # Han characters of a document to one misread on purpose, and code points between two
LIKELY_ROOM, PROMISE_ROOM = 15_000, 2_000  # places a megabyte that are looked at for the next screen
GLANCED = 0.98  # of the errors are still there where the corrector has a glance
STRETCH, SKIPPED = 25, 750  # paragraphs of training text that are looked at together, and that are not
LIKED, PLACES = 4.0, 3  # nats by which the judge would rather have another one, and places of a pair
SURE = 0.9
KEPT = (0.99, 0.98, 0.97, 0.96, 0.95, 0.93, 0.9, 0.85, 0.8)

Errors = dict[int, str]


def texts(data: Any) -> Iterator[tuple[int, str, Errors]]:
    """Each with its number and what should stand at the wrong places."""
    for _, sentences in sets(data):
        for number, (source, target) in enumerate(sentences):
            yield number, source, {at: b for at, (a, b) in enumerate(zip(source, target, strict=True)) if a != b}
    for number, document in enumerate(material.documents(data)):
        yield number, *misread(document.text, number, EVERY[0])


def misread(text: str, number: int, every: int) -> tuple[str, Errors]:
    """A text with one in so many characters misread, and what should stand there."""
    rng = random.Random(number)
    characters, truth, last = list(text), {}, -APART
    places = list(re.finditer(damage.H, text))
    for m in sorted(rng.sample(places, max(len(places) // every, 1)), key=lambda m: m.start()):
        new = damage._misread(m, rng)
        if m.start() - last > APART and new != m[0]:
            last = m.start()
            characters[last], truth[last] = new, m[0]
    return "".join(characters), truth


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
        print(f"{name} = ({', '.join(f'{each:.3f}' for each in weights)})" if name else "at a glance")
        told, clean = (np.sort(self.table(1, error) @ weights) for error in (True, False))
        for kept in KEPT:
            cut = told[int(len(told) * (1 - kept))]
            print(f"   cut {cut:6.2f}: {kept:.2f} of the errors, {(clean >= cut).sum() / megabytes:8.1f} places a MB")
        return weights


def screens(data: Any, output: Path) -> None:
    known = suspects.tables()
    strange, likely, promise, glance = Rows(), Rows(), Rows(), Rows()
    doubts: list[
        tuple[int, bool, Any, Any]
    ] = []  # half, whether an error, and what tells: its signs, what the corrector sees
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
            doubt = steps._doubted(text, at, candidates) if candidates else None
            if doubt is None:
                continue
            new, sure = verdict(text, at, doubt.best)
            if new == truth[at] and sure >= SURE:
                strange.add(number % 2, True, row)
                likely.add(number % 2, True, other)
                promise.add(number % 2, True, doubt.signs)
                doubts.append((number % 2, True, doubt.signs, glimpses(text, [at])[0]))
    print({half: len(strange.signs[half, True]) for half in (0, 1)}, "errors found once they are asked", flush=True)
    clean = [(number, shadow(text)) for number, text in enumerate(clean_texts(data))]
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
        for at, row, read, gained in zip(places.tolist(), more, codes[places + 1], gain, strict=True):
            if gained.max() >= suspects.LEAST:
                likely.add(number % 2, False, row)
                asked.append((number, text, at, row, read, gained))
    weights = likely.fit("LIKELY", size)
    cut = np.sort(likely.table(1, False) @ weights)[-int(PROMISE_ROOM * size)]
    seen: list[tuple[int, str, Any]] = []
    for number, text, at, row, read, gained in asked:
        if row @ weights >= cut:
            doubt = steps._doubted(text, at, suspects.candidates(known, read, gained))
            if doubt and (doubt.best < 5 or verdict(text, at, doubt.best)[1] < 0.5):
                promise.add(number % 2, False, doubt.signs)
                seen.append((number % 2, text, doubt))
    weights = promise.fit("PROMISE", size)
    cut = np.quantile(promise.table(1, True) @ weights, 1 - GLANCED)
    doubts += [
        (half, False, doubt.signs, glimpses(text, [doubt.at])[0])
        for half, text, doubt in seen
        if np.dot(doubt.signs, weights) >= cut
    ]
    for half, error, told, hidden in doubts:
        glance.add(half, error, np.concatenate([np.array(told, np.float32), hidden]))
    np.save(output, glance.fit("", size).astype(np.float32))


def clean_texts(data: Any) -> Iterator[str]:
    """The clean documents and sentences, and stretches of the training text."""
    for documents in (material.documents(data), material.sentences(data)):
        yield from (document.text for document in documents)
    paragraphs = material.paragraphs(data)
    while stretch := "".join(islice(paragraphs, STRETCH)):
        yield stretch
        next(islice(paragraphs, SKIPPED, SKIPPED), None)


def surprise(data: Any) -> None:
    rows, size = Rows(), 0.0
    for number, text, truth in texts(data):
        text = shadow(text)
        size += number % 2 * material.megabytes(text)
        found = {at: new for at, new, told in every_read(text) if 1 / (1 + exp(-np.dot(told, READ_WEIGHTS))) >= SURE}
        for m in PARAGRAPH.finditer(text):
            tokens = shape(m[0])
            offsets = offsets_of(m[0], tokens, m.start())
            for places, signs in surprisal.signs_of(tokens):
                for at, row in zip((offsets[place] for place in places.tolist()), signs, strict=True):
                    if at not in truth:
                        rows.add(number % 2, False, row)
                    elif found.get(at) == truth[at]:
                        rows.add(number % 2, True, row)
    rows.fit("SURPRISE", size)


def confused(data: Any) -> None:
    """Each of a few places of every pair of data/confused.tsv, and of every half of the documents, is misread on purpose."""
    known, rows, size, errors = suspects.tables(), Rows(), 0.0, Counter[int]()
    places: dict[tuple[int, str], list[tuple[str, int]]] = defaultdict(list)
    for number, document in enumerate(material.documents(data)):
        text = shadow(document.text)
        size += number % 2 * material.megabytes(text)
        for row in pairs_of(known, f"\n{text}\n")[2]:
            rows.add(number % 2, False, row)
        for at, character in enumerate(text):
            places[number % 2, character].append((text, at))
    rng = random.Random(0)
    for read, half in product(suspects.confused(), (0, 1)):
        for right in suspects.confused()[read]:
            for text, at in rng.sample(places[half, right], min(PLACES, len(places[half, right]))):
                before, after = text[max(at - steps.SIDE, 0) : at], text[at + 1 : at + 1 + steps.SIDE]
                errors[half] += 1
                if judge.odds(before, read, right, after) >= LIKED:
                    one, _, other = suspects.surrounded(text, at, at + 1)
                    _, others, signs = pairs_of(known, one + read + other)
                    for row in signs[others == known.code[ord(right)]]:
                        rows.add(half, True, row)
    print(
        f"{errors[1]:,} errors, of which the judge would rather have what stood there and the pairs say little for them:",
        end=" ",
    )
    print(f"{len(rows.signs[1, True]) / errors[1]:.3f}")
    rows.fit("CONFUSED", size)


Read = Iterator[tuple[int, str, tuple[float, ...]]]  # the place, what is read there, and the signs of the confidence


def read(text: str) -> Read:
    """The places of a text that the corrector, once it is asked, reads differently."""
    strange, likely, promising, _ = steps.CLOSE
    asked = []
    for at, candidates in suspects.suspects(text, strange, likely):
        if doubt := steps._doubted(text, at, candidates, promising):
            asked.append((at, doubt.best))
    for (at, best), ((share, new), (second, _), kept) in steps._read(text, asked):
        if share > kept:
            odds = steps._judged(text, at, [new])[1][0]
            yield at, new, features(text, at, new, suspects.meant(text[at])[new], (kept, share, second), (best, odds))


def every_read(text: str) -> Read:
    """The same of a text that is read through."""
    with remembering():
        for place in read_through(text):
            new = place.large.new
            if place.large.told > place.large.kept:
                odds = steps._judged(text, place.at, [new])[1][0]
                yield place.at, new, read_features(text, place, suspects.meant(text[place.at]).get(new), odds)


class Gathered(NamedTuple):
    """What is read in the texts of one half: by set, signs and whether it is right; how many errors there are; the size of clean text."""

    found: dict[str, list[tuple[Any, float]]]
    errors: Counter[str]
    size: int


def gathered(data: Any, read: Callable[[str], Read], half: int, once: bool) -> Gathered:
    """once: misread each document once, with one of the densities, not with each."""
    true: dict[str, set[int]] = defaultdict(set)  # by path, where a clean document has an error
    for (path, at, codes), told in judged().items():
        if codes == "wrong-character" and told == "true":
            true[path].add(at)
    found: dict[str, list[tuple[Any, float]]] = defaultdict(list)
    errors: Counter[str] = Counter()
    for name, sentences in sets(data):
        for source, target in sentences[half::2]:
            errors[name] += sum(a != b for a, b in zip(source, target, strict=True))
            found[name] += [(told, float(new == target[at] != source[at])) for at, new, told in read(shadow(source))]
    documents = list(enumerate(material.documents(data)))
    clean = [document for number, document in [*documents, *enumerate(material.sentences(data))] if number % 2 == half]
    for document in clean:
        found["clean"] += [(told, 0.0) for at, _, told in read(shadow(document.text)) if at not in true[document.path]]
    for number, document in documents[half::2]:
        for every in EVERY[number // 2 % len(EVERY) :][:1] if once else EVERY:
            damaged, truth = misread(document.text, number, every)
            errors[f"one in {every}"] += len(truth)
            for at, new, told in read(shadow(damaged)):
                if at in truth or at not in true[document.path]:
                    found[f"one in {every}"].append((told, float(truth.get(at) == new)))
    return Gathered(found, errors, sum(len(document.text) for document in clean))


def confidence(name: str, even: Gathered, odd: Gathered) -> None:
    """Fit on the even half, print how the odd half fares."""
    rows = [(told, right, 1.0) for each in even.found.values() for told, right in each]
    weights = fitted(*(np.array(column, float) for column in zip(*rows, strict=True)))
    print(f"{name} = ({', '.join(f'{each:.3f}' for each in weights)})")
    for of, each in odd.found.items():
        told_of = [(1 / (1 + np.exp(-np.dot(told, weights))), right) for told, right in each]
        shown = []
        for cut in CUTS:
            right = [ok for sure, ok in told_of if sure >= cut]
            what = f"{sum(right) / max(len(right), 1):.3f}/{sum(right) / max(odd.errors[of], 1):.3f}"
            shown.append(what if of != "clean" else f"{1e5 * len(right) / odd.size:.2f}")
        print(f"   {of:16} {'  '.join(shown)}")


def main() -> None:
    parser = material.parser(__doc__)
    parser.add_argument(
        "--only", choices=("screens", "confused", "surprise", "confidence", "thorough"), help="fit these alone"
    )
    parser.add_argument("-o", "--output", type=Path, default=DATA / "glance.npy", help="(default: %(default)s)")
    args = parser.parse_args()
    print(material.heading(args.data))
    if args.only in (None, "screens"):
        screens(args.data, args.output)
    if args.only in (None, "confused"):
        confused(args.data)
    if args.only in (None, "surprise"):
        surprise(args.data)
    if args.only in (None, "confidence"):
        confidence("WEIGHTS", *(gathered(args.data, read, half, False) for half in (0, 1)))
    if args.only in (None, "thorough"):
        confidence("READ_WEIGHTS", *(gathered(args.data, every_read, half, True) for half in (0, 1)))


if __name__ == "__main__":
    main()

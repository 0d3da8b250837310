"""Spun words: what comes back of documents that are spun on purpose, and what is touched in clean ones.

    python -m tests.benchmarks.words [--data FOLDER] [--every N] [--half even|odd] [--family NAME] [--lacking]
        [--only spun|clean|train|seed|speed]

A document is spun by one family of the table as spinners do it: one spun form for each original, chosen once a document, the longest
original first, blind to the borders of words. Near-synonyms (prior of 0.6 or less) are spun too, but do not count for recall. "one"
and "five" are so many paragraphs of a document, "part" is a document of which a third to two thirds, in one piece, is spun. In the
second table a fifth of the pairs is taken out of the lexicon (other ones for each document): a spinner has words that no table knows.
With --lacking a spinner has not all the rows of the table, but each with the probability that is its prior.
The last columns count documents by how many different words (no near-synonyms) were spun in them: those touched, and all.

--only clean lists every edit on clean documents and sentences; --only train on some 20 million characters of corpus/train (the judge has
seen these); --only seed the real document of seed/, the pass alone and the whole chain.
"""

import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any
from unittest import mock

import cleaner
from cleaner import lexicon as lexicons
from cleaner.core import Edit, apply
from cleaner.lexicon import NEAR, Pair
from cleaner.passes.words import words
from cleaner.spinning.certainty import features
from cleaner.tables import DATA
from tests.benchmarks import material
from tests.benchmarks.material import Document

FAMILIES = ("A", "A2", "B", "C", "D", "G", "blog", "farm")
LEAST = 0.9
LENGTHS = {"one": 1, "five": 5, "whole": 0, "part": 0}
FULL = 60  # characters of what counts as a paragraph; headings and short lines between come on top
BANDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.01)
MANY = 6  # different words and more
BLOCK = 30  # paragraphs of corpus/train that make one document


def spin(text: str, pairs: list[Pair], rng: random.Random) -> list[Edit]:
    """What a spinner with these pairs does to a text: edits of it; the confidence of each is the prior of its pair."""
    chosen = {pair.original: pair for pair in rng.sample(pairs, len(pairs)) if not pair.derived}
    found = re.compile("|".join(map(re.escape, sorted(chosen, key=len, reverse=True))))
    return [Edit(*m.span(), chosen[m[0]].spun, "", chosen[m[0]].prior) for m in found.finditer(text)]


def cut(text: str, length: str, rng: random.Random) -> tuple[str, int, int]:
    """A text of so many paragraphs, and which part of it is to be spun."""
    paragraphs = text.split("\n\n")
    if wanted := LENGTHS[length]:
        full = [at for at, each in enumerate(paragraphs) if len(each) >= FULL] or [0]
        first = rng.randrange(max(len(full) - wanted, 0) + 1)
        part = "\n\n".join(paragraphs[full[first] : full[min(first + wanted, len(full)) - 1] + 1])
        return part, 0, len(part)
    if length == "part":
        size = round(len(paragraphs) * rng.uniform(1 / 3, 2 / 3))
        at = rng.randrange(len(paragraphs) - size + 1)
        start = len("\n\n".join(paragraphs[:at])) + 2 * (at > 0)
        return text, start, start + len("\n\n".join(paragraphs[at : at + size]))
    return text, 0, len(text)


def damaged(document: Document, length: str, pairs: list[Pair], rng: random.Random) -> tuple[str, list[Edit]]:
    """A clean text, and what a spinner does to it."""
    clean, start, end = cut(document.text, length, rng)
    edits = spin(clean[start:end], pairs, rng)
    return clean, [edit._replace(start=edit.start + start, end=edit.end + start) for edit in edits]


def score(clean: str, damages: list[Edit], spun: str, edits: list[Edit], count: Counter[str]) -> Iterator[bool]:
    """Count what the edits made of a spun text come to; gives of each edit whether it is right."""
    moved, shift = [], 0
    for damage in damages:
        moved.append((damage.start + shift, damage.start + shift + len(damage.new), clean[damage.start : damage.end]))
        shift += len(damage.new) - (damage.end - damage.start)
    at = 0
    done: set[int] = set()
    for edit in edits:
        while at < len(moved) and moved[at][1] <= edit.start:
            at += 1
        met = [i for i in range(at, min(at + 6, len(moved))) if moved[i][0] < edit.end and edit.start < moved[i][1]]
        right = False
        if met:
            start, end = min(edit.start, moved[met[0]][0]), max(edit.end, moved[met[-1]][1])
            author = apply(
                spun[start:end], [Edit(moved[i][0] - start, moved[i][1] - start, moved[i][2], "") for i in met]
            )
            right = spun[start : edit.start] + edit.new + spun[edit.end : end] == author
        if edit.confidence >= LEAST:
            count["made"] += 1
            count["right"] += right
            done.update(met if right else ())
        yield right
    for i, damage in enumerate(damages):
        if damage.confidence > NEAR:
            count["spun"] += 1
            count["restored"] += i in done


def recorded(text: str) -> Iterator[Edit]:
    """The edits of the pass, also unlikely ones, with the features that their confidence comes from as facts."""
    asked: list[dict[str, float]] = []

    def keep(*given: Any) -> Any:
        told = features(*given)
        asked.append(told[0])
        return told

    with (
        mock.patch.object(sys.modules["cleaner.spinning.certainty"], "features", keep),
        mock.patch.object(sys.modules["cleaner.passes.words"], "LEAST_SHOWN", 0.0),
    ):
        edits = list(words(text))
    for edit, values in zip(edits, asked, strict=True):
        if edit.confidence >= 0.02:
            yield edit._replace(facts={**edit.facts, "x": values})


def families(documents: list[Document], table: list[Pair], wanted: list[str], log, lacking: bool = False) -> None:
    """Recall and precision by family and length, and how often confidences are right."""
    bands: dict[int, Counter[bool]] = defaultdict(Counter)
    faults: Counter[str] = Counter()
    for held_out in (False, True):
        print(f"\n{'a fifth of the pairs unknown' if held_out else 'all pairs known'}")
        print("family length recall precision  spun    made  wrong  touched of documents by different words")
        for family in wanted:
            pairs = [pair for pair in table if pair.family == family]
            for length in LENGTHS:
                count: Counter[str] = Counter()
                touched: dict[int, Counter[bool]] = defaultdict(Counter)
                for number, document in enumerate(documents):
                    rng = random.Random(f"{family} {length} {number}")
                    used = [pair for pair in pairs if rng.random() < pair.prior] if lacking else pairs
                    clean, damages = damaged(document, length, used, rng)
                    spun = apply(clean, damages)
                    known = [pair for pair in table if rng.random() >= 0.2] if held_out else table
                    lexicon = lexicons.lexicon(known) if held_out else lexicons.load()
                    with mock.patch.object(lexicons, "load", return_value=lexicon):
                        edits = sorted(recorded(spun) if log else words(spun), key=lambda edit: edit[:2])
                    different = len({edit.new for edit in damages if edit.confidence > NEAR})
                    touched[min(different, MANY)][any(edit.confidence >= LEAST for edit in edits)] += 1
                    verdicts = score(clean, damages, spun, edits, count)
                    for edit, right in zip(edits, verdicts, strict=False):
                        shown = spun[edit.start : edit.end]
                        if log:
                            row = [
                                family,
                                length,
                                number,
                                held_out,
                                shown,
                                edit.new,
                                edit.confidence,
                                edit.facts,
                                right,
                            ]
                            log.write(json.dumps(row, ensure_ascii=False) + "\n")
                        if not held_out and edit.confidence >= BANDS[0]:
                            bands[next(i for i, top in enumerate(BANDS) if edit.confidence < top)][right] += 1
                        if edit.confidence >= LEAST and not right:
                            faults[f"{edit.facts.get('family')} {shown}>{edit.new}"] += 1
                    list(verdicts)
                recall, precision = count["restored"] / max(count["spun"], 1), count["right"] / max(count["made"], 1)
                by_words = " ".join(f"{k}:{touched[k][True]}/{touched[k].total()}" for k in sorted(touched))
                print(
                    f"{family:6} {length:6} {recall:6.3f} {precision:6.3f} {count['spun']:8} {count['made']:7}"
                    f" {count['made'] - count['right']:6}  {by_words}",
                    flush=True,
                )
    print("\nconfidence   edits  right")
    for i, top in enumerate(BANDS[1:], 1):
        total = bands[i].total()
        print(f"{BANDS[i - 1]:.2f}-{min(top, 1):.2f}  {total:7} {bands[i][True] / max(total, 1):6.3f}")
    print("\nmost frequent wrong edits:", ", ".join(f"{what} {n}" for what, n in faults.most_common(30)))


def blocks(data) -> Iterator[Document]:
    """Every fourth block of so many paragraphs of corpus/train."""
    for path in sorted((data / "corpus/train").glob("*.txt.xz")):
        with material.lzma.open(path, "rt", encoding="utf-8") as lines:
            number = 0
            while block := [line.strip() for line in islice(lines, BLOCK)]:
                if number % 4 == 2:
                    yield Document("train", f"{path.name}:{number}", "\n\n".join(block))
                number += 1


def harm(documents: Iterator[Document]) -> None:
    """Every edit of clean text."""
    characters = edits = held = 0
    for document in documents:
        characters += len(document.text)
        for edit in words(document.text):
            if edit.confidence < LEAST:
                held += 1
                continue
            edits += 1
            around = document.text[max(edit.start - 12, 0) : edit.start], document.text[edit.end : edit.end + 12]
            old = document.text[edit.start : edit.end]
            print(document.path, repr(f"{around[0]}[{old}>{edit.new}]{around[1]}"), edit.confidence, edit.facts)
    print(f"{characters:,} clean characters: {edits} edits, {held} held")


def joined(documents: list[Document]) -> Iterator[Document]:
    """Sentences as documents of so many paragraphs."""
    for at in range(0, len(documents), BLOCK):
        part = documents[at : at + BLOCK]
        yield Document("sentences", part[0].path, "\n\n".join(each.text for each in part))


def seed(data) -> None:
    """The real document: its required words, and what else is touched that is not optional."""
    text = (data / "seed/damaged.md").read_text("utf-8")
    gold = json.loads((data / "seed/gold.json").read_text("utf-8"))
    required = [edit for edit in gold["edits"] if edit["kind"] == "word"]
    optional = [(edit["start"], edit["start"] + len(edit["before"])) for edit in gold["optional"]]
    for name, only in (("the pass alone", ["words"]), ("the whole chain", None)):
        report = cleaner.explain(text, only=only)
        made = {}
        for change in report.changes:
            if any(why.by == "words" for why in change.why):
                made[change.start, change.end] = change
        done = 0
        for edit in required:
            start, end = edit["start"], edit["start"] + len(edit["before"])
            for (first, last), change in list(made.items()):
                lo, hi = min(first, start), max(last, end)
                wanted = [text[lo:start] + new + text[end:hi] for new in edit.get("accept") or [edit["after"]]]
                if first < end and start < last and text[lo:first] + change.new + text[last:hi] in wanted:
                    done += 1
                    del made[first, last]
                    break
            else:
                print("missed:", repr(text[max(start - 8, 0) : start] + f"[{edit['before']}]" + text[end : end + 8]))
        false = [c for c in made.values() if not any(a < c.end and c.start < b for a, b in optional)]
        for change in false:
            print("false:", repr(f"{text[change.start - 8 : change.start]}[{change.old}>{change.new}]"), change.why)
        print(f"seed, {name}: {done} of {len(required)} words, {len(false)} false")


def speed(documents: list[Document], table: list[Pair]) -> None:
    """Against a scan by the re module in the same run."""
    clean = [document.text for document in documents]
    pairs = [pair for pair in table if pair.family == "A"]
    spun = [apply(text, spin(text, pairs, random.Random(0))) for text in clean]
    mixed = [dirty if number % 10 == 3 else text for number, (text, dirty) in enumerate(zip(clean, spun, strict=True))]
    scan = re.compile("[\u2e80-\u2fd5\uf900-\ufaff]")
    for name, texts, work in (
        ("re scan", clean, lambda text: list(scan.finditer(text))),
        ("clean", clean, lambda text: list(words(text))),
        ("clean, as one text", ["\n\n".join(clean)], lambda text: list(words(text))),
        ("spun by A", spun, lambda text: list(words(text))),
        ("one in ten spun", mixed, lambda text: list(words(text))),
        ("the same, as one text", ["\n\n".join(mixed)], lambda text: list(words(text))),
    ):
        work(texts[0][:10_000])
        began = time.process_time()
        for text in texts:
            work(text)
        took = time.process_time() - began
        print(f"{name:21} {sum(map(material.megabytes, texts)) / took:8.1f} MB/s")


def main() -> None:
    parser = material.parser(__doc__)
    parser.add_argument("--every", type=int, default=1, help="each so many documents alone")
    parser.add_argument(
        "--half", choices=("even", "odd"), help="documents of even or odd number alone (fitted on even)"
    )
    parser.add_argument("--family", action="append", help="this family alone")
    parser.add_argument(
        "--lacking", action="store_true", help="a spinner lacks each row with the probability that its prior leaves"
    )
    parser.add_argument("--only", choices=("spun", "clean", "train", "seed", "speed"))
    parser.add_argument("--log", help="write every edit with its features to this file, a line of JSON each")
    args = parser.parse_args()
    print(material.heading(args.data), "lexicon", len(lexicons.load().pairs), "forms in", DATA.name)
    documents = list(material.documents(args.data))
    if args.half:
        documents = documents[args.half == "odd" :: 2]
    documents = documents[:: args.every]
    table = [pair for pairs in lexicons.load().pairs.values() for pair in pairs]
    if args.only in (None, "seed"):
        seed(args.data)
    if args.only in (None, "spun"):
        log = open(args.log, "w", encoding="utf-8") if args.log else None  # noqa: SIM115, PTH123
        families(documents, table, args.family or list(FAMILIES), log, args.lacking)
    if args.only in (None, "clean"):
        harm(iter([*documents, *joined(list(material.sentences(args.data)))]))
    if args.only == "train":
        harm(blocks(args.data))
    if args.only in (None, "speed"):
        speed(documents, table)


if __name__ == "__main__":
    main()

"""The judge on clean text that it was not trained on: perplexity, choices, and whether its odds are what they say.

    python -m tests.benchmarks.judge [--data FOLDER] [--model FILE]

Choices, each at places drawn at random: which of seven marks stood here; which of two characters, the one of the author or the one
of a typist or a scanner (eval/csc); whether a paragraph ends here, inside paragraphs and where they do. The tables of data/zh.md
are what this prints.
"""

import json
import lzma
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import NamedTuple

from cleaner import judge
from tests.benchmarks import material

MARKS = "，。、；：？！"
TERMINAL = "。！？；：”）…"
TEMPERS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
PLACES = 1500  # of each kind and source at most
SHARED = 0.3  # of a document's paragraphs that have a run of 14 characters in common with the training text, at most
HAN = re.compile("[\u4e00-\u9fff]")
FIGURE, LETTER = re.compile("[0-9]"), re.compile("[A-Za-z]")
SENTENCES = {
    "party press": ("eval/clean/acc_xxqg.json", "correct_text"),
    "news and weibo": ("eval/csc/cscd_dev.json", "tgt"),
    "OCR-like": ("eval/csc/gen_xxqg.json", "correct_text"),
    "legal": ("eval/csc/ecspell_law.train.tsv", ""),
    "medical": ("eval/csc/ecspell_med.train.tsv", ""),
    "official": ("eval/csc/ecspell_odw.train.tsv", ""),
}
ORIGINALS = {"correct_text": "original_text", "tgt": "src"}


class Choice(NamedTuple):
    """A place: the score of each reading, the one that was there first."""

    kind: str
    scores: list[float]

    @property
    def right(self) -> bool:
        return self.scores[0] >= max(self.scores)


def documents(data: Path) -> dict[str, list[list[str]]]:
    """Paragraphs of whole documents by source; laws are set phrases, so all of them are taken."""
    found = defaultdict(list)
    with lzma.open(data / "corpus/dev/documents.jsonl.xz", "rt", encoding="utf-8") as lines:
        for document in map(json.loads, lines):
            if document["shared_with_train"] <= SHARED or document["source"] == "laws":
                found[document["source"]].append([line for line in document["text"].split("\n") if line.strip()])
    return found


def pairs(data: Path) -> Iterator[tuple[str, str, str]]:
    """Sentences with wrong characters, as they were written and as they should be."""
    for name, (path, key) in SENTENCES.items():
        text = (data / path).read_text("utf-8")
        if key:
            for told in json.loads(text):
                yield name, folded(told.get(ORIGINALS[key], told[key])), folded(told[key])
        else:
            for line in text.splitlines():
                _, wrong, right = line.split("\t")[:3]
                yield name, folded(wrong), folded(right)


def folded(sentence: str) -> str:
    return re.sub(r"(?<![0-9]),|,(?![0-9])", "，", sentence)


def chosen(rng: random.Random, places: Iterable) -> list:
    found = list(places)
    return rng.sample(found, min(PLACES, len(found)))


def marks(rng: random.Random, source: str, paragraphs: list[str]) -> Iterator[Choice]:
    for name, after in (("any", ""), ("before a figure", FIGURE), ("before a letter", LETTER)):
        places = (
            (text, at)
            for text in paragraphs
            for at, mark in enumerate(text)
            if at and mark in MARKS and (not after or after.match(text, at + 1))
        )
        for text, at in chosen(rng, places):
            readings = sorted(MARKS, key=lambda mark: mark != text[at])
            yield Choice(
                f"mark: {source if name == 'any' else name}", judge.scores(text[:at], readings, text[at + 1 :])
            )


def characters(rng: random.Random, sentences: list[tuple[str, str, str]]) -> Iterator[Choice]:
    by_name = defaultdict(list)
    for name, wrong, right in sentences:
        if len(wrong) == len(right):
            by_name[name] += [
                (right, at, wrong[at])
                for at in range(len(right))
                if wrong[at] != right[at] and HAN.match(wrong[at]) and HAN.match(right[at])
            ]
    for name, places in by_name.items():
        for text, at, wrong in chosen(rng, places):
            yield Choice(f"character: {name}", judge.scores(text[:at], [text[at], wrong], text[at + 1 :]))


def ends(rng: random.Random, source: list[list[str]]) -> Iterator[Choice]:
    long = [text for document in source for text in document if len(text) > 12]
    for text in chosen(rng, long):
        at = rng.randrange(4, len(text) - 3)
        if text[at - 1] not in TERMINAL:
            yield Choice("no end inside a paragraph", judge.scores(text[:at], ["", "\n"], text[at:]))
    for name, closed in (("after a terminal mark", True), ("without a mark", False)):
        places = (pair for document in source for pair in pairwise(document) if (pair[0][-1] in TERMINAL) == closed)
        for before, after in chosen(rng, places):
            yield Choice(f"end of a paragraph {name}", judge.scores(before, ["\n", ""], after))


def perplexity(paragraphs: list[str]) -> tuple[float, float]:
    """Of a token, and bits of a character."""
    total = tokens = length = 0.0
    for text in paragraphs:
        said = judge.tokens(text)
        total += judge.model().score(" ".join(said)) * log(10)
        tokens += len(said) + 1
        length += len("".join(text.split())) + 1
    return exp(-total / tokens), -total / log(2) / length


def reliability(name: str, choices: list[Choice]) -> None:
    """How often the preferred reading is right where the posterior (all readings alike beforehand) says so much."""
    cuts = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01]
    print(f"\n{name}: {len(choices):,} places; posterior said / share that was right, by what was said\n")
    heads = [f"{low:.2g}-{min(high, 1):.2g}" for low, high in pairwise(cuts)]
    print("| temper | log loss | error | " + " | ".join(heads) + " |")
    print("|---|---|---|" + "---|" * len(heads))
    for temper in TEMPERS:
        bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        loss = 0.0
        for choice in choices:
            top = max(choice.scores)
            weights = [exp(temper * (score - top)) for score in choice.scores]
            posterior = 1 / sum(weights)
            loss -= log(max(weights[0] * posterior, 1e-12)) / len(choices)
            bins[sum(posterior >= cut for cut in cuts) - 1].append((posterior, choice.right))
        means = {at: tuple(sum(column) / len(rows) for column in zip(*rows, strict=True)) for at, rows in bins.items()}
        error = sum(len(bins[at]) * abs(said - right) for at, (said, right) in means.items()) / len(choices)
        cells = [f"{means[at][0]:.3f} / {means[at][1]:.3f}" if len(bins[at]) >= 30 else "" for at in range(len(heads))]
        print(f"| {temper} | {loss:.3f} | {error:.3f} | " + " | ".join(cells) + " |")


def measure(data: Path) -> None:
    rng = random.Random(5)
    sources, sentences = documents(data), list(pairs(data))
    texts = {name: [text for document in found for text in document] for name, found in sources.items()}
    for name in SENTENCES:
        texts[name] = list(dict.fromkeys(right for own, _, right in sentences if own == name))
    print("| text | perplexity of a token | bits a character |\n|---|---|---|")
    for name, paragraphs in texts.items():
        print("| {} | {:.1f} | {:.3f} |".format(name, *perplexity(paragraphs)))
    of_marks = [choice for name in (*sources, "party press") for choice in marks(rng, name, texts[name])]
    of_characters = list(characters(rng, sentences))
    of_ends = [choice for found in sources.values() for choice in ends(rng, found)]
    by_kind = defaultdict(list)
    for choice in (*of_marks, *of_characters, *of_ends):
        by_kind[choice.kind].append(choice)
    print("\n| choice | places | right |\n|---|---|---|")
    for kind, choices in sorted(by_kind.items()):
        print(f"| {kind} | {len(choices):,} | {sum(choice.right for choice in choices) / len(choices):.3f} |")
    reliability("characters", of_characters)
    reliability("marks", of_marks)
    print()
    for name, readings in (("one reading", ["，"]), ("five readings", ["，", "、", "。", "；", "："])):
        places = [(text[:at], text[at + 1 :]) for text in texts["party press"][:2000] for at in (len(text) // 2,)]
        begins = time.process_time()
        for before, after in places:
            judge.scores(before, readings, after)
        print(f"{name}: {1e6 * (time.process_time() - begins) / len(places):.1f} us a place")


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--model", type=Path, help="judge with this model (default: the one shipped)")
    args = arguments.parse_args()
    print(material.heading(args.data))
    with judge.using(args.model) as path:
        print(judge.name(path), f"{path.stat().st_size / 1e6:.1f} MB\n")
        measure(args.data)


if __name__ == "__main__":
    main()

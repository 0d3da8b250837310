"""The weights of cleaner/marks/sight.py: which mark was lost, by what the last layer of the corrector sees beside what the judge says.

    python -m tests.benchmarks.marks_fit [--data FOLDER] [--places 40000] [-o cleaner/data/lost_marks.npy]

A multinomial regression, all weights small beforehand. Fitted on places of clean documents with an even number, one lost in a paragraph:
marks as often as they stand, one in ten a Han character, one in ten nothing. For places of the others it prints, without the corrector
and with it, the log-loss, how many of the likeliest readings are right, and by the least confidence which share of the marks is written and
how much of that is right to an editor (tests/benchmarks/glyphs.py).
"""

import random
import re
from pathlib import Path
from typing import Any

import numpy as np

from cleaner.chars import HAN
from cleaner.marks import opinions, sight
from cleaner.marks.opinions import FAR, LOST, NOTHING, READINGS
from cleaner.memory import remembering
from cleaner.proofreading.corrector import LARGE
from cleaner.tables import DATA
from tests.benchmarks import material
from tests.benchmarks.glyphs import CLAUSES, between_clauses, verdicts

MARK = re.compile("——|……|[，。、；：？！“”《》（）·]")
KINDS = ((MARK, "", 0.8), (re.compile(f"[{HAN}]"), LOST, 0.1), (re.compile(f"(?<=[{HAN}])(?=[{HAN}])"), NOTHING, 0.1))
LEAST = 8  # code points of a paragraph
SHRINK, STEPS, RATE = 100.0, 400, 0.03
CUTS = (0.9, 0.95, 0.97)

Place = tuple[str, str, str]


def places(data: Path, half: int, count: int) -> list[Place]:
    """What stands before and after, and what was lost."""
    rng = random.Random(half)
    texts = [document.text for number, document in enumerate(material.documents(data)) if number % 2 == half]
    paragraphs = [each for text in texts for each in text.split("\n") if len(each) >= LEAST]
    found: list[Place] = []
    for kind, reading, share in KINDS:
        all_of = [
            (each, m) for each in paragraphs for m in kind.finditer(each) if m.start() > 0 and m.end() < len(each)
        ]
        drawn = rng.sample(all_of, min(int(count * share), len(all_of)))
        found += [
            (each[max(m.start() - FAR, 0) : m.start()], each[m.end() : m.end() + FAR], reading or m[0])
            for each, m in drawn
        ]
    return found


def seen(found: list[Place]) -> tuple[Any, Any, Any]:
    """What the judge says, what the corrector sees, and the numbers of what was lost."""
    said, rows = [], []
    for start in range(0, len(found), LARGE.batch):
        sides = [(before, after) for before, after, _ in found[start : start + LARGE.batch]]
        with remembering():
            said += [opinions.logits(*each) for each in sides]
            rows += sight.glimpses(sides)
    return (
        np.array(said, np.float32),
        np.array(rows, np.float32),
        np.array([READINGS.index(lost) for *_, lost in found]),
    )


def fitted(said: Any, rows: Any, lost: Any) -> Any:
    """Rows: the weight of what the judge says, constants, and weights of what the corrector sees (Adam, whole batches)."""
    signs = np.concatenate([np.ones((len(rows), 1), np.float32), rows], 1)
    truth = np.eye(len(READINGS), dtype=np.float32)[lost]
    weights = np.zeros((signs.shape[1] + 1, len(READINGS)), np.float32)
    weights[0] = 1.0
    slow, fast = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        wrong = (shares(weights[0] * said + signs @ weights[1:]) - truth) / len(lost)
        slope = np.concatenate(
            [np.full((1, len(READINGS)), (wrong * said).sum()), signs.T @ wrong + SHRINK / len(lost) * weights[1:]]
        )
        slow, fast = 0.9 * slow + 0.1 * slope, 0.99 * fast + 0.01 * slope**2
        weights -= RATE * (1 - step / STEPS) * (slow / (1 - 0.9**step)) / (np.sqrt(fast / (1 - 0.99**step)) + 1e-8)
    return weights


def shares(scores: Any) -> Any:
    told = np.exp(scores - scores.max(1, keepdims=True))
    return told / told.sum(1, keepdims=True)


def shown(name: str, told: Any, found: list[Place]) -> None:
    """Print how sure and how right these probabilities are."""
    numbers = [READINGS.index(lost) for *_, lost in found]
    likeliest = [READINGS[number] for number in told.argmax(1)]
    clauses = told[:, [READINGS.index(mark) for mark in sorted(CLAUSES)]].sum(1)
    told_of, right, is_mark = [], [], [lost not in (LOST, NOTHING) for *_, lost in found]
    for (before, after, lost), new, most, together in zip(found, likeliest, told.max(1), clauses, strict=True):
        either = new in CLAUSES and between_clauses(before, after)
        told_of.append(0.0 if new in (LOST, NOTHING) else together if either else most)
        right.append("editor" in verdicts(lost, new, before, after))
    loss = -np.log(told[np.arange(len(numbers)), numbers] + 1e-12).mean()
    exact = np.mean([new == lost for new, (*_, lost) in zip(likeliest, found, strict=True)])
    print(f"{name:20} log-loss {loss:.3f}, likeliest right {exact:.3f}", end="")
    for cut in CUTS:
        made = np.array(told_of) >= cut
        print(
            f"; from {cut} {(made & right).sum() / sum(is_mark):.3f} written, {np.array(right)[made].mean():.3f} right",
            end="",
        )
    print()


def main() -> None:
    parser = material.parser(__doc__)
    parser.add_argument("--places", type=int, default=40_000, help="to fit on (default: %(default)s)")
    parser.add_argument("-o", "--output", type=Path, default=DATA / "lost_marks.npy", help="(default: %(default)s)")
    args = parser.parse_args()
    print(material.heading(args.data))
    weights = fitted(*seen(places(args.data, 0, args.places)))
    others = places(args.data, 1, args.places // 4)
    said, rows, _ = seen(others)
    shown("the judge", shares(said), others)
    shown("and the corrector", shares(weights[0] * said + rows @ weights[2:] + weights[1]), others)
    np.save(args.output, weights)


if __name__ == "__main__":
    main()

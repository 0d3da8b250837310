"""How data/marks.tsv is made: what the simple context of a place says about the mark that was lost there.

Takes marks (now and then a character, or nothing) out of clean text that the judge was not trained on, and fits a
logistic regression over the readings: the judge's log-probabilities with one common factor, and a weight for each
feature and reading. Plain stochastic gradient descent (AdaGrad); a few minutes for 100,000 places. To be made anew
whenever the judge's model is.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from math import exp, sqrt

from cleaner import judge
from cleaner.chars import HAN_LETTER
from cleaner.marks.opinions import FAR, LOST, NOTHING, READINGS, features, opinions

PLACE = re.compile("——|……|[，。、；：？！“”《》（）·]")
YEAR = re.compile(r"(?:19|20)[0-9]{2}年")
SHARE = 0.9  # of the marks that are taken out, each alone or with some others
LOST_SHARE, NOTHING_SHARE = 0.25, 0.08  # characters and nothings for each mark
OTHERS = 0.15  # of the other marks that are lost too, in every second paragraph
MASKED = 0.33  # of the paragraphs that have their years masked
LEAST = 20  # places a feature must have
RATE, DECAY, ROUNDS = 0.1, 1e-5, 5

Example = tuple[list[str], list[float], int]


def masked(paragraph: str, rng: random.Random) -> str:
    """The paragraph with its years masked, one time in three, as sites mask them."""
    if rng.random() > MASKED:
        return paragraph
    return YEAR.sub(rng.choice(["20xx年", "xx年"]), paragraph)


def damaged(paragraph: str, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Places of a clean paragraph: what stands before, what stands after, what was there."""
    marks = [(m.start(), m.end(), m[0]) for m in PLACE.finditer(paragraph)]
    if not marks:
        return
    chosen = [mark for mark in marks if mark[1] < len(paragraph) and mark[0] > 0 and rng.random() < SHARE]
    letters = [m.start() for m in HAN_LETTER.finditer(paragraph)][1:-1]
    for _ in range(sum(rng.random() < LOST_SHARE for _ in chosen) if letters else 0):
        at = rng.choice(letters)
        chosen.append((at, at + 1, LOST))
    for _ in range(sum(rng.random() < NOTHING_SHARE for _ in chosen) if letters else 0):
        at = rng.choice(letters)
        chosen.append((at, at, NOTHING))
    others = OTHERS if rng.random() < 0.5 else 0.0
    for start, end, reading in chosen:
        before, after = paragraph[max(start - FAR, 0) : start], paragraph[end : end + FAR]
        if others:
            before, after = (
                PLACE.sub(lambda m: "□" if rng.random() < others else m[0], side) for side in (before, after)
            )
        yield before[-FAR:], after[:FAR], reading


def examples(paragraphs: Iterable[str], rng: random.Random) -> Iterator[Example]:
    for paragraph in paragraphs:
        for before, after, reading in damaged(masked(paragraph, rng), rng):
            yield features(before, after), opinions(before, after, judge.model()), READINGS.index(reading)


def fit(found: list[Example], rng: random.Random) -> dict[str, list[float]]:
    """The weights by feature; "judge" holds the factor of the judge's opinions."""
    seen = Counter(name for names, _, _ in found for name in names)
    count = len(READINGS)
    table = {name: [0.0] * count for name, places in seen.items() if places >= LEAST}
    table["any"] = [0.0] * count
    squares = {name: [1e-2] * count for name in table}
    temper, temper_square = 0.7, 1.0
    for number in range(ROUNDS):
        rng.shuffle(found)
        loss = 0.0
        for names, judged, right in found:
            known = ["any", *(name for name in names if name in table)]
            scores = [temper * opinion for opinion in judged]
            for name in known:
                scores = [score + weight for score, weight in zip(scores, table[name], strict=True)]
            shares = posterior(scores)
            slope = shares.copy()
            slope[right] -= 1
            towards = sum(part * opinion for part, opinion in zip(slope, judged, strict=True)) / 10
            temper_square += towards * towards
            temper -= 0.02 * towards / sqrt(temper_square)
            for name in known:
                row, sums = table[name], squares[name]
                for i, part in enumerate(slope):
                    if abs(part) > 1e-4:
                        part += DECAY * row[i]
                        sums[i] += part * part
                        row[i] -= RATE * part / sqrt(sums[i])
            loss -= max(scores[right] - max(scores), -30)
        print(f"round {number + 1}: {loss / len(found):.4f}, judge x {temper:.3f}", file=sys.stderr)
    table["judge"] = [temper] + [0.0] * (count - 1)
    return table


def posterior(scores: list[float]) -> list[float]:
    most = max(scores)
    shares = [exp(score - most) for score in scores]
    total = sum(shares)
    return [share / total for share in shares]


def mark_table(paragraphs: Iterable[str], about: str = "") -> Iterator[str]:
    """The lines of data/marks.tsv: a feature a line, a weight a reading; the judge's factor first.

    paragraphs: clean text that the judge was not trained on. Raises ValueError if it holds no marks to take out.
    """
    rng = random.Random(1)
    found = list(examples(paragraphs, rng))
    if not found:
        raise ValueError("no paragraph with marks in it to fit on")
    print(f"{len(found):,} places", file=sys.stderr)
    table = fit(found, rng)
    yield "# What the context of a place says about the mark lost there: weights in nats. Made by `python -m cleaner.train marks` for marks/opinions.py."
    yield f"# Fitted on {len(found):,} places{': ' + about if about else ''}."
    yield "\t".join(["feature", *READINGS])
    yield "\t".join(["judge", f"{table['judge'][0]:.3f}"])
    for name in sorted(table.keys() - {"judge"}):
        yield "\t".join([name, *(f"{weight:.2f}" for weight in table[name])])

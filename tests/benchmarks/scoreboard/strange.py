"""Texts that nobody has written: fixtures mutated or made a page of, and pieces that the passes look at thrown together or repeated."""

import json
import random
from functools import cache

from tests.benchmarks import material
from tests.benchmarks.damage import KINDS, damage
from tests.laws import PIECES

LONGEST = 160  # characters of a fixture that are mutated
MOST_PIECES = 24
UNIT = 4  # pieces of an adversarial repetition at most


@cache
def fixtures() -> list[str]:
    """Every text of the fixtures: of cases whole, of documents by lines."""
    found = set()
    for path in sorted(material.FIXTURES.glob("*/cases.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            case = json.loads(line)
            found.update((case["text"], case.get("want", "")))
    for path in sorted((material.FIXTURES / "clean").iterdir()):
        found.update(path.read_bytes().decode("utf-8").splitlines())
    return sorted(found - {""})


def text(rng: random.Random) -> str:
    """A short text: a mutated fixture, or pieces; in one case of fifteen a page of several."""
    if rng.random() < 0.3:
        return "".join(rng.choices(PIECES, k=rng.randint(1, MOST_PIECES)))
    made = _page(rng) if rng.random() < 0.1 else _fixture(rng)
    for _ in range(rng.randint(1, 4)):
        made = rng.choice(MUTATIONS)(made, rng)
    return made


def _fixture(rng: random.Random) -> str:
    whole = rng.choice(fixtures())
    start = rng.randrange(max(len(whole) - LONGEST, 0) + 1)
    return whole[start : start + LONGEST]


def _page(rng: random.Random) -> str:
    """Fixtures below each other, some of them twice."""
    parts = [_fixture(rng) for _ in range(rng.randint(2, 8))]
    lines = rng.choices(parts, k=rng.randint(len(parts), 10))
    return rng.choice(("\n", "\n\n", "\n\n\n", "\r\n", "\u2028")).join(lines)


def _span(made: str, rng: random.Random) -> tuple[int, int]:
    start = rng.randint(0, len(made))
    return start, min(start + rng.choice((0, 1, 1, 2, 5, 20)), len(made))


def _insert(made: str, rng: random.Random) -> str:
    at, _ = _span(made, rng)
    return made[:at] + "".join(rng.choices(PIECES, k=rng.choice((1, 1, 1, 3)))) + made[at:]


def _replace(made: str, rng: random.Random) -> str:
    start, end = _span(made, rng)
    return made[:start] + rng.choice(PIECES) + made[end:]


def _delete(made: str, rng: random.Random) -> str:
    start, end = _span(made, rng)
    return made[:start] + made[end:]


def _again(made: str, rng: random.Random) -> str:
    """A part of it repeated, there or at the end."""
    start, end = _span(made, rng)
    at = rng.choice((end, len(made)))
    return made[:at] + made[start:end] * rng.choice((1, 1, 2, 6)) + made[at:]


def _turned(made: str, rng: random.Random) -> str:
    """Two of its parts change places."""
    at, _ = _span(made, rng)
    return made[at:] + made[:at]


def _spliced(made: str, rng: random.Random) -> str:
    at, _ = _span(made, rng)
    other = _fixture(rng)
    start, _ = _span(other, rng)
    return made[:at] + other[start:]


def _misread(made: str, rng: random.Random) -> str:
    """A part of it in a wrong charset."""
    start, end = _span(made, rng)
    right, wrong = rng.choice((("utf-8", "latin-1"), ("gb18030", "latin-1"), ("utf-8", "gb18030"), ("big5", "gbk")))
    part = made[start:end].encode(right, "ignore").decode(wrong, "replace")
    return made[:start] + part + made[end:]


def _damaged(made: str, rng: random.Random) -> str:
    return damage(made, rng.choice(list(KINDS)), rng, 20)[0]


MUTATIONS = [_insert, _insert, _replace, _delete, _again, _turned, _spliced, _misread, _damaged]


def repeated(rng: random.Random, length: int) -> str:
    """So many characters of a few pieces over and over, between a head and a tail: what regular expressions choke on."""
    unit = "".join(rng.choices(PIECES, k=rng.randint(1, UNIT)))
    if rng.random() < 0.2:
        unit = _fixture(rng)[: rng.randint(1, 30)] or unit
    head, tail = ("".join(rng.choices(PIECES, k=rng.randint(0, 2))) for _ in range(2))
    return head + (unit * (length // len(unit) + 1))[:length] + tail

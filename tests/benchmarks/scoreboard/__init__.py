"""The scoreboard: every part is `measure(settings) -> dict` (JSON values only) and `shown(dict) -> lines of Markdown`."""

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks import material
from tests.benchmarks.material import Document

LENGTHS = {"one paragraph": 1, "five paragraphs": 5, "whole document": 0}
PARAGRAPH = re.compile(r"[^\n]{60,}")  # what counts as a paragraph; headings and short lines between come on top


class Settings(NamedTuple):
    data: Path = material.SHARED
    every: int = 1  # take every Nth document
    output: Path = Path(__file__).parents[1]
    largest: float = 100  # MB, of the growth table
    venvs: Path | None = None  # where the peers are installed
    peers: tuple[str, ...] | None = None  # these alone
    texts: int = 10_000_000  # of the stress
    minutes: float | None = None
    workers: int | None = None
    seed: int = 1


def documents(settings: Settings) -> list[Document]:
    return list(material.documents(settings.data))[:: settings.every]


def piece(text: str, length: str, rng: random.Random) -> tuple[int, int]:
    """Where so many paragraphs of a text lie."""
    wanted, found = LENGTHS[length], list(PARAGRAPH.finditer(text))
    if not wanted or not found:
        return 0, len(text)
    first = rng.randrange(max(len(found) - wanted, 0) + 1)
    return found[first].start(), found[min(first + wanted, len(found)) - 1].end()


def ratio(part: float, whole: float, otherwise: float | None = None) -> float | None:
    """A share, to four digits; `otherwise` of nothing."""
    return round(part / whole, 4) if whole else otherwise


def per_hundred_thousand(count: float, characters: int) -> float:
    return round(1e5 * count / max(characters, 1), 2)


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A Markdown table; what is None has no value."""
    head = list(columns)
    yield ""
    yield "| " + " | ".join(head) + " |"
    yield "|---" + "|---:" * (len(head) - 1) + "|"
    for row in rows:
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"
    yield ""


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 1 else f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    return str(value).replace("|", "\\|").replace("\n", " ")

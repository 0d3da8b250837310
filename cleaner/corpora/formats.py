"""The formats of a corpus, by name: each a module that reads rows, finds their texts, and writes rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from cleaner.corpora.job import Job
from cleaner.corpora.streams import SUFFIXES
from cleaner.report import Report

NAMES = ("jsonl", "parquet", "text", "wet")
ENDINGS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".wet": "wet",
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
}
PATTERNS = tuple(
    f"*{ending}{packed}" for ending, of in ENDINGS.items() for packed in ("", *SUFFIXES) if of != "text" or not packed
)


class Unit(NamedTuple):
    """One piece of work: a file, or a part of one. What it is called and what it comes to depend on nothing but the source."""

    name: str  # of the output, below OUT, with / between folders
    source: str
    format: str
    compression: str = ""
    part: int = 0
    parts: int = 1
    start: int = 0  # bytes of a JSONL file, row groups of a Parquet file
    end: int = -1  # -1: all of it
    size: int = 0  # bytes of the source, and when it was last changed
    changed: int = 0

    @property
    def bytes(self) -> int:
        """About how many bytes of the source are its part."""
        return self.size // self.parts


class Writer(Protocol):
    """What takes the rows of one unit."""

    def put(self, row: Any, /) -> Any: ...

    def close(self) -> None: ...

    def abandon(self) -> None: ...


class Format(NamedTuple):
    """What a format can do. A row is whatever `rows` gives: the other functions know what to do with it."""

    rows: Callable[[Unit, Job], Iterator[tuple[int, Any]]]  # the place of each row, and the row
    texts: Callable[[Any, Job], list[str]]  # raises fields.Bad
    replaced: Callable[[Any, list[Report], dict[str, str], Job], Any]  # the repaired row, with fields more (JSON)
    raw: Callable[[Any], bytes]  # all of a row, for the quarantine
    writer: Callable[[Path, Unit, Job], Writer]


def format_of(name: str) -> Format:
    """A format by its name. Raises ValueError where a package is missing for it."""
    found: Format = import_module(f"cleaner.corpora.format_{name}").FORMAT
    return found


def guess(name: str) -> str | None:
    """The format of a file by its name, None if no corpus has such files.

    >>> guess("CC-MAIN-00001.warc.wet.gz"), guess("a.jsonl.zst"), guess("a.pdf")
    ('wet', 'jsonl', None)
    """
    path = Path(name.lower())
    if path.suffix in SUFFIXES:
        path = path.with_suffix("")
        return None if ENDINGS.get(path.suffix) == "text" else ENDINGS.get(path.suffix)
    return ENDINGS.get(path.suffix)

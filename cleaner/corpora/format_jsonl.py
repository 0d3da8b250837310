"""JSON lines: the text is found with msgspec where it is there, and replaced in the line; everything else stays byte for byte.

What msgspec refuses and files hold all the same (lone surrogates, NaN, a byte order mark, raw control characters in strings) is read by
the standard library; what that refuses too is broken. Blank lines are rows without a text. A part of a file has the lines that begin in it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.corpora.fields import LIST, Bad, path_of, places, spliced, with_field
from cleaner.corpora.formats import Format, Unit
from cleaner.corpora.job import Job
from cleaner.corpora.streams import Sink, broken_stream, reading
from cleaner.report import Report

BLANK = b" \t\r\n"


class Torn(bytes):
    """What is left of the last row where a compressed file is damaged or cut off."""

    error: str


def rows(unit: Unit, _job: Job) -> Iterator[tuple[int, bytes]]:
    """The lines of a unit, each with the byte it begins at."""
    end = unit.end if unit.end >= 0 else sys.maxsize
    with reading(unit.source, unit.compression) as file:
        at = 0
        if unit.start:
            file.seek(unit.start - 1)
            at = unit.start - 1 + len(file.readline())
        elif not unit.compression:
            file.seek(0)
        if at >= end:
            return
        broken: Any = broken_stream() if unit.compression else ()
        try:
            for line in file:
                yield at, line
                at += len(line)
                if at >= end:
                    return
        except broken as error:
            torn = Torn()
            torn.error = str(error) or type(error).__name__
            yield at, torn


def texts(row: bytes, job: Job) -> list[str]:
    """The texts of a line."""
    quick = _quick(job.field)
    if quick and (found := quick(row)) is not None:
        return found
    if isinstance(row, Torn):
        raise Bad("row-torn", error=row.error)
    return [place.text for place in places(_line(row), path_of(job.field))] if row.strip(BLANK) else []


def replaced(row: bytes, reports: list[Report], added: dict[str, str], job: Job) -> bytes:
    """The line with these texts, and with fields more."""
    line = _line(row)
    if reports:
        line = spliced(line, places(line, path_of(job.field)), [report.text for report in reports])
    for name, value in added.items():
        if line.strip():
            line = with_field(line, name, value)
    return line.encode("utf-8")


def writer(path: Path, unit: Unit, _job: Job) -> Sink:
    return Sink(path, unit.compression)


def _line(row: bytes) -> str:
    try:
        return row.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Bad("row-not-utf-8", byte=error.start + 1) from None


@lru_cache(4)
def _quick(field: str) -> Callable[[bytes], list[str] | None] | None:
    """What reads the texts of a plain line fast, and gives None for one that needs a closer look; None without msgspec."""
    try:
        import msgspec
    except ImportError:
        return None
    kind: Any = str | None
    path = path_of(field)
    for n, step in enumerate(reversed(path)):
        kind = (
            list[kind]
            if step is LIST
            else msgspec.defstruct(f"Row{n}", [("value", kind, None)], rename={"value": step})
        )
        if n + 1 < len(path):
            kind = kind | None
    decode = msgspec.json.Decoder(kind).decode

    def one(row: bytes) -> list[str] | None:
        try:
            found = decode(row).value
            if not row.isascii():
                row.decode("utf-8")  # msgspec passes over bytes that are no UTF-8 in other fields
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        return [] if found is None else [found]

    def several(row: bytes) -> list[str] | None:
        try:
            level = [decode(row)]
            row.decode("utf-8")
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        for step in path:
            level = [item for each in level if each is not None for item in (each if step is LIST else (each.value,))]
        return [text for text in level if text is not None]

    return one if len(path) == 1 else several


FORMAT = Format(rows, texts, replaced, bytes, writer)

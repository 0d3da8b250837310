"""Folders of text files: a file is a row. Bytes are patched as `cleaner fix` does it, in the encoding of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cleaner.corpora.fields import Bad
from cleaner.corpora.formats import Format, Unit
from cleaner.corpora.job import Job
from cleaner.corpora.streams import Sink, reading
from cleaner.encodings import decode
from cleaner.files import Refused, Source, refuse_binary
from cleaner.patch import patch
from cleaner.report import Report


class Text(NamedTuple):
    """A file as it was read."""

    name: str
    data: bytes


class File:
    """One text file to write."""

    def __init__(self, path: Path) -> None:
        self._sink = Sink(path)
        self.close, self.abandon = self._sink.close, self._sink.abandon

    def put(self, row: Text) -> None:
        self._sink.put(row.data)


def rows(unit: Unit, _job: Job) -> Iterator[tuple[int, Text]]:
    """The one row of a file."""
    with reading(unit.source) as file:
        yield 0, Text(unit.source, file.read())


def texts(row: Text, job: Job) -> list[str]:
    """The text of a file. Raises Bad for what is no text."""
    return [_source(row, job).text]


def replaced(row: Text, reports: list[Report], _added: dict[str, str], job: Job) -> Text:
    """The file as it is repaired, as far as its encoding holds the repairs."""
    return row._replace(data=patch(_source(row, job), reports[0]).data)


def raw(row: Text) -> bytes:
    return row.data


def writer(path: Path, _unit: Unit, _job: Job) -> File:
    return File(path)


def _source(row: Text, job: Job) -> Source:
    try:
        refuse_binary(row.data, job.encoding)
        return Source(row.name, row.data, decode(row.data, job.encoding))
    except (Refused, ValueError) as error:
        raise Bad("row-no-text", error=str(error)) from None


FORMAT = Format(rows, texts, replaced, raw, writer)

"""Parquet, by pyarrow: the column of the text is written anew where a text changed, all other columns, the schema and its metadata stay.

A unit is a run of row groups, and each row group is one again. Lists and structs on the way to the text (段落[].内容) are followed.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.corpora.fields import LIST, Bad, path_of
from cleaner.corpora.fields import Path as Steps
from cleaner.corpora.formats import Format, Unit
from cleaner.corpora.job import Job
from cleaner.corpora.places import opened, remote
from cleaner.report import Report

BATCH = 1000  # rows that are in memory as Python objects


class Row(NamedTuple):
    """One row: its batch, its place there, its row group, and the value of its column of text."""

    batch: Any
    at: int
    group: int
    value: Any
    added: dict[str, str] = {}
    repaired: bool = False


def arrow() -> tuple[Any, Any]:
    """pyarrow and pyarrow.parquet. Raises ValueError where they are missing."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ValueError("for Parquet another package is needed: pip install 'cleaner-zh[parquet]'") from None
    if pyarrow.cpu_count() != 1:
        pyarrow.set_cpu_count(1)  # each process has one core
    return pyarrow, pyarrow.parquet


def source(name: str) -> Any:
    """A file as pyarrow opens it."""
    return opened(name) if remote(name) else name


def rows(unit: Unit, job: Job) -> Iterator[tuple[int, Row]]:
    """The rows of a unit, each with its number in the file."""
    _, parquet = arrow()
    name = path_of(job.field)[0]
    with parquet.ParquetFile(source(unit.source)) as file:
        end = unit.end if unit.end >= 0 else file.num_row_groups
        at = sum(file.metadata.row_group(group).num_rows for group in range(unit.start))
        for group in range(unit.start, end):
            for batch in file.iter_batches(BATCH, row_groups=[group], use_threads=False):
                where = batch.schema.get_field_index(name)
                values = batch.column(where).to_pylist() if where >= 0 else [None] * len(batch)
                for n, value in enumerate(values):
                    yield at + n, Row(batch, n, group, value)
                at += len(batch)


def texts(row: Row, job: Job) -> list[str]:
    """The texts of a row."""
    path = path_of(job.field)[1:]
    return (
        []
        if row.value is None
        else [row.value]
        if not path and isinstance(row.value, str)
        else list(_found(row.value, path))
    )


def replaced(row: Row, reports: list[Report], added: dict[str, str], job: Job) -> Row:
    """The row with these texts, and with columns more."""
    new = iter([report.text for report in reports])
    value = _mapped(row.value, path_of(job.field)[1:], lambda _: next(new)) if reports else row.value
    return row._replace(value=value, added=added, repaired=True)


def raw(row: Row) -> bytes:
    """The row as JSON; bytes that are no text as base64."""
    told = row.batch.slice(row.at, 1).to_pylist()[0]
    return json.dumps(told, ensure_ascii=False, default=_told).encode("utf-8", "backslashreplace")


class Table:
    """A Parquet file to write. The rows of a batch are kept until the next one comes, those of a row group until that is full."""

    def __init__(self, path: Path, unit: Unit, job: Job) -> None:
        self._arrow, self._parquet = arrow()
        self._name = path_of(job.field)[0]
        with self._parquet.ParquetFile(source(unit.source)) as file:
            self._schema = file.schema_arrow
            packed = file.metadata.row_group(0).column(0).compression if file.num_row_groups else "ZSTD"
        for name in job.add:
            if (at := self._schema.get_field_index(f"cleaner_{name}")) >= 0:
                self._schema = self._schema.remove(at)
            self._schema = self._schema.append(self._arrow.field(f"cleaner_{name}", self._arrow.string()))
        packed = "NONE" if packed == "UNCOMPRESSED" else packed
        self._path = path
        self._writer = self._parquet.ParquetWriter(path, self._schema, compression=packed)
        self._rows: list[Row] = []
        self._batches: list[Any] = []

    def put(self, row: Row) -> None:
        if self._rows and self._rows[0].batch is not row.batch:
            self._batch(row.group)
        self._rows.append(row)

    def close(self) -> None:
        self._batch(-1)
        self._writer.close()
        with self._path.open("rb") as file:
            os.fsync(file.fileno())

    def abandon(self) -> None:
        try:
            self._writer.close()
        except (OSError, ValueError):
            return

    def _batch(self, next_group: int) -> None:
        """Make a batch of the rows, and write the row group where it is complete."""
        kept, self._rows = self._rows, []
        if kept:
            batch = kept[0].batch
            if len(kept) < len(batch):
                batch = batch.take(self._arrow.array([row.at for row in kept]))
            at = batch.schema.get_field_index(self._name)
            if at >= 0 and any(row.repaired for row in kept):
                column = self._arrow.array([row.value for row in kept], batch.column(at).type)
                batch = batch.set_column(at, batch.schema.field(at), column)
            columns = dict(zip(batch.schema.names, batch.columns, strict=True))
            columns |= {
                name: self._arrow.array([row.added.get(name) for row in kept], self._arrow.string())
                for name in self._schema.names
                if name not in columns or name in kept[0].added
            }
            self._batches.append(
                self._arrow.RecordBatch.from_arrays([columns[name] for name in self._schema.names], schema=self._schema)
            )
            if kept[0].group != next_group:
                table = self._arrow.Table.from_batches(self._batches, self._schema)
                self._batches = []
                self._writer.write_table(table, row_group_size=max(len(table), 1))


def _found(value: Any, path: Steps) -> Iterator[str]:
    """The texts below a value."""
    _mapped(value, path, found := _Kept())
    return iter(found.texts)


class _Kept:
    """Keeps what it is called with."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str) -> str:
        self.texts.append(text)
        return text


def _mapped(value: Any, path: Steps, each: Callable[[str], str]) -> Any:
    """The value with every text at the path replaced by what `each` makes of it."""
    if value is None:
        return None
    if not path:
        if not isinstance(value, str):
            raise Bad("row-not-text", kind=type(value).__name__)
        return each(value)
    if path[0] is LIST:
        if not isinstance(value, list):
            raise Bad("row-not-text", kind=type(value).__name__)
        return [_mapped(item, path[1:], each) for item in value]
    if not isinstance(value, dict):
        raise Bad("row-not-text", kind=type(value).__name__)
    return {**value, path[0]: _mapped(value.get(path[0]), path[1:], each)} if path[0] in value else value


def _told(value: Any) -> str:
    return b64encode(value).decode() if isinstance(value, bytes) else str(value)


def writer(path: Path, unit: Unit, job: Job) -> Table:
    return Table(path, unit, job)


FORMAT = Format(rows, texts, replaced, raw, writer)

"""WET archives of Common Crawl: each `conversion` record is a row, and comes out with its head as it was but for length and digest.

Libraries that read these archives do not give a head byte for byte, which is what is kept here. Other records pass through. In a .gz each
record is a member of its own, as the standard of the format asks for; where a record is damaged, the search goes on at the next one.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from cleaner.corpora.fields import Bad
from cleaner.corpora.formats import Format, Unit
from cleaner.corpora.job import Job
from cleaner.corpora.streams import Sink, broken_stream, member, reading
from cleaner.report import Report

LENGTH = re.compile(rb"(?im)^(Content-Length:[ \t]*)(\d{1,12})(?=[ \t]*\r?$)")
DIGEST = re.compile(rb"(?im)^(WARC-Block-Digest:[ \t]*sha1:)[A-Z2-7]{32}(?=[ \t]*\r?$)")
TEXT = re.compile(rb"(?im)^WARC-Type:[ \t]*conversion[ \t]*\r?$")
BEGIN = b"WARC/1."
LONGEST_HEAD = 1 << 20


class Record(NamedTuple):
    """A record: its head with the blank line, its block, what stands behind it; `broken` says what is wrong with it."""

    head: bytes
    block: bytes
    after: bytes
    broken: str = ""


class Archive:
    """An archive to write."""

    def __init__(self, path: Path, packed: str) -> None:
        self._each = packed == "gz"
        self._sink = Sink(path, "" if self._each else packed)
        self.close, self.abandon = self._sink.close, self._sink.abandon

    def put(self, row: Record) -> None:
        self._sink.put(member(raw(row)) if self._each else raw(row))


def rows(unit: Unit, _job: Job) -> Iterator[tuple[int, Record]]:
    """The records of an archive, each with the byte (unpacked) it begins at."""
    with reading(unit.source, unit.compression) as file:
        at, line = 0, b""
        broken: Any = broken_stream() if unit.compression else ()
        while True:
            try:
                line = line or file.readline(LONGEST_HEAD)
                record, line = _record(file, line) if line else (None, b"")
            except broken as error:
                yield at, Record(line, b"", b"", str(error) or type(error).__name__)
                return
            if record is None:
                return
            yield at, record
            at += sum(map(len, record[:3]))


def texts(row: Record, _job: Job) -> list[str]:
    """The text of a record that has one."""
    if row.broken:
        raise Bad("row-torn", error=row.broken)
    if not TEXT.search(row.head):
        return []
    try:
        return [row.block.decode("utf-8")]
    except UnicodeDecodeError as error:
        raise Bad("row-not-utf-8", byte=error.start + 1) from None


def replaced(row: Record, reports: list[Report], _added: dict[str, str], _job: Job) -> Record:
    """The record with this text, its length and its digest."""
    block = reports[0].text.encode("utf-8")
    head = LENGTH.sub(rb"\g<1>%d" % len(block), row.head, count=1)
    if DIGEST.search(head):
        head = DIGEST.sub(rb"\g<1>" + b32encode(hashlib.sha1(block, usedforsecurity=False).digest()), head, count=1)
    return row._replace(head=head, block=block)


def raw(row: Record) -> bytes:
    return row.head + row.block + row.after


def writer(path: Path, unit: Unit, _job: Job) -> Archive:
    return Archive(path, unit.compression)


def _record(file: IO[bytes], line: bytes) -> tuple[Record, bytes]:
    """The record that begins with this line, and the line after it where that had to be read."""
    if not line.startswith(BEGIN):
        return _lost(file, line, "no record begins here")
    head = [line]
    while line.strip():
        line = file.readline(LONGEST_HEAD)
        head.append(line)
        if not line or sum(map(len, head)) > LONGEST_HEAD:
            return Record(b"".join(head), b"", b"", "the head of the record has no end"), b""
    told = b"".join(head)
    length = LENGTH.search(told)
    if not length:
        return _lost(file, told, "the record does not say how long it is")
    block = file.read(int(length[2]))
    if len(block) < int(length[2]):
        return Record(told, block, b"", "the file ends inside the record"), b""
    after = file.readline(LONGEST_HEAD)
    behind = b""
    while after and not after.strip():
        behind += after
        after = file.readline(LONGEST_HEAD)
    return Record(told, block, behind), after


def _lost(file: IO[bytes], start: bytes, error: str) -> tuple[Record, bytes]:
    """What does not read as a record, up to the next one."""
    parts = [start]
    while (line := file.readline(LONGEST_HEAD)) and not line.startswith(BEGIN):
        parts.append(line)
    return Record(b"".join(parts), b"", b"", error), line


FORMAT = Format(rows, texts, replaced, raw, writer)

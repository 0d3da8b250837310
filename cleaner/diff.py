"""A unified diff that `patch` can apply, from the changes themselves: in bytes of the file, linear in its size.

Lines end at the newline byte, as `patch` sees it: CR and U+2028 are part of a line. UTF-16 and UTF-32 have no such byte, so
their diff is told in UTF-8, to be read and not to be applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.encodings import WIDE
from cleaner.files import Source
from cleaner.patch import Splice, spliced
from cleaner.patch import splices as spliced_at
from cleaner.report import Report

CONTEXT = 3  # lines of context around a change
NO_NEWLINE = b"\\ No newline at end of file\n"


class Region(NamedTuple):
    """Whole lines `data[start:end]`, and the lines that they become."""

    start: int
    end: int
    new: list[bytes]


def unified(source: Source, report: Report) -> Iterator[bytes]:
    """The lines of the diff of one file; none if nothing is changed."""
    if not report.changes:
        return
    data, splices = _in_utf8(report) if source.decoded.encoding in WIDE else (source.data, spliced_at(source, report))
    name = _name(source.name)
    yield b"--- " + name + b"\n"
    yield b"+++ " + name + b"\n"
    at, number, moved = 0, 1, 0  # the lines of the old file up to a place, and how many more the new one has
    for hunk in _hunks(data, _regions(data, splices)):
        top = _back(data, hunk[0].start)
        number += data.count(b"\n", at, top)
        at = top
        body, counts = _body(data, hunk, top)
        yield b"@@ -%s +%s @@\n" % (_range(number, counts[0]), _range(number + moved, counts[1]))
        yield from body
        moved += counts[1] - counts[0]


def encoding_of(source: Source) -> str:
    """The encoding of the lines of a file's diff."""
    return "utf-8" if source.decoded.encoding in WIDE else source.decoded.encoding


def _name(name: str) -> bytes:
    raw = name.encode("utf-8", "surrogateescape")
    if any(byte < 32 or byte in b'"\\' for byte in raw):
        escaped = b"".join(b"\\%03o" % byte if byte < 32 or byte in b'"\\' else b"%c" % byte for byte in raw)
        return b'"' + escaped + b'"'
    return raw + b"\t" if b" " in raw else raw  # as diff and git do: a tab ends a name with spaces


def _in_utf8(report: Report) -> tuple[bytes, list[Splice]]:
    text, splices, parts = report.original, [], []
    at = place = 0
    for change in report.changes:
        parts.append(text[at : change.start].encode("utf-8", "surrogatepass"))
        parts.append(change.old.encode("utf-8", "surrogatepass"))
        start = place + len(parts[-2])
        at, place = change.end, start + len(parts[-1])
        splices.append(Splice(start, place, change.new.encode("utf-8", "surrogatepass")))
    parts.append(text[at:].encode("utf-8", "surrogatepass"))
    return b"".join(parts), splices


def _regions(data: bytes, splices: Iterable[Splice]) -> Iterator[Region]:
    """The lines that splices touch, neighbouring ones together, less those that come out as they were."""
    group: list[Splice] = []
    start = end = 0
    for splice in splices:
        if group and splice.start > end:
            yield from _region(data, start, end, group)
            group = []
        if not group:
            start = data.rfind(b"\n", 0, splice.start) + 1
        if not group or splice.end >= end:
            end = _line_end(data, splice.end)
        group.append(splice)
    yield from _region(data, start, end, group)


def _region(data: bytes, start: int, end: int, splices: list[Splice]) -> Iterator[Region]:
    moved = [Splice(s.start - start, s.end - start, s.new) for s in splices]
    old = _lines(data[start:end])
    new = _lines(spliced(data[start:end], moved))
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    last = 0
    while last < min(len(old), len(new)) - same and old[-1 - last] == new[-1 - last]:
        last += 1
    start += sum(map(len, old[:same]))
    end -= sum(map(len, old[len(old) - last :]))
    yield Region(start, end, new[same : len(new) - last])


def _hunks(data: bytes, regions: Iterable[Region]) -> Iterator[list[Region]]:
    """Regions so near to each other that their context meets."""
    hunk: list[Region] = []
    for region in regions:
        if hunk and data.count(b"\n", hunk[-1].end, region.start) > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(region)
    if hunk:
        yield hunk


def _body(data: bytes, hunk: list[Region], top: int) -> tuple[list[bytes], tuple[int, int]]:
    """The lines of a hunk, and how many lines it has in the old and in the new file."""
    lines: list[bytes] = []
    old = new = 0
    for region in hunk:
        context, before = _lines(data[top : region.start]), _lines(data[region.start : region.end])
        lines += [_marked(b" ", line) for line in context]
        lines += [_marked(b"-", line) for line in before]
        lines += [_marked(b"+", line) for line in region.new]
        old, new, top = old + len(context) + len(before), new + len(context) + len(region.new), region.end
    end = top
    for _ in range(CONTEXT):
        end = _line_end(data, end)
    context = _lines(data[top:end])
    lines += [_marked(b" ", line) for line in context]
    return lines, (old + len(context), new + len(context))


def _marked(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n" + NO_NEWLINE


def _lines(data: bytes) -> list[bytes]:
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _line_end(data: bytes, at: int) -> int:
    return data.find(b"\n", at) + 1 or len(data)


def _back(data: bytes, at: int) -> int:
    """Where the context in front of a line begins."""
    for _ in range(CONTEXT):
        if at:
            at = data.rfind(b"\n", 0, at - 1) + 1
    return at


def _range(first: int, count: int) -> bytes:
    """Lines as a hunk names them: an empty range is named by the line before it."""
    return b"%d" % first if count == 1 else b"%d,%d" % (first if count else first - 1, count)

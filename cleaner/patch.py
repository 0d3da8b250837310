"""The bytes of a repaired file: only those of changed spans are new, all others are copied. And the way back.

Encoding a text anew is not always what it was: Big5 knows some characters by two codes, Hong Kong's extension makes two
code points of one. There the bytes of a place in the text are found with a decoder, and the report keeps what undo needs.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from cleaner.core import Change
from cleaner.encodings import WIDE, Decoded, decode, decode_as, errors_of
from cleaner.files import Refused, Source
from cleaner.report import Report, turned

CHUNK = 4096  # bytes between places that are looked up one by one where encoding anew is not exact
# These have two code points in one code.
COMPOSED = ("big5hkscs", "euc_jis_2004", "euc_jisx0213", "shift_jis_2004", "shift_jisx0213")
EXACT = ("utf-8", "gb18030", *WIDE)  # each code is one character, each character one code: tried for all of GB 18030
NEAR = 3  # characters from a stray byte in which a change could make it part of a character


class Splice(NamedTuple):
    """`data[start:end]` becomes `new`: a change in bytes of the file."""

    start: int
    end: int
    new: bytes


class Patched(NamedTuple):
    """A report, and the bytes of the text that it ends with."""

    report: Report
    data: bytes


def patch(source: Source, report: Report) -> Patched:
    """Make the changes of a report in the bytes of its file. What the encoding cannot hold is held, cause `encoding`."""
    if report.text != report.original and _exact(source.decoded):
        bom, tail = source.decoded.bom, source.decoded.tail
        with suppress(UnicodeEncodeError):  # the same as patching, without working out where each change was
            return Patched(report, b"".join((bom, report.text.encode(source.decoded.encoding), tail)))
    while report.text != report.original:
        found = list(_spliced(source, report.changes))
        strange = [change for change, splice in found if splice is None]
        if not strange:
            data = spliced(source.data, [splice for _, splice in found if splice is not None])
            if reread(data, source.decoded) == report.text:
                return Patched(report, data)
            strange = _beside_stray_bytes(report) or list(report.changes)
        report = report.hold(strange, "encoding")
    return Patched(report, source.data)


def splices(source: Source, report: Report) -> list[Splice]:
    """The changes of a report that was patched, as bytes of its file."""
    return [splice for _, splice in _spliced(source, report.changes) if splice is not None]


def _exact(decoded: Decoded) -> bool:
    """Whether encoding the text anew gives the very bytes: an encoding with one code a character, and no stray bytes."""
    return decoded.encoding in EXACT and not decoded.stray


def spliced(data: bytes, splices: Iterable[Splice]) -> bytes:
    """The data with sorted, disjoint splices made."""
    parts: list[bytes | memoryview] = []
    view, at = memoryview(data), 0
    for start, end, new in splices:
        parts += (view[at:start], new)
        at = end
    parts.append(view[at:])
    return b"".join(parts)


def reread(data: bytes, like: Decoded) -> str | None:
    """The text of patched bytes; None if they have none in their encoding, or another mark or tail."""
    try:
        again = decode_as(data, like.encoding, like.bom)
    except ValueError:
        return None
    return again.text if data.startswith(like.bom) and again.tail == like.tail else None


def facts(source: Source, patched: Patched) -> dict[str, Any]:
    """What the report of a file says about its bytes, so that they can be had back exactly."""
    decoded = source.decoded
    old_bytes: dict[str, str] = {}
    if not _exact(decoded):
        found = zip(patched.report.changes, splices(source, patched.report), strict=True)
        for i, (change, (start, end, _)) in enumerate(found):
            old = source.data[start:end]
            if _encoded(change.old, decoded.encoding) != old:
                old_bytes[str(i)] = old.hex()
    return {
        "file": source.name,
        "encoding": decoded.encoding,
        "bom": decoded.bom.hex(),
        "newline": newline(source.text),
        "undecodable": decoded.stray,
        "bytes": {"original": _digest(source.data), "text": _digest(patched.data)},
        "old_bytes": old_bytes,
    }


def newline(text: str) -> str:
    """The line ends of a text: lf, crlf, cr, mixed or none.

    >>> newline("a\\r\\nb"), newline("a\\nb\\r"), newline("a")
    ('crlf', 'mixed', 'none')
    """
    crlf = text.count("\r\n")
    counts = {"crlf": crlf, "lf": text.count("\n") - crlf, "cr": text.count("\r") - crlf}
    used = [name for name, count in counts.items() if count]
    return "mixed" if len(used) > 1 else used[0] if used else "none"


# -- the way back ------------------------------------------------------------------------------------------------------


def undone(name: str, data: bytes, told: str) -> bytes | None:
    """The bytes before the repair, from those after it and the report. None if these are those before it.

    Raises Refused if the report is about neither.
    """
    import json

    try:
        about = json.loads(told)
    except ValueError:
        raise Refused("not a report of cleaner: give what fix --report or fix --json printed") from None
    try:
        digests, encoding = about.get("bytes"), about.get("encoding")
        decoded = decode_as(data, encoding, bytes.fromhex(about["bom"])) if digests else decode(data, encoding)
        if digests and _digest(data) == digests["original"]:
            return None
        report = Report.from_json(told, decoded.text)
    except (ValueError, KeyError, TypeError, AttributeError, LookupError) as error:
        raise Refused(f"the report does not fit, nothing was written: {error}") from None
    if decoded.text == report.original:
        return None
    source = Source(name, data, decoded)
    kept = {int(i): bytes.fromhex(old) for i, old in about.get("old_bytes", {}).items()}
    found = [splice for _, splice in _spliced(source, list(turned(report.changes)))]
    back = [splice._replace(new=kept.get(i, splice.new)) for i, splice in enumerate(found) if splice]
    original = spliced(data, back)
    if len(back) < len(found) or (digests and _digest(original) != digests["original"]):
        raise Refused("the report is about other bytes than these, nothing was written")
    return original


# -- places ------------------------------------------------------------------------------------------------------------


def _spliced(source: Source, changes: Iterable[Change]) -> Iterator[tuple[Change, Splice | None]]:
    """Each change with its splice, or None where the encoding cannot hold it."""
    changes = list(changes)
    bom = len(source.decoded.bom)
    spots = _places(source, [offset for change in changes for offset in change[:2]])
    for change, start, end in zip(changes, spots[::2], spots[1::2], strict=True):
        new = _encoded(change.new, source.decoded.encoding)
        fits = start is not None and end is not None and new is not None
        yield change, Splice(bom + start, bom + end, new) if fits else None  # type: ignore[operator,arg-type]


def _encoded(text: str, encoding: str) -> bytes | None:
    """The bytes of a text, or None if the encoding cannot hold it."""
    try:
        return text.encode(encoding, errors_of(encoding))
    except UnicodeError:
        return None


def _places(source: Source, offsets: list[int]) -> list[int | None]:
    """Where sorted offsets in the text are in its bytes (behind the byte order mark). None for one inside a code."""
    text, encoding, bom, tail, _ = source.decoded
    body = memoryview(source.data)[len(bom) : len(source.data) - len(tail)]
    again = None if encoding in COMPOSED else _encoded(text, encoding)
    if again is not None and body == again:
        return list(_measured(text, encoding, offsets))
    return list(_searched(body, encoding, offsets))


def _measured(text: str, encoding: str, offsets: Iterable[int]) -> Iterator[int | None]:
    at = place = 0
    for offset in offsets:
        place += len(text[at:offset].encode(encoding, errors_of(encoding)))
        at = offset
        yield place


def _searched(body: memoryview, encoding: str, offsets: list[int]) -> Iterator[int | None]:
    """The places, from a decoder that is fed chunks, and bytes where a chunk holds offsets."""
    decoder = codecs.getincrementaldecoder(encoding)(errors_of(encoding))
    chars = place = i = 0  # what is decoded, and where it ends
    for fed in range(0, len(body) + 1, CHUNK):
        chunk = body[fed : fed + CHUNK]
        text = decoder.decode(bytes(chunk), fed + CHUNK > len(body))
        pending = len(decoder.getstate()[0])
        ends, until = chars + len(text), fed + len(chunk) - pending
        if i < len(offsets) and offsets[i] <= ends:
            known = _singly(bytes(body[place:until]), encoding)
            while i < len(offsets) and offsets[i] <= ends:
                spot = known.get(offsets[i] - chars)
                yield None if spot is None else place + spot
                i += 1
        chars, place = ends, until


def _singly(part: bytes, encoding: str) -> dict[int, int]:
    """The places of a part that starts and ends with whole characters, by offset: found out byte by byte."""
    decoder = codecs.getincrementaldecoder(encoding)(errors_of(encoding))
    places = {0: 0}
    chars = place = 0
    for fed in range(1, len(part) + 1):
        text = decoder.decode(part[fed - 1 : fed], fed == len(part))
        for char in text[:-1]:
            if not "\udc80" <= char <= "\udcff":
                break
            chars, place, text = chars + 1, place + 1, text[1:]  # a stray byte is one byte
            places[chars] = place
        if text:
            chars, place = chars + len(text), fed - len(decoder.getstate()[0])
            places[chars] = place
    return places


def _beside_stray_bytes(report: Report) -> list[Change]:
    """Changes so near to undecodable bytes that these could become part of a character."""
    text, found, before = report.original, [], ""
    at = 0
    for change in report.changes:
        before = (before + text[max(at, change.start - NEAR) : change.start])[-NEAR:]
        around = before + change.new + text[change.end : change.end + NEAR]
        if any("\ud800" <= char <= "\udfff" for char in around):
            found.append(change)
        before, at = (before + change.new)[-NEAR:], change.end
    return found


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

"""Files in and out: text files are read as bytes and put back in one step; what is no text is refused with a hint.

What a PDF, a Word file or an archive holds is not there to be patched, so it is named, and the tool that gets the text out.
A file is replaced whole (a temporary file beside it, then a rename) with its mode and owner: a crash leaves the old or the
new one, never half of either. Links are followed. In folders hidden files and tables (CSV) are passed over: name them.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from cleaner.encodings import BOMS, WIDE, Decoded, decode

STDIN = "-"
SUFFIXES = ("*.txt", "*.text", "*.md", "*.markdown")  # what is text in a folder, unless --include says otherwise

OFFICE = "save it as plain text first, e.g. with pandoc or LibreOffice"
UNPACK = "unpack it first"
# How binary files begin, what they are, and what to do. `.` stands for any byte.
MAGIC = (
    (rb"[\s\x00]{0,64}%PDF-", "a PDF file", "extract its text first, e.g. with pdftotext"),
    (
        rb"PK\x03\x04.{26,60}(?:word/|\[Content_Types\]|_rels/|docProps/|xl/|ppt/)",
        "a Word, Excel or PowerPoint file",
        OFFICE,
    ),
    (rb"PK\x03\x04.{26}mimetypeapplication/(?:epub|vnd\.oasis)", "an e-book or OpenDocument file", OFFICE),
    (rb"PK(?:\x03\x04|\x05\x06|\x07\x08)", "a ZIP archive", UNPACK),
    (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or PowerPoint file", OFFICE),
    (rb"\{\\rtf", "an RTF file", OFFICE),
    (
        rb"\x1f\x8b|BZh[1-9]1AY&SY|\xfd7zXZ\x00|\x28\xb5\x2f\xfd|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07",
        "a compressed file",
        UNPACK,
    ),
    (rb".{257}ustar[\x00 ]", "a TAR archive", UNPACK),
    (
        rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|II\*\x00|MM\x00\*|RIFF....WEBP|BM....\x00\x00\x00\x00|\x00\x00\x01\x00\x01",
        "an image",
        "read its text first with OCR, e.g. with tesseract",
    ),
    (rb"SQLite format 3\x00", "an SQLite database", "export its text first"),
    (rb"PAR1.*\x15", "a Parquet file", "export its text first"),
    (rb"\x7fELF|MZ.{0,60}\x00|\xca\xfe\xba\xbe\x00|\xcf\xfa\xed\xfe\x07|\x00asm", "a program", "give a text file"),
    (rb"ID3[\x02-\x04]|RIFF....(?:WAVE|AVI )|....ftyp|OggS\x00|fLaC\x00", "a sound or film file", "give a text file"),
)
BINARY = re.compile(b"|".join(b"(%s)" % start for start, _, _ in MAGIC), re.S)
CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b\b"))
LOOK = 1 << 16  # bytes looked at for control bytes, at the start and in the middle
FEW = 8  # so many control bytes may stand in any text
# Shares of control bytes: suspicious if there are undecodable ones too, and more than a text has.
SOME, MANY = 0.03, 0.3


class Refused(ValueError):
    """An input that cannot be worked on: what it is, and what to do."""


def told(error: BaseException) -> str:
    """An error in one line that says what to do."""
    name = f"{os.fsdecode(error.filename)}: " if isinstance(error, OSError) and error.filename is not None else ""
    return name + what(error).replace("\n", " ")


def what(error: BaseException) -> str:
    """What went wrong with a file, without its name."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder: check the name"
    if isinstance(error, PermissionError):
        return "no permission: check who may read and write it"
    if isinstance(error, MemoryError):
        return "too large for the memory of this machine: split it"
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


class Source(NamedTuple):
    """A file as it was read."""

    name: str  # as the user gave it; - for standard input
    data: bytes
    decoded: Decoded
    stamp: tuple[int, int] | None = None  # size and time of the file when it was read

    @property
    def text(self) -> str:
        return self.decoded.text


def read(name: str, encoding: str | None = None) -> Source:
    """Read a file, or standard input. Raises Refused (or OSError) where there is no text to be had."""
    data, stamp = load(name)
    refuse_binary(data, encoding)
    try:
        return Source(name, data, decode(data, encoding), stamp)
    except ValueError as error:
        raise Refused(str(error)) from None


def load(name: str) -> tuple[bytes, tuple[int, int] | None]:
    """The bytes of a file or of standard input, and its stamp."""
    if name == STDIN:
        return sys.stdin.buffer.read(), None
    with Path(name).open("rb") as file:
        return file.read(), _stamp(os.fstat(file.fileno()))


def refuse_binary(data: bytes, encoding: str | None = None) -> None:
    """Raises Refused for what is no text. An encoding that is given is believed, but for what surely is something else."""
    magic = BINARY.match(data[:512])
    if magic and magic.lastindex:
        _, what, hint = MAGIC[magic.lastindex - 1]
        raise Refused(f"{what}; {hint}")
    if encoding or data.startswith(tuple(bom for bom, _ in BOMS)):
        return
    middle = max(LOOK, len(data) // 8 * 4)  # whole units of UTF-16, if it is that
    look = data[:LOOK] + data[middle : middle + LOOK]
    controls = (len(look) - len(look.translate(None, CONTROLS))) / max(len(look), FEW / SOME)
    if controls <= SOME:
        return
    decoded = decode(look)
    if decoded.encoding not in WIDE and (controls > MANY or decoded.stray > SOME * len(look)):
        raise Refused("binary content; if it is text, name its encoding with --encoding")


# -- writing -----------------------------------------------------------------------------------------------------------


def write(source: Source, data: bytes) -> None:
    """Put new bytes in the place of a file, in one step. Raises Refused if it is no plain file or was changed meanwhile."""
    path = Path(source.name).resolve()  # a link stays, what it points to is replaced
    was = path.stat()
    if not stat.S_ISREG(was.st_mode):
        raise Refused("not a plain file: leave out --write and send the output elsewhere")
    if source.stamp not in (None, _stamp(was)):
        raise Refused("another program changed it meanwhile, nothing was written: run again")
    if not os.access(path, os.W_OK):
        raise Refused("it is write-protected, nothing was written: make it writable first")
    put(path, data, was)


def put(path: Path, data: bytes, was: os.stat_result | None = None) -> None:
    """Write a file in one step, with the mode and the owner of what was there. An OSError names it, not the temporary file."""
    try:
        _put(path, data, was)
    except OSError as error:
        if error.filename is None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from None


def _put(path: Path, data: bytes, was: os.stat_result | None) -> None:
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if was and hasattr(os, "fchown"):
                with suppress(OSError):  # only root may give a file away
                    os.fchown(file.fileno(), was.st_uid, was.st_gid)
            Path(temporary).chmod(stat.S_IMODE(was.st_mode) if was else 0o666 & ~_umask())
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _stamp(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, status.st_mtime_ns


def same(name: str, other: str) -> bool:
    """Whether two names are of one file that is there."""
    try:
        return name != STDIN and Path(name).samefile(other)
    except OSError:
        return False


# -- folders -----------------------------------------------------------------------------------------------------------


def inputs(names: Iterable[str], include: Iterable[str] = (), exclude: Iterable[str] = ()) -> Iterator[str]:
    """The files that are meant: names as they are, and what the patterns choose from folders, sorted."""
    for name in names:
        if name != STDIN and Path(name).is_dir():
            yield from _walk(name, tuple(include) or SUFFIXES, tuple(exclude))
        elif os.name == "nt" and name != STDIN and any(c in name for c in "*?") and not Path(name).exists():
            yield from sorted(map(str, Path().glob(name))) or [name]  # the shells of Windows leave patterns to programs
        else:
            yield name


def _walk(folder: str, include: tuple[str, ...], exclude: tuple[str, ...]) -> Iterator[str]:
    for root, folders, names in os.walk(folder):
        inside = os.path.relpath(root, folder)
        folders[:] = sorted(name for name in folders if name[0] != "." and not _matches(inside, name, exclude))
        for name in sorted(names):
            wanted = name[0] != "." and _matches(inside, name, include) and not _matches(inside, name, exclude)
            if wanted and (Path(root) / name).is_file():
                yield os.path.join(root, name)  # noqa: PTH118 - keeps ./ and the user's spelling


def _matches(inside: str, name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a pattern names a file: with a slash it is about the path inside the folder, without about the name alone."""
    path = os.path.normpath(os.path.join(inside, name)).replace(os.sep, "/")  # noqa: PTH118
    return any(fnmatch(path if "/" in pattern.rstrip("/") else name, pattern.rstrip("/")) for pattern in patterns)

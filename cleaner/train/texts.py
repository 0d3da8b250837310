"""Files of text: UTF-8, a paragraph a line, plain or packed."""

from __future__ import annotations

import gzip
import io
import lzma
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TextIO

TEXTS = (".txt", ".txt.gz", ".txt.xz", ".txt.zst")


def paragraphs(paths: Iterable[Path]) -> Iterator[str]:
    """The lines that are not blank, without the white space around them, of UTF-8 files (.gz, .xz and .zst are unpacked).

    A folder stands for its files TEXTS, at any depth, in the order of their names.
    """
    for path in files(paths):
        try:
            with _opened(path) as file:
                yield from filter(None, map(str.strip, file))
        except Exception as error:  # each format has exceptions of its own
            raise ValueError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files themselves, and those TEXTS that are in the folders."""
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file() and each.name.endswith(TEXTS))
        else:
            yield path


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig")
    if path.suffix == ".xz":
        return lzma.open(path, "rt", encoding="utf-8-sig")
    if path.suffix == ".zst":
        try:
            zstandard = import_module("zstandard")
        except ImportError as error:
            raise ValueError("to read .zst, install the package zstandard: pip install zstandard") from error
        unpacker = zstandard.ZstdDecompressor(max_window_size=2**31)  # as zstd --long=31 needs it
        return io.TextIOWrapper(unpacker.stream_reader(path.open("rb"), read_across_frames=True), "utf-8-sig")
    return path.open(encoding="utf-8-sig")

"""Sources into units of work: always the same ones for the same files, in the same order, whoever asks."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from cleaner.config import ConfigError
from cleaner.corpora.formats import PATTERNS, Unit, guess
from cleaner.corpora.job import UNIT_SIZE
from cleaner.corpora.places import below, remote, stamp
from cleaner.corpora.streams import compression_of

KEPT_OUT = re.compile("(?:^|/)[._]")  # hidden, or of a run: never taken from folders and by patterns
MAGIC = re.compile("[*?[]")


class Source(NamedTuple):
    """A file, and what it is called below OUT."""

    path: str
    name: str


def sources(
    given: Iterable[str], include: Sequence[str] = (), exclude: Sequence[str] = (), out: str | None = None
) -> list[Source]:
    """The files that are meant by files, folders and patterns (with ** for any folders), each once, in a fixed order.

    Below OUT a file is called as it is below its folder. Raises ConfigError where two would have one name, or none is found.
    """
    found: dict[str, Source] = {}
    names: dict[str, str] = {}
    within = Path(out).resolve() if out and not remote(out) else None
    for each in given:
        patterns = tuple(include) or PATTERNS, tuple(exclude)
        for source in _far(each, *patterns, out) if remote(each) else _meant(each, *patterns, within):
            if source.path in found:
                continue
            if source.name.startswith("_"):
                raise ConfigError(f"{source.path}: names that begin with _ are kept for the run's own files: rename it")
            if source.name in names:
                raise ConfigError(
                    f"{names[source.name]} and {source.path} would both become {source.name}: give a folder above both"
                )
            found[source.path] = source
            names[source.name] = source.path
    if not found:
        raise ConfigError(f"no files found in {', '.join(given)}")
    return sorted(found.values(), key=lambda source: source.name)


def plan(found: Iterable[Source], format: str | None = None, unit_size: int = UNIT_SIZE) -> list[Unit]:  # noqa: A002
    """The units of these files. Large plain JSONL files are cut by bytes, large Parquet files by row groups."""
    units: list[Unit] = []
    for source in found:
        size, changed = stamp(source.path)
        kind = format or guess(source.path)
        if kind is None:
            raise ConfigError(f"{source.path}: what format it is does not show in its name: say it with --format")
        whole = Unit(
            source.name,
            source.path,
            kind,
            compression_of(source.path) if kind in ("jsonl", "wet") else "",
            size=size,
            changed=changed,
        )
        units += _parts(whole, unit_size)
    seen: dict[str, str] = {}
    for unit in units:
        if unit.name in seen:
            raise ConfigError(f"{seen[unit.name]} and {unit.source} would both become {unit.name}: rename one")
        seen[unit.name] = unit.source
    return units


def shard(units: list[Unit], part: str) -> list[Unit]:
    """Every n-th unit, from the i-th on, for `i/n`. Raises ConfigError if it is not of that kind.

    >>> [unit.name for unit in shard([Unit(name, "", "jsonl") for name in "abcde"], "1/2")]
    ['b', 'd']
    """
    told = re.fullmatch(r"(\d+)/(\d+)", part)
    if not told or not int(told[1]) < int(told[2]):
        raise ConfigError(f"--shard is i/n with i from 0 to n-1, not {part!r}")
    return units[int(told[1]) :: int(told[2])]


def listed(file: str) -> list[str]:
    """The names in a file, one a line; - is standard input."""
    lines = sys.stdin if file == "-" else Path(file).read_text("utf-8", "surrogateescape").split("\n")
    return [line.rstrip("\r\n") for line in lines if line.strip()]


def _meant(given: str, include: tuple[str, ...], exclude: tuple[str, ...], out: Path | None) -> Iterator[Source]:
    path = Path(given)
    if path.is_dir():
        if out and out == path.resolve():
            raise ConfigError(f"{given}: OUT must be another folder than the source")
        for root, folders, names in os.walk(given, onerror=_told):
            folders[:] = sorted(
                name for name in folders if name[0] not in "._" and not (out and (Path(root) / name).resolve() == out)
            )
            for name in sorted(names):
                inside = (Path(root) / name).relative_to(path).as_posix()
                if name[0] not in "._" and _any(inside, include) and not _any(inside, exclude):
                    yield Source(_absolute(Path(root) / name), inside)
    elif path.exists():
        yield Source(_absolute(path), path.name)
    elif MAGIC.search(given):
        base = Path(*_plain(path))
        for hit in sorted(glob.glob(given, recursive=True)):  # noqa: PTH207 - Path.glob takes no absolute pattern
            inside = Path(hit).relative_to(base).as_posix()
            hidden = out and Path(hit).resolve().is_relative_to(out)
            if Path(hit).is_file() and not hidden and not KEPT_OUT.search(inside) and not _any(inside, exclude):
                yield Source(_absolute(Path(hit)), inside)
    else:
        raise ConfigError(f"{given}: no such file or folder: check the name")


def _far(given: str, include: tuple[str, ...], exclude: tuple[str, ...], out: str | None) -> Iterator[Source]:
    """The files at an address: a file, a folder, or a pattern."""
    hits = below(given)
    base = MAGIC.split(given)[0].rpartition("/")[0] if MAGIC.search(given) else given
    for hit in hits:
        inside = hit.removeprefix(base).lstrip("/") or hit.rpartition("/")[2]
        wanted = hits == [given] or MAGIC.search(given) or _any(inside, include)
        mine = out and hit.startswith(f"{out}/")
        if wanted and not mine and not KEPT_OUT.search(inside) and not _any(inside, exclude):
            yield Source(hit, inside)
    if not hits:
        raise ConfigError(f"{given}: no such file or folder: check the name")


def _told(error: OSError) -> None:
    """A folder that cannot be read ends the search: its rows would be missing, and nobody would know."""
    raise error


def _plain(path: Path) -> Iterator[str]:
    for part in path.parts[:-1]:
        if MAGIC.search(part):
            return
        yield part


def _absolute(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - links keep their own names


def _any(inside: str, patterns: tuple[str, ...]) -> bool:
    last = inside.rpartition("/")[2]
    return any(fnmatch(inside if "/" in pattern else last, pattern) for pattern in patterns)


def _parts(whole: Unit, unit_size: int) -> Iterator[Unit]:
    if whole.format == "jsonl" and not whole.compression:
        count = -(-whole.size // unit_size)
        cuts = [n * unit_size for n in range(count)] + [whole.size]
    elif whole.format == "parquet" and whole.size > unit_size:
        cuts = _row_groups(whole.source, unit_size)
        count = len(cuts) - 1
    else:
        count, cuts = 1, [0]
    if count <= 1:
        yield whole
        return
    for part in range(count):
        name = _part_name(whole.name, part, count)
        yield whole._replace(name=name, part=part, parts=count, start=cuts[part], end=cuts[part + 1])


def _row_groups(path: str, unit_size: int) -> list[int]:
    """The row groups at which units of about this size begin, and the number of them. A damaged file is one unit, which will say so."""
    from cleaner.corpora.format_parquet import arrow, source

    parquet = arrow()[1]
    try:
        found = parquet.ParquetFile(source(path))
    except (OSError, ValueError):
        return [0, -1]
    with found as file:
        cuts, size = [0], 0
        for group in range(file.num_row_groups):
            compressed = sum(
                file.metadata.row_group(group).column(n).total_compressed_size for n in range(file.metadata.num_columns)
            )
            if size and size + compressed > unit_size:
                cuts.append(group)
                size = 0
            size += compressed
        return [*cuts, file.num_row_groups]


def _part_name(name: str, part: int, parts: int) -> str:
    """
    >>> _part_name("zh/big.jsonl", 3, 12)
    'zh/big-00003-of-00012.jsonl'
    """
    path = Path(name)
    return path.with_name(f"{path.stem}-{part:05}-of-{parts:05}{path.suffix}").as_posix()

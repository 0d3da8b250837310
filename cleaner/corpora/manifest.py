"""What is done of a corpus, on the disk: one entry a unit, written last. Where there is no entry, the unit is not done.

    OUT/<name>                  the rows, in files named like the sources (big-00003-of-00012.jsonl for a part)
    OUT/_quarantine/<name>.jsonl, OUT/_filtered/<name>.jsonl
    OUT/_manifest/<name>.json   the entries
    OUT/_run.json               what the run is made with; another one is refused
    OUT/_report.json            the sum of the entries, in the end
    OUT/_tmp/                   what is being written

A leading _ keeps the readers of Spark, Hive and pyarrow, which take all of a folder, from taking these for data.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from cleaner.config import ConfigError
from cleaner.corpora.formats import Unit
from cleaner.corpora.places import place, remote, send

Entry = dict[str, Any]
Rows = dict[str, int]
OLD = 3600.0  # seconds
LONGEST = 200  # bytes of a file name to which an ending is added; longer ones are cut and told apart by a digest


def data_path(out: str, name: str) -> Path:
    return place(out) / name


def side_path(out: str, kind: str, name: str) -> Path:
    """The file of a unit in one of the folders _manifest, _quarantine, _filtered and _counts."""
    folder, _, last = name.rpartition("/")
    if len(os.fsencode(last)) > LONGEST:
        last = f"{last[:40]}-{hashlib.sha256(os.fsencode(last)).hexdigest()[:16]}"
    ending = "jsonl" if kind in ("_quarantine", "_filtered") else "json"
    return place(out) / kind / folder / f"{last}.{ending}"


def temporary(out: str, name: str) -> Path:
    """A new file of a unit in OUT/_tmp; `sweep` knows it by the unit's name."""
    folder = _workshop(out)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{_key(name)}-{os.getpid()}-{secrets.token_hex(4)}"


def _workshop(out: str) -> Path:
    """Where files are written before they are published: for an address a folder of this machine."""
    return Path(tempfile.gettempdir()) / f"cleaner-{_key(out)}" if remote(out) else Path(out) / "_tmp"


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:20]


def sweep(out: str, units: Iterable[Unit], process: int | None = None) -> None:
    """Remove what an earlier run of these units left half written, or what one process did."""
    folder = _workshop(out)
    keys = {_key(unit.name) for unit in units}
    for path in folder.iterdir() if folder.is_dir() else ():
        mine = path.name[:20] in keys and (process is None or path.name.split("-")[1] == str(process))
        if mine or (path.name[:20] == _key("_run") and _old(path)):
            path.unlink(missing_ok=True)


def _old(path: Path) -> bool:
    """Whether a file is too old to be one that another shard is just writing."""
    try:
        return time.time() - path.stat().st_mtime > OLD
    except OSError:
        return False


def publish(temporary_file: Path, path: Path) -> None:
    """Put a finished file in its place, in one step, and see that it stays there."""
    if remote(str(path)):
        send(temporary_file, path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary_file.replace(path)
    _sync(path.parent)


def write_json(out: str, name: str, path: Path, value: Any) -> None:
    """Write a small file in one step."""
    at = temporary(out, name)
    try:
        with at.open("wb") as file:
            file.write(json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace") + b"\n")
            file.flush()
            os.fsync(file.fileno())
        publish(at, path)
    except BaseException:
        with suppress(OSError):
            at.unlink(missing_ok=True)
        raise


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def entries(out: str) -> Iterator[Entry]:
    """All that is done, in the order of the names."""
    for path in sorted((place(out) / "_manifest").rglob("*.json")):
        yield read_json(path)


def open_run(out: str, run: dict[str, Any], units: list[Unit], anew: bool = False) -> dict[str, Rows]:
    """Make OUT ready for a run, and give the counts of rows of each unit that is done of it. Raises ConfigError where it is another run's.

    anew: what else OUT holds stays, and is no reason to refuse it.
    """
    folder = place(out)
    told = folder / "_run.json"
    if not told.exists():
        strange = not anew and folder.exists() and any(path.name != "_tmp" for path in folder.iterdir())
        if strange and not told.exists():  # unless another shard began the run just now
            raise ConfigError(f"{out}: it holds files that are not of a run of cleaner: give a new or an empty folder")
        if not remote(out):
            folder.mkdir(parents=True, exist_ok=True)
        write_json(out, "_run", told, run)
    before = read_json(told)
    for key, value in run["settings"].items():
        if before["settings"].get(key) != value:
            raise ConfigError(
                f"{out} was begun with {_flag(key)} {_short(before['settings'].get(key))}, this run has {_short(value)}: "
                "give the same again, another OUT, or --restart"
            )
    for key, value in run["versions"].items():
        if before["versions"].get(key) != value:
            raise ConfigError(
                f"{out} was begun with {key} {before['versions'].get(key) or 'missing'}, this is {value or 'missing'}: "
                "the rest would come out otherwise; give another OUT, or --restart"
            )
    return _matched(out, units)


def _matched(out: str, units: list[Unit]) -> dict[str, Rows]:
    """The counts of these units as far as they are done. Raises ConfigError where a source has changed since."""
    stamps = {unit.source: [unit.size, unit.changed] for unit in units}
    names = {unit.name for unit in units}
    done: dict[str, Rows] = {}
    for entry in entries(out):
        stamp = stamps.get(entry["source"])
        if stamp is not None and stamp != [entry["size"], entry["changed"]]:
            raise ConfigError(f"{entry['source']}: it was changed after it was cleaned: give another OUT, or --restart")
        if entry["unit"] in names:
            if stamp is None:
                raise ConfigError(
                    f"{out}: {entry['unit']} was made from {entry['source']}: give another OUT, or --restart"
                )
            done[entry["unit"]] = entry["rows"]
    return done


def wipe(out: str) -> bool:
    """Remove what a run wrote into OUT, and nothing else. Whether there was one."""
    folder = place(out)
    if not (folder / "_run.json").exists():
        return False
    for entry in entries(out):
        data_path(out, entry["unit"]).unlink(missing_ok=True)
    for kind in ("_manifest", "_quarantine", "_filtered", "_counts", "_tmp"):
        for path in sorted((folder / kind).rglob("*"), reverse=True):
            if path.is_file():
                path.unlink()
            elif not remote(out):
                path.rmdir()
    for path in [*folder.glob("_report*.json"), folder / "_counts.json", folder / "_run.json"]:
        path.unlink(missing_ok=True)
    return True


def forget(out: str, names: Iterable[str]) -> None:
    """Take back that these units are done."""
    for name in names:
        side_path(out, "_manifest", name).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    if os.name != "nt":  # folders cannot be opened there
        at = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(at)
        finally:
            os.close(at)


def _flag(key: str) -> str:
    return "the options of the chain" if key == "how" else f"--{key.replace('_', '-')}"


def _short(value: Any) -> str:
    told = "not given" if value is None else json.dumps(value, ensure_ascii=False)
    return told if len(told) <= 120 else told[:117] + "..."

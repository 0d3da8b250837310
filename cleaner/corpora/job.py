"""What a run over a corpus is made with: plain values, so that any engine can send them to any process."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import __version__
from cleaner.corpora.places import place
from cleaner.report import Report

MEGABYTE = 1 << 20
UNIT_SIZE = 64 * MEGABYTE  # bytes from which on a file is split where its format lets it be
PACKAGES = ("ahocorasick-rs", "ftfy", "numpy", "opencc", "ufal-kenlm")  # what the result of a chain depends on
WRITERS = ("msgspec", "isal", "backports.zstd", "pyarrow")  # what the bytes of an output depend on besides
ADDED = ("changes", "notes", "counts")  # what can be added to a row, as the field cleaner_changes and so on


class Job(NamedTuple):
    """What is done to each row, and where the result goes."""

    out: str
    how: dict[str, Any] = {}  # arguments of cleaner.explain
    field: str = "text"
    encoding: str | None = None  # of text files; None: found out
    add: tuple[str, ...] = ()
    drop_empty: bool = False
    counts: str | None = None  # file with the line counts of a corpus, for the pass boilerplate
    explain: str = "cleaner.chain:explain"  # what repairs a text: module:function
    digest: str = ""  # of all this and of the versions behind it


def settings_of(job: Job, unit_size: int) -> dict[str, Any]:
    """What the user chose and what the output depends on, as JSON values."""
    chosen = job._asdict()
    del chosen["out"], chosen["digest"]
    if job.counts:
        chosen["counts"] = _sha(place(job.counts))
    model = job.how.get("model")
    return {
        **chosen,
        "add": list(job.add),
        "how": {**job.how, "model": model and _sha(Path(model))},
        "unit_size": unit_size,
    }


@lru_cache(1)
def versions() -> dict[str, str]:
    """The versions that the bytes of an output depend on."""
    found = {"cleaner": __version__, "tables": _tables()}
    for name in (*PACKAGES, *WRITERS):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = ""
    return found


def digest_of(*values: Any) -> str:
    """A short name for what a run was made with."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=True).encode()).hexdigest()[:16]


def explainer(job: Job) -> Callable[[str], Report]:
    """What repairs a text under this job; made once a process."""
    return _explainer(job.explain, job.counts, json.dumps(job.how, sort_keys=True))


@lru_cache(4)
def _explainer(name: str, counts: str | None, how: str) -> Callable[[str], Report]:
    module, _, function = name.partition(":")
    explain = getattr(import_module(module), function)
    arguments = json.loads(how)
    if counts:
        told = json.loads(place(counts).read_text("utf-8"))["lines"]
        arguments["options"] = {**(arguments.get("options") or {}), "boilerplate.counts": told}
    return lambda text: explain(text, **arguments)


def _tables() -> str:
    """A digest of the code of the passes and of the tables: a change of either can change any row."""
    folder = Path(__file__).parents[1]
    found = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *(folder / "data").iterdir()]):
        if "corpora" not in path.parts[-2:] and "integrations" not in path.parts[-2:] and path.is_file():
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]

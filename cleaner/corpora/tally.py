"""What a unit came to: its counts, and a few of all that was changed, held, noted and set aside, to be looked at.

The few are drawn by lot, and the lot of a place is a checksum of the unit, the row and the offset: it does not matter who did what when, and the
sample of a corpus is drawn from the samples of its units without a look at the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappush, heappushpop
from time import perf_counter
from typing import Any
from zlib import crc32

from cleaner.core import Change, Held, Note
from cleaner.corpora.formats import Unit
from cleaner.corpora.job import Job
from cleaner.corpora.manifest import Entry
from cleaner.corpora.row import Blame
from cleaner.report import Report, shortened

KINDS = ("changes", "held", "notes", "set_aside")
SHOWN = 3  # of each code, from one unit
MOST = 5  # rows of a unit that have the most changes
AROUND = 16  # characters of context on each side
LONG = 80  # characters of one side of a change
RAW = 200  # bytes of a row that is set aside

Samples = dict[str, dict[str, Any]]  # by code: count, and samples


class Tally:
    """Counts the rows of one unit."""

    def __init__(self, unit: Unit, job: Job) -> None:
        self._unit, self._job = unit, job
        self._seed = seed(unit.name)
        self._began = perf_counter()
        self.rows = {"in": 0, "out": 0, "quarantined": 0, "filtered": 0, "changed": 0, "without_text": 0}
        self._passes: dict[str, dict[str, int]] = {}
        self._kinds: dict[str, Samples] = {kind: {} for kind in KINDS}
        self._most: list[tuple[int, int, int]] = []

    def count(self, number: int, reports: list[Report]) -> None:
        """Count what was found in a row that goes out."""
        changes = 0
        for report in reports:
            if not report.found:
                continue
            changes += len(report.changes)
            for change in report.changes:
                for why in change.why:
                    self._pass(why.by, "changes")
                self._one("changes", number, report, change, change.why[-1].code)
            for held in report.held:
                self._pass(held.why[-1].by, "held")
                self._one("held", number, report, held, held.why[-1].code)
            for note in report.notes:
                self._pass(note.by, "notes")
                self._one("notes", number, report, note, note.code)
        if changes:
            row = changes, -number, sum(len(report.original) for report in reports)
            (heappush if len(self._most) < MOST else heappushpop)(self._most, row)

    def aside(self, number: int, blame: Blame, raw: bytes) -> None:
        """Count a row that was set aside."""
        told = self._kinds["set_aside"].setdefault(blame.reason, {"count": 0, "samples": []})
        told["count"] += 1
        if len(told["samples"]) < SHOWN:
            begins = raw[:RAW].decode("utf-8", "backslashreplace")
            told["samples"].append(
                {"row": number, "start": 0, "pass": blame.by, "facts": blame.facts, "raw": begins, "bytes": len(raw)}
            )

    def entry(self) -> Entry:
        """All of it, as the manifest has it."""
        unit = self._unit
        return {
            "unit": unit.name,
            "source": unit.source,
            "size": unit.size,
            "changed": unit.changed,
            "part": [unit.part, unit.parts],
            "bytes": unit.bytes,
            "config": self._job.digest,
            "rows": self.rows,
            "passes": dict(sorted(self._passes.items())),
            **{kind: dict(sorted(told.items())) for kind, told in self._kinds.items()},
            "most": [
                {"row": -number, "changes": changes, "characters": length}
                for changes, number, length in sorted(self._most, reverse=True)
            ],
            "seconds": round(perf_counter() - self._began, 3),
        }

    def _pass(self, by: str, kind: str) -> None:
        self._passes.setdefault(by, {"changes": 0, "held": 0, "notes": 0})[kind] += 1

    def _one(self, kind: str, number: int, report: Report, item: Change | Held | Note, code: str) -> None:
        told = self._kinds[kind].setdefault(code, {"count": 0, "samples": []})
        told["count"] += 1
        samples = told["samples"]
        if len(samples) < SHOWN or lot(self._seed, number, item.start) < _last(self._seed, samples):
            samples.append(_sample(number, report, item))
            told["samples"] = drawn(self._seed, samples, SHOWN)


def seed(unit: str) -> int:
    """What the lots of a unit begin with."""
    return crc32(unit.encode("utf-8", "surrogateescape"))


def lot(begin: int, row: int, start: int) -> tuple[int, int, int]:
    """The lot of a place; the places of one unit have each its own."""
    return crc32(b"%d %d" % (row, start), begin), row, start


def drawn(begin: int, samples: Iterable[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """So many of the samples of one unit, in the order of their lots."""
    return sorted(samples, key=lambda sample: lot(begin, sample["row"], sample["start"]))[:count]


def _last(begin: int, samples: list[dict[str, Any]]) -> tuple[int, int, int]:
    return lot(begin, samples[-1]["row"], samples[-1]["start"])


def _sample(number: int, report: Report, item: Change | Held | Note) -> dict[str, Any]:
    """A place with its context."""
    text, start, end = report.original, item.start, item.end
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    told = {"row": number, "start": start, "before": before, "old": shortened(text[start:end], LONG), "after": after}
    if isinstance(item, Note):
        return {**told, "pass": item.by, "facts": item.facts}
    why = item.why[-1]
    told |= {
        "new": shortened(item.new, LONG),
        "pass": why.by,
        "confidence": round(why.confidence, 4),
        "facts": why.facts,
    }
    return {**told, "cause": item.cause} if isinstance(item, Held) else told


def merged(whole: Samples, more: Samples, unit: str, count: int) -> None:
    """Enter what a unit has of one kind into what a corpus has of it."""
    begin = seed(unit)
    for code, told in more.items():
        one = whole.setdefault(code, {"count": 0, "samples": []})
        one["count"] += told["count"]
        for sample in told["samples"]:
            place = lot(begin, sample["row"], sample["start"])
            one["samples"].append({"lot": [*place, unit], "unit": unit, **sample})
        one["samples"] = sorted(one["samples"], key=lambda sample: sample["lot"])[:count]

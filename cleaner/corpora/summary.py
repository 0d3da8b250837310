"""What a run over a corpus came to: the sum of the entries of its units, as JSON and in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from cleaner.corpora.manifest import Entry
from cleaner.corpora.tally import KINDS, Samples, merged
from cleaner.messages import Language, message

ROWS = ("in", "out", "quarantined", "filtered", "changed", "without_text")
SAMPLES = 6  # that the report of a corpus shows of each code
MOST = 20  # rows and units with the most changes


class Summary(NamedTuple):
    """The sums. `failed` has the units that could not be done, with the reason."""

    units: int
    done: int
    failed: dict[str, str]
    rows: dict[str, int]
    passes: dict[str, dict[str, int]]
    changes: Samples
    held: Samples
    notes: Samples
    set_aside: Samples
    rows_most_changed: list[dict[str, Any]]
    units_most_changed: list[dict[str, Any]]
    bytes: int
    seconds: float  # of all workers together
    configs: list[str]

    def to_json(self, **more: Any) -> dict[str, Any]:
        return {**more, **self._asdict()}

    @property
    def code(self) -> int:
        """The exit code that says this."""
        return 4 if self.failed or self.done < self.units else 3 if self.rows["quarantined"] else 0


def summed(entries: Iterable[Entry], units: int, failed: dict[str, str]) -> Summary:
    """The sum of entries. Raises AssertionError if rows do not add up: no run may end well then."""
    rows: Counter[str] = Counter()
    passes: dict[str, Counter[str]] = {}
    kinds: dict[str, Samples] = {kind: {} for kind in KINDS}
    most_rows: list[dict[str, Any]] = []
    most_units: list[dict[str, Any]] = []
    done = size = 0
    seconds = 0.0
    configs = set()
    for entry in entries:
        done += 1
        rows.update(entry["rows"])
        changes = 0
        for name, counts in entry["passes"].items():
            passes.setdefault(name, Counter()).update(counts)
            changes += counts["changes"]
        for kind, whole in kinds.items():
            merged(whole, entry[kind], entry["unit"], SAMPLES)
        most_rows = _most([*most_rows, *({"unit": entry["unit"], **row} for row in entry["most"])])
        if changes:
            told = {"unit": entry["unit"], "changes": changes, "rows": entry["rows"]["in"]}
            most_units = _most([*most_units, {**told, "rows_changed": entry["rows"]["changed"]}])
        size += entry["bytes"]
        seconds += entry["seconds"]
        configs.add(entry["config"])
    counts = {name: rows[name] for name in ROWS}
    if counts["in"] != counts["out"] + counts["quarantined"] + counts["filtered"]:
        raise AssertionError(f"rows do not add up: {counts}")
    return Summary(
        units,
        done,
        failed,
        counts,
        {name: dict(passes[name]) for name in sorted(passes)},
        _shown(kinds["changes"]),
        _shown(kinds["held"]),
        _shown(kinds["notes"]),
        _shown(kinds["set_aside"]),
        most_rows,
        most_units,
        size,
        round(seconds, 1),
        sorted(configs),
    )


def _most(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of these rows or units that have the most changes."""
    return sorted(found, key=lambda one: (-one["changes"], one["unit"], one.get("row", 0)))[:MOST]


def _shown(told: Samples) -> Samples:
    """Codes and their samples, sorted."""
    for one in told.values():
        one["samples"] = sorted(
            ({key: value for key, value in sample.items() if key != "lot"} for sample in one["samples"]),
            key=lambda sample: (sample["unit"], sample["row"], sample["start"]),
        )
    return dict(sorted(told.items()))


def told(summary: Summary, out: str, language: Language) -> list[str]:
    """The sums in lines for people."""
    rows = summary.rows
    facts = {name: f"{rows[name]:,}" for name in ROWS}
    facts["read"] = facts.pop("in")
    lines = [
        message("corpus-rows", facts, language),
        message("corpus-units", {"done": summary.done, "units": summary.units}, language),
    ]
    if rows["quarantined"]:
        lines.append(message("corpus-quarantine", {"folder": f"{out}/_quarantine"}, language))
    for name, error in list(summary.failed.items())[:10]:
        lines.append(message("corpus-failed", {"unit": name, "error": error}, language))
    return lines

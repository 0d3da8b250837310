"""What a run over a corpus came to: the sum of the entries of its units, as JSON and in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from cleaner.corpora.manifest import Entry
from cleaner.messages import Language, message

ROWS = ("in", "out", "quarantined", "filtered", "changed", "without_text")
SAMPLES = 5  # changes that the report of a corpus shows of each reason


class Summary(NamedTuple):
    """The sums. `failed` has the units that could not be done, with the reason."""

    units: int
    done: int
    failed: dict[str, str]
    rows: dict[str, int]
    passes: dict[str, dict[str, int]]
    codes: dict[str, int]
    samples: dict[str, list[dict[str, Any]]]
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
    codes: Counter[str] = Counter()
    passes: dict[str, Counter[str]] = {}
    samples: dict[str, list[dict[str, Any]]] = {}
    done = size = 0
    seconds = 0.0
    configs = set()
    for entry in entries:
        done += 1
        rows.update(entry["rows"])
        codes.update(entry["codes"])
        for name, counts in entry["passes"].items():
            passes.setdefault(name, Counter()).update(counts)
        for sample in entry["samples"]:
            shown = samples.setdefault(sample["code"], [])
            if len(shown) < SAMPLES:
                shown.append({"unit": entry["unit"], **sample})
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
        dict(sorted(codes.items())),
        dict(sorted(samples.items())),
        size,
        round(seconds, 1),
        sorted(configs),
    )


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

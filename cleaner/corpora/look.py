"""A look at some rows before a run: whether the field is there, and what would change."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from cleaner.config import ConfigError, Settings
from cleaner.corpora.fields import Bad, path_of
from cleaner.corpora.formats import Unit, format_of
from cleaner.corpora.job import Job, explainer
from cleaner.corpora.places import place
from cleaner.corpora.row import clean_row
from cleaner.corpora.streams import zstd
from cleaner.encodings import Decoded
from cleaner.files import Source
from cleaner.messages import message

UNITS, ROWS = 3, 100  # that are looked at for the field


def check_packages(units: list[Unit]) -> None:
    """Raises ValueError if a package is missing for these units."""
    if any(unit.format == "parquet" for unit in units):
        from cleaner.corpora.format_parquet import arrow

        arrow()
    if any(unit.compression == "zst" for unit in units):
        zstd()


def check_counts(job: Job) -> None:
    """Raises ConfigError if the file that is given for the counts of lines holds none, OSError if it cannot be read."""
    if job.counts:
        try:
            lines = json.loads(place(job.counts).read_text("utf-8"))["lines"]
        except (ValueError, KeyError, TypeError):
            lines = None
        if not isinstance(lines, dict):
            raise ConfigError(f"{job.counts}: no counts of lines: give what --count-lines wrote, OUT/_counts.json")


def check_field(units: list[Unit], job: Job) -> None:
    """Raises ConfigError if none of the first rows has the field: a name is wrong, and a day would be lost."""
    first: dict[str, Any] | None = None
    wrong = ""
    for unit in [unit for unit in units if unit.format in ("jsonl", "parquet")][:UNITS]:
        form = format_of(unit.format)
        for row in _first(unit, job, ROWS):
            try:
                if form.texts(row, job):
                    return
                told = json.loads(form.raw(row))
            except Bad as bad:
                wrong = wrong or (bad.facts.get("kind", "") if bad.reason == "row-not-text" else "")
                continue
            except ValueError:
                continue
            if isinstance(told, dict) and told:
                if path_of(job.field)[0] in told:
                    return
                first = first or told
    if first is not None:
        raise ConfigError(
            f"no row has the field {job.field!r}; the first one has {', '.join(map(repr, first))}: see --field"
        )
    if wrong:
        raise ConfigError(
            f"the field {job.field!r} holds {wrong}, not a text: name the text in it, as in 段落[].内容; see --field"
        )


def _first(unit: Unit, job: Job, count: int) -> Iterator[Any]:
    """The first rows of a unit; none where it is damaged, which the run will tell."""
    try:
        for _, row in islice(format_of(unit.format).rows(unit, job), count):
            yield row
    except (OSError, ValueError):
        return


def sample(units: list[Unit], job: Job, count: int, config: Settings) -> int:
    """Show what would change in so many rows from all over the corpus; nothing is written."""
    from cleaner.show import Screen
    from cleaner.show import explain as show

    screen = Screen(config.color)
    explain = explainer(job)
    chosen = units[:: max(len(units) // count, 1)][:count]
    rows = changed = 0
    for unit, number, row in _spread(chosen, job, -(-count // max(len(chosen), 1)), count):
        cleaned = clean_row(row, job, format_of(unit.format), explain)
        rows += 1
        changed += cleaned.repaired
        where = f"{unit.name}:{number + 1}"
        if cleaned.blame:
            screen.line(("place", where), ": ", message(cleaned.blame.reason, cleaned.blame.facts, config.lang))
        for report in cleaned.reports:
            if report.changes:
                show(screen, Source(where, b"", Decoded(report.original, "utf-8")), report, config.lang)
    facts = {"rows": rows, "changed": changed}
    told = message("corpus-sampled", facts, config.lang)
    print(f"cleaner: {told}", file=sys.stderr)
    return 0


def _spread(units: list[Unit], job: Job, each: int, count: int) -> Iterator[tuple[Unit, int, Any]]:
    """The first rows of each unit, no more than asked for."""
    for unit in units:
        for number, row in enumerate(_first(unit, job, min(each, count))):
            yield unit, number, row
            count -= 1

"""One row: cleaned, or why not. And the second look at a row that ended its process."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple

from cleaner.corpora.fields import Bad
from cleaner.corpora.formats import Format, Unit, format_of
from cleaner.corpora.job import Job, explainer
from cleaner.report import Report

ROW, ROWS, BYTES, CHANGED, SET_ASIDE = range(5)  # cells that tell where a unit is
IDLE = -1  # in place of a row: nothing of a row is at work


class Blame(NamedTuple):
    """Why a row is set aside."""

    reason: str  # a code of data/messages.tsv
    facts: dict[str, Any]
    by: str = ""  # the pass at fault


class Cleaned(NamedTuple):
    """What a row came to: the row that goes out, or why it does not."""

    row: Any
    reports: list[Report]
    blame: Blame | None = None
    repaired: bool = False


def clean_row(row: Any, job: Job, form: Format, explain: Callable[[str], Report]) -> Cleaned:
    """Clean one row. Never raises for what is in it, but MemoryError."""
    reports: list[Report] = []
    repaired = False
    try:
        for text in form.texts(row, job):
            report = explain(text)
            reports.append(report)
            if report.found:
                _ = report.changes  # worked out here, where nothing that goes wrong is lost
                repaired = repaired or report.text != text
        if repaired or (job.add and reports):
            row = form.replaced(row, reports, _added(reports, job) if job.add else {}, job)
    except Bad as bad:
        return Cleaned(None, [], Blame(bad.reason, bad.facts))
    except MemoryError:
        raise  # perhaps it was not this row that took it all: see worker.py
    except Exception as error:
        by = pass_at_fault(error.__traceback__)
        return Cleaned(None, [], Blame("row-raised", {"error": f"{type(error).__name__}: {error}"[:500]}, by))
    return Cleaned(row, reports, None, repaired)


def probe_row(unit: Unit, job: Job, number: int, cells: Any, said: Callable[[str], None]) -> None:
    """Clean one row again, alone, writing nothing: its process ended here before. `said` is told each pass as it begins."""
    cells[:] = [0] * 5
    form = format_of(unit.format)
    explain = explainer(job)
    codes = _codes()

    def seen(frame: Any, event: str, _arg: Any) -> None:
        if event == "call" and frame.f_code in codes:
            said(codes[frame.f_code])

    for n, (_, row) in enumerate(form.rows(unit, job)):
        cells[ROW] = n
        if n == number:
            sys.setprofile(seen)
            try:
                clean_row(row, job, form, explain)
            finally:
                sys.setprofile(None)
            break
    cells[ROW] = IDLE


def pass_at_fault(traceback: TracebackType | None) -> str:
    """The pass in which something was raised, "" if it was in none."""
    codes, found = _codes(), ""
    while traceback:
        found = codes.get(traceback.tb_frame.f_code, found)
        traceback = traceback.tb_next
    return found


def _codes() -> dict[Any, str]:
    from cleaner.chain import NAMES

    return {getattr(run, "__code__", None): name for name, run in NAMES.items()}


def _added(reports: list[Report], job: Job) -> dict[str, str]:
    """The fields that are added to a row, as JSON: for one text its list, for several a list of lists."""
    found: dict[str, str] = {}
    told = [json.loads(report.to_json()) for report in reports] if {"changes", "notes"} & {*job.add} else []
    for name in job.add:
        if name == "counts":
            by = Counter(why.by for report in reports for change in report.changes for why in change.why)
            found["cleaner_counts"] = json.dumps(dict(sorted(by.items())))
        else:
            lists = [each[name] for each in told]
            found[f"cleaner_{name}"] = json.dumps(lists[0] if len(lists) == 1 else lists, ensure_ascii=False)
    return found

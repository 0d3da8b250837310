"""The unit of work: read, clean, set aside, filter, write, commit. What every engine runs, and the only thing that writes rows."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from cleaner.corpora.formats import Format, Unit, format_of
from cleaner.corpora.job import Job, explainer
from cleaner.corpora.manifest import Entry, data_path, publish, side_path, temporary, write_json
from cleaner.corpora.places import stamp
from cleaner.corpora.row import BYTES, CHANGED, IDLE, ROW, ROWS, SET_ASIDE, Blame, Cleaned, clean_row
from cleaner.corpora.streams import Sink
from cleaner.corpora.tally import Tally
from cleaner.messages import message

COMMITS = 8  # small units that get safe on the disk at once


def run_unit(unit: Unit, job: Job, cells: Any = None, blamed: Mapping[int, Blame] | None = None) -> Entry:
    """Do one unit and give its manifest entry, which stands in OUT when this returns.

    cells: where to say which row is at work and how much is done (a list of five numbers).
    blamed: rows that are to be set aside unread, by their number: they end the process.

    Raises OSError where a file cannot be read or written, ValueError where a package is missing; OUT is as before then.
    """
    cells = cells if cells is not None else [0] * 5
    cells[:] = [0] * 5
    return _prepared(unit, job, cells, blamed or {})()


def run_units(units: Iterable[Unit], job: Job, cells: Any = None) -> list[Entry | str]:
    """Do small units: their entries, or what went wrong. While one is cleaned others get safe on the disk, which takes longer."""
    cells = cells if cells is not None else [0] * 5
    cells[:] = [0] * 5
    found: list[Future[Entry] | str] = []
    with ThreadPoolExecutor(COMMITS) as pool:
        for unit in units:
            try:
                found.append(pool.submit(_prepared(unit, job, cells, {})))
            except (OSError, ValueError) as error:
                found.append(told(error))
        return [each if isinstance(each, str) else _answer(each) for each in found]


def told(error: BaseException) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {error}".replace("\n", " ")


def _answer(future: Future[Entry]) -> Entry | str:
    error = future.exception()
    return told(error) if error else future.result()


def _prepared(unit: Unit, job: Job, cells: Any, blamed: Mapping[int, Blame]) -> Callable[[], Entry]:
    """Clean a unit into temporary files; what puts them in their places."""
    cells[ROW] = 0
    form = format_of(unit.format)
    tally = Tally(unit, job)
    writers = _Writers(unit, job, form)
    try:
        _each_row(unit, job, form, cells, blamed, tally, writers)
        _unchanged(unit)
    except BaseException:
        writers.abandon()
        raise
    cells[ROW] = IDLE
    entry = tally.entry()

    def commit() -> Entry:
        try:
            writers.commit(bool(tally.rows["out"]) or unit.format != "text")
            write_json(job.out, unit.name, side_path(job.out, "_manifest", unit.name), entry)
        except BaseException:
            writers.abandon()
            raise
        return entry

    return commit


def _unchanged(unit: Unit) -> None:
    """Raises OSError if the source is not what it was when the work was planned."""
    if unit.changed and stamp(unit.source) != (unit.size, unit.changed):
        raise OSError(f"{unit.source} was changed while it was read")


def _each_row(
    unit: Unit, job: Job, form: Format, cells: Any, blamed: Mapping[int, Blame], tally: Tally, writers: _Writers
) -> None:
    explain = explainer(job)
    put = writers.data.put
    counts, n, out, drop, before = tally.rows, 0, 0, job.drop_empty, cells[ROWS]
    plain = unit.format == "jsonl" and not unit.compression
    found = form.rows(unit, job)
    try:
        for at, row in found:
            new, reports, blame, repaired = (
                Cleaned(None, [], blamed[n]) if n in blamed else clean_row(row, job, form, explain)
            )
            if blame:
                counts["quarantined"] += 1
                cells[SET_ASIDE] += 1
                raw = form.raw(row)
                tally.aside(n, blame, raw)
                writers.quarantine.put(_record(unit, job, n, at, raw, blame))
            elif drop and reports and not any(report.text.strip() for report in reports):
                counts["filtered"] += 1
                writers.filtered.put(_record(unit, job, n, at, form.raw(row), Blame("row-empty", {})))
            else:
                put(new)
                out += 1
                if not reports:
                    counts["without_text"] += 1
                if repaired:
                    counts["changed"] += 1
                    cells[CHANGED] += 1
                for report in reports:
                    if report.found:
                        tally.count(n, reports)
                        break
            n += 1
            cells[ROW] = n
            cells[ROWS] = before + n
            if plain:
                cells[BYTES] = at - unit.start
    finally:
        close = getattr(found, "close", None)
        if close:
            close()
    counts["in"], counts["out"] = n, out
    if n != counts["out"] + counts["quarantined"] + counts["filtered"]:
        raise AssertionError(f"{unit.name}: {n} rows in, {dict(counts)}: a row was lost")


def _record(unit: Unit, job: Job, number: int, at: int, raw: bytes, blame: Blame) -> bytes:
    """A row that does not go out, as a line of JSON with all that it was."""
    told: dict[str, Any] = {
        "source": unit.source,
        "unit": unit.name,
        "row": number,
        "offset": at,
        "reason": blame.reason,
        "message": message(blame.reason, blame.facts),
        "pass": blame.by,
        "config": job.digest,
    }
    try:
        told["raw"] = raw.decode("utf-8")
    except UnicodeDecodeError:
        told["raw_base64"] = b64encode(raw).decode("ascii")
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


class _Writers:
    """The files of a unit while they are written: the rows, and what is set aside, if anything is."""

    def __init__(self, unit: Unit, job: Job, form: Format) -> None:
        self._unit, self._job = unit, job
        self._paths = {kind: temporary(job.out, unit.name) for kind in ("", "_quarantine", "_filtered")}
        self._open: dict[str, Any] = {}
        try:
            self.data = self._open[""] = form.writer(self._paths[""], unit, job)
        except BaseException:
            self.abandon()
            raise

    @property
    def quarantine(self) -> Any:
        return self._side("_quarantine")

    @property
    def filtered(self) -> Any:
        return self._side("_filtered")

    def _side(self, kind: str) -> Any:
        if kind not in self._open:
            self._open[kind] = Sink(self._paths[kind])
        return self._open[kind]

    def commit(self, data: bool) -> None:
        """Put the files in their places. What an attempt before this one left there goes."""
        for writer in self._open.values():
            writer.close()
        if data:
            publish(self._paths[""], data_path(self._job.out, self._unit.name))
        else:
            data_path(self._job.out, self._unit.name).unlink(missing_ok=True)
            self._paths[""].unlink()
        for kind in ("_quarantine", "_filtered"):
            path = side_path(self._job.out, kind, self._unit.name)
            if kind in self._open:
                publish(self._paths[kind], path)
            else:
                path.unlink(missing_ok=True)

    def abandon(self) -> None:
        for writer in self._open.values():
            writer.abandon()
        for path in self._paths.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)

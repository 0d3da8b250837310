"""In how many documents of a corpus each line stands, for the pass boilerplate: a first pass over the corpus, with bounded memory.

Only lines are counted that a site could have put there: short, among the first or last lines of a document. Each unit keeps the most
frequent ones by the method of Misra and Gries (1982), and the units are merged the same way (Agarwal et al., Mergeable Summaries, 2012):
a count may come out too low, never too high, so that a line of an author is not taken for a site's. The merge goes by the order of the
units, so that the result does not depend on who counted what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cleaner.corpora.formats import Unit, format_of
from cleaner.corpora.job import Job
from cleaner.corpora.manifest import Entry, read_json, side_path, write_json
from cleaner.corpora.row import IDLE, ROW, Blame
from cleaner.sites.verdicts import DOCUMENTS, line_key

EDGE = 12  # lines at each end of a document that are counted
LONGEST = 80  # characters of a line that is
KEPT = 200_000  # lines that are kept of one unit, and of the whole


def count_unit(unit: Unit, job: Job, cells: Any = None, blamed: Mapping[int, Blame] | None = None) -> Entry:
    """Count the lines of one unit into OUT/_counts. Rows that cannot be read count nothing: cleaning says what is wrong with them."""
    cells = cells if cells is not None else [0] * 5
    cells[:] = [0] * 5
    form = format_of(unit.format)
    counts: Counter[str] = Counter()
    n = 0
    for _, row in form.rows(unit, job):
        try:
            texts = [] if n in (blamed or {}) else form.texts(row, job)
        except Exception:
            texts = []
        for text in texts:
            counts.update(edge_lines(text))
        if len(counts) > 2 * KEPT:
            counts = reduced(counts)
        n += 1
        cells[0] = cells[1] = n
    cells[ROW] = IDLE
    entry = {
        "unit": unit.name,
        "size": unit.size,
        "changed": unit.changed,
        "rows": n,
        "lines": dict(sorted(reduced(counts).items())),
    }
    write_json(job.out, unit.name, side_path(job.out, "_counts", unit.name), entry)
    return {key: value for key, value in entry.items() if key != "lines"}


def edge_lines(text: str) -> set[str]:
    """The lines at the ends of a document that a site could have put there, as `boilerplate` looks for them."""
    found = [line for line in text.splitlines() if line.strip()] if len(text) < 1 << 16 else _ends(text)
    edges = found if len(found) <= 2 * EDGE else [*found[:EDGE], *found[-EDGE:]]
    keys = {line_key(line) for line in edges if len(line) <= LONGEST}
    return {key for key in keys if key}


def reduced(counts: Counter[str]) -> Counter[str]:
    """The most frequent lines: every count less by that of the first one that is dropped."""
    if len(counts) <= KEPT:
        return counts
    less = sorted(counts.values(), reverse=True)[KEPT]
    return Counter({line: count - less for line, count in counts.items() if count > less})


def merge(out: str, units: Iterable[Unit], path: Path) -> int:
    """Put the counts of the units together in one file: lines of at least DOCUMENTS documents. How many there are."""
    whole: Counter[str] = Counter()
    for unit in units:
        whole.update(read_json(side_path(out, "_counts", unit.name))["lines"])
        whole = reduced(whole)
    lines = {line: count for line, count in sorted(whole.items()) if count >= DOCUMENTS}
    write_json(out, "_run", path, {"lines": lines})
    return len(lines)


def counted(out: str, unit: Unit) -> bool:
    """Whether the counts of a unit are there, of the source as it is."""
    path = side_path(out, "_counts", unit.name)
    if not path.exists():
        return False
    told = read_json(path)
    return bool([told["size"], told["changed"]] == [unit.size, unit.changed])


def _ends(text: str) -> list[str]:
    """The lines at both ends of a long text, without cutting all of it."""
    head = [line for line in text[: 1 << 15].splitlines()[:-1] if line.strip()]
    tail = [line for line in text[-(1 << 15) :].splitlines()[1:] if line.strip()]
    return [*head[:EDGE], *tail[-EDGE:]]

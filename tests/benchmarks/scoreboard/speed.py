"""How fast: the chain and every pass alone, growth with size, memory, start-up. One core, processor time, best of three."""

from collections.abc import Iterator

import cleaner
from tests.benchmarks import material
from tests.benchmarks.scoreboard import Settings, table
from tests.benchmarks.speed import COMMANDS, each_pass, growth, rate, started, texts


def measure(settings: Settings) -> dict:
    measured = texts(settings.data, settings.every)
    start_up = {name: round(started(*command), 1) for name, command in COMMANDS.items()}
    runs = {"cleaner.clean": cleaner.clean, "cleaner.explain, changes": _changes, **dict(each_pass())}
    return {
        "start-up, ms": start_up,
        "megabytes": {label: round(sum(map(material.megabytes, items)), 2) for label, items in measured.items()},
        "MB/s": {
            name: {label: round(rate(run, items), 2) for label, items in measured.items()} for name, run in runs.items()
        },
        "growth": [
            {"MB": round(size, 2), "seconds": round(took, 2), "MB/s": round(size / took, 2), "peak MB": round(peak)}
            for size, took, peak in growth(settings.data, settings.largest)
        ],
    }


def _changes(text: str) -> object:
    return cleaner.explain(text).changes


def shown(result: dict) -> Iterator[str]:
    bare = result["start-up, ms"]["python -c pass"]
    rows = [[name, took, took / bare] for name, took in result["start-up, ms"].items()]
    yield from table(["start-up", "ms", "times a bare Python"], rows)
    labels = list(result["megabytes"])
    yield "MB/s of text in UTF-8 by processor time on one core, best of three; each pass alone below the whole chain."
    rows = [[name, *(rates[label] for label in labels)] for name, rates in result["MB/s"].items()]
    yield from table(["", *(f"{label} ({result['megabytes'][label]} MB)" for label in labels)], rows)
    yield "One text of distinct paragraphs, a process each:"
    columns = ("MB", "seconds", "MB/s", "peak MB")
    yield from table(columns, [[row[column] for column in columns] for row in result["growth"]])

"""How fast: the chain and every pass alone, growth with size, memory, start-up. One core, processor time, best of three."""

from collections.abc import Iterator
from functools import partial

import cleaner
from tests.benchmarks import material
from tests.benchmarks.scoreboard import Settings, table
from tests.benchmarks.speed import COMMANDS, each_pass, growth, rate, seconds, started, texts

REPEATED = 4_000  # characters of what once took too long, and four times as many


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
        "repeated": [
            {
                "pass": name,
                "cases": len(found),
                "µs a character": round(max(cost for cost, _ in found), 1),
                "times": round(max(times for _, times in found), 1),
            }
            for name, found in _repeated().items()
        ],
    }


def _repeated() -> dict[str, list[tuple[float, float]]]:
    """Of each case of fixtures/growth.jsonl: microseconds a character, and how many times as long four times the text takes."""
    found: dict[str, list[tuple[float, float]]] = {}
    for case in material.growing():
        run = partial(cleaner.clean, only=[case["pass"]])
        short, long = (seconds(run, [material.grown(case, length)], 2) for length in (REPEATED, 4 * REPEATED))
        found.setdefault(case["pass"], []).append((1e6 * long / (4 * REPEATED), long / short))
    return found


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
    yield "A pass on a few characters over and over (fixtures/growth.jsonl), the worst of the cases: how long four times the text takes."
    columns = ("pass", "cases", "µs a character", "times")
    yield from table(columns, [[row[column] for column in columns] for row in result["repeated"]])

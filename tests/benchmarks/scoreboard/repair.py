"""What is repaired: recall, precision and false edits by kind of damage, pass, genre and length."""

from collections import Counter
from collections.abc import Collection, Iterator

from tests.benchmarks.scoreboard import LENGTHS, Settings, per_hundred_thousand, ratio, table
from tests.benchmarks.scoreboard.trials import DENSITIES, run

FIELDS = ("kind", "pass", "density", "genre", "length")
COUNTS = ("texts", "characters", "damages", "repaired", "right", "wrong", "false", "held")


def measure(settings: Settings) -> dict:
    tally = run(settings)
    passes: dict[str, Counter[str]] = {}
    for (by, _, made, verdict), count in tally.proposals.items():
        passes.setdefault(by, Counter())[verdict if made else f"held, {verdict}"] += count
    return {
        "densities": list(DENSITIES),
        "by kind": _grouped(tally.cells, ("kind", "pass", "density")),
        "by genre": _grouped(tally.cells, ("genre", "density")),
        "by length": _grouped(tally.cells, ("length", "density")),
        "cells": _grouped(tally.cells, ("pass", "genre", "length", "density")),
        "edits by pass": {by: dict(sorted(count.items())) for by, count in sorted(passes.items())},
    }


def _grouped(cells: Counter[tuple], fields: tuple[str, ...]) -> list[dict]:
    groups: dict[tuple, dict[str, Counter[str]]] = {}
    for (*key, what), count in cells.items():
        told = dict(zip(FIELDS, key, strict=True))
        kinds = groups.setdefault(tuple(told[field] for field in fields), {})
        kinds.setdefault(told["kind"], Counter())[what] += count
    return [{**dict(zip(fields, key, strict=True)), **_rates(kinds.values())} for key, kinds in groups.items()]


def _rates(kinds: Collection[Counter[str]]) -> dict:
    """Recall is the mean of the kinds of damage, so that those with many places do not speak for all."""
    count = sum(kinds, Counter())
    recalls = [each["repaired"] / each["damages"] for each in kinds if each["damages"]]
    return {
        **{name: count[name] for name in COUNTS},
        "recall": ratio(sum(recalls), len(recalls)),
        "precision": ratio(count["right"], count["right"] + count["wrong"] + count["false"]),
        "false per 100,000": per_hundred_thousand(count["false"], count["characters"]),
    }


def shown(result: dict) -> Iterator[str]:
    yield (
        "Recall is the share of damages that come back to the letter, precision the share of all changes that are right; "
        "false edits (they meet no damage) are per 100,000 characters. In brackets: damages per 1,000 characters, at least one a text. "
        "By genre and length, recall is the mean of the kinds. With a byte shift a character is lost for good: what is whole "
        "again but for that counts as wrong here (tests.benchmarks.shifted counts it apart)."
    )
    yield from _by(result, "by kind", "kind", "pass")
    yield from _by(result, "by genre", "genre")
    yield from _by(result, "by length", "length")
    yield "Edits of each pass in all these texts:"
    columns = ("right", "wrong", "false", "held, right", "held, wrong", "held, false")
    rows = [[by, *(count.get(name, 0) for name in columns)] for by, count in result["edits by pass"].items()]
    yield from table(["pass", *columns], rows)


def _by(result: dict, group: str, *fields: str) -> Iterator[str]:
    rates = ("recall", "precision", "false per 100,000")
    columns = ["damages", *(f"{name} ({density})" for density in result["densities"] for name in rates)]
    found: dict[tuple, dict[int, dict]] = {}
    for row in result[group]:
        found.setdefault(tuple(row[field] for field in fields), {})[row["density"]] = row
    rows = []
    for key, densities in sorted(found.items(), key=lambda item: _place(item[0])):
        cells = [densities.get(density, {}).get(name) for density in result["densities"] for name in rates]
        rows.append([*key, sum(row["damages"] for row in densities.values()), *cells])
    yield from table([*fields, *columns], rows)


def _place(key: tuple[str, ...]) -> tuple:
    """Lengths in their order, the mixture last, all else by pass and kind."""
    length = [*LENGTHS, key[0]].index(key[0])
    return length, key[0] == "mixed", *reversed(key)

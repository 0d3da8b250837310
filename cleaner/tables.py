"""The tables in data/: one entry a line, tab-separated, under a header line. A line that begins with # is a remark."""

from __future__ import annotations

import os


def rows(name: str) -> list[list[str]]:
    """The entries of data/NAME.tsv, without remarks and header.

    >>> rows("radicals")[0][:2]
    ['⺁', '厂']
    """
    path = os.path.join(
        os.path.dirname(__file__), "data", f"{name}.tsv"
    )  # importlib.resources takes longer than all passes
    with open(path, encoding="utf-8") as table:
        return [line.rstrip("\n").split("\t") for line in table if not line.startswith("#")][1:]

"""The tables in data/: one entry a line, tab-separated, under a header line. A line that begins with # is a remark."""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str) -> list[list[str]]:
    """The entries of data/NAME.tsv, without remarks and header.

    >>> rows("radicals")[0][:2]
    ['⺁', '厂']
    """
    lines = (DATA / f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")][1:]

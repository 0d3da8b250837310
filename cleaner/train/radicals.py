"""The table of the radicals pass, as `python -m cleaner.train radicals` makes it from Unicode's EquivalentUnifiedIdeograph.txt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

VERSION = re.compile(r"#\s*EquivalentUnifiedIdeograph-(\d+\.\d+\.\d+)\.txt")
MAPPING = re.compile(r"([0-9A-F]{4,6})(?:\.\.([0-9A-F]{4,6}))?\s*;\s*([0-9A-F]{4,6})\s*(?:#.*)?")
RADICALS = range(0x2E80, 0x2FE0)  # the supplement and the Kangxi radicals; the strokes behind them are no characters


def radicals(lines: Iterable[str]) -> Iterator[str]:
    """The lines of data/radicals.tsv, from those of EquivalentUnifiedIdeograph.txt.

    >>> file = ["# EquivalentUnifiedIdeograph-14.0.0.txt", "2E8C..2E8D ; 5C0F # SMALL", "2F00 ; 4E00 # ONE", "31D0 ; 4E00"]
    >>> [row.split()[:2] for row in list(radicals(file))[1:]]
    [['radical', 'ideograph'], ['⺌', '小'], ['⺍', '小'], ['⼀', '一']]
    """
    version = ""
    pairs: dict[int, int] = {}
    for number, line in enumerate(lines, 1):
        if header := VERSION.match(line):
            version = header[1]
        elif line.strip() and not line.startswith("#"):
            if not (row := MAPPING.fullmatch(line.strip())):
                raise ValueError(f"line {number} is not of EquivalentUnifiedIdeograph.txt: {line!r}")
            first, last, ideograph = int(row[1], 16), int(row[2] or row[1], 16), int(row[3], 16)
            pairs.update(dict.fromkeys(range(first, last + 1), ideograph))
    if not version:
        raise ValueError("no line '# EquivalentUnifiedIdeograph-VERSION.txt': is this Unicode's file?")
    yield (
        f"# Made by `python -m cleaner.train radicals` from Unicode {version}, EquivalentUnifiedIdeograph.txt. "
        "Copyright © Unicode, Inc., licence Unicode-3.0, https://www.unicode.org/license.txt"
    )
    yield "radical\tideograph\tsource"
    for radical in RADICALS:
        if radical in pairs:
            yield f"{chr(radical)}\t{chr(pairs[radical])}\tEquivalentUnifiedIdeograph {version}"

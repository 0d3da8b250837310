"""How far a run is, on standard error: a line that moves on a terminal, elsewhere a line every half minute."""

from __future__ import annotations

import sys
from time import monotonic
from typing import Any

from cleaner.corpora.supervisor import Live, Outcome
from cleaner.messages import Language, message

EVERY = 30.0  # seconds between lines where there is no terminal
OFTEN = 0.5  # on a terminal


class Progress:
    """Counts what is done, and shows it."""

    def __init__(self, units: int, size: int, language: Language, quiet: bool = False) -> None:
        self._units, self._size, self._language, self._quiet = units, size, language, quiet
        self._done, self._bytes = 0, 0
        self._finished, self._live = Live(), Live()
        self._began = self._shown = monotonic()
        self._bar: Any = None
        if not quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.status import Status

            self._bar = Status("cleaner", console=Console(stderr=True))
            self._bar.start()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    @property
    def rows(self) -> tuple[int, int]:
        """Rows that are done, and how many of them were set aside; with those of units at work."""
        return self._finished.rows + self._live.rows, self._finished.quarantined + self._live.quarantined

    def take(self, news: Outcome | Live) -> None:
        """Hear of a unit that is done, or of how far the others are."""
        if isinstance(news, Outcome):
            self._done += 1
            self._bytes += news.unit.bytes
            if news.entry and "rows" in news.entry and isinstance(news.entry["rows"], dict):
                rows = news.entry["rows"]
                more = (rows["in"], 0, rows["changed"], rows["quarantined"])
                self._finished = Live(*(a + b for a, b in zip(self._finished, more, strict=True)))
            return
        self._live = news
        now = monotonic()
        if not self._quiet and now - self._shown >= (OFTEN if self._bar else EVERY):
            self._shown = now
            self._show(now - self._began)

    def _show(self, seconds: float) -> None:
        read = min(self._bytes + self._live.bytes, self._size)
        left = (self._size - read) * seconds / read if read else 0
        rows, aside = self.rows
        facts = {
            "done": self._done,
            "units": self._units,
            "share": f"{100 * read / max(self._size, 1):.0f}",
            "rows": f"{rows:,}",
            "rate": f"{rows / seconds:,.0f}",
            "megabytes": f"{read / 1e6 / seconds:.1f}",
            "changed": f"{self._finished.changed + self._live.changed:,}",
            "aside": f"{aside:,}",
            "left": f"{int(left) // 3600}:{int(left) // 60 % 60:02}:{int(left) % 60:02}",
        }
        line = message("corpus-progress", facts, self._language)
        if self._bar:
            self._bar.update(line)
        else:
            print(f"cleaner: {line}", file=sys.stderr, flush=True)

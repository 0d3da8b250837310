"""A chain whose first pass misbehaves on rows that say so: what worker processes of the tests run."""

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cleaner import chain
from cleaner.core import Edit


def poison(text: str) -> Iterator[Edit]:
    """Does to its process what the text says."""
    if "RAISE" in text:
        raise RuntimeError("poisoned")
    if "HANG" in text:
        time.sleep(1000)
    if "BACKTRACK" in text:
        re.search("(a*)*b", "a" * 40)
    if "KILL" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "CRASH" in text:
        ctypes.string_at(0)
    if "EXIT" in text:
        os._exit(3)
    if "MEMORY" in text:
        hog = []
        while True:
            hog.append(bytearray(1 << 30))
    if "ORPHAN" in text:
        orphaned(Path(text.split()[1]))
    if "DEEP" in text:
        yield from deep()
    yield from ()


def orphaned(marker: Path) -> None:
    """Kills the process above, once, if it is one of Spark."""
    above = os.getppid()
    told = Path(f"/proc/{above}/cmdline").read_bytes()
    if b"pyspark" in told and not marker.exists():
        marker.write_bytes(told)
        os.kill(above, signal.SIGKILL)
        time.sleep(1000)


def deep() -> Iterator[Edit]:
    """Calls itself for ever."""
    yield from deep()


def threads(_unit, _job, _cells, _blamed):
    """In place of a unit: how many threads NumPy may use here."""
    return {"threads": os.environ.get("OPENBLAS_NUM_THREADS")}


if "pytest" not in sys.modules:  # it collects this module, and its own chain must stay as it is
    chain.NAMES = {"poison": poison, **chain.NAMES}
explain = chain.explain

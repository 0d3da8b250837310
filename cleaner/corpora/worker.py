"""A worker: a process of its own that does one task after another, and says in shared memory which row is at work."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from typing import Any, NamedTuple

from cleaner.corpora.formats import Unit
from cleaner.corpora.job import Job
from cleaner.corpora.row import IDLE, ROW, Blame, probe_row
from cleaner.corpora.unit import run_units, told

FILES, TOGETHER = 63, 1 << 20  # text files, and bytes of them, that are done together
NAME = 64  # bytes for the name of a pass
NO_MEMORY = 77  # exit code
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
KILL_WITH_PARENT = 1  # prctl(2): PR_SET_PDEATHSIG


class Task(NamedTuple):
    """A unit, and what is known of rows of it that ended their process."""

    unit: Unit
    job: Job
    blamed: dict[int, Blame] = {}
    probe: int | None = None  # clean this row alone, and write nothing
    more: tuple[Unit, ...] = ()  # small units that are done with it
    run: str = "cleaner.corpora.unit:run_unit"


def bundled(units: Iterable[Unit], job: Job) -> list[Task]:
    """The tasks for these units: large ones alone, small ones of one kind that follow each other together."""
    tasks: list[Task] = []
    size = 0
    for unit in units:
        size += unit.bytes
        last = tasks[-1] if tasks else None
        if last and unit.format == last.unit.format == "text" and len(last.more) < FILES and size < TOGETHER:
            tasks[-1] = last._replace(more=(*last.more, unit))
        else:
            tasks.append(Task(unit, job))
            size = unit.bytes
    return tasks


def main(pipe: Any, cells: Any, name: Any, memory: int) -> None:
    """Do tasks until the parent has none, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what Ctrl-C means
    for variable in THREADS:
        os.environ.setdefault(variable, "1")  # before NumPy is loaded: workers share the cores already
    _end_with_parent()
    _limit(memory)

    def said(by: str) -> None:
        name.value = by.encode()[:NAME]

    while True:
        try:
            task: Task | None = pipe.recv()
        except EOFError:
            return
        if task is None:
            return
        answer: Any
        try:
            if task.probe is not None:
                name.value = b""
                probe_row(task.unit, task.job, task.probe, cells, said)
                answer = None
            elif task.more:
                answer = run_units([task.unit, *task.more], task.job, cells)
            else:
                module, _, function = task.run.partition(":")
                answer = getattr(import_module(module), function)(task.unit, task.job, cells, task.blamed)
        except MemoryError:
            # It may be full of what other rows left: the row is tried again alone, in a new process
            os._exit(NO_MEMORY)
        except Exception as error:
            answer = told(error)
        cells[ROW] = IDLE
        pipe.send(answer)


def _end_with_parent() -> None:
    """No worker outlives a parent that was killed, not even one that hangs where Python cannot look at the clock."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(KILL_WITH_PARENT, signal.SIGKILL)
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _limit(memory: int) -> None:
    """Let what would take more memory than this raise MemoryError, where the system knows such a limit."""
    if memory and sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))

"""One machine: workers that may raise, hang, run out of memory or die, and a parent that finds out which row it was.

A worker that ends or stands still is replaced. The row that it was at is then cleaned alone, under observation, once more after standing
still, twice after an end (whoever kills workers at random does not hit one row three times); if that ends the same way, the row is set
aside with the pass that was at work, and the unit is done without it. Pools of the standard library hang or give up here.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import wait
from time import monotonic
from types import ModuleType
from typing import NamedTuple

from cleaner.corpora import worker
from cleaner.corpora.formats import Unit
from cleaner.corpora.manifest import Entry, sweep
from cleaner.corpora.row import BYTES, CHANGED, IDLE, ROW, ROWS, SET_ASIDE, Blame
from cleaner.corpora.worker import Task

TICK = 0.25  # seconds between two looks at the workers
HANGS, DEATHS = 2, 3  # times that a row hangs, or ends its process, before it is set aside
LOST = 20  # ends of processes in one unit for which no row was to blame, before it counts as failed
LEAST_MEMORY = 2 << 30
SPAWN = get_context("spawn")


class Limits(NamedTuple):
    """What a row may take."""

    seconds: float = 60.0  # 0: any time
    memory: int = 0  # bytes of a worker; 0: its share of this machine


USUAL = Limits()


class Outcome(NamedTuple):
    """What became of a unit: its entry, or why there is none."""

    unit: Unit
    entry: Entry | None
    error: str = ""


class Live(NamedTuple):
    """What is done of units that are not finished."""

    rows: int = 0
    bytes: int = 0
    changed: int = 0
    quarantined: int = 0


class _Case:
    """A task, and what happened to its processes."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.hangs: Counter[int] = Counter()
        self.deaths: Counter[int] = Counter()
        self.lost = 0


class _Worker:
    """A process, the pipe to it, and where it is."""

    def __init__(self, memory: int) -> None:
        self.cells = SPAWN.RawArray("q", 5)
        self.name = SPAWN.RawArray("c", worker.NAME)
        self.cells[ROW] = IDLE
        self.pipe, other = SPAWN.Pipe()
        self.process = SPAWN.Process(target=worker.main, args=(other, self.cells, self.name, memory), daemon=True)
        with _nobody_main():
            self.process.start()
        other.close()
        self.case: _Case | None = None
        self.seen, self.since = (IDLE, 0), monotonic()

    def give(self, case: _Case) -> None:
        self.case = case
        self.cells[:] = [IDLE, 0, 0, 0, 0]
        self.seen, self.since = (IDLE, 0), monotonic()
        with suppress(OSError):  # it is gone: seen at the next look
            self.pipe.send(case.task)

    def stands_still(self, seconds: float) -> bool:
        """Whether it has been at one row for so long."""
        now = self.cells[ROW], self.cells[ROWS]
        if now != self.seen or now[0] == IDLE:
            self.seen, self.since = now, monotonic()
        return bool(seconds) and monotonic() - self.since > seconds

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Crew:
    """Workers for any number of runs; to be closed."""

    def __init__(self, size: int, limits: Limits = USUAL) -> None:
        self._size = size
        self._limits = limits._replace(memory=limits.memory or _share(size))
        self._workers: list[_Worker] = []

    @property
    def memory(self) -> int:
        """Bytes that each worker may take."""
        return self._limits.memory

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        for each in self._workers:
            each.end()
        self._workers = []

    def _live(self) -> Live:
        """What is done of the units at work."""
        cells = [each.cells[:] for each in self._workers if each.case and each.case.task.probe is None]
        return Live(*(sum(each[what] for each in cells) for what in (ROWS, BYTES, CHANGED, SET_ASIDE)))

    def run(self, tasks: Iterable[Task]) -> Iterator[Outcome | Live]:
        """Do the tasks; their outcomes as they come, and now and then how far the others are."""
        waiting = deque(_Case(task) for task in tasks)
        while waiting or any(each.case for each in self._workers):
            self._assign(waiting)
            busy = [each for each in self._workers if each.case]
            wait([*(each.pipe for each in busy), *(each.process.sentinel for each in busy)], TICK)
            for each in busy:
                yield from self._look(each, waiting)
            yield self._live()

    def _assign(self, waiting: deque[_Case]) -> None:
        while waiting:
            free = next((each for each in self._workers if not each.case), None)
            if free is None:
                if len(self._workers) >= self._size:
                    return
                free = _Worker(self._limits.memory)
                self._workers.append(free)
            free.give(waiting.popleft())

    def _look(self, each: _Worker, waiting: deque[_Case]) -> list[Outcome]:
        """Take what a worker has to say, or find out what became of it."""
        case = each.case
        assert case is not None
        task = case.task
        hangs = False
        try:
            if each.pipe.poll():
                answer = each.pipe.recv()
                each.case = None
                if task.probe is not None:  # the row is innocent
                    case.task = task._replace(probe=None)
                    return self._again(case, waiting, "each time at another row")
                answers = answer if task.more else [answer]
                return [
                    Outcome(unit, None, answer) if isinstance(answer, str) else Outcome(unit, answer)
                    for unit, answer in zip((task.unit, *task.more), answers, strict=True)
                ]
            hangs = each.stands_still(self._limits.seconds)
            if each.process.is_alive() and not hangs:
                return []
        except (EOFError, OSError, ValueError, TypeError, IndexError, AttributeError, ImportError):
            pass  # it died while it spoke
        row, by = each.cells[ROW], each.name.value.decode()
        self._workers.remove(each)
        each.end()
        sweep(task.job.out, (task.unit, *task.more), each.process.pid)
        if task.more:  # one of them did it: which, shows when each is done alone
            waiting.extendleft(_Case(task._replace(unit=unit, more=())) for unit in (*reversed(task.more), task.unit))
            return []
        return self._judge(case, row, by, hangs, each.process.exitcode, waiting)

    def _judge(
        self, case: _Case, row: int, by: str, hangs: bool, code: int | None, waiting: deque[_Case]
    ) -> list[Outcome]:
        """What is done about a task whose process ended at a row."""
        task = case.task
        if row in task.blamed:  # it cannot even be read
            case.lost += LOST // 4
        if row == IDLE or row in task.blamed:
            return self._again(case, waiting, f"in no row: {_ending(code)}")
        known = hangs or code == worker.NO_MEMORY
        (case.hangs if known else case.deaths)[row] += 1
        if case.hangs[row] >= HANGS or case.deaths[row] >= DEATHS:
            blame = Blame("row-ends-worker", {"ending": _ending(code)}, by)
            if hangs:
                blame = Blame("row-hangs", {"seconds": f"{self._limits.seconds:g}"}, by)
            elif known:
                blame = Blame("row-memory", {"megabytes": self._limits.memory >> 20}, by)
            case.task = task._replace(blamed={**task.blamed, row: blame}, probe=None)
        else:
            case.task = task._replace(probe=row)
        waiting.appendleft(case)
        return []

    def _again(self, case: _Case, waiting: deque[_Case], why: str) -> list[Outcome]:
        """Do a task once more for which no row is to blame, but not for ever."""
        case.lost += 1
        if case.lost >= LOST:
            return [Outcome(case.task.unit, None, f"its worker ended {case.lost} times, {why}")]
        waiting.appendleft(case)
        return []


@contextmanager
def _nobody_main() -> Iterator[None]:
    """Keep a new process from running the main module of this one again: it needs nothing of that."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _share(size: int) -> int:
    """The memory that each of so many workers may take."""
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return 0
    return max(int(whole * 0.8 / size), LEAST_MEMORY)


def _ending(code: int | None) -> str:
    if code == worker.NO_MEMORY:
        return "it needs more memory than --memory allows"
    if code is not None and code < 0:
        with suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"

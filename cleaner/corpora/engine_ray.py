"""Ray: a Ray Core task for each unit, on a running cluster (--address) or on this machine.

Not Ray Data: it does not keep the order of rows, loses the rows of a block where one of them fails, and names its files at random. A worker or a
node that is lost takes its units with it, which Ray runs again; since a unit is published in one step, nothing is lost or doubled.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from cleaner.corpora.engines import Options, one
from cleaner.corpora.supervisor import TICK, Limits, Live, Outcome
from cleaner.corpora.worker import Task

ray: Any = import_module("ray")
RETRIES = 5  # times that a task is run again after its worker or its node was lost
AHEAD = 4  # tasks that are handed to Ray for each of its cores


def run(tasks: list[Task], options: Options) -> Iterator[Outcome | Live]:
    """Do the tasks on Ray. A cluster that was reached before this call is used, and left running."""
    own = not ray.is_initialized()
    if own:
        ray.init(
            address=options.address,
            num_cpus=(options.jobs or None) if not options.address else None,
            log_to_driver=False,
            include_dashboard=False if not options.address else None,
            runtime_env={"env_vars": {"PYTHONPATH": os.pathsep.join(_paths())}},
        )
    try:
        work = ray.remote(num_cpus=1, max_retries=RETRIES, scheduling_strategy="SPREAD")(_one)
        yield from _mapped(work, tasks, options)
    finally:
        if own:
            ray.shutdown()


def _one(task: Task, limits: Limits) -> list[Outcome]:
    return one(task, limits)


def _mapped(work: Any, tasks: list[Task], options: Options) -> Iterator[Outcome | Live]:
    waiting: deque[Task] = deque(tasks)
    running: dict[Any, Task] = {}
    try:
        yield from _loop(work, waiting, running, options)
    finally:
        for reference in running:
            ray.cancel(reference, force=True)


def _loop(work: Any, waiting: deque[Task], running: dict[Any, Task], options: Options) -> Iterator[Outcome | Live]:
    while waiting or running:
        room = AHEAD * max(int(ray.cluster_resources().get("CPU", 1)), 1) if waiting else 0
        while waiting and len(running) < room:
            task = waiting.popleft()
            running[work.remote(task, options.limits)] = task
        done, _ = ray.wait(list(running), num_returns=1, timeout=TICK)
        for reference in done:
            task = running.pop(reference)
            try:
                yield from ray.get(reference)
            except ray.exceptions.RayError as error:
                for unit in (task.unit, *task.more):
                    yield Outcome(unit, None, f"{type(error).__name__}: {str(error).strip().splitlines()[-1]}")
        yield Live()


def _paths() -> list[str]:
    """Where workers find this package when it is run from a checkout."""
    from pathlib import Path

    import cleaner

    given = os.environ.get("PYTHONPATH", "")
    return [str(Path(cleaner.__file__).parents[1]), *filter(None, given.split(os.pathsep))]

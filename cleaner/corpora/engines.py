"""Who does the tasks: the processes of this machine, or a cluster. Every engine maps the same function over the same units.

An engine takes tasks and gives outcomes, in any order; between them it says how far the others are. Inside a task of a cluster the unit runs
under the supervisor of one machine as well, in a process of its own that stays for the next task: rows that hang or kill are found there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from cleaner.config import ConfigError
from cleaner.corpora.supervisor import Crew, Limits, Live, Outcome
from cleaner.corpora.worker import Task

NAMES = ("local", "ray", "spark")


class Options(NamedTuple):
    """How the tasks are done; the result does not depend on it."""

    jobs: int = 0  # 0: as many as there are cores
    limits: Limits = Limits()
    address: str | None = None  # of a cluster


def run(engine: str, tasks: list[Task], options: Options) -> Iterator[Outcome | Live]:
    """Do the tasks with an engine. Raises ConfigError where its package is missing."""
    if engine == "local":
        return local(tasks, options)
    try:
        module: Any = import_module(f"cleaner.corpora.engine_{engine}")
    except ImportError as error:
        raise ConfigError(f"--engine {engine} needs a package ({error}): pip install 'cleaner-zh[{engine}]'") from None
    found: Iterator[Outcome | Live] = module.run(tasks, options)
    return found


def local(tasks: list[Task], options: Options) -> Iterator[Outcome | Live]:
    """Do the tasks in processes of this machine."""
    with Crew(min(options.jobs or cores(), max(len(tasks), 1)), options.limits) as crew:
        yield from crew.run(tasks)


def one(task: Task, limits: Limits) -> list[Outcome]:
    """Do one task, in a task of a cluster. Never raises for what is in it."""
    return [outcome for outcome in _crew(limits).run([task]) if isinstance(outcome, Outcome)]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@lru_cache(1)
def _crew(limits: Limits) -> Crew:
    """One worker beside this process, kept from task to task. It ends with this process."""
    return Crew(1, limits if limits.memory else limits._replace(memory=Crew(cores()).memory))

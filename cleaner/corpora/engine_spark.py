"""Spark: the units by `parallelize`, one a partition, on the master of --address or on this machine.

Nothing is written through Spark, which keeps no order and knows no rows that are set aside. A task whose executor is lost is run again (not
in local mode, unless the master is local[n,retries], which is the default here). For tables see cleaner/integrations/spark.py.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from queue import Empty, Queue
from threading import Thread
from typing import Any

from pyspark.sql import SparkSession

from cleaner.config import ConfigError
from cleaner.corpora.engines import Options, cores, one
from cleaner.corpora.supervisor import TICK, Live, Outcome
from cleaner.corpora.worker import Task

RETRIES = 4
GROUP = 8  # units for each core in one Spark job: what is done shows after each job


def run(tasks: list[Task], options: Options) -> Iterator[Outcome | Live]:
    """Do the tasks on Spark. A session that is there already is used, and left running."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    jobs = options.jobs or cores()
    there = SparkSession.getActiveSession()
    try:
        session = there or (
            SparkSession.builder.master(options.address or f"local[{jobs},{RETRIES}]")
            .appName("cleaner")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(sys.path[1:]))
            .getOrCreate()
        )
    except Exception as error:
        told = str(error).strip().splitlines()[:2]  # of Java the second line is the error
        raise ConfigError(
            f"Spark does not start on {options.address or 'this machine'}: {told[-1].strip(': ')}"
        ) from None
    try:
        group = GROUP * max(session.sparkContext.defaultParallelism, 1)
        for start in range(0, len(tasks), group):
            yield from _job(session, tasks[start : start + group], options)
    finally:
        if there is None:
            session.stop()


def _job(session: Any, tasks: list[Task], options: Options) -> Iterator[Outcome | Live]:
    """One Spark job; it runs in a thread so that progress can be shown and Ctrl-C is heard."""
    limits = options.limits
    answer: Queue[Any] = Queue()

    def work() -> None:
        try:
            answer.put(
                session.sparkContext.parallelize(tasks, len(tasks)).flatMap(lambda task: one(task, limits)).collect()
            )
        except Exception as error:
            answer.put(error)

    Thread(target=work, daemon=True).start()
    while True:
        try:
            found = answer.get(timeout=TICK)
        except Empty:
            yield Live()
            continue
        if isinstance(found, Exception):
            for unit in [unit for task in tasks for unit in (task.unit, *task.more)]:
                yield Outcome(unit, None, f"{type(found).__name__}: {str(found).strip().splitlines()[0]}")
        else:
            yield from found
        return

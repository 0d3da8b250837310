"""The engines and the row adapters against each other, on the same rows: the same bytes from engines, the same texts from adapters."""

import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from cleaner.corpora import engines
from cleaner.corpora.job import Job
from cleaner.corpora.supervisor import Limits, Outcome
from cleaner.corpora.units import plan, sources
from cleaner.corpora.worker import bundled
from tests.benchmarks import material
from tests.benchmarks.corpora_faults import make, tree

BATCH = 100
UNITS = 24  # that a file is cut into for the engines
LONGEST = 1800  # seconds for one engine


def done(source, out, engine="local", jobs=1, unit_size=1 << 22, **more):
    """A whole run: seconds and outcomes."""
    began = time.perf_counter()
    tasks = bundled(plan(sources([str(source)]), None, unit_size), Job(str(out), **more))
    found = engines.run(engine, tasks, engines.Options(jobs, Limits(120)))
    outcomes = [news for news in found if isinstance(news, Outcome)]
    wrong = [outcome.error for outcome in outcomes if outcome.error]
    if wrong:
        sys.exit(wrong[0])
    return time.perf_counter() - began, outcomes


def texts(path):
    """The texts of a file of JSON lines."""
    return [json.loads(line)["text"] for line in path.open("rb")]


def with_pandas(path, _folder, how):
    import pandas

    from cleaner.integrations.rows import clean_rows

    return clean_rows(pandas.DataFrame({"text": texts(path)})["text"], **how)[0]


def with_polars(path, _folder, how):
    import polars

    from cleaner.integrations.rows import clean_rows

    frame = polars.DataFrame({"text": texts(path)})
    return frame.with_columns(polars.Series("text", clean_rows(frame["text"], **how)[0]))["text"].to_list()


def with_arrow(path, _folder, how):
    import pyarrow

    from cleaner.integrations.rows import table_cleaner

    return table_cleaner(**how)(pyarrow.table({"text": texts(path)})).column("text").to_pylist()


def with_datasets(path, folder, how):
    import datasets

    from cleaner.integrations.rows import batch_cleaner

    datasets.disable_progress_bars()
    table = datasets.Dataset.from_json(str(path), cache_dir=str(folder / "cache"))
    return table.map(batch_cleaner(**how), batched=True, batch_size=BATCH, num_proc=2)["text"][:]


def with_datatrove(path, folder, how):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.integrations.datatrove import Cleaner

    (folder / "in").mkdir()
    lines = path.read_bytes().splitlines(keepends=True)
    half = len(lines) // 2
    for name, part in (("a", lines[:half]), ("b", lines[half:])):
        (folder / f"in/{name}.jsonl").write_bytes(b"".join(part))
    steps = [JsonlReader(str(folder / "in")), Cleaner(**how), JsonlWriter(str(folder / "out"), compression=None)]
    LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir=str(folder / "logs")).run()
    return [text for out in sorted((folder / "out").iterdir()) for text in texts(out)]


def with_ray_data(path, _folder, how):
    import pyarrow
    import ray

    from cleaner.integrations.rows import table_cleaner

    ray.init(num_cpus=2, log_to_driver=False, include_dashboard=False)
    try:
        given = pyarrow.table({"text": texts(path), "row": range(len(texts(path)))})
        data = ray.data.from_arrow(given).map_batches(table_cleaner(**how), batch_format="pyarrow", batch_size=BATCH)
        return [row["text"] for row in sorted(data.take_all(), key=lambda row: row["row"])]
    finally:
        ray.shutdown()


def with_daft(path, _folder, how):
    import daft

    from cleaner.integrations.daft import cleaned

    found = cleaned(daft.from_pydict({"text": texts(path)}), **how)
    return found.to_pydict()["text"]


def with_spark_tables(path, _folder, how):
    from pyspark.sql import SparkSession

    from cleaner.integrations.spark import cleaned

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        table = session.createDataFrame(list(enumerate(texts(path))), "row int, text string")
        return [row.text for row in sorted(cleaned(table, **how).collect())]
    finally:
        session.stop()


ADAPTERS = {
    "pandas": with_pandas,
    "polars": with_polars,
    "arrow": with_arrow,
    "datasets": with_datasets,
    "datatrove": with_datatrove,
    "ray data": with_ray_data,
    "spark tables": with_spark_tables,
    "daft": with_daft,
}


def adapted(path: Path, folder: Path, name: str, **how) -> list[str]:
    """The texts of a file as an adapter repairs them. Raises ImportError where its library is missing."""
    scratch = folder / name.replace(" ", "-")
    scratch.mkdir()
    return ADAPTERS[name](path, scratch, how)


def alone(task: str, name: str, path: Path, folder: Path, how: dict[str, Any]) -> dict[str, Any]:
    """What `once` says of an engine or an adapter in a process of its own: libraries that fork do not meet the threads of others.

    "error" says what went wrong.
    """
    command = [sys.executable, "-m", "tests.benchmarks.corpora_engines", task, name, path, folder, json.dumps(how)]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, cwd=material.ROOT)
    except subprocess.TimeoutExpired:
        return {"error": f"not done after {LONGEST} s"}
    lines = (ended.stdout if ended.returncode == 0 else ended.stderr).strip().splitlines()
    if ended.returncode:
        return {"error": lines[-1] if lines else f"exit code {ended.returncode}"}
    return json.loads(lines[-1])


def once(task: str, name: str, path: Path, folder: Path, how: dict[str, Any]) -> dict[str, Any]:
    """Rows, seconds of wall clock, and a digest of the texts that came out."""
    began = time.perf_counter()
    if task == "engine":
        done(path, folder / name, name, 2, max(path.stat().st_size // UNITS, 1 << 19), how=how)
        seconds = time.perf_counter() - began
        found = [text for part in sorted((folder / name).glob("*.jsonl")) for text in texts(part)]
    else:
        found = adapted(path, folder, name, **how)
        seconds = time.perf_counter() - began
    digest = hashlib.sha256("\0".join(found).encode("utf-8", "surrogatepass")).hexdigest()
    return {"rows": len(found), "seconds": seconds, "digest": digest}


def compared(data, folder, args):
    """The same units under every engine, and the same rows under every adapter, that is installed."""
    path = make(data, folder / "a.jsonl", args.megabytes or 2, harm=True)
    how = {"skip": args.skip.split(",")} if args.skip else {}
    print(f"  {path.stat().st_size / 1e6:.0f} MB, two processes; passes left out: {args.skip or 'none'}", flush=True)
    digest, trees = "", {}
    for task, name in [*(("engine", name) for name in engines.NAMES), *(("adapter", name) for name in ADAPTERS)]:
        told = alone(task, name, path, folder, how)
        if "error" in told:
            print(f"  {name}: {told['error']}", flush=True)
            continue
        digest = digest or told["digest"]
        same = "the same texts" if told["digest"] == digest else "OTHER TEXTS"
        if task == "engine":
            trees[name] = tree(folder / name)
            same = "the same bytes" if trees[name] == trees["local"] else "OTHER BYTES"
        rate = path.stat().st_size / 1e6 / told["seconds"]
        spent = f"{told['seconds']:.1f} s of wall clock, {rate:.2f} MB/s (load {os.getloadavg()[0]:.1f})"
        print(f"  {name}: {told['rows']} rows, {spent}, {same}", flush=True)


if __name__ == "__main__":
    chosen, called, source, scratch, given = sys.argv[1:]
    print(json.dumps(once(chosen, called, Path(source), Path(scratch), json.loads(given))))

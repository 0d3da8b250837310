"""The engines and the row adapters against each other, on the same rows: the same bytes from engines, the same texts from adapters."""

import json
import os
import shutil
import sys
import time
from pathlib import Path

from cleaner.corpora import engines
from cleaner.corpora.job import Job
from cleaner.corpora.supervisor import Limits, Outcome
from cleaner.corpora.units import plan, sources
from cleaner.corpora.worker import bundled
from tests.benchmarks.corpora_faults import make, tree

BATCH = 100


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
    shutil.copy(path, folder / "in/a.jsonl")
    steps = [JsonlReader(str(folder / "in")), Cleaner(**how), JsonlWriter(str(folder / "out"), compression=None)]
    LocalPipelineExecutor(steps, logging_dir=str(folder / "logs")).run()
    (out,) = (folder / "out").iterdir()
    return texts(out)


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
}


def adapted(path: Path, folder: Path, name: str, **how) -> list[str]:
    """The texts of a file as an adapter repairs them. Raises ImportError where its library is missing."""
    scratch = folder / name.replace(" ", "-")
    scratch.mkdir()
    return ADAPTERS[name](path, scratch, how)


def compared(data, folder, args):
    """The same units under every engine, and the same rows under every adapter, that is installed."""
    path = make(data, folder / "a.jsonl", args.megabytes or 2, harm=True)
    trees = {}
    for engine in engines.NAMES:
        out = folder / engine
        try:
            seconds, outcomes = done(path, out, engine, 2, 1 << 19)
        except ValueError as error:
            print(f"  {engine}: {error}")
            continue
        trees[engine] = tree(out)
        count = sum(outcome.entry["rows"]["in"] for outcome in outcomes)
        print(f"  {engine}: {count} rows in {len(outcomes)} units, {seconds:.1f} s of wall clock", flush=True)
    print(f"  same bytes: {all(each == trees['local'] for each in trees.values())}")
    expected = [text for part in sorted((folder / "local").glob("*.jsonl")) for text in texts(part)]
    for name in ADAPTERS:
        began = time.perf_counter()
        try:
            found = adapted(path, folder, name)
        except ImportError as error:
            print(f"  {name}: {error}")
            continue
        same = "the same texts" if found == expected else "OTHER TEXTS"
        print(f"  {name}: {len(found)} rows, {time.perf_counter() - began:.1f} s of wall clock, {same}", flush=True)

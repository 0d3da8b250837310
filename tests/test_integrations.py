"""Adapters, with the real libraries; skipped where they are not installed. No row is lost, none raises."""

import json
from pathlib import Path

import pytest

from cleaner import chain
from cleaner.corpora.job import Job
from cleaner.corpora.unit import run_unit
from cleaner.corpora.units import plan, sources
from cleaner.integrations.rows import batch_cleaner, clean_rows, table_cleaner
from tests.benchmarks.corpora_engines import ADAPTERS, adapted, texts

DAMAGED, REPAIRED = "他来了,又走了。", "他来了，又走了。"
BAD = "BAD"
ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _a_row_that_raises(monkeypatch):
    real = chain.clean

    def clean(text, **how):
        if text == BAD:
            raise RuntimeError("poisoned")
        return real(text, **how)

    monkeypatch.setattr(chain, "clean", clean)


TEXTS = [DAMAGED, None, BAD, REPAIRED]
EXPECTED = [REPAIRED, None, BAD, REPAIRED]


def test_rows():
    texts, reasons = clean_rows([*TEXTS, 5, float("nan")], only=["width"])
    assert texts[:5] == [*EXPECTED, 5]
    assert [reason and reason.split(":")[0] for reason in reasons] == [
        None,
        None,
        "row-raised",
        None,
        "row-not-text",
        None,
    ]
    assert "poisoned" in reasons[2]
    with pytest.raises(ValueError, match="unknown pass"):
        clean_rows([], only=["none"])


@pytest.mark.parametrize("kind", ["string", "large_string"])
def test_arrow(kind):
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"id": [1, 2, 3, 4], "text": pa.array(TEXTS, getattr(pa, kind)())})
    for each in (table, table.to_batches()[0]):
        found = table_cleaner("text")(each)
        assert found.column("text").to_pylist() == EXPECTED
        assert found.schema.field("text").type == table.schema.field("text").type
        assert [bool(reason) for reason in found.column("cleaner_error").to_pylist()] == [False, False, True, False]


@pytest.mark.filterwarnings("ignore")
def test_pandas_and_polars():
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    table = pd.DataFrame({"text": TEXTS})
    table["text"], table["cleaner_error"] = clean_rows(table["text"])
    assert table["text"].tolist()[::2] == EXPECTED[::2]
    frame = pl.DataFrame({"text": TEXTS})
    assert frame.with_columns(pl.Series("text", clean_rows(frame["text"])[0]))["text"].to_list() == EXPECTED


@pytest.mark.filterwarnings("ignore")
def test_datasets():
    datasets = pytest.importorskip("datasets")
    found = datasets.Dataset.from_dict({"text": TEXTS, "id": [1, 2, 3, 4]})
    found = found.map(batch_cleaner(), batched=True, batch_size=3)
    assert (found["text"][:], found["id"][:]) == (EXPECTED, [1, 2, 3, 4])
    assert "poisoned" in found["cleaner_error"][2]


@pytest.mark.filterwarnings("ignore")
def test_datatrove(tmp_path):
    pytest.importorskip("datatrove")
    pytest.importorskip("orjson")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from cleaner.integrations.datatrove import Cleaner

    rows = [{"text": text, "id": str(n)} for n, text in enumerate([DAMAGED, BAD, REPAIRED])]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    writers = [JsonlWriter(str(tmp_path / name), compression=None) for name in ("aside", "out")]
    LocalPipelineExecutor(
        [JsonlReader(str(tmp_path / "in")), Cleaner(writers[0]), writers[1]], logging_dir=str(tmp_path / "logs")
    ).run()
    out, aside = ([json.loads(line) for line in next((tmp_path / name).iterdir()).open()] for name in ("out", "aside"))
    assert [row["text"] for row in out] == [REPAIRED, REPAIRED]
    assert ([row["text"] for row in aside], "poisoned" in aside[0]["metadata"]["cleaner_error"]) == ([BAD], True)


@pytest.mark.filterwarnings("ignore")
def test_daft(monkeypatch):
    daft = pytest.importorskip("daft")
    from cleaner.integrations.daft import cleaned

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    given = daft.from_pydict({"id": [1, 2, 3, 4], "text": TEXTS, "n": [5, None, 7, 8]})
    found = cleaned(given, processes=1)
    assert found.column_names == ["id", "text", "n", "cleaner_error"]
    assert found.to_pydict() == {**given.to_pydict(), "text": EXPECTED, "cleaner_error": [None] * 4}
    numbers = cleaned(given.select("n"), "n", processes=1).to_pydict()
    assert numbers["n"] == [5, None, 7, 8]
    assert [reason and reason.split(":")[0] for reason in numbers["cleaner_error"]] == [
        "row-not-text",
        None,
        "row-not-text",
        "row-not-text",
    ]


@pytest.mark.filterwarnings("ignore")
def test_spark_table(monkeypatch):
    pytest.importorskip("pyspark")
    import sys

    from pyspark.sql import SparkSession

    from cleaner.integrations.spark import cleaned

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.conf.set("spark.sql.shuffle.partitions", "1")
    try:
        table = session.createDataFrame([(n, text) for n, text in enumerate(TEXTS)], "id int, text string")
        found = sorted(cleaned(table).collect())
    finally:
        session.stop()
    assert [row.text for row in found] == EXPECTED
    assert [row.cleaner_error for row in found] == [None] * 4


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ADAPTERS)
def test_the_texts_of_every_adapter_are_those_of_a_run(name, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    damaged = (ROOT / "fixtures/damaged/notice.txt").read_text("utf-8").split("\n\n")
    rows = [{"text": text, "id": n} for n, text in enumerate([*damaged, DAMAGED, REPAIRED, "a\u2028b\r\n\0", " "] * 3)]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    (unit,) = plan(sources([str(path)]))
    how = {"only": ["width", "invisible", "radicals"]}
    assert run_unit(unit, Job(str(tmp_path / "out"), how))["rows"]["changed"] > 6
    try:
        found = adapted(path, tmp_path, name, **how)
    except ImportError as error:
        pytest.skip(str(error))
    assert found == texts(tmp_path / "out/a.jsonl")

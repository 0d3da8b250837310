"""Ray and Spark do the same units to the same bytes, whatever they lose on the way. Skipped where they are not installed."""

import json
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.corpora import engines
from cleaner.corpora.job import Job
from cleaner.corpora.supervisor import Limits, Outcome
from cleaner.corpora.units import plan, sources
from cleaner.corpora.worker import bundled

ROOT = Path(__file__).parent.parent
DAMAGED, REPAIRED = "他来了,又走了。", "他来了，又走了。"
LIMITS = Limits(20)
POISON = ("KILL,坏。", "RAISE,坏。")


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for n in range(6):
        texts = [DAMAGED * 5] * 200
        if n < 2:
            texts[7] = POISON[n]
        path = tmp_path / f"in/{n}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps({"text": text, "id": k}) + "\n" for k, text in enumerate(texts)))
    for n in range(5):
        (tmp_path / f"in/{n}.txt").write_text(DAMAGED, "utf-8")
    return tmp_path


def done(engine, corpus, out, **more):
    job = Job(str(corpus / out), {"only": ["poison", "width"]}, explain="tests.poison:explain")
    tasks = bundled(plan(sources([str(corpus / "in")]), None, 4000), job)
    return [
        news for news in engines.run(engine, tasks, engines.Options(2, LIMITS, **more)) if isinstance(news, Outcome)
    ]


def tree(out):
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.relative_to(out).parts[0] not in ("_manifest", "_tmp")
    }


def check(corpus, outcomes, out):
    assert [outcome.error for outcome in outcomes if outcome.error] == []
    rows = [outcome.entry["rows"] for outcome in outcomes]
    assert sum(row["in"] for row in rows) == 1205
    assert sum(row["quarantined"] for row in rows) == 2
    done("local", corpus, "local")
    assert tree(corpus / out) == tree(corpus / "local")


def test_an_engine_that_is_missing(tmp_path, monkeypatch, capsys):
    (tmp_path / "a.txt").write_text("a")
    monkeypatch.setattr(engines, "import_module", lambda _: (_ for _ in ()).throw(ImportError("No module named 'ray'")))
    assert main(["corpus", "--no-config", "--engine", "ray", str(tmp_path / "a.txt"), str(tmp_path / "out")]) == 2
    assert "pip install 'cleaner-zh[ray]'" in capsys.readouterr().err


@pytest.fixture
def ray():
    found = pytest.importorskip("ray")
    yield found
    found.shutdown()


@pytest.mark.filterwarnings("ignore")
def test_ray_on_this_machine(corpus, ray):
    check(corpus, done("ray", corpus, "ray"), "ray")
    assert not ray.is_initialized()


@pytest.mark.filterwarnings("ignore")
def test_ray_loses_workers_and_a_node(corpus, ray):
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    nodes = [cluster.add_node(num_cpus=1) for _ in range(3)]
    try:
        ray.init(address=cluster.address, log_to_driver=False, runtime_env={"env_vars": {"PYTHONPATH": str(ROOT)}})
        killed = []

        def trouble():
            while not list((corpus / "ray/_manifest").glob("*")):
                time.sleep(0.1)
            killed.append(workers_killed())
            cluster.remove_node(nodes[0], allow_graceful=False)
            killed.append("node")

        thread = threading.Thread(target=trouble)
        thread.start()
        outcomes = done("ray", corpus, "ray")
        thread.join()
        assert killed[1:] == ["node"]
        assert ray.is_initialized()
    finally:
        ray.shutdown()
        cluster.shutdown()
    check(corpus, outcomes, "ray")


def workers_killed():
    """Kill one worker of Ray that is at a task, as a machine without memory would."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            told = path.read_bytes()
        except OSError:
            continue
        if told.startswith(b"ray::_one"):
            os.kill(int(path.parent.name), signal.SIGKILL)
            return path.parent.name
    return None


@pytest.mark.filterwarnings("ignore")
def test_spark_on_this_machine(corpus):
    pytest.importorskip("pyspark")
    check(corpus, done("spark", corpus, "spark"), "spark")


@pytest.mark.filterwarnings("ignore")
def test_spark_loses_a_worker(corpus):
    pytest.importorskip("pyspark")
    path, marker = corpus / "in/3.jsonl", corpus / "marker"
    lines = path.read_text().splitlines(keepends=True)
    lines[50] = json.dumps({"text": f"ORPHAN {marker}"}) + "\n"
    path.write_text("".join(lines))
    outcomes = done("spark", corpus, "spark")
    assert b"pyspark" in marker.read_bytes()
    check(corpus, outcomes, "spark")

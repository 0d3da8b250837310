"""Corpora at addresses, against a store on this machine that speaks as S3 does; skipped where its packages are not installed."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.corpora.job import Job
from cleaner.corpora.manifest import entries
from cleaner.corpora.places import place, send
from cleaner.corpora.unit import run_unit
from cleaner.corpora.units import plan, sources

pytest.importorskip("upath")
pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server")
ROOT = Path(__file__).parent.parent
LINES = "".join(
    json.dumps({"text": f"他来了{n},又走了。", "n": n}, ensure_ascii=False) + "\n" for n in range(40)
).encode()
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.processes]


@pytest.fixture
def bucket(monkeypatch):
    """A new store with one bucket."""
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONPATH": str(ROOT),
    }.items():
        monkeypatch.setenv(name, value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()  # of the store before
    store = place("s3://corpus")
    if store.fs.exists("corpus"):  # stores of one process share what they hold
        store.fs.rm("corpus", recursive=True)
    store.fs.mkdir("corpus")
    yield store
    running.stop()


def cleaner(*arguments):
    command = [sys.executable, "-m", "cleaner", "corpus", "--no-config", "--only", "width", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ)


def held(folder):
    """The files of rows at an address, by their names there."""
    found = place(folder).fs.find(folder, withdirs=False)
    return {name: place(f"s3://{name}").read_bytes() for name in found if "/_" not in name}


def test_a_run_from_and_to_a_store_is_the_run_on_disk(bucket, tmp_path):
    files = {
        "a.jsonl": LINES,
        "zh/b.jsonl.gz": gzip.compress(LINES + b'{"text": "torn\n'),
        "c.txt": "他来了,又走了。".encode(),
    }
    for name, data in files.items():
        (bucket / "in" / name).write_bytes(data)
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    for given, out in (("s3://corpus/in", "s3://corpus/out"), (tmp_path / "in", tmp_path / "out")):
        ended = cleaner(given, out, "--unit-size", "1k", "-j", "2")
        assert ended.returncode == 3, ended.stderr
    near = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    there = held("s3://corpus/out")
    assert {name.removeprefix("corpus/out/"): data for name, data in there.items()} == {
        name: data for name, data in near.items() if not name.startswith("_")
    }
    assert (bucket / "out/_quarantine/zh/b.jsonl.gz.jsonl").exists()
    again = cleaner("s3://corpus/in", "s3://corpus/out", "--unit-size", "1k")
    assert (again.returncode, held("s3://corpus/out")) == (3, there)
    assert "84 rows read" not in again.stderr
    assert cleaner("s3://corpus/out", "--status").returncode == 3
    (bucket / "in/a.jsonl").write_bytes(LINES + LINES)
    changed = cleaner("s3://corpus/in", "s3://corpus/out", "--unit-size", "1k")
    assert (changed.returncode, "changed after it was cleaned" in changed.stderr) == (2, True)
    assert cleaner("s3://corpus/in/*.jsonl", "s3://corpus/out", "--restart").returncode == 0
    assert list(held("s3://corpus/out")) == ["corpus/out/a.jsonl"]


def test_parquet_from_a_store(bucket, tmp_path):
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table({"text": ["他来了,又走了。"] * 50}), tmp_path / "a.parquet", row_group_size=10)
    send(tmp_path / "a.parquet", bucket / "in/a.parquet")
    assert cleaner("s3://corpus/in", "s3://corpus/out", "--unit-size", "100").returncode == 0
    found = [parquet.read_table(place(f"s3://{name}").open("rb"))["text"] for name in held("s3://corpus/out")]
    assert [column.to_pylist() for column in found] == [["他来了，又走了。"] * 10] * 5


@pytest.mark.parametrize("size", [1, 7000])
def test_an_upload_that_fails_publishes_nothing(bucket, tmp_path, monkeypatch, size):
    (tmp_path / "a.jsonl").write_bytes(LINES * size)
    (unit,) = plan(sources([str(tmp_path / "a.jsonl")]), None, 1 << 40)
    job = Job("s3://corpus/out", explain="tests.benchmarks.corpora:unchanged")
    (bucket / "out/a.jsonl").write_bytes(b"what stood there")
    import aiobotocore.client
    import s3fs.core

    monkeypatch.setattr(s3fs.core, "calculate_chunksize", lambda *_, **__: 5 << 20)  # the least that a part may have
    real = aiobotocore.client.AioBaseClient._make_api_call
    calls = []

    async def fails(self, name, arguments):
        calls.append(name)
        if name in ("put_object", "upload_part", "PutObject", "UploadPart") and len(calls) > 1 + (size > 1):
            raise OSError("the network is gone")
        return await real(self, name, arguments)

    monkeypatch.setattr(aiobotocore.client.AioBaseClient, "_make_api_call", fails)
    calls += ["", ""]
    with pytest.raises(OSError, match="network"):
        run_unit(unit, job)
    monkeypatch.setattr(aiobotocore.client.AioBaseClient, "_make_api_call", real)
    assert (bucket / "out/a.jsonl").read_bytes() == b"what stood there"
    assert list(entries(job.out)) == []
    assert run_unit(unit, job)["rows"]["out"] == 40 * size
    assert (bucket / "out/a.jsonl").read_bytes() == LINES * size


@pytest.mark.usefixtures("bucket")
def test_an_address_that_is_not_there(monkeypatch):
    for given, out in (
        ("s3://corpus/none", "s3://corpus/out"),
        ("s3://none/a.jsonl", "s3://corpus/out"),
        ("strange://x/a", "o"),
    ):
        ended = cleaner(given, out)
        assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    ended = cleaner("s3://corpus/in", "out")
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr

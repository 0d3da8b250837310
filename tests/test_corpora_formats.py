"""The formats of a corpus: compressed rows, text files, WET, Parquet; and the counts of lines over a corpus."""

import gzip
import json
import os
from base64 import b32encode, b64decode
from hashlib import sha1

import pytest

from cleaner.corpora import counts, fields, streams
from tests.test_corpora import DAMAGED, MIXED, NOTHING, REPAIRED, lines, run


def packed(kind):
    if kind == "gz":
        return gzip.compress, gzip.decompress
    zstd = pytest.importorskip("backports.zstd")
    return zstd.compress, zstd.decompress


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_compressed_rows(tmp_path, kind):
    pack, unpack = packed(kind)
    (tmp_path / "a.jsonl").write_bytes(MIXED)
    (tmp_path / f"b.jsonl.{kind}").write_bytes(pack(MIXED[:200]) + pack(MIXED[200:]))
    run(tmp_path / "a.jsonl", tmp_path / "out")
    run(tmp_path / f"b.jsonl.{kind}", tmp_path / "out")
    assert unpack((tmp_path / f"out/b.jsonl.{kind}").read_bytes()) == (tmp_path / "out/a.jsonl").read_bytes()
    before = (tmp_path / f"out/b.jsonl.{kind}").read_bytes()
    os.utime(tmp_path / f"b.jsonl.{kind}", (1, 1))
    run(tmp_path / f"b.jsonl.{kind}", tmp_path / "out")
    assert (tmp_path / f"out/b.jsonl.{kind}").read_bytes() == before


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_what_stands_before_a_damaged_place_is_kept(tmp_path, kind):
    pack, unpack = packed(kind)
    rows = b"".join(b'{"id": %d, "text": "%s"}\n' % (n, os.urandom(50).hex().encode()) for n in range(30_000))
    data = pack(rows)
    (tmp_path / f"a.jsonl.{kind}").write_bytes(data[: len(data) * 2 // 3])
    (entry,) = run(tmp_path / f"a.jsonl.{kind}", tmp_path / "out", NOTHING)
    assert entry["rows"]["quarantined"] == 1
    assert entry["rows"]["out"] > 5_000
    assert rows.startswith(unpack((tmp_path / f"out/a.jsonl.{kind}").read_bytes()))
    (aside,) = lines(tmp_path / f"out/_quarantine/a.jsonl.{kind}.jsonl")
    assert (aside["reason"], aside["row"]) == ("row-torn", entry["rows"]["out"])


def test_zstd_without_its_package(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    (tmp_path / "a.jsonl.zst").write_bytes(b"")
    with pytest.raises(ValueError, match="pip install"):
        run(tmp_path / "a.jsonl.zst", tmp_path / "out")
    assert not list((tmp_path / "out/_tmp").iterdir())


def test_text_files(tmp_path):
    for name, data in {
        "a.txt": DAMAGED.encode(),
        "b/gb.txt": (DAMAGED * 3).encode("gb18030"),
        "pdf.txt": b"%PDF-1.7",
        "clean.md": REPAIRED.encode(),
        "empty.txt": b"",
    }.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    entries = run(tmp_path / "in", tmp_path / "out")
    assert sum(entry["rows"]["changed"] for entry in entries) == 2
    found = {
        p.relative_to(tmp_path / "out").as_posix(): p.read_bytes()
        for p in (tmp_path / "out").rglob("*.[tm]*")
        if p.suffix in (".txt", ".md")
    }
    assert found == {
        "a.txt": REPAIRED.encode(),
        "b/gb.txt": (REPAIRED * 3).encode("gb18030"),
        "clean.md": REPAIRED.encode(),
        "empty.txt": b"",
    }
    (aside,) = lines(tmp_path / "out/_quarantine/pdf.txt.jsonl")
    assert (aside["reason"], aside["raw"]) == ("row-no-text", "%PDF-1.7")


def record(text, kind="conversion"):
    block = text.encode()
    digest = b32encode(sha1(block, usedforsecurity=False).digest()).decode()
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://例.cn/\r\nWARC-Block-Digest: sha1:{digest}\r\n"
    return f"{head}Content-Type: text/plain\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def test_wet(tmp_path):
    before = record("x,y", "warcinfo") + record(DAMAGED) + record(REPAIRED) + record(DAMAGED * 2)
    after = record("x,y", "warcinfo") + record(REPAIRED) + record(REPAIRED) + record(REPAIRED * 2)
    (tmp_path / "a.warc.wet").write_bytes(before)
    (tmp_path / "b.warc.wet.gz").write_bytes(b"".join(map(gzip.compress, (before[:150], before[150:]))))
    for name in ("a.warc.wet", "b.warc.wet.gz"):
        (entry,) = run(tmp_path / name, tmp_path / "out")
        assert entry["rows"] == {"in": 4, "out": 4, "quarantined": 0, "filtered": 0, "changed": 2, "without_text": 1}
    assert (tmp_path / "out/a.warc.wet").read_bytes() == after
    data = (tmp_path / "out/b.warc.wet.gz").read_bytes()
    assert gzip.decompress(data) == after
    assert data.count(b"\x1f\x8b\x08") >= 4


@pytest.mark.parametrize(
    ("bad", "rows"),
    [
        (b"garbage\r\n\r\n", 1),
        (b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\ntext\r\n\r\n", 1),
        (record(DAMAGED).replace("来".encode(), b"\xff\xff\xff"), 1),
    ],
)
def test_broken_records_are_set_aside_alone(tmp_path, bad, rows):
    (tmp_path / "a.wet").write_bytes(record(DAMAGED) + bad + record(DAMAGED))
    (entry,) = run(tmp_path / "a.wet", tmp_path / "out")
    assert (entry["rows"]["out"], entry["rows"]["quarantined"]) == (2, rows)
    assert (tmp_path / "out/a.wet").read_bytes() == record(REPAIRED) * 2
    (aside,) = lines(tmp_path / "out/_quarantine/a.wet.jsonl")
    assert (aside["raw"].encode() if "raw" in aside else b64decode(aside["raw_base64"])) == bad


def test_a_record_cut_off(tmp_path):
    (tmp_path / "a.wet").write_bytes(record(DAMAGED) + record(DAMAGED)[:-20])
    (entry,) = run(tmp_path / "a.wet", tmp_path / "out")
    assert (entry["rows"]["out"], entry["rows"]["quarantined"]) == (1, 1)


@pytest.fixture
def arrow():
    return pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")


def test_parquet_keeps_all_other_columns_and_its_schema(tmp_path, arrow):
    pa, pq = arrow
    schema = pa.schema(
        [
            pa.field("id", pa.int32(), metadata={"k": "v"}),
            pa.field("text", pa.large_string()),
            pa.field("b", pa.binary()),
            pa.field("t", pa.timestamp("us", "UTC")),
        ],
        metadata={"about": "test"},
    )
    texts = [DAMAGED, None, REPAIRED, ""] * 700
    table = pa.table({"id": range(2800), "text": texts, "b": [b"\xff"] * 2800, "t": [5] * 2800}, schema)
    pq.write_table(table, tmp_path / "a.parquet", row_group_size=1100, compression="zstd")
    (entry,) = run(tmp_path / "a.parquet", tmp_path / "out")
    assert (entry["rows"]["out"], entry["rows"]["changed"], entry["rows"]["without_text"]) == (2800, 700, 700)
    found = pq.ParquetFile(tmp_path / "out/a.parquet")
    assert found.schema_arrow.equals(schema, check_metadata=True)
    assert [found.metadata.row_group(n).num_rows for n in range(3)] == [1100, 1100, 600]
    assert found.metadata.row_group(0).column(0).compression == "ZSTD"
    expected = table.set_column(1, schema.field(1), pa.array([REPAIRED, None, REPAIRED, ""] * 700, pa.large_string()))
    assert found.read().equals(expected)
    before = (tmp_path / "out/a.parquet").read_bytes()
    run(tmp_path / "a.parquet", tmp_path / "out")
    assert (tmp_path / "out/a.parquet").read_bytes() == before
    run(tmp_path / "a.parquet", tmp_path / "parts", unit_size=1)
    parts = [pq.read_table(path) for path in sorted((tmp_path / "parts").glob("*.parquet"))]
    assert len(parts) == 3
    assert pa.concat_tables(parts).equals(expected)


def test_parquet_rows_inside_lists_and_rows_that_are_set_aside(tmp_path, arrow):
    pa, pq = arrow
    rows = [{"段落": [{"内容": DAMAGED, "n": 1}, {"内容": None, "n": 2}], "x": n} for n in range(5)]
    pq.write_table(pa.Table.from_pylist([*rows, {"段落": None, "x": 9}]), tmp_path / "a.parquet")
    run(tmp_path / "a.parquet", tmp_path / "out", field="段落[].内容", add=("counts",))
    found = pq.read_table(tmp_path / "out/a.parquet").to_pylist()
    assert [row["x"] for row in found] == [0, 1, 2, 3, 4, 9]
    assert found[0]["段落"] == [{"内容": REPAIRED, "n": 1}, {"内容": None, "n": 2}]
    assert (json.loads(found[0]["cleaner_counts"]), found[5]["cleaner_counts"]) == ({"width": 1}, None)
    (entry,) = run(tmp_path / "a.parquet", tmp_path / "aside", field="段落[]")
    assert (entry["rows"]["out"], entry["rows"]["quarantined"]) == (1, 5)
    aside = lines(tmp_path / "aside/_quarantine/a.parquet.jsonl")
    assert [json.loads(row["raw"]) for row in aside] == rows


# -- counts of lines ---------------------------------------------------------------------------------------------------


def test_counts_are_never_too_high(monkeypatch):
    monkeypatch.setattr(counts, "KEPT", 10)
    exact, found = counts.Counter(), counts.Counter()
    for n in range(2000):
        line = f"行{n % 7 if n % 2 else n}"
        exact[line] += 1
        found[line] += 1
        if len(found) > 20:
            found = counts.reduced(found)
    assert len(counts.reduced(found)) <= 10
    assert all(count <= exact[line] for line, count in found.items())
    assert all(found[f"行{n}"] > 0 for n in range(7))


def test_edge_lines_are_those_of_both_ends():
    text = "\n".join(f"第{n}行甲乙" for n in "一二三四五六七八九十") + "\n中间很长" * 200 + "\n结尾的一行\n"
    found = counts.edge_lines(text)
    assert {"第一行甲乙", "第十行甲乙", "结尾的一行"} <= found
    assert counts.edge_lines(text + "。" * 100_000 + "\n末行") >= {"第一行甲乙", "末行"}
    assert fields.quoted("a\ud800") == '"a\\ud800"'

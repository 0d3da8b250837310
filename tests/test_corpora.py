"""Units of work over a corpus: what goes in comes out, in its order and byte for byte, or is set aside with its reason."""

import json
import os
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.config import ConfigError
from cleaner.corpora import format_jsonl
from cleaner.corpora.fields import Bad, path_of, places, spliced, with_field
from cleaner.corpora.formats import Unit
from cleaner.corpora.job import Job
from cleaner.corpora.unit import run_unit
from cleaner.corpora.units import listed, plan, shard, sources


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)


DAMAGED, REPAIRED = "他来了,又走了。", "他来了，又走了。"
WIDTH = {"only": ["width"]}
NOTHING = {"only": []}


def run(path, out, how=WIDTH, unit_size=1 << 26, **more):
    """Do all units of a path; their entries."""
    job = Job(str(out), how, **more)
    return [run_unit(unit, job) for unit in plan(sources([str(path)]), None, unit_size)]


def lines(path):
    return [json.loads(line) for line in Path(path).read_bytes().splitlines()] if Path(path).exists() else []


def whole(out, pattern):
    """The parts of a file, put together."""
    return b"".join(path.read_bytes() for path in sorted(Path(out).glob(pattern)))


# -- fields ------------------------------------------------------------------------------------------------------------

ROW = {
    f'{{"id": 1, "text": "{DAMAGED}"}}': f'{{"id": 1, "text": "{REPAIRED}"}}',
    f'  {{ "text" :\t"{DAMAGED}" , "n": 12345678901234567890123, "x": 1e999 ,"y":NaN}} ': (
        f'  {{ "text" :\t"{REPAIRED}" , "n": 12345678901234567890123, "x": 1e999 ,"y":NaN}} '
    ),
    f'\ufeff{{"text": "{DAMAGED}"}}': f'\ufeff{{"text": "{REPAIRED}"}}',
    f'{{"text": "{DAMAGED}", "text": "好,好。{DAMAGED}"}}': f'{{"text": "{DAMAGED}", "text": "好，好。{REPAIRED}"}}',
    f'{{"m": {{"text": "{DAMAGED}"}}, "text": "{DAMAGED}"}}': f'{{"m": {{"text": "{DAMAGED}"}}, "text": "{REPAIRED}"}}',
    '{"text": "\\u4ed6\\u6765\\u4e86,\\u53c8\\u8d70\\u4e86\\u3002", "a": "\\/"}': (
        '{"text": "\\u4ed6\\u6765\\u4e86\\uff0c\\u53c8\\u8d70\\u4e86\\u3002", "a": "\\/"}'
    ),
    f'{{"text": "{DAMAGED}\\ud83d", "é": "\\u00e9"}}': f'{{"text": "{REPAIRED}\\ud83d", "é": "\\u00e9"}}',
    f'{{"text": "{DAMAGED}\t"}}': f'{{"text": "{REPAIRED}\\t"}}',
    '{"text": null}': '{"text": null}',
    '{"a": 1}': '{"a": 1}',
    "": "",
    "{}": "{}",
}


@pytest.mark.parametrize(("before", "after"), ROW.items())
@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_a_row_keeps_all_but_its_text(tmp_path, before, after, ending):
    (tmp_path / "a.jsonl").write_bytes((before + ending).encode())
    run(tmp_path / "a.jsonl", tmp_path / "out")
    assert (tmp_path / "out/a.jsonl").read_bytes() == (after + ending).encode()


NESTED = {
    "段落[].内容": ('{"段落": [{"内容": "%s"}, {"行": 2}, {"内容": null}, null, {"内容": "%s"}], "内容": "a,b"}', 2),
    "meta.body": ('{"body": "x", "meta": {"body": "%s"}}', 1),
    "texts[]": ('{"texts": ["%s", "干净", "%s", null]}', 3),
    "a[][].b": ('{"a": [[{"b": "%s"}], [], [{"b": "%s"}, {}]]}', 2),
    r"a\.b": ('{"a": {"b": 1}, "a.b": "%s"}', 1),
    "none.at.all": ('{"none": null}', 0),
}


@pytest.mark.parametrize("field", NESTED)
def test_paths_into_rows(tmp_path, field):
    row, count = NESTED[field]
    marks = row.count("%s")
    (tmp_path / "a.jsonl").write_text(row % ((DAMAGED,) * marks), "utf-8")
    run(tmp_path / "a.jsonl", tmp_path / "out", field=field)
    assert (tmp_path / "out/a.jsonl").read_text("utf-8") == row % ((REPAIRED,) * marks)
    assert len(places(row, path_of(field))) == count


@pytest.mark.parametrize("field", ["", ".", "a..b", "a.", "[]", "[].a", "a[", "a[0]", "a]b"])
def test_fields_that_are_none(field):
    with pytest.raises(ValueError, match="--field"):
        path_of(field)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from('abc"é'), inner, max_size=4),
    max_leaves=12,
)


def at_path(value, path, each):
    """The value with each text at a path replaced: the slow and plain way."""
    if value is None:
        return None
    if not path:
        if not isinstance(value, str):
            raise Bad("row-not-text")
        return each(value)
    if path[0] is None:
        if not isinstance(value, list):
            raise Bad("row-not-text")
        return [at_path(item, path[1:], each) for item in value]
    if not isinstance(value, dict):
        raise Bad("row-not-text")
    return {key: at_path(item, path[1:], each) if key == path[0] else item for key, item in value.items()}


@given(json_values, st.sampled_from(["a", "a.b", "a[]", "a[].b", "c[][]"]), st.booleans(), st.sampled_from([None, 1]))
def test_places_are_those_of_a_json_reader(value, field, ascii_only, indent):
    line = json.dumps({"a": value, "z": value}, ensure_ascii=ascii_only, indent=indent)
    path = path_of(field)
    try:
        expected = at_path(json.loads(line), path, lambda text: text + "！")
    except Bad:
        with pytest.raises(Bad, match="row-not-text"):
            places(line, path)
        return
    found = places(line, path)
    assert json.dumps(json.loads(spliced(line, found, [f"{place.text}！" for place in found]))) == json.dumps(expected)
    assert spliced(line, found, [place.text for place in found]) == line
    pytest.importorskip("msgspec")
    try:
        quick = format_jsonl._quick(field)(line.encode())
    except UnicodeEncodeError:
        return
    assert quick in (None, [place.text for place in found])


@given(st.dictionaries(st.text(max_size=3), st.integers(), max_size=4), st.sampled_from(["", " ", "\n"]))
def test_a_field_more(row, space):
    line = space + json.dumps(row, ensure_ascii=False) + space
    added = with_field(line, "x", "[1]")
    assert json.loads(added) == {**row, "x": [1]}
    assert json.loads(with_field(added, "x", "2")) == {**row, "x": 2}


@given(st.text(alphabet='{}[]":,ab\\ 1\ufeff', max_size=12))
def test_broken_lines_are_bad_and_nothing_else(line):
    try:
        told = json.loads(line.removeprefix("\ufeff"), strict=False)
    except ValueError:
        told = None
    try:
        found = places(line, path_of("a"))
    except Bad:
        assert not (isinstance(told, dict) and isinstance(told.get("a", ""), str))
    else:
        assert [place.text for place in found] == ([told["a"]] if told and told.get("a") is not None else [])


# -- rows that are set aside -------------------------------------------------------------------------------------------

STRANGE = {
    b"{broken": "row-broken-json",
    b'{"text": "a"} x': "row-broken-json",
    b'{"text": "a': "row-broken-json",
    b'{"text": 5}': "row-not-text",
    b'{"text": ["a"]}': "row-not-text",
    b"[1]": "row-not-text",
    b"\xff\xfe{": "row-not-utf-8",
    b'{"text": "a", "b": "\xff"}': "row-not-utf-8",
    b"\0\0\0\0": "row-broken-json",
    b"[" * 100_000: "row-raised",
}


def test_each_strange_row_is_set_aside_alone(tmp_path):
    good = json.dumps({"text": DAMAGED}, ensure_ascii=False).encode()
    (tmp_path / "a.jsonl").write_bytes(b"\n".join([good, *(x for row in STRANGE for x in (row, good))]) + b"\n")
    (entry,) = run(tmp_path / "a.jsonl", tmp_path / "out")
    n = len(STRANGE)
    assert entry["rows"] == {
        "in": 2 * n + 1,
        "out": n + 1,
        "quarantined": n,
        "filtered": 0,
        "changed": n + 1,
        "without_text": 0,
    }
    assert [row["text"] for row in lines(tmp_path / "out/a.jsonl")] == [REPAIRED] * (n + 1)
    aside = lines(tmp_path / "out/_quarantine/a.jsonl.jsonl")
    assert [row["row"] for row in aside] == list(range(1, 2 * n, 2))
    data = (tmp_path / "a.jsonl").read_bytes()
    for row, (raw, reason) in zip(aside, STRANGE.items(), strict=True):
        kept = row["raw"].encode() if "raw" in row else b64decode(row["raw_base64"])
        assert (kept, row["source"]) == (raw + b"\n", str(tmp_path / "a.jsonl"))
        assert data[row["offset"] :].startswith(raw)
        assert row["reason"] == reason or (reason == "row-raised" and row["reason"] == "row-not-text")


def test_rows_that_become_empty_can_be_filtered(tmp_path):
    rows = [{"text": "\u3000 "}, {"text": DAMAGED}, {"text": None}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (entry,) = run(tmp_path / "a.jsonl", tmp_path / "out", WIDTH, drop_empty=True)
    assert (entry["rows"]["out"], entry["rows"]["filtered"]) == (2, 1), entry
    assert [row["reason"] for row in lines(tmp_path / "out/_filtered/a.jsonl.jsonl")] == ["row-empty"]
    (entry,) = run(tmp_path / "a.jsonl", tmp_path / "out2", WIDTH)
    assert (entry["rows"]["out"], entry["rows"]["filtered"]) == (3, 0)


def test_fields_can_be_added(tmp_path):
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": DAMAGED, "cleaner_counts": 0}) + "\n\n{}\n", "utf-8")
    run(tmp_path / "a.jsonl", tmp_path / "out", add=("changes", "counts", "notes"))
    first, blank, none = (tmp_path / "out/a.jsonl").read_text("utf-8").splitlines()
    row = json.loads(first)
    assert list(row) == ["text", "cleaner_counts", "cleaner_changes", "cleaner_notes"]
    assert (row["text"], row["cleaner_counts"], row["cleaner_notes"]) == (REPAIRED, {"width": 1}, [])
    assert (row["cleaner_changes"][0]["start"], blank, none) == (3, "", "{}")


# -- units -------------------------------------------------------------------------------------------------------------

MIXED = (
    '\ufeff{"text": "一,二。"}\r\n\n{"text": "三"}\n{broken\n{"a": "长'
    + "长" * 40
    + '", "text": "四,五。"}\n{"text": 5}\n{"text": "尾,巴。"}'
).encode()


def test_a_file_can_be_split_at_every_byte(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(MIXED)
    (one,) = run(tmp_path / "a.jsonl", tmp_path / "one")
    expected = (tmp_path / "one/a.jsonl").read_bytes()
    assert expected != MIXED
    status = (tmp_path / "a.jsonl").stat()
    for cut in range(1, len(MIXED)):
        out = tmp_path / f"cut{cut}"
        entries = []
        for part, (start, end) in enumerate([(0, cut), (cut, len(MIXED))]):
            unit = Unit(f"a-{part}.jsonl", str(tmp_path / "a.jsonl"), "jsonl", "", part, 2, start, end, status.st_size)
            entries.append(run_unit(unit, Job(str(out), NOTHING if cut % 7 else WIDTH)))
        assert sum(entry["rows"]["in"] for entry in entries) == one["rows"]["in"]
        assert sum(entry["rows"]["quarantined"] for entry in entries) == 2
        if not cut % 7:
            assert whole(out, "a-*.jsonl") == expected


@pytest.mark.parametrize("size", [1, 7, 50, 200, 10_000])
def test_parts_put_together_are_the_file(tmp_path, size):
    (tmp_path / "a.jsonl").write_bytes(MIXED)
    run(tmp_path / "a.jsonl", tmp_path / "one")
    run(tmp_path / "a.jsonl", tmp_path / "out", unit_size=size)
    assert whole(tmp_path / "out", "a*.jsonl") == (tmp_path / "one/a.jsonl").read_bytes()


def test_units_are_the_same_whatever_the_order(tmp_path):
    for name in ("b/x.jsonl", "a.jsonl", "b/c/z.txt", "b/.hidden.jsonl", "b/y.pdf", "_tmp/q.jsonl", "big.jsonl.gz"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"{}\n" * 4)
    found = sources([str(tmp_path / "in")])
    assert [source.name for source in found] == ["a.jsonl", "b/c/z.txt", "b/x.jsonl", "big.jsonl.gz"]
    twice = [str(tmp_path / "in"), str(tmp_path / "in"), str(tmp_path / "in/a.jsonl"), str(tmp_path / "in/**/*.jsonl")]
    assert sources(twice) == found
    assert sources([str(tmp_path / "in/**/*.jsonl")]) == [found[0], found[2]]
    assert [unit.name for unit in plan(found, None, 10)] == [
        *("a-00000-of-00002.jsonl", "a-00001-of-00002.jsonl", "b/c/z.txt"),
        *("b/x-00000-of-00002.jsonl", "b/x-00001-of-00002.jsonl", "big.jsonl.gz"),
    ]
    units = plan(found)
    assert sorted(unit for n in range(3) for unit in shard(units, f"{n}/3")) == sorted(units)
    assert sources([str(tmp_path / "in")], include=["b/*"], exclude=["*.jsonl"])[0].name == "b/c/z.txt"


def test_sources_that_cannot_be(tmp_path):
    for name in ("a/x.jsonl", "b/x.jsonl", "x.bin", "_x.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    for given_, told in (
        ([tmp_path / "a", tmp_path / "b"], "would both become"),
        ([tmp_path / "none.jsonl"], "no such file"),
        ([tmp_path / "*.none"], "no files found"),
        ([tmp_path / "_x.jsonl"], "begin with _"),
    ):
        with pytest.raises(ConfigError, match=told):
            sources(list(map(str, given_)))
    with pytest.raises(ConfigError, match="--format"):
        plan(sources([str(tmp_path / "x.bin")]))
    with pytest.raises(ConfigError, match="another folder"):
        sources([str(tmp_path)], out=str(tmp_path))
    for part in ("3/3", "-1/3", "1", "a/b"):
        with pytest.raises(ConfigError, match="--shard"):
            shard([], part)
    (tmp_path / "list").write_text(f"{tmp_path}/a\n\n{tmp_path}/x.bin\r\n")
    assert listed(str(tmp_path / "list")) == [f"{tmp_path}/a", f"{tmp_path}/x.bin"]


def test_two_attempts_give_the_same_bytes_and_leave_nothing_behind(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(MIXED)
    for _ in range(2):
        run(tmp_path / "a.jsonl", tmp_path / "out")
        found = {path.name: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
        assert sorted(found) == ["a.jsonl", "a.jsonl.json", "a.jsonl.jsonl"]
    (tmp_path / "a.jsonl").write_bytes(b"{}\n")
    run(tmp_path / "a.jsonl", tmp_path / "out")
    assert not (tmp_path / "out/_quarantine/a.jsonl.jsonl").exists()


def test_a_long_name(tmp_path):
    name = "长" * 80 + ".jsonl"
    (tmp_path / name).write_bytes(MIXED)
    run(tmp_path / name, tmp_path / "out")
    assert (tmp_path / "out" / name).exists()
    assert len(lines(next((tmp_path / "out/_quarantine").iterdir()))) == 2

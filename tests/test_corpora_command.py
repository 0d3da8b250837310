"""`cleaner corpus`: flags, exit codes, resuming, refusing."""

import json
import os
from importlib import import_module

import pytest

from cleaner.cli import main
from cleaner.corpora import engines, streams
from cleaner.corpora.job import Job
from cleaner.corpora.supervisor import Live, Outcome
from cleaner.corpora.unit import run_unit, told
from cleaner.corpora.units import plan, sources

DAMAGED, REPAIRED = "他来了,又走了。", "他来了，又走了。"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setattr(os, "fsync", lambda _: None)
    (tmp_path / "in").mkdir()
    for name in "ab":
        rows = [{"text": DAMAGED, "id": f"{name}{n}"} for n in range(5)]
        (tmp_path / f"in/{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


@pytest.fixture(autouse=True)
def _no_processes(request, monkeypatch):
    """The units are done in this process: starting another one for each of these runs would take a minute."""

    def local(tasks, _options):
        for task in tasks:
            module, _, function = task.run.partition(":")
            for unit in (task.unit, *task.more):
                try:
                    yield Outcome(unit, getattr(import_module(module), function)(unit, task.job))
                except (OSError, ValueError) as error:
                    yield Outcome(unit, None, told(error))
                yield Live()

    if "processes" not in request.keywords:
        monkeypatch.setattr(engines, "local", local)


@pytest.fixture
def run(capsys):
    def run(*args):
        code = main(["corpus", "--no-config", "--jobs", "1", *args])
        out, err = capsys.readouterr()
        return code, out, err

    return run


WIDTH = ("--only", "width")


@pytest.mark.processes
def test_a_run_and_what_it_says(run, folder):
    code, out, err = run(*WIDTH, "in", "out")
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        "cleaner: 10 rows read = 10 written + 0 set aside + 0 filtered; 10 changed, 0 without a text",
        "cleaner: 2 of 2 units done",
    ]
    assert REPAIRED in json.loads((folder / "out/a.jsonl").read_text().splitlines()[0])["text"]
    report = json.loads((folder / "out/_report.json").read_text())
    assert (report["rows"]["in"], report["passes"]["width"]["changes"], report["complete"]) == (10, 10, True)
    told = report["changes"]["half-width-mark"]
    assert (told["count"], len(told["samples"]), {each["unit"] for each in told["samples"]}) == (
        10,
        6,
        {"a.jsonl", "b.jsonl"},
    )
    assert told["samples"][0] == {
        **{"unit": "a.jsonl", "row": told["samples"][0]["row"], "start": 3, "pass": "width", "confidence": 0.95},
        **{"before": "他来了", "old": ",", "new": "，", "after": "又走了。", "facts": {"mark": ",", "full": 1}},
    }
    assert run("--status", "--lang", "zh", "out")[:2] == (
        0,
        "读入 10 行 = 写出 10 + 隔离 0 + 滤除 0；其中改动 10 行，无文本 0 行\n2 个单元，完成 2 个\n",
    )


def test_a_second_run_does_nothing_and_new_files_are_added(run, folder):
    run(*WIDTH, "-q", "in", "out")
    stamp = (folder / "out/a.jsonl").stat().st_mtime_ns
    (folder / "in/c.jsonl").write_text('{"text": "c"}\n')
    assert run("--status", "out")[0] == 4
    assert run(*WIDTH, "in", "out")[0] == 0
    assert (folder / "out/a.jsonl").stat().st_mtime_ns == stamp
    assert (folder / "out/c.jsonl").exists()
    assert run("--status", "out")[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        ["--only", "width,spacing"],
        [*WIDTH, "--keep", "x"],
        [*WIDTH, "--field", "id"],
        [*WIDTH, "--unit-size", "1M"],
        [*WIDTH, "--drop-empty"],
        [*WIDTH, "--add", "counts"],
        [*WIDTH, "--least", "0.5"],
    ],
)
def test_another_configuration_is_refused(run, change):
    run(*WIDTH, "-q", "in", "out")
    code, _, err = run(*change, "in", "out")
    assert (code, "--restart" in err) == (2, True)
    assert run(*change, "--restart", "-q", "in", "out")[0] == 0


def test_changed_inputs_are_refused(run, folder):
    run(*WIDTH, "-q", "in", "out")
    (folder / "in/a.jsonl").write_text('{"text": "x"}\n')
    code, _, err = run(*WIDTH, "in", "out")
    assert (code, "a.jsonl: it was changed" in err) == (2, True)
    (folder / "out/mine.txt").write_text("mine")
    assert run(*WIDTH, "--restart", "-q", "in", "out")[0] == 0
    assert (folder / "out/a.jsonl").read_text() == '{"text": "x"}\n'
    assert (folder / "out/mine.txt").exists()


def test_another_version_is_refused(run, folder):
    run(*WIDTH, "-q", "in", "out")
    told = json.loads((folder / "out/_run.json").read_text())
    told["versions"]["cleaner"] = "0.0.1"
    (folder / "out/_run.json").write_text(json.dumps(told))
    assert run(*WIDTH, "in", "out")[0] == 2


def test_retry_cleans_units_with_rows_set_aside(run, folder):
    (folder / "in/c.jsonl").write_text('{"text": "c"}\n{broken\n')
    assert run(*WIDTH, "in", "out")[0] == 3
    aside = folder / "out/_quarantine/c.jsonl.jsonl"
    assert json.loads(aside.read_text())["raw"] == "{broken\n"
    assert run(*WIDTH, "in", "out")[0] == 3
    told = json.loads((folder / "out/_run.json").read_text())
    told["versions"]["cleaner"] = "0.0.1"
    (folder / "out/_run.json").write_text(json.dumps(told))
    stamps = [(folder / f"out/{name}.jsonl").stat().st_mtime_ns for name in "abc"]
    assert run("--retry", "out")[0] == 3
    after = [(folder / f"out/{name}.jsonl").stat().st_mtime_ns for name in "abc"]
    assert [a == b for a, b in zip(stamps, after, strict=True)] == [True, True, False]
    assert run(*WIDTH, "in", "out")[0] == 3


def test_too_many_rows_set_aside_stop_the_run(run, folder):
    (folder / "in/0.jsonl").write_text("{broken\n" * 50)
    code, _, err = run(*WIDTH, "--max-quarantine", "20", "in", "out")
    assert (code, "more than --max-quarantine 20" in err) == (4, True)
    assert run(*WIDTH, "--max-quarantine", "50", "in", "out")[0] == 3


def test_shards_are_the_whole(run, folder):
    for n in range(3):
        assert run(*WIDTH, "-q", "--shard", f"{n}/3", "--unit-size", "100", "in", "out")[0] == 0
    assert run("--status", "out")[0] == 0
    run(*WIDTH, "-q", "in", "whole")
    for name in "ab":
        parts = sorted((folder / "out").glob(f"{name}-*.jsonl"))
        assert len(parts) > 2
        assert b"".join(part.read_bytes() for part in parts) == (folder / f"whole/{name}.jsonl").read_bytes()


def test_units_that_cannot_be_done(run, folder):
    pytest.importorskip("pyarrow")
    (folder / "d.parquet").write_bytes(b"PAR1")
    code, _, err = run(*WIDTH, "in/a.jsonl", "d.parquet", "out")
    assert (code, "1 of 2 units done" in err, "not done: d.parquet" in err) == (4, True, True)
    report = json.loads((folder / "out/_report.json").read_text())
    assert (report["complete"], list(report["failed"])) == (False, ["d.parquet"])


def test_damaged_parquet_stops_no_other_file(run, folder):
    pa, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pa.table({"text": [DAMAGED] * 9}), folder / "in/z.parquet", row_group_size=3)
    for name, data in {"b.parquet": b"PAR1 damaged PAR1", "c.parquet": b""}.items():
        (folder / "in" / name).write_bytes(data)
    (folder / "in/a.jsonl").unlink()
    code, _, err = run(*WIDTH, "--unit-size", "10", "in", "out")
    assert (code, err.count("not done: ")) == (4, 2), err
    assert sum(parquet.read_table(part).num_rows for part in (folder / "out").glob("z-*.parquet")) == 9
    assert run(*WIDTH, "--sample", "4", "in", "other")[0] == 0


def test_a_folder_that_cannot_be_read_is_not_passed_over(run, folder, monkeypatch):
    (folder / "in/deep").mkdir()
    real = os.scandir

    def scandir(path):
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    code, _, err = run(*WIDTH, "in", "out")
    assert (code, "deep" in err, (folder / "out").exists()) == (2, True, False)


def test_a_missing_package_is_named_before_anything_is_done(run, folder, monkeypatch):
    monkeypatch.setattr(streams, "import_module", lambda name: (_ for _ in ()).throw(ImportError(name)))
    (folder / "in/c.jsonl.zst").write_bytes(b"")
    code, _, err = run(*WIDTH, "in", "out")
    assert (code, "pip install" in err, (folder / "out").exists()) == (2, True, False)


def test_a_source_that_changes_while_it_is_read(folder):
    units = plan(sources([str(folder / "in/a.jsonl")]))
    (folder / "in/a.jsonl").write_text("{}\n")
    with pytest.raises(OSError, match="was changed while"):
        run_unit(units[0], Job(str(folder / "out")))
    assert not list((folder / "out/_tmp").iterdir())


def test_dry_run_and_sample_write_nothing(run, folder):
    code, out, err = run("--dry-run", "--unit-size", "300", "in", "out")
    assert (code, len(out.splitlines()), "4 units" in err) == (0, 4, True)
    code, out, err = run(*WIDTH, "--sample", "3", "in", "out")
    assert (code, "a.jsonl:1" in out, "b.jsonl:1" in out) == (0, True, True)
    assert "3 rows looked at, 3 would change" in err
    assert not (folder / "out").exists()


@pytest.mark.processes
def test_two_passes_count_the_lines_first(run, folder):
    body = "清晨的菜市场里有不少人，大娘一边招呼客人，一边找零钱。" * 3
    rows = [{"text": f"{body}\n{body}{n}。\n{body}\n\n清风文苑出品"} for n in range(30)]
    (folder / "in/a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "in/b.jsonl").unlink()
    args = ("--only", "boilerplate", "--add", "changes")
    assert run(*args, "-q", "in", "one")[0] == 0
    code, _, err = run(*args, "--two-pass", "--unit-size", "2k", "in", "two")
    assert (code, "lines that stand in 5 documents or more" in err) == (0, True)
    assert json.loads((folder / "two/_counts.json").read_text())["lines"]["清风文苑出品"] == 30
    reports = [json.loads((folder / out / "_report.json").read_text()) for out in ("one", "two")]
    held = [report["passes"].get("boilerplate", {}).get("held", 0) for report in reports]
    assert held == [0, 30]
    assert run(*args, "--two-pass", "--unit-size", "2k", "in", "two")[0] == 0
    assert run("--count-lines", "-q", "in", "lines")[0] == 0
    assert run(*args, "-q", "--counts", "lines/_counts.json", "in", "three")[0] == 0
    assert json.loads((folder / "three/_report.json").read_text())["passes"] == reports[1]["passes"]


REFUSED = [
    (["in"], "SRC"),
    (["none", "out"], "no such file"),
    (["--field", "a..b", "in", "out"], "--field"),
    (["--field", "body", "in", "out"], "'text', 'id'"),
    (["--add", "x", "in", "out"], "--add"),
    (["--shard", "2/2", "in", "out"], "--shard"),
    (["--max-quarantine", "x", "in", "out"], "--max-quarantine"),
    (["--unit-size", "x", "in", "out"], "--unit-size"),
    (["--row-timeout", "-1", "in", "out"], "--row-timeout"),
    (["--unit-size", "0", "in", "out"], "--unit-size"),
    (["--jobs", "-1", "in", "out"], "--jobs"),
    (["--sample", "0", "in", "out"], "--sample"),
    (["--address", "local[2]", "in", "out"], "--address is of a cluster"),
    (["--page", "in/a.jsonl", "in", "out"], "--page is a file of its own"),
    (["--sample", "2", "--field", "body", "in", "out"], "'text', 'id'"),
    (["--counts", "in/a.jsonl", "in", "out"], "no counts of lines"),
    (["in", "--none", "out"], "unrecognized"),
    (["https://example.invalid/a.jsonl", "--field", "a..b", "out"], "--field"),
    (["--status", "out"], "no run"),
    (["--retry", "in", "out"], "--retry takes"),
    (["in", "in"], "another folder"),
    (["in", "."], "not of a run"),
    (["--only", "none", "in", "out"], "unknown pass"),
    (["--two-pass", "--shard", "0/2", "in", "out"], "--count-lines"),
    (["--add", "counts", "--format", "text", "in", "out"], "--add needs"),
]


@pytest.mark.parametrize(("args", "told"), REFUSED)
def test_what_is_refused(run, folder, args, told, capsys):
    try:
        code, _, err = run(*args)
    except SystemExit as ended:
        code, err = ended.code, capsys.readouterr().err
    assert (code, told in err) == (2, True), err
    assert not (folder / "out/_run.json").exists()


def test_names_may_stand_on_both_sides_of_a_flag(run, folder):
    assert run("in/a.jsonl", *WIDTH, "in/b.jsonl", "-q", "out")[0] == 0
    assert sorted(path.name for path in (folder / "out").glob("*.jsonl")) == ["a.jsonl", "b.jsonl"]


def test_files_from(run, folder):
    (folder / "list").write_text("in/a.jsonl\nin/b.jsonl\n")
    assert run(*WIDTH, "--files-from", "list", "out")[0] == 0
    assert (folder / "out/b.jsonl").exists()

"""Rows that raise, hang, eat memory or end their process, and processes that are killed: no row is lost, none is doubled."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.corpora.job import Job
from cleaner.corpora.manifest import entries, sweep
from cleaner.corpora.supervisor import Crew, Limits, Outcome
from cleaner.corpora.unit import run_unit
from cleaner.corpora.units import plan, sources
from cleaner.corpora.worker import Task, bundled

ROOT = Path(__file__).parent.parent
POISON = "tests.poison:explain"
PASSES = {"only": ["poison", "width"]}
DAMAGED, REPAIRED = "他来了,又走了。", "他来了，又走了。"


def write(path, texts):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "".join(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n" for n, text in enumerate(texts)), "utf-8"
    )


def lines(path):
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def tree(out):
    """All that a run wrote but its records of time."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not {"_manifest", "_tmp"} & {*path.relative_to(out).parts} and path.name[0] != "_"
    }


def supervised(source, out, seconds=1.5, memory=0, size=2):
    job = Job(str(out), PASSES, explain=POISON)
    with Crew(size, Limits(seconds, memory)) as crew:
        tasks = bundled(plan(sources([str(source)])), job)
        return [news for news in crew.run(tasks) if isinstance(news, Outcome)]


KINDS = {
    "RAISE": ("row-raised", "RuntimeError: poisoned"),
    "HANG": ("row-hangs", "1.5"),
    "BACKTRACK": ("row-hangs", "1.5"),
    "CRASH": ("row-ends-worker", "SIGSEGV"),
    "MEMORY": ("row-memory", "1024"),
    "DEEP": ("row-raised", "RecursionError"),
}


def test_every_kind_of_poison_is_set_aside_alone(tmp_path):
    """One row of each kind, in one file, and at its edges."""
    if sys.platform != "linux":
        pytest.skip("memory of a process is limited on Linux alone")
    texts = [DAMAGED] * 40
    for n, kind in enumerate(KINDS):
        texts[n * 5] = f"{kind},坏。"
    texts[-1] = "KILL,坏。"
    write(tmp_path / "in/a.jsonl", texts)
    (outcome,) = supervised(tmp_path / "in", tmp_path / "out", memory=1 << 30)
    count = len(KINDS) + 1
    assert outcome.entry["rows"] == {
        "in": 40,
        "out": 40 - count,
        "quarantined": count,
        "filtered": 0,
        "changed": 40 - count,
        "without_text": 0,
    }
    found = lines(tmp_path / "out/a.jsonl")
    assert [row["id"] for row in found] == [n for n in range(39) if n % 5 or n > 25]
    assert {row["text"] for row in found} == {REPAIRED}
    aside = lines(tmp_path / "out/_quarantine/a.jsonl.jsonl")
    assert [row["row"] for row in aside] == [*range(0, 30, 5), 39]
    for row, (kind, (reason, told)) in zip(aside, KINDS.items(), strict=False):
        assert json.loads(row["raw"])["text"] == f"{kind},坏。"
        assert (row["reason"], row["pass"]) == (reason, "poison"), row
        assert told in row["message"]
    assert not list((tmp_path / "out/_tmp").iterdir())


def test_one_poisoned_text_among_small_files(tmp_path):
    for n in range(30):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / f"in/{n:02}.txt").write_text("KILL" if n == 17 else DAMAGED, "utf-8")
    outcomes = supervised(tmp_path / "in", tmp_path / "out", seconds=60)
    assert sorted(outcome.unit.name for outcome in outcomes) == [f"{n:02}.txt" for n in range(30)]
    assert len(list((tmp_path / "out").glob("*.txt"))) == 29
    assert sum(outcome.entry["rows"]["quarantined"] for outcome in outcomes) == 1


def test_workers_that_are_killed_from_outside_lose_nothing(tmp_path):
    for n in range(6):
        write(tmp_path / f"in/{n}.jsonl", [DAMAGED] * 1000)
    job = Job(str(tmp_path / "out"), PASSES, explain=POISON)
    rng = random.Random(5)
    with Crew(2, Limits(60)) as crew:
        found = []
        for news in crew.run([Task(unit, job) for unit in plan(sources([str(tmp_path / "in")]))]):
            if isinstance(news, Outcome):
                found.append(news)
            elif rng.random() < 0.2 and sum(crew._live()) and len(found) < 3:
                os.kill(rng.choice(crew._workers).process.pid, signal.SIGKILL)
    assert [outcome.error for outcome in found] == [""] * 6
    assert sum(outcome.entry["rows"]["out"] for outcome in found) == 6_000
    assert sum(outcome.entry["rows"]["quarantined"] for outcome in found) == 0


def test_a_worker_that_never_starts_fails_its_unit_alone(tmp_path):
    write(tmp_path / "in/a.jsonl", [DAMAGED])
    unit = plan(sources([str(tmp_path / "in")]))[0]
    with Crew(1) as crew:
        job = Job(str(tmp_path / "out"), explain="tests.none:explain")
        outcomes = [news for news in crew.run([Task(unit, job)]) if isinstance(news, Outcome)]
    assert "ModuleNotFoundError" in outcomes[0].error
    assert outcomes[0].entry is None


STEPS = ("fsync", "replace", "unlink")


def killed_at(step, unit, job):
    """Do a unit in a process that is killed as it comes to its n-th step on the disk. Whether it came that far."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1] == signal.SIGKILL
    count = 0

    def counted(real):
        def call(*args, **more):
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **more)

        return call

    try:
        for name in STEPS:
            setattr(os, name, counted(getattr(os, name)))
        run_unit(unit, job)
    finally:
        os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_at_every_step_on_the_disk(tmp_path):
    write(tmp_path / "in/a.jsonl", [DAMAGED] * 50)
    (tmp_path / "in/a.jsonl").write_bytes((tmp_path / "in/a.jsonl").read_bytes() + b"{broken\n")
    (unit,) = plan(sources([str(tmp_path / "in")]))
    how = {"only": ["width"]}
    run_unit(unit, Job(str(tmp_path / "clean"), how))
    step = 1
    while True:
        job = Job(str(tmp_path / f"out{step}"), how)
        killed = killed_at(step, unit, job)
        done = bool(list(entries(job.out)))
        if killed and not done:
            sweep(job.out, [unit])
            run_unit(unit, job)
        assert tree(Path(job.out)) == tree(tmp_path / "clean")
        assert not [path for path in Path(job.out, "_tmp").iterdir() if not done]
        if not killed:
            break
        step += 1
    assert step > 8


def begun(args, cwd):
    """The command in a process group of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "cleaner", "corpus", "--no-config", *args],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    """A small corpus with rows that are set aside, and what one undisturbed run makes of it."""
    monkeypatch.chdir(tmp_path)
    for n in range(4):
        write(tmp_path / f"in/{n}.jsonl", [DAMAGED * 20] * 400)
        with (tmp_path / f"in/{n}.jsonl").open("ab") as file:
            file.write(b"{broken\n")
    assert main(["corpus", "--no-config", "--unit-size", "20k", "--only", "width", "-q", "in", "clean"]) == 3
    return tmp_path


ARGS = ["--unit-size", "20k", "--only", "width", "-q", "in", "out"]


def test_the_parent_killed_at_any_moment_then_resumed(corpus):
    rng = random.Random(11)
    for _ in range(3):
        process = begun(ARGS, corpus)
        time.sleep(rng.uniform(0.5, 2.5))
        process.kill()
        process.communicate()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _children_of(corpus):
        time.sleep(0.2)
    assert main(["corpus", "--no-config", *ARGS]) == 3
    assert tree(corpus / "out") == tree(corpus / "clean")
    assert len(list(entries("out"))) == len(list(entries("clean")))
    assert not list((corpus / "out/_tmp").iterdir())


def _children_of(folder):
    """Processes that still work in a folder: none outlives its parent."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if path.readlink() == folder and path.parent.name != str(os.getpid()):
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def test_ctrl_c(corpus):
    process = begun(["--jobs", "2", *(arg for arg in ARGS if arg != "-q")], corpus)
    while not list((corpus / "out/_manifest").glob("*")):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=30)
    if process.returncode != 3:  # it was done before it heard
        assert (process.returncode, b"goes on from here" in told, b"Traceback" in told) == (130, True, False)
    assert main(["corpus", "--no-config", *ARGS]) == 3
    assert tree(corpus / "out") == tree(corpus / "clean")


def test_a_full_disk_loses_nothing(tmp_path, monkeypatch):
    """Here the disk is full at one file after the other; tests/benchmarks/corpora.py does it with a real one."""
    from cleaner.corpora import manifest, unit

    write(tmp_path / "a.jsonl", [DAMAGED, "5"] * 10)
    (tmp_path / "a.jsonl").write_bytes((tmp_path / "a.jsonl").read_bytes() + b"{broken\n")
    (one,) = plan(sources([str(tmp_path / "a.jsonl")]))
    job = Job(str(tmp_path / "out"), {"only": ["width"]})
    real, steps = manifest.publish, []

    def full(*args):
        steps.append(args)
        if len(steps) == full_at:
            raise OSError(28, "No space left on device")
        return real(*args)

    for module in (manifest, unit):
        monkeypatch.setattr(module, "publish", full)
    for full_at in (1, 2, 3):  # noqa: B007 - `full` looks at it
        steps.clear()
        with pytest.raises(OSError, match="No space"):
            unit.run_unit(one, job)
        assert not list(entries(str(tmp_path / "out")))
        assert not list((tmp_path / "out/_tmp").iterdir())
    full_at = 0
    entry = unit.run_unit(one, job)
    assert (entry["rows"]["out"], entry["rows"]["quarantined"]) == (20, 1)


@pytest.mark.processes
def test_workers_leave_the_cores_to_each_other(tmp_path, monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    write(tmp_path / "a.jsonl", [DAMAGED])
    (unit,) = plan(sources([str(tmp_path / "a.jsonl")]))
    with Crew(1) as crew:
        found = crew.run([Task(unit, Job(str(tmp_path / "out")), run="tests.poison:threads")])
        assert [news.entry for news in found if isinstance(news, Outcome)] == [{"threads": "1"}]

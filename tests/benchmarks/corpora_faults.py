"""Runs over a corpus that are killed, run out of disk, or get their input twice; measured by tests/benchmarks/corpora.py."""

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

from tests.benchmarks import material


def rows(data):
    """Rows of about 1 KB, without end: when the text runs out, it begins again with other numbers."""
    number, repeat = 0, 0
    while True:
        parts, size = [], 0
        for line in material.paragraphs(data):
            parts.append(line)
            size += len(line)
            if size > 330:
                text = f"{repeat}{''.join(parts)}" if repeat else "".join(parts)
                yield {"id": number, "url": f"http://example.com/{number}", "text": text, "meta": {"score": 1.5}}
                number, parts, size = number + 1, [], 0
        repeat += 1
        if not number:
            sys.exit("no text: give a folder with corpus/train with --data")


def damaged(text, rng):
    """The text with a half-width comma in place of one full-width one, and a space, here and there."""
    if rng.random() < 0.5:
        text = text.replace("，", ",", 1)
    return text


def make(data, path, megabytes, harm=False):
    """A file of so many megabytes of distinct rows."""
    rng = random.Random(1)
    with path.open("wb") as file:
        for row in rows(data):
            if harm:
                row["text"] = damaged(row["text"], rng)
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            if file.tell() > megabytes * 1e6:
                break
    return path


def tree(out):
    """All that a run wrote but its records of time."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(Path(out).rglob("*"))
        if path.is_file() and path.relative_to(out).parts[0] not in ("_manifest", "_tmp") and path.name[0] != "_"
    }


COMMAND = [
    sys.executable,
    "-m",
    "cleaner",
    "corpus",
    "--no-config",
    "-q",
    "--unit-size",
    "40k",
    "--only",
    "width",
    "-j",
    "2",
]


def kills(data, folder, args):
    """Runs whose parent or workers are killed at random moments, each resumed until it is done, against one undisturbed run."""
    for n in range(3):
        path = (
            make(data, folder / f"in/{n}.jsonl", 0.2, harm=True)
            if (folder / "in").mkdir(exist_ok=True) is None
            else None
        )
        with path.open("ab") as file:
            file.write(b"{broken\n" * n)
    with gzip.open(folder / "in/g.jsonl.gz", "wb") as file:
        file.write((folder / "in/0.jsonl").read_bytes())
    for n in range(40):
        (folder / f"in/{n}.txt").write_text(next(islice(rows(data), n, None))["text"], "utf-8")
    subprocess.run([*COMMAND, "in", "clean"], cwd=folder, check=False)
    expected = tree(folder / "clean")
    rng = random.Random(args.seed)
    counts = {"parent": 0, "worker": 0, "all": 0}
    wrong = runs = 0
    began = time.monotonic()
    while sum(counts.values()) < args.kills and time.monotonic() - began < args.minutes * 60:
        runs += 1
        out = folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        code, attempts = None, 0
        while code not in (0, 3) and attempts < 30:
            attempts += 1
            process = subprocess.Popen([*COMMAND, "in", "out"], cwd=folder, stderr=subprocess.PIPE)
            if attempts < 12:
                killed(process, rng, counts)
            code = process.wait()
            process.stderr.close()
        print(f"  {sum(counts.values())} kills, {runs} runs", file=sys.stderr, flush=True)
        if code != 3 or tree(out) != expected:
            wrong += 1
            print(f"  wrong: run {runs}, code {code}")
            shutil.copytree(out, folder / f"wrong{runs}")
    print(f"  {sum(counts.values())} kills ({counts}) in {runs} runs; runs that did not end in the same bytes: {wrong}")


def killed(process, rng, counts):
    """Kill something of a run after a random time."""
    target = rng.choice(("parent", "worker", "worker", "all"))
    end = time.monotonic() + rng.uniform(0.2, 3.0)
    while time.monotonic() < end:
        if process.poll() is not None:
            return
        time.sleep(0.01)
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    try:
        children = [int(pid) for pid in told.read_text().split()]
    except OSError:
        return
    for pid in {"parent": [process.pid], "worker": children[-1:], "all": [process.pid, *children]}[target]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
        counts[target] += pid != process.pid or target != "all"


def disk(data, folder, _args):
    """A disk that is full in the middle, then has room: a small tmpfs."""
    place = folder / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True).returncode:
        print("  no tmpfs may be mounted here: not measured")
        return
    try:
        make(data, folder / "a.jsonl", 4, harm=True)
        arguments = [*COMMAND[:-4], "--only", "width", "a.jsonl"]
        subprocess.run([*arguments, "clean"], cwd=folder, check=False)
        full = subprocess.run([*arguments, "small/out"], cwd=folder, check=False, capture_output=True, text=True)
        left = list((place / "out/_tmp").iterdir())
        subprocess.run(["mount", "-o", "remount,size=30m", str(place)], check=True)
        again = subprocess.run([*arguments, "small/out"], cwd=folder, check=False, capture_output=True)
        same = tree(place / "out") == tree(folder / "clean")
        print(
            f"  full: exit {full.returncode}, {len(left)} files left over; with room: exit {again.returncode}, same bytes: {same}"
        )
        print(f"  {full.stderr.strip().splitlines()[0] if full.stderr else ''}")
    finally:
        subprocess.run(["umount", str(place)], check=False)


def twice(data, folder, _args):
    """The same inputs given twice, and as a folder, a pattern and a file."""
    (folder / "in").mkdir()
    make(data, folder / "in/a.jsonl", 1)
    count = (folder / "in/a.jsonl").read_bytes().count(b"\n")
    for given in (["in"], ["in", "in"], ["in", "in/*.jsonl", "in/a.jsonl"]):
        out = folder / f"out{len(given)}"
        subprocess.run([*COMMAND, *given, str(out)], cwd=folder, check=False)
        found = sum(path.read_bytes().count(b"\n") for path in out.glob("*.jsonl"))
        print(f"  {' '.join(given)}: {found} of {count} rows")

"""A run over some gigabytes by the command itself: that no row is lost, and how much memory its processes take as time goes on."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.corpora_faults import damaged, rows

EVERY = 0.5  # seconds between two looks at the memory
ODD = 5000  # one row in so many is broken, and one becomes empty
CHEAP = "markup,invisible,radicals,width,punctuation"  # passes that ask no model: what is measured then is the rest
COMMAND = [sys.executable, "-m", "cleaner", "corpus", "--no-config", "--drop-empty", "-j"]


def written(data, path, megabytes):
    """A file of distinct rows, most of them clean; how many rows, how many are broken, how many become empty."""
    import random

    rng, number, odd = random.Random(1), 0, 0
    with path.open("wb") as file:
        for number, row in enumerate(rows(data), 1):
            if number % ODD == 0:
                odd += 1
                file.write(b'{"text": "broken\n')
                row["text"] = "\u3000 "
            elif rng.random() < 0.1:
                row["text"] = damaged(row["text"], rng)
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            if file.tell() > megabytes * 1e6:
                break
    return number + odd, odd, odd


def children(process):
    """The processes below one."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            found += [int(child), *children(int(child))]
    return found


def resident(process):
    """Megabytes of a process: in all, and its share where pages are shared; and seconds of the processor that it had."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:])
    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    used = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return [int(told[key].split()[0]) / 1024 for key in ("Rss", "Pss")] + [used]


def large(data, folder, args):
    """A run of the command over one large file: the rows add up, and memory stays as it is."""
    path = folder / "a.jsonl"
    count, broken, empty = written(data, path, args.megabytes or 2000)
    size = path.stat().st_size
    began = time.perf_counter()
    jobs = len(os.sched_getaffinity(0))
    chosen = ["--only", CHEAP] if args.skip is None else ["--skip", args.skip] if args.skip else []
    parent = subprocess.Popen([*COMMAND, str(jobs), *chosen, str(path), str(folder / "out")])
    seen = []
    while parent.poll() is None:
        looks = {}
        for process in (parent.pid, *children(parent.pid)):
            try:
                looks[process] = resident(process)
            except (OSError, IndexError, KeyError):
                continue  # it ended
        seen.append((time.perf_counter() - began, looks))
        time.sleep(EVERY)
    seconds = time.perf_counter() - began
    told = json.loads((folder / "out/_report.json").read_text())["rows"]
    print(
        f"  {size / 1e6:.0f} MB, {jobs} processes: {seconds:.0f} s, {size / 1e6 / seconds:.1f} MB/s, exit code {parent.returncode}"
    )
    sums = told["in"] == told["out"] + told["quarantined"] + told["filtered"]
    right = (told["in"], told["quarantined"], told["filtered"]) == (count, broken, empty)
    print(
        f"  rows: {told['in']} read = {told['out']} + {told['quarantined']} set aside + {told['filtered']} filtered:",
        end=" ",
    )
    print(
        "it adds up, and is what was written" if sums and right else f"WRONG, written were {count}, {broken}, {empty}"
    )
    _lines(path, folder / "out", told)
    for name, wanted in (
        ("parent", lambda process: process == parent.pid),
        ("workers", lambda process: process != parent.pid),
    ):
        _told(name, [(at, {process: look for process, look in looks.items() if wanted(process)}) for at, looks in seen])


def _lines(path, out, told):
    """Whether the files hold as many lines as the report says."""
    lines = [sum(1 for _ in each.open("rb")) for each in (out.glob("*.jsonl"), out.glob("_*/*.jsonl")) for each in each]
    same = sum(lines) == told["in"] == sum(1 for _ in path.open("rb"))
    print(
        f"  lines in the files of OUT: {sum(lines)}, {'as many as in the source' if same else 'OTHERS THAN IN THE SOURCE'}"
    )


def _told(name, seen):
    """Memory over time: of the largest process at each tenth of the run, and the peak."""
    looks = [
        (at, max(each[0] for each in found.values()), max(each[1] for each in found.values()))
        for at, found in seen
        if found
    ]
    ends = [looks[len(looks) * tenth // 10] for tenth in range(10)] + [looks[-1]]
    used = sum(
        max((found[process][2] for _, found in seen if process in found), default=0)
        for process in {p for _, f in seen for p in f}
    )
    print(f"  {name}, MB resident at each tenth of the time: {' '.join(f'{rss:.0f}' for _, rss, _ in ends)}", end="; ")
    print(
        f"peak {max(rss for _, rss, _ in looks):.0f} (share {max(pss for _, _, pss in looks):.0f}); {used:.1f} s of the processor"
    )

"""`cleaner corpus` measured: throughput, overhead, memory, the engines against each other, and faults.

    python -m tests.benchmarks.corpora                       all but the long runs of faults
    python -m tests.benchmarks.corpora --what kills --kills 200
    python -m tests.benchmarks.corpora --what memory large --megabytes 2000 --scratch /somewhere/with/room

The rows are made from corpus/train of the data folder, each once. On a machine that does other things besides, only ratios within one run mean
something: overhead is told in CPU time and next to that of a plain loop, throughput of two processes next to that of one in the same minutes.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import cleaner
from cleaner.corpora.job import Job
from cleaner.corpora.unit import run_unit
from cleaner.corpora.units import plan, sources
from tests.benchmarks import material
from tests.benchmarks.corpora_engines import compared, done
from tests.benchmarks.corpora_faults import disk, kills, make, tree, twice
from tests.benchmarks.corpora_large import large

KINDS = ("overhead", "speed", "memory", "large", "engines", "kills", "disk", "twice")
MEMORY_RUN = """
import resource, sys
from cleaner.corpora.job import Job
from cleaner.corpora.unit import run_unit
from cleaner.corpora.units import plan, sources
[unit] = plan(sources([sys.argv[1]]), None, 1 << 50)
entry = run_unit(unit, Job(sys.argv[2], explain="tests.benchmarks.corpora:unchanged"))
print(entry["rows"]["in"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


class Unchanged(NamedTuple):
    """A report of nothing: no pass ran."""

    text: str
    found: bool = False


def unchanged(text):
    """In place of the chain."""
    return Unchanged(text)


def overhead(data, folder, _args):
    """Microseconds of CPU a row, without a pass."""
    plain = make(data, folder / "a.jsonl", 40)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(plain.read_bytes(), 6))
    try:
        from backports import zstd

        (folder / "c.jsonl.zst").write_bytes(zstd.compress(plain.read_bytes()))
    except ImportError:
        print("  zst: backports.zstd is not installed")
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = [json.loads(line) for line in plain.open("rb")]
        pq.write_table(pa.Table.from_pylist(table), folder / "d.parquet", row_group_size=10_000, compression="zstd")
    except ImportError:
        print("  parquet: pyarrow is not installed")
    count = plain.read_bytes().count(b"\n")

    def loop():
        with plain.open("rb") as file, (folder / "copy").open("wb") as out:
            for line in file:
                out.write(json.dumps(json.loads(line), ensure_ascii=False).encode() + b"\n")

    found = {"json.loads and json.dumps in a plain loop": least(loop) / count * 1e6}
    for unit in plan(sources([str(folder / "[abcd].*")]), None, 1 << 50):
        job = Job(str(folder / "out"), explain="tests.benchmarks.corpora:unchanged")
        found[unit.name] = least(lambda unit=unit, job=job: run_unit(unit, job)) / count * 1e6
    small = make(data, folder / "small.jsonl", 3, harm=True)
    (unit,) = plan(sources([str(small)]), None, 1 << 50)
    texts = [json.loads(line)["text"] for line in small.open("rb")]
    chain, all_of_it = (
        least(lambda: [cleaner.clean(text) for text in texts]),
        least(lambda: run_unit(unit, Job(str(folder / "out")))),
    )
    print(f"  share of the CPU time outside the chain: {max(1 - chain / all_of_it, 0):.1%}")
    for name, cost in found.items():
        print(f"  {name}: {cost:.1f} us a row of {plain.stat().st_size / count:.0f} bytes")


def least(work):
    """The least CPU time of a few runs."""
    best = 1e9
    for _ in range(4):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def speed(data, folder, args):
    """The whole chain, one process and two, in turn."""
    path = make(data, folder / "a.jsonl", args.megabytes or 24, harm=True)
    times = {1: [], 2: []}
    parent = 0.0
    for turn in range(args.turns):
        for jobs in (1, 2) if turn % 2 else (2, 1):
            used = time.process_time()
            seconds, _ = done(path, folder / f"out{turn}-{jobs}", jobs=jobs, unit_size=1 << 19)
            times[jobs].append(seconds)
            parent += time.process_time() - used
    size = path.stat().st_size / 1e6
    for jobs, seconds in times.items():
        print(f"  {jobs} process(es): {size / min(seconds):.1f} MB/s (best of {len(seconds)})")
    ratios = sorted(a / b for a, b in zip(times[1], times[2], strict=True))
    print(
        f"  two against one: {ratios[len(ratios) // 2]:.2f} times (median), {ratios[-1]:.2f} (best); load {os.getloadavg()[0]:.1f}"
    )
    print(f"  the parent was at work for {parent / sum(map(sum, times.values())):.1%} of the time")
    same = [tree(folder / f"out{turn}-{jobs}") for turn in range(args.turns) for jobs in (1, 2)]
    print(f"  same bytes: {all(each == same[0] for each in same)}")


def memory(data, folder, args):
    """Peak memory of a process over one unit of 100 MB and over a larger one."""
    large = args.megabytes or 1000
    for size in (100, large):
        path = make(data, folder / f"{size}.jsonl", size)
        packed = folder / f"{size}.jsonl.gz"
        with path.open("rb") as plain, gzip.open(packed, "wb", 1) as out:
            shutil.copyfileobj(plain, out)
        for source in (path, packed):
            arguments = [sys.executable, "-c", MEMORY_RUN, str(source), str(folder / "out")]
            told = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split()
            print(f"  {source.suffix[1:]} of {size} MB unpacked: {told[0]} rows, peak {told[1]} MB")
            source.unlink()
        shutil.rmtree(folder / "out")


WORK = {
    "overhead": overhead,
    "speed": speed,
    "memory": memory,
    "large": large,
    "engines": compared,
    "kills": kills,
    "disk": disk,
    "twice": twice,
}


def main():
    parser = material.parser(__doc__)
    parser.add_argument("--what", nargs="*", choices=KINDS, default=["overhead", "speed", "engines", "disk", "twice"])
    parser.add_argument("--megabytes", type=int, help="of rows, in place of what each measurement takes")
    parser.add_argument(
        "--skip", help="for large: all passes but these, in place of those that ask no model; '' skips none"
    )
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=60, help="for the kills, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scratch", help="folder for the files (default: the system's)")
    args = parser.parse_args()
    os.environ["PYTHONPATH"] = str(material.ROOT)  # for the processes that are begun here
    print(material.heading(args.data))
    for what in args.what:
        print(f"{what}: {WORK[what].__doc__}", flush=True)
        with tempfile.TemporaryDirectory(dir=args.scratch) as folder:
            WORK[what](args.data, Path(folder), args)


if __name__ == "__main__":
    main()

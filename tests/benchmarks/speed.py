"""Speed on one core: the chain on clean and on damaged text, beside its peers in the same run; growth, memory, start-up.

    python -m tests.benchmarks.speed [--data FOLDER] [--largest 100] [--passes]

Times are the best of three, of the processor (start-up: of the clock). Peers that are not installed are said to be missing (pip install autocorrect-py).
Megabytes are those of the text in UTF-8.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import cleaner
from cleaner import chain
from tests.benchmarks import material
from tests.benchmarks.damage import mixed

# what text of every sort holds a little of; whole lines in the wrong charset are another matter
LOCAL = ["entity", "nbsp", "tag", "zero width", "radical", "comma", "space before mark", "doubled mark", "traditional"]

# On Linux ru_maxrss counts the process that started this one as well; VmHWM does not.
MEASURED = """
import re, resource, sys, time
from pathlib import Path
import cleaner
data = Path(sys.argv[1]).read_bytes()
text = data.decode("utf-8")
del data
start = time.process_time()
result = cleaner.clean(text)
took = time.process_time() - start
status = Path("/proc/self/status")
if status.exists():
    peak = 1024 * int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1])
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(took, peak / 1e6)
"""
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import cleaner": ["-c", "import cleaner"],
    "cleaner --help": ["-m", "cleaner", "--help"],
}


def seconds(run: Callable[[str], object], texts: list[str], repeats: int = 3) -> float:
    """The best processor time of a few runs over all texts."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        for text in texts:
            run(text)
        best = min(best, time.process_time() - start)
    return best


def rate(run: Callable[[str], object], texts: list[str], repeats: int = 3) -> float:
    """MB/s of a run over all texts."""
    return sum(map(material.megabytes, texts)) / seconds(run, texts, repeats)


def peers() -> dict[str, Callable[[str], object] | str]:
    """What others do with a text, or why it cannot be had here."""
    found: dict[str, Callable[[str], object] | str] = {}
    try:
        import ftfy

        found["ftfy.fix_text"] = ftfy.fix_text
    except ImportError as error:
        found["ftfy.fix_text"] = str(error)
    try:
        import opencc

        found["opencc t2s"] = opencc.OpenCC("t2s").convert
    except ImportError as error:
        found["opencc t2s"] = str(error)
    try:
        import autocorrect_py

        found["autocorrect-py"] = autocorrect_py.format
    except ImportError as error:
        found["autocorrect-py"] = str(error)
    return found


def texts(data: Path, every: int = 1) -> dict[str, list[str]]:
    """What the speed is measured on: clean documents, the same with damage, and the seed document."""
    rng = random.Random(1)
    clean = [cleaner.clean(document.text) for document in list(material.documents(data))[::every]]
    found = {"clean documents": clean, "10 damages per 1,000": [mixed(text, rng, 10, LOCAL)[0] for text in clean]}
    seed = data / "seed/damaged.md"
    if seed.exists():
        found["the seed document"] = [seed.read_text("utf-8")] * 20
    return found


def each_pass() -> Iterator[tuple[str, Callable[[str], str]]]:
    """Every pass alone."""
    for name in chain.NAMES:
        yield name, partial(cleaner.clean, only=[name])


def gathered(paragraphs: Iterable[str], size: float) -> str:
    """Distinct paragraphs up to a size in MB."""
    parts, total = [], 0.0
    for paragraph in paragraphs:
        parts.append(paragraph)
        total += material.megabytes(paragraph)
        if total >= size:
            break
    return "\n".join(parts)


def started(*command: str, repeats: int = 15) -> float:
    """The median time of a process from start to end, in milliseconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def growth(data: Path, largest: float) -> Iterator[tuple[float, float, float]]:
    """Texts of 0.1 MB, 1 MB and so on of distinct paragraphs, each in a process of its own: MB, seconds, peak memory in MB."""
    source = material.paragraphs if (data / "corpus/train").is_dir() else _of_documents
    size = 0.1
    while size <= largest:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "text.txt"
            path.write_text(gathered(source(data), size), "utf-8")
            real = path.stat().st_size / 1e6
            if real < size / 2:  # there is no more text
                return
            command = [sys.executable, "-c", MEASURED, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=material.ROOT)
        took, peak = map(float, done.stdout.split())
        yield real, took, peak
        size *= 10


def _of_documents(data: Path) -> Iterator[str]:
    return (document.text for document in material.documents(data))


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument(
        "--largest", type=float, default=100, help="largest text of the growth table, MB (default: %(default)s)"
    )
    arguments.add_argument(
        "--passes", action="store_true", help="time each pass alone on the clean and on the damaged text"
    )
    args = arguments.parse_args()
    print(material.heading(args.data))

    print("\nstart-up, ms")
    bare = 0.0
    for name, command in COMMANDS.items():
        took = started(*command)
        bare = bare or took
        print(f"{name:20}{took:8.1f}{took / bare:8.1f}x")

    measured = texts(args.data)
    clean = measured["clean documents"]
    print(
        f"\nMB/s on one core ({len(clean)} documents, {sum(map(material.megabytes, clean)):.1f} MB); in brackets: times cleaner"
    )
    runs: dict[str, Callable[[str], object] | str] = {
        "cleaner.clean": cleaner.clean,
        "cleaner.explain, changes": lambda text: cleaner.explain(text).changes,
        **peers(),
    }
    print(f"{'':26}" + "".join(f"{name:>26}" for name in measured))
    ours: dict[str, float] = {}
    for name, run in runs.items():
        if isinstance(run, str):
            print(f"{name:26}{run}")
            continue
        cells = []
        for label, items in measured.items():
            speed = rate(run, items)
            ours.setdefault(label, speed)
            cells.append(f"{speed:17.2f} ({speed / ours[label]:5.2f}x)")
        print(f"{name:26}" + "".join(f"{cell:>26}" for cell in cells))

    if args.passes:
        print(f"\neach pass alone, MB/s\n{'':26}" + "".join(f"{label:>26}" for label in measured))
        for name, run in each_pass():
            print(f"{name:26}" + "".join(f"{rate(run, items):26.1f}" for items in measured.values()))

    print("\ngrowth (one text of distinct paragraphs, one process each)")
    print(f"{'MB':>8}{'seconds':>10}{'MB/s':>8}{'peak MB':>10}{'peak / size':>12}")
    for real, took, peak in growth(args.data, args.largest):
        print(f"{real:8.1f}{took:10.2f}{real / took:8.2f}{peak:10.0f}{peak / real:12.1f}")


if __name__ == "__main__":
    main()

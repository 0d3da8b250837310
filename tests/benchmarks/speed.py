"""Speed on one core: the chain on clean and on damaged text, beside its peers in the same run; growth, memory, start-up.

    python -m tests.benchmarks.speed [--data FOLDER] [--largest 100] [--passes]

Times are the best of three. Peers that are not installed are said to be missing (pip install autocorrect-py).
Megabytes are those of the text in UTF-8.
"""

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import cleaner
from cleaner import chain
from tests.benchmarks import material
from tests.benchmarks.damage import mixed

# what text of every sort holds a little of; whole lines in the wrong charset are another matter
LOCAL = ["entity", "nbsp", "tag", "zero width", "radical", "comma", "space before mark", "doubled mark", "traditional"]

MEASURED = """
import resource, sys, time
from pathlib import Path
import cleaner
idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
data = Path(sys.argv[1]).read_bytes()
text = data.decode("utf-8")
del data
start = time.perf_counter()
result = cleaner.clean(text)
took = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
unit = 1 if sys.platform == "darwin" else 1024
print(took, peak * unit / 1e6)
"""


def seconds(run: Callable[[str], object], texts: list[str], repeats: int = 3) -> float:
    """The best time of a few runs over all texts."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        for text in texts:
            run(text)
        best = min(best, time.perf_counter() - start)
    return best


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


def gathered(paragraphs: Iterable[str], size: float) -> str:
    """Distinct paragraphs up to a size in MB."""
    parts, total = [], 0.0
    for paragraph in paragraphs:
        parts.append(paragraph)
        total += material.megabytes(paragraph)
        if total >= size:
            break
    return "\n".join(parts)


def started(*command: str) -> float:
    """The median time of a process from start to end, in milliseconds."""
    times = []
    for _ in range(15):
        start = time.perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


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
    bare = started("-c", "pass")
    for name, command in {
        "python -c pass": ["-c", "pass"],
        "import cleaner": ["-c", "import cleaner"],
        "cleaner --help": ["-m", "cleaner", "--help"],
    }.items():
        took = started(*command)
        print(f"{name:20}{took:8.1f}{took / bare:8.1f}x")

    rng = random.Random(1)
    clean = [cleaner.clean(document.text) for document in material.documents(args.data)]
    damaged = [mixed(text, rng, 10, LOCAL)[0] for text in clean]
    seed = args.data / "seed/damaged.md"
    texts = {"clean documents": clean, "10 damages per 1,000": damaged}
    if seed.exists():
        texts["the seed document"] = [seed.read_text("utf-8")] * 20
    print(
        f"\nMB/s on one core ({len(clean)} documents, {sum(map(material.megabytes, clean)):.1f} MB); in brackets: times cleaner"
    )
    runs: dict[str, Callable[[str], object] | str] = {
        "cleaner.clean": cleaner.clean,
        "cleaner.explain, changes": lambda text: cleaner.explain(text).changes,
        **peers(),
    }
    print(f"{'':26}" + "".join(f"{name:>26}" for name in texts))
    ours: dict[str, float] = {}
    for name, run in runs.items():
        if isinstance(run, str):
            print(f"{name:26}{run}")
            continue
        cells = []
        for label, items in texts.items():
            speed = sum(map(material.megabytes, items)) / seconds(run, items)
            ours.setdefault(label, speed)
            cells.append(f"{speed:17.2f} ({speed / ours[label]:5.2f}x)")
        print(f"{name:26}" + "".join(f"{cell:>26}" for cell in cells))

    if args.passes:
        print(f"\neach pass alone, MB/s\n{'':26}" + "".join(f"{label:>26}" for label in texts))
        for name in chain.NAMES:
            row = []
            for items in texts.values():
                took = seconds(lambda text, name=name: cleaner.clean(text, only=[name]), items)
                row.append(f"{sum(map(material.megabytes, items)) / took:26.1f}")
            print(f"{name:26}" + "".join(row))

    print("\ngrowth (one text of distinct paragraphs, one process each)")
    print(f"{'MB':>8}{'seconds':>10}{'MB/s':>8}{'peak MB':>10}{'peak / size':>12}")
    source = (
        material.paragraphs
        if (args.data / "corpus/train").is_dir()
        else lambda _: (d.text for d in material.documents(args.data))
    )
    size = 0.1
    while size <= args.largest:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "text.txt"
            path.write_text(gathered(source(args.data), size), "utf-8")
            real = path.stat().st_size / 1e6
            done = subprocess.run(
                [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True
            )
        took, peak = map(float, done.stdout.split())
        print(f"{real:8.1f}{took:10.2f}{real / took:8.2f}{peak:10.0f}{peak / real:12.1f}")
        size *= 10


if __name__ == "__main__":
    main()

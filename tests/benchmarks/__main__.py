"""The scoreboard: what is repaired, what is harmed, how fast, how sure, beside the peers; what breaks it.

    python -m tests.benchmarks [clean repair calibration speed peers stress] [--data FOLDER] [--every N] [-o FOLDER]

No part named: all but the long stress. Printed is Markdown; results.json and RESULTS.md in the folder of -o keep the parts that
are not run as they were. Each part stands with the date, the commit, the machine and the text that it was measured on. All
of clean text comes from --data (tests/benchmarks/material.py says what lies there), else from the project's own fixtures.
"""

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from tests.benchmarks import material
from tests.benchmarks.scoreboard import Settings

TITLES = {
    "clean": "Harm on clean text",
    "repair": "Repair",
    "calibration": "Calibration of confidence",
    "speed": "Speed",
    "peers": "Peers",
    "stress": "Stress",
}
LONG = ("stress",)


def parsed(given: list[str] | None = None) -> argparse.Namespace:
    parser = material.parser(__doc__ or "")
    default = Settings()
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(TITLES)} (default: all but stress)")
    parser.add_argument("--every", type=int, default=1, help="take every Nth document (default: %(default)s)")
    parser.add_argument(
        "-o", "--output", type=Path, default=default.output, help="folder of results.json and RESULTS.md"
    )
    parser.add_argument(
        "--largest", type=float, default=default.largest, help="largest text of speed, MB (%(default)s)"
    )
    parser.add_argument(
        "--venvs", type=Path, help="folder where the peers are installed, and stay (default: temporary)"
    )
    parser.add_argument("--peer", action="append", help="this peer alone, by the name of its adapter; again for more")
    parser.add_argument("--texts", type=int, default=default.texts, help="generated texts of stress (%(default)s)")
    parser.add_argument("--minutes", type=float, help="limit of stress (default: none)")
    parser.add_argument("--workers", type=int, help="processes of stress (default: all cores)")
    parser.add_argument("--seed", type=int, default=default.seed, help="of the texts of stress (default: %(default)s)")
    args = parser.parse_args(given)
    if unknown := [part for part in args.parts if part not in TITLES]:
        parser.error(f"unknown part {unknown[0]!r}. Known: {', '.join(TITLES)}")
    return args


def about(name: str, args: argparse.Namespace) -> dict:
    """What a part was measured with, and on what: stress takes fixtures alone."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "what": material.heading(Path(os.devnull) if name in LONG else args.data),
        "processor": _processor(),
        "documents": "all" if args.every == 1 else f"one in {args.every}",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def markdown(name: str, part: dict) -> str:
    told = part["about"]
    head = f"## {TITLES[name]}\n\n{told['date']}, {told['what']}, {told['documents']} of it; {told['processor']}."
    lines = import_module(f"tests.benchmarks.scoreboard.{name}").shown(part["result"])
    return "\n".join([head, "", *lines]).rstrip() + "\n"


def main(given: list[str] | None = None) -> None:
    args = parsed(given)
    settings = Settings(
        args.data,
        args.every,
        args.output,
        args.largest,
        args.venvs and args.venvs.absolute(),
        tuple(args.peer) if args.peer else None,
        args.texts,
        args.minutes,
        args.workers,
        args.seed,
    )
    args.output.mkdir(parents=True, exist_ok=True)
    kept = args.output / "results.json"
    results = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    for name in args.parts or [name for name in TITLES if name not in LONG]:
        print(f"{name} …", file=sys.stderr, flush=True)
        result = import_module(f"tests.benchmarks.scoreboard.{name}").measure(settings)
        results[name] = {"about": about(name, args), "result": result}
        print(markdown(name, results[name]), flush=True)
        kept.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", "utf-8", "backslashreplace")
    page = "\n".join(markdown(name, results[name]) for name in TITLES if name in results)
    head = f"# Results\n\nAs `python -m tests.benchmarks {' '.join(TITLES)}` printed them.\n\n"
    (args.output / "RESULTS.md").write_text(head + page, "utf-8", "backslashreplace")


if __name__ == "__main__":
    main()

"""The texts that the benchmarks run on: a folder given by --data, else the project's own fixtures.

The folder is laid out like this: corpus/dev/documents.jsonl.xz (documents: {source, path, text}), eval/clean/*.json
(sentences: [{original_text}]), corpus/train/*.txt.xz (a paragraph a line), seed/damaged.md and seed/gold.json. What it
lacks is left out, and said to be.
"""

import argparse
import json
import lzma
import platform
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cleaner

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"
SHARED = ROOT.parent / "shared"

HALF_TO_FULL = str.maketrans(",;:?!", "，；：？！")


class Document(NamedTuple):
    source: str
    path: str
    text: str


def parser(description: str) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=description.partition("\n")[0])
    made.add_argument(
        "--data", type=Path, default=SHARED, help="folder of clean and damaged text (default: %(default)s)"
    )
    return made


def heading(data: Path) -> str:
    """What was measured, with which commit, on which machine."""
    commit = subprocess.run(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True)
    where = f"{platform.machine()}, Python {platform.python_version()}, {platform.system()}"
    found = "fixtures/clean" if not data.is_dir() else data.name
    return f"cleaner {cleaner.__version__} ({commit.stdout.strip() or 'no commit'}), {where}; text: {found}"


def documents(data: Path) -> Iterator[Document]:
    """Whole clean documents."""
    packed = data / "corpus/dev/documents.jsonl.xz"
    if packed.exists():
        with lzma.open(packed, "rt", encoding="utf-8") as lines:
            for line in lines:
                told = json.loads(line)
                yield Document(told["source"], told["path"], told["text"])
    else:
        for path in sorted((FIXTURES / "clean").iterdir()):
            yield Document("fixtures", path.name, path.read_bytes().decode("utf-8"))


def sentences(data: Path) -> Iterator[Document]:
    """Clean sentences, with their half-width commas folded to full width (nearly all have them beside a full-width stop)."""
    for path in sorted((data / "eval/clean").glob("*.json")):
        for number, told in enumerate(json.loads(path.read_text("utf-8"))):
            yield Document("sentences", f"{path.name}:{number}", told["original_text"].translate(HALF_TO_FULL))


def paragraphs(data: Path) -> Iterator[str]:
    """Clean paragraphs, by the million: all of corpus/train, each once."""
    for path in sorted((data / "corpus/train").glob("*.txt.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from lines


def megabytes(text: str) -> float:
    return len(text.encode("utf-8", "surrogatepass")) / 1e6


def growing() -> list[dict]:
    """What once took too long: a pass, a piece to repeat ({n} in it counts), what stands before and after it all."""
    return [json.loads(line) for line in (FIXTURES / "growth.jsonl").read_text("utf-8").splitlines()]


def grown(case: dict, length: int) -> str:
    """The piece so often that it has so many characters, or a few less."""
    pieces = (case["piece"].replace("{n}", str(number)) for number in range(1, length // len(case["piece"]) + 1))
    return case.get("head", "") + "".join(pieces) + case.get("tail", "")

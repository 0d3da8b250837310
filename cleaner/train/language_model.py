"""The judge's model, as `python -m cleaner.train model` makes it with KenLM's lmplz and build_binary.

Text becomes tokens (judge.shape), lmplz counts n-grams and smooths them (modified Kneser-Ney), entropy_pruning.py cuts what is worth
least, and build_binary packs the rest into a quantised trie. What data/zh.klm was made of is in its card, data/zh.md.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast

from cleaner import judge
from cleaner.train.entropy_pruning import numpy, prune

TOOLS = ("lmplz", "build_binary")
BUILD = (
    "build KenLM once (it needs a C++ compiler, CMake and Boost: apt install build-essential cmake libboost-all-dev, or "
    "brew install cmake boost): pip download --no-deps --no-binary :all: kenlm && tar xf kenlm-*.tar.gz && cd kenlm-*/ && "
    "cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build --target lmplz build_binary; then give --kenlm build/bin"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said about a model on the command line; the defaults are those of data/zh.klm."""
    parser.add_argument(
        "corpora",
        type=Path,
        nargs="+",
        metavar="CORPUS",
        help="simplified text, a paragraph a line: a file (plain, .gz, .xz, .zst) or a folder of .txt files; each file is a source",
    )
    parser.add_argument("-o", "--output", type=Path, required=True, help="where to write the model")
    parser.add_argument("--order", type=int, default=5, help="tokens of the longest n-grams (default 5)")
    parser.add_argument(
        "--prune",
        type=int,
        nargs="+",
        default=[0, 0, 1, 1, 2],
        metavar="COUNT",
        help="n-grams that stand so often or less are dropped at once, by order (default 0 0 1 1 2)",
    )
    parser.add_argument(
        "--size",
        type=float,
        default=42,
        metavar="MB",
        help="what is worth least goes until the model has about this size; 0: all stays (default 42)",
    )
    parser.add_argument(
        "--bits",
        type=int,
        nargs=2,
        default=[6, 5],
        metavar="N",
        help="of each probability and each backoff weight (default 6 5)",
    )
    parser.add_argument("--memory", default="50%", help="for sorting, as in 8G or 50%% (default 50%%)")
    parser.add_argument(
        "--temporary", type=Path, metavar="DIR", help="for the files in between, some 20 times the text"
    )
    parser.add_argument("--kenlm", type=Path, metavar="DIR", help="where lmplz and build_binary are (default: on PATH)")


def make(sources: Iterable[tuple[str, Iterable[str]]], given: argparse.Namespace) -> None:
    """Write a model of the paragraphs of each named source. Raises ValueError with what to do."""
    lmplz, build_binary = _tools(given.kenlm)
    if given.size:
        numpy()
    with TemporaryDirectory(prefix="cleaner-", dir=given.temporary) as name:
        folder = Path(name)
        texts = list(_tokenised(sources, folder))
        arpa, pruned = folder / "all.arpa", folder / "pruned.arpa"
        cuts = ["--prune", *map(str, given.prune)] if any(given.prune) else []
        settings = ["-o", str(given.order), *cuts, "-S", given.memory, "-T", f"{folder}/", "--discount_fallback"]
        with arpa.open("wb") as out:
            _run([lmplz, *settings], texts, out)
        _check(arpa)
        if given.size:
            _say("pruning")
            left = prune(arpa, pruned, texts, given.size * 1e6, tuple(given.bits))
            _say("n-grams by order: " + ", ".join(f"{count:,}" for count in left))
            arpa = pruned
        packed = folder / "packed.klm"
        q, b = map(str, given.bits)
        _run([build_binary, "-q", q, "-b", b, "-a", "22", "trie", str(arpa), str(packed)])
        made = given.output.with_name(given.output.name + ".part")  # so that a model in use stays whole
        shutil.copyfile(packed, made)
        made.replace(given.output)
    _say(f"{given.output}: {given.output.stat().st_size / 1e6:.1f} MB")


def _tools(folder: Path | None) -> list[str]:
    found = [shutil.which(tool, path=folder) for tool in TOOLS]
    if None in found:
        raise ValueError(f"no {TOOLS[found.index(None)]} {f'in {folder}' if folder else 'on PATH'}: {BUILD}")
    return [str(path) for path in found]


def _tokenised(sources: Iterable[tuple[str, Iterable[str]]], folder: Path) -> Iterator[Path]:
    """A file of tokens for each source, and one that makes all kinds of tokens known."""
    for number, (name, paragraphs) in enumerate([*sources, ("kinds", [])]):
        path = folder / f"{number}.txt"
        count = 0
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for paragraph in paragraphs:
                if said := judge.shape(paragraph):
                    file.write(" ".join(said) + "\n")
                    count += len(said)
            if name == "kinds":
                file.write(" ".join(judge.KINDS.values()) + "\n")
            else:
                _say(f"{name}: {count:,} tokens")
        yield path


def _check(arpa: Path) -> None:
    """Raises ValueError where an order is empty: KenLM's binary models cannot have that."""
    with arpa.open(encoding="utf-8") as file:
        for line in takewhile(str.strip, file):
            if line.startswith("ngram") and line.rstrip().endswith("=0"):
                raise ValueError(f"too little text for its order and for --prune: no n-grams are left ({line.strip()})")


def _run(command: list[str], texts: Iterable[Path] = (), out: BinaryIO | None = None) -> None:
    """Run a tool of KenLM, which tells on standard error how far it is, with texts for its input."""
    _say(" ".join(command))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out or subprocess.DEVNULL) as process:
        pipe = cast(BinaryIO, process.stdin)
        with suppress(BrokenPipeError), pipe:
            for path in texts:
                with path.open("rb") as text:
                    shutil.copyfileobj(text, pipe)
    if process.returncode:
        tool = Path(command[0]).name
        raise ValueError(f"{tool} failed with exit status {process.returncode}: see what it said above")


def _say(what: str) -> None:
    print(what, file=sys.stderr)

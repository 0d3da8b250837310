"""GBK read one byte off: recall and precision by kind and length, on clean documents that are damaged on purpose.

    python -m tests.benchmarks.shifted [--data FOLDER] [--every 1] [--offset 0] [--traditional] [--missed] [--false]

A byte is lost and a decoder goes on until it is in step again: a browser takes pairs that mean nothing for characters of a
private use area and is in step again at an ASCII character; Java and Python give such a pair's first byte up. A stretch is
found when its whole characters, all but the first and the last, are back to the letter; it is exact when those are as well. An
edit is false when it writes a character that did not stand there (U+FFFD for a lost half is none), or changes clean text.
"""

import random
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate, takewhile

import cleaner
from cleaner.core import Edit, apply
from tests.benchmarks import material

LOST = "\N{REPLACEMENT CHARACTER}"
LENGTHS = (2, 4, 6, 8, 16, 32)  # characters at which a class of lengths begins
PER_THOUSAND = 2.0  # stretches a thousand characters
LONGEST = 400


def byte_shift(text: str, rng: random.Random) -> list[Edit]:
    """The damage of every kind at places of a text, those of eight characters and more."""
    kinds = [kind for kind in KINDS if kind != "of a few characters"]
    edits = [edit for kind in kinds for edit in _places(text, kind, rng) if edit.end - edit.start >= 8]
    return sorted(edits)


def _places(text: str, kind: str, rng: random.Random) -> Iterator[Edit]:
    starts, marker, longest = KINDS[kind]
    for m in re.finditer(starts, text, re.M):
        line = re.compile("[^\n]*").match(text, m.start())[0][: longest(rng)]
        if edit := _shifted(m.start(), line, marker, rng):
            yield edit._replace(code=kind)


def _shifted(start: int, line: str, marker: str, rng: random.Random) -> Edit | None:
    """A line whose first byte is lost, as far as a decoder is out of step; None where the first character has one byte."""
    pairs = list(takewhile(bool, (char.encode("gbk", "ignore") for char in line)))
    if len(pairs) < 2 or len(pairs[0]) < 2:
        return None
    data, ends = b"".join(pairs), [0, *accumulate(map(len, pairs))]
    browser = rng.random() < 0.5
    out, at = [marker], 1
    while at < len(data) and ends[bisect_right(ends, at) - 1] != at:
        pair = data[at : at + 2]
        char = chr(pair[0]) if pair[0] < 0x80 else _decoded(pair, "gb18030" if browser else "gbk")
        out.append(char or rng.choice(["?", LOST, ""]))
        at += 2 if (char > "\x7f") or (browser and not char and pair[1:] > b"\x80") else 1
    return Edit(start, start + bisect_right(ends, at) - 1, "".join(out), "")


def _decoded(pair: bytes, codec: str) -> str:
    try:
        char = pair.decode(codec)
    except UnicodeDecodeError:
        return ""
    return char if len(char) == 1 else ""


MARK, HAN = "[。、“”《》，：；！？（）]", "[\u4e00-\u9fff]"


def _all(_rng: random.Random) -> int:
    return LONGEST


def _some(least: int, most: int) -> Callable[[random.Random], int]:
    return lambda rng: rng.randint(least, most)


# Where it begins, what the lost byte left, and after how many characters at most the last byte is lost as well.
KINDS: dict[str, tuple[str, str, Callable[[random.Random], int]]] = {
    "? at a mark": (MARK, "?", _all),
    "U+FFFD at a mark": (MARK, LOST, _all),
    "nothing at a mark": (MARK, "", _all),
    "? at a character": (HAN, "?", _all),
    "nothing at a character": (HAN, "", _all),
    "a line with ?": (f"^{HAN}", "?", _all),
    "a line with nothing": (f"^{HAN}", "", _all),
    "cut, with ?": (f"{MARK}|{HAN}", "?", _some(8, 40)),
    "cut, with nothing": (f"{MARK}|{HAN}", "", _some(8, 40)),
    "of a few characters": (f"{MARK}|{HAN}", "?", _some(2, 9)),
}


def damaged(text: str, kind: str, rng: random.Random) -> tuple[str, list[Edit]]:
    """The text with stretches of a kind, at least thirty characters apart, and those stretches."""
    edits = list(_places(text, kind, rng))
    rng.shuffle(edits)
    chosen: list[Edit] = []
    for edit in sorted(edits[: 1 + round(len(text) * PER_THOUSAND / 1000)]):
        if edit.new and (not chosen or edit.start > chosen[-1].end + 30):
            chosen.append(edit)
    return apply(text, chosen), chosen


def judge(clean: str, edits: list[Edit], report: cleaner.Report) -> Iterator[tuple[str, Edit | None, str]]:
    """What became of each stretch (exact, found, wrong, held or missed), and each change that touches none (false)."""
    moved, left = 0, {change.start: change for change in report.changes}
    for edit in edits:
        start, end = edit.start + moved, edit.start + moved + len(edit.new)
        moved += len(edit.new) - (edit.end - edit.start)
        met = [change for change in left.values() if change.start < end and start < change.end]
        for change in met:
            del left[change.start]
        first, last = min([start, *(c.start for c in met)]), max([end, *(c.end for c in met)])
        inner = [Edit(c.start - first, c.end - first, c.new, "") for c in met]
        got = apply(report.original[first:last], inner)
        want = clean[edit.start - (start - first) : edit.end + (last - end)]
        if not met:
            near = [held for held in report.held if held.start < end and start < held.end]
            yield "held" if near else "missed", edit, near[0].new if near else ""
        elif got == want:
            yield "exact", edit, got
        elif len(got) == len(want) and all(a in (b, LOST) for a, b in zip(got, want, strict=True)):
            whole = LOST not in got[1 + start - first : len(got) - 1 - (last - end)]
            yield "found" if whole else "partial", edit, got
        else:
            yield "wrong", edit, got
    for change in left.values():
        yield "false", None, f"{change.old} > {change.new}"


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--every", type=int, default=1, help="take every Nth document (default: %(default)s)")
    arguments.add_argument("--offset", type=int, default=0, help="beginning with this one (default: %(default)s)")
    arguments.add_argument("--traditional", action="store_true", help="make the damaged text traditional")
    arguments.add_argument("--missed", action="store_true", help="print what did not come back")
    arguments.add_argument("--false", action="store_true", help="print what came back wrong")
    args = arguments.parse_args()
    print(material.heading(args.data))
    counts: dict[str, Counter[str]] = {}
    lengths: dict[str, Counter[str]] = {}
    for document in list(material.documents(args.data))[args.offset :: args.every]:
        for kind in KINDS:
            text, edits = damaged(document.text, kind, random.Random(f"{document.path} {kind}"))
            clean = document.text
            if args.traditional:
                text, clean, edits = _traditional(clean, edits)
            for verdict, edit, got in judge(clean, edits, cleaner.explain(text, only=["mojibake"])):
                many = max((n for n in LENGTHS if edit and n <= edit.end - edit.start), default=LENGTHS[0])
                lengths.setdefault(f"{many:2} characters and more", Counter())[verdict] += 1
                if many >= 8 or verdict == "false":
                    counts.setdefault(kind, Counter())[verdict] += 1
                    counts.setdefault("8 and more, all kinds", Counter())[verdict] += 1
                if (args.missed and verdict in ("missed", "held", "partial")) or (
                    args.false and verdict in ("wrong", "false")
                ):
                    stood = edit and clean[edit.start : edit.end]
                    print(f"{verdict:7} {kind}, {document.path}: {edit and edit.new!r} {stood!r} {got!r}")
    _table("kind, 8 and more", counts)
    _table("length, all kinds", lengths)


def _traditional(clean: str, edits: list[Edit]) -> tuple[str, str, list[Edit]]:
    """All of it in traditional script, each stretch for itself, so that places stay what they are."""
    from opencc import OpenCC

    convert = OpenCC("s2t").convert
    parts, clean_parts, made, at, to = [], [], [], 0, 0
    for edit in edits:
        before, stood = convert(clean[at : edit.start]), convert(clean[edit.start : edit.end])
        to += len(before)
        made.append(edit._replace(start=to, end=to + len(stood), new=convert(edit.new)))
        parts += [before, made[-1].new]
        clean_parts += [before, stood]
        to, at = to + len(stood), edit.end
    rest = convert(clean[at:])
    return "".join([*parts, rest]), "".join([*clean_parts, rest]), made


def _table(title: str, counts: dict[str, Counter[str]]) -> None:
    columns = ["exact", "found", "partial", "wrong", "held", "missed", "false"]
    print(f"\n{title:24}" + "".join(f"{name:>9}" for name in [*columns, "recall", "precision"]))
    for label, count in sorted(counts.items()):
        good, bad = count["exact"] + count["found"], count["wrong"] + count["false"]
        wanted, made = (
            good + count["partial"] + count["wrong"] + count["held"] + count["missed"],
            good + count["partial"] + bad,
        )
        cells = "".join(f"{count[name]:9}" for name in columns)
        print(f"{label:24}{cells}{good / max(wanted, 1):9.3f}{(made - bad) / max(made, 1):9.3f}")


if __name__ == "__main__":
    main()

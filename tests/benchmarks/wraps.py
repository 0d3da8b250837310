"""Broken lines: recall and precision by kind and source, on clean documents that are printed and broken on purpose.

    python -m tests.benchmarks.wraps [--data FOLDER] [--every 1] [--offset 0] [--missed] [--false]

Pages: a joint counts when the text around it is the original again, to the letter. Joints after the end of a sentence cannot
be told from the end of a paragraph and are not counted. A change that touches no joint is a false one, unless the pass makes
it in the undamaged document too; those are listed by themselves. Hard wraps: whole paragraphs that are one line again.
The weights of the pass were fitted on the documents with an even number: --every 2 --offset 1 takes the others.
"""

import random
import re
from collections import Counter

import cleaner
from tests.benchmarks import material
from tests.benchmarks.repair import score
from tests.benchmarks.wrapping import LAYOUTS, is_prose, pages, wrapped

ROUNDS = 2  # how often each document is printed anew


def repaired(text: str) -> cleaner.Report:
    return cleaner.explain(text, only=["wraps"])


def context(text: str, change: cleaner.Change) -> str:
    return text[max(change.start - 8, 0) : change.start] + "|" + text[change.end : change.end + 8]


def unspaced(text: str) -> str:
    """Without the spaces next to Han characters: one that stood at the end of a line is gone for good."""
    return re.sub(r"(?<=[^\x00-\xff]) +| +(?=[^\x00-\xff])", "", text.strip("　"))


def shown(text: str, start: int, end: int) -> str:
    return repr(text[max(start - 24, 0) : start] + "[" + text[start:end] + "]" + text[end : end + 20])


def table(title: str, counts: dict[str, Counter[str]], columns: list[str], rates: dict[str, tuple[str, str]]) -> None:
    print(f"\n{title:24}" + "".join(f"{name:>11}" for name in [*columns, *rates]))
    for label, count in sorted(counts.items()):
        cells = "".join(f"{count[name]:11}" for name in columns)
        shares = [
            count[part] / (count[part] + count[rest]) if count[part] + count[rest] else 1
            for part, rest in rates.values()
        ]
        print(f"{label:24}{cells}" + "".join(f"{share:11.3f}" for share in shares))


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--every", type=int, default=1, help="take every Nth document (default: %(default)s)")
    arguments.add_argument("--offset", type=int, default=0, help="beginning with this one (default: %(default)s)")
    arguments.add_argument("--missed", action="store_true", help="print what did not come back")
    arguments.add_argument("--false", action="store_true", help="print the false joins")
    args = arguments.parse_args()
    print(material.heading(args.data))
    documents = list(enumerate(material.documents(args.data)))[args.offset :: args.every]
    known: dict[int, set[str]] = {}
    for number, document in documents:
        report = repaired(document.text)
        known[number] = {context(document.text, change) for change in report.changes}
        for change in report.changes:
            print(
                "clean ", document.path, change.start, shown(document.text, change.start, change.end), change.why[0][2:]
            )

    by_kind: dict[str, Counter[str]] = {}
    by_source: dict[str, Counter[str]] = {}
    by_number: dict[str, Counter[str]] = {}
    for number, document in documents:
        for turn in range(ROUNDS):
            rng = random.Random(number * 7 + turn)
            damaged, kind, joints, after, between = pages(document.text, rng)
            report = repaired(damaged)
            every = sorted([*joints, *after, *between])
            done, false = score(document.text, damaged, every, report)
            back = [ok for edit, ok in zip(every, done, strict=True) if edit.code == "joint"]
            false = [change for change in false if context(damaged, change) not in known[number]]
            for counts, label in (
                (by_kind, kind),
                (by_source, document.source),
                (by_number, f"{min(len(joints), 4)} joints" + (" or more" if len(joints) > 3 else "")),
            ):
                counts.setdefault(label, Counter()).update(
                    joints=len(joints),
                    joined=sum(back),
                    missed=len(back) - sum(back),
                    false=len(false),
                    held=len(report.held),
                )
            if args.missed:
                for edit, ok in zip(every, done, strict=True):
                    if edit.code == "joint" and not ok:
                        print("missed", document.source, kind, shown(document.text, edit.start, edit.end))
            if args.false:
                for change in false:
                    print("false ", document.source, kind, shown(damaged, change.start, change.end), change.why[0][1:])
    for title, counts in (("pages", by_kind), ("pages by source", by_source), ("pages by joints", by_number)):
        counts["all"] = sum(counts.values(), Counter())
        rates = {"recall": ("joined", "missed"), "precision": ("joined", "false")}
        table(title, counts, ["joints", "joined", "missed", "false", "held"], rates)

    by_layout: dict[str, Counter[str]] = {}
    by_layout_source: dict[str, Counter[str]] = {}
    for number, document in documents:
        for layout in LAYOUTS:
            rng = random.Random(number)
            damaged, wanted = wrapped(document.text, layout, rng)
            report = repaired(damaged)
            lines = [line for line in report.text.split("\n") if line.strip()]
            there = {unspaced(line) for line in lines}
            back = [unspaced(paragraph) in there for paragraph in wanted]
            whole = set(map(unspaced, wanted))
            long = [line for line in lines if unspaced(line) not in whole and is_prose(line)]
            for counts, label in ((by_layout, layout), (by_layout_source, f"{layout}, {document.source}")):
                counts.setdefault(label, Counter()).update(
                    paragraphs=len(wanted), whole=sum(back), broken=len(wanted) - sum(back), held=len(report.held)
                )
            if args.missed:
                for line in long:
                    print(
                        "broken",
                        document.source,
                        layout,
                        repr(line if len(line) < 90 else line[:40] + " … " + line[-40:]),
                    )
    for title, counts in (("hard wraps", by_layout), ("hard wraps by source", by_layout_source)):
        table(title, counts, ["paragraphs", "whole", "broken", "held"], {"restored": ("whole", "broken")})


if __name__ == "__main__":
    main()

"""What sites leave in a text: recall and precision by kind, on documents damaged on purpose.

    python -m tests.benchmarks.sites [--data FOLDER] [--kinds WORD] [--per-thousand 3] [--every 2] [--first 1] [--missed] [--around]

Precision is of the changes that these passes make: wrong are those that touch damages of which none comes back, false those that touch
none. What `noise` and `repeats` count with was set on documents of even index; the default takes those of odd index.

With --around clean documents get lines that are surely a site's round them, and whatever else goes then is printed: what says nothing alone
goes beside such lines, and a title or a date of the writer must not.
"""

import random
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

import cleaner
from cleaner.core import Edit
from tests.benchmarks import material
from tests.benchmarks.damage import damage
from tests.benchmarks.repair import places_of, score
from tests.benchmarks.site_damage import KINDS

PASSES = {"ruby", "noise", "boilerplate", "repeats"}


def by_sites(change: cleaner.Change) -> bool:
    return any(reason.by in PASSES for reason in change.why)


def wrong(damages: list[Edit], repaired: list[bool], changes: Sequence[cleaner.Change]) -> Iterator[cleaner.Change]:
    """The changes that touch damages, but none that came back."""
    spans = places_of(damages)
    ends = [end for _, end in spans]
    for change in changes:
        near = bisect_left(ends, change.start)
        met = []
        while near < len(spans) and spans[near][0] <= change.end:
            met.append(repaired[near])
            near += 1
        if met and not any(met):
            yield change


ABOVE, BELOW = "您现在的位置：首页 > 散文 > 正文", ["责任编辑：小雨", "上一篇：春游"]


def around(texts: list[str]) -> None:
    """What goes of clean documents whose neighbours are a site's, with the first line below theirs and above them."""
    places = gone = 0
    for text in texts:
        first, _, rest = text.strip().partition("\n\n")
        for head in ([ABOVE, first], [first, ABOVE]):
            report = cleaner.explain("\n\n".join([*head, rest, *BELOW]), only=["boilerplate"])
            for change in report.changes:
                left = [line for line in change.old.split("\n") if line.strip() and line not in (ABOVE, *BELOW)]
                gone += bool(left)
                if left:
                    print("   gone  ", repr(change.old), [reason.code for reason in change.why])
        places += 2
    print(f"{places} documents between lines of a site: {gone} of their own lines gone")


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--kinds", default="", help="only kinds with this word in their name")
    arguments.add_argument(
        "--per-thousand", type=float, default=3, help="damages per 1,000 characters (default: %(default)s)"
    )
    arguments.add_argument("--every", type=int, default=2, help="take every Nth document (default: %(default)s)")
    arguments.add_argument("--first", type=int, default=1, help="the first document to take (default: %(default)s)")
    arguments.add_argument("--missed", action="store_true", help="print what did not come back, and false changes")
    arguments.add_argument("--around", action="store_true", help="what goes of clean documents between lines of a site")
    args = arguments.parse_args()
    print(material.heading(args.data))
    documents = list(material.documents(args.data))[args.first :: args.every]
    texts = [cleaner.clean(document.text) for document in documents]
    print(f"{len(texts)} documents, {sum(map(len, texts)):,} characters, {args.per_thousand} damages per 1,000 at most")
    if args.around:
        around(texts)
        return
    print(
        f"{'damage':22}{'places':>8}{'repaired':>10}{'recall':>8}{'wrong':>7}{'false':>7}{'precision':>11}{'held':>6}"
    )
    for kind in [each for each in KINDS if args.kinds in each]:
        rng = random.Random(kind)
        counts: Counter[str] = Counter()
        for text in texts:
            damaged, damages = damage(text, kind, rng, args.per_thousand)
            report = cleaner.explain(damaged)
            repaired, false = score(text, damaged, damages, report)
            false = [change for change in false if by_sites(change)]
            spoiled = [change for change in wrong(damages, repaired, report.changes) if by_sites(change)]
            counts.update(places=len(damages), repaired=sum(repaired), false=len(false), wrong=len(spoiled))
            counts.update(held=len(report.held), changes=sum(map(by_sites, report.changes)))
            if args.missed:
                for edit, done in zip(damages, repaired, strict=True):
                    if not done:
                        near = text[max(edit.start - 30, 0) : edit.start], text[edit.end : edit.end + 20]
                        print(f"   missed {near[0]!r} [{edit.new[:120]!r}] {near[1]!r}")
                for change in [*false, *spoiled]:
                    print("   false ", repr(damaged[max(change.start - 12, 0) : change.end + 12]), change)
        recall = counts["repaired"] / max(counts["places"], 1)
        precision = 1 - (counts["wrong"] + counts["false"]) / max(counts["changes"], 1)
        print(
            f"{kind:22}{counts['places']:8}{counts['repaired']:10}{recall:8.3f}{counts['wrong']:7}{counts['false']:7}"
            f"{precision:11.4f}{counts['held']:6}",
            flush=True,
        )


if __name__ == "__main__":
    main()

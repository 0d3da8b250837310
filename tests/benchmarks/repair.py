"""Recall and precision: damage put into clean documents on purpose, and what comes back.

    python -m tests.benchmarks.repair [--data FOLDER] [--per-thousand 10] [--only KIND] [--missed KIND] [--thorough]

A damage counts as repaired when the text between the undamaged characters around it is the original again, to the letter.
A change that touches no damage is a false one.
"""

import random
from collections import Counter

import cleaner
from cleaner.core import Edit, apply
from tests.benchmarks import material
from tests.benchmarks.damage import KINDS, damage


def places_of(damages: list[Edit]) -> list[tuple[int, int]]:
    """Where the damages stand in the damaged text."""
    spans, moved = [], 0
    for edit in damages:
        start = edit.start + moved
        spans.append((start, start + len(edit.new)))
        moved += len(edit.new) - (edit.end - edit.start)
    return spans


def score(
    clean: str, damaged: str, damages: list[Edit], report: cleaner.Report
) -> tuple[list[bool], list[cleaner.Change]]:
    """Which damages are repaired, and the changes that touch none."""
    spans = places_of(damages)
    changes = list(report.changes)
    repaired, used = [], set()
    at = 0
    for edit, (start, end) in zip(damages, spans, strict=True):
        while at < len(changes) and changes[at].end < start:
            at += 1
        near = at
        touching = []
        while near < len(changes) and changes[near].start <= end:
            touching.append(changes[near])
            used.add(near)
            near += 1
        left = min([start, *(change.start for change in touching)])
        right = max([end, *(change.end for change in touching)])
        inner = [Edit(change.start - left, change.end - left, change.new, "") for change in touching]
        want = damaged[left:start] + clean[edit.start : edit.end] + damaged[end:right]
        repaired.append(apply(damaged[left:right], inner) == want)
    return repaired, [change for number, change in enumerate(changes) if number not in used]


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument(
        "--per-thousand", type=float, default=10, help="damages per 1,000 characters (default: %(default)s)"
    )
    arguments.add_argument("--every", type=int, default=6, help="take every Nth document (default: %(default)s)")
    arguments.add_argument("--missed", choices=KINDS, help="print the damages of this kind that did not come back")
    arguments.add_argument("--only", choices=KINDS, help="this kind alone")
    arguments.add_argument("--thorough", action="store_true", help="read every character for misread ones")
    args = arguments.parse_args()
    options = {"characters.thorough": True} if args.thorough else {}
    one = args.only or args.missed
    print(material.heading(args.data))
    texts = [cleaner.clean(document.text) for document in list(material.documents(args.data))[:: args.every]]
    print(f"{len(texts)} documents, {sum(map(len, texts)):,} characters, {args.per_thousand} damages per 1,000 at most")
    print(f"{'damage':22}{'places':>8}{'repaired':>10}{'recall':>8}{'false':>7}{'held':>7}")
    for kind in [one] if one else KINDS:
        rng = random.Random(kind)
        counts: Counter[str] = Counter()
        for text in texts:
            damaged, damages = damage(text, kind, rng, args.per_thousand)
            report = cleaner.explain(damaged, options=options)
            repaired, false = score(text, damaged, damages, report)
            counts.update(places=len(damages), repaired=sum(repaired), false=len(false), held=len(report.held))
            if args.missed:
                for edit, done in zip(damages, repaired, strict=True):
                    if not done:
                        print("   missed", repr(text[max(edit.start - 12, 0) : edit.end + 12]), "as", repr(edit.new))
                for change in false:
                    print("   false", repr(damaged[max(change.start - 12, 0) : change.end + 12]), change)
        share = counts["repaired"] / max(counts["places"], 1)
        print(f"{kind:22}{counts['places']:8}{counts['repaired']:10}{share:8.3f}{counts['false']:7}{counts['held']:7}")


if __name__ == "__main__":
    main()

"""Lost marks: marks of clean documents replaced by a glyph, and which come back.

    python -m tests.benchmarks.glyphs [--data FOLDER] [--per-thousand 5] [--wrong] [--held]

Every second document, and the source that the weights were not fitted on at all (cleaner/data/marks.tsv). Counted is what the
pass `glyphs` alone does. A mark that was written is
  exact   if it is the mark that stood there,
  editor  if it is that, or both are one of ，。； between two clauses of four characters or more: a careful editor could write either,
  loose   if it is that, or both are one of ，。；、 whatever stands around.
right = editor by places, sure = editor by written; a mark that is held is neither right nor wrong.
"""

import random
import re
from collections import Counter

import cleaner
from cleaner.core import Edit, apply
from tests.benchmarks import material
from tests.benchmarks.damage import GLYPH, LOST_MARKS, as_glyph, damage, mask_years
from tests.benchmarks.repair import places_of

UNSEEN = "goldminer"
CLAUSES, LOOSE = frozenset("，。；"), frozenset("，。；、")
SEGMENT = re.compile(r"[，。、；：？！“”《》（）—…\n□■�?．]")
COLUMNS = ("places", "written", "exact", "editor", "loose", "held", "false")


def test_documents(args) -> list[material.Document]:
    found = list(material.documents(args.data))
    return [document for number, document in enumerate(found) if number % 2 or document.source == UNSEEN]


def lost(clean: str, damages: list[Edit], glyph: str) -> dict[int, str]:
    """Where the glyphs stand in the damaged text, and the marks that stood there."""
    found = {}
    for edit, (start, end) in zip(damages, places_of(damages), strict=True):
        old = clean[edit.start : edit.end]
        if len(edit.new) == 1:
            found[start] = old
        else:
            if edit.new[0] == glyph:
                found[start] = old[0]
            if edit.new[-1] == glyph:
                found[end - 1] = old[-1]
    return found


def between_clauses(before: str, after: str) -> bool:
    """Whether a place is between two clauses of four characters or more."""
    return min(len(SEGMENT.split(before)[-1]), len(SEGMENT.split(after)[0])) >= 4


def verdicts(old: str, new: str, before: str, after: str) -> list[str]:
    """By which counts a written mark is right."""
    if old == new:
        return ["exact", "editor", "loose"]
    found = ["editor"] if {old, new} <= CLAUSES and between_clauses(before, after) else []
    return [*found, *(["loose"] if {old, new} <= LOOSE else [])]


def row(name: str, count: Counter[str]) -> str:
    places, written = max(count["places"], 1), max(count["written"], 1)
    figures = "".join(f"{count[column]:8}" for column in COLUMNS)
    return (
        f"{name:28}{figures}{count['editor'] / places:8.3f}{count['editor'] / written:8.3f}"
        f"{count['exact'] / written:8.3f}{count['loose'] / written:8.3f}"
    )


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument(
        "--per-thousand", type=float, default=5, help="damages per 1,000 characters (default: %(default)s)"
    )
    arguments.add_argument("--wrong", action="store_true", help="print the marks that are wrong")
    arguments.add_argument("--held", action="store_true", help="print the marks that are held")
    args = arguments.parse_args()
    print(material.heading(args.data))
    documents = test_documents(args)
    print(f"{len(documents)} documents, {sum(len(document.text) for document in documents):,} characters")
    tables: dict[str, dict[str, Counter[str]]] = {"kind": {}, "source": {}, "mark": {}, "glyph": {}}
    runs = [(kind, GLYPH, masked) for kind in LOST_MARKS for masked in ((False, True) if "year" in kind else (False,))]
    runs += [("mark anywhere", glyph, False) for glyph in "■\ufffd?．"]
    for kind, glyph, masked in runs:
        name = f"{kind}{' (masked)' if masked else ''}"
        rng = random.Random(name)
        for document in documents:
            clean = mask_years(document.text) if masked else document.text
            damages = as_glyph(damage(clean, kind, rng, args.per_thousand)[1], glyph)
            if not damages:
                continue
            damaged = apply(clean, damages)
            report = cleaner.explain(damaged, only=["glyphs"])
            changes = {change.start: change for change in report.changes}
            held = {item.start: item for item in report.held}
            marks = lost(clean, damages, glyph)
            keys = [("glyph", glyph)] if kind == "mark anywhere" else []
            if glyph == GLYPH:
                keys += [("kind", name), ("source", document.source)]
            for at, old in marks.items():
                told = Counter(["places"])
                if at in changes:
                    new = changes[at].new
                    right = verdicts(old, new, damaged[max(at - 40, 0) : at], damaged[at + 1 : at + 41])
                    told.update(["written", *right])
                    if "editor" not in right and args.wrong:
                        print(
                            f"   {name} {glyph} {old} {new} {damaged[max(at - 24, 0) : at + 25]!r} {changes[at].why[0].facts}"
                        )
                elif at in held:
                    told.update(["held"])
                    if args.held:
                        print(f"   held {name} {glyph} {old} {damaged[max(at - 24, 0) : at + 25]!r} {held[at].why[0]}")
                for table, key in [*keys, *([("mark", old)] if glyph == GLYPH else [])]:
                    tables[table].setdefault(key, Counter()).update(told)
            false = sum(start not in marks for start in changes)
            for table, key in keys:
                tables[table].setdefault(key, Counter())["false"] += false
    for title, table in tables.items():
        print(f"\n{title:28}{''.join(f'{column:>8}' for column in COLUMNS)}   right    sure   exact   loose")
        for key, count in sorted(table.items(), key=lambda item: -item[1]["places"]):
            print(row(key, count))


if __name__ == "__main__":
    main()

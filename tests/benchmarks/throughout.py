"""Marks lost throughout: a font or a charset without them took every one of a kind, as sites lose them; which come back.

    python -m tests.benchmarks.throughout [--data FOLDER] [--half odd] [--every 3] [--wrong] [--missed]

The beginning of each document that has such marks (REACH code points, whole paragraphs), each code point of the kind a glyph, or where a
mark has two, one for both; marks side by side are one place. Run is the whole chain but for what it does to words. Counted is as in
repair.py: a mark comes back if the text between the undamaged characters round it is the original again; wrong if something else is
written there; false is a change elsewhere.
"""

import re
from collections import Counter

import cleaner
from cleaner.core import Edit, apply
from tests.benchmarks import material
from tests.benchmarks.repair import places_of, score

REACH = 3000
LEAST = 2  # marks of a document
SKIPPED = ("characters", "words")
KINDS = {
    "quotation marks": "[“”]+",
    "titles": "[《》]+",
    "brackets": "[（）]+",
    "dashes": "——",
    "dashes, two glyphs": "——",
    "dots": "……",
    "dots, two glyphs": "……",
    "quotation marks and titles": "[“”《》]+",
    "what Latin charsets share": "[“”‘’—…·]+",
}
ONE = ("dashes", "dots")  # kinds of which one glyph stands for two code points
GLYPHS = "□?"


def beginning(text: str) -> str:
    """So much of a document, whole paragraphs."""
    return text if len(text) <= REACH else text[:REACH].rpartition("\n")[0]


def lost(text: str, kind: str, glyph: str) -> list[Edit]:
    """All marks of a kind, and what stands for them."""
    return [Edit(*m.span(), glyph * (1 if kind in ONE else len(m[0])), "") for m in re.finditer(KINDS[kind], text)]


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--half", choices=("even", "odd"), default="odd", help="of the documents (default: odd)")
    arguments.add_argument("--every", type=int, default=3, help="take every Nth of them (default: %(default)s)")
    arguments.add_argument("--kind", choices=KINDS, help="this kind alone")
    arguments.add_argument("--glyph", help="this glyph alone")
    arguments.add_argument("--wrong", action="store_true", help="print what is wrong")
    arguments.add_argument("--missed", action="store_true", help="print what is left")
    args = arguments.parse_args()
    print(material.heading(args.data))
    documents = list(material.documents(args.data))[args.half == "odd" :: 2][:: args.every]
    texts = [cleaner.clean(beginning(document.text), skip=SKIPPED) for document in documents]
    print(f"{len(texts)} documents, {sum(map(len, texts)):,} characters")
    print(
        f"{'lost':28}{'glyph':>6}{'texts':>7}{'places':>8}{'right':>8}{'wrong':>7}{'false':>7}{'recall':>8}{'sure':>7}"
    )
    for kind in [args.kind] if args.kind else KINDS:
        for glyph in args.glyph or GLYPHS:
            count: Counter[str] = Counter()
            for text in texts:
                damages = lost(text, kind, glyph)
                if len(damages) < LEAST or glyph in text:
                    continue
                damaged = apply(text, damages)
                report = cleaner.explain(damaged, skip=SKIPPED)
                repaired, false = score(text, damaged, damages, report)
                touched = {at for change in report.changes for at in range(change.start, change.end)}
                count.update(texts=1, places=len(damages), right=sum(repaired), false=len(false))
                for edit, (start, end), done in zip(damages, places_of(damages), repaired, strict=True):
                    wrong = not done and any(at in touched for at in range(start, end))
                    count["wrong"] += wrong
                    if (wrong and args.wrong) or (not done and not wrong and args.missed):
                        print(
                            "   wrong " if wrong else "   left  ", repr(text[max(edit.start - 14, 0) : edit.end + 14])
                        )
                if args.wrong:
                    for change in false:
                        print(
                            "   false ",
                            repr(damaged[max(change.start - 12, 0) : change.end + 12]),
                            change.new,
                            change.why,
                        )
            told = count["right"] + count["wrong"] + count["false"]
            print(
                f"{kind:28}{glyph:>6}{count['texts']:7}{count['places']:8}{count['right']:8}{count['wrong']:7}"
                f"{count['false']:7}{count['right'] / max(count['places'], 1):8.3f}{count['right'] / max(told, 1):7.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()

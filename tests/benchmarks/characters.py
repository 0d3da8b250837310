"""Misread and mistyped characters: precision, recall and false positives of the pass `characters`.

    python -m tests.benchmarks.characters [--data FOLDER] [--every 2] [--offset 1] [--thorough] [--wrong] [--figure FILE.svg]

Sets of sentences with their repair (eval/csc) and clean ones (eval/clean, commas folded); each sentence is a text of its own. An edit is right
if it writes what the repaired sentence has there. Sentence precision: of the sentences that were changed, how many are right to the letter or
wrong only in what was left; recall: of the errors, those repaired; FPR: of the sentences without an error, those changed. Then clean documents
(corpus/dev), whose changes are printed, and the seed. The weights were fitted on texts with an even number: --every 2 --offset 1 are the others.
The figure draws precision against recall for every confidence, with what others are reported to reach.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import cleaner
from cleaner.passes import characters as misread
from tests.benchmarks import material
from tests.benchmarks.clean import shown

CUT = 0.9
CUTS = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
HAN = range(0x4E00, 0xA000)
# Sentence-level false positives on clean press, in per cent, from the development sets' own account.
OTHERS = "macbert4csc 3.2, with a cut 0.8; macbert4mdcspell v2 2.8, with a cut 0.1; ReLM 9.8; 5-gram of 42 MB 2.0; language models of 1.5B to 4B 13-23"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")

Sentence = tuple[str, str]


def sets(data: Path) -> Iterator[tuple[str, list[Sentence]]]:
    """The sets by name: sentences as they are and as they should be, of equal length."""
    folder = data / "eval/csc"
    if not folder.is_dir():
        print(f"no {folder}: left out")
        return
    for path in sorted(folder.iterdir()):
        if path.suffix == ".tsv":
            rows = [tuple(line.split("\t")[1:3]) for line in path.read_text("utf-8").splitlines() if line]
        else:
            keys = [("src", "tgt"), ("source", "target"), ("original_text", "correct_text")]
            told = json.loads(path.read_text("utf-8"))
            rows = [(row[a], row[b]) for row in told for a, b in keys if a in row]
        folded = [(a.translate(material.HALF_TO_FULL), b.translate(material.HALF_TO_FULL)) for a, b in rows]
        yield path.name.partition(".")[0], [(a, b) for a, b in folded if len(a) == len(b)]


def edits(text: str, thorough: bool) -> list[tuple[int, str, float]]:
    """What the pass proposes for one character: place, character, confidence."""
    found = misread(text, thorough=thorough)
    return [(edit.start, edit.new, edit.confidence) for edit in found if edit.end == edit.start + 1]


def curve(proposed: list[tuple[float, bool]], errors: int) -> list[tuple[float, float]]:
    """Recall and precision at every confidence, the surest first."""
    points, right = [], 0
    for number, (_, is_right) in enumerate(sorted(proposed, reverse=True), 1):
        right += is_right
        points.append((right / max(errors, 1), right / number))
    return points


def drawn(curves: dict[str, list[tuple[float, float]]]) -> str:
    """The curves as an SVG picture."""
    wide, high, left, top = 560, 360, 60, 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide + 230}" height="{high + 110}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="{left}" y="18" font-size="14">Precision against recall of single characters, eval/csc</text>',
    ]
    for i in range(6):
        x, y = left + i * wide / 5, top + i * high / 5
        parts.append(f'<path d="M{x} {top}V{top + high}M{left} {y}H{left + wide}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{x - 8}" y="{top + high + 16}">{i / 10:.1f}</text><text x="{left - 28}" y="{y + 4}">{1 - i / 10:.1f}</text>'
        )
    for (name, points), colour in zip(curves.items(), COLOURS, strict=False):
        path = " ".join(f"{left + wide * 2 * r:.1f},{top + high * 2 * (1 - p):.1f}" for r, p in points if r <= 0.5 <= p)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        y = top + 16 + 18 * COLOURS.index(colour)
        parts.append(f'<text x="{left + wide + 14}" y="{y}" fill="{colour}">{name}</text>')
    for name, recall, precision in (("5-gram, CSCD", 0.16, 0.54),):
        x, y = left + wide * 2 * recall, top + high * 2 * (1 - precision)
        parts.append(f'<circle cx="{x}" cy="{y}" r="4"/><text x="{x + 8}" y="{y + 4}">{name}</text>')
    parts.append(
        f'<text x="{left}" y="{top + high + 40}">sentences of clean press changed, %: cleaner, see the table;</text>'
    )
    parts += [
        f'<text x="{left}" y="{top + high + 58 + 16 * i}">{part}</text>'
        for i, part in enumerate(OTHERS.split("; language")[:1])
    ]
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--every", type=int, default=1, help="take every nth sentence and document")
    arguments.add_argument("--offset", type=int, default=0, help="the first of them")
    arguments.add_argument("--thorough", action="store_true", help="with the option of that name")
    arguments.add_argument("--wrong", action="store_true", help="print what is wrong at the default cut")
    arguments.add_argument("--no-documents", action="store_true", help="leave out the clean documents")
    arguments.add_argument("--figure", type=Path, help="where to draw the curves")
    args = arguments.parse_args()
    print(material.heading(args.data))
    part = slice(args.offset, None, args.every)
    curves = {}
    print(f"{'set':16} errors  precision and recall at {CUTS}; at {CUT}: sentences changed, right, FPR")
    for name, sentences in sets(args.data):
        errors = changed = good = clean = false = 0
        proposed = []
        for source, target in sentences[part]:
            errors += sum(a != b and ord(a) in HAN for a, b in zip(source, target, strict=True))
            found = edits(source, args.thorough)
            proposed += [(sure, new == target[at] != source[at]) for at, new, sure in found]
            made = [(at, new) for at, new, sure in found if sure >= CUT]
            changed += bool(made)
            good += bool(made) and all(new == target[at] for at, new in made)
            clean += source == target
            false += bool(made) and source == target
            if args.wrong:
                for at, new in made:
                    if new != target[at]:
                        print(
                            f"   {source[max(at - 12, 0) : at]}[{source[at]}>{new}, not {target[at]}]{source[at + 1 : at + 13]}"
                        )
        figures = []
        for cut in CUTS:
            said = [right for sure, right in proposed if sure >= cut]
            figures.append(f"{sum(said) / max(len(said), 1):.3f}/{sum(said) / max(errors, 1):.3f}")
        print(
            f"{name:16} {errors:6}  {'  '.join(figures)}   {changed} {good / max(changed, 1):.3f} {false}/{clean}",
            flush=True,
        )
        curves[name] = curve(proposed, errors)
    changed = characters = 0
    sentences_of = list(material.sentences(args.data))[part]
    for document in sentences_of:
        made = [edit for edit in edits(document.text, args.thorough) if edit[2] >= CUT]
        changed += bool(made)
        characters += len(document.text)
        for at, new, sure in made:
            print(
                f"   {document.path} {document.text[max(at - 12, 0) : at]}[{document.text[at]}>{new} {sure:.3f}]{document.text[at + 1 : at + 13]}"
            )
    print(
        f"clean sentences: {changed} of {len(sentences_of)} changed ({changed / max(len(sentences_of), 1):.2%})",
        flush=True,
    )
    if not args.no_documents:
        characters = count = 0
        for document in list(material.documents(args.data))[part]:
            options = {"characters.thorough": args.thorough}
            report = cleaner.explain(document.text, only=["characters"], options=options)
            characters += len(document.text)
            count += len(report.changes)
            for change in report.changes:
                print(
                    f"   {change.why[0].confidence:.3f} {document.path}:{change.start} {shown(document.text, change)}"
                )
        print(
            f"clean documents: {count} edits in {characters:,} characters ({1e5 * count / max(characters, 1):.2f} per 100,000), to be read"
        )
    seed = args.data / "seed/damaged.md"
    if seed.is_file():
        text = seed.read_text("utf-8")
        report = cleaner.explain(text, only=["characters"], options={"characters.thorough": args.thorough})
        print("seed:", [shown(text, change) for change in report.changes])
    if args.figure:
        args.figure.write_text(drawn(curves), "utf-8")


if __name__ == "__main__":
    main()

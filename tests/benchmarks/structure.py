"""Heading levels scrambled, dropped and bolded on purpose, and what comes back.

    python -m tests.benchmarks.structure [--data FOLDER] [--rate 0.25] [--wrong]

Documents: fixtures/structure/documents (five styles of numbering and more, written for this), and the laws of corpus/dev, which
hold no heading marks: their title gets #, then 编, 章 and 节 one # more each, as far as the law has them; articles stay text.
Only numbered headings are damaged: nothing tells the level of one without a number.
A heading is right when its line is the original again, to the letter; a false heading is a line that was none.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator

import cleaner
from cleaner.outline.numbering import number_of, stitched
from tests.benchmarks import material

HEADING = re.compile(r"(#{1,6}) +(.*)")
LAW_UNITS = ["编", "章", "节"]
LAW_HEADING = re.compile(r"第[一二三四五六七八九十百]+([编章节])[ 　]*[\u4e00-\u9fff][^。，；]{0,30}")


def documents(data) -> Iterator[tuple[str, str, str]]:
    """Clean, marked documents: group, name, text."""
    for path in sorted((material.FIXTURES / "structure/documents").glob("*.md")):
        yield "own", path.name, path.read_text("utf-8")
    for document in material.documents(data):
        if document.source == "laws" and (text := law(document.text)):
            yield "laws", document.path, text


def law(text: str) -> str:
    """A law with the marks of Markdown before its title, parts, chapters and sections; "" for one without chapters."""
    lines = text.split("\n")
    units = [m[1] for line in lines if (m := LAW_HEADING.fullmatch(line.strip()))]
    if len(units) < 2:
        return ""
    used = [unit for unit in LAW_UNITS if unit in units]
    for at, line in enumerate(lines):
        if m := LAW_HEADING.fullmatch(line.strip()):
            lines[at] = "#" * (2 + used.index(m[1])) + " " + line.strip()
    return "# " + "\n".join(lines)


def scrambled(line: str, rng: random.Random) -> str:
    marks, title = HEADING.fullmatch(line).groups()
    return "#" * rng.choice([level for level in range(1, 6) if level != len(marks)]) + " " + title


def dropped(line: str, _rng: random.Random) -> str:
    return HEADING.fullmatch(line)[2]


def bolded(line: str, _rng: random.Random) -> str:
    marks, title = HEADING.fullmatch(line).groups()
    return f"{marks} **{title}**"


def mixed(line: str, rng: random.Random) -> str:
    return rng.choice([scrambled, dropped, bolded])(line, rng)


def flat(line: str, _rng: random.Random) -> str:
    return "# " + HEADING.fullmatch(line)[2]


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "scrambled": scrambled,
    "dropped": dropped,
    "bolded": bolded,
    "mixed": mixed,
    "flat": flat,
}


def damage(text: str, kind: str, rng: random.Random, rate: float) -> str:
    lines = text.split("\n")
    for at, line in enumerate(lines):
        m = HEADING.fullmatch(line)
        if m and (kind == "flat" or ((number_of(m[2]) or stitched(m[2])) and rng.random() < rate)):
            lines[at] = KINDS[kind](line, rng)
    return "\n".join(lines)


def shifted(lines: list[str], truth: list[str]) -> list[str]:
    """The lines with the headings as deep as those of the original start: where all levels are lost, only their order counts."""
    least, wanted = (min(len(m[1]) for line in side if (m := HEADING.fullmatch(line))) for side in (lines, truth))
    return [("#" * (wanted - least) + line) if HEADING.fullmatch(line) else line for line in lines]


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--rate", type=float, default=0.25, help="share of numbered headings (default: %(default)s)")
    arguments.add_argument("--wrong", action="store_true", help="print the headings that are not right")
    args = arguments.parse_args()
    print(material.heading(args.data))
    found = list(documents(args.data))
    for group in ("own", "laws"):
        texts = [(name, text) for which, name, text in found if which == group]
        print(f"\n{group}: {len(texts)} documents; headings right before and after, false headings per 200 paragraphs")
        print(f"{'damage':12}{'headings':>10}{'before':>9}{'after':>9}{'false':>7}{'per 200':>9}{'held':>6}")
        for kind in ["none", *KINDS]:
            rng, counts = random.Random(kind), Counter()
            for name, text in texts:
                damaged = text if kind == "none" else damage(text, kind, rng, args.rate)
                report = cleaner.explain(damaged, only=["structure"])
                truth, came, out = text.split("\n"), damaged.split("\n"), report.text.split("\n")
                if kind == "flat":
                    came, out = shifted(came, truth), shifted(out, truth)
                assert len(truth) == len(out), name
                counts["held"] += len(report.held)
                for right, broken, line in zip(truth, came, out, strict=True):
                    counts["paragraphs"] += bool(right.strip())
                    if HEADING.fullmatch(right):
                        counts.update(headings=1, before=broken == right, after=line == right)
                        if args.wrong and line != right:
                            print("   wrong", name, repr(right), "came as", repr(broken), "is", repr(line))
                    elif HEADING.fullmatch(line):
                        counts["false"] += 1
                        if args.wrong:
                            print("   false", name, repr(line[:60]))
            total = max(counts["headings"], 1)
            shares = f"{counts['before'] / total:9.3f}{counts['after'] / total:9.3f}{counts['false']:7}"
            rate = 200 * counts["false"] / max(counts["paragraphs"], 1)
            print(f"{kind:12}{counts['headings']:10}{shares}{rate:9.2f}{counts['held']:6}")


if __name__ == "__main__":
    main()

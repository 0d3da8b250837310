"""False edits on clean text: every edit on documents that should not change, printed.

    python -m tests.benchmarks.clean [--data FOLDER] [--held] [--unread]

Edits that somebody has read are listed in judged.tsv (path, offset, codes, true or false): a document can hold real
damage, and mending that is no false edit. Whatever is not listed there is printed as unread.
"""

from collections import Counter
from pathlib import Path

import cleaner
from tests.benchmarks import material

JUDGED = Path(__file__).with_name("judged.tsv")
AROUND = 14  # characters of context on each side


def judged() -> dict[tuple[str, int, str], str]:
    """The verdicts of the readers, by place."""
    lines = JUDGED.read_text("utf-8").splitlines()[1:]
    return {(path, int(start), codes): verdict for path, start, codes, verdict in (line.split("\t") for line in lines)}


def shown(text: str, change: cleaner.Change | cleaner.Held) -> str:
    before, after = text[max(change.start - AROUND, 0) : change.start], text[change.end : change.end + AROUND]
    return repr(f"{before}[{change.old}>{change.new}]{after}")


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--held", action="store_true", help="print the held edits as well")
    arguments.add_argument("--unread", action="store_true", help="print the unread edits as lines for judged.tsv")
    args = arguments.parse_args()
    print(material.heading(args.data))
    verdicts = judged()
    counts: Counter[tuple[str, str]] = Counter()
    characters = 0
    for document in [*material.documents(args.data), *material.sentences(args.data)]:
        report = cleaner.explain(document.text)
        characters += len(document.text)
        for change in report.changes:
            codes = "+".join(dict.fromkeys(why.code for why in change.why))
            verdict = verdicts.get((document.path, change.start, codes), "unread")
            counts[verdict, codes] += 1
            if not args.unread:
                print(f"{verdict:6} {codes:30} {document.path}:{change.start} {shown(document.text, change)}")
            elif verdict == "unread":
                print(document.path, change.start, codes, "true", sep="\t")
        for held in report.held:
            counts["held", held.why[-1].code] += 1
            if args.held:
                print(f"held   {held.why[-1].code:30} {document.path}:{held.start} {shown(document.text, held)}")
    print()
    for (verdict, codes), count in sorted(counts.items()):
        print(f"{verdict:6} {codes:40} {count:6}")
    false = sum(count for (verdict, _), count in counts.items() if verdict in ("false", "unread"))
    true = sum(count for (verdict, _), count in counts.items() if verdict == "true")
    rate = 1e5 * false / max(characters, 1)
    print(f"\n{characters:,} characters: {false} false or unread edits ({rate:.2f} per 100,000), {true} true repairs")


if __name__ == "__main__":
    main()

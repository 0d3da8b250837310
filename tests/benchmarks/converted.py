"""What converters left, or wrote wrongly, throughout a page in traditional script; which of it comes back, and what else changes.

    python -m tests.benchmarks.converted [--data FOLDER] [--half odd] [--every 4] [--wrong]

The beginning of each document (REACH code points) as OpenCC writes it in traditional script, which goes by words, but for the characters of a
kind, each of them wherever it stands: left as they are (cleaner/scripts/unconverted.py; of the last kind half of them, by lot for each
document), in the one form that a converter knows of each (data/converted.tsv), or 壹 for 一. Last, the documents in the forms of three
places as they are. Run is the pass script. 裏 and 裡, 麪 and 麵 count as the same.
"""

import random

import cleaner
from cleaner.scripts.forms import converter
from cleaner.scripts.unconverted import LEFT, PROVING
from cleaner.tables import rows
from tests.benchmarks import material

REACH = 3000
SAME = str.maketrans("裡麵", "裏麪")
WAYS = ("s2t", "s2tw", "s2hk")
SEED = 1


def wrong_forms() -> dict[str, str]:
    """The one form that a converter writes for each simplified character."""
    return {converter("t2s")(right): wrong for wrong, right, _ in reversed(list(rows("converted")))}


def damaged(text: str, kind: str, rng: random.Random) -> tuple[str, str] | None:
    """A simplified text as it is and should be written in traditional script."""
    good = converter("s2t")(text)
    if len(good) != len(text):
        return None
    forms = {
        "里 后 准 系 left": {form: form for form in PROVING},
        "all left": {form: form for form in LEFT},
        "half left": {form: form for form in sorted(LEFT) if rng.random() < 0.5},
        "one form of each": wrong_forms(),
        "壹 for 一": {"一": "壹"},
    }[kind]
    return "".join(forms.get(old, new) for old, new in zip(text, good, strict=True)), good


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--half", choices=("even", "odd"), default="odd", help="of the documents (default: odd)")
    arguments.add_argument("--every", type=int, default=4, help="take every Nth of them (default: %(default)s)")
    arguments.add_argument("--wrong", action="store_true", help="print what is wrong")
    args = arguments.parse_args()
    print(material.heading(args.data))
    documents = list(material.documents(args.data))[args.half == "odd" :: 2][:: args.every]
    texts = [document.text[:REACH] for document in documents]
    print(f"{len(texts)} documents, {sum(map(len, texts)):,} characters")
    print(f"{'kind':20}{'texts':>7}{'places':>8}{'right':>8}{'wrong':>7}{'recall':>8}{'sure':>7}")
    for kind in ("里 后 准 系 left", "all left", "half left", "one form of each", "壹 for 一"):
        rng, count = random.Random(SEED), [0, 0, 0, 0]
        for text in texts:
            if made := damaged(text, kind, rng):
                bad, good = (each.translate(SAME) for each in made)
                done = cleaner.clean(made[0], only=["script"]).translate(SAME)
                places = [at for at, (a, b) in enumerate(zip(bad, good, strict=True)) if a != b]
                right = sum(done[at] == good[at] for at in places)
                wrong = sum(a != b and a != c for a, b, c in zip(done, good, bad, strict=True))
                count = [old + new for old, new in zip(count, (bool(places), len(places), right, wrong), strict=True)]
                if args.wrong:
                    for at, (a, b, c) in enumerate(zip(done, good, bad, strict=True)):
                        if a != b and a != c:
                            print("   wrong", bad[max(at - 6, 0) : at + 6], a)
        known, places_, right_, wrong_ = count
        print(
            f"{kind:20}{known:7}{places_:8}{right_:8}{wrong_:7}{right_ / max(places_, 1):8.3f}{right_ / max(right_ + wrong_, 1):7.3f}"
        )
    for way in WAYS:
        changed = sum(len(cleaner.explain(converter(way)(text), only=["script"]).changes) for text in texts)
        print(f"{'as it is, ' + way:20}{len(texts):7}{'':15}{changed:8}")


if __name__ == "__main__":
    main()

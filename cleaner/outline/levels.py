"""The tree that the numbers of headings make, and the level that each heading should have.

（一） belongs to the 一、 before it, 1. to the （一） before it, and a stitched article (篇二) begins anew. Headings of one kind under
one parent that count on (一、二、三、) are a run, and the headings of a run have one level. A run that is marked alike, and deeper than
its parent, keeps its level whatever it is: how deep a document starts and whether it skips levels is its author's choice. Only a run
that contradicts itself or its parent gets a level: the one that most of it has, if that is deeper than its parent's, else the next
one under the parent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cleaner.chars import HAN_LETTER, pattern
from cleaner.outline.headings import FIRM, Heading, marked, unmarked
from cleaner.outline.numbering import RANK, Number

DEEPEST = 6
UNIFORM = 0.8
SETEXT = pattern(r"\n[^\n\-=|#>]{1,80}\n(?:={3,}|-{3,})[ \t]*(?=\r?\n|\Z)")
RULE = pattern(r"\n[ \t]*\r?\n---[ \t]*\r?(?=\n)")


@dataclass(slots=True, eq=False)
class Run:
    """Headings of one kind under one parent that count on."""

    kind: str
    parent: Heading | None
    headings: list[Heading] = field(default_factory=list)

    def levels(self) -> Counter[int]:
        return Counter(heading.level for heading in self.headings if heading.level)


def arrange(headings: Iterable[Heading]) -> list[Run]:
    """Give every numbered heading its parent and its run; the runs in the order of their first headings."""
    headings = list(headings)
    usual = _usual(headings)
    runs: list[Run] = []
    current: dict[
        tuple[Heading | None, str], dict[bool, Run]
    ] = {}  # by parent and kind: the last run with marks, and the last without
    open_: list[Heading] = []
    plain: Heading | None = None  # the last heading without a number
    article: Heading | None = None
    title = headings[0] if headings and headings[0].number is None else None
    if title and title.level >= usual.get("stitch", 0):
        title = None
    for heading in headings:
        number = heading.number
        if number is None:
            if heading.level:
                plain = heading
                heading.parent = article
            continue
        if number.kind == "stitch":
            open_, plain, article = [], None, heading
        elif plain and number.value == 1 and plain.level < (heading.level or usual.get(number.kind, 0)):
            open_ = [above for above in open_ if above.level and above.level < plain.level and above.number]
            open_.append(plain)
        plain = None if number.value == 1 else plain
        _close(open_, heading, number)
        parent = open_[-1] if open_ else article if number.kind != "stitch" else title
        if number.kind.startswith("decimal") and not _holds(parent, heading):
            heading.number = None
            heading.parent = article
            continue
        known = current.setdefault((parent, number.kind), {})
        run = _counts_on(known, heading, number)
        if run is None:
            run = Run(number.kind, parent)
            runs.append(run)
        run.headings.append(heading)
        known[bool(run.levels())] = run
        if heading.level and known.get(False) is run:
            del known[False]
        heading.parent, heading.run = parent, run
        open_.append(heading)
    return runs


def _counts_on(known: dict[bool, Run], heading: Heading, number: Number) -> Run | None:
    """The run that a heading goes on with, of the last one with marks and the last one without; the nearer number wins."""
    best: tuple[int, Run] | None = None
    for run in known.values():
        while (
            heading.level and len(run.headings) > 1 and not run.headings[-1].level and _value(run) >= number.value > 1
        ):
            run.headings.pop()  # what looked like a heading and has the number of a real one is none
        if (
            (step := number.value - _value(run)) > 0
            and (best is None or step < best[0])
            and (heading.level or step <= 2)
        ):
            best = (step, run)
    return best[1] if best else None


def _value(run: Run) -> int:
    return run.headings[-1].number.value  # type: ignore[union-attr]


def _close(open_: list[Heading], heading: Heading, number: Number) -> None:
    """Take what a heading ends off the open ones: its forerunner with all below it, else what is not wider than itself."""
    if number.value > 1:
        for at in range(len(open_) - 1, -1, -1):
            above = open_[at].number
            if above and above.kind == number.kind and above.value < number.value:
                del open_[at:]
                return
    while open_:
        above = open_[-1].number
        if above.rank < number.rank if above else not heading.level or open_[-1].level < heading.level:
            return
        open_.pop()


def _holds(parent: Heading | None, heading: Heading) -> bool:
    """Whether 2.1 stands under 2., or 2.1.3 under 2.1."""
    if parent is None or parent.number is None:
        return False
    above = heading.title.split(maxsplit=1)[0].rstrip(".").split(".")[:-1]
    if parent.number.kind.startswith("decimal"):
        return parent.title.startswith(".".join(above))
    return len(above) == 1 and parent.number.value == int(above[0])


def _usual(headings: list[Heading]) -> dict[str, int]:
    """The level that most headings of a kind have."""
    counts: dict[str, Counter[int]] = {}
    for heading in headings:
        if heading.number and heading.level:
            counts.setdefault(heading.number.kind, Counter())[heading.level] += 1
    return {kind: levels.most_common(1)[0][0] for kind, levels in counts.items()}


def settled(text: str, headings: list[Heading]) -> bool:
    """Whether a document's levels are its author's business: slides, underlined headings, an order of numbers of its own."""
    if SETEXT.search(text) or len(RULE.findall(text)) * 2 >= len(headings):
        return True
    numbered = [heading for heading in headings if heading.number and heading.level]
    if 2 * sum(bool(HAN_LETTER.search(heading.title)) for heading in numbered) < len(numbered):
        return True
    levels: dict[int, Counter[int]] = {}
    for heading in numbered:
        levels.setdefault(heading.number.rank, Counter())[heading.level] += 1  # type: ignore[union-attr]
    first = {heading.number.rank: heading.start for heading in reversed(numbered)}  # type: ignore[union-attr]
    firm = [(*found.most_common(1)[0], found.total(), first[rank]) for rank, found in sorted(levels.items())]
    firm = [item for item in firm if item[2] > 1 and item[1] >= UNIFORM * item[2]]
    return any(wide[0] > narrow[0] and wide[3] > narrow[3] for at, wide in enumerate(firm) for narrow in firm[at + 1 :])


def levels(headings: list[Heading]) -> list[Run]:
    """Say of every heading which level it should have (`target`); 0 for a line that is none after all."""
    runs = arrange(headings)
    usual = {kind: Counter[int]() for kind in RANK}
    for run in runs:
        usual[run.kind] += run.levels()
    given = [heading for heading in headings if heading.level]
    flat = len({heading.level for heading in given}) == 1 and any(run.parent and run.levels() for run in runs)
    title = given[0] if given and given[0].number is None else None
    articles = [heading.start for heading in headings if heading.number and heading.number.kind == "stitch"]
    last = max(articles, default=0)  # what stands in the last article may as well come after all of them
    by_first = {id(run.headings[0]): run for run in runs}
    for heading in headings:
        if heading.number is None and heading.level:
            heading.target = heading.level
            article = heading.parent
            if article and heading.level <= article.target and heading.start < last:
                heading.target = article.target + 1
            elif flat and heading is not title:
                heading.target = heading.level + (title is not None)
        elif (begun := by_first.get(id(heading))) is not None:
            _level(begun, usual, title if flat and not (title and title.parent) else None)
    return runs


def _level(run: Run, usual: dict[str, Counter[int]], title: Heading | None) -> None:
    above = run.parent
    while above and not above.target:
        above = above.parent
    least = above.target if above else title.level if title else 0
    found = run.levels()
    if not found and (run.kind not in FIRM or usual[run.kind].total() < 2):
        return
    first = run.headings[0]
    if run.kind == "decimal" and len(run.headings) == 1 and first.number and first.number.value > 1 and first.level:
        first.target = first.level  # 3.5 was put in between 3. and 4.
        return
    target = min(_chosen(found, usual[run.kind], above, least), DEEPEST)
    accepted = run.kind in FIRM or run.kind == "stitch" or 3 * found.total() >= len(run.headings)
    for heading in run.headings:
        if heading.level or accepted:
            heading.target = target


def _chosen(found: Counter[int], usual: Counter[int], above: Heading | None, least: int) -> int:
    if len(found) == 1:
        level = next(iter(found))
        moved = least - above.level if above and above.level else 0
        if above and above.number and level > least + 1 and usual[least + 1] > usual[level]:
            return least + 1
        if level > least and (not moved or level == least + 1):
            return level
        return level + moved if level + moved > least else least + 1
    most = _most(found) or _most(usual)
    if not least:
        return most or least + 1
    skips = most > least + 1 and found[most] * 3 >= 2 * found.total() and usual[most] * 3 >= 2 * usual.total()
    return most if skips else least + 1


def _most(found: Counter[int]) -> int:
    """The commonest level, 0 where none is."""
    first, second = [*found.most_common(2), (0, 0), (0, 0)][:2]
    return first[0] if first[1] > second[1] else 0


def outline(text: str) -> Iterator[tuple[int, Heading]]:
    """The headings of a text with their depth from 1: by their marks in Markdown, by their numbers elsewhere.

    >>> [(depth, heading.title) for depth, heading in outline("一、经费\\n\\n本年度的经费由财政拨付。\\n")]
    [(1, '一、经费')]
    """
    found = marked(text)
    if found:
        least = min(heading.level for heading in found)
        yield from ((heading.level - least + 1, heading) for heading in found)
        return
    lines = unmarked(text, found, articles=True)
    arrange(lines)
    for heading in lines:
        depth, above = 1, heading.parent
        while above:
            depth, above = depth + 1, above.parent
        yield depth, heading

"""The edit core: proposals are resolved, applied, and folded back to offsets in the original. No Chinese in here.

A pass proposes `Edit`s against the text it was given. `resolve` decides which of them are made, `apply` makes them, and
`fold` composes the edits of one pass after another into disjoint `Change`s of the original text. Folding is the costly
half, so `report.py` does it when somebody looks, not before. All offsets are code points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from cleaner.census import Kind
from cleaner.chars import pattern


class Edit(NamedTuple):
    """Proposed by a pass: `text[start:end]` should read `new`. Offsets into the text the pass was given."""

    start: int
    end: int
    new: str
    code: str
    confidence: float = 1.0
    facts: dict[str, Any] = {}


class Note(NamedTuple):
    """Seen, not repaired: lost text, masked figures, unrecoverable bytes. `by` is filled in by the chain."""

    start: int
    end: int
    code: str
    facts: dict[str, Any] = {}
    by: str = ""


class Why(NamedTuple):
    """One reason of a change: the pass that asked for it, the code of the damage, how sure, and the figures behind it."""

    by: str
    code: str
    confidence: float
    facts: dict[str, Any]


class Change(NamedTuple):
    """Reported: `original[start:end]`, which reads `old`, became `new`. Changes are disjoint and sorted."""

    start: int
    end: int
    old: str
    new: str
    why: tuple[Why, ...]


class Held(NamedTuple):
    """A change that was not made, and why not: below, beaten, protected, oscillates or encoding."""

    start: int
    end: int
    old: str
    new: str
    why: tuple[Why, ...]
    cause: str


class Step(NamedTuple):
    """What one run of one pass came to, in offsets of the text that it was given."""

    by: str
    edits: list[Edit]
    held: list[tuple[Edit, str]]
    notes: list[Note]


Span = tuple[int, int]


# -- within one pass ---------------------------------------------------------------------------------------------------


def resolve(
    proposals: Iterable[Edit | Note],
    text: str,
    by: str,
    least: float,
    off_limits: Callable[[list[Edit]], Sequence[Span]],
) -> Step:
    """Decide which proposals of one pass are made: sure enough, not off limits, and where two overlap the surer one.

    `off_limits` gives the spans (sorted, disjoint) that are, as far as they meet these sorted edits.
    Raises ValueError where an edit does not lie in the text: that is an error of the pass.
    """
    step = Step(by, [], [], [])
    candidates: list[Edit] = []
    for item in proposals:
        if not 0 <= item.start <= item.end <= len(text):
            raise ValueError(f"pass {by!r} proposed {item} for a text of {len(text)} characters")
        if isinstance(item, Note):
            step.notes.append(item._replace(by=by))
        elif item.confidence < least:
            step.held.append((item, "below"))
        elif len(item.new) != item.end - item.start or text[item.start : item.end] != item.new:
            candidates.append(item)
    if not candidates:
        return step
    candidates.sort(key=lambda edit: edit[:2])
    spans = off_limits(candidates)
    ends = [end for _, end in spans]
    free = []
    for edit in candidates:
        if _hits(edit, spans, ends):
            step.held.append((edit, "protected"))
        else:
            free.append(edit)
    for cluster in _clusters(free):
        if len(cluster) > 1:
            cluster, beaten = _surest(cluster)
            step.held.extend((edit, "beaten") for edit in beaten)
        step.edits.extend(cluster)
    return step


def apply(text: str, edits: Iterable[Edit | Change | Held]) -> str:
    """The text with sorted, disjoint edits made.

    >>> apply("abcd", [Edit(1, 2, "", "b"), Edit(4, 4, "e", "end")])
    'acde'
    """
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += (text[at : edit.start], edit.new)
        at = edit.end
    parts.append(text[at:])
    return "".join(parts)


def overlap(a: Edit | Change | Held, b: Edit | Change | Held) -> bool:
    """Whether two edits cannot both be made: they share a character, one is inside the other, or both insert at one place."""
    return (a.start < b.end and b.start < a.end) or a.start == a.end == b.start == b.end


def _hits(edit: Edit, spans: Sequence[Span], ends: list[int]) -> bool:
    at = bisect_right(ends, edit.start)
    return at < len(spans) and spans[at][0] < edit.end


def _clusters(edits: list[Edit]) -> Iterator[list[Edit]]:
    """Runs of sorted edits in which neighbours overlap."""
    cluster: list[Edit] = []
    widest: Edit | None = None
    for edit in edits:
        if widest is None or not (overlap(widest, edit) or overlap(cluster[-1], edit)):
            if cluster:
                yield cluster
            cluster, widest = [edit], edit
        else:
            cluster.append(edit)
            if edit.end > widest.end:
                widest = edit
    if cluster:
        yield cluster


def _surest(cluster: list[Edit]) -> tuple[list[Edit], list[Edit]]:
    """The edits that stand, sorted, and those they beat. The surer stands, then the longer, then the earlier."""
    stands: list[Edit] = []
    beaten: list[Edit] = []
    for edit in sorted(cluster, key=lambda e: (-e.confidence, e.start - e.end, e.start, e.new)):
        at = bisect_left(stands, edit[:2], key=lambda e: e[:2])
        if any(overlap(other, edit) for other in stands[max(at - 1, 0) : at + 2]):
            beaten.append(edit)
        else:
            stands.insert(at, edit)
    return stands, beaten


# -- from pass to pass -------------------------------------------------------------------------------------------------


class Fold:
    """The changes so far, as offsets in the original, and where each of them stands in the text as it is now."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.changes: list[Change] = []
        self._place()

    def _place(self) -> None:
        """`starts[i]` and `ends[i]`: where change i stands now. `ends` is what the bisections look in."""
        self.starts: list[int] = []
        self.ends: list[int] = []
        moved = 0
        for change in self.changes:
            self.starts.append(change.start + moved)
            moved += len(change.new) - (change.end - change.start)
            self.ends.append(change.end + moved)

    def add(self, by: str, edits: list[Edit]) -> None:
        """Fold in one pass's sorted, disjoint edits. An edit that meets earlier changes becomes one change with them."""
        groups: list[tuple[int, int, list[Edit]]] = []
        for edit in edits:
            first, last = self._met(edit)
            if groups and first < last and first < groups[-1][1]:
                groups[-1] = (groups[-1][0], last, [*groups[-1][2], edit])
            else:
                groups.append((first, last, [edit]))
        folded: list[Change] = []
        done = 0
        for first, last, group in groups:
            folded += self.changes[done:first]
            change = self._one(by, first, last, group)
            if change.old != change.new:
                folded.append(change)
            done = last
        folded += self.changes[done:]
        self.changes = folded
        self._place()

    def lift(self, by: str, edit: Edit) -> Change:
        """What an edit that is not made would have come to, as a change of the original."""
        return self._one(by, *self._met(edit), [edit])

    def _met(self, edit: Edit) -> Span:
        """The run of changes that an edit overlaps, or that it could not be told apart from (two insertions in one place)."""
        first = bisect_left(self.ends, edit.start)
        while first < len(self.changes) and self.ends[first] <= edit.start and not self._meets(first, edit):
            first += 1
        last = first
        while last < len(self.changes) and self._meets(last, edit):
            last += 1
        return first, last

    def _meets(self, i: int, edit: Edit) -> bool:
        start, end, change = self.starts[i], self.ends[i], self.changes[i]
        if edit.start < end and start < edit.end:
            return True
        empty = start == end or change.start == change.end
        return edit.start == edit.end and empty and start <= edit.start <= end

    def _one(self, by: str, first: int, last: int, edits: list[Edit]) -> Change:
        """Changes first..last and the edits that meet them, as one change of the original."""
        start, end = edits[0].start, edits[-1].end
        before = self.ends[first - 1] - self.changes[first - 1].end if first else 0
        if first == last and len(edits) == 1:  # it meets none: the usual case
            why = (Why(by, *edits[0][3:]),)
            return Change(start - before, end - before, self.original[start - before : end - before], edits[0].new, why)
        after = self.ends[last - 1] - self.changes[last - 1].end if last else 0
        if first < last:
            start, end = min(start, self.starts[first]), max(end, self.ends[last - 1])
        origin_start, origin_end = start - before, end - after
        now = self._now(first, last, origin_start, origin_end)
        new = apply(now, [edit._replace(start=edit.start - start, end=edit.end - start) for edit in edits])
        reasons = [reason for change in self.changes[first:last] for reason in change.why]
        reasons += [Why(by, *edit[3:]) for edit in edits]
        return Change(origin_start, origin_end, self.original[origin_start:origin_end], new, tuple(reasons))

    def _now(self, first: int, last: int, start: int, end: int) -> str:
        """How original[start:end] reads now."""
        parts: list[str] = []
        at = start
        for change in self.changes[first:last]:
            parts += (self.original[at : change.start], change.new)
            at = change.end
        parts.append(self.original[at:end])
        return "".join(parts)


# -- for passes --------------------------------------------------------------------------------------------------------

P = TypeVar("P", bound=Callable[..., Iterator[Edit | Note]])


def trigger(*classes: str | Kind) -> Callable[[P], P]:
    """Say that a pass has nothing to do in a text without any of these characters (each the inside of a [...] of a regex, or a kind).

    The chain does not call it then. A regex finds fast what most texts have, and what is a single character; a kind costs
    nothing where text has none of it.
    """

    def mark(run: P) -> P:
        made = [chars if isinstance(chars, Kind) else pattern(f"[{chars}]") for chars in classes]
        run.triggers = made  # type: ignore[attr-defined]
        return run

    return mark

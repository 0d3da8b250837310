"""The report: what was changed, held and noted in one text, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from cleaner.chars import SURROGATE
from cleaner.core import Change, Edit, Fold, Held, Note, Step, Why, apply, overlap

SCHEMA = 1


class Parts(NamedTuple):
    """What a report lists: all three in offsets of the original, sorted."""

    changes: tuple[Change, ...]
    held: tuple[Held, ...]
    notes: tuple[Note, ...]


class Report:
    """The repaired `text`, and why it differs from the `original`.

    `changes`, `held` and `notes` are worked out when they are first looked at. All offsets are code points of the original.
    `about` holds what the run was made with (version, passes, options, model): JSON values only.

    >>> import cleaner
    >>> report = cleaner.explain("环境保护⽅案")
    >>> report.text
    '环境保护方案'
    >>> [(change.start, change.old, change.new) for change in report.changes]
    [(4, '⽅', '方')]
    >>> report.undo()
    '环境保护⽅案'
    """

    def __init__(
        self, original: str, text: str, steps: list[Step], made: int | None = None, about: dict[str, Any] | None = None
    ) -> None:
        """`steps[:made]` led to the text; what later steps did was taken back because the passes did not come to rest.

        What is callable in `about` is called when `about` is first looked at.
        """
        self.original = original
        self.text = text
        self._about = about or {}
        self._steps = steps
        self._made = len(steps) if made is None else made

    @cached_property
    def about(self) -> dict[str, Any]:
        """What the run was made with."""
        return {key: value() if callable(value) else value for key, value in self._about.items()}

    @cached_property
    def _parts(self) -> Parts:
        """The steps told in offsets of the original. What comes again in a later round is listed once."""
        fold = Fold(self.original)
        changes: list[Change] = []
        held: dict[Any, Held] = {}
        notes: dict[Any, Note] = {}
        for i, step in enumerate(self._steps):
            made = i < self._made
            for edit, cause in step.held if made else [(edit, "oscillates") for edit in step.edits]:
                item = Held(*fold.lift(step.by, edit), cause)
                held.setdefault((*item[:4], step.by, edit.code), item)
            for note in step.notes if made else ():
                start, end = fold.lift(step.by, Edit(note.start, note.end, "", note.code))[:2]
                notes.setdefault((start, end, note.by, note.code), note._replace(start=start, end=end))
            fold.add(step.by, step.edits)
            if made:
                changes = fold.changes
        for change in changes:
            for why in change.why:
                held.pop((*change[:4], why.by, why.code), None)
        return Parts(
            tuple(changes), tuple(held[key] for key in sorted(held)), tuple(notes[key] for key in sorted(notes))
        )

    @property
    def found(self) -> bool:
        """Whether there may be anything to list; unlike the lists this costs nothing."""
        return bool(self._steps) or "_parts" in self.__dict__

    @property
    def changes(self) -> tuple[Change, ...]:
        """What was changed, disjoint and sorted: making these changes in the original gives the text."""
        return self._parts.changes

    @property
    def held(self) -> tuple[Held, ...]:
        """What was proposed and not done, each with its cause."""
        return self._parts.held

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was seen and cannot be repaired."""
        return self._parts.notes

    def undo(self, changes: Iterable[Change] | None = None) -> str:
        """The text with all changes taken back (the original, exactly), or with the given ones taken back.

        Raises ValueError if one of them is not a change of this report.
        """
        return self.original if changes is None else self.apply(reject=changes)

    def apply(self, accept: Iterable[Held] = (), reject: Iterable[Change] = ()) -> str:
        """The text with the changes less those in `reject`, and with the held edits in `accept` made as well.

        Raises ValueError if one is not of this report, or if an accepted edit overlaps another one or a change that stands,
        TypeError if one is given bare, not in a list.
        """
        if isinstance(reject, Change) or isinstance(accept, Held):
            raise TypeError("give a list of changes, not one: [report.changes[0]]")
        rejected, accepted = list(reject), list(accept)
        for choice, known, name in ((rejected, self.changes, "reject"), (accepted, self.held, "accept")):
            there = {_key(item) for item in known}
            strange = [item for item in choice if _key(item) not in there]
            if strange:
                raise ValueError(f"{name}: not in this report: {strange[0]}")
        return self.choose(accepted, rejected).text

    def choose(self, accept: Iterable[Held], reject: Iterable[Change]) -> Report:
        """The report of the text with held edits made and changes taken back: those are changes then, these are held, cause `rejected`.

        Raises ValueError if an accepted edit overlaps another one or a change that stands.
        """
        accepted, rejected = {_key(item): item for item in accept}, {_key(item) for item in reject}
        taken = [change for change in self.changes if _key(change) not in rejected]
        taken = sorted([*taken, *(Change(*item[:5]) for item in accepted.values())], key=lambda change: change[:2])
        for left, right in pairwise(taken):
            if overlap(left, right):
                raise ValueError(f"cannot make both, they overlap: {left} and {right}")
        held = [item for item in self.held if _key(item) not in accepted]
        held += [Held(*change, "rejected") for change in self.changes if _key(change) in rejected]
        held.sort(key=lambda item: item[:4])
        return self._told(self.original, Parts(tuple(taken), tuple(held), self.notes), self.about)

    def hold(self, changes: Iterable[Change], cause: str) -> Report:
        """A report in which these changes are held for a cause, and the text is without them."""
        given = list(changes)
        places = {change[:2] for change in given}
        kept = tuple(change for change in self.changes if change[:2] not in places)
        held = sorted([*self.held, *(Held(*change, cause) for change in given)], key=lambda item: item[:4])
        return self._told(self.original, Parts(kept, tuple(held), self.notes), self.about)

    @classmethod
    def _told(cls, original: str, parts: Parts, about: dict[str, Any]) -> Report:
        """A report made from its parts, not from a run."""
        report = cls(original, apply(original, parts.changes), [], about=about)
        report.__dict__["_parts"] = parts
        return report

    def to_json(self, **more: Any) -> str:
        """The report as one line of JSON, without the text. `more` joins `about` (the command line adds the file and its encoding).

        A text that JSON cannot hold (it has surrogate code points) stands as a list of code points.
        """
        head = {
            "schema": SCHEMA,
            **self.about,
            **more,
            "sha256": {"original": digest(self.original), "text": digest(self.text)},
        }
        lists = {"changes": map(plain, self.changes), "held": map(plain, self.held), "notes": map(_noted, self.notes)}
        parts = [as_json(head)[:-1]]
        for name, items in lists.items():
            parts.append(f', "{name}": [{", ".join(map(as_json, items))}]')
        return "".join([*parts, "}"])

    @classmethod
    def from_json(cls, told: str, text: str) -> Report:
        """The report again, from its JSON and either text: the original or the repaired one.

        Raises ValueError if the JSON is no report, or is the report of another text.
        """
        try:
            data = json.loads(told)
            if data.pop("schema") != SCHEMA:
                raise ValueError(f"this report has another schema than {SCHEMA}: made by another version of cleaner")
            digests = data.pop("sha256")
            parts = Parts(
                tuple(_change(item) for item in data.pop("changes")),
                tuple(Held(*_change(item), item["cause"]) for item in data.pop("held")),
                tuple(Note(n["start"], n["end"], n["code"], n["facts"], n["pass"]) for n in data.pop("notes")),
            )
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
            raise ValueError(f"not a report of cleaner: {error!r}") from None
        if digest(text) == digests["text"] and digests["text"] != digests["original"]:
            text = apply(text, turned(parts.changes))
        if digest(text) != digests["original"]:
            raise ValueError("the report is about another text: neither what it was made from nor what came out")
        return cls._told(text, parts, data)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Report):
            return NotImplemented
        return (self.original, self.about, self._parts) == (other.original, other.about, other._parts)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Report: {len(self.changes)} changes, {len(self.held)} held, {len(self.notes)} notes>"


def _key(item: Change | Held) -> tuple[Any, ...]:
    """What tells one change or held edit of a report from the others."""
    return (*item[:4], *((why.by, why.code) for why in item.why), *item[5:])


def digest(text: str) -> str:
    """SHA-256 of a text, lone surrogates and all."""
    import hashlib  # OpenSSL takes longer to load than everything else here

    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def turned(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes that take changes back."""
    moved = 0
    for start, end, old, new, why in changes:
        yield Change(start + moved, start + moved + len(new), new, old, why)
        moved += len(new) - (end - start)


def shortened(text: str, most: int) -> str:
    """One side of a change, with its middle left out where it is longer than that.

    >>> shortened("长" * 1000, 4)
    '长长 … 长长'
    """
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


def as_json(value: Any) -> str:
    """A value as JSON that UTF-8 can hold: lone surrogates are escaped."""
    told = json.dumps(value, ensure_ascii=False)
    return told if told.isascii() else SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", told)


def _noted(note: Note) -> dict[str, Any]:
    return {("pass" if key == "by" else key): value for key, value in note._asdict().items()}


def plain_text(text: str) -> str | list[int]:
    """A text as JSON can hold it: with surrogates in it, as its code points."""
    return [ord(char) for char in text] if SURROGATE.search(text) else text


def plain(change: Change | Held) -> dict[str, Any]:
    """A change as JSON values."""
    told = {**change._asdict(), "old": plain_text(change.old), "new": plain_text(change.new)}
    told["why"] = [
        {"pass": why.by, "code": why.code, "confidence": why.confidence, "facts": why.facts} for why in change.why
    ]
    return told


def _change(told: dict[str, Any]) -> Change:
    old, new = (side if isinstance(side, str) else "".join(map(chr, side)) for side in (told["old"], told["new"]))
    why = tuple(Why(w["pass"], w["code"], w["confidence"], w["facts"]) for w in told["why"])
    return Change(told["start"], told["end"], old, new, why)

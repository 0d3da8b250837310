"""A text and its report, cut into what a page draws: rows of text, and the items (changes, held, notes) that stand in them.

A row is a line of the text; a long line is cut into many. Its parts are strings and numbers: a number is an item that
stands there. Changes always stand in the text; what is held or noted does where it is part of one line and nothing else has
its place, and is pinned to its start elsewhere. Everything is plain data for JSON, and linear in the size of text and report.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from cleaner.core import Change, Held, Note, Why
from cleaner.messages import Language, message, table
from cleaner.report import Report
from cleaner.show import placed, visible

LONG = 1200  # characters of a line that make one row
MOST = 2400  # characters of one side of a change that are drawn
LINE_END = re.compile("\r\n|[\r\n]")


class Token(NamedTuple):
    """Where an item stands: it takes up `text[start:end]`, or nothing if it is pinned."""

    start: int
    pinned: bool
    end: int
    item: int


def document(name: str, report: Report, language: Language) -> dict[str, Any]:
    """What the page draws for one text.

    >>> import cleaner
    >>> told = document("a.txt", cleaner.explain("他来了,又走了。\\n\\n他笑了。"), "en")
    >>> [row["parts"] for row in told["rows"]]
    [['他来了', 0, '又走了。'], ['他笑了。']]
    >>> told["items"][0]["old"], told["items"][0]["new"], told["items"][0]["place"]
    (',', '，', '1:4')
    """
    listed: list[Change | Held | Note] = [*report.changes, *report.held, *report.notes]
    items = [_item(change, place, language) for change, place in placed(report.original, report.changes)]
    items += [_item(held, place, language) for held, place in placed(report.original, report.held)]
    items += [_item(note, place, language) for note, place in placed(report.original, report.notes)]
    tokens = _tokens(report.original, listed, len(report.changes))
    for token in tokens:
        if token.pinned:
            items[token.item]["pinned"] = True
    return {
        "name": visible(name),
        "characters": len(report.original),
        "items": items,
        "rows": list(_rows(report.original, tokens, items)),
    }


# -- items -------------------------------------------------------------------------------------------------------------


def _item(thing: Change | Held | Note, place: str, language: Language) -> dict[str, Any]:
    told: dict[str, Any] = {"start": thing.start, "end": thing.end, "place": place}
    if isinstance(thing, Note):
        why = Why(thing.by, thing.code, 1.0, thing.facts)
        return {"kind": "note", **told, "why": [{**_reason(why, language), "confidence": None}]}
    told |= {"old": _shortened(thing.old), "new": _shortened(thing.new)}
    told["why"] = [_reason(why, language) for why in thing.why]
    if isinstance(thing, Held):
        return {"kind": "held", **told, "cause": message(f"cause-{thing.cause}", {}, language)}
    return {"kind": "change", **told}


def _reason(why: Why, language: Language) -> dict[str, Any]:
    """A reason in words, with the facts that the words do not tell."""
    silent = ((fact, value) for fact, value in why.facts.items() if value and fact not in _said(why.code))
    told = {
        "by": why.by,
        "code": why.code,
        "confidence": round(why.confidence, 4),
        "said": visible(message(why.code, why.facts, language)),
        "facts": [[_name(fact, language), _told(value)] for fact, value in silent],
    }
    if "family" in why.facts:
        told["family"] = [str(why.facts["family"]), _number(why.facts.get("posterior"))]
    return told


@cache
def _said(code: str) -> frozenset[str]:
    """The facts that the message of a code tells."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(table()[code]["en"]) if name)


def _name(fact: str, language: Language) -> str:
    """What a fact is called; one that has no words keeps the name that the pass gave it."""
    code = f"fact-{fact}"
    return message(code, {}, language) if code in table() else visible(fact)


def _told(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list | tuple):
        return " · ".join(map(_told, value))
    return visible(str(value))


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 1.0


def _shortened(text: str) -> str:
    if len(text) <= MOST:
        return text
    return f"{text[: MOST // 2]} … ({len(text) - MOST:,}) … {text[-MOST // 2 :]}"


# -- rows --------------------------------------------------------------------------------------------------------------


def _tokens(text: str, listed: list[Change | Held | Note], changes: int) -> list[Token]:
    """Where each item stands, in the order of the text."""
    taken = [(thing.start, thing.end) for thing in listed[:changes]]
    tokens = [Token(start, False, end, i) for i, (start, end) in enumerate(taken)]
    starts = [start for start, _ in taken]
    ends = [end for _, end in taken]
    until = 0  # where the last of the others ends that stands in the text
    others = sorted(range(changes, len(listed)), key=lambda i: listed[i][:2])
    for i in others:
        start, end = listed[i][:2]
        at = bisect_right(ends, start)  # the first change that ends behind the start
        free = start >= until and (at == len(taken) or max(end, start + 1) <= starts[at])
        free = free and not LINE_END.search(text, start, end)
        if free:
            tokens.append(Token(start, False, end, i))
            until = end
        else:
            inside = at < len(taken) and starts[at] <= start
            tokens.append(Token(max(ends[at] if inside else start, until), True, 0, i))
    if any(token.pinned for token in tokens):
        tokens = list(_outside(tokens))
    return sorted(tokens)


def _outside(tokens: list[Token]) -> Iterator[Token]:
    """The tokens, with what is pinned moved behind the token that it would stand in."""
    standing = sorted(token for token in tokens if not token.pinned)
    starts = [token.start for token in standing]
    for token in tokens:
        around = standing[bisect_right(starts, token.start) - 1] if token.pinned and standing else token
        inside = token.pinned and around.start < token.start < around.end
        yield token._replace(start=around.end) if inside else token


def _rows(text: str, tokens: Iterable[Token], items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a text: their parts, whether a blank line is above, and whether they go on with the line above."""
    row = _Row()
    at = 0
    for token in tokens:
        yield from row.text(text[at : max(at, token.start)])
        at = max(at, token.start)
        row.item(token.item, 0 if token.pinned else token.end - token.start, items[token.item])
        if not token.pinned:
            at = max(at, token.end)
            if items[token.item]["kind"] == "note":
                items[token.item]["old"] = _shortened(text[token.start : token.end])
    yield from row.text(text[at:])
    yield from row.end()


class _Row:
    """The row that is being filled."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.parts: list[str | int] = []
        self.length = 0
        self.gap = self.more = False
        self.families: dict[str, float] = {}

    def item(self, number: int, length: int, item: dict[str, Any]) -> None:
        self.parts.append(number)
        self.length += length
        for why in item["why"]:
            if "family" in why:
                name, posterior = why["family"]
                self.families[name] = max(posterior, self.families.get(name, 0.0))

    def text(self, text: str) -> Iterator[dict[str, Any]]:
        at = 0
        for end in LINE_END.finditer(text):
            yield from self._plain(text[at : end.start()])
            yield from self.end()
            at = end.end()
        yield from self._plain(text[at:])

    def _plain(self, text: str) -> Iterator[dict[str, Any]]:
        while self.length + len(text) > LONG:
            room = max(LONG - self.length, 0)
            if room:
                self.parts.append(text[:room])
            yield from self.end()
            self.more, self.gap = True, False
            text = text[room:]
        if text:
            self.parts.append(text)
            self.length += len(text)

    def end(self) -> Iterator[dict[str, Any]]:
        if not self.parts:
            self.gap = True
            return
        told: dict[str, Any] = {"parts": self.parts, "length": self.length}
        told |= {"gap": True} if self.gap else {}
        told |= {"more": True} if self.more else {}
        told |= {"families": sorted(self.families.items())} if self.families else {}
        yield told
        self.clear()

"""Where the text stands in a row: paths such as `text`, `meta.body`, `段落[].内容`, and their places in a line of JSON.

A line of JSON is not written anew: the strings at the path are replaced in it, and all the rest stays as it is, byte for byte (spaces,
the order of keys, keys given twice, numbers of any size, NaN). Of a key that is given twice the last counts, as for every reader.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from cleaner.chars import SURROGATE

LIST = None  # the step of a path into every item of a list
Path = tuple[str | None, ...]
STEP = re.compile(r"(?P<key>(?:\\.|[^.\[\]\\])+)(?P<lists>(?:\[\])*)(?:\.(?=.)|$)")
SPACE = re.compile(r"[ \t\n\r]*")
SKIP = json.JSONDecoder(strict=False, parse_int=str, parse_float=str, parse_constant=str)


class Bad(Exception):
    """A row that cannot be read: the code of the reason, and its facts."""

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason, facts)
        self.reason, self.facts = reason, facts

    def __reduce__(self) -> Any:
        return _bad, (self.reason, self.facts)


def _bad(reason: str, facts: dict[str, Any]) -> Bad:
    return Bad(reason, **facts)


class Place(NamedTuple):
    """A string in a line of JSON, with its quotation marks."""

    start: int
    end: int
    text: str


@lru_cache(16)
def path_of(field: str) -> Path:
    r"""The steps of a field. Raises ValueError if it is none.

    >>> path_of("段落[].内容"), path_of(r"a\.b")
    (('段落', None, '内容'), ('a.b',))
    """
    steps: list[str | None] = []
    at = 0
    while at < len(field) or not field:
        step = STEP.match(field, at)
        if not step:
            raise ValueError(f"--field is a path such as text, meta.body or 段落[].内容, not {field!r}")
        steps.append(re.sub(r"\\(.)", r"\1", step["key"]))
        steps += [LIST] * (len(step["lists"]) // 2)
        at = step.end()
    return tuple(steps)


def places(line: str, path: Path) -> list[Place]:
    """The strings at a path of a line of JSON, in their order. Raises Bad where the line is broken or holds something else there.

    >>> places('{"a": [{"b": "x"}, {"b": null}, {}]}', path_of("a[].b"))
    [Place(start=13, end=16, text='x')]
    """
    try:
        at = _spaces(line, 1 if line.startswith("\ufeff") else 0)
        found, at = _at(line, at, path)
        if _spaces(line, at) != len(line):
            raise Bad("row-broken-json", error=f"more after the end of the row, at character {at + 1}")
    except JSONDecodeError as error:
        raise Bad("row-broken-json", error=f"{error.msg} at character {error.pos + 1}") from None
    except IndexError:
        raise Bad("row-broken-json", error="it ends in the middle") from None
    return found


def spliced(line: str, found: Iterable[Place], texts: Iterable[str]) -> str:
    """The line with the texts in these places."""
    parts: list[str] = []
    at = 0
    for place, text in zip(found, texts, strict=True):
        if text != place.text:
            parts += (line[at : place.start], quoted(text, line[place.start : place.end].isascii()))
            at = place.end
    parts.append(line[at:])
    return "".join(parts)


def quoted(text: str, escaped: bool = False) -> str:
    """A string of JSON. Lone surrogates, which no encoding holds, are escaped; all beyond ASCII is where the old string had it so."""
    if escaped:
        return json.dumps(text)
    told = json.dumps(text, ensure_ascii=False)
    return SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", told) if SURROGATE.search(told) else told


def with_field(line: str, name: str, value: str) -> str:
    """The line with a field more, last, or with this value (JSON) for the one that it has."""
    start, end, first = _span(line, name)
    if first is None:
        return f"{line[:start]}{value}{line[end:]}"
    return f"{line[:start]}{'' if first else ', '}{quoted(name)}: {value}{line[start:]}"


def _span(line: str, name: str) -> tuple[int, int, bool | None]:
    """Where the value of a field is, or where a new field goes and whether it is the first."""
    at = _spaces(line, _spaces(line, 1 if line.startswith("\ufeff") else 0) + 1)
    first, span = line[at] == "}", None
    while line[at] != "}":
        key, at = scanstring(line, at + 1, False)
        at = _spaces(line, _spaces(line, at) + 1)
        start = at
        _, at = SKIP.raw_decode(line, at)
        if key == name:
            span = start, at
        last = at
        at = _spaces(line, at)
        if line[at] == ",":
            at = _spaces(line, at + 1)
    return (*span, None) if span else (at if first else last, at, first)


def _spaces(line: str, at: int) -> int:
    return SPACE.match(line, at).end()  # type: ignore[union-attr]


def _at(line: str, at: int, path: Path) -> tuple[list[Place], int]:
    """The strings below one value of the line, and where it ends."""
    if not path:
        if line[at] == '"':
            text, end = scanstring(line, at + 1, False)
            return [Place(at, end, text)], end
        value, end = SKIP.raw_decode(line, at)
        if value is not None:
            raise Bad("row-not-text", kind=_kind(line[at]))
        return [], end
    opens = "[" if path[0] is LIST else "{"
    if line[at] != opens:
        value, end = SKIP.raw_decode(line, at)
        if value is not None:
            raise Bad("row-not-text", kind=_kind(line[at]))
        return [], end
    return _items(line, at + 1, path[1:]) if path[0] is LIST else _members(line, at + 1, path)


def _members(line: str, at: int, path: Path) -> tuple[list[Place], int]:
    found: list[Place] = []
    at = _spaces(line, at)
    if line[at] == "}":
        return found, at + 1
    while True:
        if line[at] != '"':
            raise JSONDecodeError("a key is missing", line, at)
        key, at = scanstring(line, at + 1, False)
        at = _spaces(line, at)
        if line[at] != ":":
            raise JSONDecodeError("a colon is missing", line, at)
        at = _spaces(line, at + 1)
        if key == path[0]:
            found, at = _at(line, at, path[1:])
        else:
            _, at = SKIP.raw_decode(line, at)
        at = _spaces(line, at)
        if line[at] == "}":
            return found, at + 1
        if line[at] != ",":
            raise JSONDecodeError("a comma is missing", line, at)
        at = _spaces(line, at + 1)


def _items(line: str, at: int, path: Path) -> tuple[list[Place], int]:
    found: list[Place] = []
    at = _spaces(line, at)
    if line[at] == "]":
        return found, at + 1
    while True:
        more, at = _at(line, at, path)
        found += more
        at = _spaces(line, at)
        if line[at] == "]":
            return found, at + 1
        if line[at] != ",":
            raise JSONDecodeError("a comma is missing", line, at)
        at = _spaces(line, at + 1)


def _kind(char: str) -> str:
    kinds = {"{": "an object", "[": "a list", '"': "a string", "t": "true", "f": "false"}
    return kinds.get(char, "a number")

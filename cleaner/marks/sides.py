"""Quotation marks of which one faces the wrong way: 他说：”走吧。” for 他说：“走吧。”, “看水“， for “看水”，. Used by passes/punctuation.py.

Some programs write ” for both sides, and some people “. A line is read from its beginning: a ” where none is open may open a quotation if
another ” closes it, and a “ inside one closes it if a stop follows, for no quotation opens so. After a colon nothing but a quotation opens;
at the beginning of a line it does if it closes after a full stop; elsewhere the rest of the text must have such marks, or no “ at all. A
line that does not come out even says nothing: its other marks may be in the paragraph before; nor does one with ASCII marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.chars import BLANK, HAN, pattern

MARK = re.compile("[“”]")
# Where such a mark can be told: after a colon, at the beginning of a line, before a stop.
OPENS = pattern(rf"”(?=[{HAN}\w《…])(?<=[：:\n{BLANK}]”)")
CLOSES = pattern(r"“(?=[，。！？；、）\r\n]|\Z)")
FEW = 2  # marks that prove the others, or pairs of a text that has ” alone
COLONS, ENDS, PAUSES = tuple("：:"), tuple("。！？…—～~!?"), tuple("，、；,;")
REACH = 200  # code points of a quotation


class Turned(NamedTuple):
    """A mark that faces the wrong way, what it should be, and whether the place alone says so."""

    at: int
    new: str
    plain: bool


def turned_marks(text: str) -> Iterator[Turned]:
    """The quotation marks of a text that face the wrong way.

    >>> [(mark.at, mark.new) for mark in turned_marks("他说：”走吧。”她把那叫作“看水“，笑了。")]
    [(3, '“'), (16, '”')]
    """
    alone = "“" not in text and text.count("”") >= 2 * FEW
    if not alone and not OPENS.search(text) and not CLOSES.search(text):
        return
    found: list[Turned] = []
    at, even, carried = 0, True, False
    for line in text.split("\n"):
        if MARK.search(line):
            turned = _line(line, carried)
            even = even and turned is not None
            found += [mark._replace(at=mark.at + at) for mark in turned or ()]
        if line.strip():
            carried = line.rfind("“") > line.rfind("”")
        at += len(line) + 1
    proven = sum(mark.plain for mark in found) >= FEW or (alone and even and len(found) >= FEW)
    yield from (mark._replace(plain=mark.plain or proven) for mark in found)


def _line(line: str, carried: bool) -> list[Turned] | None:
    """The marks of a line that face the wrong way; None where it does not come out even.

    carried: a quotation of the line before is still open.
    """
    marks = [m.start() for m in MARK.finditer(line)]
    found: list[Turned] = []
    opened = 0 if carried and line[marks[0]] == "”" and not line[: marks[0]].endswith(COLONS) else -1
    for at, after in zip(marks, [*marks[1:], -1], strict=True):
        if line[at] == "“":
            if opened < 0:
                opened = at
            elif CLOSES.match(line, at):
                found.append(Turned(at, "”", plain=at - opened < REACH))
                opened = -1
            else:
                return None
        elif opened >= 0:
            opened = -1
        elif after > 0 and line[after] == "”" and not line[:after].endswith((*COLONS, *PAUSES)) and after - at < REACH:
            before, inside = line[:at].rstrip(BLANK), line[at + 1 : after]
            if not inside or inside[0] in (*ENDS, *PAUSES, *COLONS, *"）)") or inside[0].isspace() or '"' in line:
                return None
            ended = inside.endswith(ENDS)
            plain = before.endswith(COLONS) or (not before and ended and not carried)
            found.append(Turned(at, "“", plain))
            opened = at
        elif not line[:at].endswith(ENDS):
            return None
    return found

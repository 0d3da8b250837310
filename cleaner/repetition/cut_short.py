"""The beginning of a text that a site shows once more above it, cut short: 要做个爱护¶要做个爱护图书的读者。

It stands at the end of a line, or is the line: letter by letter what follows below, but for its end, which stops in the middle of a
sentence, with or without an ellipsis. What stands below may be several lines that it ran together. Left alone: a heading that begins
like the next one, an amended version, what is short.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from cleaner.chars import pattern
from cleaner.core import Edit, Span
from cleaner.lines import whole_line
from cleaner.repetition.repeated_lines import ENDS, LIKELY, han, letters
from cleaner.wrapping.halves import reads_on

LEAST = 24  # letters that stand twice at least
HEAD = 8  # characters of a line below that stand in it
BELOW = 3  # lines below in which the text may begin, after a title
TITLE = 40  # characters of what may stand between at most
CUT = 2.5  # nats by which the line reads on there
LONGER = 400  # characters of the text below beyond its own length that are looked at
STOPS = ("", *"。！？；\n\r")  # after which it is no longer in the middle of a sentence
ELLIPSIS = pattern(r"(?:\.{2,6}|…{1,2})$")
LINE = pattern(r"\S[^\n\r]*")
MARK = pattern("[，。；：！？、,]")
COLUMNS = pattern(r"[\t|]")
LETTER = pattern(r"\w")


def summaries(text: str, rows: list[str]) -> Iterator[Edit]:
    """The ends of lines that stand again, and go on, right below; `rows` are the lines that are not empty.

    >>> text = "要把读书的好习惯一直传下去，因此我们要做个爱护图书、安静有\\n要把读书的好习惯一直传下去，因此我们要做个爱护图书、安静有序的读者。"
    >>> [edit.start for edit in summaries(text, text.split("\\n"))]
    [0]
    """
    at = 0
    for i, row in enumerate(rows[:-1]):
        if len(row.strip()) < LEAST or row[-1] in STOPS:
            continue
        if any(_head(below) in row for below in rows[i + 1 : i + 1 + BELOW] if len(below.strip()) >= LEAST):
            start = text.index(row, at)
            at = start + len(row)
            begin, end = _again(text, start, start + len(row.rstrip()))
            if begin < end:
                span = whole_line(text, begin, end) if begin == start else (begin, end)
                yield Edit(*span, "", "cut-summary", LIKELY, {"text": text[begin:end].strip()[:20]})


def _head(line: str) -> str:
    return line.lstrip()[:HEAD]


def _again(text: str, start: int, end: int) -> Span:
    """What stands again right below a line and goes on there: its end, or nothing."""
    line = ELLIPSIS.sub("", text[start:end])
    if start + len(line) == end and line[-1] in ENDS + "．":
        return end, end
    said = letters(line)
    for m in islice(LINE.finditer(text, end), BELOW):
        below = text[m.start() : m.start() + len(line) + LONGER]
        key = letters(below)
        place = said.find(key[:LEAST]) if len(key) > LEAST else -1
        if place >= 0 and key.startswith(said[place:]):
            again, rest = line[_reach(line, place) :], below[_reach(below, len(said) - place) :]
            cut = rest[:1] not in STOPS and reads_on(line, rest) >= CUT
            meant = not MARK.search(again) or not han(said[place:]) or COLUMNS.search(again)
            return (start + _reach(line, place) if cut and not meant else end), end
        if len(m[0]) > TITLE:
            break
    return end, end


def _reach(text: str, count: int) -> int:
    """How far the first `count` letters reach."""
    if not count:
        return 0
    for number, m in enumerate(LETTER.finditer(text), 1):
        if number == count:
            return m.end()
    return len(text)

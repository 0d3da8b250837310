"""What people see: reports as text, coloured on a terminal. Words come from messages.py, bytes of files go out as they are."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar
from unicodedata import east_asian_width, normalize

from cleaner.core import Change, Held, Note, Why
from cleaner.files import Source
from cleaner.messages import Language, message
from cleaner.outline.headings import Heading
from cleaner.report import Report, shortened

STYLES = {"old": "31", "new": "32", "place": "1", "pass": "36", "hunk": "36", "name": "1"}
CONTEXT = 16  # characters shown on each side of a change
COLUMNS = ("show-column-pass", "show-column-changed", "show-column-held", "show-column-noted")
LONGEST = 200  # characters of one side of a change that are shown
# Controls, format characters, unusual spaces, private use, surrogates: shown as code points.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\ud800-\uf8ff\U000e0000-\U0010ffff]"
)
LINE_END = re.compile("\r\n|[\r\n]")
ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
DANGEROUS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")  # what could play tricks

Item = TypeVar("Item", Change, Held, Note)
Part = str | tuple[str, str]  # text, or text in a style


class Screen:
    """Standard output: bytes as they are, words in its own encoding, in colour where that is wanted."""

    def __init__(self, color: str = "auto") -> None:
        self.terminal = sys.stdout.isatty()
        self.color = color == "always" or (color == "auto" and _colored(self.terminal))
        self.encoding = sys.stdout.encoding or "utf-8"
        if self.color and os.name == "nt":
            os.system("")  # makes the console of Windows understand colours

    def raw(self, data: bytes) -> None:
        """Bytes, untouched."""
        sys.stdout.buffer.write(data)

    def line(self, *parts: Part) -> None:
        """A line of words."""
        told = "".join(part if isinstance(part, str) else self._styled(*part) for part in parts)
        self.raw(told.encode(self.encoding, "backslashreplace") + b"\n")

    def _styled(self, style: str, text: str) -> str:
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.color and text else text

    def text(self, text: str, data: bytes) -> None:
        """A repaired file: its bytes, but on a terminal its text."""
        self.raw(text.encode(self.encoding, "backslashreplace") if self.terminal else data)

    def diff(self, lines: Iterable[bytes], encoding: str) -> None:
        """The lines of a diff: their bytes, or coloured words."""
        for line in lines:
            if not (self.color or self.terminal):
                self.raw(line)
                continue
            text = line.decode(encoding, "surrogateescape").removesuffix("\n")
            style = {"-": "old", "+": "new", "@": "hunk"}.get(text[:1], "")
            style = "name" if text.startswith(("--- ", "+++ ")) else style
            text = DANGEROUS.sub(_escaped, text.removesuffix("\r"))
            self.line((style, text) if style else text)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Rows under heads: drawn where there is colour, aligned columns elsewhere."""
        if self.color:
            import shutil
            from io import StringIO

            from rich.console import Console
            from rich.table import Table
            from rich.text import Text

            table = Table(*heads, box=None, header_style="bold", pad_edge=False)
            for row in rows:
                table.add_row(*(Text(cell, style="cyan" if not i else "") for i, cell in enumerate(row)))
            width = shutil.get_terminal_size().columns
            drawn = Console(file=StringIO(), force_terminal=True, color_system="standard", width=width)
            with drawn.capture() as captured:
                drawn.print(table)
            self.raw(captured.get().encode(self.encoding, "backslashreplace"))
            return
        widths = [max(map(width_of, column)) for column in zip(heads, *rows, strict=True)]
        for row in (heads, *rows):
            cells = (cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True))
            self.line("  ".join(cells).rstrip())


def _colored(terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")


# -- explaining --------------------------------------------------------------------------------------------------------


def explain(screen: Screen, source: Source, report: Report, language: Language = "en") -> None:
    """All that a report says: changes, what was held, what was noted, and how much of it each pass did."""
    name, text = source.name, source.text
    if source.decoded.stray:
        facts = {"count": source.decoded.stray, "encoding": source.decoded.encoding}
        screen.line(("place", name), ": ", message("show-undecodable", facts, language))
    for change, place in placed(text, report.changes):
        _item(screen, f"{name}:{place}", text, change, reasons(change.why, language))
    if report.held:
        screen.line("\n", ("name", message("show-held", {"count": len(report.held)}, language)))
    for held, place in placed(text, report.held):
        cause = message(f"cause-{held.cause}", {}, language)
        _item(screen, f"{name}:{place}", text, held, f"{reasons(held.why, language)}; {cause}")
    if report.notes:
        screen.line("\n", ("name", message("show-notes", {"count": len(report.notes)}, language)))
    for note, place in placed(text, report.notes):
        screen.line(("place", f"{name}:{place}"), " ", _said(note.by, note.code, note.facts, language))
        screen.line(*_context(text, note.start, note.end, text[note.start : note.end], ""))
    _summary(screen, name, report, language)


def outline(screen: Screen, name: str, text: str, headings: Iterable[tuple[int, Heading]]) -> None:
    """The headings of a text, indented by depth, each after its line."""
    if name:
        screen.line(("place", name))
    listed = list(headings)
    notes = [Note(heading.start, heading.start, "") for _, heading in listed]
    for (depth, heading), (_, place) in zip(listed, placed(text, notes), strict=True):
        screen.line(("place", f"{place.partition(':')[0]:>6}"), "  " * depth, visible(heading.title))


def reasons(why: Sequence[Why], language: Language) -> str:
    """The reasons of a change, with the pass and its confidence, each once."""
    said = [_said(f"{one.by} {one.confidence:.3g}", one.code, one.facts, language) for one in why]
    return "; ".join(dict.fromkeys(said))


def _said(by: str, code: str, facts: dict[str, object], language: Language) -> str:
    return f"{visible(message(code, facts, language))} ({by})"


def _item(screen: Screen, place: str, text: str, change: Change | Held, reason: str) -> None:
    screen.line(("place", place), " ", reason)
    context = _context(text, change.start, change.end, change.old, change.new)
    screen.line(*context, *_code_points(change.old, change.new))


def _context(text: str, start: int, end: int, old: str, new: str) -> Iterator[Part]:
    """The line around a change, what it was in [-...-] and what it became in {+...+}; a note has no new text."""
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    left = re.split("[\r\n]", before)[-1]
    right = re.split("[\r\n]", after)[0]
    yield "    " + "…" * (start - len(left) > 0 and text[start - len(left) - 1] not in "\r\n") + visible(left)
    yield "old", f"[-{_short(old)}-]" if old else ""
    yield "new", f"{{+{_short(new)}+}}" if new else ""
    more = end + len(right)
    yield visible(right) + "…" * (more < len(text) and text[more] not in "\r\n")


def _code_points(old: str, new: str) -> Iterator[Part]:
    """Where before and after look the same, their code points."""
    if old != new and 0 < len(old) <= 4 and normalize("NFKC", old) == new:
        yield "  " + " ".join(f"U+{ord(c):04X}" for c in old) + " → " + " ".join(f"U+{ord(c):04X}" for c in new)


def _summary(screen: Screen, name: str, report: Report, language: Language) -> None:
    heads = [message(code, {}, language) for code in COLUMNS]
    changed = Counter(by for change in report.changes for by in {why.by for why in change.why})
    held = Counter(by for item in report.held for by in {why.by for why in item.why})
    noted = Counter(note.by for note in report.notes)
    order = [by for by in report.about.get("passes", ()) if by in changed or by in held or by in noted]
    if not order:
        screen.line(("place", name), ": ", message("show-nothing", {}, language))
        return
    rows = [[by, *(str(counts[by]) for counts in (changed, held, noted))] for by in order]
    total = [message("show-total", {}, language), *map(str, map(len, (report.changes, report.held, report.notes)))]
    screen.line()
    screen.table(heads, [*rows, total])


def placed(text: str, items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    """Items with line:column of their start, both from 1. A line ends with CR LF, LF or CR."""
    line, begin, at = 1, 0, 0
    for item in items:
        for end in LINE_END.finditer(text, at, item.start):
            if end.end() < len(text) and text[end.start() : end.end() + 1] == "\r\n":
                continue  # the search ended between CR and LF
            line, begin = line + 1, end.end()
        at = max(at, item.start - 1 if text[item.start - 1 : item.start + 1] == "\r\n" else item.start)
        yield item, f"{line}:{item.start - begin + 1}"


def visible(text: str) -> str:
    """A text in which nothing hides: characters that have no shape are told by their code points.

    >>> visible("中\\u200b文\\udc81\\n")
    '中<U+200B>文<\\\\x81>\\\\n'
    """
    return UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    char = found[0]
    code = ord(char)
    return ESCAPES.get(char) or (f"<\\x{code - 0xDC00:02x}>" if 0xDC80 <= code <= 0xDCFF else f"<U+{code:04X}>")


def _short(text: str) -> str:
    return visible(shortened(text, LONGEST))


def width_of(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)

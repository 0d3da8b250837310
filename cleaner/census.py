"""Which characters a text has: one look at it finds, for all passes, where characters of some classes stand.

To look for a class takes a regex some nanoseconds a character, and the passes look for many that few texts have any of. A table that
says of each code point in which classes it is takes one nanosecond for all of them. In a text of some thousand characters each call
of NumPy takes as long as a regex takes for one class, so a class that is looked for alone and found in most texts is no kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any, NamedTuple

from cleaner.memory import memory

CHUNK = 1 << 16
KINDS: list[Kind] = []


class Kind:
    """A class of characters that passes look for; there are thirty-two at most; up to sixteen take half the memory.

    >>> signs = Kind("°℃")
    >>> signs.search("25℃"), signs.places("25℃，30℃"), [m[0] for m in signs.matches(re.compile("..?"), "25℃，30℃")]
    (True, [2, 6], ['℃，', '℃'])
    """

    def __init__(self, chars: str | Callable[[], str]) -> None:
        """The inside of the [...] of a regex, or what gives it when it is needed."""
        self._chars = chars
        self._bit = 1 << len(KINDS)
        KINDS.append(self)

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The class as a regex."""
        return re.compile(f"[{self._chars if isinstance(self._chars, str) else self._chars()}]")

    def search(self, text: str) -> bool:
        """Whether a text has such a character; named as a regex has it."""
        return bool(_census(text).kinds & self._bit)

    def flags(self, text: str) -> Any:
        """An array that says of each character whether it is such a one."""
        return _census(text).flags & self._bit != 0

    def places(self, text: str) -> list[int]:
        """Where such characters stand."""
        import numpy

        return numpy.flatnonzero(self.flags(text)).tolist() if self.search(text) else []

    def matches(self, found: re.Pattern[str], text: str, first: int = 0) -> Iterator[re.Match[str]]:
        """What found.finditer(text, first) gives, for a regex that begins with such a character."""
        for at in self.places(text):
            if at >= first and (m := found.match(text, at)):
                first = m.end()
                yield m


class _Census(NamedTuple):
    points: Any
    flags: Any  # of each character the bits of the kinds that it is of
    kinds: int  # the bits of all of them


def _census(text: str) -> _Census:
    """What a text has; that of the last text is remembered."""
    remembered = memory("census")
    found: _Census | None = remembered.get(text)
    if found is None:
        remembered.clear()
        found = remembered[text] = _look(text)
    return found


def _look(text: str) -> _Census:
    import numpy

    table, points = _table(len(KINDS)), _points(text)
    flags = numpy.empty(len(text), table.dtype)
    for at in range(0, len(text), CHUNK):
        table.take(points[at : at + CHUNK], out=flags[at : at + CHUNK], mode="clip")
    if points.itemsize > 2:
        beyond = numpy.flatnonzero(points > 0xFFFF)
        found, number = numpy.unique(points[beyond], return_inverse=True)
        flags[beyond] = numpy.array([_bits(chr(point)) for point in found], table.dtype)[number]
    return _Census(points, flags, int(numpy.bitwise_or.reduce(flags)))


def code_points(text: str) -> Any:
    """An array of the code points, of 16 bits each if all of them are of the basic plane."""
    return _census(text).points


def _points(text: str) -> Any:
    import numpy

    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) == 2 * len(text):
        return numpy.frombuffer(data, numpy.uint16)
    return numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), numpy.uint32)


def _bits(char: str) -> int:
    return sum(kind._bit for kind in KINDS if kind.regex.match(char))


@cache
def _table(count: int) -> Any:
    """By code point of the basic plane: the bits of the kinds that it is of."""
    import numpy

    table: Any = numpy.zeros(0x10000, numpy.uint16 if count <= 16 else numpy.uint32)
    basic = "".join(map(chr, range(0x10000)))
    for kind in KINDS[:count]:
        table[[m.start() for m in kind.regex.finditer(basic)]] |= table.dtype.type(kind._bit)
    return table

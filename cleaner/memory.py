"""What passes remember of the text they are at work on: they see it again after every change, and most of it is as it was.

A memory lasts as long as one text is cleaned, so what a text comes to never depends on the texts before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

_MEMORIES: ContextVar[dict[str, dict[Any, Any]] | None] = ContextVar("memories", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember from here on, for one text."""
    before = _MEMORIES.set({})
    try:
        yield
    finally:
        _MEMORIES.reset(before)


def memory(name: str) -> dict[Any, Any]:
    """The memory of a name; a new one where nothing is remembered, as in a pass that is called by itself.

    >>> with remembering():
    ...     memory("sums")[2, 2] = 4
    ...     memory("sums")
    {(2, 2): 4}
    >>> memory("sums")
    {}
    """
    memories = _MEMORIES.get()
    return {} if memories is None else memories.setdefault(name, {})


def recalled(name: str, keys: Sequence[Key], made: Callable[[list[Key]], Iterable[Value]], batch: int) -> list[Value]:
    """What `made` makes of each key: of those that the memory of this name does not hold, so many in one go.

    >>> recalled("sizes", ["a", "bc", "a"], lambda keys: [len(key) for key in keys], 8)
    [1, 2, 1]
    """
    known: dict[Key, Value] = memory(name)
    new = [key for key in dict.fromkeys(keys) if key not in known]
    for start in range(0, len(new), batch):
        some = new[start : start + batch]
        known.update(zip(some, made(some), strict=True))
    return [known[key] for key in keys]

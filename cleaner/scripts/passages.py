"""Stretches of a line that may be a passage in the other script: a quotation, a title, an example. Used by passes/script.py."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.chars import HAN_RUN

ISLAND = 40  # a stretch that long without a character of the text's own script is a passage in the other
WORD = 4  # characters of a word at most
OPENS, CLOSES = "“‘「『《〈（(【[〔{\"'＂<", "”’」』》〉）)】]〕}\"'＂>"


def island(text: str, at: int, own: frozenset[str], reach: int = ISLAND) -> tuple[int, int]:
    """The stretch around a character in which no character is of the text's own script."""
    left = right = at
    while left > 0 and text[left - 1] not in own and at - left < reach:
        left -= 1
    while right < len(text) and text[right] not in own and right - at < reach:
        right += 1
    return left, right


def is_passage(stretch: str) -> bool:
    """Whether a stretch without a character of the text's own script is a passage in the other: long, and not mostly Latin."""
    return len(stretch) >= ISLAND and sum(map(len, HAN_RUN.findall(stretch))) >= ISLAND // 2


def quoted(before: str, after: str) -> bool:
    """Whether the stretch opens with a bracket or a quotation mark that is closed in the same stretch."""
    opened = next((i for i in reversed(range(len(before))) if before[i] in OPENS), None)
    return opened is not None and not set(before[opened + 1 :]) & set(CLOSES) and bool(set(after) & set(CLOSES))


def groups(strays: list[int]) -> Iterator[tuple[int, int]]:
    """The first and the last of the strays that may be in one word."""
    first = last = strays[0]
    for stray in strays[1:]:
        if stray - first >= WORD:
            yield first, last
            first = stray
        last = stray
    yield first, last

"""The forms of words in the two scripts, and what strays that are sure say of the others in their text. Used by passes/script.py.

What names keep are old spellings and characters that both scripts have in another sense: 王於昌, 高幹, 郑和鑑. A character that is the one
form that its simplified form has in traditional script is kept by nobody; 101 million characters of clean simplified text have 1,900
traditional ones in no everyday word, 80 of them common ones of this kind. Where the judge hears the simplified character as part of a
word with what stands before or after it, it strayed: so it does in 27 of the 80, none of them a name. In a text with two that surely did,
such a character goes too: in no word, after what may be a surname, next to 香港 and the like, or in a line that says too little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

from cleaner.census import Kind
from cleaner.chars import HAN_RUN
from cleaner.proofreading import suspects
from cleaner.tables import rows
from cleaner.wrapping.halves import heard

# Log2 of how often clean text has the simplified form (2,000 have more), and it next to its neighbour.
FREQUENT, TOGETHER = 11.4, 7
WORD = 5.0  # nats by which the judge expects a character more beside its neighbours than elsewhere: of 50 names and errors in names none has 4.2
NEAR = 30  # characters of a line on each side that it is given
NAMES = "於幹鑑兒"  # kept in names of today, and 兒 of 兒宽
PROOF = 2  # strays that are sure


@cache
def characters() -> dict[str, str]:
    """data/script_characters.tsv (cleaner/train/script.py makes it)."""
    return {row[0]: row[1] for row in rows("script_characters")}


TRADITIONAL, SIMPLIFIED = Kind(lambda: characters()["traditional"]), Kind(lambda: characters()["simplified"])


@cache
def words() -> frozenset[str]:
    """Everyday words, in simplified script, with a character that is another one in traditional script."""
    return frozenset(word for (word,) in rows("script_words"))


@cache
def converter(configuration: str) -> Callable[[str], str]:
    """OpenCC's converter, which raises on lone surrogates: give it runs of Han."""
    import opencc

    return opencc.OpenCC(configuration).convert


@lru_cache(maxsize=4096)
def word_in(configuration: str, word: str) -> str:
    """A word as OpenCC writes it."""
    return converter(configuration)(word)


def runs_with(text: str, characters: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The runs of Han that hold one of these characters, and where each begins.

    >>> list(runs_with("他说，走吧；好吧。", re.compile("吧")))
    [(3, '走吧'), (6, '好吧')]
    """
    at = 0
    for m in characters.finditer(text):
        if m.start() >= at:
            start = m.start()
            while start > at and HAN_RUN.match(text[start - 1]):
                start -= 1
            run: str = HAN_RUN.match(text, start)[0]  # type: ignore[index]
            yield start, run
            at = start + len(run)


def proven(confidences: Sequence[float], least: float) -> bool:
    """Whether so many characters of a text strayed for sure that the others did too.

    >>> proven([0.99, 0.6, 0.95], 0.9), proven([0.99, 0.6], 0.9)
    (True, False)
    """
    return sum(confidence >= least for confidence in confidences) >= PROOF


def regular(old: str, new: str) -> bool:
    """Whether each traditional character of a stretch is the one that its simplified one is written with.

    >>> regular("從來", "从来"), regular("於", "于"), regular("寀", "采")
    (True, False, False)
    """
    return all(a == b or (a not in NAMES and _written().get(b) == a) for a, b in zip(old, new, strict=True))


@cache
def _written() -> dict[str, str]:
    """Simplified characters with the form that OpenCC writes each in, alone."""
    written = characters()["written"]
    return dict(zip(written[::2], written[1::2], strict=True))


def in_place(old: str, new: str, first: int, last: int) -> bool:
    """Whether the characters new[first:last] that differ from the old ones are common, and so is each with a neighbour.

    >>> in_place("更長久", "更长久", 1, 2), in_place("王之寀碰", "王之采碰", 2, 3)
    (True, False)
    """
    for at in range(first, last):
        if old[at] != new[at]:
            pairs = new[max(at - 1, 0) : at + 1], new[at : at + 2]
            if not any(len(pair) == 2 and suspects.together(*pair) >= TOGETHER for pair in pairs):
                return False
    return old[first:last] == new[first:last] or usual(old[first:last], new[first:last])


def usual(old: str, new: str, least: float = FREQUENT) -> bool:
    """Whether characters differ, and those that do are common (log2 of how often clean text has them) and written with the old ones alone."""
    differ = [b for a, b in zip(old, new, strict=True) if a != b]
    return differ != [] and all(suspects.often(char) >= least for char in differ) and regular(old, new)


def linked(before: str, old: str, new: str, after: str) -> bool:
    """Whether the judge hears characters that differ from the old ones as part of a word with what stands next to them in their line.

    >>> linked("他们回望星火燎原的", "崢", "峥", "嵘岁月"), linked("陕西节度使来", "調", "调", "在汝州")
    (True, False)
    """
    if any(a == b for a, b in zip(old, new, strict=True)):
        return False
    before, after = before[-NEAR:], after[:NEAR]
    if before and heard(before, new)["follows"] >= WORD:
        return True
    return after != "" and heard(before + new, after)["follows"] >= WORD

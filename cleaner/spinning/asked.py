"""What the judge says of words in a place. The same place is asked about again and again, while a family is suspected, proven and
undone and whenever the chain goes round: answers are kept. And readings are followed only as far as they differ.

The figures are those of `judge.scores`, but for a summand that all readings of a place have in common.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from cleaner import judge

AROUND = 64  # characters on each side of a reading that the judge is given where it does not see four plain ones
KEPT = 1 << 13  # answers
REACH = judge.REACH


def odds(text: str, start: int, end: int, original: str) -> float:
    """The judge's odds, in nats, that a word stood where text[start:end] stands.

    >>> odds("他们用心参加了这次活动", 2, 4, "积极") > 0
    True
    """
    left, right = text[max(start - REACH, 0) : start], text[end : end + REACH]
    told = _odds(judge.model(), left, text[start:end], original, right)
    if told is None:
        left, right = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
        told = _odds_afar(judge.model(), left, text[start:end], original, right)
    return told


def scores(text: str, start: int, end: int, readings: Sequence[str]) -> Sequence[float]:
    """The log-probabilities, in nats, of readings of text[start:end]."""
    left, right = text[max(start - REACH, 0) : start], text[end : end + REACH]
    if not (_plain(left) and _plain(right) and all(judge.shape(reading) is reading for reading in readings)):
        return judge.scores(text[max(start - AROUND, 0) : start], readings, text[end : end + AROUND])
    hear, state = judge.model().BaseScore, _state()
    known: dict[str, tuple[float, Any]] = {}  # by the five tokens that the model sees
    path: list[tuple[float, Any]] = []  # what is known of the reading before, token by token
    before, told = "", []
    for reading in readings:
        said = left + reading + right
        same = REACH
        while path and same < min(len(before), len(said)) and before[same] == said[same]:
            same += 1
        path[same - REACH + 1 :] = []
        if not path:
            path.append((0.0, _heard(judge.model(), None, left)[1]))
        total, now = path[-1]
        for at in range(same, len(said)):
            seen = said[at - REACH : at + 1]
            step = known.get(seen)
            if step is None:
                after = state()
                step = known[seen] = hear(now, seen[REACH], after), after
            total += step[0]
            now = step[1]
            path.append((total, now))
        before = said
        told.append(total * judge.NATS)
    return told


@lru_cache(maxsize=KEPT)
def _odds(model: Any, left: str, spun: str, original: str, right: str) -> float | None:
    """The odds, None if the judge sees more, or something else, than these characters."""
    if not (_plain(left) and _plain(right)) or judge.shape(said := spun + original) is not said:
        return None
    hear, state = model.BaseScore, _state()
    _, begins = _heard(model, None, left)
    would_be, new = _heard(model, begins, original)
    was, old = _heard(model, begins, spun)
    for token in right:
        if new == old:  # from here on both go the same way
            break
        newer, older = state(), state()
        would_be += hear(new, token, newer)
        was += hear(old, token, older)
        new, old = newer, older
    return judge.TEMPER * judge.NATS * (would_be - was)


@lru_cache(maxsize=KEPT)
def _odds_afar(_model: Any, left: str, spun: str, original: str, right: str) -> float:
    was, would_be = judge.scores(left, (spun, original), right)
    return judge.TEMPER * (would_be - was)


def _heard(model: Any, state: Any, said: str) -> tuple[float, Any]:
    """The log-probability (base 10) of tokens after a state, and the state after them; None is the state that knows nothing."""
    if state is None:
        state = _state()()
        model.NullContextWrite(state)
    total = 0.0
    for token in said:
        after = _state()()
        total += model.BaseScore(state, token, after)
        state = after
    return total, state


def _plain(side: str) -> bool:
    """Whether this is all that the model sees on one side: as many characters as it can see, all of them their own tokens."""
    return len(side) == REACH and judge.shape(side) is side


@cache
def _state() -> Any:
    from kenlm import State

    return State

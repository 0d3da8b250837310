"""What speaks for a misread character, in figures: the features of the regression behind the pass `characters`, and their weights."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import TYPE_CHECKING

from cleaner.chars import HAN, SURNAMES, pattern
from cleaner.proofreading.misspellings import misspellings
from cleaner.proofreading.suspects import LOOK_ALIKE, SAME_SOUND, SAME_TONE, SIMILAR_SOUND, meant, often

if TYPE_CHECKING:
    from cleaner.proofreading.read_through import Place as ReadPlace

# Characters that foreign names are written with.
SOUNDS = frozenset("斯尔克特拉巴德姆伊阿奥卡萨莫哈诺洛佩塔泽弗穆库迪鲁蒂格莱娜丽琳莎")
OPENS, CLOSES = '“‘「『《〈"（(', '”’」』》〉"）)'
QUOTATION = 8  # code points of a short quotation or title
FAR = 12  # code points on each side in which names count

PAIR = pattern(f"[{HAN}]{{2}}")
NEARBY = 8_000  # code points on each side in which a place again counts, so that it costs the same in long texts

SHARE = 0.5  # of the doubtful places of a text that are errors, beforehand
PLACES = 10  # that this counts as much as
ROUNDS = 20  # of expectation maximisation

SPELT_RIGHT, AGAIN = 0.3, 1.5  # nats for and against a place: its pairs spelt right elsewhere, and as they stand here

# In the order of `signs` and `again`; fitted by `python -m tests.benchmarks.characters_fit`.
PROMISE = (-8.176, 0.050, 0.021, 0.982, 1.529, 0.562, -0.193, 0.324, -4.618, -0.730)

# In the order of `features`; fitted as the docstring of the pass says.
WEIGHTS = (
    *(-2.250, 0.267, 0.661, 0.219, -0.112, 0.402),
    *(0.957, -0.270, -0.505, 0.047, 0.062, -0.099),
    *(-0.201, -0.415, -1.127),
)

# In the order of `read_features`; fitted likewise.
READ_WEIGHTS = (
    *(-3.258, 0.129, 0.758, 0.205, 0.067, 0.056),
    *(0.862, 0.035, -0.426, 0.027, 0.066, -0.046),
    *(-0.150, -0.161, -0.313, 0.186, 0.925, -0.192),
)


def signs(gain: float, kept: float, best: float, kind: int) -> tuple[float, ...]:
    """What tells before the corrector is asked: the gain of the best candidate in bits, what the judge says of the place as it is, its
    log-odds for the candidate that it likes best, in nats, and how that one is like what stands there."""
    alike = (float(kind & one > 0) for one in (SAME_TONE, SAME_SOUND, SIMILAR_SOUND, LOOK_ALIKE))
    return 1.0, gain, -kept, min(best, 25.0), *alike


def again(text: str, at: int) -> tuple[float, float]:
    """The last two of these signs: whether the text has one pair of the place again, and both. They speak against it."""
    left, right = (*(float(counted(text, at, pair) > 1) for pair in pairs(text, at, text[at])), 0.0, 0.0)[:2]
    return max(left, right), min(left, right)


def pairs(text: str, at: int, character: str) -> list[str]:
    """What a character makes with the Han characters next to a place."""
    beside = text[max(at - 1, 0) : at] + character, character + text[at + 1 : at + 2]
    return [pair for pair in beside if PAIR.fullmatch(pair)]


def counted(text: str, at: int, pair: str) -> int:
    """How often a text has a pair near a place."""
    return text.count(pair, max(at - NEARBY, 0), at + NEARBY)


def documented(text: str, at: int, old: str, new: str, confidence: float) -> float:
    """The confidence that `new` belongs at a place, with what the document says: the same strange place again speaks against an error, the
    same place spelt right for one."""
    wrong = pairs(text, at, old)
    if not wrong or not 0 < confidence < 1 or meant(old).get(new) == 0 or set(wrong) & misspellings().keys():
        return confidence
    others = min(counted(text, at, pair) for pair in wrong) - 1
    right = pairs(text, at, new)
    # 长江 alone does not speak against 章江.
    spelt = min(counted(text, at, pair) for pair in right) if len(right) == 2 else 0
    odds = log(confidence / (1 - confidence))
    odds += min(spelt, 2) * SPELT_RIGHT - min(max(others, 0), 3) * AGAIN
    return 1 / (1 + exp(-odds))


def features(
    text: str, at: int, new: str, kind: int, corrector: tuple[float, float, float], judge: tuple[float, float]
) -> tuple[float, ...]:
    """The figures of one place.

    kind: how `new` came to be read as what stands there, a sum of the kinds in suspects.py.
    corrector: its log-probabilities of what stands there, of `new`, and of the next best, in nats.
    judge: its log-odds for the candidate that it likes best, and for `new`.
    """
    kept, told, second = corrector
    before, after = text[max(at - FAR, 0) : at], text[at + 1 : at + 1 + FAR]
    return (
        1.0,
        min(told - kept, 12.0),
        max(told, -6.0),
        min(told - second, 8.0),
        min(judge[0], 15.0),
        max(min(judge[1], 15.0), -8.0),
        float(kind & SAME_TONE > 0),
        float(kind & SAME_SOUND > 0),
        float(kind & SIMILAR_SOUND > 0),
        float(kind & LOOK_ALIKE > 0),
        often(text[at]),
        often(new),
        float(not SURNAMES.isdisjoint(before[-2:])),
        float(sum(character in SOUNDS for character in before[-3:] + after[:3])),
        float(quoted(before, after)),
    )


def read_features(text: str, place: ReadPlace, kind: int | None, odds: float) -> tuple[float, ...]:
    """The figures of a place of a text that was read through, of the same kinds, and what the quick corrector said.

    kind: as in `features`, None where the tables do not know the pair. odds: the judge's for what the large corrector would write.
    """
    quick, large = place.quick, place.large
    return (
        *features(text, place.at, large.new, kind or 0, (large.kept, large.told, large.second), (odds, odds)),
        max(min(quick.told - quick.kept, 12.0), -1.0),
        float(quick.new == large.new),
        float(kind is None),
    )


def in_one_text(odds: Sequence[float]) -> list[float]:
    """The log-odds of the doubtful places of a text, with the share of errors among them that it seems to have (expectation maximisation).

    Beforehand it has SHARE, a little less than the texts that the weights were fitted on (0.6), as if PLACES places had told so.

    >>> clean, damaged = [-4.0] * 20, [4.0] * 20
    >>> in_one_text([2.0, *clean])[0] < 2.0 < in_one_text([2.0, *damaged])[0]
    True
    """
    share, moved = SHARE, 0.0
    for _ in range(ROUNDS if odds else 0):
        moved = log(share / (1 - share)) - log(SHARE / (1 - SHARE))
        share = (sum(1 / (1 + exp(-each - moved)) for each in odds) + PLACES * SHARE) / (len(odds) + PLACES)
    return [each + moved for each in odds]


def quoted(before: str, after: str) -> bool:
    """Whether a place is in a short quotation, a title or brackets.

    >>> quoted("他说“盆", "们”，"), quoted("“来”，盆", "们")
    (True, False)
    """
    opened = max(before[-QUOTATION:].rfind(mark) for mark in OPENS)
    closed = max(before[-QUOTATION:].rfind(mark) for mark in CLOSES)
    return opened > closed and any(mark in after[:QUOTATION] for mark in CLOSES)

"""Which mark was lost here: the judge's opinion of each, and what stands around it further away than the judge sees.

For every place there are eighteen readings: sixteen marks, a character that is no mark, nothing at all. The log-probability of each
by the language model is added to weights for simple features of the place (data/marks.tsv, fitted by cleaner/train/marks.py
on clean text with marks taken out): which mark stands before and after and how far away, how long the sentence is already,
whether a year, a figure or Latin follows, whether the two sides are built alike. What the corrector sees there is weighed with
that (sight.py). Where several marks are lost in a paragraph, pairs are made consistent over all of them at once. What comes
out is a probability for each reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from heapq import nlargest
from math import exp, log
from typing import Any

from cleaner import judge
from cleaner.chars import HAN, HAN_LETTER, pattern
from cleaner.marks import sight
from cleaner.marks.sight import GLYPHS
from cleaner.memory import memory
from cleaner.tables import rows

MARKS = ("，", "。", "、", "；", "：", "？", "！", "“", "”", "《", "》", "（", "）", "——", "……", "·")
LOST = "字"  # a lost character that is no mark
NOTHING = "无"  # nothing was lost: a space, a soft hyphen
READINGS = (*MARKS, LOST, NOTHING)
OPENS = {"“": "”", "《": "》", "（": "）"}
CLOSES = {closing: opening for opening, closing in OPENS.items()}
SIDES = frozenset(OPENS) | frozenset(CLOSES)
PAIRS = tuple(OPENS)

COMMON = (  # the 300 most frequent Han characters of news, laws and books, 65 % of all
    "的一国人中和在了有是不为大行对会以法发地用理上生业年出作要民市这分应定时个本工进方部经成来动当政化主性关我建学到实者他家合于能条体第可新产度制区过自同"
    "么下现们十机与其等高设表管多文提日展结后规事得全力公什面开务明子就重及门也相水系员并而量说三社位种通之代加场数资长前所电内物小基利统好二组构程间计果外"
    "特保或道心从点着平情报都立活信天最向月处研据教由共问术强究品义因单技期起正将安施解还目意各导入变改济题金质美型使比件模式服标形里委然次论运效育两气交无"
    "科取记看原反治农元如海总企你路样常四些但没议影调指传流想府去具任名权责验收级此测更五采求算决持率证观党知已析照织东增北华别受接办响西集准那联放价战军该"
)
TRIED = 25  # of them with what follows

PLAIN = 0.97  # probability of a reading, by the judge, from which the corrector is not asked
FAR = 80  # code points on each side that are looked at
TOGETHER = 2.0  # nats by which a side of a pair is likelier where more than one mark of a paragraph is lost: what took one took both
UNPAIRED = 4.0  # nats that a mark of a pair without its partner costs; 1 in 50 is so in clean documents

STOPS = "，。、；：？！"
SEGMENT = re.compile(rf"[^{STOPS}“”《》（）—…·{GLYPHS}\n\r,;:?!()]*")
LAST_SEGMENT = re.compile(rf"[^{STOPS}“”《》（）—…·{GLYPHS}\n\r,;:?!()]*\Z")
SENTENCE = re.compile(rf"[^。？！；{GLYPHS}?!;]*\Z")
YEAR = re.compile(r"(?:20[xX×＊*]{2}|[xX×＊*]{2,4}|[12]\d{3}|\d\d)年")
DATE = re.compile(r"(?:[xX×＊*]{2}|\d{1,2})[月日]")
PLACE = re.compile(r"[xX×＊*]{2,4}(?=[^\dxX×＊*])")
ADVERBIAL = frozenset("中后時时前上下里间間来來末初底日年月际際")  # 在…中，一年来，三月底，
SALUTATION = pattern(
    rf"""
    [ \t\u3000]*
    (?: (?: 各位 | 尊敬的 | 敬爱的 | 亲爱的 ) [{HAN}、（）()xX×＊*]{{2,24}}
      | (?: [{HAN}]{{1,4}}们 、? ){{1,4}} (?<= 同志们 | 朋友们 | 同学们 | 老师们 | 代表们 | 委员们 | 女士们 | 先生们 | 乡亲们 | 战友们 | 孩子们 )
    )
    """,
    re.X,
)


def features(before: str, after: str) -> list[str]:
    """What the simple context of a place between two stretches of one paragraph says, as names in the table of weights."""
    left, right = LAST_SEGMENT.search(before)[0], SEGMENT.match(after)[0]  # type: ignore[index]
    previous = before[-len(left) - 1] if len(left) < len(before) else "^" if len(before) < FAR else "~"
    following = after[len(right)] if len(right) < len(after) else "$" if len(after) < FAR else "~"
    previous, following = (_glyph(mark) for mark in (previous, following))
    sentence = SENTENCE.search(before)[0]  # type: ignore[index]
    row = f"{min(before[-40:].count('、'), 2)}{min(after[:40].count('、'), 2)}"
    item = right.partition("等")[0]
    tail, head = _common(left[::-1], item[::-1]), _common(left, right)
    alike = "alike" if max(len(left), len(item)) <= 14 and abs(len(left) - len(item)) <= 1 else "unlike"
    return [
        f"before {previous} {_bin(len(left))}",
        f"after {following} {_bin(len(right))}",
        f"between {previous} {following}",
        f"kinds {_kind_before(before)} {_kind_after(after)}",
        f"next {_kind_after(after)} {_bin(len(left))}",
        f"sentence {_bin(len(sentence) // 3)}",
        f"commas {min(sentence.count('，'), 4)}",
        f"row {row}",
        f"ends {tail} {row}",
        f"begins {head}",
        f"{alike} {previous} {following}",
        f"adverbial {following == '，' and right[-1:] in ADVERBIAL} {_kind_after(after)}",
        f"and-so-on {'等' in right[:16]} {row}",
    ]


def _glyph(mark: str) -> str:
    return "□" if mark in GLYPHS else mark


def _bin(length: int) -> str:
    return str(length) if length < 3 else next(str(least) for least in (18, 12, 8, 5, 3) if length >= least)


def _common(a: str, b: str) -> int:
    """How many characters two strings begin with together, 3 at most."""
    count = 0
    while count < min(len(a), len(b), 3) and a[count] == b[count]:
        count += 1
    return count


def _kind_before(before: str) -> str:
    last = before[-1:]
    if not last:
        return "start"
    if HAN_LETTER.match(last):
        return "han"
    if last in "xX×＊*" or last.isdigit():
        return "figure"
    return "latin" if last.isascii() and last.isalpha() else last if last in "”》）" else "other"


def _kind_after(after: str) -> str:
    first = after[:1]
    if not first:
        return "end"
    if HAN_LETTER.match(first):
        return "han"
    if YEAR.match(after):
        return "year"
    if DATE.match(after):
        return "date"
    if PLACE.match(after):
        return "mask"
    if first.isdigit():
        return "figure"
    return "latin" if first.isascii() and first.isalpha() else first if first in "“《（" else "other"


def opinions(before: str, after: str, model: Any) -> list[float]:
    """The judge's log-probability, in nats, of each reading and what follows it; both sides are of one paragraph."""
    left, right = judge.tokens(before[-judge.WINDOW :]), judge.tokens(after[: judge.WINDOW])
    begins, ends = len(before) <= judge.WINDOW, len(after) <= judge.WINDOW
    if len(left) > judge.REACH:
        left, begins = left[-judge.REACH :], False
    if len(right) > judge.REACH:
        right, ends = right[: judge.REACH], False
    base = model.score(" ".join(left), bos=begins, eos=False)
    found, forward = [], 0.0
    for mark in MARKS:
        found.append(model.score(" ".join([*left, *mark, *right]), bos=begins, eos=ends) - base)
        forward += 10 ** (model.score(" ".join([*left, mark[0]]), bos=begins, eos=False) - base)
    found.append(_lost(model, left, right, begins, ends, base, max(1 - forward, 0.01)))
    found.append(model.score(" ".join([*left, *right]), bos=begins, eos=ends) - base)
    return [opinion * log(10) for opinion in found]


@lru_cache(maxsize=1 << 10)
def _likely(model: Any, left: str, begins: bool) -> list[tuple[float, str]]:
    """The common characters that are likeliest here, with their log-probabilities (base 10)."""
    score = model.score
    base = score(left, bos=begins, eos=False)
    return nlargest(TRIED, ((score(f"{left} {char}", bos=begins, eos=False) - base, char) for char in COMMON))


def _lost(model: Any, left: list[str], right: list[str], begins: bool, ends: bool, base: float, rest: float) -> float:
    """The log-probability (base 10) that some character stands here: the likeliest of the common ones are tried with what follows.

    The others get what is left of the probability, and what follows them is scored without context.
    """
    forward = _likely(model, " ".join(left), begins)
    total = 0.0
    for share, char in forward:
        total += 10 ** (model.score(" ".join([*left, char, *right]), bos=begins, eos=ends) - base)
        rest -= 10**share
    total += max(rest, 0.01) * 10 ** model.score(" ".join(right), bos=False, eos=ends)
    return log(max(total, 1e-90)) / log(10)


@cache
def weights() -> dict[str, list[float]]:
    """By feature, the weight of each reading, in nats; under "judge" how much the judge's own opinion counts."""
    return {name: [float(figure) for figure in figures] for name, *figures in rows("marks")}


def logits(before: str, after: str) -> tuple[float, ...]:
    """The log-probability of each reading of one place, but for a constant, pairs not looked at."""
    return _logits(judge.model(), before, after)


@lru_cache(maxsize=1 << 13)
def _logits(model: Any, before: str, after: str) -> tuple[float, ...]:
    table = weights()
    temper = table["judge"][0]
    scores = [temper * opinion for opinion in opinions(before, after, model)]
    for name in ("any", *features(before, after)):
        if name in table:
            scores = [score + weight for score, weight in zip(scores, table[name], strict=True)]
    return tuple(scores)


# -- all places of a paragraph -----------------------------------------------------------------------------------------

PAIRED = re.compile("[“”《》（）]")
STATES = range(8)  # which of the three pairs are open, a bit each


def readings(
    paragraph: str, places: Sequence[int], biases: Sequence[Mapping[str, float]], seen: str = ""
) -> list[dict[str, float]]:
    """The probability of each reading of each place (an offset of one character), pairs made consistent.

    biases: nats by which a reading is likelier at each place than in general.
    seen: the paragraph as the other places are taken for, as long as it is.

    >>> ranked = readings("他读了□红楼梦》。", [3], [{}])[0]
    >>> max(ranked, key=ranked.get)
    '《'
    """
    remembered = memory("readings")
    seen = seen or paragraph
    if (key := (paragraph, seen, *places, *(tuple(bias.items()) for bias in biases))) not in remembered:
        scores = _scores(seen, places, biases)
        remembered[key] = [dict(zip(READINGS, row, strict=True)) for row in _consistent(paragraph, places, scores)]
    ranked: list[dict[str, float]] = remembered[key]
    return ranked


def sides_of(text: str, at: int, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a place of the line from `start` to `end`, FAR at most."""
    return text[max(at - FAR, start) : at], text[at + 1 : min(at + 1 + FAR, end)]


def look_ahead(sides: Sequence[tuple[str, str]]) -> None:
    """Have the corrector look at places of several paragraphs in one go: it takes half as long, and `readings` recalls it."""
    if asked := [each for each in sides if _share(logits(*each)) < PLAIN]:
        sight.glimpses(asked)


def _scores(paragraph: str, places: Sequence[int], biases: Sequence[Mapping[str, float]]) -> list[list[float]]:
    """The log-probabilities of the readings of each place by itself."""
    sides = [sides_of(paragraph, at, 0, len(paragraph)) for at in places]
    scores = [[*logits(*each)] for each in sides]
    asked = [number for number, found in enumerate(scores) if _share(found) < PLAIN]
    weighed = sight.weighed([sides[number] for number in asked], [scores[number] for number in asked])
    for number, found in zip(asked, weighed, strict=True):
        scores[number] = found
    together = TOGETHER if len(places) > 1 else 0.0
    for found, bias in zip(scores, biases, strict=True):
        for number, reading in enumerate(READINGS):
            found[number] += bias.get(reading, 0.0) + (together if reading in SIDES else 0.0)
    return scores


def _share(scores: Sequence[float]) -> float:
    """The probability of the likeliest reading."""
    return 1 / sum(exp(score - max(scores)) for score in scores)


def _moved(state: int, mark: str) -> tuple[int, float]:
    """Which pairs are open after a mark, and what that costs."""
    if mark in OPENS:
        bit = 1 << PAIRS.index(mark)
        return state | bit, UNPAIRED if state & bit else 0.0
    if mark in CLOSES:
        bit = 1 << PAIRS.index(CLOSES[mark])
        return state & ~bit, 0.0 if state & bit else UNPAIRED
    return state, 0.0


def _consistent(paragraph: str, places: Sequence[int], scores: list[list[float]]) -> list[list[float]]:
    """The probabilities of each place, over all ways to read the other places (forward-backward over what is open)."""
    import numpy

    moves = _moves()
    missing = {at: numpy.exp(numpy.array(row) - max(row)) for at, row in zip(places, scores, strict=True)}
    marks = sorted([*((m.start(), m[0]) for m in PAIRED.finditer(paragraph)), *((at, "") for at in places)])
    steps = [moves[READINGS.index(mark)] if mark else numpy.tensordot(missing[at], moves, 1) for at, mark in marks]
    reached = [numpy.eye(len(STATES))[0]]
    for step in steps:
        after = reached[-1] @ step
        reached.append(after / after.sum())
    onward = numpy.exp([-UNPAIRED * state.bit_count() for state in STATES])
    found = []
    for (at, mark), step, before in zip(reversed(marks), reversed(steps), reached[-2::-1], strict=True):
        if not mark:
            shares = missing[at] * (before @ moves @ onward)
            found.append((shares / shares.sum()).tolist())
        onward = step @ onward
        onward /= onward.sum()
    return found[::-1]


@cache
def _moves() -> Any:
    """For each reading, from which pairs are open to which, and how likely that is."""
    import numpy

    moves = numpy.zeros((len(READINGS), len(STATES), len(STATES)))
    for number, reading in enumerate(READINGS):
        for state in STATES:
            to, cost = _moved(state, reading)
            moves[number, state, to] = exp(-cost)
    return moves

"""The judge: one compact language model of clean Chinese that every pass asks when it has to choose between readings.

A character 5-gram (KenLM, data/zh.klm; its card is data/zh.md). A token is a Han character or a mark; a run of figures or Latin
letters is one token of a few KINDS, and masked figures (20xx, xx年) count as figures. Marks are folded to full width, a paragraph
is a sentence of the model, and a stretch with characters that only traditional text has is scored in its simplified form.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Any

from cleaner.chars import BREAK, HAN_RUN, pattern
from cleaner.tables import rows

# The model is surer than it should be, for neighbouring tokens repeat each other's evidence. With this factor the sigmoid of the
# odds is how often they are right, between characters and between marks: the tables are in data/zh.md.
TEMPER = 0.7
REACH = 4  # tokens on each side of a reading that the model sees
WINDOW = 24  # characters that hold so many tokens, unless figures or words are very long
WIDTHS = (WINDOW // 3, WINDOW, WINDOW * 4, WINDOW * 16)
NATS = log(10)

# Four figures are mostly years, and one or two mostly days, months and small numbers.
KINDS = {"four": "Y", "few": "d", "percentage": "P", "figure": "D", "letter": "L", "capitals": "N", "word": "A"}
RUN = pattern(
    r"""
    (?P<four> (?<![0-9]) (?: 20[xX×＊*]{2} (?![xX×＊*]) | [xX×＊*]{1,4} (?=年) ) )
  | (?P<few> (?<![0-9]) [xX×＊*]{1,4} (?=[月日]) )
  | (?P<figure> (?<![0-9]) [xX×＊*]{2,4} (?=[万亿元])
      | [0-9０-９]+ (?: ,[0-9]{3}(?![0-9]) )* (?: [.．][0-9０-９]+ )* [%％‰]? )
  | (?P<word> [A-Za-zＡ-Ｚａ-ｚ] [0-9A-Za-z０-９Ａ-Ｚａ-ｚ]* (?: ['’._+-][0-9A-Za-z]+ )* )
""",
    re.X,
)
PLAIN = "，。、；：？！…—·“”‘’（）《》〈〉【】〔〕"
MASKS = frozenset("xX×＊*")  # what stands after them tells whether they mask a figure
UNSEEN = "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"
FOLD = str.maketrans(",;:?!().．｡､「」『』―⋯･‧", "，；：？！（）。。。、“”‘’—…··", UNSEEN)
NO_MARK = pattern("[\0A-Za-z0-9Ａ-Ｚａ-ｚ０-９×＊*\ud800-\udfff]")
NO_TOKEN = pattern("[\0\ud800-\udfff]")  # KenLM cannot read these
PARAGRAPH_END = pattern(f"[{BREAK}]")
Search = Callable[[str], Any]

SHIPPED = Path(__file__).with_name("data") / "zh.klm"
MAGIC = b"mmap lm http://kheafield.com/code"
_CHOSEN: ContextVar[Path] = ContextVar("model", default=SHIPPED)


def score(before: str, reading: str, after: str) -> float:
    """The log-probability, in nats, of a reading and what stands next to it. A line end is the end of a paragraph.

    Readings of one place can be compared; the figure alone says nothing. The ends of the text are ends of paragraphs.

    >>> score("我们要", "积极", "参加") > score("我们要", "用心", "参加")
    True
    """
    return scores(before, (reading,), after)[0]


def odds(before: str, old: str, new: str, after: str) -> float:
    """The tempered log-odds, in nats, that `new` should stand where `old` stands.

    >>> odds("谢谢你的", "帮组", "帮助", "。") > 3
    True
    """
    was, would_be = scores(before, (old, new), after)
    return TEMPER * (would_be - was)


def scores(before: str, readings: Sequence[str], after: str) -> list[float]:
    """The `score` of each reading of one place, at less cost than one by one.

    >>> readings = ("，", "、", "。")
    >>> ranked = scores("小麦", readings, "玉米、大豆等作物长势良好")
    >>> readings[ranked.index(max(ranked))]
    '、'
    """
    judge, odd = model(), _odd()[0]
    left = head = before[-REACH:]
    right = tail = after[:REACH]
    begins = ends = False
    if len(left) < REACH or odd(left):
        left, head, begins = _left(before)
    if len(right) < REACH or odd(right):
        right, tail, ends = _right(after)
    base, state = _heard(judge, _start(judge, begins), head)
    apart = left[-1:] not in MASKS
    found = []
    for reading in readings:
        if apart and reading and not odd(reading):
            told, heard = _heard(judge, state, reading + tail)
            told += base + (_end(judge, heard) if ends else 0.0)
        else:
            told = _paragraphs(judge, left + reading + right, begins, ends)
        found.append(told * NATS)
    return found


def tokens(text: str) -> list[str]:
    """What the model reads of a stretch of one paragraph.

    >>> tokens("2026年,GDP增长5.2%。")
    ['Y', '年', '，', 'N', '增', '长', 'P', '。']
    """
    return list(shape(text))


def shape(text: str) -> str:
    """The tokens as one string: each is a single character.

    >>> shape("20xx年 5月,他說:「看 iPhone 14。」")
    'Y年d月，他说：“看Ad。”'
    """
    odd, traditional = _odd()
    if not odd(text):
        return text
    if traditional(text):
        text = HAN_RUN.sub(lambda run: simplified(run[0]), text)
    if NO_MARK.search(text):
        text = NO_TOKEN.sub("\ufffd", RUN.sub(_kind, text))
    return "".join(text.translate(FOLD).split())


def traditional(text: str) -> bool:
    """Whether a text holds a character that only traditional script has."""
    return _odd()[1](text) is not None


# -- the model ---------------------------------------------------------------------------------------------------------


def model() -> Any:
    """The kenlm.Model that judges here: mapped into memory at its first use, shared by threads and forked processes."""
    return _loaded(_CHOSEN.get())


@contextmanager
def using(path: str | os.PathLike[str] | None) -> Iterator[Path]:
    """Judge with the model in a file; None changes nothing. Gives the path of the model that judges.

    Raises OSError if there is no such file, ValueError if it is no model for this.
    """
    if path is None:
        yield _CHOSEN.get()
        return
    chosen = Path(path).absolute()
    _loaded(chosen)
    before = _CHOSEN.set(chosen)
    try:
        yield chosen
    finally:
        _CHOSEN.reset(before)


@cache
def name(path: Path) -> dict[str, str]:
    """How reports name a model: its file, and the beginning of its SHA-256."""
    import hashlib

    with path.open("rb") as file:
        return {"file": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()[:16]}


@cache
def _loaded(path: Path) -> Any:
    with path.open("rb") as file:
        begins = file.read(len(MAGIC))
    if begins != MAGIC:
        what = "an ARPA file: pack it with KenLM's build_binary" if begins.startswith(b"\\data\\") else "no KenLM model"
        raise ValueError(f"{path}: {what}")
    import kenlm

    config = kenlm.Config()
    config.load_method = kenlm.LoadMethod.LAZY
    try:
        loaded = kenlm.Model(_narrow(path), config)
    except (OSError, RuntimeError) as error:
        raise ValueError(f"{path}: a damaged KenLM model, or one of another version ({error})") from None
    if missing := [kind for kind in KINDS.values() if kind not in loaded]:
        raise ValueError(f"{path}: not made by python -m cleaner.train model of this version: no token {missing[0]}")
    return loaded


def _narrow(path: Path) -> str:
    """A path that KenLM can open: on Windows it knows the characters of one code page only, so the short name must do."""
    if sys.platform == "win32" and not str(path).isascii():
        import ctypes

        buffer = ctypes.create_unicode_buffer(1 << 15)
        ctypes.windll.kernel32.GetShortPathNameW(str(path), buffer, len(buffer))
        return buffer.value or str(path)
    return str(path)


# -- what the model reads ----------------------------------------------------------------------------------------------


@cache
def _odd() -> tuple[Search, Search]:
    """What finds anything but the usual Han characters and full-width marks, which are their own tokens; and what only traditional text has."""
    (traditional,) = (characters for script, characters in rows("script_characters") if script == "traditional")
    return re.compile(f"[^\u4e00-\u9fff{PLAIN}]|[{traditional}]").search, re.compile(f"[{traditional}]").search


@lru_cache(maxsize=1 << 14)
def simplified(han: str) -> str:
    """The simplified form of a run of Han characters, one for one."""
    shadow: str = _converter().convert(han)
    return shadow if len(shadow) == len(han) else han


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def _kind(run: re.Match[str]) -> str:
    kind, text = str(run.lastgroup), run[0]
    if kind == "word" and len(text) == 1:
        kind = "letter"
    elif kind == "word" and text.isupper():
        kind = "capitals"
    elif text[-1] in "%％‰":
        kind = "percentage"
    elif text.isdigit():
        kind = {1: "few", 2: "few", 4: "four"}.get(len(text), kind)
    return KINDS[kind]


def _left(before: str) -> tuple[str, str, bool]:
    """So much of what stands before as the model sees, its shape, and whether a paragraph begins with it."""
    for width in WIDTHS:
        left = PARAGRAPH_END.split(before[-width:])[-1]
        begins = len(before) <= width or len(left) < width
        head = shape(left)
        if begins or len(head) > REACH:
            break
    return left, head, begins


def _right(after: str) -> tuple[str, str, bool]:
    """So much of what stands after as the model sees, its shape, and whether a paragraph ends with it."""
    for width in WIDTHS:
        right = PARAGRAPH_END.split(after[:width], maxsplit=1)[0]
        ends = len(after) <= width or len(right) < width
        tail = shape(right)
        if ends or len(tail) > REACH:
            break
    return right, tail, ends


# -- what the model says -----------------------------------------------------------------------------------------------


def _paragraphs(judge: Any, text: str, begins: bool, ends: bool) -> float:
    """The log-probability (base 10) of a stretch; line ends in it are ends of paragraphs, blank lines are none."""
    parts = [(at, shape(part)) for at, part in enumerate(PARAGRAPH_END.split(text))]
    last = len(parts) - 1
    total = 0.0
    for at, part in parts:
        if part:
            told, state = _heard(judge, _start(judge, begins or at > 0), part)
            total += told + (_end(judge, state) if ends or at < last else 0.0)
    return total


def _start(judge: Any, begins: bool) -> Any:
    state = _state()()
    (judge.BeginSentenceWrite if begins else judge.NullContextWrite)(state)
    return state


def _heard(judge: Any, state: Any, said: str) -> tuple[float, Any]:
    """The log-probability (base 10) of tokens after a state, which stays as it is, and the state after them."""
    hear = judge.BaseScore
    after, spare = _state()(), _state()()
    total = 0.0
    for token in said:
        total += hear(state, token, after)
        state, after, spare = after, spare, after
    return total, state


def _end(judge: Any, state: Any) -> float:
    told: float = judge.BaseScore(state, "</s>", _state()())
    return told


@cache
def _state() -> Any:
    from kenlm import State

    return State

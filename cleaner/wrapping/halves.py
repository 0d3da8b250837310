"""Two lines that may have been one: how the first ends, how the second begins, what the judge hears, and what belongs between them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from cleaner import judge
from cleaner.chars import CANTONESE, CLOSING, HAN, HANGUL, KANA, OPENING, pattern
from cleaner.core import Span
from cleaner.wrapping.printed import width

STOPS = "。！？!?…；;：:"
CLOSERS = "”’）》」』】)]"
_CLOSERS = CLOSERS[:-1] + r"\]"

ENDS = pattern(rf"[{STOPS}.][{_CLOSERS}]*$")
MARKED = pattern("[，。、；：！？]")


def is_han(char: str) -> bool:
    return (
        "\u3400" <= char <= "\u9fff"
        or char in "\u3005\u3007\u303b"
        or "\uf900" <= char <= "\ufaff"
        or char >= "\U00020000"
    )


def has_han(line: str) -> bool:
    return not line.isascii() and any(map(is_han, line))


def is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def is_option(char: str) -> bool:
    """Whether a hyphen before this may be that of a command's option."""
    return char.islower() or char.isdigit()


def may_end(char: str) -> bool:
    """Whether the first half of a sentence may end in this."""
    return is_han(char) or is_latin(char) or char in ENDING


def may_begin(line: str) -> bool:
    """Whether the second half may begin like this."""
    return (
        is_han(line[0]) or is_latin(line[0]) or line[0] in BEGINNING or (line[0] in ".,:%)" and line[1:2].strip() != "")
    )


ENDING = frozenset(f"%％，、,—·-({OPENING}{CLOSERS}")
BEGINNING = frozenset(f"(—{OPENING}{CLOSING}")
NUMBER = "[一二三四五六七八九十百零〇\\d]{1,6}"
HEADING = pattern(rf"\#|\*\*[^*]*\*\*$|[*_|>!=~-]|第{NUMBER}[章节篇部编][^。！？；，]*$")
OPENER = pattern(
    rf"""
    [（(]? (?:\d{{1,3}}|[一二三四五六七八九十百零〇]{{1,3}}) [)）、.．] (?!\d)
  | 第{NUMBER} (?: [章节篇部编讲课回] | [条款] [ \u3000] )
  | [①-⑳㈠-㈩⒈-⒛Ⅰ-Ⅻ【\[●○■□◆◇★☆※▲△►▪•·] | [A-Za-z] [.、．)）] \s? (?![a-z])
  | [—–]{{1,2}} [ ]? [^，。；！？]{{1,60}} $
  | \d{{4}}年\d{{1,2}}月\d{{1,2}}日 [ \u3000]* $
""",
    re.X | re.M,
)
ARTICLE = pattern(rf"第{NUMBER}[条款]")
LABEL = pattern(r"[^\s，。；！？、]{1,8}[：:]")
BOUND = pattern("[的了着们及等之]|方面|以及")
OTHER_SCRIPT = pattern(f"[{KANA}{HANGUL}]")
DIALECT = pattern(f"[{CANTONESE}]")  # in which the judge takes every line for a piece of one
HEARD = 60  # characters on each side in which that counts
ADDRESS = pattern(r"(?:https?://|www\.)[!-~]{4,200}$")
SHOWS = frozenset("是为為")  # a name in Latin letters in a paragraph of its own is what they show
INTERRUPTED = "——"  # a speaker is, whose line that was
ENTRY_WIDTH = 8.0  # of a word that is to be explained
SENTENCE = frozenset("。！？；")
CLAUSE = frozenset("，、：")
NEAR = 10  # characters that the judge sees on each side
TOLD = 60  # characters of a half that it hears at most
READ = 12  # characters that hold as many tokens as it hears, unless figures or words are long

SPACED = pattern(rf"[{HAN}] [A-Za-z0-9]|[A-Za-z0-9] [{HAN}]")
UNSPACED = pattern(rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]")
WORD_BEFORE = pattern(r"[A-Za-z]{1,20}$")
WORD_AFTER = pattern(r"[A-Za-z]{1,20}")
WORD = pattern(r"[A-Za-z]+")
FIGURE_AFTER = pattern(r"\d{1,4}")
DECIMALS = pattern(r"\d{1,6}(?![\d年月日、．)）])")  # the rest of a figure; neither a date nor the number of an item
THOUSAND = pattern(r"\d{3}(?!\d)")
NUMBERED = pattern(r"(?<![A-Za-z])[A-Za-z]{1,20}\d{1,4}")
DASH_BEFORE = pattern("[ \u00a0](?:——?|–|-)$")  # a dash with a space on one side has one on the other
DASH_AFTER = pattern("(?:——?|–|-)[ \u00a0]")
COMPOUND = pattern(r"[A-Za-z]{1,20}-[A-Za-z]{1,20}")
SEEN = 100_000  # characters that show how a document writes


LINE_END = pattern(r"[\n\r\f]")
# The end of a line that ends no sentence.
NO_STOP = pattern(rf"\n(?:(?<=[^{STOPS}.{_CLOSERS}\n]\n)|(?<=[^{STOPS}.][{_CLOSERS}]\n)|(?<=\A[{_CLOSERS}]\n))")
STOP_ENDS = frozenset(STOPS + ".")
CLOSER_ENDS = frozenset(CLOSERS)


def reads_on(before: str, after: str) -> float:
    """The judge's log-odds, in nats, that a line goes on in another one.

    >>> reads_on("老人们在树下讲过去的", "故事，孩子们围坐一圈。") > reads_on("天已经黑了。", "故事，孩子们围坐一圈。")
    True
    """
    return judge.odds(before[-NEAR:], "\n", "", after[:NEAR])


def heard(before: str, after: str) -> dict[str, float]:
    """What the judge says, in nats: that no paragraph begins here, that the second half follows the first."""
    return _heard(judge.model(), _left(before), _right(after))


@lru_cache(maxsize=1 << 11)
def _heard(model: Any, left: str, right: str) -> dict[str, float]:
    read = model.score
    follows = read(f"{left} {right}", False, False) - read(left, False, False)
    begins, alone = read(right, True, False), read(right, False, False)
    return {
        "no beginning": min(max((alone - begins) * judge.NATS, -4.0), 10.0),
        "follows": min(max((follows - alone) * judge.NATS, -6.0), 14.0),
    }


def no_end(before: str) -> float:
    """The same of one half: that no paragraph ends here."""
    return _no_end(judge.model(), _left(before))


@lru_cache(maxsize=1 << 11)
def _no_end(model: Any, left: str) -> float:
    nats: float = (model.score(left, False, False) - model.score(left, False, True)) * judge.NATS
    return min(nats, 14.0)


def _left(before: str) -> str:
    """The last tokens of a half, as KenLM reads them; most often a few characters hold them."""
    tokens = judge.shape(before[-READ:])
    return " ".join((tokens if len(tokens) > judge.REACH else judge.shape(before[-TOLD:]))[-judge.REACH :])


def _right(after: str) -> str:
    tokens = judge.shape(after[:READ])
    return " ".join((tokens if len(tokens) > judge.REACH else judge.shape(after[:TOLD]))[: judge.REACH])


def cuts(text: str) -> list[Span]:
    """The lines that end no sentence, as (start, end).

    >>> cuts("我们走了。\\n走到\\n河边。\\n")
    [(6, 8)]
    """
    if "\r" in text or "\f" in text:
        starts = [0, *(m.end() for m in LINE_END.finditer(text))]
        lines = zip(starts, (after - 1 for after in starts[1:]), strict=False)
        return [(start, end) for start, end in lines if end > start and not _is_end(text, start, end)]
    return [(text.rfind("\n", 0, m.start()) + 1, m.start()) for m in NO_STOP.finditer(text)]


def _is_end(text: str, start: int, end: int) -> bool:
    """Whether a line ends a sentence."""
    last = text[end - 1]
    return last in STOP_ENDS or (last in CLOSER_ENDS and end - 1 > start and text[end - 2] in STOP_ENDS)


def are_apart(before: str, after: str, paged: bool, spaced: bool) -> bool:
    """Whether two lines cannot be told to have been one, or were not: they are Cantonese, or no page ends between them and the first
    is interrupted, or the second is the next word of a dictionary, short and without marks after a sentence. With a blank line between
    them, also after an address, and where the second is code or a name that the first shows."""
    if DIALECT.search(before[-HEARD:]) or DIALECT.search(after[:HEARD]):
        return True
    if paged:
        return False
    if spaced and (ADDRESS.search(before) or (not before[-1].isascii() and _is_shown(before[-1], after))):
        return True
    entry = width(after) <= ENTRY_WIDTH and not MARKED.search(after) and before[-1] not in CLAUSE
    return before.endswith(INTERRUPTED) or (entry and not SENTENCE.isdisjoint(before))


def _is_shown(last: str, after: str) -> bool:
    """Whether a line is code, or a name in Latin letters after a line that ends in 是."""
    return after.isascii() or (after[0].isascii() and last in SHOWS)


class Glue:
    """What a document writes between two halves."""

    def __init__(self, text: str) -> None:
        self._text = text[:SEEN]
        self._spaced: bool | None = None
        self._words: set[str] | None = None

    def __call__(self, before: str, after: str) -> tuple[int, str]:
        """How many characters of the first half go, and what comes in their place.

        >>> glue = Glue("用 Linux 内核写 international 程序")
        >>> glue("以法", "治校"), glue("Linux", "kernel"), glue("用", "Linux"), glue("inter-", "national"), glue("增长26.", "2%")
        ((0, ''), (0, ' '), (0, ' '), (1, ''), (0, ''))
        """
        left, right = before[-1], after[0]
        if DASH_AFTER.match(after) or (DASH_BEFORE.search(before[-4:]) and not (left == "-" and is_option(right))):
            return 0, " "
        if is_latin(left) and is_latin(right):
            return 0, self._between_words(before, after)
        if left == "-" and is_latin(right):
            return self._after_hyphen(before, after), ""
        if left.isascii() and right.isascii():
            return 0, self._between_marks(before, after)
        if (is_latin(left) and is_han(right)) or (is_han(left) and is_latin(right)):
            return 0, " " if self._is_spaced() else ""
        return 0, ""

    def _is_spaced(self) -> bool:
        """Whether a space stands between Han and Latin."""
        if self._spaced is None:
            self._spaced = len(SPACED.findall(self._text)) > len(UNSPACED.findall(self._text))
        return self._spaced

    def _between_words(self, before: str, after: str) -> str:
        left, right = WORD_BEFORE.search(before), WORD_AFTER.match(after) or FIGURE_AFTER.match(after)
        if left and right:  # a word that was cut stands elsewhere whole
            return "" if self._has(left[0] + right[0]) else " "
        return "" if before[-1].isdigit() else " "

    def _between_marks(self, before: str, after: str) -> str:
        """A space goes after a mark and before a bracket, but not within a figure, the name of a file, a call or a row of dots."""
        left, right = before[-1], after[0]
        if left == "." and (right == "." or right.islower() or DECIMALS.match(after)):
            return ""
        if left in ",:" and before[-2:-1].isdigit() and (THOUSAND if left == "," else FIGURE_AFTER).match(after):
            return ""
        return " " if left in ",;:!?.)]" or (right in "([" and is_latin(left) and after[:2] != "()") else ""

    def _after_hyphen(self, before: str, after: str) -> int:
        """The hyphen goes where it divided a word: not between figures, not in an address, not where the text has the word with it."""
        left, right = WORD_BEFORE.search(before[:-1]), WORD_AFTER.match(after)
        if not left or not right or not right[0].islower() or before[: left.start()].endswith("-"):
            return 0
        if after.startswith("@", right.end()):
            return 0
        return 0 if self._has(f"{left[0]}-{right[0]}") else 1

    def _has(self, word: str) -> bool:
        if self._words is None:
            self._words = {word for kind in (WORD, COMPOUND, NUMBERED) for word in kind.findall(self._text)}
        return word in self._words

"""Stretches of text that are cut up by spaces: letter by letter, or into words.

A row of characters, a headline, names and verse are cut up on purpose. What tells prose from them is function words and stops,
and where a clause is too short to hold them, the judge; what begins or ends inside a clause nobody spaced out on purpose. Left alone:
what is spoken haltingly, an example in a text about cutting text up, a line with a gloss below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, compress, count, pairwise
from typing import NamedTuple

from cleaner import judge
from cleaner.chars import BLANK, BREAK, HAN, HAN_LETTER, pattern
from cleaner.core import Span

# White space of the width of a space or less. The ideographic space is layout.
SPACES = " \u00a0\u2000-\u200a\u202f\u205f"
STOPS = "，。、；：！？"

TOUCHING = pattern(
    f"[{SPACES}](?<![!-~].)(?<=[{HAN}“（《‘，。、；：！？”）》][{SPACES}])[{SPACES}]*(?=[{HAN}，。、；：！？”）》’“（《])"
)
TOKEN = pattern(f"[^{SPACES}{BLANK}{BREAK}]+")
SINGLE = pattern(f"[“‘（《]?[{HAN}][”’）》]?[，。、；：！？…]?[”’]?|[，。、；：！？…—“”‘’（）《》]{{1,2}}")
WORD = pattern(f"[{HAN}]{{1,8}}")
CLOSERS = "，。、；：！？”）》"
FIRST = pattern(f"[，。；：！？”）】][{HAN}]$")  # the first character of a sentence, after another one that is whole
LAST = pattern(f"[{HAN}]?[，。；：！？]")  # the last one, before another
BEGUN, GOES_ON = pattern(f"[0-9A-Za-z%{HAN}][{HAN}]$"), pattern(f"[{HAN}][0-9A-Za-z{HAN}]")  # a clause, with no space
INTRODUCES = tuple("：:“‘「『（《\"'")
MARK = pattern("[，。、；：！？…—“”‘’（）《》]{1,3}")
OPENED, CLOSED = re.compile("[“‘「]"), re.compile("[”’」]")
GLOSS = re.compile("[A-Za-z\u00c0-\u024f0-9.:=-]+[,;.]?")
# What modern prose cannot do without, and rows of characters, names and verse mostly can.
FUNCTION = frozenset("的了是在这们不和就也都着被把我他有为对与而但从到")
MODERN = frozenset("的了这们着是在")
FUNCTION_WORDS = FUNCTION.union(re.findall(r"\w+", "我们 他们 这 这个 一个 可以 因为 所以 没有 但是 自己 以及"))
LETTERS = 12  # Han characters of a letter-spaced sentence at least
CLAUSE = 8  # Han characters of a letter-spaced clause at least
INSIDE = 6  # of a stretch with text on both sides that belongs to it
# Nats a token of a clause: 百家姓, 千字文 and rows of characters stay below.
PROSE = -6.7  # with function words: 93 in 100 of corpus/dev
PLAIN_PROSE = -5.2  # without: 64 in 100; in a text with two that are sure the same as with
PROOF = 2
SEVERAL = 3  # stretches that prove that a document is cut up, short lines too
WORDS = 10  # words of a line cut into words at least
MEAN = 2.3  # characters of a word on average at most: Chinese words in running text have 1.5 to 1.9
AROUND = 400  # characters in which a text about cutting text says so
# A text about cutting text into words shows such lines as examples.
EXAMPLES = pattern(
    "分词|切词|词性|语料|jieba|标注|空格|断词|字距|字间距|例句|断句|语序|连[成词]|造句|词语|朗读|节奏|停顿|划分|一字一|断断续续"
)


class Cut(NamedTuple):
    """A stretch of text that is cut up by spaces: the spaces, and what it is cut into."""

    spaces: list[Span]
    code: str
    size: int


Token = tuple[int, str]  # where it stands, and what it is


def stretches(text: str) -> list[Cut]:
    """What is cut up, and in a document that is cut up in several places the short lines beside and between."""
    sure: list[Cut] = []
    plain: list[Cut] = []  # clauses that are prose in a text that is surely cut up elsewhere
    short: list[tuple[int, Cut]] = []  # with the number of the line
    cut_lines: set[int] = set()
    lines = text.splitlines(keepends=True)
    starts = accumulate(map(len, lines), initial=0)
    for i, at, line in compress(zip(count(), starts, lines, strict=False), map(TOUCHING.search, lines)):
        tokens = [(at + m.start(), m[0]) for m in TOKEN.finditer(line)]
        if found := list(_cut(tokens, plain)):
            sure += found
            cut_lines.add(i)
        elif piece := _piece(tokens):
            short.append((i, piece))
    if len(sure) >= PROOF:
        sure += plain
    if len(sure) >= SEVERAL:
        codes = {cut.code for cut in sure}
        for i, piece in short:
            if piece.code in codes and (piece.code == "word-spaced" or {i - 1, i + 1} & cut_lines):
                sure.append(piece)
    return sure


def meant(text: str, stretch: Cut) -> bool:
    """Whether a stretch is an example, is spoken haltingly, in quotation marks of its own, or glossed word by word in the next line."""
    start, end = stretch.spaces[0][0] - 1, stretch.spaces[-1][1] + 1
    if EXAMPLES.search(text, max(start - AROUND, 0), end + AROUND):
        return True
    if OPENED.search(text[max(start - 4, 0) : start + 1]) and CLOSED.search(text[end - 1 : end + 4]):
        return True
    below = text[end : end + 400].partition("\n")[2].partition("\n")[0].split()
    return len(below) > 2 and all(GLOSS.fullmatch(word) for word in below)


def _cut(tokens: list[Token], plain: list[Cut]) -> Iterator[Cut]:
    """The stretches of a line that are cut up into letters or words, by themselves; what is not so sure is added to `plain`."""
    if len(tokens) < INSIDE:
        return
    if words := _words(tokens):
        yield words
        return
    run: list[Token] = []
    last: Token | None = None
    before: Token | None = None  # the token before the run
    for token in tokens:
        single = SINGLE.fullmatch(token[1])
        if run and single and _near(run[-1], token):
            run.append(token)
            continue
        if clause := _clause([*run, token] if run and _near(run[-1], token) and LAST.match(token[1]) else run, plain):
            yield clause
        elif letters := _letters(run):
            if _near(run[-1], token) and (token[1][0] in CLOSERS or LAST.match(token[1])):
                letters.spaces.append((run[-1][0] + len(run[-1][1]), token[0]))
            yield letters
        elif inside := _inside(run, before, token):
            yield inside
        run, before = [token] if single else [], last
        if run and last and _near(last, token) and FIRST.search(last[1]):
            run.insert(0, last)
        last = token
    if found := _clause(run, plain) or _letters(run) or _inside(run, before, None):
        yield found


def _piece(tokens: list[Token]) -> Cut | None:
    """A short line that is cut up whole and ends in a stop: proof of nothing by itself."""
    if len(tokens) < 3 or tokens[-1][1][-1] not in STOPS or not all(map(_near, tokens, tokens[1:])):
        return None
    if all(SINGLE.fullmatch(token) for _, token in tokens):
        return Cut(_spaces(tokens), "letter-spaced", len(tokens))
    if all(_plain(token) for _, token in tokens) and MARK.fullmatch(tokens[-1][1]):
        return Cut(_spaces(tokens), "word-spaced", len(tokens))
    return None


def _near(left: Token, right: Token) -> bool:
    return right[0] - left[0] - len(left[1]) == 1


def _spaces(tokens: list[Token]) -> list[Span]:
    return [(a[0] + len(a[1]), b[0]) for a, b in pairwise(tokens) if _near(a, b)]


def _letters(run: list[Token]) -> Cut | None:
    """A run of single characters, if it is prose: long enough, with function words and stops, and no verse."""
    if len(run) < LETTERS:
        return None
    letters = "".join(token for _, token in run)
    clauses = [len(HAN_LETTER.findall(clause)) for clause in re.split("[，。；：！？、]", letters)]
    clauses = [clause for clause in clauses if clause]
    if sum(clauses) < LETTERS or not set(letters) & set("，。；"):
        return None
    if len(set(letters) & FUNCTION) < 2 or not set(letters) & MODERN:
        return None
    if len(clauses) > 1 and len(set(clauses)) == 1:
        return None
    return Cut(_spaces(run), "letter-spaced", sum(clauses))


def _clause(run: list[Token], plain: list[Cut]) -> Cut | None:
    """A run of single characters between two marks of a sentence that is whole, if the judge hears prose; added to `plain` if only just."""
    if len(run) < CLAUSE or not FIRST.search(run[0][1]) or not LAST.match(run[-1][1]):
        return None
    before, after = run[0][1][:-1], run[-1][1]
    said = run[0][1][-1] + "".join(token for _, token in run[1:-1])
    if HAN_LETTER.match(after):
        said, after = said + after[0], after[1:]
    if len(said) < CLAUSE:
        return None
    heard = judge.score(before, said, after) / (len(said) + min(len(after), judge.REACH))
    cut = Cut(_spaces(run), "letter-spaced", len(said))
    if heard >= (PLAIN_PROSE if FUNCTION.isdisjoint(said) else PROSE):
        return cut
    if heard >= PROSE:
        plain.append(cut)
    return None


def _inside(run: list[Token], before: Token | None, after: Token | None) -> Cut | None:
    """A run of single characters that begins or ends inside a clause, where nobody begins or ends what he spaces out on purpose."""
    if len(run) < INSIDE - 1:
        return None
    left, letters = run[0][1][:-1], run[0][1][-1]
    if not FIRST.search(run[0][1]):
        left, letters = before[1] if before and _near(before, run[0]) else "", run[0][1]
    letters += "".join(token for _, token in run[1:])
    right = after[1] if after and _near(run[-1], after) else ""
    begun = BEGUN.search(left)
    if not begun and (not GOES_ON.match(right) or left[-1:] in INTRODUCES):
        return None
    size = len(HAN_LETTER.findall(letters + right[:1] if LAST.match(right) else letters))
    if size < (INSIDE if left and right else CLAUSE) or FUNCTION.isdisjoint(letters):
        return None
    whole = [token for token in (begun and before, *run, after if HAN_LETTER.match(right) else None) if token]
    left, right = left[-judge.REACH :], right[: judge.REACH]
    if judge.score(left, letters, right) < PROSE * len(left + letters + right):
        return None
    return Cut(_spaces(whole), "letter-spaced", size)


def _words(tokens: list[Token]) -> Cut | None:
    """The whole line, if it is prose cut into words: many short ones, function words, every mark alone."""
    words = [token for _, token in tokens if WORD.fullmatch(token)]
    marks = [token for _, token in tokens if MARK.fullmatch(token)]
    if len(words) < WORDS or not marks or len(words) * MEAN < sum(map(len, words)):
        return None
    if all(len(word) == 1 for word in words) or len(words) + len(marks) < len(tokens) * 0.8:
        return None
    if len(set(words) & FUNCTION_WORDS) < 2 or not set("".join(marks)) & set("。！？；"):
        return None
    spaces = [(a[0] + len(a[1]), b[0]) for a, b in pairwise(tokens) if _plain(a[1]) and _plain(b[1]) and _near(a, b)]
    return Cut(spaces, "word-spaced", len(words))


def _plain(token: str) -> bool:
    return bool(WORD.fullmatch(token) or MARK.fullmatch(token))

"""Spaces that crept in between Han characters: 我 们 的 工 作 for 我们的工作.

Most spaces between Han characters belong there: 第十五条 本规定, 总 则, headlines, names, rows of characters, blanks of a
form. Others stand where a link, bold type or a lost quotation mark was. A space alone does not tell, so this pass repairs
only what a whole line or document proves:

- a sentence of single characters, letter by letter, with function words and marks in it;
- a line cut into words throughout, where every mark stands alone;
- a space inside one side of a pair of full-width brackets or quotation marks, where no other space stands in the pair;
- spaces before marks in a document that has them before most of its marks, and none between Han characters.

- a space before a mark that is the only one of its sentence, where no word is wanting before it.

A document without other spaces between Han has other single ones before marks held, and so are those at which the same four
characters stand elsewhere without the space. Spaces next to letters and digits, full-width spaces, spaces at the ends of a
line and runs of several spaces are layout or style: never touched. The limits are set on 358 clean documents with 3,599 spaces
between Han characters, all of which stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cleaner.chars import BLANK, BREAK, HAN, pattern
from cleaner.core import Edit, Note, Span, trigger

# White space of the width of a space or less. The ideographic space is layout.
SPACES = " \u00a0\u2000-\u200a\u202f\u205f"
STOPS = "，。、；：！？"

SURE = 0.95  # a sentence or a line that is cut up throughout: no false edit in 1.5 million characters of clean text
LIKELY = 0.92  # the only space of a sentence: 0 of 3 wrong in clean documents, where 200 others before marks stay
UNSURE = 0.8  # plausible, but a blank or a lost quotation mark looks the same

TOUCHING = pattern(
    f"[{SPACES}](?<=[{HAN}“（《‘，。、；：！？”）》][{SPACES}])[{SPACES}]*(?=[{HAN}，。、；：！？”）》’“（《])"
)
TOKEN = pattern(f"[^{SPACES}{BLANK}{BREAK}]+")
SINGLE = pattern(f"[“‘（《]?[{HAN}][”’）》]?[，。、；：！？…]?[”’]?|[，。、；：！？…—“”‘’（）《》]{{1,2}}")
WORD = pattern(f"[{HAN}]{{1,8}}")
CLOSERS = "，。、；：！？”）》"
FIRST = pattern(f"[，。；：！？”][{HAN}]$")  # the first character of a sentence, after another one that is whole
ONE = pattern(f"[{HAN}]")
MARK = pattern("[，。、；：！？…—“”‘’（）《》]{1,3}")
OPENED, CLOSED = re.compile("[“‘「]"), re.compile("[”’」]")
GLOSS = re.compile("[A-Za-z\u00c0-\u024f0-9.:=-]+")
LABEL = pattern(
    rf"\s*(?:第[〇零一二两三四五六七八九十百千\d]{{1,9}}[{HAN}]|[（(]?[一二三四五六七八九十\d]{{1,3}}[）)、.．]?)"
)

# What modern prose cannot do without, and rows of characters, names and verse mostly can.
FUNCTION = frozenset("的了是在这们不和就也都着被把我他有为对与而但从到")
MODERN = frozenset("的了这们着是在")
FUNCTION_WORDS = FUNCTION.union(re.findall(r"\w+", "我们 他们 这 这个 一个 可以 因为 所以 没有 但是 自己 以及"))
# A text about cutting text into words shows such lines as examples.
EXAMPLES = pattern(
    "分词|切词|词性|语料|jieba|标注|空格|断词|字距|字间距|例句|断句|语序|连[成词]|造句|词语|朗读|节奏|停顿|划分|一字一|断断续续"
)

# What a form or an exam paper says, where a space may be a blank to be filled in; and what stands before such a blank.
FORMS = pattern(
    "填空|填[写入]|横线|括号[里内]|空格|答案|得分|签[名字章]|盖章|姓名|身份证|[甲乙]方|选词|默写|造句|试卷|第.题"
)
WANTS_MORE = frozenset(
    "是为叫做于见按在用到有称即如由把被和与及或向从对给让个第这那的后都边能会不要就很更最已将可应须需想请"
)

LETTERS = 12  # Han characters of a letter-spaced sentence at least
SEVERAL = 3  # stretches that prove that a document is cut up, short lines too
WORDS = 10  # words of a line cut into words at least
MEAN = 2.3  # characters of a word on average at most: Chinese words in running text have 1.5 to 1.9
PAIRS = {
    "“": pattern(f"“(?P<left>[{SPACES}]?)(?P<inside>[^“”《》（）\n{SPACES}]{{2,60}})(?P<right>[{SPACES}]?)”"),
    "《": pattern(f"《(?P<left>[{SPACES}]?)(?P<inside>[^“”《》（）\n{SPACES}]{{2,60}})(?P<right>[{SPACES}]?)》"),
    "（": pattern(f"（(?P<left>[{SPACES}]?)(?P<inside>[^“”《》（）\n{SPACES}]{{5,60}})(?P<right>[{SPACES}]?)）"),
}
HAN_ENDS = pattern(f"[{HAN}，。！？、：；]")


class Cut(NamedTuple):
    """A stretch of text that is cut up by spaces: the spaces, and what it is cut into."""

    spaces: list[Span]
    code: str
    size: int


Token = tuple[int, str]  # where it stands, and what it is


@trigger(SPACES)
def spacing(text: str) -> Iterator[Edit | Note]:
    """Spaces that crept in between Han characters.

    >>> [edit.start for edit in spacing("他 说 这 里 的 工 作 已 经 完 成 了 。")]
    [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23]
    >>> list(spacing("第一章 总 则"))
    []
    """
    touching = [m.span() for m in TOUCHING.finditer(text)]
    if not touching:
        return
    taken: set[Span] = set()  # a line that is cut up says nothing about the rest of the document
    stretches = [cut for cut in _stretches(text) if cut.spaces] if _dense(touching) else []
    examples = stretches and EXAMPLES.search(text)
    for stretch in stretches:
        facts = {"count": stretch.size}
        confidence = UNSURE if examples or _meant(text, stretch) else SURE
        for span in stretch.spaces:
            taken.add(span)
            yield Edit(*span, "", stretch.code, confidence, facts)
    for edit in _in_pairs(text):
        if edit[:2] not in taken:
            taken.add((edit.start, edit.end))
            yield edit
    yield from _stray(text, [span for span in touching if span not in taken])


def _stretches(text: str) -> list[Cut]:
    """What is cut up, and in a document that is cut up in several places the short lines beside and between."""
    sure: list[Cut] = []
    short: list[tuple[int, Cut]] = []  # with the number of the line
    cut_lines: set[int] = set()
    at = 0
    for i, line in enumerate(text.splitlines(keepends=True)):
        if TOUCHING.search(line):
            tokens = [(at + m.start(), m[0]) for m in TOKEN.finditer(line)]
            if found := list(_cut(tokens)):
                sure += found
                cut_lines.add(i)
            elif piece := _piece(tokens):
                short.append((i, piece))
        at += len(line)
    if len(sure) >= SEVERAL:
        codes = {cut.code for cut in sure}
        for i, piece in short:
            if piece.code in codes and (piece.code == "word-spaced" or {i - 1, i + 1} & cut_lines):
                sure.append(piece)
    return sure


def _meant(text: str, stretch: Cut) -> bool:
    """Whether a stretch is spoken haltingly, in quotation marks of its own, or glossed word by word in the next line."""
    start, end = stretch.spaces[0][0] - 1, stretch.spaces[-1][1] + 1
    if OPENED.search(text[max(start - 4, 0) : start + 1]) and CLOSED.search(text[end - 1 : end + 4]):
        return True
    below = text[end : end + 400].partition("\n")[2].partition("\n")[0].split()
    return len(below) > 2 and all(GLOSS.fullmatch(word) for word in below)


def _cut(tokens: list[Token]) -> Iterator[Cut]:
    """The stretches of a line that are cut up into letters or words, by themselves."""
    if len(tokens) < WORDS:
        return
    if words := _words(tokens):
        yield words
        return
    run: list[Token] = []
    last: Token | None = None
    for token in tokens:
        single = SINGLE.fullmatch(token[1])
        if run and single and _near(run[-1], token):
            run.append(token)
            continue
        if letters := _letters(run):
            if _near(run[-1], token) and token[1][0] in CLOSERS:
                letters.spaces.append((run[-1][0] + len(run[-1][1]), token[0]))
            yield letters
        run = [token] if single else []
        if run and last and _near(last, token) and FIRST.search(last[1]):
            run.insert(0, last)
        last = token
    if letters := _letters(run):
        yield letters


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
    clauses = [len(ONE.findall(clause)) for clause in re.split("[，。；：！？、]", letters)]
    clauses = [clause for clause in clauses if clause]
    if sum(clauses) < LETTERS or not set(letters) & set("，。；"):
        return None
    if len(set(letters) & FUNCTION) < 2 or not set(letters) & MODERN:
        return None
    if len(clauses) > 1 and len(set(clauses)) == 1:
        return None
    return Cut(_spaces(run), "letter-spaced", sum(clauses))


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


def _in_pairs(text: str) -> Iterator[Edit]:
    """Spaces just inside one side of a pair of brackets or quotation marks."""
    for opening, pair in PAIRS.items():
        if opening not in text:
            continue
        for m in pair.finditer(text):
            if bool(m["left"]) == bool(m["right"]):
                continue
            side = "left" if m["left"] else "right"
            neighbour = m["inside"][0 if m["left"] else -1]
            if HAN_ENDS.match(neighbour):
                yield Edit(*m.span(side), "", "space-in-pair", SURE, {"pair": m[0][0] + m[0][-1]})


def _dense(touching: list[Span]) -> bool:
    """Whether five spaces stand close together somewhere, as they do in all that is cut up."""
    return any(b[0] - a[0] <= 40 for a, b in zip(touching, touching[4:], strict=False))


def _stray(text: str, touching: list[Span]) -> Iterator[Edit]:
    """Spaces before stops where the document has them before most stops, and single ones between Han."""
    after_han = [span for span in touching if ONE.match(text, span[0] - 1)]
    before = [span for span in after_han if text[span[1]] in STOPS and span[1] - span[0] == 1]
    between = [span for span in after_han if ONE.match(text, span[1])]
    between = [span for span in between if not LABEL.fullmatch(_lead(text, span[0]))]
    if before:
        stops = sum(map(text.count, STOPS))
        throughout = not between and len(before) >= 4 and len(before) * 2 >= stops and _clauses(text) >= 6
        blanks = FORMS.search(text) is not None
        for start, end in before:
            confidence = SURE if throughout else LIKELY if not blanks and _only_space(text, start) else UNSURE
            if confidence > UNSURE or not between:
                yield Edit(start, end, "", "space-before-mark", confidence, {"count": len(before)})
    if len(between) <= 20:
        for start, end in between:
            left, right = text[max(start - 2, 0) : start], text[end : end + 2]
            if end - start == 1 and len(left + right) == 4 and _in_prose(text, start):
                elsewhere = text.count(left + right)
                if elsewhere > text.count(left + text[start:end] + right):
                    yield Edit(start, end, "", "space-between-han", UNSURE - 0.1, {"count": elsewhere})


def _only_space(text: str, at: int) -> bool:
    """Whether a space before a stop is the only one in its sentence, after a clause that needs nothing more: no blank, no lost word."""
    left, right = text[max(at - 60, 0) : at], text[at + 1 : at + 61]
    if right.startswith("："):
        return False  # 说 ：我军 for 说：“我军
    sentence = re.split("[。！？\n\r]", left)[-1] + re.split("[。！？\n\r]", right)[0]
    clause = re.split(f"[{STOPS}“（《\n\r]", left)[-1]
    return len(clause) >= 5 and clause[-1] not in WANTS_MORE and not re.search(r"[\sA-Za-z]", sentence)


def _lead(text: str, at: int) -> str:
    """What stands before a place in its line, as far as a label reaches."""
    return re.split(r"[\r\n]", text[max(at - 16, 0) : at])[-1]


def _clauses(text: str) -> float:
    """How many Han characters stand between two stops on average."""
    clauses = [len(clause) for clause in re.split(f"[{STOPS}\n]", text) if clause.strip()]
    return sum(clauses) / max(len(clauses), 1)


def _in_prose(text: str, at: int) -> bool:
    """Whether stops stand on both sides, near, with no other space between them: a sentence, not a heading."""
    left, right = text[max(at - 30, 0) : at], text[at + 1 : at + 31]
    a, b = re.split(f"[{STOPS}]", left)[-1], re.split(f"[{STOPS}]", right)[0]
    return len(a) < len(left) and len(b) < len(right) and not re.search(r"[\s“”《》（）]", a + b)

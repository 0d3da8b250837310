"""What sites leave in a text, put into clean text on purpose: their lines, pinyin, injected marks, junk, and text printed twice.

A kind in WHOLE is what a site does everywhere or not at all: then every place of the text is damaged.
"""

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from cleaner.core import Edit

Places = Callable[[str, random.Random], list[Edit]]

H = r"[\u4e00-\u9fff]"
FULL, HALF = "，；：？！", ",;:?!"
LINES = Path(__file__).parents[2] / "fixtures" / "boilerplate" / "lines.tsv"

PROSE = re.compile(r"(?m)^.{30,}[。！？”]$")
TITLE = re.compile(r"(?m)\A\s*([^\n。；，：！*]{6,40})$")
BOLD = re.compile(rf"{H}{{6,12}}")


def _put(pattern: str, new: Callable[[re.Match[str], random.Random], str]) -> Places:
    compiled = re.compile(pattern)
    return lambda text, rng: [Edit(*m.span(), new(m, rng), "") for m in compiled.finditer(text)]


# -- lines and pinyin --------------------------------------------------------------------------------------------------


@cache
def _site_lines(place: str) -> list[str]:
    """Lines that sites leave in a place of a text, of those that the table of the pass was not made with."""
    told = [line.split("\t") for line in LINES.read_text("utf-8").splitlines()[1:]]
    return [line for verdict, where, made, line in told if verdict == "site" and made == "held-out" and where == place]


def _site_line(text: str, rng: random.Random) -> list[Edit]:
    """A line at the head, two inside and two at the end, each between blank lines."""
    breaks = [m.end() for m in re.finditer("\n\n(?=.)", text)]
    if len(breaks) < 8:
        return []
    inside = sorted(rng.sample(breaks[3:-3], 2))
    head, *middle = [rng.choice(_site_lines(place)) for place in ("head", "middle", "middle")]
    edits = [Edit(at, at, f"{line}\n\n", "") for at, line in zip([breaks[0], *inside], [head, *middle], strict=True)]
    tail = "\n\n".join(rng.sample(_site_lines("tail"), 2))
    return [*edits, Edit(len(text.rstrip()), len(text.rstrip()), f"\n\n{tail}", "")]


@cache
def _pinyin(word: str) -> list[str]:
    import pypinyin

    return [syllables[0] for syllables in pypinyin.pinyin(word, errors=list)]


def _ruby(brackets: str) -> Callable[[re.Match[str], random.Random], str]:
    return lambda m, _: "".join(char + brackets.format(py) for char, py in zip(m[0], _pinyin(m[0]), strict=True))


# -- noise -------------------------------------------------------------------------------------------------------------


def _jammer(_m: re.Match[str], rng: random.Random) -> str:
    """As Discuz draws it."""
    return "".join(f"{chr(rng.randint(32, 59))} {chr(rng.randint(63, 126))}" for _ in range(rng.randint(4, 10)))


def _drawn(rng: random.Random, count: int, last: int = 0xF7) -> str:
    """Characters of GB 2312 by lot; up to lead byte D7 they are those of its level one."""
    found = ""
    while len(found) < count:
        found += bytes([rng.randint(0xB0, last), rng.randint(0xA1, 0xFE)]).decode("gb2312", "ignore")
    return found


def _drawn_with_marks(rng: random.Random) -> str:
    return "".join(_drawn(rng, rng.randint(4, 12)) + rng.choice("，，、。") for _ in range(11)) + _drawn(rng, 9) + "。"


# -- text printed twice ------------------------------------------------------------------------------------------------


def _varied(line: str, rng: random.Random) -> str:
    """The line, in one case of three with other marks, in one with spaces."""
    kind = rng.randrange(3)
    if kind == 1:
        return line.translate(str.maketrans(FULL, HALF))
    return re.sub("(?<=[，。；])", " ", line[:-1]) + line[-1:] if kind == 2 else line


def _title_again(text: str, rng: random.Random) -> list[Edit]:
    if not (m := TITLE.match(text)):
        return []
    line = rng.choice(["\n", "\n\n"]) + m[1]
    return [Edit(m.end(1), m.end(1), line * rng.choice([1, 1, 2]), "")]


def _line_doubled(text: str, rng: random.Random) -> list[Edit]:
    return [Edit(m.end(), m.end(), rng.choice(["\n", "\n\n"]) + _varied(m[0], rng), "") for m in PROSE.finditer(text)]


def _line_said_twice(text: str, _rng: random.Random) -> list[Edit]:
    """Both copies on one line."""
    return [Edit(m.end(), m.end(), m[0], "") for m in PROSE.finditer(text)]


def _block_doubled(text: str, _rng: random.Random) -> list[Edit]:
    """Three paragraphs, right below themselves."""
    parts = [*re.finditer(r"[^\n]+", text)]
    blocks = [parts[at : at + 3] for at in range(1, len(parts) - 3, 3)]
    spans = [(block[0].start(), block[-1].end()) for block in blocks if all(PROSE.fullmatch(m[0]) for m in block)]
    return [Edit(end, end, "\n\n" + text[start:end], "") for start, end in spans]


def _article_again(text: str, rng: random.Random) -> list[Edit]:
    """The first ten paragraphs once more at the end, in one case of two under a heading of their own."""
    some = [each for each in text.strip().split("\n\n") if each.strip()][:10]
    if sum(map(len, some)) < 300 or len(some) < 4:
        return []
    heading = rng.choice(["", f"\n\n{some[0][:20]} 篇2"])
    return [Edit(len(text), len(text), heading + "\n\n" + "\n\n".join(_varied(line, rng) for line in some), "")]


def _drawn_twice(text: str, rng: random.Random) -> list[Edit]:
    """Character by character, or two by two."""
    edits = []
    for m in BOLD.finditer(text):
        size = rng.choice((1, 2))
        parts = [m[0][at : at + size] * 2 for at in range(0, len(m[0]), size)]
        edits.append(Edit(*m.span(), "".join(parts), ""))
    return edits


KINDS: dict[str, Places] = {
    "site line": _site_line,
    "site insert": _put(rf"(?<={H})(?={H})", lambda _, rng: rng.choice(_site_lines("insert"))),
    "ruby": _put(H, _ruby("({})")),
    "ruby in chains": _put(rf"{H}{{2,4}}", _ruby("({})")),
    "wide ruby": _put(H, _ruby("（{}）")),
    "spaced ruby": _put(H, _ruby(" ({}) ")),
    "bare ruby": _put(H, _ruby("{}")),
    "backtick after 的": _put(rf"(?<=的)(?={H})", lambda _, __: "`"),
    "quote after 的": _put(rf"(?<=的)(?={H})", lambda _, __: "'"),
    "dot after 的": _put(rf"(?<=的)(?={H})", lambda _, __: "."),
    "forum noise": _put(r"(?<=[。；：])(?=\n)", _jammer),
    "junk before stops": _put(r"(?<=.)(?=。)", lambda _, rng: _drawn(rng, 2)),
    "marks before stops": _put(r"(?<=.)(?=。)", lambda _, rng: chr(rng.randint(33, 126)) + chr(rng.randint(33, 126))),
    "random lines": _put(r"(?<=\n\n)(?=.)", lambda _, rng: _drawn(rng, rng.randint(40, 120)) + "\n\n"),
    "random level one": _put(r"(?<=\n\n)(?=.)", lambda _, rng: _drawn(rng, rng.randint(40, 120), 0xD7) + "\n\n"),
    "random with marks": _put(r"(?<=\n\n)(?=.)", lambda _, rng: _drawn_with_marks(rng) + "\n\n"),
    "crossed commas": _put(rf"(?<={H})，(?={H})", lambda _, __: ",，"),
    "question for stop": _put("。", lambda _, __: "？"),
    "title again": _title_again,
    "line doubled": _line_doubled,
    "line said twice": _line_said_twice,
    "block doubled": _block_doubled,
    "article again": _article_again,
    "drawn twice": _drawn_twice,
}
WHOLE = {"junk before stops", "marks before stops", "crossed commas", "question for stop"}

"""Lines broken on purpose: text printed at a width, then cut at its pages or at every line. A damage is an edit of the clean text."""

import random
import re
from collections.abc import Callable, Iterator

from cleaner.core import Edit, apply

LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,]*%?")
NOT_FIRST = frozenset("，。、；：！？…）》〉」』】〕”’,.;:!?)%％")
NOT_LAST = frozenset("（《〈「『【〔“‘([")
ENDS = re.compile(r"[。！？!?…：:；;][”’）》」』)\]】]*$|[。！？!?…：:；;.]$")
HAN_LETTER = re.compile(r"[\u3400-\u9fff]")

PAGE_WIDTHS = range(20, 46)
STYLES = ["plain", "hanging", "pushed"] * 3 + ["anywhere"]  # how a printer treats a mark that would begin a line


def width(text: str) -> float:
    return sum(0.5 if char < "\u0100" else 1.0 for char in text)


def printed(paragraph: str, columns: float, style: str, indent: float = 0) -> list[tuple[int, int]]:
    """Where the printed lines of a paragraph end, and where the next begins (a space at the end of a line is not printed).

    plain: marks may begin a line; hanging: a closing mark hangs over the margin; pushed: the character before it goes down
    with it; anywhere: not even words and figures stay whole.
    """
    cuts = []
    start, room = 0, columns - indent
    at = 0
    while at < len(paragraph):
        word = LATIN.match(paragraph, at) if style != "anywhere" else None
        end = word.end() if word and word.end() - at < columns else at + 1
        if width(paragraph[start:end]) > room and at > start and not paragraph[at].isspace():
            cut = at
            if style == "hanging":
                while cut < len(paragraph) and paragraph[cut] in NOT_FIRST and cut - at < 2:
                    cut += 1
            elif style == "pushed":
                while cut - 1 > start and (paragraph[cut] in NOT_FIRST or paragraph[cut - 1] in NOT_LAST):
                    cut -= 1
            if cut >= len(paragraph):
                break
            begin = cut
            while begin < len(paragraph) and paragraph[begin] == " ":
                begin += 1
            while cut > start and paragraph[cut - 1] == " ":
                cut -= 1
            cuts.append((cut, begin))
            start, room, at = begin, columns, max(begin, at)
            continue
        at = end
    return cuts


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The paragraphs of a text and where they begin."""
    for m in re.finditer(r"[^\n]*[^\s][^\n]*", text):
        yield m.start(), m[0]


def is_prose(paragraph: str) -> bool:
    """Whether a paragraph is mostly Han characters: code, rulings and English pages are not what the pass is for."""
    return 2 * len(HAN_LETTER.findall(paragraph)) > len(paragraph)


Mark = Callable[[int, random.Random], str]
MARKS: dict[str, Mark] = {
    "number": lambda page, _: f"{page}",
    "dashes": lambda page, _: f"- {page} -",
    "page of": lambda page, _: f"第{page}页 共{page + 7}页",
    "english": lambda page, _: f"Page {page}",
    "slash": lambda page, _: f"{page} / {page + 7}",
    "form feed": lambda _, __: "\f",
}
HEADERS = ["某某大学二〇二六年工作年报", "城市轨道交通研究  第3期", "水利工程施工手册", "Annual Report 2026"]


def separators(rng: random.Random) -> tuple[str, Callable[[int], str]]:
    """A kind of page joint, and what stands in one, by the number of the page."""
    kind = rng.choices(["blank line", "newline", "blank lines", "page mark", "running header"], [8, 4, 2, 4, 2])[0]
    if kind == "blank line":
        return kind, lambda _: "\n\n"
    if kind == "newline":
        return kind, lambda _: "\n"
    if kind == "blank lines":
        return kind, lambda _: "\n" * rng.randint(3, 5)
    name = rng.choice(list(MARKS))
    gap = rng.choice(["\n", "\n\n"])
    if kind == "page mark":
        return kind, lambda page: gap + MARKS[name](page, rng) + ("" if name == "form feed" else gap)
    header = rng.choice(HEADERS)
    return kind, lambda page: gap + MARKS[name](page, rng) + gap + header + gap


def pages(text: str, rng: random.Random) -> tuple[str, str, list[Edit], list[Edit], list[Edit]]:
    """Printed in pages: the damaged text, the kind of joint, the joints inside a sentence, those after one, and between paragraphs."""
    columns, style, height = rng.choice(PAGE_WIDTHS), rng.choice(STYLES), rng.randint(10, 36)
    indent = rng.choice([0, 0, 2])
    kind, separator = separators(rng)
    row, page = 0, 1
    edits: list[Edit] = []
    for start, paragraph in lines(text):
        cuts = printed(paragraph, columns, style, indent)
        for cut, begin in cuts:
            row += 1
            if row >= height and is_prose(paragraph):
                sentence = not ENDS.search(paragraph[:cut])
                edits.append(Edit(start + cut, start + begin, separator(page), "joint" if sentence else "after"))
                row, page = 0, page + 1
        row += 1
        if row == height and kind in ("page mark", "running header"):
            end = start + len(paragraph)
            edits.append(Edit(end, end, separator(page).rstrip("\n"), "between"))
        if row == height:
            row, page = 0, page + 1
    damaged = apply(text, edits)
    joints, after, between = ([e for e in edits if e.code == code] for code in ("joint", "after", "between"))
    return damaged, kind, joints, after, between


LAYOUTS = ["indented", "blank lines", "nothing tells"]


def wrapped(text: str, layout: str, rng: random.Random, columns: float | None = None) -> tuple[str, list[str]]:
    """Hard-wrapped throughout: the damaged text, and the paragraphs of prose that should come back."""
    columns = columns or rng.randint(20, 80) / 2
    style = rng.choice(STYLES)
    parts, wanted = [], []
    for _, paragraph in lines(text):
        paragraph = paragraph.strip()
        lead = "　　" if layout == "indented" and ENDS.search(paragraph) else ""
        broken, at = [], 0
        for cut, begin in printed(paragraph, columns, style, len(lead)):
            broken.append(paragraph[at:cut])
            at = begin
        broken.append(paragraph[at:])
        parts.append(lead + "\n".join(broken))
        if is_prose(paragraph):
            wanted.append(lead + paragraph)
    return ("\n\n" if layout == "blank lines" else "\n").join(parts), wanted

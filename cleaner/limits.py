"""Off limits: code, addresses, tables, verse, and what the user marks. Spans of a text, as lists of (start, end).

Code, addresses, tables and verse keep spaces, half-width marks and the like on purpose, so the polishing passes may not
touch them. A user keeps any pass away with lines that hold `cleaner: off` and `cleaner: on` (in a comment, say), or by
giving strings to keep. Prose hard-wrapped to lines shorter than verse is taken for verse: rather one repair too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from cleaner.chars import BREAK, HAN, either, pattern
from cleaner.core import Span
from cleaner.lines import line_start

LINE = rf"[^{BREAK}]*"
END = rf"(?:\r\n|[{BREAK}]|\Z)"

WHOLE_LINE = pattern(r"[^\n\r]*(?:\r\n|[\n\r])?")
SWITCH = pattern(r"\bcleaner: ?(off|on)\b")

FENCE = pattern(r"^ {0,3}(`{3,}|~{3,})", re.M)
FRONT_MATTER = pattern(rf"---[ ]*{END}(?:[\w.-]+[ ]*:{LINE}{END}|[ \t-]{LINE}{END}){{1,50}}?---[ ]*{END}")
OPENS = pattern(r"<(pre|code|script|style|table|svg|math)\b[^<>]{0,500}>", re.I)

# What may stand inside a line, and a character without which it does not. Bounded, so that no text is slow. An address
# that a tag or a forum code holds (href="http://…", [img]http://…) is markup, not text.
ADDRESS = rf"[^\s<>\"{HAN}，。；：！？、（）《》“”‘’【】]+"
INLINE = {
    "`": pattern(rf"(?<!`)(`{{1,9}})(?!`)[^{BREAK}]{{1,500}}?(?<!`)\1(?!`)"),
    "@": pattern(r"(?a:(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,9}[A-Za-z]{2,24})"),
    "://": pattern(rf"(?<![A-Za-z\"'=\]])[A-Za-z][A-Za-z0-9+.-]{{1,20}}://{ADDRESS}"),
    "www.": pattern(rf"(?<![A-Za-z/\"'=\]])www\.{ADDRESS}"),
    "\\": pattern(r"(?<![A-Za-z])[A-Za-z]:\\[^\s<>\"|?*]{1,300}"),
}
# The same of what may go over several lines.
SPANNING = {
    "$": pattern(rf"\$\$[^${HAN}]{{1,2000}}\$\$|\$(?! )[^${HAN}{BREAK}]{{1,200}}(?<! )\$"),
    '"""': pattern(r'"""(?s:.){0,5000}?"""'),
    "@@ -": pattern(r"(?m)^@@ -\d[^\n]*(?:\n[-+ \\][^\n]*)*"),  # a piece of a diff
}

# A call, with its arguments: looked for by the bracket.
LONGEST_NAME = 41
CALL = pattern(rf"\((?<=[\w.]\()[^(){BREAK}。]{{1,200}}\)", re.A)
NAME = pattern(rf"(?<![\w.])[A-Za-z_][\w.]{{0,{LONGEST_NAME - 1}}}\Z", re.A)

# What makes a line code, where it is not mostly Han: a call (and not the year of an issue, 1673-2222(2015)03), an assignment, braces, a
# closing ; or a comment, a prompt, a keyword.
CODE = pattern(
    either(
        r"\((?<=\w\()(?!(?<=\d\()(?:19|20)\d\d\))",
        r'\(""',
        r'""\)',
        "[ ][-+*/!<>=:]?=[ ]",
        r"""=(?<=\w=)["']""",
        "[{}]",
        r";\s*$",
        r"/(?<=\s/)/",
    ),
    re.A,
)
CODE_BEGINS = pattern(
    r"""
    \s* (?: /[*/]
      | (?:[$%>]|>>>|\.\.\.|\#!|\#include|def|class|import|from|return|if|for|while|elif|else:|sudo|git|pip|npm|cd|ls|echo)\s )
""",
    re.A | re.X,
)
TAGS = pattern(r"</?[a-z][^<>]{0,500}>|&\#?\w{1,20};", re.I | re.A)
# Settings (INI, .env, properties): key=value, [section].
SETTING = pattern(r"[\w.-]{1,40}\s*=.*|\[[^\[\]]{1,40}\]")
# Subtitles (SRT, WebVTT): a time line and what follows up to a blank line keep their tags, their spaces and their lack of marks.
CUE = pattern(rf"^[\d:]{{4,12}}[,.]\d{{3}} --> {LINE}{END}(?:[^{BREAK}]+{END})*", re.M)
# Without them a line that begins with no ASCII is prose or verse.
SIGNS = pattern(r"""[\t|│"'(){}=;/<&,]|[ ]{2}|\u3000\u3000""")
COLUMNS = pattern(r"\S(?: {2,}|\u3000{2,})\S")
QUOTED = pattern(r"""\"[^"]*\"|'[^']*'""")
COMMENT = pattern(r"#|//|--|\*(?:[ /]|$)|/\*|;|<!--|%")  # code, if next to code
DATUM = pattern(rf'""|[\x21-\x7e]{{1,20}}|[{HAN}]{{1,4}}')
NO_VALUE = pattern("[，。！？；、]")
VERSE = pattern(rf"[ \u3000>]*[{HAN}]{{2,}}(?:[ \u3000]?[{HAN}，。、；：！？…—“”‘’《》])*(?:<br ?/?>)?")
VERSE_WIDTH = 20  # code points of a line of verse at most: two lines of seven with their marks, and some
LONG = 1000  # code points from which on a line is prose
VALUE_WIDTH = 30  # code points of one value in a row of values at most


def marked(text: str) -> Iterator[Span]:
    """What stands between `cleaner: off` and `cleaner: on` (or the end), with the lines of both."""
    if "cleaner:" not in text:
        return
    start = None
    for switch in SWITCH.finditer(text):
        if switch[1] == "off" and start is None:
            start = max(text.rfind("\n", 0, switch.start()), text.rfind("\r", 0, switch.start())) + 1
        elif switch[1] == "on" and start is not None:
            yield start, _line_end(text, switch.end())
            start = None
    if start is not None:
        yield start, len(text)


def kept(text: str, words: Iterable[str]) -> Iterator[Span]:
    """Every place of every string that the user wants kept."""
    for word in filter(None, words):
        at = text.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = text.find(word, at + 1)


def off_limits(text: str, places: Iterable[Span] | None = None) -> Iterator[Span]:
    """Code, maths, addresses, tables and verse: all of them, or at least those that meet one of the (sorted) places."""
    places = [(0, len(text))] if places is None else [*places]
    yield from _inline(text, places)
    for needed, spanning in SPANNING.items():
        if needed in text:
            yield from (m.span() for m in spanning.finditer(text))
    if "```" in text or "~~~" in text:
        yield from _fenced(text)
    if "<" in text:
        yield from _elements(text)
    if " --> " in text:
        yield from (m.span() for m in CUE.finditer(text))
    if text.startswith("---") and (front := FRONT_MATTER.match(text)):
        yield front.span()
    yield from _blocks_of_lines(text, places)


def _inline(text: str, places: Iterable[Span]) -> Iterator[Span]:
    """What stands inside the lines that meet a place."""
    inline = [(needed, address) for needed, address in INLINE.items() if needed in text]
    if not inline and "(" not in text:
        return
    done = 0
    for start, end in places:
        if end < done:
            continue
        first, done = line_start(text, max(start, done), done), text.find("\n", end)
        done = done if done >= 0 else len(text)
        for needed, address in inline:
            if text.find(needed, first, done) >= 0:
                yield from (m.span() for m in address.finditer(text, first, done))
        for call in CALL.finditer(text, first, done):
            if name := NAME.search(text, max(call.start() - LONGEST_NAME - 1, 0), call.start()):
                yield name.start(), call.end()


def _line_end(text: str, at: int) -> int:
    end = re.compile(f"[{BREAK}]").search(text, at)
    return end.end() if end else len(text)


def _fenced(text: str) -> Iterator[Span]:
    """Fenced code blocks, an unclosed one up to the end of the text."""
    opened: re.Match[str] | None = None
    for fence in FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence[1].startswith(opened[1]) and not text[fence.end() : _line_end(text, fence.end())].strip():
            yield opened.start(), _line_end(text, fence.end())
            opened = None
    if opened is not None:
        yield opened.start(), len(text)


def _elements(text: str) -> Iterator[Span]:
    """HTML elements whose content is not prose, from tag to closing tag; one that is never closed is no element."""
    unclosed: set[str] = set()
    at = 0
    while opened := OPENS.search(text, at):
        name, at = opened[1].lower(), opened.end()
        if name not in unclosed:
            if closed := re.compile(f"</{name} *>", re.I).search(text, at):
                at = closed.end()
                yield opened.start(), at
            else:
                unclosed.add(name)


def _blocks_of_lines(text: str, places: Iterable[Span]) -> Iterator[Span]:
    """Runs of lines of one kind, where they meet a place: tables, rows of values, code without a fence, verse."""
    at = 0  # up to here every line that meets a place is done
    for start, end in places:
        if start >= at:
            at = line_start(text, start, at)
        while at <= end and at < len(text):
            begun, (at, kind) = at, _line(text, at)
            if kind:
                kinds = [kind]
                alike = SOURCE if kind in SOURCE else {kind}
                while begun > 0 and (above := _line_above(text, begun))[1] in alike:
                    begun = above[0]
                    kinds.append(above[1])
                while at < len(text) and (below := _line(text, at))[1] in alike:
                    at = below[0]
                    kinds.append(below[1])
                if _is_source(kinds) if alike is SOURCE else len(kinds) >= AT_LEAST.get(kind, 2):
                    yield begun, at


def _line(text: str, start: int) -> tuple[int, str]:
    """Where the line that starts here ends, with its line end, and its kind."""
    end = WHOLE_LINE.match(text, start).end()  # type: ignore[union-attr]
    return end, _kind(text[start:end]) if end - start <= LONG else ""


def _line_above(text: str, start: int) -> tuple[int, str]:
    """Where the line above begins, and its kind."""
    end = start - (2 if text.startswith("\r\n", start - 2) else 1)
    least = max(end - LONG, 0)
    above = line_start(text, end, least)
    return above, _kind(text[above:start]) if above > least or least == 0 else ""


# how many lines of a kind in a row make a block; rows of two values are a table from three lines on
AT_LEAST = {"verse": 4, ",1": 3, ";1": 3}
SOURCE = frozenset({"code", "comment", "="})  # stand together in one block
SETTINGS = 3  # lines without code that make a block if a setting is among them


def _is_source(kinds: list[str]) -> bool:
    return "code" in kinds or ("=" in kinds and len(kinds) >= SETTINGS)


@lru_cache(maxsize=1 << 12)  # lines of one document, which are looked at by every pass; each takes up to 2 KB
def _kind(line: str) -> str:
    """What a line looks like; lines that look alike and follow each other are one block. "" is prose, or too little to say.

    >>> [_kind(line) for line in ("| 姓名 | 年龄 |", "张三,男,28", "x = f(1)  # 取值", "白日依山尽，", "他来了,又走了。")]
    ['|', ',2', 'code', 'verse', '']
    """
    bare = line.strip()
    if not bare:
        return ""
    if not bare[0].isascii() and not SIGNS.search(bare):
        return "verse" if len(bare) <= VERSE_WIDTH and VERSE.fullmatch(bare) else ""
    if ("|" in bare or "│" in bare) and (bare[0] in "|│" or bare.count("|") + bare.count("│") > 1):
        return "|"
    if "\t" in bare:
        return "\t"
    if len(bare) <= VERSE_WIDTH and VERSE.fullmatch(bare):
        return "verse"
    if bare.startswith(('"""', "'''")):
        return "code"
    outside = QUOTED.sub('""', bare) if '"' in bare or "'" in bare else bare
    stops = "，" in outside or "。" in outside or bare.isascii()
    untagged = TAGS.sub("", outside) if "<" in outside or "&" in outside else outside
    if CODE.search(untagged) or CODE_BEGINS.match(untagged):
        return "code" if bare.isascii() or (not stops and _mostly_ascii(untagged)) else "comment"
    if ("=" in bare or bare[0] == "[") and SETTING.fullmatch(bare):
        return "="
    if COMMENT.match(bare):
        return "comment"
    if ("  " in bare or "\u3000\u3000" in bare) and COLUMNS.search(bare):
        return "columns"
    return _row(outside, stops)


def _row(line: str, stops: bool) -> str:
    """Whether a line is a row of values: short ones, or with stops in it if half of them are plain data (figures, a short word)."""
    for separator in ",;":
        values = line.split(separator)
        if len(values) == 1 or f"{separator} " in line:
            continue
        if not stops and not NO_VALUE.search(line) and max(map(len, values)) <= VALUE_WIDTH:
            return f"{separator}{len(values) - 1}"
        data = sum(DATUM.fullmatch(value) is not None for value in values)
        if len(values) > 2 and data > 1 and data * 2 >= len(values):
            return f"{separator}{len(values) - 1}"
    return ""


def _mostly_ascii(line: str) -> bool:
    ascii_letters = len(line.encode("ascii", "ignore")) - line.count(" ")
    return ascii_letters * 2 >= len(line) - line.count(" ")

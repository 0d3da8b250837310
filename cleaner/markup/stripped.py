"""Characters written as codes whose sign was lost, or as the bytes of a mail or an address. Used by passes/markup.py.

u4f60u597d (a database took the backslashes), #20320;#22909; and ldquo; (a filter took the ampersands), %E4%BD%A0%E5%A5%BD and
=E4=BD=A0=E5=A5=BD. No writer writes two such in a row that are Chinese. Left alone: addresses and code, one alone, and what a text that speaks
of codes gives as examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import name2codepoint
from urllib.parse import unquote_to_bytes

from cleaner.charsets import ENOUGH, likelihood
from cleaner.core import Edit
from cleaner.markup.codes import ABOUT_POINTS, CHINESE, DOUBTFUL, SURE, TALK

# Each begins with what is looked for, which is the fastest.
POINTS = re.compile(r"u(?<![A-Za-z0-9\\%&#+]u)[0-9a-f]{4}(?:u[0-9a-f]{4})+(?![A-Za-z0-9])")
NUMBERS = re.compile(r"#(?<![&\w]#)(?<!amp;#)(\d{4,5});")
NAMES = re.compile(
    r"(?<![&A-Za-z0-9#＆])(?<!&amp;)(?:((?:(?:nbsp|ensp|emsp);)+)|(ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|bull|quot);)"
)
BYTE = "[0-9A-Fa-f]{2}[A-Za-z0-9_.~-]{0,20}"
BYTES = re.compile(rf"%(?<![A-Za-z0-9=#/&?:.,+_%-]%){BYTE}(?:%{BYTE}){{5,}}(?![=#/&?+])")
MAIL = re.compile(r"=[0-9A-F]{2}(?:=\r?\n)?(?:=[0-9A-F]{2}(?:=\r?\n)?){5,}")
ABOUT = re.compile(rf"{ABOUT_POINTS.pattern}|[实實][体體]|HTML|URL|Base64|quoted-printable", re.I)
FEW = 2  # entities that prove each other
ENDS = "\n\u3000 。！？；：…”’）》\"'"


def stripped(text: str) -> Iterator[Edit]:
    r"""Characters for such codes.

    >>> [edit.new for edit in stripped("u4f60u597d，%E4%BD%A0%E5%A5%BD，#20320;#22909;，ldquo;好rdquo;")]
    ['你好', '你好', '你', '好', '“', '”']
    """
    for m in POINTS.finditer(text) if "u" in text else ():
        said = "".join(chr(int(unit, 16)) for unit in m[0][1:].split("u"))
        if all(map(CHINESE.match, said)):
            yield _edit(text, *m.span(), said)
    for run, mark in ((BYTES, "%"), (MAIL, "=")):
        for m in run.finditer(text) if mark in text else ():
            if said := _said(m[0] if mark == "%" else re.sub(r"=\r?\n", "", m[0]).replace("=", "%")):
                yield _edit(text, *m.span(), said)
    if ";" in text:
        yield from _entities(text)


def _said(codes: str) -> str:
    """What bytes say in the first charset in which they are Chinese."""
    for charset in ("utf-8", "gb18030"):
        try:
            said = unquote_to_bytes(codes).decode(charset)
        except UnicodeError:
            continue
        if likelihood(said) >= ENOUGH and said.isprintable() and CHINESE.search(said):
            return said
    return ""


def _entities(text: str) -> Iterator[Edit]:
    found = []
    for m in NUMBERS.finditer(text) if "#" in text else ():
        if CHINESE.match(char := chr(int(m[1]))):
            found.append(_edit(text, *m.span(), char, "html-entity"))
    for m in NAMES.finditer(text):
        blank = "" if text[m.start() - 1 : m.start()] in ("", *ENDS) or text[m.end() : m.end() + 1] in ENDS else " "
        new = blank if m[1] else chr(name2codepoint[m[2]])
        found.append(_edit(text, *m.span(), new, "html-entity"))
    yield from found if len(found) >= FEW else (edit._replace(confidence=DOUBTFUL) for edit in found)


def _edit(text: str, start: int, end: int, new: str, code: str = "escaped-character") -> Edit:
    said = ABOUT.search(text, max(0, start - TALK), end + TALK)
    facts = {"char": new} if code == "escaped-character" else {"entity": text[start:end]}
    return Edit(start, end, new, code, DOUBTFUL if said else SURE, facts)

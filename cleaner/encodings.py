"""Bytes into text and back, for text whose encoding nobody named: what reads most like Chinese wins.

Undecodable bytes become lone surrogates (surrogateescape) and turn back into the same bytes; UTF-16 and UTF-32, which know
no surrogateescape, keep lone surrogates as they are (surrogatepass) and bytes left over at the end as `tail`. A byte order
mark is no part of the text. A text that no encoding makes Chinese is read as UTF-8 with its bytes escaped: nothing in it
can be taken for damage then. The levels come from GB 2312 and Big5, which both put the characters in use first.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from cleaner.chars import MARKS, SURROGATE
from cleaner.charsets import common

BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
WIDE = {"utf-16-le": 2, "utf-16-be": 2, "utf-32-le": 4, "utf-32-be": 4}  # bytes of a unit
# What people call an encoding, and what holds all that files of that name hold.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "utf-8-sig": "utf-8", "ascii": "utf-8"}
KNOWN = "utf-8, gb18030, big5, big5hkscs, utf-16, utf-16-le, utf-16-be, utf-32"

# The most frequent characters of running text in both scripts, and marks: half of what any Chinese page is made of.
FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经"
    "么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全"
    "三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西月话合回特代内信表化老给世位次度门任常"
    "先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件"
    "計管期市直資命山金指許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程"
    "北邊張該交規萬取望覺術領共確傳師觀清今切院讓識帶導爭運这這個們來為國時會對過後種經麼學還進樣開實無與長機從關點業將兩間問應戰"
    "頭體見產話給門兒東聲員論處義幾條題變總電數報結務場计资许统区队决马书则听却达强难权设记类据边张该规万觉术领确传师观让识带导争运"
    "，。、；：？！“”‘’（）《》「」『』…—　"
)
# What is looked at to find the encoding out: so many pieces of so many bytes, spread over the file.
PIECES, PIECE = 8, 8192
READABLE = 0.6  # score below which a reading is no Chinese: 99.5 % of pieces of 16 characters have 0.73, Korean read as GB 0.45
DOUBT = 0.1  # how much better a reading with Hong Kong's characters must be: it gives many stray bytes a meaning
SPACED = 0.9  # share of common characters in UTF-16
NARROW = ("utf-8", "gb18030", "cp950", "big5hkscs")
HIGH = re.compile(rb"[\x80-\xff]")


class Decoded(NamedTuple):
    """A text, and what is needed to turn it into the same bytes again: `bom`, the text in its encoding, `tail`."""

    text: str
    encoding: str
    bom: bytes = b""
    tail: bytes = b""
    stray: int = 0  # lone surrogates: undecodable bytes


def errors_of(encoding: str) -> str:
    """The error handler under which any bytes survive decoding and encoding."""
    return "surrogatepass" if encoding in WIDE else "surrogateescape"


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file in an encoding, or in the one that is found out.

    Raises ValueError for an unknown encoding, or one in which these bytes cannot be read and kept.

    >>> decode("保护耕地".encode("gb18030")).encoding, decode(b"\\xff\\xfe-N\\x87e!")[:4]
    ('gb18030', ('中文', 'utf-16-le', b'\\xff\\xfe', b'!'))
    """
    if encoding is None:
        found = next(((bom, name) for bom, name in BOMS if data.startswith(bom)), None)
        return decode_as(data, found[1], found[0]) if found else _found_out(data)
    name = codec(encoding)
    if name in ("utf-16", "utf-32"):
        boms = [(bom, wide) for bom, wide in BOMS if wide.startswith(name) and data.startswith(bom)]
        return decode_as(data, boms[0][1], boms[0][0]) if boms else decode_as(data, f"{name}-le")
    bom = next((bom for bom, of in BOMS if of == name and data.startswith(bom)), b"")
    return decode_as(data, name, bom)


def decode_as(data: bytes, encoding: str, bom: bytes = b"") -> Decoded:
    """The text in a known encoding, after a known byte order mark."""
    end = len(data) - (len(data) - len(bom)) % WIDE.get(encoding, 1)
    body = memoryview(data)[len(bom) : end]
    stray = 0
    try:
        text = str(body, encoding)
    except UnicodeError:
        try:
            text = str(body, encoding, errors_of(encoding))
        except UnicodeError:
            raise ValueError(f"cannot be read as {encoding}: name another --encoding") from None
        stray = len(SURROGATE.findall(text))
    return Decoded(text, encoding, bom, data[end:], stray)


def codec(name: str) -> str:
    """The name of an encoding as this module uses it. Raises ValueError if there is no such encoding of text."""
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, ValueError):
        raise ValueError(f"unknown encoding {name!r}: try one of {KNOWN}") from None
    plain = found.name.replace("_", "-") if found.name.startswith("utf") else found.name
    return WIDER.get(plain, plain)


# -- finding out -------------------------------------------------------------------------------------------------------


def _found_out(data: bytes) -> Decoded:
    start = data[:PIECE]
    order = _spaced(start) if 0 in start else None
    if order:
        return decode_as(data, order)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pieces = list(_pieces(data))
    scores = {name: _average("".join(str(piece, name, "surrogateescape") for piece in pieces)) for name in NARROW}
    evenly = [data[at : at + PIECE] for at in range(0, len(data), max(PIECE, len(data) // PIECES // 2 * 2))]
    for name in ("utf-16-le", "utf-16-be"):
        scores[name] = _average("".join(str(piece[: len(piece) // 2 * 2], name, "surrogatepass") for piece in evenly))
    scores["big5hkscs"] -= DOUBT
    best = max(scores, key=lambda name: scores[name])
    return decode_as(data, best if scores[best] >= READABLE else "utf-8")


def _spaced(start: bytes) -> str | None:
    """UTF-16 without a byte order mark that has ASCII in it: NUL is every other byte of that, always the same one."""
    units = len(start) // 2
    if units < 2:
        return None
    for name, high, low in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        text = str(start[: units * 2], name, "surrogatepass")
        fit = sum(" " <= char <= "~" or char in "\t\r\n" or char in FREQUENT or char in levels() for char in text)
        if high.count(0) > 2 * low.count(0) + 1 and fit >= SPACED * units:
            return name
    return None


def _pieces(data: bytes) -> Iterator[bytes]:
    """Parts of the data that are not ASCII, each from a byte that starts a character: the first high one after a line break."""
    at, step = 0, max(PIECE, len(data) // PIECES)
    while at < len(data):
        high = HIGH.search(data, at)
        if not high:
            return
        yield data[high.start() : high.start() + PIECE]
        at = data.find(b"\n", max(at + step, high.start() + PIECE))
        if at < 0:
            return


def _average(text: str) -> float:
    """How much like Chinese the characters beyond ASCII are: 2 for a frequent one, 0.3 for a common one, less for others."""
    common = levels()
    beyond, points = 0, 0.0
    for char in text:
        if char > "\x7f":
            beyond += 1
            if char in FREQUENT:
                points += 2
            elif char in common:
                points += 0.3
            elif "\ud800" <= char <= "\uf8ff" or char < "\xa0":  # a byte that is no character, or one for private use
                points -= 4
            else:
                points -= 1
    return points / beyond if beyond else 0.0


@cache
def levels() -> frozenset[str]:
    """The characters in use in one script or the other, and marks."""
    return common("gb2312") | common("big5") | frozenset(MARKS)

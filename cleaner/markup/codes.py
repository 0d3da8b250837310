"""Codes of other programs in text: escapes of characters and line ends, forum codes, field codes of Word. Used by passes/markup.py."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.chars import CLOSING, HAN, OPENING, either, pattern
from cleaner.core import Edit
from cleaner.markup.talk import Code, named, object_of, quoted, talked_about_codes

SURE, DOUBTFUL = 0.96, 0.6

ABOUT_POINTS = pattern(
    r"[转轉][义義]|[编編][码碼]|[码碼][点點位]|字符集|(?<![./\w])(?:Unicode|UTF-?\d*|ASCII|JSON|JavaScript|Java|Python)(?!\w)",
    re.I,
)
ABOUT_LINE_ENDS = pattern(
    r"[转轉][义義]|[换換回][行车車]|制表符|反斜[杠線线]|正[则則]表|字符串|字串|[编編]程|[函变變][数數量]|(?<![./\w])(?:printf|LaTeX|TeX|Python|Java|JSON)(?!\w)",
    re.I,
)
ABOUT_FORUMS = pattern(
    either(
        *(rf"[{name[0]}{name[0].lower()}](?<!\w.)(?i:{name[1:]})(?!\w)" for name in ("BBCode", "UBB", "Discuz")),
        *("[论論][坛壇]代[码碼]", "[Mm](?i:arkdown)"),
    )
)
ABOUT_FIELDS = pattern(r"域代[码碼]|域[开開][关關]|[目]录域|切[换換]域|Word[ 的中]{0,2}域", re.I)

POINTS = pattern(r"(?:(?:\\{1,4}u|%u)[0-9a-f]{4})+", re.I)
POINT = pattern(r"[\\%]+u([0-9a-f]{4})", re.I)
JSON = pattern(r"\s{0,9}(?:\[\s{0,99})?\{\s{0,99}\"[^\"\n]{1,99}\"\s{0,9}:")
VALUE = pattern(r"[A-Za-z_][\w.-]{1,30}=\Z", re.A)
NEAR = 60  # how far from an escape its meaning is looked for
WORDS = 4  # characters of an escape that are words of its sentence: a text that is about escapes elsewhere may hold it
TALK = 200  # how far from it those are spoken of
FULL = tuple("“《【（")  # quotation marks that a sentence has, not those of an example in code
CHINESE = pattern(f"[{HAN}{CLOSING}{OPENING}—·～]")

BEFORE_LINE_END = pattern(rf"[{HAN}{CLOSING}{OPENING}—A-Za-z0-9.!?)%\n]")
LINE_ENDS = pattern(rf"\\{{1,2}}[rnt](?:\\{{1,2}}[rnt]){{0,30}}(?=[{HAN}{OPENING}0-9 \u3000\n\r(=*\#-]|\Z)")
LINE_END = pattern(r"\\{1,2}r\\{1,2}n|\\{1,2}([rnt])")
AFTER_SENTENCE = "。！？；：…”）》.!?\n"
SPREAD = 3  # literal line ends in a text after which those between two words are no talk either

FORUM_NAMES = "b|i|u|s|color|size|font|url|img|quote|align|left|center|right|email|list|table|tr|td|hide|attach|flash|media|backcolor|float|indent|free|p"
FORUM = pattern(rf"\[(/?)({FORUM_NAMES})(=[^\[\]\n]{{1,200}})?\]", re.I | re.A)
PICTURE = pattern(r"\[(img|attach|flash|media)(?:=[^\[\]\n]{1,60})?\][^\[\]\s]{1,300}\[/\1\]", re.I | re.A)

FIELD = pattern(
    r"""
    [\x13-\x15]? (?<![A-Za-z]) (?:
        TOC (?: \ \\[a-z] (?: \ ?["“”][^"“”\n]{0,30}["“”] )? ){1,9}
      | HYPERLINK \ \\l \ ?["“”]?_[A-Za-z]\w{0,40}["“”]?
      | (?: HYPERLINK | INCLUDEPICTURE ) \ ?["“”][^"“”\n]{1,300}["“”] (?: \ ?\\[a-z] (?: \ ?["“”][^"“”\n]{0,60}["“”] )? ){0,4}
      | PAGEREF \ _(?:Toc|Ref|Hlk)\d{1,20} (?: \ \\[a-z] ){0,4}
      | REF \ _(?:Toc|Ref|Hlk)\d{1,20} (?: \ \\[a-z] ){0,4}
      | (?: PAGE | NUMPAGES | SEQ \ \w{1,10} \ \\\*\ ARABIC | SHAPE )? \ ?\\\*\ ?MERGEFORMAT(?:INET)?
    ){1,9} [\x13-\x15]?
""",
    re.X | re.A,
)


def is_json(text: str) -> bool:
    """Whether a text is JSON, or lines of it: its escapes belong to it."""
    return JSON.match(text) is not None and text.rstrip()[-1] in "}]"


def points(text: str) -> Iterator[Edit]:
    r"""Characters written as their code points: \u4e2d\u6587.

    >>> [edit.new for edit in points("发\\u5c55，\\u4e2d\\u56fd")]
    ['展', '中国']
    """
    if ("\\u" not in text and "\\U" not in text and "%u" not in text) or is_json(text):
        return
    about = None
    quoting: list[Edit] = []
    proven = False
    for run in POINTS.finditer(text):
        units = [int(unit, 16) for unit in POINT.findall(run[0])]
        new = b"".join(unit.to_bytes(2, "big") for unit in units).decode("utf-16-be", "replace")
        if not CHINESE.search(new) or not all(char > "\x7f" or char.isalnum() or char == " " for char in new):
            continue
        if "\ufffd" in new or not all(char.isprintable() or char == "\u3000" for char in new):
            continue
        if about is None:
            about = ABOUT_POINTS.search(text) is not None
        start, end = run.span()
        near = CHINESE.match(text, end) or (start and CHINESE.match(text, start - 1))
        said = about and not (
            near and len(new) >= WORDS and not ABOUT_POINTS.search(text, max(0, start - TALK), end + TALK)
        )
        sure = not said and (near or len(units) > 1)
        edit = Edit(start, end, new, "escaped-character", DOUBTFUL, {"char": new})
        if sure and not _explained(text, start, end, new):
            proven = True
            yield edit._replace(confidence=SURE)
        elif sure and len(new) >= WORDS and text[start - 1] in FULL and quoted(text, start, end):
            quoting.append(edit)
        else:
            yield edit
    for edit in quoting:
        start, end = edit.start - 1, edit.end + 1
        sure = proven and not object_of(text, start, end) and not _explained(text, start, end, edit.new)
        yield edit._replace(confidence=SURE) if sure else edit


def _explained(text: str, start: int, end: int, new: str) -> bool:
    """Whether an escape is talked about, or what it stands for stands near in quotes or brackets."""
    before = text[max(0, start - 1) : start]
    bracketed = before in ("（", "(")
    if len(new) == 1 and (bracketed or before in ("“", "‘", "「", '"', "'", "`")):
        return True
    if (named(text, start, end) and not bracketed) or object_of(text, start, end, close=True):
        return True
    if VALUE.search(text[max(0, start - 40) : start]):
        return True
    near = text[max(0, start - NEAR) : start] + "\n" + text[end : end + NEAR]
    at = near.find(new)
    while at >= 0:
        if quoted(near, at, at + len(new)):
            return True
        at = near.find(new, at + 1)
    return False


def line_ends(text: str, newline: str) -> Iterator[Edit]:
    r"""Line ends and tabs written as \n, \r\n and \t in prose.

    >>> [edit.new for edit in line_ends("他走了。\\n天黑了。", "\n")]
    ['\n']
    """
    if ("\\n" not in text and "\\r" not in text and "\\t" not in text) or is_json(text):
        return
    runs = [m for m in LINE_ENDS.finditer(text) if m.start() == 0 or BEFORE_LINE_END.match(text, m.start() - 1)]
    if not runs:
        return
    firm = [m.start() == 0 or text[m.start() - 1] in AFTER_SENTENCE for m in runs]
    sure = not ABOUT_LINE_ENDS.search(text)
    spread = sum(firm) >= SPREAD
    for run, is_firm in zip(runs, firm, strict=True):
        ends = [m[1] for m in LINE_END.finditer(run[0])]
        edges = run.start() == 0 or text[run.start() - 1] == "\n" or text[run.end() : run.end() + 1] in ("", "\n", "\r")
        new = newline * sum(end != "t" for end in ends)
        if edges:
            new = ""
        elif not new:
            new = " "
        said = not sure or named(text, *run.span()) or object_of(text, *run.span())
        confidence = SURE if not said and (is_firm or spread) else DOUBTFUL
        yield Edit(run.start(), run.end(), new, "escaped-line-end", confidence, {"escape": run[0]})


def forum_codes(text: str) -> Iterator[Edit]:
    """Codes of forums: [b], [/color], [url=...], [img]...[/img].

    >>> [edit.start for edit in forum_codes("[b]新[/b]方法[b]项，[1]")]
    [0, 4]
    """
    codes = list(FORUM.finditer(text))
    if not codes:
        return
    about = ABOUT_FORUMS.search(text) is not None
    pictures = list(PICTURE.finditer(text))
    found = _with_partners(codes, pictures)
    said = talked_about_codes(text, [code for _, code in found])
    for (m, code), is_said in zip(found, said, strict=True):
        tag, confidence = m.re.groups > 1, DOUBTFUL if about or is_said else SURE
        if not tag:
            yield Edit(m.start(), m.end(), "", "forum-code", confidence, {"tag": m[1].lower()})
            continue
        before = text[m.start() - 1 : m.start()] if m.start() else ""
        if not (m[1] or m[3]) and text[m.end() : m.end() + 1] in ("(", ":"):
            continue  # a link of Markdown
        if before and before in "!]\\" and not m[1]:
            continue
        if code.partner >= 0 or (m[1] and len(m[2]) > 1) or (m[3] and len(m[2]) > 3):
            yield Edit(m.start(), m.end(), "", "forum-code", confidence, {"tag": m[2].lower()})


def _with_partners(codes: list[re.Match[str]], pictures: list[re.Match[str]]) -> list[tuple[re.Match[str], Code]]:
    """The pictures, and the codes outside of them with the index of their other half, in order."""
    found: list[tuple[re.Match[str], Code]] = []
    opened: dict[str, list[int]] = {}
    end = 0
    for m in sorted([*pictures, *codes], key=lambda m: (m.start(), -m.end())):
        if m.start() < end:
            continue
        partner = -1
        if m.re.groups == 1:
            end = m.end()
        elif not m[1]:
            opened.setdefault(m[2].lower(), []).append(len(found))
        elif opened.get(m[2].lower()):
            partner = opened[m[2].lower()].pop()
            other = found[partner]
            found[partner] = other[0], other[1]._replace(partner=len(found))
        found.append((m, Code(m.start(), m.end(), m.re.groups > 1 and m[1] == "/", partner)))
    return found


def fields(text: str) -> Iterator[Edit]:
    r"""Field codes of Word: TOC \o "1-3" \h, PAGEREF _Toc123 \h.

    >>> text = r'HYPERLINK \l "_Toc12" 第一章 总则 PAGEREF _Toc12 \h 1'
    >>> [text[edit.start:edit.end] for edit in fields(text)]
    ['HYPERLINK \\l "_Toc12" ', 'PAGEREF _Toc12 \\h ']
    """
    if (
        "_Toc" not in text
        and "_Ref" not in text
        and "_Hlk" not in text
        and "TOC " not in text
        and "MERGEFORMAT" not in text
        and "HYPERLINK " not in text
    ):
        return
    about = ABOUT_FIELDS.search(text) is not None
    for m in FIELD.finditer(text):
        start, end = m.span()
        said = about or named(text, start, end) or object_of(text, start, end) or _in_braces(text, start, end)
        if text[end : end + 1] == " " and (start == 0 or text[start - 1].isspace()):
            end += 1
        yield Edit(start, end, "", "field-code", DOUBTFUL if said else SURE, {"field": m[0].strip()[:40]})


def _in_braces(text: str, start: int, end: int) -> bool:
    """Whether { and } stand around: what Alt+F9 shows."""
    return text[max(0, start - 3) : start].rstrip().endswith("{") and text[end : end + 3].lstrip().startswith("}")

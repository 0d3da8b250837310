r"""Left-over markup: HTML tags and entities, \u4e2d and \n escapes, forum codes, field codes of Word;
and characters whose codes lost their signs or are bytes (u4e2d, ldquo;, %E4%B8%AD: cleaner/markup/stripped.py).

Tags: what separates blocks (<p>, <br>, <div>) leaves a line end where there is text on both sides and none yet, the rest
nothing; a line of tags alone goes with its line end. A non-breaking space after 。 or at a line's edge is a left-over of layout
and goes; in front of a paragraph two or more become the indent that other paragraphs have; anywhere else they are one plain
space, or from three on (a blank to fill in) as many as were seen. Entities are decoded through all their levels at once
(&amp;amp;lt;), by `html.unescape`.

Left alone or held, because it is written on purpose:
  all in a text about HTML, XML, escapes (an escape of four characters and more only near such talk), and near a word on the making of
    pages (React, 前端); what is talked about (cleaner/markup/talk.py): a code in quotes, next to 标签 or the object of a verb,
    an escape whose meaning stands near, data, an example to copy; the source of a page or template; lines of an annotation (<e1>张三</e1>);
  <br> at line ends where nothing else is left over: so Markdown breaks lines;
  what is no tag: List<String>, a<b, <https://…>, <党的生活>, a lone <a> or [b] that may be a name or a label;
  tags without which the text reads otherwise: 10<sup>8</sup>, <del>, cells of tables, pictures amid words;
  in Markdown, well-formed HTML, comments and spaces of indentation; only tags without their other half and those of Word go;
  \nu, C:\new, \d+, and \n or \u in a text about programming.
The names of entities are those of HTML 4; the other two thousand of HTML 5 are held, as are entities that lost their semicolon, but for
a few that nobody writes otherwise. The lists of tags are in cleaner/markup/tags.py, the other codes in cleaner/markup/codes.py.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from cleaner.census import Kind
from cleaner.chars import HAN_LETTER, pattern
from cleaner.core import Edit, Note, Span, trigger
from cleaner.lines import whole_line
from cleaner.markup.catalogue import is_catalogue
from cleaner.markup.codes import fields, forum_codes, is_json, line_ends, points
from cleaner.markup.stripped import stripped
from cleaner.markup.tags import (
    ABOUT_ENTITIES,
    BLOCKS,
    DOUBTFUL,
    SURE,
    Evidence,
    Tag,
    annotated,
    evidence,
    is_source,
    sureness,
    tags,
)
from cleaner.markup.talk import quoted, set_apart, talked_about, talked_about_mark

LEVELS = r"(?:amp;|\#38;|\#x26;){0,4}"
LOST = "ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot"  # certain without their semicolon
SPACE_NAME = rf"{LEVELS}(?:nbsp|ensp|emsp|thinsp|\#160|\#xa0)(?:[;；]|(?![A-Za-z0-9=]))"
NBSP = f"[&＆]{SPACE_NAME}"
BLANKS, WIDE_BLANKS = (  # the full-width ampersand is rare, and a class takes longer than a character
    pattern(rf"{sign}{SPACE_NAME}(?:[ \t\u00a0\u3000]{{0,40}}{NBSP})*[ \t\u00a0]{{0,40}}", re.A | re.X | re.I)
    for sign in ("&", "[&＆]")
)
ONE_NBSP = pattern(NBSP, re.A | re.X | re.I)
ENTITY = pattern(
    rf"""
    & (?P<levels>{LEVELS}) (?:
        (?: (?P<name>[a-z][a-z0-9]{{1,30}}) | \#\d{{2,7}} | \#x[0-9a-f]{{2,6}} ) ;
      | (?P<lost>{LOST}) (?![A-Za-z0-9=;])
    )
""",
    re.I | re.A | re.X,
)
# A filter took qu out of the names of quotation marks.
CUT = {"ldo": "ldquo", "rdo": "rdquo", "lso": "lsquo", "rso": "rsquo"}
# A mark whose entity lost its ampersand: #xff0c; for ，.
NO_AMPERSAND = pattern(r"#x(?:ff[01][0-9a-f]|ff5[bde]|20[12][0-9a-f]|30[01][0-9a-f]);(?<![&;].{7})", re.I)
SPACE = pattern(r"[ \t]*")
WHITE = pattern(r"\s*")
GAP = pattern(r"[ \t\r\n\u3000]{0,80}")

ENDS_SENTENCE = "。！？；…”’）】》」』"
PAUSES = "，、：,:"
SURE_ENOUGH = 0.9  # from here on the chain makes an edit
BLANK_TO_FILL = 3  # spaces that are more than a gap after a pause, and a blank that somebody has to fill in


@trigger(Kind(r"<&＆\\\[%#=;u"))
def markup(text: str) -> Iterator[Edit | Note]:
    """Left-over HTML tags and entities, escapes, forum codes, field codes of Word.

    >>> from cleaner.core import apply
    >>> apply(text := "<p>研发&amp;设计&mdash;&mdash;第一步。&nbsp;</p>", sorted(markup(text)))
    '研发&设计——第一步。'
    """
    edits = [*_left_over(text, "\r\n" if "\r\n" in text else "\n")]
    spans = annotated(text) if edits else []
    ends = [end for _, end in spans]
    for edit in edits:
        if edit.confidence >= SURE_ENOUGH:
            at = bisect_right(ends, edit.start)
            token = WHITE.match(text, edit.start, edit.end).end()  # type: ignore[union-attr]
            if (at < len(spans) and spans[at][0] < edit.end) or set_apart(text, token):
                edit = edit._replace(confidence=DOUBTFUL)
        yield edit


def _left_over(text: str, newline: str) -> Iterator[Edit]:
    if ("<" in text or "&" in text or "＆" in text) and not is_source(text) and not is_catalogue(text):
        yield from _html(text, newline)
    if "\\" in text or "%u" in text:
        yield from points(text)
        yield from line_ends(text, newline)
        yield from fields(text)
    if "[" in text:
        yield from forum_codes(text)
    if "#x" in text:
        yield from _no_ampersand(text)
    if (found := [*stripped(text)]) and not is_source(text) and not is_json(text):
        yield from found


def _html(text: str, newline: str) -> Iterator[Edit]:
    found = tags(text)
    blanks = [
        (_blanks_before(text, m.start()), m.end()) for m in (WIDE_BLANKS if "＆" in text else BLANKS).finditer(text)
    ]
    entities = [m for m in ENTITY.finditer(text) if not ONE_NBSP.match(text, m.start())]
    if not (found or blanks or entities):
        return
    seen = evidence(text, found)
    sure: list[tuple[int, int, Tag | None]] = []
    for tag, confidence in zip(found, sureness(text, found, seen), strict=True):
        if confidence >= SURE:
            sure.append((tag.start, tag.end, tag))
        elif confidence:
            yield Edit(tag.start, tag.end, "", "html-tag", confidence, {"tag": tag.name})
    for start, end in blanks:
        between = _after_sentence(text, start)
        if _spoken_space(text, start, end) or ((seen.about_near(start) or seen.markdown) and not between):
            yield Edit(start, end, " ", "non-breaking-space", DOUBTFUL)
        else:
            sure.append((start, end, None))
    sure.sort(key=lambda item: item[:2])
    yield from _clusters(text, sure, newline)
    yield from _entities(text, entities, found, seen)


def _blanks_before(text: str, start: int) -> int:
    at = start
    while at > 0 and text[at - 1] in " \t\u00a0\u3000" and start - at < 40:
        at -= 1
    return at


def _spoken_space(text: str, start: int, end: int) -> bool:
    core = ONE_NBSP.search(text, start, end)
    assert core
    bracket = text[start - 1 : start] in ("（", "(", "[", "【") and text[end : end + 1] in ("）", ")", "]", "】")
    return core.end() >= end - 1 and not bracket and talked_about(text, core.start(), core.end())


def _after_sentence(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in ENDS_SENTENCE


# -- tags and spaces ---------------------------------------------------------------------------------------------------


def _clusters(text: str, sure: list[tuple[int, int, Tag | None]], newline: str) -> Iterator[Edit]:
    """Tags and non-breaking spaces that follow each other with nothing but white space between are one repair."""
    paragraphs = newline * 2 if newline * 2 in text else newline
    indent = "\u3000\u3000" if text.startswith("\u3000\u3000") or "\n\u3000\u3000" in text else ""
    cluster: list[tuple[int, int, Tag | None]] = []
    for item in sure:
        if cluster and item[0] < cluster[-1][1]:
            continue  # spaces inside a tag
        if cluster and GAP.fullmatch(text, cluster[-1][1], item[0]) is None:
            yield from _repair(text, cluster, newline, paragraphs, indent)
            cluster = []
        cluster.append(item)
    if cluster:
        yield from _repair(text, cluster, newline, paragraphs, indent)


def _repair(
    text: str, cluster: list[tuple[int, int, Tag | None]], newline: str, paragraphs: str, indent: str
) -> Iterator[Edit]:
    start, end = cluster[0][0], cluster[-1][1]
    names = [tag.name for _, _, tag in cluster if tag]
    code, facts = ("html-tag", {"tag": names[0]}) if names else ("non-breaking-space", {})
    left, right = start, SPACE.match(text, end).end()  # type: ignore[union-attr]
    while left > 0 and text[left - 1] in " \t" and start - left < 40:
        left -= 1
    starts = left == 0 or text[left - 1] in "\r\n"
    ends = right == len(text) or text[right] in "\r\n"
    if starts and ends and names:
        yield Edit(*whole_line(text, left, right), "", code, SURE, facts)
    elif starts or ends:
        inner = text[start:end]
        spaces = len(ONE_NBSP.findall(inner))
        wide = "\u3000" * min(2, inner.count("\u3000"))
        new = (wide or (indent if spaces > 1 and text[right : right + 1] != "\u3000" else "")) if starts else ""
        yield Edit(left, right, new, code, SURE, facts)
    elif not BLOCKS.isdisjoint(names):
        inner = text[start:end]
        lines = inner.count("\n") or inner.count("\r")
        new = newline * lines or (
            newline if set(names) & BLOCKS <= {"br", "li", "tr"} and names.count("br") < 2 else paragraphs
        )
        yield Edit(left, right, new, code, SURE, facts)
    elif len(names) == len(cluster):
        for a, b, tag in cluster:
            assert tag
            yield Edit(a, b, "", code, SURE, {"tag": tag.name})
    else:
        yield Edit(start, end, _spaces(text, start, end), code, SURE, facts)


def _spaces(text: str, start: int, end: int) -> str:
    """What non-breaking spaces inside a line are: nothing next to a full-width mark, else plain spaces, as many as were seen if that is a blank."""
    inner = text[start:end]
    width = len(ONE_NBSP.findall(inner)) + ONE_NBSP.sub("", inner).count(" ")
    left, right = text[start - 1], text[end]
    if left in ENDS_SENTENCE or (
        width < BLANK_TO_FILL and (left in PAUSES + "“（《" or right in ENDS_SENTENCE + "，、：")
    ):
        return "" if left not in "（(" or right not in "）)" else " " * width
    return " " * (width if width >= BLANK_TO_FILL else 1)


# -- entities ----------------------------------------------------------------------------------------------------------


def _entities(text: str, entities: list[re.Match[str]], found: list[Tag], seen: Evidence) -> Iterator[Edit]:
    starts = [tag.start for tag in found]
    about = bool(entities) and ABOUT_ENTITIES.search(text) is not None
    in_quotes = _quoted_runs(text, entities)
    for m in entities:
        at = bisect_right(starts, m.start()) - 1
        if at >= 0 and m.start() < found[at].end:
            continue
        span, new, confidence = _decoded(m)
        if not new:
            continue
        syntax = new in "<>&\"'"  # what HTML escapes, and so what a text on HTML writes as an entity
        address = text[max(0, m.start() - 2) : m.start()].rstrip()[-1:] in ("=", "(")
        if (
            about
            or (syntax and seen.about_near(m.start()))
            or address
            or (not HAN_LETTER.match(new) and (m.start() in in_quotes or talked_about_mark(text, *span, new)))
        ):
            confidence = DOUBTFUL
        yield Edit(*span, new, "html-entity", confidence, {"entity": text[slice(*span)]})


def _no_ampersand(text: str) -> Iterator[Edit]:
    """The marks whose entities lost their ampersands."""
    for m in NO_AMPERSAND.finditer(text):
        confidence = DOUBTFUL if ABOUT_ENTITIES.search(text) else SURE
        yield Edit(*m.span(), chr(int(m[0][2:-1], 16)), "html-entity", confidence, {"entity": m[0]})


def _quoted_runs(text: str, entities: list[re.Match[str]]) -> set[int]:
    """Where the entities start that stand in quotes together: “&lt;&gt;”, but not “&hellip;&hellip;”, which is one mark."""
    found: set[int] = set()
    first = 0
    for i, m in enumerate(entities):
        if i + 1 < len(entities) and entities[i + 1].start() == m.end():
            continue
        if i > first and quoted(text, entities[first].start(), m.end()) and m[0] != entities[i - 1][0]:
            found.update(each.start() for each in entities[first : i + 1])
        first = i + 1
    return found


def _decoded(m: re.Match[str]) -> tuple[Span, str, float]:
    """Where an entity is, what it stands for ("" where nobody knows), and how sure that is."""
    import html
    from html.entities import html5, name2codepoint

    span = m.span()
    name = CUT.get(m["name"], m["name"] or m["lost"] or "")
    if name and f"{name};" not in html5:
        if not m["levels"]:
            return span, "", 0
        return (m.start(), m.start() + m["levels"].index(";") + 2), "&", SURE
    core = f"&{name or m[0][len(m['levels']) + 1 : -1]};"
    new = html.unescape(core)
    if new in ("\n", "\r", "\t"):
        return span, "\n" if new == "\n" else " ", DOUBTFUL
    if any(unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") for char in new) or new == "\ufffd":
        return span, "", 0
    return span, new, SURE if not name or name in name2codepoint or name == "apos" else DOUBTFUL

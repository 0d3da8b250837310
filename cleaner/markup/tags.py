"""HTML tags in text: which there are, which belong together, and how sure it is that one is left over. Used by passes/markup.py."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import islice
from typing import NamedTuple

from cleaner.chars import either, pattern
from cleaner.core import Span
from cleaner.markup.talk import Code, talked_about_codes
from cleaner.spans import merge


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCKS = _names(
    "p div br hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 center blockquote section article table tbody thead tr"
)
INLINE = _names("span font strong b em i u a big small nobr wbr ins mark img")
# Known, but never taken away: without them the text would read otherwise (10<sup>8</sup>, deleted words, cells, readings), or they
# stand for something that is shown.
MEANT = _names(
    "sub sup s del strike ruby rt rp rb td th code pre kbd samp var tt html head body title meta link script style input button "
    "select option form label textarea iframe object embed param video audio source details summary main header footer nav aside "
    "figure figcaption address cite q dfn abbr time data svg math template canvas map area base col caption fieldset legend"
)
VOID = _names("br hr wbr img")
COMMON = _names("div span li ul ol tr h1 h2 h3 h4 h5 h6 font strong em center")  # a lone <font> is nothing else

LT, GT = (
    rf"(?:{sign}|&(?:amp;){{0,3}}(?:{name}|\#0?{ord(sign)}|\#x{ord(sign):x});)"
    for sign, name in (("<", "lt"), (">", "gt"))
)
# Some sites cut their lines inside the tags: < br>, and </p> on two lines.
CUT = r"(?:[ \r\n]{1,2}(?=br ?/?>|/(?:p|br|div|span|strong|font|li|td|tr)>))?"
TAG = pattern(rf"{LT}{CUT}([/?!]?\[?[a-z](?:[^<>&]|&(?!(?:amp;){{0,3}}lt;)){{0,600}}?){GT}", re.I | re.A)
COMMENT = pattern(r"<!--(?:[^<-]|-(?!->)|<(?!!--)){0,4000}-->")
SWITCH = pattern(r"\bcleaner: ?(?:off|on)\b")
BODY = pattern(
    r"""
    (?P<close>/?) (?P<name>[a-z][a-z0-9]* (?: :[a-z]\w* )?)
    (?P<attributes> (?: \s+ (?:
        [a-z_][\w:.-]* \s*=\s* (?: "[^"]*" | '[^']*' | “[^”]*” | [^\s"'=<>`]+ )
      | nowrap | noshade | compact | hidden | border
    ) )* ) \s* /?
""",
    re.I | re.A | re.X,
)
WORD = pattern(r"\bmso-|\bMso[A-Z]")
WORD_PREFIXES = ("o:", "v:", "w:", "m:", "st1:")
WORD_SPECIAL = pattern(r"[?]xml:namespace\b.*|!?\[(?:if\b|endif).*|!--\[if\b.*|!--(?:Start|End)Fragment.*", re.S | re.I)

# A page or a template, not text with left-over tags: leave everything.
SOURCE = pattern(
    r"<(?:!doctype|html[\s>]|head>|body[\s>]|meta\s|link\s|\?(?:php|xml\s)|%|template|script\b[^<>]*>)", re.I
)
TEMPLATE = pattern(r"\{[{%]")


def _word(initials: str, *names: str) -> str:
    """The source of a regex that finds one of several names, with the initials in a class of their own, which is fast to look for."""
    return rf"[{initials}](?<![./\w<!?-].)(?i:{'|'.join(f'(?<={name[0]}){name[1:]}' for name in names)})(?![\w-]|:\w)"


ABOUT = [
    pattern(_word("BCDHJUXbcdhjux", "BBCode", "CSS3?", "DOM", "HTML5?", "JSX", "UBB", "XHTML5?", "XML"), re.A),
    pattern(
        either(
            *("[网網][页頁]源", "[转轉][义義]", "[实實][体體](?:字符|[编編][码碼]|名|引用)"),
            *("字符[实實][体體]", "超文本", "[标標][记記][语語]言", r"`[^`\n]{0,80}(?i:<[a-z/!]|&[a-z#])"),
            r"&(?i:(?:amp;)?lt;[^<>\n]{0,20}&(?:amp;)?gt;) ?(?:[标標][签籤]|元素)",
        ),
        re.A,
    ),
]
# A text on other things may speak of these in passing (前端 is the front of a hat, too).
PASSING = [
    pattern(either("前端", "源代[码碼]")),
    pattern(_word("JMRVjmrv", "JavaScript", "Markdown", "React", "Vue"), re.A),
]
MORE_THAN_PASSING = 3
AROUND = 300  # code points on each side in which a text that speaks of these is about them
ABOUT_ENTITIES = pattern(
    either(
        *(
            "[转轉][义義]",
            "[实實][体體](?:字符|[编編][码碼]|名|引用)",
            "字符 ?[实實][体體]",
            "[Hh](?i:TML) ?[实實][体體]",
        ),
        *("[Xx](?i:ML) ?[实實][体體]", r"`[^`\n]{0,80}&(?i:[a-z]|#)"),
    )
)
MARKDOWN = [  # one of these in a text with a line end before it
    pattern(sign)
    for sign in (
        r"\n#{1,6} \S",
        r"\n(?:```|~~~)",
        r"\n\|[ ]?:?-{2,}[:|\- ]*\|[ \t]*(?![^\n])",
        r"\]\((?:https?:|/|#|\.)",
        r"\*\*[^*\n]{1,80}\*\*[^*\n]{0,400}\*\*",
    )
]

# What HTML knows besides: no annotation.
OTHER = _names(
    "acronym applet basefont bdi bdo bgsound blink content data dialog dir frame frameset hgroup isindex keygen layer listing marquee menu "
    "meter nobr noframes noscript output picture plaintext progress slot spacer track xmp search path g"
)
UNKNOWN = pattern(r"<(/?)([^\W\d_][\w.-]{0,30})(?:\s[^<>]{0,300})?>")
MARGIN = 500  # how far the rest of its line may reach on both sides of an annotation

SURE, DOUBTFUL = 0.97, 0.6


class Tag(NamedTuple):
    """A tag, or a comment ("!"), in a text; `known` says whether it is one to take away, `partner` where its other half is."""

    start: int
    end: int
    name: str
    close: bool
    bare: bool
    word: bool
    partner: int = -1


class Evidence(NamedTuple):
    """What the text as a whole says: is it about markup, is it Markdown, and where does it speak of the like in passing."""

    about: bool
    markdown: bool
    passing: list[int]

    def about_near(self, at: int) -> bool:
        """Whether the text is about markup, or speaks of the like near a place."""
        near = bisect_left(self.passing, at - AROUND)
        return self.about or (near < len(self.passing) and self.passing[near] <= at + AROUND)


def is_source(text: str) -> bool:
    """Whether a text is the source of a page or a template."""
    return SOURCE.search(text) is not None or TEMPLATE.search(text) is not None


def tags(text: str) -> list[Tag]:
    """The tags of a text that HTML or Word knows, escaped ones too, each with the index of its other half.

    >>> [(tag.name, tag.close, tag.partner) for tag in tags("<b>新</b>方法&lt;br/&gt;，List<String>，《法》")]
    [('b', False, 1), ('b', True, 0), ('br', False, -1)]
    """
    found = [
        Tag(m.start(), m.end(), "!", False, False, bool(WORD_SPECIAL.match(m[0], 1))) for m in COMMENT.finditer(text)
    ]
    comments = iter([*found, Tag(len(text), len(text), "!", False, False, False)])
    comment = next(comments)
    for m in TAG.finditer(text):
        while comment.end <= m.start() < len(text):
            comment = next(comments)
        if m.start() < comment.start and (tag := _tag(m)):
            found.append(tag)
    found.sort()
    opened: dict[str, list[int]] = {}
    for i, tag in enumerate(found):
        if not tag.close:
            opened.setdefault(tag.name, []).append(i)
        elif opened.get(tag.name):
            other = opened[tag.name].pop()
            found[i], found[other] = tag._replace(partner=other), found[other]._replace(partner=i)
    return found


def _tag(m: re.Match[str]) -> Tag | None:
    import html

    body = m[1]
    for _ in range(4 if "&" in body else 0):
        body = html.unescape(body)
    if WORD_SPECIAL.fullmatch(body):
        return Tag(m.start(), m.end(), "!", False, False, True)
    parts = BODY.fullmatch(body)
    if not parts:
        return None
    name = parts["name"].lower()
    word = name.startswith(WORD_PREFIXES) or WORD.search(parts["attributes"]) is not None
    if not word and name not in BLOCKS and name not in INLINE and name not in MEANT:
        return None
    return Tag(m.start(), m.end(), name, bool(parts["close"]), not parts["attributes"], word)


def evidence(text: str, found: list[Tag]) -> Evidence:
    """What the text says about itself; what a tag says does not count, for the tag may go."""
    ends = [tag.end for tag in found]

    def in_tag(at: int) -> bool:
        near = bisect_right(ends, at)
        return near < len(found) and found[near].start <= at

    about = any(not in_tag(m.start()) for kind in ABOUT for m in kind.finditer(text))
    passing: list[int] = []
    if not about:
        places = (m.start() for kind in PASSING for m in kind.finditer(text))
        passing = sorted(islice((at for at in places if not in_tag(at)), MORE_THAN_PASSING))
    lines = "\n" + text
    return Evidence(about or len(passing) == MORE_THAN_PASSING, any(sign.search(lines) for sign in MARKDOWN), passing)


def annotated(text: str) -> list[Span]:
    """The lines in which a pair of tags that HTML does not know says what something is: <e1>张三</e1>, <string>…</string>.

    >>> annotated("一\\n<Person>张三</Person>来了。\\n<b>二</b>")
    [(2, 24)]
    """
    if "</" not in text:
        return []
    spans: list[Span] = []
    opened: dict[str, list[int]] = {}
    for m in UNKNOWN.finditer(text):
        name = m[2].lower()
        if name in BLOCKS or name in INLINE or name in MEANT or name in OTHER:
            continue
        if not m[1]:
            opened.setdefault(name, []).append(m.start())
        elif opened.get(name):
            start = opened[name].pop()
            before = text[max(0, start - MARGIN) : start]
            after = text[m.end() : m.end() + MARGIN]
            spans.append((start - len(before) + before.rfind("\n") + 1, m.end() + len(after.partition("\n")[0])))
    return merge(spans)


def sureness(text: str, found: list[Tag], seen: Evidence) -> list[float]:
    """How sure it is of each tag that it is left over; 0 for those of which nothing is to be said. Both halves are as sure as the less sure."""
    said = talked_about_codes(text, [Code(tag.start, tag.end, tag.close, tag.partner) for tag in found])
    alone = [_alone(text, tag, seen, is_said) for tag, is_said in zip(found, said, strict=True)]
    return [min(each, alone[tag.partner]) if tag.partner >= 0 else each for tag, each in zip(found, alone, strict=True)]


def _alone(text: str, tag: Tag, seen: Evidence, said: bool) -> float:
    if tag.name == "!" and SWITCH.search(text, tag.start, tag.end):
        return 0
    if seen.about_near(tag.start) or said:
        return DOUBTFUL if tag.name not in MEANT else 0
    if tag.word:
        return SURE
    if tag.name in MEANT:
        return DOUBTFUL if tag.name in ("sub", "sup", "td", "th", "s", "del", "strike") else 0
    lone = tag.partner < 0 and tag.name not in VOID and tag.name != "!"
    if seen.markdown:
        return SURE if lone and (tag.close or not tag.bare) else DOUBTFUL
    if tag.name == "img" and _inline(text, tag):
        return DOUBTFUL
    if not lone or tag.close or not tag.bare or tag.name in COMMON:
        return SURE
    if tag.start and text[tag.start - 1].isascii() and text[tag.start - 1].isalnum():
        return 0
    if tag.name == "p":
        return SURE if not _inline(text, tag) or text[tag.start - 1] in "。！？；：”…》）>;" else DOUBTFUL
    return DOUBTFUL if len(tag.name) > 1 else 0


def _inline(text: str, tag: Tag) -> bool:
    """Whether there is text on the same line before and after."""
    return text[max(0, tag.start - 1) : tag.start].strip() != "" and text[tag.end : tag.end + 1].strip() != ""

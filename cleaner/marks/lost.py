"""Where a glyph may stand for a lost mark, and where it is used for what it is: the places for the pass `glyphs`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from cleaner.chars import HAN, HAN_LETTER, either, pattern
from cleaner.lines import LINE
from cleaner.marks.at_ends import addresses
from cleaner.marks.throughout import wide

GLYPHS = "□■\ufffd"
PLACE = pattern(
    rf"""
    [□■\ufffd]
    (?<= [{HAN}0-9A-Za-z％%”’）》，。；：、！？)][□■\ufffd] )
    (?= [{HAN}0-9A-Za-z“‘《（”’）》，。；：、！？×＊*] )
    """,
    re.X,
)
QUERY = pattern(rf"\?(?<=[{HAN}”’）》，。；：、]\?)(?=[{HAN}“‘《（”’）》，。；：、]|\d{{2}}|[A-Z])")
POINT = pattern(rf"．(?<=[{HAN}]．)(?=[{HAN}]|(?:20[xX×＊*]{{2}}|[xX×＊*]{{2}}|\d{{4}})年)")
POINT_ENDS = pattern(rf"．(?<=[{HAN}]{{4}}．)[”’）》]?[ \u3000]*$", re.M)  # a sentence ends in it, at the end of a line
# What stands before the dot below a character that is quoted, as in exam papers.
POINTED = re.compile("[“‘《][^“”‘’《》，。；：！？]{1,11}$")
MANY, DENSE = 20, 25  # more places than the one, and more than one in so many code points: text is lost, not marks
DENSEST = 5  # more than one in so many of what stands for marks throughout: no speech has so many quotation marks
QUERIES = 3  # ? inside lines that are more than a slip
POINTS = 0.2  # ． between Han for each 。 at most
STOPS = 5  # 。 that show that a document writes it
NUMERAL = re.compile(r"(?:^|[，。；：、\s（(])第?[一二三四五六七八九十百\d]{1,4}$")
QUERIED = re.compile(r"\?")
ASKING = 0.1  # of all ? at most that may ask
ASKED = 24  # code points before a ? that may ask

CLAUSE_END = re.compile("[，。！？；：?!\n]")
PROSE_REACH = 200  # code points of the line on each side that show whether it is prose
PROSE_LEAST = 12  # Han characters of a line of prose at least
# A stop; or what goes on after a glyph as no label of a box does, in a sentence that has lost all its stops.
STOP = re.compile(
    f"[，。；：、！？]|[{GLYPHS}](?:的(?!确)|其中|但|而|却|因为|因此|所以|于是|然后|如果|虽然|可是|不过|他|她|它|这|那|我们|为了|由于|现将|同时|并且|从而|使得|以便|只要|尽管|不仅|不但|既然)"
)
NO_PROSE = re.compile(r"[_＿]{3}|[|│\t]|\.{6}|…{3}")

NEAR = 20  # code points on each side in which a sign shows what a glyph is used for
OPENING = "“‘「『（([【《<〈"
OPERATORS = "+\\-=＝＋－÷<>＜＞≤≥≠≈~^/|\\\\"
OPERATOR_BEFORE = pattern(rf"[{OPERATORS}]\Z|(?<![×＊*])[×＊*]\Z")
NEVER_AFTER = pattern(
    rf"""
    [{OPERATORS}] | [×＊*](?![×＊*])
  | \d+(?:\.\d+)? (?: \s*[×xX*]\s*\d | [A-Za-z(（\[] (?<![xX]) | $ )
    """,
    re.X,
)
AROUND = re.compile(f"[\u2610-\u2612\u2713-\u2718√○●◯◎◇◆△▲▽▼★☆▢▣◻◼▯{GLYPHS}]|(?<!×)×(?!×)")
SIGN = pattern(  # by-lines of newspapers, and words of what uses a square as a sign
    "[□■](?:本[报刊社])?(?:特约|实习)?(?:记者|通讯员)|[□■][文图摄]|游戏|按键|手柄|按□|[□■]键|方[钢管]|型钢|槽钢|截面|图例|符号|[□■]表示|[用以][□■][来作代替标]|公式|方程|等式|命题|定理|矩阵|元音|音节"
)
CLOSE = 2  # code points between two glyphs that are too close for lost marks
ENDED = tuple("。！？…?")  # before a mark that closes a paragraph
SOME = 4  # Han characters near a glyph that stands for marks throughout at least
LABEL = 8  # code points of a label of a check box at most
EDGE = "[，、；：。！？ \t\u00a0\u3000]"

REACH = 100  # code points on each side in which these words are looked for
LACUNA = pattern(  # words of epigraphy, excavated texts and verse, of formulas (a lost symbol), of drills and forms
    either(
        *(
            "墓志",
            "墓誌",
            "铭文",
            "铭曰",
            "碑(?<!纪念碑)(?<!丰碑)",
            "拓[本片]",
            "竹简",
            "木简",
            "简[牍文]",
            "[秦汉楚吴晋]简",
            "帛书",
        ),
        *(
            "甲骨",
            "金文",
            "残[片卷简碑诗句篇]",
            "释文",
            "缺[字文]",
            "[不未無无][詳详考]",
            "阙[字文]",
            "漫漶",
            "脱[字文]",
            "字迹",
            "磨灭",
            "难以辨认",
        ),
        *(
            "抄本",
            "刻本",
            "校勘",
            "原文[缺残脱阙]",
            "〔",
            "〕",
            "诗[曰云句]",
            "[古题残]诗",
            "绝句",
            "律诗",
            "词牌",
            "式中",
        ),
        *(
            "电[阻流压场势容]",
            "线圈",
            "电炉",
            "[离光质]子[的是数束]",
            "阴离子",
            "阳离子",
            "载流子",
            "正电子",
            "正态分布",
            "光心",
        ),
        *(
            "焦距",
            "能级",
            "基态",
            "填空",
            "填[上入写]",
            "方[框格]",
            "组词",
            "成语",
            "看拼音",
            "勾选",
            "[打划画][√勾“✓]",
            "请选",
        ),
        *("单选", "多选", "复选", "选框", "问卷"),
    )
)
ABOUT = pattern(  # what a text about the glyphs themselves speaks of
    either(
        *("字符集", "乱码", "码[点位]", "替换字符", "豆腐块", "方块字", "代码页", "编码格式"),
        *("[Uu](?i:nicode|tf-?8|\\+fffd)(?![A-Za-z])", "[Gg](?i:bk|b2312|b18030)(?![A-Za-z])"),
    )
)
ASKS = pattern(
    "[吗呢么嘛吧啊呀]$|什么|甚么|怎|谁|哪|何|几|多少|多[大久长高远]|是否|能否|可否|岂|难道|是不是|有没有|能不能|要不要"
    "|会不会|好不好|对不对|行不行|孰|焉|哉|吗|呢|知道|请问|问"
)


class Place(NamedTuple):
    """A glyph that may stand for a lost mark: its offset, its line, and whether it can only be held."""

    at: int
    start: int
    end: int
    doubt: bool


def places(text: str, throughout: Collection[str] = ()) -> list[Place]:
    """The places of a text, sorted.

    throughout: glyphs that are known to stand for marks throughout: they do at the ends of lines, too, two in a row and close together.

    >>> [place.at for place in places("各位代表、同志们□20xx年是我厂发展很不平凡的一年，请在□内打√。")]
    []
    """
    found = {place.at: place for place in (*_boxes(text), *_queries(text), *_points(text))}
    return sorted((found | {place.at: place for place in _wide(text, throughout)}).values())


def _wide(text: str, glyphs: Collection[str]) -> Iterator[Place]:
    """The places of glyphs that stand for marks throughout."""
    candidates = list(wide(text, glyphs))
    if not candidates or len(candidates) * DENSEST > len(text) or ABOUT.search(text):
        return
    lacunae = [m.start() for m in LACUNA.finditer(text)]
    for place in _in_lines(text, candidates):
        before, after = text[max(place.start, place.at - NEAR) : place.at], text[place.at + 1 : place.at + NEAR]
        ends = place.at + 1 >= place.end
        if _near(lacunae, place.at) or _signed(before, text[place.at], after.partition("\n")[0]):
            continue
        if ends and not (before[-1:] in ENDED or _prose(text, *place[:3]) or addresses(text, place.start, place.end)):
            continue
        if len(HAN_LETTER.findall(text, max(place.start, place.at - NEAR), min(place.end, place.at + NEAR))) >= SOME:
            yield place


def _boxes(text: str) -> Iterator[Place]:
    """The glyphs □ ■ � that may stand for a mark."""
    candidates = [m.start() for m in PLACE.finditer(text)] if any(glyph in text for glyph in GLYPHS) else []
    if not candidates or _dense(candidates, text) or ABOUT.search(text):
        return
    lacunae = [m.start() for m in LACUNA.finditer(text)]
    unused = [
        place
        for place in _in_lines(text, candidates)
        if not _near(lacunae, place.at) and not _used(text, place.at, place.start, place.end)
    ]
    kept = [place for place in unused if _prose(text, *place[:3]) or addresses(text, place.start, place.end)]
    for glyph in GLYPHS:
        own = [place for place in kept if text[place.at] == glyph]
        others = text.count(glyph) - sum(text[place.at] == glyph for place in unused)
        doubt = len(own) < others  # the document uses it for something else
        for place in own:
            yield place._replace(doubt=doubt)


def _queries(text: str) -> Iterator[Place]:
    """? inside lines, in a document where no ? asks."""
    if text.count("?") < QUERIES:
        return
    candidates = [m.start() for m in QUERY.finditer(text)]
    if len(candidates) < QUERIES or _dense(candidates, text):
        return
    asking = sum(
        1
        for m in QUERIED.finditer(text)
        if ASKS.search(CLAUSE_END.split(text[max(m.start() - ASKED, 0) : m.start()])[-1])
    )
    if asking > ASKING * text.count("?"):
        return
    if not ABOUT.search(text):
        yield from (place for place in _in_lines(text, candidates) if _prose(text, place.at, place.start, place.end))


def _points(text: str) -> Iterator[Place]:
    """． between Han, in a document that ends its sentences in 。 and none in ．"""
    if "．" not in text or text.count("。") < STOPS or POINT_ENDS.search(text):
        return
    candidates = [m.start() for m in POINT.finditer(text)]
    if not candidates or len(candidates) > POINTS * text.count("。"):
        return
    for place in _in_lines(text, candidates):
        numeral = NUMERAL.search(text[max(place.at - 6, place.start) : place.at])
        emphasis = POINTED.search(text[max(place.at - 12, place.start) : place.at])
        if not numeral and not emphasis and _prose(text, place.at, place.start, place.end):
            yield place


def _dense(candidates: list[int], text: str) -> bool:
    return len(candidates) > MANY and len(candidates) * DENSE > len(text)


def _in_lines(text: str, candidates: list[int]) -> Iterator[Place]:
    """The places with the lines that they stand in."""
    start = end = 0
    for at in candidates:
        if at >= end:
            start = max(text.rfind("\n", end, at), text.rfind("\r", end, at), end - 1) + 1
            end = LINE.match(text, at).end()  # type: ignore[union-attr]
        yield Place(at, start, end, False)


def _near(lacunae: list[int], at: int) -> bool:
    number = bisect_left(lacunae, at - REACH)
    return number < len(lacunae) and lacunae[number] <= at + REACH


def _prose(text: str, at: int, start: int, end: int) -> bool:
    """Whether the line is one of sentences."""
    line = text[max(start, at - PROSE_REACH) : min(end, at + PROSE_REACH)]
    return len(HAN_LETTER.findall(line)) >= PROSE_LEAST and not NO_PROSE.search(line) and bool(STOP.search(line))


def _used(text: str, at: int, start: int, end: int) -> bool:
    """Whether a glyph is used for what it is: a box, a bullet, a bar, a section of steel, a sign in a sum."""
    before, after = text[max(start, at - NEAR) : at], text[at + 1 : min(end, at + NEAR + 1)]
    if not before or not after or before[-1] in OPENING:
        return True
    return _signed(before, text[at], after) or (text[at] != "\ufffd" and _check_box(text, at, start, end))


def _signed(before: str, glyph: str, after: str) -> bool:
    """Whether what stands beside a glyph shows that it is a sign of its own."""
    if OPERATOR_BEFORE.search(before) or NEVER_AFTER.match(after) or (before[-1:].isdigit() and after[:1].isdigit()):
        return True
    if SIGN.search(before + glyph + after):
        return True
    return any(m[0] != glyph for side in (before, after) for m in AROUND.finditer(side))


def _check_box(text: str, at: int, start: int, end: int) -> bool:
    """Whether glyphs close together are boxes with labels: □是□否, 党员□非党员□."""
    glyph = text[at]
    first = last = at
    count = 1
    while (left := text.rfind(glyph, max(first - LABEL - 1, start), first)) >= 0:
        first, count = left, count + 1
        if count > 9:
            return True
    while (right := text.find(glyph, last + 1, min(last + LABEL + 2, end))) >= 0:
        last, count = right, count + 1
        if count > 9:
            return True
    if count == 1:
        return False
    labels = text[max(first - LABEL, start) : min(last + LABEL + 1, end)].split(glyph)
    if min(map(len, labels[1:-1])) < CLOSE:
        return True
    outside = [re.split(EDGE, labels[0])[-1], *labels[1:-1], re.split(EDGE, labels[-1])[0]]
    if count > 2:
        return not outside[0] or not outside[-1]
    if not outside[0] and outside[-1]:
        return True
    return any(a and b and a[-1] == b[-1] for a, b in pairwise(outside))

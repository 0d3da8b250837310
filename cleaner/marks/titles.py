"""Titles whose two marks were lost to the same glyph: 按照?建设工程质量管理条例?的规定 for 《…》, in a text that cites several.

What is cited ends in 条例, 规范, 标准 and the like, and stands at the start of an item, after a word that cites, or in a row with others.
Used by passes/glyphs.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.chars import HAN, pattern
from cleaner.core import Edit
from cleaner.marks.lost import ASKS

SURE = 0.95
FEW = 2  # titles that show it
CITES = pattern(
    r"""
    (?: (?:\A|[\n\r]) [ \t\u3000]* (?: [●○•·◆\-*] | [（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、)）] )? [ \t\u3000]*
      | 按照 | 依照 | 依据 | 根据 | 遵守 | 遵照 | 执行 | 符合 | 违反 | 贯彻 | 落实 | 印发 | 颁布 | 发布 | 制定 | 实施 | 修订 | 参照 | 参见 | [、和及与；，》]
    ) \Z
    """,
    re.X,
)
TITLE = pattern(
    rf"""
    (?P<glyph> [?□■\ufffd] )
    (?P<title> [{HAN}A-Za-z0-9（）()、/·—-]{{3,40}}
      (?: 规范 | 标准 | 规程 | 规定 | 条例 | 办法 | 细则 | 准则 | 规则 | 通则 | 通知 | 意见 | 决定 | 纲要 | 定额 | 图集 | 法 | 规划 | 方案 )
      (?: [（(][{HAN}0-9]{{1,8}}[)）] )?
    )
    (?P=glyph)
    """,
    re.X,
)
BEFORE = 12  # code points that are looked at


def titles(text: str) -> Iterator[Edit]:
    """The marks of titles, where a text has several so.

    >>> text = "1.?工程测量规范?GB50026；\\n2.?建筑施工安全检查标准?JGJ59；\\n3.怎样验收规范?"
    >>> [(edit.start, edit.new) for edit in titles(text)]
    [(2, '《'), (9, '》'), (21, '《'), (32, '》')]
    """
    found = [m for m in TITLE.finditer(text) if not ASKS.search(m["title"])]
    found = [m for m in found if CITES.search(text, max(m.start() - BEFORE, 0), m.start())]
    if len(found) < FEW:
        return
    for m in found:
        for at, mark in ((m.start(), "《"), (m.end() - 1, "》")):
            yield Edit(at, at + 1, mark, "lost-mark", SURE, {"glyph": m["glyph"], "ranking": mark})

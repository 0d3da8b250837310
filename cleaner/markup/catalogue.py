"""Lists of a program's messages, a line each: 无法打开 %s, 还有 {count} 项, or the source that holds them.

Such a list says the same where the program does, and its tags and entities are meant for the program: they are no damage.
"""

from __future__ import annotations

import re

from cleaner.chars import pattern

PLACEHOLDER = pattern(
    r"""
    % (?: (?:[1-9]\$)? [-+0#]? \d{0,3} (?:\.\d)? l? [sdiufxc](?![a-z]) | \(\w{1,40}\)[sd] | [1-9](?![\d%]) | [A-Z]{3,30} )
  | \{\w{0,20}\} | \$\w{1,30} (?:\.\w{1,30})* | \$\([A-Z]\w{0,20}\)
""",
    re.X,
)
BLANK_LINE = pattern(r"\n[ \t]*\n")
LEAST = 5  # placeholders
LINES = 50  # lines with one placeholder at most
SPACED = 10  # lines with one blank line at least: paragraphs stand apart, messages do not


def is_catalogue(text: str) -> bool:
    """Whether a text is a list of messages.

    >>> is_catalogue("\\n".join(f"无法打开 %s 的第 {n} 部分" for n in range(9))), is_catalogue("%s 表示字符串，%d 表示整数。")
    (True, False)
    """
    if text.count("%") + text.count("{") + text.count("$") < LEAST:
        return False
    found = sum(1 for _ in PLACEHOLDER.finditer(text))
    lines = text.count("\n") + 1
    return found >= LEAST and found * LINES >= lines and sum(1 for _ in BLANK_LINE.finditer(text)) * SPACED <= lines

"""Named character classes: what several passes mean by the same word. Strings for use inside a `[...]` of a regex."""

from __future__ import annotations

# Unified ideographs with extensions A-J, 〇 々 〻, and the compatibility blocks. The planes 2 and 3 hold nothing else.
HAN = "\u3005\u3007\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
KANA = "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af"

CLOSING = "，。、；：！？…）》〉」』】〕”’"  # full-width marks that lean on what stands before them
OPENING = "（《〈「『【〔“‘"
MARKS = CLOSING + OPENING + "—·～"

BREAK = "\n\r\v\f\x1c-\x1e\x85\u2028\u2029"  # every code point at which str.splitlines breaks; CR LF is two of them
BLANK = " \t\u00a0\u3000"  # white space inside a line

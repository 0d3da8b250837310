"""A repaired character in the form of its document: what was read in the simplified shadow of a traditional text is written in traditional form."""

from __future__ import annotations

import re
from functools import cache

from cleaner import judge
from cleaner.chars import HAN_RUN
from cleaner.proofreading.belonging import NEAR
from cleaner.scripts.forms import converter
from cleaner.tables import rows


def in_own_form(text: str, at: int, new: str) -> tuple[str, bool]:
    """The repair in the form that the document would write it in, and whether that is plain."""
    around = text[max(at - 1, 0) : at] + new + text[at + 1 : at + 2]
    around = "".join(HAN_RUN.findall(around))
    near = text[max(at - NEAR, 0) : at + NEAR]
    if not judge.traditional(near) or len(_simplified().findall(near)) > 2:  # 南兗州 in simplified text: a name
        return new, True
    written = [converter(way)(around) for way in ("s2t", "s2tw", "s2hk")]
    if any(len(each) != len(around) for each in written):
        return new, False
    forms = {each[around.index(new)] for each in written}
    return min(forms), len(forms) == 1


@cache
def _simplified() -> re.Pattern[str]:
    (simplified,) = (characters for script, characters in rows("script_characters") if script == "simplified")
    return re.compile(f"[{simplified}]")

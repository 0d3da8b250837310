"""Traditional text in simplified form, one character for one, to look for words in; and words written as such a text writes them."""

from __future__ import annotations

from functools import cache
from typing import Any

from cleaner.chars import HAN, pattern
from cleaner.tables import rows

# Of Han and what stands between; OpenCC knows no lone surrogates.
RUN = pattern(f"[{HAN}]+(?:[^{HAN}\ud800-\udfff\n]{{1,9}}[{HAN}]+)*")


def shadow(text: str) -> str:
    """The text with its traditional characters simplified; offsets stay what they are.

    >>> shadow("精神禮貌")
    '精神礼貌'
    """
    search = _traditional().search
    if not search(text):
        return text
    return "\n".join([_simplified(line) if search(line) else line for line in text.split("\n")])


def written(word: str, around: str) -> str:
    """A simplified word as the text around would write it.

    >>> written("积极", "職工的"), written("积极", "职工的")
    ('積極', '积极')
    """
    return _opencc("s2tw").convert(word) if _traditional().search(around) else word


def _simplified(line: str) -> str:
    runs = RUN.findall(line)
    converted = iter(_opencc("t2s").convert("\n".join(runs)).split("\n"))
    return RUN.sub(lambda run: _same_length(run[0], next(converted)), line)


def _same_length(run: str, simplified: str) -> str:
    return simplified if len(simplified) == len(run) else run


@cache
def _traditional() -> Any:
    (traditional,) = (characters for script, characters in rows("script_characters") if script == "traditional")
    return pattern(f"[{traditional}]")


@cache
def _opencc(configuration: str) -> Any:
    import opencc

    return opencc.OpenCC(configuration)

"""The words for codes: one table, English and Chinese. Edits, notes and reports carry codes; people read messages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal

Language = Literal["en", "zh"]


@cache
def table() -> dict[str, dict[Language, str]]:
    """Every code with its message in both languages, from data/messages.tsv."""
    lines = files("cleaner").joinpath("data/messages.tsv").read_text("utf-8").splitlines()[1:]
    return {code: {"en": en, "zh": zh} for code, en, zh in (line.split("\t") for line in lines)}


def message(code: str, facts: dict[str, Any] | None = None, language: Language = "en") -> str:
    """What a code says, with the facts in place of the names in braces.

    >>> message("half-width-mark"), message("half-width-mark", language="zh")
    ('half-width mark in Chinese text', '中文里的半角标点')
    """
    return table()[code][language].format_map(facts or {})

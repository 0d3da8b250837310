"""The words for codes: one table, English and Chinese. Edits, notes and reports carry codes; people read messages."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from cleaner.tables import rows

Language = Literal["en", "zh"]


@cache
def table() -> dict[str, dict[Language, str]]:
    """Every code with its message in both languages, from data/messages.tsv."""
    return {code: {"en": en, "zh": zh} for code, en, zh in rows("messages")}


def message(code: str, facts: dict[str, Any] | None = None, language: Language = "en") -> str:
    """What a code says, with the facts in place of the names in braces.

    >>> message("half-width-mark"), message("half-width-mark", language="zh")
    ('half-width mark in Chinese text', '中文里的半角标点')
    """
    return table()[code][language].format_map(facts or {})

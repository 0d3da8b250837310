"""The repairs of many documents, grouped by what was changed: a false habit stands out as a group that should not be there."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from cleaner.core import Change
from cleaner.messages import Language, table
from cleaner.report import Report, shortened

SHORT = 24  # characters of before and after together that name a group; longer changes are grouped by their reason
AROUND = 14  # characters of context on each side
CONTEXTS = 6  # contexts of a group, of as many documents as there are
GROUPS = 1500  # groups that are listed
LONG = 60  # characters of one side of a change that are shown

Groups = dict[tuple[str, str, str | None, str | None], dict[str, Any]]


def gather(groups: Groups, number: int, report: Report) -> None:
    """Enter the changes of a document, the `number`th, into the groups. Documents come in the order of their numbers.

    A context is [number of the document, number of the change in it, text before, old, new, text after].

    >>> import cleaner
    >>> groups: Groups = {}
    >>> gather(groups, 0, cleaner.explain("他来了,又走了,没有说话。"))
    >>> [(group["old"], group["new"], group["count"], group["documents"]) for group in ranked(groups, "en")["groups"]]
    [(',', '，', 2, 1)]
    """
    for i, change in enumerate(report.changes):
        why = change.why[-1]
        short = len(change.old) + len(change.new) <= SHORT
        names = why.by, why.code, *((change.old, change.new) if short else (None, None))
        group = groups.setdefault(names, {"count": 0, "documents": 0, "last": -1, "contexts": []})
        group["count"] += 1
        fresh = group["last"] != number
        group["documents"] += fresh
        group["last"] = number
        contexts = group["contexts"]
        if len(contexts) < CONTEXTS:
            contexts.append(_context(number, i, report.original, change))
        elif fresh and group["documents"] <= CONTEXTS:  # one of another document stands for it
            contexts[group["documents"] - 1] = _context(number, i, report.original, change)


def ranked(groups: Groups, language: Language) -> dict[str, Any]:
    """The groups as the page lists them, the largest first, and how many repairs are in groups that are not listed."""
    listed = [
        {"by": by, "code": code, "old": old, "new": new, "said": _said(code, language)}
        | {key: group[key] for key in ("count", "documents", "contexts")}
        for (by, code, old, new), group in groups.items()
    ]
    listed.sort(key=lambda group: -group["count"])
    return {"groups": listed[:GROUPS], "left": sum(group["count"] for group in listed[GROUPS:])}


def _said(code: str, language: Language) -> str:
    """What a code says whatever the facts."""
    return table()[code][language].format_map(defaultdict(lambda: "…"))


def _context(number: int, i: int, text: str, change: Change) -> list[Any]:
    before, after = text[max(0, change.start - AROUND) : change.start], text[change.end : change.end + AROUND]
    return [number, i, before, shortened(change.old, LONG), shortened(change.new, LONG), after]

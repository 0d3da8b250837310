"""The page: its files put together with what it shows, as one HTML document that needs nothing else.

Text comes to the page as JSON in which no tag can begin, and the script makes text nodes of it. The page forbids itself,
by its policy, every script and style but its own (by their digests) and every connection.
"""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from cleaner import __version__
from cleaner.chain import NAMES
from cleaner.messages import Language, message, table
from cleaner.pages.document import document
from cleaner.pages.repairs import Groups, gather, ranked
from cleaner.report import Report, as_json
from cleaner.show import DANGEROUS, UNSEEN, visible

HERE = Path(__file__).parent
STYLES = ("base.css", "text.css", "tables.css")
SCRIPTS = ("base.js", "text.js", "details.js", "filters.js", "plot.js", "tables.js", "review.js", "main.js")
FEW = 500  # characters that a text counts as at least, for its damage per 1,000


class Skeleton(Template):
    """A template whose names may have hyphens, as the codes of messages have."""

    idpattern = "[a-z][a-z-]*"


class Page:
    """A page that is being made: reports are added one after the other, and only what the page shows of them is kept."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.summaries: list[dict[str, Any]] = []
        self._documents: list[str] = []
        self._groups: Groups = {}
        self._families: set[str] = set()

    def add(self, name: str, report: Report) -> None:
        """Add a text with its report."""
        number = len(self._documents)
        told = document(name, report, self.language)
        counts = [len(report.changes), len(report.held), len(report.notes)]
        per = 1000 * sum(counts) / max(told["characters"], FEW)
        passes = Counter(by for item in told["items"] for by in {why["by"] for why in item["why"]})
        self.summaries.append(
            {
                "name": told["name"],
                "characters": told["characters"],
                "counts": counts,
                "density": round(per, 2),
                "passes": passes,
                "least": _least(report.about.get("least")),
            }
        )
        self._families.update(family for row in told["rows"] for family, _ in row.get("families", ()))
        self._documents.append(_data(f"document-{number}", {"rows": told["rows"], "items": told["items"]}))
        gather(self._groups, number, report)

    def html(self, review: dict[str, Any] | None = None) -> str:
        """The page; `review` is what the page needs to know where decisions are taken on it."""
        codes = (code for code in table() if code.startswith(("page-", "show-nothing")))
        words = {code: table()[code][self.language] for code in codes}
        title = message("page-title", {"count": len(self.summaries)}, self.language)
        if len(self.summaries) == 1:
            title = self.summaries[0]["name"]
        told = {
            "version": __version__,
            "language": self.language,
            "title": title,
            "words": words,
            "sample": "字",
            "common": _common([summary["name"] for summary in self.summaries]),
            "passes": [{"name": name, "words": self._pass(name)} for name in self._passes()],
            "families": sorted(self._families),
            "documents": self.summaries,
            "repairs": ranked(self._groups, self.language),
            "dangerous": DANGEROUS.pattern,
            "unseen": UNSEEN.pattern,
            **({"review": review} if review else {}),
        }
        style, script = (_files(names) for names in (STYLES, SCRIPTS))
        return Skeleton(_files(["page.html"])).substitute(
            {code: escape(said) for code, said in words.items()},
            language="zh-Hans" if self.language == "zh" else "en",
            policy=policy(bool(review)),
            version=__version__,
            title=escape(title),
            style=style,
            script=script,
            data="\n".join([_data("told", told), *self._documents]),
        )

    def _passes(self) -> list[str]:
        """The passes in the order of the chain, and behind them those of reports that another version made."""
        found = {name for summary in self.summaries for name in summary["passes"]}
        return [*(name for name in NAMES if name in found), *sorted(found - set(NAMES))]

    def _pass(self, name: str) -> str:
        code = f"pass-{name}"
        return message(code, {}, self.language) if code in table() else name


def policy(review: bool) -> str:
    """What the page may do: run its own script, use its own style; on a served page, save."""
    digests = (b64encode(sha256(_files(names).encode()).digest()).decode() for names in (SCRIPTS, STYLES))
    script, style = (f"'sha256-{digest}'" for digest in digests)
    connect = "; connect-src 'self'" if review else ""
    rules = f"default-src 'none'; script-src {script}; style-src {style}; img-src data:{connect}"
    return f"{rules}; base-uri 'none'; form-action 'none'"


def _files(names: list[str] | tuple[str, ...]) -> str:
    return "\n".join((HERE / name).read_text("utf-8") for name in names)


def _data(name: str, value: Any) -> str:
    """A value as an element of data; what could begin or end a tag in it are escapes of JSON that mean the same."""
    data = as_json(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return f'<script type="application/json" id="{name}">{data}</script>'


def _common(names: list[str]) -> str:
    """The folders that all names begin with."""
    first, last = min(names), max(names)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[: max(first.rfind("/", 0, same), first.rfind(os.sep, 0, same)) + 1] if first != last else ""


def _least(value: Any) -> str:
    if isinstance(value, dict):
        return " … ".join(f"{least:g}" for least in sorted({min(value.values()), max(value.values())}))
    return visible(json.dumps(value))

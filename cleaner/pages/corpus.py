"""The page of a run over a corpus: its sums, and of every kind of change, doubt and damage a few places to look at.

Made of the sum of the manifest alone, so it is as large for a terabyte as for a megabyte, and the same whenever it is made.
It has no script; its policy forbids it everything but its own style.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from typing import Any

from cleaner import __version__
from cleaner.chain import NAMES
from cleaner.corpora.summary import Summary
from cleaner.messages import Language, message, table
from cleaner.pages.html import HERE, Skeleton
from cleaner.show import DANGEROUS, UNSEEN, visible

STYLES = ("base.css", "text.css", "tables.css", "corpus.css")
SIGNS = {"\n": "↵", "\r": "␍", "\t": "⇥"}
SPACES = "␣" * 8
FAILED = 50  # units that are not done, with the reason
FORMS = 24  # of marks; base.css and text.css have a colour and a line for each

FIGURES = {
    "in": "corpus-rows-in",
    "out": "corpus-rows-out",
    "quarantined": "corpus-rows-set-aside",
    "filtered": "corpus-rows-filtered",
    "changed": "corpus-rows-changed",
    "without_text": "corpus-rows-without-text",
}
KINDS = {"changes": "corpus-changes", "held": "corpus-held", "notes": "corpus-notes"}

Cell = tuple[str, str]  # classes, and HTML


def page(summary: Summary, name: str, language: Language) -> str:
    """The page of the run of this name."""
    made = _Corpus(summary, language)
    sections = (
        made.sums(),
        made.passes(),
        *(made.codes(kind) for kind in KINDS),
        made.set_aside(),
        made.rows(),
        made.units(),
    )
    style = "\n".join((HERE / each).read_text("utf-8") for each in STYLES)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    facts = {"version": __version__, "config": " ".join(summary.configs) or "–"}
    return Skeleton((HERE / "corpus.html").read_text("utf-8")).substitute(
        language="zh-Hans" if language == "zh" else "en",
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'",
        version=__version__,
        title=escape(visible(name)),
        style=style,
        body="\n".join(filter(None, sections)),
        about=escape(message("corpus-about", facts, language)),
    )


class _Corpus:
    """The sections of the page, as HTML."""

    def __init__(self, summary: Summary, language: Language) -> None:
        self._summary, self._language = summary, language
        known = {name: f"p p{i % FORMS}" for i, name in enumerate(NAMES)}
        self._form = defaultdict(lambda: "p p0", known)

    def sums(self) -> str:
        """What became of the rows, and the units that are not done."""
        told = self._summary
        figures = [(code, f"{told.rows[name]:,}") for name, code in FIGURES.items()]
        figures += [
            ("corpus-units-done", f"{told.done:,} / {told.units:,}"),
            ("corpus-megabytes", f"{told.bytes / 1e6:,.1f}"),
        ]
        boxes = "".join(f"<div><dt>{self._say(code)}</dt><dd>{figure}</dd></div>" for code, figure in figures)
        wrong = ""
        if told.done < told.units:
            wrong = f'<p class="wrong">{self._say("corpus-not-complete", count=f"{told.units - told.done:,}")}</p>'
        failed = [[("name", _plain(name)), ("", _plain(why))] for name, why in list(told.failed.items())[:FAILED]]
        failing = self._table(("corpus-column-unit", "page-column-reason"), failed) if failed else ""
        return f'<section><dl class="sums">{boxes}</dl>{wrong}{failing}</section>'

    def passes(self) -> str:
        """What each pass did."""
        counts = self._summary.passes
        most = max((each["changes"] for each in counts.values()), default=0) or 1
        rows = []
        for name in [*(name for name in NAMES if name in counts), *sorted(set(counts) - set(NAMES))]:
            each = counts[name]
            share = f'<rect width="{100 * each["changes"] / most:.2f}%" height="4"/>'
            bar = f'<svg class="size {self._form[name]}" aria-hidden="true">{share}</svg>'
            code = f"pass-{name}"
            words = message(code, {}, self._language) if code in table() else ""
            named = ("name", f"<strong>{_plain(name)}</strong> {_plain(words)}{bar}")
            rows.append([named, *(("figure", f"{each[kind]:,}") for kind in ("changes", "held", "notes"))])
        heads = ("show-column-pass", "page-change", "page-held", "page-note")
        return self._section("page-passes", self._table(heads, rows))

    def codes(self, kind: str) -> str:
        """What was changed, held or noted, the most frequent reasons first, each with samples."""
        told = getattr(self._summary, kind)
        rows = []
        for code, one in sorted(told.items(), key=lambda item: (-item[1]["count"], item[0])):
            words = _plain(_said(code, self._language))
            by = _plain(" · ".join(sorted({sample["pass"] for sample in one["samples"]})))
            contexts = "".join(map(self._context, one["samples"]))
            rows.append(
                [
                    ("said", f"{words}<small>{by} · <code>{_plain(code)}</code></small>"),
                    ("figure", f"{one['count']:,}"),
                    ("contexts", contexts),
                ]
            )
        heads = ("page-column-reason", "page-column-count", "corpus-column-samples")
        return self._section(KINDS[kind], self._table(heads, rows))

    def set_aside(self) -> str:
        """The rows that were set aside, by reason."""
        rows = []
        for code, one in self._summary.set_aside.items():
            samples = []
            for sample in one["samples"]:
                said = message(code, sample["facts"], self._language)
                by = f"{sample['pass']}: " if sample["pass"] else ""
                more = "…" if sample["bytes"] > len(sample["raw"].encode("utf-8", "surrogatepass")) else ""
                samples.append(
                    f"<p>{_plain(by + said)}{self._place(sample)}<br><code>{_legible(sample['raw'])}{more}</code></p>"
                )
            words = _plain(_said(code, self._language))
            count = ("figure", f"{one['count']:,}")
            rows.append([("said", f"{words}<small><code>{code}</code></small>"), count, ("contexts", "".join(samples))])
        heads = ("page-column-reason", "page-column-count", "corpus-column-samples")
        return self._section("corpus-set-aside", self._table(heads, rows))

    def rows(self) -> str:
        """The rows with the most changes."""
        columns = {"corpus-column-row": "row", "page-change": "changes", "page-column-characters": "characters"}
        return self._most("corpus-most-rows", self._summary.rows_most_changed, columns)

    def units(self) -> str:
        """The files with the most changes."""
        columns = {"page-change": "changes", "corpus-rows-changed": "rows_changed", "corpus-rows-in": "rows"}
        return self._most("corpus-most-units", self._summary.units_most_changed, columns)

    # -- pieces --------------------------------------------------------------------------------------------------------

    def _say(self, code: str, **facts: Any) -> str:
        return escape(message(code, facts, self._language))

    def _most(self, code: str, found: Iterable[dict[str, Any]], columns: dict[str, str]) -> str:
        """A table of rows or files; rows count from 1."""
        rows = [
            [
                ("name", _plain(each["unit"])),
                *(("figure", f"{each[key] + (key == 'row'):,}") for key in columns.values()),
            ]
            for each in found
        ]
        return self._section(code, self._table(("corpus-column-unit", *columns), rows))

    def _section(self, code: str, inside: str) -> str:
        return f"<section><h2>{self._say(code)}</h2>{inside}</section>" if inside else ""

    def _table(self, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
        """A table, "" if it has no rows. A cell of a figure knows its head, for windows too narrow for columns."""
        lines = []
        kinds: Sequence[Cell] = ()
        for row in rows:
            kinds = row
            cells = zip(heads, row, strict=True)
            lines.append(
                "".join(
                    f'<td class="{kind}" data-head="{self._say(head)}">{inside}</td>' for head, (kind, inside) in cells
                )
            )
        if not lines:
            return ""
        top = "".join(
            f'<th scope="col" class="{"figure" if kind == "figure" else ""}">{self._say(head)}</th>'
            for head, (kind, _) in zip(heads, kinds, strict=True)
        )
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"

    def _context(self, sample: dict[str, Any]) -> str:
        before, after = _legible(sample["before"]), _legible(sample["after"])
        if "new" not in sample:
            middle = f'<span class="note">{_legible(sample["old"])}</span>' if sample["old"] else "‸"
            said = ""
        else:
            old = f"<del>{_side(sample['old'])}</del>" if sample["old"] else ""
            form = self._form[sample["pass"]]
            new = f'<ins class="{form}">{_side(sample["new"])}</ins>' if sample["new"] else ""
            middle, said = old + new, f" · {sample['confidence']:g}"
        if "cause" in sample:
            said += f" · {message('cause-' + sample['cause'], {}, self._language)}"
        return f"<p>{before}{middle}{after}{self._place(sample, said)}</p>"

    def _place(self, sample: dict[str, Any], more: str = "") -> str:
        return f' <span class="place">{_plain(sample["unit"])}:{sample["row"] + 1}{escape(more)}</span>'


def _said(code: str, language: Language) -> str:
    """What a code says whatever the facts; a code of another version says itself."""
    return table()[code][language].format_map(defaultdict(lambda: "…")) if code in table() else code


def _plain(text: str) -> str:
    return escape(visible(text))


def _legible(text: str) -> str:
    """Text in which what could play tricks is told by its code point."""
    return _marked(text.replace("\n", "↵"), DANGEROUS)


def _side(text: str) -> str:
    """One side of a change: what cannot be seen is told as well."""
    if text and not text.strip(" \u3000"):
        return f'<span class="unseen">{SPACES[: len(text)]}</span>'
    return _marked(text, UNSEEN)


def _marked(text: str, what: Any) -> str:
    parts: list[str] = []
    at = 0
    for found in what.finditer(text):
        code = ord(found[0])
        point = f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"U+{code:04X}"
        parts += (escape(text[at : found.start()]), f'<span class="unseen">{SIGNS.get(found[0], point)}</span>')
        at = found.end()
    return "".join([*parts, escape(text[at:])])

"""THE path: every way into `cleaner` ends here. Runs the passes, in order, over the result of the one before, to a fixed point."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from cleaner import __version__, judge
from cleaner.census import Kind
from cleaner.core import Edit, Note, Span, Step, apply, resolve
from cleaner.lexicon import load as load_lexicon
from cleaner.limits import kept, marked, off_limits
from cleaner.memory import remembering
from cleaner.passes import CHAIN, POLISHING
from cleaner.report import Report
from cleaner.spans import merge

Pass = Callable[..., Iterator[Edit | Note]]

LEAST = 0.9  # edits that are less sure than this are held
ROUNDS = 8  # how often the chain goes round before it is said not to come to rest

NAMES = {run.__name__: run for run in CHAIN}


def clean(
    text: str,
    *,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
    options: Mapping[str, Any] | None = None,
    least: float | Mapping[str, float] = LEAST,
    keep: Iterable[str] = (),
    model: str | os.PathLike[str] | None = None,
    lexicon: str | os.PathLike[str] | None = None,
) -> str:
    """The text as its author wrote it: `explain(text, ...).text`, with the same arguments.

    >>> clean("他说:“我们走吧,天黑了。”")
    '他说：“我们走吧，天黑了。”'
    """
    how: dict[str, Any] = {"only": only, "skip": skip, "options": options, "least": least, "keep": keep}
    return explain(text, **how, model=model, lexicon=lexicon).text


def explain(
    text: str,
    *,
    only: Iterable[str] | None = None,
    skip: Iterable[str] = (),
    options: Mapping[str, Any] | None = None,
    least: float | Mapping[str, float] = LEAST,
    keep: Iterable[str] = (),
    model: str | os.PathLike[str] | None = None,
    lexicon: str | os.PathLike[str] | None = None,
) -> Report:
    """Repair a text and say what was changed, where (in code points of `text`), why, and how sure that is.

    text: any string; decode bytes before.
    only, skip: names of passes to run alone, or to leave out; the order is always that of the chain.
    options: options of passes by dotted name, such as `{"width.letters": True}`.
    least: the confidence (0 to 1) below which an edit is held; a mapping sets it for single passes.
    keep: strings that are never touched, wherever they stand.
    model: the file of the language model to judge with (default: the one of the package).
    lexicon: a table of spun words to use beside the one of the package, as data/spun.tsv is; short for the option words.lexicon.

    Raises TypeError if `text` is not a str, ValueError if a pass or an option is unknown, or if the model or the lexicon is none;
    OSError if one of them cannot be read.

    >>> report = explain("第一,保护耕地。", keep=["第一,"])
    >>> report.text, [held.cause for held in report.held]
    ('第一,保护耕地。', ['protected'])
    """
    if isinstance(text, bytes | bytearray):
        raise TypeError(
            "cleaner works on text, not on bytes: decode them first, as in data.decode('utf-8') or data.decode('gb18030'), "
            "or let the command line find the encoding out: cleaner fix FILE"
        )
    if not isinstance(text, str):
        raise TypeError(f"cleaner works on a str, not on {type(text).__name__}")
    passes = select(only, skip)
    options = {**(options or {}), **({} if lexicon is None else {"words.lexicon": os.fspath(lexicon)})}
    given = _options(options)
    if table := given.get("words", {}).get("lexicon"):
        load_lexicon(table)  # a faulty one is told of, whatever the text is
    cuts = _cuts(least)
    words = _strings("keep", keep)
    with judge.using(model) as judging, remembering():
        steps, made, result = _rest(
            text, [(run, given.get(run.__name__, {}), cuts[run.__name__]) for run in passes], words
        )
    about = {
        "version": __version__,
        "passes": [run.__name__ for run in passes],
        "options": partial(_told, options),
        "least": dict(least) if isinstance(least, Mapping) else least,
        "keep": words,
        "model": partial(judge.name, judging),  # reading all of its file takes longer than most texts
    }
    return Report(text, result, steps, made, about)


def select(only: Iterable[str] | None = None, skip: Iterable[str] = ()) -> list[Pass]:
    """The passes of the chain that are asked for, in the order of the chain. Raises ValueError for an unknown name."""
    wanted = None if only is None else _strings("only", only)
    unwanted = _strings("skip", skip)
    for name in [*(wanted or ()), *unwanted]:
        _known("pass", name, NAMES)
    return [run for name, run in NAMES.items() if (wanted is None or name in wanted) and name not in unwanted]


def options_of(run: Pass) -> dict[str, Any]:
    """The options of a pass and their defaults: its keyword arguments."""
    import inspect  # costs more than all of this module

    parameters = inspect.signature(run).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY}


def _strings(name: str, given: Iterable[str]) -> list[str]:
    if isinstance(given, str):
        raise TypeError(f"{name} is a list of strings, not one string: {name}=[{given!r}]")
    strings = list(given)
    if not all(isinstance(item, str) for item in strings):
        raise TypeError(f"{name} is a list of strings, not {given!r}")
    return strings


def _known(kind: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        import difflib

        near = difflib.get_close_matches(name, known, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise ValueError(f"unknown {kind} {name!r}.{hint} Known: {', '.join(known)}")


def _options(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Dotted options by pass. Raises ValueError for an unknown one, TypeError for a value that is not of its default's type."""
    if not given:
        return {}
    known = {f"{name}.{option}": value for name, run in NAMES.items() for option, value in options_of(run).items()}
    sorted_out: dict[str, dict[str, Any]] = {}
    for dotted, value in given.items():
        if isinstance(value, Mapping) and dotted in NAMES:
            raise ValueError(f"options have dotted names: {{'{dotted}.{next(iter(value), 'name')}': ...}}")
        _known("option", dotted, known)
        kind = type(known[dotted])
        if not isinstance(value, kind):
            raise TypeError(f"option {dotted} is a {kind.__name__}, not {value!r}")
        name, option = dotted.split(".")
        sorted_out.setdefault(name, {})[option] = value
    return sorted_out


def _told(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options as a report has them: of a mapping, which may hold all lines of a corpus, its size and the beginning of its SHA-256."""
    return {option: _digest(value) if isinstance(value, Mapping) else value for option, value in options.items()}


def _digest(mapping: Mapping[str, Any]) -> dict[str, Any]:
    import hashlib
    import json

    told = json.dumps(mapping, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return {"entries": len(mapping), "sha256": hashlib.sha256(told).hexdigest()[:16]}


def _cuts(least: float | Mapping[str, float]) -> dict[str, float]:
    """The least confidence for each pass."""
    given: Mapping[str, float] = least if isinstance(least, Mapping) else {}
    usual = LEAST if isinstance(least, Mapping) else least
    for name in given:
        _known("pass", name, NAMES)
    for value in (usual, *given.values()):
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise ValueError(f"least is a confidence from 0 to 1, not {value!r}")
    return {**dict.fromkeys(NAMES, usual), **given}


def _rest(
    text: str, passes: Sequence[tuple[Pass, dict[str, Any], float]], keep: list[str]
) -> tuple[list[Step], int, str]:
    """Run the passes round and round until none finds anything to do: the steps, how many of them count, and the text.

    What a text comes to must be a fixed point, also where passes undo each other. On a cycle the answer is its smallest
    member, which every member leads to; where there is no end in sight it is the text as it came.
    """
    steps: list[Step] = []
    seen = {text: 0}
    now = text
    limits = _Limits(now, keep)
    quiet = 0  # passes in a row that left the text as it is
    for _ in range(ROUNDS):
        for run, options, cut in passes:
            quiet += 1
            if _damaged(run, now) and (proposals := [*run(now, **options)]):
                spans = limits.polishing if run in POLISHING else limits.marked
                step = resolve(proposals, now, run.__name__, cut, spans)
                after = apply(now, step.edits) if step.edits else now
                if after == now:
                    step.edits.clear()
                else:
                    now, quiet, limits = after, 0, _Limits(after, keep)
                if step != (step.by, [], [], []):
                    steps.append(step)
            if quiet >= len(passes):
                return steps, len(steps), now
        if now in seen:
            cycle = list(seen)[list(seen).index(now) :]
            least = min(cycle)
            return steps, seen[least], least
        seen[now] = len(steps)
    return steps, 0, text


def _damaged(run: Pass, text: str) -> bool:
    """Whether a text holds any of the characters without which a pass has nothing to do."""
    triggers: list[re.Pattern[str] | Kind] | None = getattr(run, "triggers", None)
    if triggers is None:
        return True
    for chars in triggers:  # noqa: SIM110 (any() takes longer)
        if chars.search(text):
            return True
    return False


class _Limits:
    """The spans of one text that no pass, or no polishing pass, may touch."""

    def __init__(self, text: str, keep: list[str]) -> None:
        self._text, self._keep = text, keep
        self._marked: list[Span] | None = None

    def marked(self, _edits: list[Edit]) -> list[Span]:
        if self._marked is None:
            self._marked = merge([*marked(self._text), *kept(self._text, self._keep)])
        return self._marked

    def polishing(self, edits: list[Edit]) -> list[Span]:
        places = [(edit.start, edit.end) for edit in edits]
        return merge([*self.marked(edits), *off_limits(self._text, places)])

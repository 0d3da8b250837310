"""What the commands do with their files, one after the other. A bad file is named, and the others are still done."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from cleaner import chain
from cleaner.chars import HAN_LETTER
from cleaner.config import THOROUGH, ConfigError, Settings, settings
from cleaner.encodings import Decoded
from cleaner.files import STDIN, SUFFIXES, Refused, Source, inputs, load, put, read, same, what, write
from cleaner.messages import message
from cleaner.patch import EXACT, Patched, facts, patch, undone
from cleaner.show import Screen
from cleaner.show import explain as show
from cleaner.show import outline as show_outline

LONG = 30_000_000  # bytes of input from which on progress is shown
READ_A_SECOND = 3_000  # Han characters that --thorough reads
LONG_READING = 20_000  # of them from which on it says how long that takes


def fix(args: Namespace) -> int:
    """`cleaner fix`: 1 if --check found something, 2 after an error."""
    config, names = settings(args), args.files or [STDIN]
    if args.write and STDIN in names:
        raise ConfigError("--write needs the names of files: standard input has no place to be written to")
    if not (args.write or args.check or args.diff or args.json) and any(Path(name).is_dir() for name in names):
        raise ConfigError("a folder is not printed: add --diff, --check, --json or --write")
    meant = _meant(names, config)
    if args.report and any(same(name, args.report) for name in meant):
        raise ConfigError("--report is a file of its own, not one of those to repair")
    screen = Screen(config.color)
    found = False

    def work(name: str) -> None:
        nonlocal found
        source, patched = _repair(name, config, args.quiet)
        changed = patched.data is not source.data
        found |= changed
        if book and changed:
            _enter(book, source, patched)
        if args.write and changed:
            write(source, patched.data)
        _print(args, screen, source, patched)
        if not args.quiet:
            _mention(args, config, source, patched)

    if not args.report:
        book = None
        return _each(meant, work, args.write) or (args.check and found)
    with Path(args.report).open("ab") as book:
        return _each(meant, work, args.write) or (args.check and found)


def explain(args: Namespace) -> int:
    """`cleaner explain`: 2 after an error."""
    config = settings(args)
    screen = Screen(config.color)

    def work(name: str) -> None:
        source, patched = _repair(name, config)
        show(screen, source, patched.report, config.lang)

    return _each(_meant(args.files or [STDIN], config), work)


def report(args: Namespace) -> int:
    """`cleaner report`: 2 after an error."""
    from cleaner.pages.html import Page

    config = settings(args)
    if args.output is None and sys.stdout.isatty():
        raise ConfigError("a page is for a browser: give it a file, e.g. -o report.html")
    meant = _meant(args.files or [STDIN], config)
    if args.output and any(same(name, args.output) for name in meant):
        raise ConfigError("--output is a file of its own, not one of those to report on")
    page = Page(config.lang)

    def work(name: str) -> None:
        source, patched = _repair(name, config)
        page.add(source.name, patched.report)

    code = _each(meant, work)
    if page.summaries:
        data = page.html().encode("utf-8")
        put(Path(args.output), data) if args.output else sys.stdout.buffer.write(data)
    return code


def review(args: Namespace) -> int:
    """`cleaner review`: serves until ^C."""
    from cleaner.pages.review import Review, serve

    config = settings(args)
    if args.file == STDIN or Path(args.file).is_dir():
        raise ConfigError("review takes one file by its name")
    try:
        source, patched = _repair(args.file, config)
    except Refused as error:
        raise Refused(f"{args.file}: {error}") from None
    serve(Review(source, patched.report, config.lang, args.output, args.decisions, args.write), args.open)
    return 0


def outline(args: Namespace) -> int:
    """`cleaner outline`: 2 after an error."""
    from cleaner.outline.levels import outline as headings

    config = settings(args)
    screen = Screen(config.color)
    names = args.files or [STDIN]

    def work(name: str) -> None:
        text = _repair(name, config)[1].report.text
        show_outline(screen, name if len(names) > 1 or Path(name).is_dir() else "", text, headings(text))

    return _each(_meant(names, config), work)


def undo(args: Namespace) -> int:
    """`cleaner undo`: 2 where report and file do not belong together."""
    if args.file == args.report == STDIN:
        raise ConfigError("only one of FILE and REPORT can be standard input")
    try:
        data, stamp = load(args.file)
        reports = [line for line in load(args.report)[0].decode("utf-8").split("\n") if line.strip()]
    except UnicodeDecodeError:
        raise Refused(f"{args.report}: not a report of cleaner: give what fix --report or fix --json printed") from None
    if reports and not reports[0].rstrip().endswith("}"):
        reports = ["\n".join(reports)]  # one report over many lines, as the library prints it
    original = _undone_by(reports, args.file, data)
    if original is None:
        print(f"cleaner: {args.file}: already as it was before the repair", file=sys.stderr)
        original = data
    elif args.file != STDIN:
        write(Source(args.file, data, Decoded("", ""), stamp), original)
    if args.file == STDIN:
        sys.stdout.buffer.write(original)
    return 0


def _undone_by(reports: list[str], name: str, data: bytes) -> bytes | None:
    """The bytes before the repair, by the latest report that takes something back; None if the only ones that fit take nothing back."""
    refusal, fits = Refused("the report is empty"), False
    for line in reversed(reports):
        try:
            if (original := undone(name, data, line)) is not None:
                return original
            fits = True
        except Refused as error:
            refusal = error
    if not fits:
        raise Refused(f"{name}: {refusal}")
    return None


def learn(args: Namespace) -> int:
    """`cleaner learn`: 2 after an error."""
    from cleaner.learning.files import learn as learned

    return learned(args)


def passes(args: Namespace) -> int:
    """`cleaner passes`: the chain, in order."""
    config = settings(args)
    rows = []
    for name, run in chain.NAMES.items():
        given = {option: value for option, value in chain.options_of(run).items() if not isinstance(value, dict)}
        options = (f"{name}.{option}={_literal(value)}" for option, value in given.items())
        rows.append([name, message(f"pass-{name}", {}, config.lang), " ".join(options)])
    heads = [
        message(code, {}, config.lang) for code in ("show-column-pass", "show-column-repairs", "show-column-options")
    ]
    Screen(config.color).table(heads, rows)
    return 0


def corpus(args: Namespace) -> int:
    """`cleaner corpus`: see corpora/command.py."""
    from cleaner.corpora.command import corpus as run

    return run(args)


# -- one file after the other ------------------------------------------------------------------------------------------


def _meant(names: Iterable[str], config: Settings) -> list[str]:
    """The files that are meant. Raises ConfigError if there are none."""
    found = list(inputs(names, config.include, config.exclude))
    if not found:
        raise ConfigError(
            f"no files in {', '.join(names)} that match --include ({', '.join(config.include or SUFFIXES)})"
        )
    return found


def _each(names: list[str], work: Callable[[str], None], quiet: bool = False) -> int:
    """Do the work for each file; 2 if one of them went wrong."""
    code = 0
    for name in _progress(names, quiet):
        try:
            work(name)
        except BrokenPipeError:
            raise
        except (OSError, Refused, MemoryError) as error:
            code = 2
            print(f"cleaner: {name}: {what(error)}", file=sys.stderr)
    return code


def _progress(names: list[str], quiet: bool) -> Iterable[str]:
    """The names, with a bar for long work on a terminal that is not printed on."""
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not quiet):
        return names
    size = 0
    for name in names:
        with suppress(OSError):
            size += Path(name).stat().st_size
    if size < LONG:
        return names
    from rich.console import Console
    from rich.progress import track

    return track(names, "cleaner", console=Console(stderr=True), transient=True)


def _repair(name: str, config: Settings, quiet: bool = False) -> tuple[Source, Patched]:
    source = read(name, config.encoding)
    if config.how["options"].get(THOROUGH) and not quiet and sys.stderr.isatty():
        size = len(HAN_LETTER.findall(source.text))
        if size > LONG_READING:
            facts = {"characters": size, "seconds": size // READ_A_SECOND}
            print(_about(source, config, "show-reading", **facts), file=sys.stderr)
    return source, patch(source, chain.explain(source.text, **config.how))


def _print(args: Namespace, screen: Screen, source: Source, patched: Patched) -> None:
    """What goes to standard output."""
    if args.json:
        screen.raw(_line(source, patched))
    elif args.diff:
        from cleaner.diff import encoding_of, unified

        screen.diff(unified(source, patched.report), encoding_of(source))
    elif args.check:
        if patched.data is not source.data and not args.quiet:
            screen.line(("place", source.name))
    elif not args.write:
        screen.text(patched.report.text, patched.data)


def _mention(args: Namespace, config: Settings, source: Source, patched: Patched) -> None:
    """What a person should know, on standard error."""
    said = []
    if source.decoded.stray:
        said.append(("show-undecodable", {"count": source.decoded.stray, "encoding": source.decoded.encoding}))
    holds_all = source.decoded.encoding in EXACT and not source.decoded.stray
    lost = 0 if holds_all else sum(held.cause == "encoding" for held in patched.report.held)
    if lost:
        said.append(("show-not-in-encoding", {"count": lost, "encoding": source.decoded.encoding}))
    if patched.data is not source.data and args.write:
        said.append(("show-repaired", {}))
    if THOROUGH not in config.how["options"] and len(args.files) < 2 and sys.stderr.isatty():
        reasons = [why for change in patched.report.changes for why in change.why]
        reasons += [why for held in patched.report.held for why in held.why]
        if any(why.code == "wrong-character" for why in reasons):
            seconds = len(HAN_LETTER.findall(source.text)) // READ_A_SECOND + 1
            said.append(("show-thorough", {"seconds": seconds}))
    for code, known in said:
        print(_about(source, config, code, **known), file=sys.stderr)


def _about(source: Source, config: Settings, code: str, **known: Any) -> str:
    return f"cleaner: {source.name}: {message(code, known, config.lang)}"


def _line(source: Source, patched: Patched) -> bytes:
    """The report of a file as one line of JSON."""
    return patched.report.to_json(**facts(source, patched)).encode("utf-8") + b"\n"


def _enter(book: BinaryIO, source: Source, patched: Patched) -> None:
    """Add a report to the file of reports, and see it safe on the disk before the text is replaced."""
    book.write(_line(source, patched))
    book.flush()
    with suppress(OSError):  # a pipe, say
        os.fsync(book.fileno())


def _literal(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)

"""The command line: its language, and what becomes of errors. Its flags are in arguments.py, what the commands do in commands.py,
imported when one runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from cleaner.arguments import Parser, parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and give the exit code."""
    _no_stream_closed()
    given = list(sys.argv[1:] if argv is None else argv)
    top = parser()
    if not {"-h", "--help"}.isdisjoint(given) or not given:
        _in_language(top, given)
    args, more = top.parse_known_args(given)
    _joined(top, args, more)
    if not args.command:
        top.print_help()
        return 0
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices here are so small that threads wait for each other
    from cleaner import commands
    from cleaner.files import told

    try:
        code: int = getattr(commands, args.command)(args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _hush()
        return 141  # what a program has that a closed pipe ends
    except (OSError, ValueError) as error:
        print(f"cleaner: {told(error)}", file=sys.stderr)
        return 2
    return code


def _joined(top: Parser, args: argparse.Namespace, more: list[str]) -> None:
    """Put names that stand after a flag to those before it, which argparse itself does not."""
    names = getattr(args, "paths", None) or getattr(args, "files", None)
    if more and (not names or any(each.startswith("-") and each != "-" for each in more)):
        _commands(top).choices.get(args.command, top).error(f"unrecognized arguments: {' '.join(more)}")
    if more and names:
        names += more


def _in_language(top: Parser, given: Sequence[str]) -> None:
    """Put the help into the language that --lang names, or the locale."""
    from cleaner.config import locale
    from cleaner.tables import rows

    named = [value for flag, value in pairwise(given) if flag == "--lang"]
    named += [flag.removeprefix("--lang=") for flag in given if flag.startswith("--lang=")]
    if (named or [locale()])[-1] == "zh":
        words = {english.replace("\\n", "\n"): chinese.replace("\\n", "\n") for english, chinese in rows("help")}
        for each in (top, *_commands(top).choices.values()):
            _translate(each, words)


def _commands(top: Parser) -> Any:
    return next(action for action in top._actions if isinstance(action, argparse._SubParsersAction))


def _translate(each: Parser, words: dict[str, str]) -> None:
    for name in ("description", "epilog"):
        setattr(each, name, words.get(getattr(each, name) or "", getattr(each, name)))
    for group in each._action_groups:
        group.title = words.get(group.title or "", group.title)
    for action in each._actions:
        for told in (action, *getattr(action, "_choices_actions", ())):
            told.help = words.get(told.help or "", told.help)


def _no_stream_closed() -> None:
    """Whoever started this may have closed a standard stream: nothing comes from there, and what goes there is lost."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("r" if name == "stdin" else "w"))  # noqa: SIM115 - while this runs


def _hush() -> None:
    """Nobody reads on: what is left in the buffers goes nowhere, without a complaint at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

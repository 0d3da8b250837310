"""`cleaner learn`: files in, a lexicon out."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from cleaner import judge
from cleaner.config import ConfigError, Settings, settings
from cleaner.files import Refused, inputs, read, same
from cleaner.learning.learn import Row, lexicon, pairs_of
from cleaner.learning.learn import learn as learned
from cleaner.learning.mine import mine
from cleaner.messages import message

T = TypeVar("T")
DECISIONS = ".decisions.json"  # what `cleaner review` saves: both texts in one file


def learn(args: Namespace) -> int:
    """`cleaner learn`: 2 after an error."""
    config = settings(args)
    for flag in ("lexicon", "free"):
        if getattr(args, flag) and not args.mine:
            raise ConfigError(f"--{flag} goes with --mine")
    if args.output and any(same(name, args.output) for name in inputs(args.files, config.include, config.exclude)):
        raise ConfigError("--output is a file of its own, not one of those to learn from")
    if args.times is not None and args.times < 1:
        raise ConfigError("--times is a number from 1 on")
    if not args.family.strip() or args.family.startswith("#") or not args.family.isprintable():
        raise ConfigError("--family is a name: the first column of a table, with no tab in it and no # before it")
    with judge.using(config.how["model"]):
        if args.mine:
            names = list(inputs(args.files, config.include, config.exclude))
            texts = [_text(name, config) for name in names]
            known = pairs_of(args.lexicon)
            found = mine(texts, known, args.times or 3, args.free, partial(_bar, quiet=bool(args.output)))
        else:
            decided = [name for name in args.files if name.endswith(DECISIONS)]
            pairs = _pairs([name for name in args.files if name not in decided], config)
            texts_of = [partial(_decided, name) for name in decided] + [partial(_both, *pair, config) for pair in pairs]
            found = learned((each() for each in _bar(texts_of, quiet=bool(args.output))), args.times or 2)

    def reason(row: Row) -> str:
        told = {**row._asdict(), "contexts": " ".join(row.contexts)}
        return message("mined-pair" if args.mine else "learned-pair", told, config.lang)

    table = "".join(f"{line}\n" for line in lexicon(found, reason, args.family))
    if args.output:
        Path(args.output).write_text(table, "utf-8", newline="\n")
    else:
        sys.stdout.buffer.write(table.encode("utf-8"))
    said = message("learned-rows", {"count": len(found)}, config.lang)
    print(f"cleaner: {said}", file=sys.stderr)
    return 0


def _pairs(names: list[str], config: Settings) -> list[tuple[str, str]]:
    """Damaged files and their originals: two folders by the names in them, files in the order given."""
    folders = [name for name in names if Path(name).is_dir()]
    if folders and (len(names) != 2 or len(folders) != 2):
        raise ConfigError("learn takes two folders, or files: a damaged one and its original, and so on")
    if not folders:
        if len(names) % 2:
            raise ConfigError(f"learn takes pairs of files: {names[-1]} has no original; without originals: --mine")
        return list(zip(names[::2], names[1::2], strict=True))
    damaged, clean = (
        {str(Path(name).relative_to(folder)): name for name in inputs([folder], config.include, config.exclude)}
        for folder in folders
    )
    alone = message("learned-alone", {}, config.lang)
    for name in sorted(damaged.keys() - clean.keys()):
        print(f"cleaner: {damaged[name]}: {alone}", file=sys.stderr)
    if not damaged.keys() & clean.keys():
        raise ConfigError(f"no file in {names[0]} has the name of one in {names[1]}")
    return [(name, clean[key]) for key, name in sorted(damaged.items()) if key in clean]


def _both(damaged: str, clean: str, config: Settings) -> tuple[str, str]:
    return _text(damaged, config), _text(clean, config)


def _decided(name: str) -> tuple[str, str]:
    """The text that was reviewed, and what came of it."""
    try:
        texts = json.loads(Path(name).read_text("utf-8"))["texts"]
        before, after = (
            text if isinstance(text, str) else "".join(map(chr, text)) for text in (texts["original"], texts["text"])
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Refused(f"{name}: no decisions that cleaner review has saved ({error})") from None
    return before, after


def _text(name: str, config: Settings) -> str:
    try:
        return read(name, config.encoding).text
    except Refused as error:
        raise Refused(f"{name}: {error}") from None


def _bar(items: Sequence[T], quiet: bool) -> Iterable[T]:
    """The items, with a bar on a terminal that is not printed on."""
    if not sys.stderr.isatty() or (sys.stdout.isatty() and not quiet):
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, "cleaner", console=Console(stderr=True), transient=True)

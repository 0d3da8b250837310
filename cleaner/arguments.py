"""All that can be said on the command line: the commands, their flags, and what the help says of them."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

from cleaner import __version__

ABOUT = """Repairs Chinese text damaged by scraping, PDF extraction and OCR, and touches nothing else.
Nothing leaves this machine: cleaner goes on the network only where you name an address."""

ENDING = """\
examples:
  cleaner fix page.txt                        print the repaired text
  cleaner fix --diff texts/                   show what would change in a folder
  cleaner fix --write --report back.jsonl *.txt   repair files in place, and keep the way back
  cleaner undo page.txt back.jsonl            take it back
  cleaner corpus in/ out/                     repair a corpus: JSONL, Parquet, WET, texts
  cleaner explain page.txt                    what was changed, why, how sure
  cleaner report texts/ -o report.html        the same as a page for the browser
  cleaner review page.txt                     accept or reject it piece by piece
  cleaner learn -o site.tsv spun/ originals/  which words a site's spinner swapped

exit codes: 0 done; 1 `fix --check` found something to change; 2 an error (one bad file does not stop the others)
configuration: [tool.cleaner] in pyproject.toml, or cleaner.toml; keys are named like the flags
"""


class Parser(argparse.ArgumentParser):
    """Errors are one line, and flags are written out."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"allow_abbrev": False, **more})

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"cleaner: {message}; see: {self.prog} --help\n")


FILES: dict[str, Any] = {"nargs": "*", "metavar": "FILE", "help": "files and folders; - or none: standard input"}


def parser() -> Parser:
    """All that can be said on the command line."""
    top = Parser(prog="cleaner", description=ABOUT, epilog=ENDING, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--version", action="version", version=f"cleaner {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)

    fix = commands.add_parser(
        "fix", help="repair files, or standard input", description=FIX, parents=[_common(), _run(), _files()]
    )
    fix.add_argument("files", **FILES)
    how = fix.add_mutually_exclusive_group()
    how.add_argument("-w", "--write", action="store_true", help="write the repaired text into the files")
    how.add_argument(
        "--check", action="store_true", help="write nothing, list what would change, exit 1 if anything would"
    )
    shown = fix.add_mutually_exclusive_group()
    shown.add_argument(
        "--diff", action="store_true", help="print a unified diff (patch -p0 applies it) in place of the text"
    )
    shown.add_argument(
        "--json", action="store_true", help="print the reports in place of the text: JSON, one line a file"
    )
    fix.add_argument("--report", metavar="JSONL", help="add the reports of changed files to this file, for undo")
    fix.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")

    explain = commands.add_parser(
        "explain",
        help="every change: where, what, why, how sure",
        description=EXPLAIN,
        parents=[_common(), _run(), _files()],
    )
    explain.add_argument("files", **FILES)

    report = commands.add_parser(
        "report", help="the same as one page for the browser", description=REPORT, parents=[_common(), _run(), _files()]
    )
    report.add_argument("files", **FILES)
    report.add_argument("-o", "--output", metavar="HTML", help="the page (default: standard output)")

    review = commands.add_parser(
        "review",
        help="decide on every change, on a page that this machine alone can open",
        description=REVIEW,
        parents=[_common(), _run(), _files()],
    )
    review.add_argument("file", metavar="FILE")
    goes = review.add_mutually_exclusive_group()
    goes.add_argument("-o", "--output", metavar="TEXT", help="the result (default: FILE with .reviewed in its name)")
    goes.add_argument("-w", "--write", action="store_true", help="save the result into FILE itself")
    review.add_argument("--decisions", metavar="JSON", help="the decisions (default: FILE.decisions.json)")
    review.add_argument("--open", action="store_true", help="open the page in the browser")

    outline = commands.add_parser(
        "outline",
        help="the headings of files, as they are repaired",
        description=OUTLINE,
        parents=[_common(), _run(), _files()],
    )
    outline.add_argument("files", **FILES)

    undo = commands.add_parser("undo", help="give a repaired file its old bytes back", description=UNDO)
    undo.add_argument("file", metavar="FILE", help="the repaired file; - for standard input to standard output")
    undo.add_argument("report", metavar="REPORT", help="what fix --report or fix --json gave")

    learn = commands.add_parser(
        "learn",
        help="a lexicon of spun words, from damaged texts and their originals",
        description=LEARN,
        parents=[_common(), _files()],
    )
    learn.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="DAMAGED CLEAN [DAMAGED CLEAN …], two folders, or the decisions of a review",
    )
    learn.add_argument(
        "--mine", action="store_true", help="without originals: FILEs are damaged texts and folders of them"
    )
    learn.add_argument("--lexicon", metavar="FILE", help="with --mine: ask about the pairs of this lexicon too")
    learn.add_argument(
        "--free", action="store_true", help="with --mine: look for pairs that are in no lexicon; slow, and mostly wrong"
    )
    learn.add_argument(
        "--times", type=int, metavar="N", help="pairs found at least so many times (default 2; 3 with --mine)"
    )
    learn.add_argument("--family", default="learned", help="the name of the family in the rows (default: %(default)s)")
    learn.add_argument("--model", metavar="FILE", help="judge with this language model (default: the one shipped)")
    learn.add_argument("-o", "--output", metavar="TSV", help="write the lexicon to this file")

    corpus = commands.add_parser(
        "corpus",
        help="repair corpora: JSONL, Parquet, WET, folders of text, on all cores or a cluster",
        description=CORPUS,
        parents=[_common(), _run(), _files()],
    )
    corpus.add_argument("paths", nargs="+", metavar="SRC... OUT", help="files, folders and patterns; last, a folder")
    _corpus(corpus)

    commands.add_parser("passes", help="the passes in their order, with their options", parents=[_common()])
    return top


FIX = """Prints the repaired text, in the encoding of the file and with its line ends. Several files are printed one after
the other. A file is written only where something changes, and only the bytes of the changes are new."""
EXPLAIN = """Lists the changes by line and column, with their pass and its confidence, then the edits that were held
and what was seen and cannot be repaired, then what each pass did. Writes nothing."""
REPORT = """Writes one HTML page that needs nothing else and goes nowhere: the text of every file with all that was changed,
held and noted in its place, why and how sure; where there are many, the worst first. Changes none of the files."""
REVIEW = """Serves the page of the report on 127.0.0.1, under an address that cannot be guessed, until ^C. On it you accept or reject
each change and what was held; save writes the result and your decisions, which `cleaner undo` takes back and a later review
goes on from. FILE itself is left as it is without --write."""
OUTLINE = """Prints the headings of the repaired text with their lines in it, indented by depth: by their marks in Markdown, by
their numbers (第一章, 一、, （一）) elsewhere. Writes nothing."""
CORPUS = """Writes the repaired rows into OUT, in files named like the sources; a row that cannot be cleaned is set aside in
OUT/_quarantine with its reason. The same command again goes on where the last one ended, however that was.
Exit codes: 0 done, 2 an error, 3 rows were set aside, 4 units are not done, 130 interrupted."""
UNDO = """Writes the bytes that FILE had before the repair, exactly. Nothing is written if FILE is not what came out of the
repair. Where REPORT has many lines, the latest one that fits counts."""
LEARN = """Prints rows of a lexicon: which words a synonym replacer put where, how often, in which contexts. DAMAGED and CLEAN are a text and
its original; two folders are paired by the names of their files. With --mine there are no originals: known pairs are listed whose
original fits better where the form stands, and is missing. Read the rows and correct them before you repair with them."""


def _common() -> Parser:
    common = Parser(add_help=False)
    group = common.add_argument_group("output")
    group.add_argument("--lang", choices=("zh", "en"), help="language of messages (default: from the locale)")
    group.add_argument("--color", choices=("auto", "always", "never"), help="default: on a terminal without NO_COLOR")
    files = common.add_argument_group("configuration").add_mutually_exclusive_group()
    files.add_argument("--config", metavar="FILE", help="read this file (default: the nearest one upwards)")
    files.add_argument("--no-config", action="store_true", help="read no configuration file")
    return common


def _run() -> Parser:
    run = Parser(add_help=False)
    passes = run.add_argument_group("passes")
    passes.add_argument("--only", action="append", metavar="PASS[,PASS]", help="run these passes alone")
    passes.add_argument("--skip", action="append", metavar="PASS[,PASS]", help="leave these passes out")
    passes.add_argument(
        "--least", action="append", metavar="[PASS=]X", help="hold edits that are less sure than this (default 0.9)"
    )
    passes.add_argument(
        "--option", action="append", metavar="PASS.NAME=VALUE", help="an option of a pass; see: cleaner passes"
    )
    passes.add_argument(
        "--thorough", action="store_true", help="read every character for misread ones: 3,000 characters a second"
    )
    passes.add_argument("--model", metavar="FILE", help="judge with this language model (default: the one shipped)")
    passes.add_argument("--lexicon", metavar="FILE", help="look for the spun words of this table as well")
    passes.add_argument("--keep", action="append", metavar="WORD", help="never touch this string, wherever it stands")
    return run


def _files() -> Parser:
    reading = Parser(add_help=False)
    files = reading.add_argument_group("files")
    files.add_argument(
        "--encoding", help="of the files (default: found out: UTF-8, GB18030, Big5, UTF-16); output has the same"
    )
    files.add_argument(
        "--include",
        action="append",
        metavar="GLOB[,GLOB]",
        help="files in folders (default *.txt *.text *.md *.markdown; corpus: all formats)",
    )
    files.add_argument(
        "--exclude", action="append", metavar="GLOB[,GLOB]", help="files and folders in folders to pass over"
    )
    return reading


def _corpus(corpus: Parser) -> None:
    rows = corpus.add_argument_group("rows")
    rows.add_argument(
        "--field", default="text", metavar="PATH", help="the text: text (default), meta.body, 段落[].内容"
    )
    rows.add_argument("--format", choices=("auto", "jsonl", "parquet", "text", "wet"), default="auto")
    rows.add_argument("--files-from", metavar="FILE", help="read the names of sources from this file, one a line")
    rows.add_argument("--add", action="append", metavar="NAME", help="add a field: changes, notes or counts")
    rows.add_argument("--drop-empty", action="store_true", help="put rows that become empty into OUT/_filtered")
    rows.add_argument("--two-pass", action="store_true", help="count first which lines many documents have")
    rows.add_argument("--count-lines", action="store_true", help="only count, into OUT/_counts.json")
    rows.add_argument("--counts", metavar="FILE", help="the counts of an earlier run")
    work = corpus.add_argument_group("work")
    work.add_argument("-j", "--jobs", type=int, metavar="N", help="processes (default: one a core)")
    work.add_argument(
        "--engine", choices=("local", "ray", "spark"), default="local", help="who does it (default: local)"
    )
    work.add_argument("--address", metavar="URL", help="of the Ray or Spark cluster (default: on this machine)")
    work.add_argument("--shard", metavar="I/N", help="every N-th unit, from I = 0 on: for job arrays")
    work.add_argument("--unit-size", default="64M", metavar="SIZE", help="split larger files (default 64M)")
    work.add_argument("--row-timeout", type=float, default=60.0, metavar="S", help="set a row aside after (default 60)")
    work.add_argument("--memory", metavar="SIZE", help="of one process (default: its share of this machine)")
    work.add_argument("--max-quarantine", metavar="N", help="stop when more rows are set aside: 100, or 0.1%%")
    work.add_argument("--page", metavar="HTML", help="write a page of what was done; with OUT alone, of an earlier run")
    ways = corpus.add_argument_group("instead").add_mutually_exclusive_group()
    ways.add_argument("--restart", action="store_true", help="forget what is done in OUT, and begin anew")
    ways.add_argument("--dry-run", action="store_true", help="list the units of work, write nothing")
    ways.add_argument("--sample", type=int, metavar="N", help="show what changes in N rows, write nothing")
    ways.add_argument("--status", action="store_true", help="of OUT: how far it is")
    ways.add_argument("--retry", action="store_true", help="of OUT: clean units with rows set aside again")
    corpus.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")

"""The command line of cleaner.train: one sub-command a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from cleaner.tables import rows
from cleaner.train import confusions, corrector, discriminator, language_model, lookalikes, usage
from cleaner.train.accidents import accidents
from cleaner.train.radicals import radicals
from cleaner.train.readings import pypinyin_reader, readings, simplified_forms
from cleaner.train.script import folded_characters, forms_of, script_characters, script_words
from cleaner.train.sites import site_characters
from cleaner.train.telling import telling
from cleaner.train.texts import files, paragraphs

# Arguments that several tables have.
TEXT: dict[str, Any] = {
    "type": Path,
    "nargs": "+",
    "metavar": "CORPUS",
    "help": "clean simplified text, a paragraph a line: files (plain, .gz, .xz, .zst) and folders of .txt files",
}
DICTIONARY: dict[str, Any] = {"type": Path, "metavar": "dict.txt", "help": "jieba's dictionary: word, count, tag"}
TABLE: dict[str, Any] = {"type": Path, "help": "where to write the table (default: standard output)"}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: one sub-command a table."""
    parser = argparse.ArgumentParser(prog="python -m cleaner.train", description="Make the tables of cleaner anew.")
    tables = parser.add_subparsers(dest="table", required=True, metavar="TABLE")
    _table_parsers(tables)
    _network_parsers(tables)
    _counted_parsers(tables)
    given = parser.parse_args(arguments)
    try:
        made = {path: "".join(f"{row}\n" for row in made_rows) for path, made_rows in given.make(given).items()}
        for path, table in made.items():
            if path:
                path.write_text(table, "utf-8", newline="\n")
            else:
                sys.stdout.write(table)
    except (OSError, ValueError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    return 0


def _table_parsers(tables: Any) -> None:
    """The sub-commands of tables that are made from other people's, of the judge's model, and of what the judge is asked for."""
    made = tables.add_parser(
        "radicals",
        help="Kangxi and CJK radicals and their ideographs",
        description="Source: https://www.unicode.org/Public/UCD/latest/ucd/EquivalentUnifiedIdeograph.txt",
    )
    made.add_argument("source", type=Path, help="Unicode's EquivalentUnifiedIdeograph.txt")
    made.add_argument("-o", "--output", **TABLE)
    made.set_defaults(make=_radicals)
    made = tables.add_parser(
        "script",
        help="characters of one script, and everyday words",
        description="Sources: https://github.com/BYVoid/OpenCC/tree/master/data/dictionary and https://github.com/fxsjy/jieba",
    )
    made.add_argument("simplified", type=Path, metavar="STCharacters.txt", help="OpenCC's dictionary")
    made.add_argument("traditional", type=Path, metavar="TSCharacters.txt", help="OpenCC's dictionary")
    made.add_argument("dictionary", **DICTIONARY)
    made.add_argument("corpora", **TEXT)
    made.add_argument("-o", "--output", type=Path, required=True, help="the folder to write the tables to")
    made.set_defaults(make=_script)
    made = tables.add_parser(
        "model",
        help="the judge's language model",
        description="Sources: any clean simplified text; data/zh.md says what data/zh.klm was made of.",
    )
    language_model.arguments(made)
    made.set_defaults(make=_model)
    made = tables.add_parser(
        "readings",
        help="which characters a syllable of pinyin is a reading of, and how usual it is",
        description="Source: https://github.com/mozillazg/python-pinyin (pip install pypinyin)",
    )
    made.add_argument("corpora", **TEXT)
    made.add_argument("-o", "--output", **TABLE)
    made.set_defaults(make=_readings)
    made = tables.add_parser(
        "marks",
        help="what the context of a place says about the mark that was lost there",
        description="Sources: clean text that the judge was not trained on; data/marks.tsv says what it was made of.",
    )
    made.add_argument("corpora", **TEXT)
    made.add_argument("--about", default="", help="what the text is, for the head of the table")
    made.add_argument("-o", "--output", **TABLE)
    made.set_defaults(make=_marks)
    made = tables.add_parser(
        "accidents",
        help="forms that a synonym replacer makes of words it does not see: candidates for the table of spun words",
        description="Sources: data/spun.tsv, https://github.com/fxsjy/jieba and any clean text. Read the rows; few are worth keeping.",
    )
    made.add_argument("dictionary", **DICTIONARY)
    made.add_argument("corpora", **TEXT)
    made.add_argument("-o", "--output", **TABLE)
    made.set_defaults(make=_accidents)


def _network_parsers(tables: Any) -> None:
    """The sub-commands of the tables and networks of the pass `characters`, and of the network of the pass `words`."""
    fonts = {"type": Path, "nargs": "+", "metavar": "FONT", "help": "TrueType or OpenType files"}
    made = tables.add_parser("lookalikes", help="what a recogniser reads for what: the measurement behind confusions")
    made.add_argument("fonts", **fonts)
    made.add_argument("--corpora", required=True, **TEXT)
    made.add_argument("--lines", type=int, default=17000, help="how many lines to render (default: %(default)s)")
    made.add_argument("-o", "--output", type=Path, help="where to write the counts (default: standard output)")
    made.set_defaults(make=_lookalikes)
    made = tables.add_parser("strange", help="characters that clean text lacks, and those that they look like")
    made.add_argument("fonts", **fonts)
    made.add_argument("--corpora", required=True, **TEXT)
    made.add_argument("-o", "--output", **TABLE)
    made.set_defaults(make=_strange)
    made = tables.add_parser("confusions", help="pairs of characters, and what may have been meant by each")
    made.add_argument("counts", type=Path, help="what `lookalikes` wrote")
    made.add_argument("corpora", **TEXT)
    made.add_argument("-o", "--output", type=Path, required=True, help="the .npz file to write")
    made.set_defaults(make=_confusions)
    made = tables.add_parser("corrector", help="the network of the pass characters; needs PyTorch and a GPU")
    made.add_argument("dictionary", **DICTIONARY)
    made.add_argument("corpora", **TEXT)
    made.add_argument("--large", action="store_true", help="the large one, which is asked where it matters")
    made.add_argument(
        "--seconds",
        type=float,
        nargs=2,
        default=(1150, 505),
        help="of its stages (default: 1150 505; the large one had 1020 430)",
    )
    made.add_argument("-o", "--output", type=Path, required=True, help="the .npz file to write")
    made.set_defaults(make=_corrector)
    made = tables.add_parser("discriminator", help="the network of the pass words; needs PyTorch and a GPU")
    discriminator.arguments(made)
    made.set_defaults(make=_discriminator)


def _counted_parsers(tables: Any) -> None:
    """The sub-commands of tables that are counted in text and need nothing else."""
    made = tables.add_parser("usage", help="how often words of the pass words stand in clean text, and next to what")
    usage.arguments(made)
    made.set_defaults(make=_usage)
    for name, make, about in (
        ("sites", _sites, "characters that the lines of data/boilerplate.tsv are found and folded by"),
        ("telling", _telling, "common characters that tell of GBK read one byte off"),
    ):
        made = tables.add_parser(name, help=about)
        made.add_argument("corpora", **TEXT)
        made.add_argument("-o", "--output", **TABLE)
        made.set_defaults(make=make)


Tables = dict[Path | None, Iterator[str]]


def _radicals(given: argparse.Namespace) -> Tables:
    return {given.output: radicals(given.source.read_text("utf-8-sig").splitlines())}


def _script(given: argparse.Namespace) -> Tables:
    simplified, traditional = (forms_of(paragraphs([path])) for path in (given.simplified, given.traditional))
    return {
        given.output / "folded_characters.tsv": folded_characters(),
        given.output / "script_characters.tsv": script_characters(simplified, traditional),
        given.output / "script_words.tsv": script_words(
            paragraphs([given.dictionary]), (paragraphs([path]) for path in given.corpora)
        ),
    }


def _model(given: argparse.Namespace) -> Tables:
    language_model.make(((path.name, paragraphs([path])) for path in files(given.corpora)), given)
    return {}


def _readings(given: argparse.Namespace) -> Tables:
    corpora = (paragraphs([path]) for path in given.corpora)
    return {given.output: readings(corpora, pypinyin_reader(), simplified_forms())}


def _marks(given: argparse.Namespace) -> Tables:
    from cleaner.train.marks import mark_table  # asks the judge

    return {given.output: mark_table(paragraphs(given.corpora), given.about)}


def _accidents(given: argparse.Namespace) -> Tables:
    whole = [row for row in rows("spun") if len(row[1]) <= 2 and float(row[3]) >= 0.5]
    return {given.output: accidents(whole, paragraphs([given.dictionary]), paragraphs(given.corpora), least=100)}


def _sites(given: argparse.Namespace) -> Tables:
    return {given.output: site_characters(rows("boilerplate"), (paragraphs([path]) for path in files(given.corpora)))}


def _telling(given: argparse.Namespace) -> Tables:
    return {given.output: telling(paragraphs([path]) for path in files(given.corpora))}


def _usage(given: argparse.Namespace) -> Tables:
    return {given.output: usage.usage((paragraphs([path]) for path in files(given.corpora)), given.lexicon)}


def _lookalikes(given: argparse.Namespace) -> Tables:
    characters, _ = confusions.counted(paragraphs([path]) for path in given.corpora)
    common = "".join(character for character, _ in characters.most_common(6000))
    counts = lookalikes.lookalikes(common, given.fonts, given.lines)
    found = sorted((pair, count) for pair, count in counts.items() if count >= confusions.SEEN)
    return {given.output: chain(["meant\tread\tcount"], (f"{a}\t{b}\t{count:.2f}" for (a, b), count in found))}


def _strange(given: argparse.Namespace) -> Tables:
    return {given.output: confusions.strange(given.fonts, (paragraphs([path]) for path in given.corpora))}


def _confusions(given: argparse.Namespace) -> Tables:
    corpora = (paragraphs([path]) for path in given.corpora)
    confusions.write(given.counts, corpora, pypinyin_reader(), given.output)
    return {}


def _corrector(given: argparse.Namespace) -> Tables:
    tokens = corrector.alphabet()
    text = corrector.encoded(paragraphs(given.corpora), tokens)
    words = {word: int(count) for word, count, *_ in map(str.split, paragraphs([given.dictionary]))}
    plan = corrector.LARGE if given.large else corrector.QUICK
    corrector.train(text, tokens, words, pypinyin_reader(), plan, given.seconds, given.output)
    return {}


def _discriminator(given: argparse.Namespace) -> Tables:
    discriminator.make(paragraphs(given.corpora), given)
    return {}


if __name__ == "__main__":
    sys.exit(main())

"""The table of messages: complete, tidy, and no line too many."""

import re
import string
from pathlib import Path

import pytest

import cleaner
from cleaner import chain
from cleaner.arguments import parser
from cleaner.cli import main
from cleaner.messages import message, table
from cleaner.tables import rows

KINDS = ("change", "held", "note", "accept", "reject")
SOURCES = Path(cleaner.__file__).parent
LINES = (SOURCES / "data/messages.tsv").read_text("utf-8").splitlines()


def test_the_table_is_sorted_and_holds_each_code_once():
    codes = [line.split("\t")[0] for line in LINES[1:]]
    assert LINES[0] == "code\ten\tzh"
    assert codes == sorted(set(codes))


def test_both_languages_say_the_same_facts():
    for code, words in table().items():
        facts = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in words.values()]
        assert facts[0] == facts[1], code
        assert all(text == text.strip() != "" for text in words.values()), code
        assert any("\u4e00" <= char <= "\u9fff" for char in words["zh"]), code


def test_every_code_is_used():
    source = "".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    source += "".join(f'"{kind}"' for kind in {row[0] for row in rows("boilerplate")})
    source += "".join(path.read_text("utf-8") for path in SOURCES.glob("pages/*.js"))
    source += SOURCES.joinpath("pages/page.html").read_text("utf-8").replace("${", '"').replace("}", '"')
    composed = ("cause-", "fact-", "pass-", "page-label-", "page-theme-", *(f"page-{kind}" for kind in KINDS))
    unused = [code for code in table() if f'"{code}"' not in source and not code.startswith(composed)]
    assert unused == []


def test_every_pass_is_described_as_in_its_docstring():
    described = {code.removeprefix("pass-"): words["en"] for code, words in table().items() if code.startswith("pass-")}
    assert described == {name: run.__doc__.strip().splitlines()[0].rstrip(".") for name, run in chain.NAMES.items()}


def test_facts_stand_in_the_words():
    assert message("half-width-mark", language="zh") == "中文里的半角标点"


def said(each):
    """All that the help of a parser and of its commands says."""
    yield from filter(None, (each.description, each.epilog, *(group.title for group in each._action_groups)))
    for action in each._actions:
        yield from (told.help for told in (action, *getattr(action, "_choices_actions", ())) if told.help)
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from said(command)


def test_the_help_is_there_in_chinese_whole():
    told = [english.replace("\\n", "\n") for english, _ in rows("help")]
    assert set(told) == set(said(parser()))
    assert len(told) == len(set(told))
    assert all(re.search("[\u4e00-\u9fff]", chinese) for _, chinese in rows("help"))
    for english, chinese in rows("help"):
        assert re.findall(r"%\(\w+\)s|%%|--\w+", english) == re.findall(r"%\(\w+\)s|%%|--\w+", chinese), english


@pytest.mark.parametrize(("given", "word"), [(["--lang", "zh"], "参数"), (["--lang=en"], "arguments")])
@pytest.mark.parametrize("command", ["fix", "corpus", "learn"])
def test_help_speaks_the_language_that_is_named(command, given, word, capsys):
    with pytest.raises(SystemExit):
        main([command, *given, "--help"])
    assert word in capsys.readouterr().out

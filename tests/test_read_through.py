"""A text read through: every character is asked about once, and again only where something has changed."""

import os
import subprocess
import sys

import pytest

from cleaner.memory import remembering
from cleaner.proofreading import corrector
from cleaner.proofreading.read_through import ENDS, SIZE, _laid, read_through

SENTENCE = "今年的粮食产量比去年有了明显的题高，村民们都很高兴。"
CLEAN = "夜里下了一场雨，院子里的海棠落了一地。"


def asked(paragraph, start=0):
    """The offsets that the windows of a paragraph are asked about."""
    return [
        offset
        for window, offsets in _laid(paragraph, start)
        for at, offset in offsets.items()
        if window.first <= at < window.end
    ]


@pytest.mark.parametrize("length", [1, 2, SIZE - 2, SIZE - 1, SIZE, SIZE + 1, 2 * SIZE - 2 * ENDS, 1000])
def test_every_character_is_asked_about_once(length):
    paragraph = "".join(chr(0x4E00 + at) for at in range(length))
    assert asked(paragraph, 7) == list(range(7, 7 + length))


def test_what_is_no_character_is_not_asked_about():
    paragraph = "在1998年 5月，他用 iPhone 打了 3 个电话。"
    assert "".join(paragraph[at] for at in asked(paragraph)) == "在年月他用打了个电话"


@pytest.mark.parametrize("text", ["", "\n\n", "abc 123", "好", "\ud800\udfff", "𠮷" * 200, "\0" * 300, "，。" * 200])
def test_texts_in_which_nothing_is_misread(text):
    assert list(read_through(text)) == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85", "\f", "\0\n", "\ud800\n"])
def test_a_paragraph_ends_where_lines_do(end):
    [place] = read_through(CLEAN + end + SENTENCE + end + CLEAN)
    assert (place.at, place.large.new) == (len(CLEAN + end) + SENTENCE.index("题"), "提")


def test_the_seed_of_hashes_changes_nothing():
    code = "from cleaner.proofreading.read_through import read_through; print([*read_through(open(0).read())])"
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            input="\n".join(SENTENCE[at:] + CLEAN[:at] for at in range(9)),
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert "提" in told.pop()


def test_a_paragraph_is_read_the_same_wherever_it_stands():
    alone = list(read_through(SENTENCE))
    before = CLEAN * 20 + "\n" + CLEAN + "\n"
    among = [place for place in read_through(before + SENTENCE + "\n" + CLEAN) if place.at >= len(before)]
    assert [(place.at - len(before), place.large.new) for place in among] == [(p.at, p.large.new) for p in alone]
    assert [place.large.new for place in alone] == ["提"]


def test_after_a_repair_only_what_is_near_is_read_again(monkeypatch):
    read = []
    ask = corrector.doubts
    monkeypatch.setattr(corrector, "doubts", lambda windows, least: read.extend(windows) or ask(windows, least))
    text = CLEAN * 40 + "\n" + SENTENCE
    with remembering():
        list(read_through(text))
        once = len(read)
        list(read_through(text.replace("题高", "提高")))
    assert once > 3
    assert [tokens for tokens, _, _ in read[once:]] == ["\n" + SENTENCE.replace("题高", "提高") + "\n"]

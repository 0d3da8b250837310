"""The tables of the script pass against OpenCC, its option, and its fixed point on texts that mix both scripts at random."""

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.core import apply
from cleaner.passes.script import script
from cleaner.scripts.forms import characters, words

TO_SIMPLIFIED, TO_TRADITIONAL = opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert

PIECES = [
    "我們",
    "我们",
    "經濟",
    "经济",
    "经濟",
    "發展",
    "发展",
    "发",
    "這",
    "这",
    "還没",
    "李國强",
    "香港電台",
    "國家",
    "“關於”",
    "里面",
    "裏面",
    "乾隆",
    "的",
    "县",
    "館",
    "。",
    "，",
    "（",
    "）",
    "の",
    "繁体",
    "\n",
    "\r\n",
    "\ud800",
    "A",
]
OWN = {
    "simplified": "这座图书馆为读者开设了长达两个月的讲习班。",
    "traditional": "這座圖書館為讀者開設了長達兩個月的講習班。",
}


def test_the_characters_are_those_of_one_script():
    assert [c for c in characters()["traditional"] if c != "於" and TO_SIMPLIFIED(c) == c] == []
    assert [c for c in characters()["simplified"] if TO_TRADITIONAL(c) == c] == []
    assert set(characters()["traditional"]).isdisjoint(characters()["simplified"])
    assert set(characters()["ambiguous"]) <= set(characters()["simplified"])


def test_the_words_are_written_in_both_scripts_and_back():
    for word in words():
        written = TO_TRADITIONAL(word)
        assert written != word
        assert len(written) == len(word)
        assert TO_SIMPLIFIED(written) == word


def test_an_unknown_conversion_is_an_error():
    with pytest.raises(ValueError, match="t2s"):
        list(script("我們", convert="tw2sp"))


@given(st.sampled_from(sorted(OWN)), st.lists(st.sampled_from(PIECES), max_size=30))
def test_one_run_is_enough(own, pieces):
    text = OWN[own] * 8 + "".join(pieces)
    made = [edit for edit in script(text) if edit.confidence >= 0.9]
    once = apply(text, made)
    assert len(once) == len(text)
    assert [edit for edit in script(once) if edit.confidence >= 0.9] == []

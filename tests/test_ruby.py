"""Pinyin: one run is enough, whatever is put together, and the table of readings is right."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cleaner.core import Edit, apply
from cleaner.passes.ruby import ruby
from cleaner.pinyin.beside import readings
from cleaner.pinyin.readings import everyday, table, use

FIXTURES = Path(__file__).parent.parent / "fixtures"
PIECES = [
    *"的学生我们在校里努力工作，。？\n `'.",
    *("学(xué)", "们（men）", " (zài) ", "生shēng", "长(cháng)", "(xué)", "“学(xué)”", "拼音", "一年来大家都很努力"),
    *("\ud800", "\x00", "\u2028"),
]


def made(text):
    return sorted(item for item in ruby(text) if isinstance(item, Edit) and item.confidence >= 0.9)


@given(st.lists(st.sampled_from(PIECES), max_size=120).map("".join))
def test_one_run_is_enough(text):
    assert made(apply(text, made(text))) == []


def test_one_run_is_enough_for_all_cases_together():
    lines = (FIXTURES / "ruby/cases.jsonl").read_text("utf-8").splitlines()
    text = "\n\n".join(json.loads(line)["text"] for line in lines)
    assert made(apply(text, made(text))) == []


def test_the_table_of_readings():
    assert len(everyday()) > 1000
    assert use("報", "bào") == use("报", "bao4") == "usual"
    assert use("朝", "zhao1") == "other"
    assert use("绿", "lu") == use("绿", "lǜ") == "usual"
    assert use("男", "men") == use("图", "a") == use("甪", "lu") == ""
    assert all(syllable.rstrip("1234").isalpha() for syllable in table())


def test_a_chain_goes_as_a_whole_or_not_at_all():
    text = "他在城里开了一家小店，早(zǎo)晨五点开门，晚(wǎn)上九点关门，货架上总是满(mǎn)满的。店里的夥(huǒ)计(jì)都是同乡。"
    done = apply(text, made(text))
    assert "夥计都是" in done or "夥(huǒ)计(jì)都是" in done


def test_what_the_text_has_had_before_is_told_from_what_is_new():
    found = readings("學校放假了，學(xué)生們回家，老師(shī)也回家。")
    assert [(one.character, one.again) for one in found] == [("學", True), ("師", False)]

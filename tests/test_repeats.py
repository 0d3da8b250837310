"""Repeats: one run is enough, whatever is put together."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.passes.repeats import repeats
from tests.laws import check_laws

FIXTURES = Path(__file__).parent.parent / "fixtures"
LINE = "到了月底，上游水库开始放水，水位一天涨了半尺，大家把麻袋都搬到了堤边。"
PIECES = [
    *"一二三的，。\n 年月",
    *("\r\n", "\n\n", LINE, LINE + "\n", LINE + LINE, "# 河堤的故事\n", "河堤的故事\n", "河堤的故事_青松网\n", "二、存在的问题\n"),
    *("重重要要通通知知", "关于关于印发印发", "刚刚刚刚", " 年 年", "2020 年 年", "值班 值班 ", "高高兴兴", "00", "\ud800", "\x00", "\u2028"),
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_one_run_is_enough(text):
    check_laws(cleaner.explain(text, only=["repeats"]), text, only=["repeats"])


def test_one_run_is_enough_for_all_cases_together():
    lines = (FIXTURES / "repeats/cases.jsonl").read_text("utf-8").splitlines()
    text = "\n\n".join(json.loads(line)["text"] for line in lines)
    check_laws(cleaner.explain(text, only=["repeats"]), text, only=["repeats"])


def test_the_second_goes():
    text = f"{LINE}\n\n夜里雨停了，月亮从云里出来。\n\n{LINE * 5}"
    report = [(edit.code, text[edit.start : edit.end]) for edit in repeats(text) if edit.confidence >= 0.9]
    assert ("repeated-half", LINE * 4) in report

"""GBK read one byte off: one run is enough, whatever is put together."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.charsets.folding import candidates, folded
from cleaner.core import apply
from cleaner.passes.mojibake import mojibake
from tests.benchmarks.shifted import KINDS, damaged, judge
from tests.laws import check_laws

CLEAN = (
    "村里的水渠每年开春都要清一次淤泥，去年改成了水泥的。奶奶说过：“吃饭的时候不要说话。”我们都笑，后来就记住了这句话。\n"
    * 3
)
PIECES = [
    *"的学生我们在校里，。？\n ?A4\ufffd\ue0d5Ｎ鎪擔乾摺",
    *(
        "?Ｎ颐且〉娼",
        "颐且〉娼",
        "?俺苑沟氖焙虿灰?",
        "娔抢锍Ｄ",
        "水渠，每年开春",
        "村里的水渠磕昕憾家逡淮斡倌啵1998年",
    ),
    *("\ud800", "\x00", "\u2028", "𠮷"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_laws(text):
    check_laws(cleaner.explain(text, only=["mojibake"]), text, only=["mojibake"])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "of a few characters"])
def test_each_kind_comes_back(kind):
    text, edits = damaged(CLEAN, kind, random.Random(7))
    assert edits
    for verdict, edit, got in judge(CLEAN, edits, cleaner.explain(text, only=["mojibake"])):
        assert verdict in ("exact", "found") or (edit and edit.end - edit.start < 8 and verdict == "missed"), got


def test_a_stretch_longer_than_one_look():
    clean = CLEAN.replace("\n", "")
    data = clean.encode("gb18030")
    text = "后来?" + data[1:-1].decode("gb18030", "replace") + "\n"
    (edit,) = mojibake(text)
    assert edit.code == "byte-shift"
    assert apply(text, [edit])[3:-2] == clean[1:-1]


def test_folding_undoes_the_converter():
    assert folded("說話諮詢") == "说话咨询"
    assert all(len(char) == 1 for found in candidates().values() for char in found)

"""Noise: it comes to rest, whatever is put together."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cleaner.core import Edit, apply
from cleaner.inserted.gibberish import probability
from cleaner.passes.noise import noise

FIXTURES = Path(__file__).parent.parent / "fixtures"
PIECES = [
    *"的学生我们在校里努力工作，。？\n `'.",
    *("的`", "的'", "的.", "' b3 g- k* P( e", "。 6 U6 d% f, g\n", " 3 D5 y7 P2", "唬镶。", "d%。", ",，", "今年任务已经完成？\n"),
    *("\ud800", "\x00", "\u2028", "\n魑魅魍魉饕餮穷奇踽踽独行筚路蓝缕觥筹交错"),
]  # fmt: skip


def made(text):
    return sorted(item for item in noise(text) if isinstance(item, Edit) and item.confidence >= 0.9)


@given(st.lists(st.sampled_from(PIECES), max_size=120).map("".join))
def test_it_comes_to_rest(text):
    """What goes can lay bare what stands beside it; the chain goes round until nothing is left."""
    for _ in range(3):
        text = apply(text, made(text))
    assert made(text) == []


def test_one_run_is_enough_for_all_cases_together():
    lines = (FIXTURES / "noise/cases.jsonl").read_text("utf-8").splitlines()
    text = "\n\n".join(json.loads(line)["text"] for line in lines)
    once = apply(text, made(text))
    assert made(once) == []


def test_probability_in_either_script():
    said, garbled = "我們今天一起討論了學校的工作。", "箍隧蹄贮瓣诲熄砧恿揪腮卤"
    assert probability(said) > -5 > -8 > probability(garbled)
    assert probability("\ud800\x00") < 0

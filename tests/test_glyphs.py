"""The pass `glyphs`: one run is enough on damaged text, its places and the weights."""

import json
import random
from pathlib import Path

import pytest

from cleaner.core import apply
from cleaner.marks import sight
from cleaner.marks.opinions import READINGS, features, readings, weights
from cleaner.passes.glyphs import SURE, glyphs
from tests.benchmarks.damage import LOST_MARKS, as_glyph, damage, mask_years

FIXTURES = Path(__file__).parent.parent / "fixtures"
SEED = Path(__file__).parents[2] / "shared" / "seed"
TEXTS = [
    FIXTURES / "clean" / name
    for name in ("work-report.md", "news.txt", "story.txt", "press-release.txt", "minutes.txt")
]


def made(text):
    return [edit for edit in glyphs(text) if edit.confidence >= SURE]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
@pytest.mark.parametrize("kind", LOST_MARKS)
def test_one_run_is_enough(path, kind):
    rng = random.Random(kind)
    clean = mask_years(path.read_text("utf-8"))
    for glyph in "□■\ufffd?．":
        for per_thousand in (3, 30):
            damaged = apply(clean, as_glyph(damage(clean, kind, rng, per_thousand)[1], glyph))
            once = apply(damaged, made(damaged))
            assert made(once) == []


@pytest.mark.skipif(not SEED.is_dir(), reason="needs ../shared/seed")
def test_the_seed():
    text = (SEED / "damaged.md").read_text("utf-8")
    gold = json.loads((SEED / "gold.json").read_text("utf-8"))["edits"]
    accepted = {edit["start"]: edit["accept"] for edit in gold if edit["kind"] == "glyph"}
    edits = {edit.start: edit.new for edit in made(text)}
    assert edits.keys() == accepted.keys()
    assert all(new in accepted[at] for at, new in edits.items())


def test_every_feature_has_a_weight_for_every_reading():
    table = weights()
    assert all(len(row) == len(READINGS) for name, row in table.items() if name != "judge")
    assert "before ， 5" in table
    assert any(name in table for name in features("他来了", "我走了。"))


def test_pairs_are_made_consistent():
    first, second = readings("全体师生认真学习了□中华人民共和国教育法□的有关规定。", [9, 20], [{}, {}])
    assert max(first, key=first.__getitem__) == "《"
    assert max(second, key=second.__getitem__) == "》"
    assert sum(first.values()) == pytest.approx(1)


def test_what_the_corrector_sees_does_not_depend_on_which_glyph_stands_beside():
    sides = [("他们克服困难□取得了", "成绩，受到表扬。"), ("他们克服困难\ufffd取得了", "成绩，受到表扬。")]
    assert sight._window(*sides[0]) == sight._window(*sides[1])
    assert len(sight._window("", "")) == len(sight._window(*sides[0]))
    told = sight.weighed(sides, [[0.0] * len(READINGS)] * 2)
    assert told[0] == told[1]
    assert len(told[0]) == len(READINGS)

"""Misread and mistyped characters: what the tables, the corrector and the pass hold to."""

import math
from importlib import import_module

import numpy
import pytest

import cleaner
from cleaner.chain import LEAST
from cleaner.proofreading import confused, corrector, suspects
from cleaner.proofreading.misread import documented
from cleaner.tables import DATA, rows
from cleaner.train import confusions
from cleaner.train.transformer import write

misread = import_module("cleaner.passes.characters")

SENTENCE = "社区志愿者挨家挨户走访，帮组独居老人解决买菜难的问题。"


def repairs(text, **how):
    return [(edit.start, edit.new) for edit in misread.characters(text, **how) if edit.confidence >= LEAST]


def test_tables_fit_together():
    known = suspects.tables()
    size = len(known.alphabet)
    assert known.meant.shape == known.kinds.shape == known.misread.shape
    assert len(known.meant) == len(known.rank) == len(known.often) == size
    assert known.meant.max() < size
    assert ((known.meant > 0) == (known.kinds > 0)).all()
    assert known.pairs.shape == (4096, 2048)
    assert known.rank.max() == 4095


def test_confused_characters_are_known_and_said_once():
    groups = [group for _, row in rows("confused") for group in row.split()]
    assert len({frozenset(group) for group in groups}) == len(groups)
    assert set("".join(groups)) <= set(suspects.tables().alphabet)
    assert all(len(set(group)) == len(group) > 1 for group in groups)


def test_candidates_say_why():
    kinds = suspects.meant("组")
    assert kinds["阻"] == suspects.SAME_SOUND + suspects.SAME_TONE
    assert kinds["助"] & suspects.SIMILAR_SOUND
    assert suspects.meant("人")["入"] & suspects.LOOK_ALIKE
    assert "组" not in kinds


@pytest.mark.parametrize(
    "text", ["", "好", "a", "\ud800帮\udfff组\0", "帮组\u2028\r\n", "𠮷" * 10, "帮组" * 3, "\x00" * 50]
)
def test_odd_texts(text):
    for thorough in (False, True):
        for edit in misread.characters(text, thorough=thorough):
            assert 0 <= edit.start < edit.end <= len(text)


def test_the_place_does_not_depend_on_where_a_text_is_cut_into_chunks(monkeypatch):
    text = "今天天气很好。" * 7 + SENTENCE + "新生今天进人学校。"
    whole = suspects.suspects(text, -2.0, -2.0)
    likely = list(confused.confusions(text))
    monkeypatch.setattr(suspects, "CHUNK", 5)
    monkeypatch.setattr(confused, "CHUNK", 5)
    assert suspects.suspects(text, -2.0, -2.0) == whole != []
    assert list(confused.confusions(text)) == likely != []


def test_a_batch_says_what_each_place_says_alone():
    places = [12, 13, 14, 20]
    asked = ["帮邦", "组助", "独毒", "难南"]
    together = corrector.log_shares(SENTENCE, places, asked)
    for place, characters, told in zip(places, asked, together, strict=True):
        [alone] = corrector.log_shares(SENTENCE, [place], [characters])
        assert alone == pytest.approx(told, abs=1e-3)


def test_the_same_strange_place_again_is_a_term():
    [(at, new)] = repairs(SENTENCE)
    assert (SENTENCE[at], new) == ("组", "助")
    term = "帮组是我们公司的产品。帮组已经更新。请下载帮组。"
    assert repairs(SENTENCE + term) == []


def test_the_same_place_spelt_right_speaks_for_an_error():
    at = SENTENCE.index("组")
    alone = misread.Place(at, "组", "助", 0.8)
    assert documented(SENTENCE, *alone) == pytest.approx(0.8)
    assert documented(SENTENCE + "他们帮助独居老人。", *alone) > 0.81


def test_one_sure_error_has_the_rest_of_the_text_looked_through():
    weak, sure = "工程验收合格后，建设单位应当及时办理竣工结箅手续。", "本合同自双方签字盖章之日起生校，有效期为三年。"
    found = [new for _, new in repairs(weak + sure)]
    assert "效" in found
    assert len(found) >= len(repairs(weak)) + len(repairs(sure))


def test_what_stands_near_sure_errors_is_read_closely():
    sure, other = "请大家准时参家会议。", "孩子们坐在路便的长椅上等车。"
    clean = "河边的柳树长出了新叶，傍晚散步的人渐渐多了起来，大家都说今年的春天来得比往年早一些。" * 4
    assert [new for _, new in repairs(clean + other)] == []
    assert [new for _, new in repairs(sure + clean + other)] == ["加", "边"]


def test_a_short_text_is_read_closely():
    assert repairs("医生说他的病以经好了。") == [(6, "已")]
    assert repairs("医生说他的病已经好了。") == []


def test_particles_are_an_option():
    text = "孩子们高兴的跳了起来，飞快的跑出教室。"
    assert not any(edit.new in "的地得" for edit in misread.characters(text, thorough=True))


def test_traditional_repairs_are_written_in_the_text_s_own_form():
    text = "這個問題十分複雜，政付必須幫助他們解決困難。"
    assert cleaner.clean(text, only=["characters"]) == text.replace("政付", "政府")


def test_words_about_characters_keep_the_place():
    held = cleaner.explain("注意这里是错别字：" + SENTENCE, only=["characters"])
    assert not held.changes


def test_tables_made_anew_are_of_the_same_shape(tmp_path):
    told = {"组": "zu3", "阻": "zu3", "足": "zu2", "住": "zhu4"}
    counts = tmp_path / "read.tsv"
    counts.write_text("meant\tread\tcount\n组\t组\t9.00\n组\t阻\t1.00\n", "utf-8")
    corpus = ["组阻足住" * 30]

    def reader(text, *, every=False):
        return [[told[character]] for character in (text if every else text[:1])]

    confusions.write(counts, [corpus], reader, tmp_path / "made.npz")
    with numpy.load(tmp_path / "made.npz") as made, numpy.load(DATA / "confusions.npz") as shipped:
        assert set(made.files) == set(shipped.files)
        assert {name: made[name].dtype for name in made.files} == {name: shipped[name].dtype for name in shipped.files}
        alphabet = "".join(map(chr, made["alphabet"]))
        row = alphabet.index("阻")
        column = list(made["meant"][row]).index(alphabet.index("组"))
        assert made["kinds"][row, column] == suspects.SAME_SOUND + suspects.SAME_TONE + suspects.LOOK_ALIKE
        assert made["misread"][row, column] == round(8 * math.log(10))
        left, right = made["rank"][alphabet.index("组")], made["rank"][row]
    pairs = numpy.load(tmp_path / "neighbours.npy")
    assert pairs[left, right >> 1] >> 4 * (right & 1) & 15 == 5  # log2 of 31


def test_a_trained_network_is_stored_as_the_corrector_reads_it(tmp_path):
    linear = {
        f"{name}.{part}": numpy.arange(2.0 * size).reshape(size, 2) if part == "weight" else numpy.ones(size)
        for name, size in {"qkv": 6, "o": 2, "up": 2, "down": 2}.items()
        for part in ("weight", "bias")
    }
    layer = {"n1": numpy.ones(2), "n2": numpy.ones(2), "bias": numpy.ones((2, 5)), **linear}
    weights = {f"layers.{number}.{name}": value for number in range(8) for name, value in layer.items()}
    weights |= {"embedding": numpy.ones((3, 2)), "norm": numpy.ones(2), "often": numpy.ones(3)}
    write(weights, "甲乙丙", tmp_path / "made.npz")
    with numpy.load(tmp_path / "made.npz") as made, numpy.load(DATA / "corrector.npz") as shipped:
        assert set(made.files) == set(shipped.files)
        assert {name: made[name].dtype for name in made.files} == {name: shipped[name].dtype for name in shipped.files}
        assert made["0.qkv"].shape == (2, 6)
        assert made["0.qkv"][:, 1].tolist() == [85, 127]  # 2 and 3, of which 3 is the greatest

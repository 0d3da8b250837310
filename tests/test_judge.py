"""The judge: its tokens, what it says, whom it asks, and that nothing makes it raise."""

import multiprocessing
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.resources import files
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import judge

SHIPPED = judge.SHIPPED
TEXTS = st.text(
    st.one_of(st.sampled_from("中文我們国家，。\n\r\0 \t\u3000\u2028aZ年月x×09.,%"), st.characters()), max_size=40
)


# -- tokens ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        pytest.param("我们的，“好”。", "我们的，“好”。", id="plain text is its own shape"),
        pytest.param("2026年3月15日", "Y年d月d日", id="date"),
        pytest.param("1,000.5万元、12345人", "D万元、D人", id="figures"),
        pytest.param("1,2,3", "d，d，d", id="a comma between figures that are no thousands"),
        pytest.param("2026,GDP.", "Y，N。", id="marks after figures and words are tokens"),
        pytest.param("增长5.2%和５％", "增长P和P", id="percentages"),
        pytest.param("20xx年，20××年，xx年x月xx日", "Y年，Y年，Y年d月d日", id="masked dates"),
        pytest.param("xx万元，**年", "D万元，Y年", id="masked figures"),
        pytest.param("xx公司，XX省", "A公司，N省", id="masked names are letters"),
        pytest.param("GDP、iPhone 14、A4、COVID-19、x", "N、Ad、N、N、L", id="letters"),
        pytest.param("ＡＢＣ１２", "N", id="full-width letters and figures"),
        pytest.param("他说:(好)?!;", "他说：（好）？！；", id="half-width marks"),
        pytest.param(" 一\t二\u3000三\xa0四\r\n五", "一二三四五", id="white space is no token"),
        pytest.param("一\u200b二\ufeff三\xad四", "一二三四", id="what is not seen is no token"),
        pytest.param("一\0二\ud800三\udfff", "一\ufffd二\ufffd三\ufffd", id="what KenLM cannot read"),
        pytest.param("「我們」的國家", "“我们”的国家", id="traditional"),
        pytest.param("乾隆皇帝", "乾隆皇帝", id="characters of both scripts"),
        pytest.param("𠮷野家éあ", "𠮷野家éあ", id="other characters"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_shape(text, shape):
    assert judge.shape(text) == shape
    assert judge.tokens(text) == list(shape)


@given(TEXTS)
def test_every_text_has_a_shape_that_kenlm_can_read(text):
    shape = judge.shape(text)
    assert not any(token.isspace() for token in shape)
    assert len(shape.encode()) >= len(shape)
    assert "\0" not in shape


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=30))
def test_the_simplified_form_keeps_the_length(han):
    assert len(judge.shape(han)) == len(han)


def test_a_converter_that_changes_the_length_is_not_believed(monkeypatch):
    class Longer:
        def convert(self, text):
            return text * 2

    monkeypatch.setattr(judge, "_converter", Longer)
    judge.simplified.cache_clear()
    assert judge.shape("國家") == "國家"
    judge.simplified.cache_clear()


def test_simplified_text_needs_no_opencc():
    program = (
        "import sys; from cleaner import judge; judge.score('我们', '的', '国家2026年'); print('opencc' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


def test_importing_loads_no_model():
    program = "import sys, cleaner.judge, cleaner.chain; print('kenlm' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"


# -- what it says ------------------------------------------------------------------------------------------------------


def whole(paragraphs):
    """The log-probability of whole paragraphs, by KenLM's own account."""
    return sum(judge.model().score(" ".join(judge.tokens(each))) for each in paragraphs) * log(10)


@pytest.mark.parametrize(
    ("before", "readings", "after"),
    [
        ("大家都要积极", ["参加", "参与", "出席"], "各项体育活动。"),
        ("同志们", ["，", "：", "。"], "20xx年，我们"),
        ("今年GDP增长5.2", ["%", "％，"], "左右，好于预期"),
        ("xx", ["年", "公司"], "的工作"),
        ("他說：「我們", ["的", "得"], "國家"),
        ("", ["我", "你"], "们"),
        ("再见", ["。", "！"], ""),
        ("", ["一", "二"], ""),
    ],
)
def test_differences_are_those_of_the_whole_text(before, readings, after):
    found = judge.scores(before, readings, after)
    expected = [whole([before + reading + after]) for reading in readings]
    assert [score - found[0] for score in found] == pytest.approx([score - expected[0] for score in expected], abs=1e-4)
    assert found == [judge.score(before, reading, after) for reading in readings]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n", "\n　\n", "\u2028"])
def test_a_line_end_is_the_end_of_a_paragraph(end):
    before, after = "会议到此结束。", "第二天大家都来了"
    found = judge.scores(before, ["", end], after)
    expected = whole([before, after]) - whole([before + after])
    assert found[1] - found[0] == pytest.approx(expected, abs=1e-4)


def test_what_is_out_of_reach_does_not_count():
    near, far = ("我们都要积极", "各项体育活动"), ("从前有一座山。我们都要积极", "各项体育活动，好不好？")
    differences = [a - b for a, b in (judge.scores(left, ["参加", "参与"], right) for left, right in (near, far))]
    assert differences[0] == pytest.approx(differences[1], abs=1e-4)


def test_a_paragraph_before_does_not_count():
    assert judge.odds("一样。\n", "我", "你", "们好\n再见") == judge.odds("", "我", "你", "们好")


def test_a_wide_blank_does_not_hide_what_stands_before():
    assert judge.odds("谢谢你的" + " " * 60, "帮组", "帮助", "。") == pytest.approx(
        judge.odds("谢谢你的", "帮组", "帮助", "。"), abs=1e-4
    )


@pytest.mark.parametrize(
    ("before", "wrong", "right", "after"),
    [
        ("维护社会的和谐与稳", "订", "定", "，是我们共同的责任"),
        ("維護社會的和諧與穩", "訂", "定", "，是我們共同的責任"),
        ("在20xx年的工作中", "。", "，", "我们取得了很大的成绩"),
        ("党的十九届四中全会于2019年10月在北", "\n", "", "京举行"),
        ("会议在热烈的掌声中结束。", "", "\n", "第二章 总则"),
    ],
)
def test_what_is_right_is_likelier(before, wrong, right, after):
    assert judge.odds(before, wrong, right, after) > 1


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_raises(before, reading, after):
    first, second = judge.scores(before, [reading, "的"], after)
    assert first <= 0
    assert second <= 0


def test_scores_take_no_longer_in_a_long_text():
    text = "a" * 100_000 + "，" + " " * 100_000
    assert judge.score(text, "的", text) < 0


# -- whom it asks ------------------------------------------------------------------------------------------------------


def test_the_shipped_model_is_small_and_has_its_card():
    assert SHIPPED.stat().st_size < 42_000_000
    card = files("cleaner").joinpath("data/zh.md").read_text("utf-8")
    assert sha256(SHIPPED.read_bytes()).hexdigest() in card
    assert judge.model().order == 5


def test_a_report_names_the_model():
    assert cleaner.explain("好").about["model"] == {
        "file": "zh.klm",
        "sha256": sha256(SHIPPED.read_bytes()).hexdigest()[:16],
    }


@pytest.fixture
def other(tmp_path):
    """The same model under another name."""
    path = tmp_path / "other.klm"
    path.write_bytes(SHIPPED.read_bytes())
    return path


def test_another_model_is_asked_within_a_run(other):
    with judge.using(other) as path:
        assert judge.model().path.decode() == str(path) == str(other)
        with judge.using(None) as same:
            assert same == path
    assert judge.model().path.decode() == str(SHIPPED)
    assert cleaner.explain("好", model=other).about["model"]["file"] == "other.klm"
    assert cleaner.clean("好", model=str(other)) == "好"


def test_each_thread_has_its_own(other):
    def asked(path):
        with judge.using(path):
            return judge.model().path.decode(), judge.odds("谢谢你的", "帮组", "帮助", "。")

    with ThreadPoolExecutor(4) as pool:
        paths, odds = zip(*pool.map(asked, [None, other] * 20), strict=True)
    assert paths == (str(SHIPPED), str(other)) * 20
    assert len(set(odds)) == 1


@pytest.mark.skipif(not hasattr(multiprocessing, "get_context"), reason="no processes")
def test_processes_say_the_same():
    expected = judge.score("谢谢你的", "帮助", "。")
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "fork")
    with context.Pool(2) as pool:
        assert pool.starmap(judge.score, [("谢谢你的", "帮助", "。")] * 4) == [expected] * 4


def test_a_report_can_be_pickled():
    report = cleaner.explain("好")
    assert pickle.loads(pickle.dumps(report)).about == report.about


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "no KenLM model"),
        ("我们".encode(), "no KenLM model"),
        (b"\\data\\\nngram 1=2\n", "an ARPA file: pack it with KenLM's build_binary"),
        (judge.MAGIC + b" format version 4\n\0" + b"\0" * 100, "a damaged KenLM model, or one of another version"),
        (SHIPPED.read_bytes()[:100_000], "a damaged KenLM model, or one of another version"),
    ],
)
def test_what_is_no_model_is_told(tmp_path, data, fault):
    path = tmp_path / "bad.klm"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=fault) as told:
        cleaner.clean("好", model=path)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_model_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        cleaner.clean("好", model=tmp_path / "none.klm")

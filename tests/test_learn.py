"""Lexicons learnt from damaged texts, with their originals and without, and the command that prints them."""

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.cli import main
from cleaner.learning.align import replaced
from cleaner.learning.learn import COLUMNS, Row, learn
from cleaner.learning.mine import mine
from cleaner.tables import rows
from cleaner.train.__main__ import main as train
from cleaner.train.accidents import accidents

CLEAN = Path(__file__).parents[1] / "fixtures" / "clean"
SUBJECTS = ("学校", "社区", "厂里", "老师们", "这个班", "村委会", "研究所", "几位同学", "合作社", "图书馆")
THINGS = ("垃圾分类", "植树", "读书", "维修", "排练", "宣传", "比赛", "值班", "调查", "募捐", "义诊", "晚会")
ENDS = ("大家都很高兴。", "结果出人意料。", "天黑才散。", "第二天又来。", "一直忙到月底。")


def story(words: list[str], sentences: int, seed: int = 1) -> str:
    """Different sentences with these words in them."""
    pick = random.Random(seed)
    made = (
        f"{pick.choice(SUBJECTS)}在{pick.randint(1, 12)}月{pick.choice(words)}{pick.choice(THINGS)}，{pick.choice(ENDS)}"
        for _ in range(sentences)
    )
    return "\n".join(made)


def spun(text: str, pairs: dict[str, str]) -> str:
    return re.sub("|".join(sorted(pairs, key=len, reverse=True)), lambda m: pairs[m[0]], text)


def pairs_in(found) -> set[tuple[str, str]]:
    return {(row.original, row.spun) for row in found}


@pytest.mark.parametrize(
    ("original", "form"),
    [
        pytest.param("文明", "礼貌", id="two for two"),
        pytest.param("通过", "经过", id="one character alike, behind"),
        pytest.param("保持", "坚持", id="one character alike, behind the other way"),
        pytest.param("应该", "就应", id="a character before, one less behind"),
        pytest.param("通过", "经由过程", id="longer, with a character alike inside"),
        pytest.param("方式", "体式格局", id="longer, with another alike"),
        pytest.param("基础", "根蒂根基", id="longer, alike in the middle"),
        pytest.param("不仅", "不仅仅", id="one character more"),
        pytest.param("每天", "每一天", id="one character more inside"),
    ],
)
def test_one_pair(original, form):
    text = story([original], 30)
    found = learn([(spun(text, {original: form}), text)])
    assert pairs_in(found) == {(original, form)}
    assert found[0].times == text.count(original)


def test_a_character_that_stands_for_itself():
    text = story(["美丽的", "我们的", "今年的", "好看的", "谁的", "热闹的", "村里的"], 60)
    assert pairs_in(learn([(text.replace("的", "旳"), text)])) == {("的", "旳")}


def test_words_side_by_side_are_two():
    pairs = {"积极": "用心", "参加": "参与", "组织": "安排", "文明": "礼貌"}
    text = story(["积极参加", "积极组织", "参加文明", "文明组织", "积极地", "文明地", "参加了", "组织了"], 80)
    assert pairs_in(learn([(spun(text, pairs), text)])) == set(pairs.items())


def test_the_prior_is_how_often_the_form_was_damage():
    text = story(["文明", "有礼貌地"], 60)
    (row,) = learn([(text.replace("文明", "礼貌"), text)])
    assert row.total == text.count("文明") + text.count("礼貌") > row.times == text.count("文明")
    assert abs(row.prior - row.times / row.total) < 0.05
    assert 0 < len(row.contexts) <= 4
    assert all("[礼貌]" in context and not re.search(r"\s", context) for context in row.contexts)


def test_a_form_that_is_hardly_ever_damage_has_a_prior_that_a_lexicon_may_have():
    assert Row("文明", "礼貌", 2, 5000, ()).prior == 0.01


def test_other_damage_is_no_word():
    text = story(["文明"], 40)
    lines = text.splitlines()
    damaged = "\n".join([*lines[:10], "版权所有，转载请注明出处。", *lines[12:], lines[3]]).replace("，", ",")
    assert learn([(damaged, text)]) == []


def test_texts_that_have_nothing_in_common_teach_nothing():
    other = "".join(path.read_text("utf-8") for path in sorted(CLEAN.glob("classical*.txt")))
    assert learn([(story(["文明"], 200), other)]) == []
    assert learn([("", "文明"), ("礼貌", ""), ("", "")]) == []


def test_least():
    text = "甲说应该走。乙说希望留。丙说应该等。"
    damaged = spun(text, {"应该": "就应", "希望": "期望"})
    assert pairs_in(learn([(damaged, text)])) == {("应该", "就应")}
    assert pairs_in(learn([(damaged, text)], least=1)) == {("应该", "就应"), ("希望", "期望")}


def test_a_family_of_the_table_is_found_again_in_good_prose():
    pairs: dict[str, str] = {}
    for family, original, form, _, kind, _ in rows("spun"):
        if family == "G" and kind in ("word", "near"):
            pairs.setdefault(original, form)
    texts = [path.read_text("utf-8") for path in sorted(CLEAN.glob("*.txt"))]
    damaged = [spun(text, pairs) for text in texts]
    used = Counter(word for text in texts for word in re.findall("|".join(sorted(pairs, key=len, reverse=True)), text))
    wanted = {(word, pairs[word]) for word, count in used.items() if count > 2}
    found = pairs_in(learn(zip(damaged, texts, strict=True)))
    assert len(wanted) > 20
    assert len(found & wanted) >= 0.9 * len(wanted)
    assert len([pair for pair in found if pair[0] in used]) >= 0.85 * len(found)


def test_a_long_text_without_line_ends():
    text = story(["文明", "积极", "通过"], 9000).replace("\n", "")
    pairs = {"文明": "礼貌", "积极": "用心", "通过": "透过"}
    assert len(text) > 150_000
    found = learn([(spun(text, pairs), text)])
    assert set(pairs.items()) <= pairs_in(found)
    assert found[0].times > 1000


@given(st.text("文明礼貌 \n，\ud800\0", max_size=60), st.text("文明礼貌 \n，\ud800\0", max_size=60))
def test_any_two_texts_can_be_aligned(damaged, clean):
    for place in replaced(damaged, clean):
        assert place.spun in damaged
        assert place.original in clean
        assert place.spun != place.original
    learn([(damaged, clean)], least=1)


@given(st.text("文明礼貌，", max_size=400))
def test_a_text_teaches_nothing_about_itself(text):
    assert list(replaced(text, text)) == []


# -- without originals -------------------------------------------------------------------------------------------------

SPUN = "\n".join(
    (
        "各地要用心推进改革，用心参与乡村振兴，形成良好局面。",
        "党员干部用心响应号召，用心投身抗洪抢险工作。",
        "要用心探索新办法，用心引导企业发展。",
        "全市用心开展志愿服务活动。",
    )
)


def test_the_original_fits_and_is_missing():
    assert pairs_in(mine([SPUN], [("积极", "用心")])) == {("积极", "用心")}


def test_what_is_right_is_no_candidate():
    text = "她唱得很用心。\n老师用心良苦，孩子们懂了。\n你要用心去听，用心去感受。\n他做饭从来都是用心的。"
    assert mine([text], [("积极", "用心")]) == []


def test_where_the_original_survives_there_is_no_spinner():
    assert mine([SPUN.replace("各地", "各地积极").replace("党员", "积极的党员")], [("积极", "用心")]) == []


def test_the_best_of_two_originals():
    assert pairs_in(mine([SPUN], [("良苦", "用心"), ("积极", "用心")])) == {("积极", "用心")}


def test_free_search_needs_no_pair():
    found = mine([SPUN], least=3, free=True)
    assert "用心" in {row.spun for row in found}


# -- accidents ---------------------------------------------------------------------------------------------------------


def test_accidents_are_applied_longest_first_and_blindly():
    table = [
        ("B", "主意", "办法", "0.5", "near", ""),
        ("B", "意识", "认识", "0.5", "near", ""),
        ("C", "则", "那么", "0.9", "word", ""),
    ]
    lines = list(accidents(table, ["自主 1", "意识 1", "规则 1", "原则 1"], ["自主意识，规则。"] * 5, least=5))
    assert lines[0].split("\t") == list(COLUMNS)
    assert [line.split("\t")[:3] for line in lines[1:]] == [["B", "自主意识", "自办法识"], ["C", "规则", "规那么"]]


def test_what_good_text_has_is_no_accident():
    table = [("C", "则", "那么", "0.9", "word", "")]
    corpus = ["规则。"] * 5 + ["那时的规那么多。"] * 3
    assert list(accidents(table, ["规则 1"], corpus, least=5, most=2))[1:] == []


def test_the_maker_of_candidates(tmp_path, capsys):
    (tmp_path / "dict.txt").write_text("服务员 9 n\n", "utf-8")
    (tmp_path / "corpus.txt").write_text("叫服务员来。\n" * 100, "utf-8")
    assert train(["accidents", str(tmp_path / "dict.txt"), str(tmp_path / "corpus.txt")]) == 0
    assert "C\t服务员\t效劳员\t1\tsure\tderived: 0 : 100 in clean text\n" in capsys.readouterr().out


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    text = story(["文明"], 20)
    for name, content in {"bad/a.txt": text.replace("文明", "礼貌"), "good/a.txt": text, "bad/b.txt": "无原文"}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
    (tmp_path / "spun.txt").write_text(SPUN, "utf-8")
    return tmp_path


@pytest.fixture
def run(capsysbinary):
    def call(*argv: str) -> tuple[int, str, str]:
        code = main(("learn", "--no-config", *argv))
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


SAID = "cleaner: pairs found: 1; read them and correct them before you use them\n"


def test_two_files(run):
    code, out, err = run("bad/a.txt", "good/a.txt")
    header, row = (line.split("\t") for line in out.splitlines())
    assert (code, header, row[:5], err) == (0, list(COLUMNS), ["learned", "文明", "礼貌", "0.98", "word"], SAID)
    assert row[5].startswith("20 of 20 礼貌 were 文明: ")


def test_two_folders_a_family_and_a_file_to_write_to(run, folder):
    code, out, err = run("bad", "good", "--family", "site", "-o", "site.tsv")
    assert (code, out) == (0, "")
    assert err.replace("\\", "/") == "cleaner: bad/b.txt: no original of this name: left out\n" + SAID
    assert (folder / "site.tsv").read_text("utf-8").splitlines()[1].startswith("site\t文明\t礼貌\t")


def test_in_chinese(run):
    _, out, err = run("--lang", "zh", "bad/a.txt", "good/a.txt")
    assert "20 处“礼貌”中有 20 处原为“文明”" in out
    assert err == "cleaner: 共 1 对，请逐条核对后再使用\n"


def test_mine(run):
    code, out, _ = run("--mine", "spun.txt")
    assert code == 0
    assert "\t积极\t用心\t" in out


def test_mine_with_a_lexicon(run, folder):
    (folder / "own.tsv").write_text("\t".join(COLUMNS) + "\nx\t抗旱\t抗洪\t1\tword\t-\n", "utf-8")
    assert run("--mine", "--lexicon", "own.tsv", "spun.txt")[0] == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["bad/a.txt"], "learn takes pairs of files: bad/a.txt has no original; without originals: --mine"),
        (["bad", "good/a.txt"], "learn takes two folders, or files: a damaged one and its original, and so on"),
        (["bad/a.txt", "none.txt"], "none.txt: no such file or folder: check the name"),
        (["bad/a.txt", "page.pdf"], "page.pdf: a PDF file; extract its text first, e.g. with pdftotext"),
        (["bad", "other"], "no file in bad has the name of one in other"),
        (["--free", "bad", "good"], "--free goes with --mine"),
        (["--times", "0", "bad", "good"], "--times is a number from 1 on"),
        (["--family", "#site", "bad", "good"], "--family is a name"),
        (
            ["-o", "./bad/a.txt", "bad/a.txt", "good/a.txt"],
            "--output is a file of its own, not one of those to learn from",
        ),
        (["-o", "bad/a.txt", "bad", "good"], "--output is a file of its own, not one of those to learn from"),
        (["--mine", "--lexicon", "spun.txt", "spun.txt"], "spun.txt: line 1 is to be the header, with tabs between"),
    ],
)
def test_errors(run, folder, argv, said):
    (folder / "page.pdf").write_bytes(b"%PDF-1.4\n")
    (folder / "other").mkdir()
    (folder / "other" / "c.txt").write_text("文", "utf-8")
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert f"cleaner: {said}" in err
    assert err.count("\n") <= 1 + (argv == ["bad", "other"]) * 2


def test_decisions_of_a_review_hold_a_pair(tmp_path, capsysbinary):
    texts = {"original": "讲究礼貌建设，重视礼貌单位。" * 2, "text": "讲究文明建设，重视文明单位。" * 2}
    path = tmp_path / "page.txt.decisions.json"
    path.write_text(json.dumps({"texts": texts}), "utf-8")
    assert main(["learn", str(path)]) == 0
    assert "\t文明\t礼貌\t" in capsysbinary.readouterr().out.decode("utf-8")
    path.write_text("{}", "utf-8")
    assert main(["learn", str(path)]) == 2

"""The tables that `python -m cleaner.train` makes."""

import gzip
import lzma
import sys
from collections import Counter
from importlib.resources import files
from importlib.util import find_spec
from math import inf
from shutil import which

import pytest

from cleaner import lexicon
from cleaner.marks.opinions import READINGS
from cleaner.sites import keys
from cleaner.tables import rows
from cleaner.train import usage
from cleaner.train.__main__ import main
from cleaner.train.texts import paragraphs

SOURCE = "# EquivalentUnifiedIdeograph-16.0.0.txt\n2F00       ; 4E00  # KANGXI RADICAL ONE\n31D0 ; 4E00 # STROKE\n"


SIMPLIFIED = "发\t發 髮\n机\t機\n儿\t兒\n这\t這\n里\t裏 里\n"
TRADITIONAL = "發\t发\n髮\t发\n乾\t干 乾\n這\t这\n開\t开 𫔭\n餘\t余 馀\n於\t于 於\n摺\t折\n"
DICTIONARY = "我们 100 r\n中国 129470 ns\n李国强 500 nr\n发展 99 v\n国庆 131 t\n山水 300 n\n乾坤 300 n\n国家 300\n"


@pytest.fixture
def sources(tmp_path):
    texts = {"st": SIMPLIFIED, "ts": TRADITIONAL, "dict": DICTIONARY, "corpus": "这是真的。\n"}
    paths = {name: tmp_path / f"{name}.txt" for name in texts}
    for name, text in texts.items():
        paths[name].write_text(text, "utf-8")
    return paths


def one_line(capsys):
    """The error, which is one line."""
    error = capsys.readouterr().err
    assert error.startswith("python -m cleaner.train: ")
    assert error.count("\n") == 1
    return error


def script_tables(sources, output):
    return main(["script", *map(str, sources.values()), "-o", str(output)])


def test_radicals_are_written(tmp_path):
    source, output = tmp_path / "source.txt", tmp_path / "radicals.tsv"
    source.write_text(SOURCE, "utf-8")
    assert main(["radicals", str(source), "-o", str(output)]) == 0
    first, *rows = output.read_text("utf-8").splitlines()
    assert "Unicode 16.0.0" in first
    assert rows == ["radical\tideograph\tsource", "⼀\t一\tEquivalentUnifiedIdeograph 16.0.0"]


@pytest.mark.parametrize("text", ["2F00 ; 4E00\n", "# EquivalentUnifiedIdeograph-16.0.0.txt\nnonsense\n"])
def test_wrong_source_is_told(tmp_path, capsys, text):
    source = tmp_path / "source.txt"
    source.write_text(text, "utf-8")
    assert main(["radicals", str(source)]) == 2
    assert "EquivalentUnifiedIdeograph" in one_line(capsys)


def test_table_is_sorted_and_complete():
    header, columns, *rows = files("cleaner").joinpath("data/radicals.tsv").read_text("utf-8").splitlines()
    radicals = [row.split("\t")[0] for row in rows]
    assert "licence Unicode-3.0" in header
    assert columns == "radical\tideograph\tsource"
    assert radicals == sorted(set(radicals))
    assert len(radicals) == 214 + 114


def test_script_tables_are_written(sources, tmp_path):
    assert script_tables(sources, tmp_path) == 0
    assert (tmp_path / "script_characters.tsv").read_text("utf-8").splitlines() == [
        "script\tcharacters",
        "traditional\t於發這開髮",
        "simplified\t发机这",
        "ambiguous\t发",
        "written\t儿兒发發机機这這里裏",
    ]
    folded = dict(line.split("\t") for line in (tmp_path / "folded_characters.tsv").read_text("utf-8").splitlines())
    assert folded["諮"] == "咨谘"
    assert "的" not in folded
    header, *words = (tmp_path / "script_words.tsv").read_text("utf-8").splitlines()
    assert header == "word"
    assert words == sorted({"我们", "国家", "这是", "中国", "美国", "英国", "法国", "德国", "外国", "联合国"})


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("st", "这些\t這些\n", "OpenCC"),
        ("ts", "這\n", "OpenCC"),
        ("dict", "我们\t100\n", "jieba"),
        ("corpus", None, "corpus.txt: No such file"),
    ],
)
def test_wrong_sources_of_the_script_tables_are_told(sources, tmp_path, capsys, name, text, fault):
    sources[name].unlink() if text is None else sources[name].write_text(text, "utf-8")
    assert script_tables(sources, tmp_path) == 2
    assert fault in one_line(capsys)
    assert not list(tmp_path.glob("*.tsv"))


def test_characters_of_site_lines_are_written(tmp_path):
    source, output = tmp_path / "text.txt", tmp_path / "site_characters.tsv"
    source.write_text("请把本页的内容告诉编辑，不要下载。\n" * 3, "utf-8")
    assert main(["sites", str(source), "-o", str(output)]) == 0
    made = dict(line.split("\t") for line in output.read_text("utf-8").splitlines()[1:])
    shipped = dict(rows("site_characters"))
    assert {use: made[use] == shipped[use] for use in ("traditional", "simplified", "variants")} == {
        "traditional": True,
        "simplified": True,
        "variants": True,
    }, "data/site_characters.tsv is older than data/boilerplate.tsv or this OpenCC: python -m cleaner.train sites"
    assert all(not set(word).isdisjoint(made["pivots"]) for word in keys.words())


def test_characters_that_tell_of_a_byte_shift_are_written(tmp_path):
    source, output = tmp_path / "text.txt", tmp_path / "telling.tsv"
    source.write_text("大会上的讲话，我们要记得。\n会上说的话，大家都要记得。\n", "utf-8")
    assert main(["telling", str(source), "-o", str(output)]) == 0
    header, made = output.read_text("utf-8").splitlines()
    assert header == "characters"
    assert {*"不慕系"} <= {*made}, "what 大会, 会上 and 上的 say one byte off"
    assert set(made).isdisjoint("大会上的讲话我们要记得说家都")


def test_marks_are_fitted(tmp_path):
    source, output = tmp_path / "source.txt", tmp_path / "marks.tsv"
    source.write_text("昨天他读完了《边城》，今天他想读《家》。\n她说：“《家》我也读过，你先读吧。”\n" * 30, "utf-8")
    assert main(["marks", str(source), "--about", "two paragraphs", "-o", str(output)]) == 0
    remark, amount, header, judge, *weights = output.read_text("utf-8").splitlines()
    assert "python -m cleaner.train marks" in remark
    assert amount.endswith("places: two paragraphs.")
    assert header == "\t".join(["feature", *READINGS])
    assert float(judge.removeprefix("judge\t")) > 0
    assert weights == sorted(weights)
    assert {len(row.split("\t")) for row in weights} == {len(READINGS) + 1}
    names = {row.split("\t")[0] for row in weights}
    assert "any" in names


def test_marks_of_a_text_without_marks_are_told(tmp_path, capsys):
    source = tmp_path / "source.txt"
    source.write_text("没有标点\n", "utf-8")
    assert main(["marks", str(source)]) == 2
    assert "no paragraph with marks" in one_line(capsys)


def test_paragraphs_of_plain_and_packed_files_and_folders(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "README.md").write_text("no text\n", "utf-8")
    (tmp_path / "a.txt").write_text("\ufeff一\r\n\n　二 \n", "utf-8")
    (tmp_path / "b" / "c.txt.gz").write_bytes(gzip.compress("三".encode()))
    (tmp_path / "d.txt.xz").write_bytes(lzma.compress("四\n".encode()))
    assert list(paragraphs([tmp_path])) == ["一", "二", "三", "四"]
    assert list(paragraphs([tmp_path / "d.txt.xz", tmp_path / "a.txt"])) == ["四", "一", "二"]


def test_paragraphs_of_zst(tmp_path):
    zstandard = pytest.importorskip("zstandard")
    path = tmp_path / "a.txt.zst"
    path.write_bytes(zstandard.compress("一\n".encode()) + zstandard.compress("二\n".encode()))
    assert list(paragraphs([path])) == ["一", "二"]


def test_zst_without_its_package_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "zstandard", None)
    (tmp_path / "a.zst").touch()
    with pytest.raises(ValueError, match=r"a\.zst: .*pip install zstandard"):
        list(paragraphs([tmp_path / "a.zst"]))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "中文".encode("gbk")),
        ("a.gz", b"no gzip"),
        ("a.gz", gzip.compress(b"text")[:-4]),
        ("a.xz", b"no xz"),
        ("a.xz", lzma.compress(b"text")[:-4]),
    ],
)
def test_damaged_files_are_told_by_their_names(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=rf"{name}: ."):
        list(paragraphs([tmp_path / name]))


# -- the model ---------------------------------------------------------------------------------------------------------

TEXT = "我们要积极参加体育活动。\n2026年，大家都来参加。\n"
ARPA = """\\data\\
ngram 1=5
ngram 2=3

\\1-grams:
-1\t<unk>\t0
0\t<s>\t-0.5
-0.6\t</s>\t0
-0.5\t我\t-0.3
-0.4\t们\t-0.2

\\2-grams:
-0.1\t<s> 我
-0.1\t我 们
-0.1\t们 </s>

\\end\\
"""


@pytest.fixture
def kenlm(tmp_path, monkeypatch):
    """Stand-ins for KenLM's tools that keep what they are given: lmplz prints ARPA, build_binary copies."""
    folder = tmp_path / "bin"
    folder.mkdir()
    programs = {
        "lmplz": f"open({str(tmp_path / 'tokens')!r}, 'wb').write(sys.stdin.buffer.read()); print({ARPA!r})",
        "build_binary": "import shutil; shutil.copyfile(sys.argv[-2], sys.argv[-1])",
    }
    for name, program in programs.items():
        path = folder / name
        asked = f"open({str(tmp_path / name)!r}, 'w').write(' '.join(sys.argv[1:]))"
        path.write_text(f"#!{sys.executable}\nimport sys\n{asked}\n{program}\n")
        path.chmod(0o755)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "corpus" / "b.txt.gz").write_bytes(gzip.compress("他說：\n \n".encode()))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return folder


needs_scripts = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts with #!")


def model(tmp_path, *more):
    return main(["model", str(tmp_path / "corpus"), "-o", str(tmp_path / "zh.klm"), *map(str, more)])


@needs_scripts
def test_model_is_written(kenlm, tmp_path, capsys):
    assert model(tmp_path, "--kenlm", kenlm, "--size", "0", "--order", "3", "--prune", "0", "1", "--memory", "1G") == 0
    sentences = (tmp_path / "tokens").read_text("utf-8").splitlines()
    assert sentences == [
        "我 们 要 积 极 参 加 体 育 活 动 。",
        "Y 年 ， 大 家 都 来 参 加 。",
        "他 说 ：",
        "Y d P D L N A",
    ]
    assert (tmp_path / "lmplz").read_text().startswith("-o 3 --prune 0 1 -S 1G -T ")
    assert (tmp_path / "build_binary").read_text().startswith("-q 6 -b 5 -a 22 trie ")
    assert (tmp_path / "zh.klm").read_text("utf-8").startswith(ARPA)
    told = capsys.readouterr().err
    assert "a.txt: 22 tokens\nb.txt.gz: 3 tokens\n" in told
    assert not list(tmp_path.glob("cleaner-*"))
    assert not list(tmp_path.glob("*.part"))


@needs_scripts
def test_tools_are_found_on_the_path(kenlm, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(kenlm))
    assert model(tmp_path, "--size", "0", "--prune", "0") == 0
    assert "--prune" not in (tmp_path / "lmplz").read_text()


def test_missing_tools_are_told_with_the_steps_to_build_them(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert model(tmp_path) == 2
    error = one_line(capsys)
    assert "no lmplz on PATH: " in error
    assert "cmake -B build" in error
    assert model(tmp_path, "--kenlm", tmp_path / "bin") == 2
    assert f"no lmplz in {tmp_path / 'bin'}: " in one_line(capsys)


@needs_scripts
@pytest.mark.parametrize("tool", ["lmplz", "build_binary"])
def test_a_failing_tool_is_told(kenlm, tmp_path, capsys, tool):
    (kenlm / tool).write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "zh.klm").write_text("the model before")
    assert model(tmp_path, "--kenlm", kenlm, "--size", "0") == 2
    assert capsys.readouterr().err.endswith(f"{tool} failed with exit status 3: see what it said above\n")
    assert (tmp_path / "zh.klm").read_text() == "the model before"


@needs_scripts
def test_too_little_text_is_told(kenlm, tmp_path, capsys):
    program = (kenlm / "lmplz").read_text()
    (kenlm / "lmplz").write_text(program.replace("ngram 2=3", "ngram 2=0"))
    assert model(tmp_path, "--kenlm", kenlm, "--size", "0") == 2
    assert "too little text" in capsys.readouterr().err


@needs_scripts
def test_a_corpus_that_is_not_there_is_told(kenlm, tmp_path, capsys):
    (tmp_path / "corpus" / "a.txt").write_bytes(b"\xff")
    assert model(tmp_path, "--kenlm", kenlm, "--size", "0") == 2
    assert "a.txt: " in capsys.readouterr().err
    assert not (tmp_path / "lmplz").exists()


@needs_scripts
def test_pruning_without_numpy_is_told_before_the_work(kenlm, tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert model(tmp_path, "--kenlm", kenlm) == 2
    assert "pip install numpy" in one_line(capsys)


@needs_scripts
@pytest.mark.parametrize("size", [100, 0.0001])
def test_model_is_pruned(kenlm, tmp_path, size):
    pytest.importorskip("numpy")
    (tmp_path / "corpus" / "a.txt").write_text("我们\n" * 3, "utf-8")
    assert model(tmp_path, "--kenlm", kenlm, "--size", size) == 0
    made = (tmp_path / "zh.klm").read_text("utf-8")
    if size == 100:
        assert "ngram 2=3" in made
        assert "-0.5\t我\t-0." in made
    else:
        assert "ngram 1=5\nngram 2=0" in made
        assert "-0.5\t我\t0\n" in made


@pytest.mark.skipif(not all(map(which, ("lmplz", "build_binary"))), reason="KenLM's tools are not on PATH")
def test_a_real_model(tmp_path):
    from cleaner import judge

    (tmp_path / "corpus").mkdir()
    signs = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
    lines = [signs[i : i + 9] + "，" + signs[-i - 9 : -i] + "。" for i in range(1, 39)] * 2
    (tmp_path / "corpus" / "a.txt").write_text("\n".join(lines), "utf-8")
    assert model(tmp_path, "--prune", "0", "--size", "0", "--memory", "200M") == 0
    with judge.using(tmp_path / "zh.klm"):
        assert judge.odds("宇宙", "黄", "洪", "荒日月") > 2
    if find_spec("numpy"):
        assert model(tmp_path, "--prune", "0", "--size", "0.01", "--memory", "200M", "--order", "3") == 0
        with judge.using(tmp_path / "zh.klm"):
            assert judge.odds("宇宙", "黄", "洪", "荒日月") > 1


def test_usage_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(lexicon, "TELLING", (inf, inf))
    corpus, output = tmp_path / "corpus.txt", tmp_path / "usage.tsv"
    lines = [f"阳光透过窗户照了{number}次，透过窗户。" for number in range(3)] + ["通过学习", "透过学习", "礼貌"] * 3
    corpus.write_text("\n".join(lines), "utf-8")
    assert main(["usage", str(corpus), "-o", str(output)]) == 0
    remark, header, *rows = output.read_text("utf-8").splitlines()
    assert remark.startswith("# ")
    assert header.split("\t") == ["word", "rate", "before", "after"]
    assert rows == sorted(rows)
    told = {word: cells for word, *cells in (row.split("\t") for row in rows)}
    assert told["礼貌"] == [f"{1e6 * 3 / sum(map(len, lines)):.2f}"]
    assert told["透过"] == [f"{1e6 * 9 / sum(map(len, lines)):.2f}", "光，", "学窗"]
    assert told["潜力"] == ["0.00"]


def test_the_words_of_another_lexicon_are_counted_as_well(tmp_path, capsys):
    corpus, table = tmp_path / "corpus.txt", tmp_path / "my.tsv"
    corpus.write_text("抗旱抗洪抗旱\n", "utf-8")
    table.write_text("family\toriginal\tspun\tprior\tkind\treason\nx\t抗旱\t抗洪\t1\tword\t-\n", "utf-8")
    assert main(["usage", str(corpus), "--lexicon", str(table)]) == 0
    assert {"抗旱\t333333.33", "抗洪\t166666.67"} <= set(capsys.readouterr().out.splitlines())
    assert main(["usage", str(corpus), "--lexicon", str(tmp_path / "none.tsv")]) == 2


def test_the_table_of_usage_is_sorted_and_of_this_form():
    table = rows("usage")
    assert [word for word, *_ in table] == sorted({word for word, *_ in table})
    for word, rate, *sides in table:
        assert rate == f"{float(rate):.2f}", word
        assert not sides or (any(sides) and len(sides) <= 2), word
        assert all(list(side) == sorted(set(side)) and not side.isascii() for side in sides if side), word


def test_a_form_is_usual_where_it_stands_half_as_often_as_its_originals():
    table = [pair for pairs in lexicon.load().pairs.values() for pair in pairs]
    before = Counter({("透过", "光"): 3, ("透过", "a"): 9, ("透过", "们"): 3, ("通过", "们"): 7, ("透过", "以"): 2})
    after = Counter({("透过", "窗"): 4, ("透过", "学"): 4, ("通过", "学"): 9, ("经过", "窗"): 90})
    assert usage.usual(table, Counter(), (before, after))["透过"] == ["光", "窗"]

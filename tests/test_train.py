"""The tables that `python -m cleaner.train` makes."""

import gzip
import lzma
import sys
from importlib.resources import files

import pytest

from cleaner.train import main, paragraphs

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
    ]
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

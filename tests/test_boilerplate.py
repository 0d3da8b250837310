"""The table of boilerplate, the lines in fixtures/boilerplate/lines.tsv put into a text, and whole lines.

lines.tsv: what is to become of a line (site: deleted, held: reported at most, writer: not deleted), where in a text it is put, whether
the table was made with it before one's eyes (tuned) or not (held-out, from which the first figures were taken), and the line.
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest

import cleaner
from cleaner.core import apply
from cleaner.lines import whole_line, whole_lines
from cleaner.messages import message
from cleaner.passes.boilerplate import boilerplate
from cleaner.sites import hits, keys
from cleaner.sites.verdicts import line_key
from cleaner.tables import rows
from cleaner.wrapping.page_marks import page_marks

LINES = Path(__file__).parent.parent / "fixtures" / "boilerplate" / "lines.tsv"
PARAGRAPHS = [
    "村口的桥",
    "桥是光绪年间修的，三个拱，青石，桥栏上的狮子已经看不出脸，孩子们仍旧每天去摸。",
    "发大水的那年，上游冲下来一根房梁，卡在中间的拱里，全村人用绳子拉了两天才拉出来。",
    "后来公路改了道，桥上只走人和牛，石缝里长出一丛一丛的凤尾草，夏天很凉快。",
    "去年县里来人量过，说要立一块碑，碑文请谁写，到现在还没有商量出结果。",
    "祖父说，桥比碑结实，桥在，就不用碑；桥要是不在了，碑也没有人看。",
    "我每次回去都先走到桥上站一会儿，看看水，再往家里走。",
]
TEXT = "\n\n".join(PARAGRAPHS)
WORDS = rows("boilerplate")


def lines():
    for number, line in enumerate(LINES.read_text("utf-8").splitlines()[1:], 2):
        yield pytest.param(*line.split("\t"), id=f"{number}: {line[-30:]}")


def put(place, line):
    """The text with a line in its place."""
    if place == "insert":
        at = TEXT.index("一根房梁") + 2
        return TEXT[:at] + line + TEXT[at:]
    at = {"head": 1, "middle": 4, "tail": len(PARAGRAPHS)}[place]
    return "\n\n".join([*PARAGRAPHS[:at], line, *PARAGRAPHS[at:]])


@pytest.mark.parametrize(("verdict", "place", "_set", "line"), list(lines()))
def test_line(verdict, place, _set, line):
    text = put(place, line)
    result = cleaner.clean(text, only=["boilerplate"])
    assert result == (TEXT if verdict == "site" else text)
    assert cleaner.clean(result, only=["boilerplate"]) == result


def test_there_are_enough_lines():
    verdicts = [line.split("\t")[0] for line in LINES.read_text("utf-8").splitlines()[1:]]
    assert verdicts.count("site") >= 120
    assert verdicts.count("writer") >= 120
    assert len(set(LINES.read_text("utf-8").splitlines())) == len(verdicts) + 1


def test_table_is_sorted_and_has_no_entry_twice():
    assert sorted(WORDS) == WORDS
    patterns = [(row[1], row[4]) for row in WORDS]
    assert len(patterns) == len(set(patterns))


@pytest.mark.parametrize("row", WORDS, ids=[f"{row[0]}: {row[6][:20]}" for row in WORDS])
def test_entry(row):
    kind, where, confidence, key, source, reason, example = row
    unit, _, place = where.partition(" ")
    assert unit in ("line", "sentence", "insert", "intro")
    assert place in (hits.ANYWHERE, hits.HEAD, hits.TAIL, hits.EDGE)
    assert 0.5 <= float(confidence) <= 0.99
    assert reason
    assert message(kind, {"line": example})
    compiled, folded = hits.compiled(unit, source), hits.fold(example)
    assert compiled.search(folded) if unit == "insert" else compiled.fullmatch(folded)
    words = hits.table_words(key)
    assert not words or any(word in folded for word in words), "one of its keys stands in the example"
    assert not words or keys.keys().search(example)


@pytest.mark.parametrize("row", WORDS, ids=[f"{row[0]}: {row[6][:20]}" for row in WORDS])
def test_entry_is_bounded(row):
    outside = re.sub(r"\\.|\[(?:\\.|[^\]\\])*\]", "", row[4])
    assert not re.search(r"[*+](?!\])|\{\d+,\}", outside), "every repetition has an end"


def test_keys_and_folds_are_complete():
    assert all(any(pivot in word for pivot in keys.characters()["pivots"]) for word in keys.words())
    opencc = pytest.importorskip("opencc")
    simplify, complicate = opencc.OpenCC("t2s"), opencc.OpenCC("s2t")
    han = set(re.findall("[\u4e00-\u9fff]", "".join("".join(row) for row in WORDS)))
    for char in han:
        other = complicate.convert(char)
        if other != char and simplify.convert(other) == char:
            assert hits.fold(other) == char, f"{other} of {char} is not folded"
    assert all(len(hits.fold(text)) == len(text) for text in (TEXT, "ＱＱ：１２３　【下載】İ\ud800"))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("A\n\nX\n\nC", "A\n\nC"),
        ("A\nX\nC", "A\nC"),
        ("A\nX\n\nC", "A\n\nC"),
        ("A\n\nX\nC", "A\n\nC"),
        ("A\n\nX", "A"),
        ("A\n\nX\n", "A\n"),
        ("A\nX", "A"),
        ("X\n\nC", "C"),
        ("X\nC", "C"),
        ("\nX\n\nC", "\n\nC"),
        ("\n\nX\n\nC", "\n\nC"),
        ("A\r\n\r\nX\r\n\r\nC", "A\r\n\r\nC"),
        ("A\r\rX\r\rC", "A\r\rC"),
        ("A\n \t\nX\n\u3000\nC", "A\n\u3000\nC"),
        ("X", ""),
    ],
)
def test_whole_line(text, left):
    at = text.index("X")
    start, end = whole_line(text, at, at + 1)
    assert text[:start] + text[end:] == left


@pytest.mark.parametrize("before", ["", "A\n", "A\n\n", "\n\n"])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n"])
@pytest.mark.parametrize("after", ["", "\n", "\nC", "\n\nC"])
def test_whole_lines_are_disjoint_and_close_up(before, between, after):
    text = f"{before}X{between}X{between}X{after}"
    spans = whole_lines(text, [m.span() for m in re.finditer("X", text)])
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    left = text
    for start, end in reversed(spans):
        left = left[:start] + left[end:]
    assert "X" not in left
    assert left.count("\n") <= max(before.count("\n"), after.count("\n"), 1 if before and after else 0)


def test_odd_texts():
    for text in ("", "\ud800点击下载文档\x00", "点击下载文档\u2028" + TEXT, "\n\n\n", "Download", "第1页"):
        assert isinstance(cleaner.clean(text, only=["boilerplate"]), str)


def test_page_numbers_need_pages():
    body = "".join(PARAGRAPHS) * 4
    assert not list(page_marks(f"{body}\n- 1 -\n{body}\n- 2 -"))
    assert {mark[3] for mark in page_marks(f"{body}\n- 3 -\n{body}\n- 2 -\n{body}\n- 1 -")} == set()
    assert len(list(page_marks(f"{body}\n- 1 -\n{body}\n- 2 -\n{body}\n- 3 -"))) == 3


def test_counts_of_a_corpus():
    line, text = "文章来源：青松日报", f"{TEXT}\n\n文章来源：青松日报"
    assert apply(text, [edit for edit in boilerplate(text) if edit.confidence >= 0.9]) == text
    counts = {line_key(line): 8}
    assert apply(text, [edit for edit in boilerplate(text, counts=counts) if edit.confidence >= 0.9]) == TEXT
    text = f"{TEXT}\n\n青松人家欢迎您常来坐坐"
    edits = list(boilerplate(text, counts={line_key("青松人家欢迎您常来坐坐"): 400}))
    assert [edit.code for edit in edits] == ["corpus-line"]
    assert edits[0].confidence < 0.9


def test_report_names_the_counts_by_their_digest():
    text, counts = f"{TEXT}\n\n文章来源：青松日报", {line_key("文章来源：青松日报"): 8, "其他的一行": 3}
    report = cleaner.explain(text, options={"boilerplate.counts": counts})
    told = report.about["options"]["boilerplate.counts"]
    assert told["entries"] == 2
    assert len(told["sha256"]) == 16
    assert "其他的一行" not in report.to_json()
    assert cleaner.Report.from_json(report.to_json(), text) == report
    other = cleaner.explain(text, options={"boilerplate.counts": counts | {"其他的一行": 4}})
    assert other.about["options"]["boilerplate.counts"] != told
    again = cleaner.explain(text, options={"boilerplate.counts": dict(reversed(counts.items()))})
    assert again.about["options"]["boilerplate.counts"] == told

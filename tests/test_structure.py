"""Headings: structured documents stay as they are and come back when they are damaged; the outline."""

import random
from pathlib import Path

import pytest

import cleaner
from cleaner.cli import main
from cleaner.outline.levels import outline
from tests.benchmarks.structure import HEADING, KINDS, damage

DOCUMENTS = sorted((Path(__file__).parent.parent / "fixtures/structure/documents").glob("*.md"))
LEAST_RIGHT = {"none": 1.0, "scrambled": 0.97, "dropped": 0.97, "bolded": 0.95, "mixed": 0.97}
BOTH = ["structure", "gaps"]


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in DOCUMENTS])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_structured_document_stays(path, newline):
    text = path.read_text("utf-8").replace("\n", newline)
    report = cleaner.explain(text, only=BOTH)
    assert (report.changes, report.held, report.notes) == ((), (), ())


@pytest.mark.parametrize("kind", LEAST_RIGHT)
def test_damaged_headings_come_back(kind):
    rng, right, total = random.Random(kind), 0, 0
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        damaged = damage(text, kind, rng, 0.25) if kind in KINDS else text
        out = cleaner.clean(damaged, only=["structure"])
        assert cleaner.clean(out, only=["structure"]) == out
        for before, after in zip(text.split("\n"), out.split("\n"), strict=True):
            assert HEADING.fullmatch(before) or not HEADING.fullmatch(after)
            right += bool(HEADING.fullmatch(before)) and before == after
            total += bool(HEADING.fullmatch(before))
    assert right / total >= LEAST_RIGHT[kind]


def test_outline_of_plain_text():
    text = "一、报到\n\n七月三日上午在体育馆门口报到。\n\n（一）证件\n\n带好学生证和一张照片，缺一不可。\n"
    assert [(depth, heading.title) for depth, heading in outline(text)] == [(1, "一、报到"), (2, "（一）证件")]


def test_outline_command(tmp_path, capsysbinary):
    path = tmp_path / "page.md"
    path.write_text(
        "# 安排\n\n## 一、报到\n\n在门口报到。\n\n### 二、住宿\n\n四人一间。\n\n## 三、返程\n\n下午发车。\n", "utf-8"
    )
    assert main(["outline", "--no-config", str(path)]) == 0
    assert capsysbinary.readouterr().out.decode() == (
        "     1  安排\n     3    一、报到\n     7    二、住宿\n    11    三、返程\n"
    )


@pytest.mark.parametrize(
    "text", ["", "#", "# ", "\ud800# 一、\x00\n## 二、", "# a\u2028## 一、\r\r\n# （", "第", "1.", "**", "_" * 9]
)
def test_odd_input(text):
    report = cleaner.explain(text, only=BOTH)
    assert report.undo() == text

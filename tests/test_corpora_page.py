"""The page of a run over a corpus: true to what was done, always the same, small, and safe whatever the rows hold."""

import json
import re
from pathlib import Path

import pytest

from cleaner.cli import main
from cleaner.core import Edit
from cleaner.corpora.formats import Unit
from cleaner.corpora.job import Job
from cleaner.corpora.manifest import entries
from cleaner.corpora.summary import MOST, SAMPLES, summed
from cleaner.corpora.tally import LONG, SHOWN, Tally
from cleaner.corpora.tally import MOST as MOST_ROWS
from cleaner.corpora.unit import run_unit
from cleaner.corpora.units import plan, sources
from cleaner.messages import table
from cleaner.pages.corpus import page
from tests.test_pages import HOSTILE, steps

CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")
DAMAGED = "他来了,又走了。"
HOW = {"only": ["width", "markup", "invisible", "gaps"]}


@pytest.fixture
def corpus(tmp_path):
    """A run over rows of all kinds, done in this process."""

    def made(*files: list[bytes], how=HOW, unit_size=1 << 30):
        for n, lines in enumerate(files):
            path = tmp_path / f"in/<{n}>.jsonl"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"".join(line + b"\n" for line in lines))
        units = plan(sources([str(tmp_path / "in")]), None, unit_size)
        return [run_unit(unit, Job(str(tmp_path / "out"), how)) for unit in units]

    return made


def row(text: str) -> bytes:
    return json.dumps({"text": text}).encode()


MIXED = [row(DAMAGED), row(HOSTILE), b"{broken </script><script>alert(3)</script>", b'{"text": "\xff"}', row("好。")]


def told(entries_, language="en", name="<corpus>"):
    return page(summed(entries_, len(entries_), {}), name, language)


def test_counts_and_places_are_told(corpus):
    found = corpus([row(DAMAGED * 2), row("好。"), row(DAMAGED), b"{broken"], [row("一页。" + DAMAGED * 5)])
    text = re.sub(r"<[^>]*>", " ", told(found).partition("<body>")[2])
    said = " ".join(text.split())
    assert "rows read 5 rows written 4 rows set aside 1 " in said
    assert "half-width mark in Chinese text width · half-width-mark 8 " in said
    assert "not a line of JSON" in said
    assert "{broken" in said
    assert "&lt;0&gt;.jsonl:4" in said
    assert "&lt;1&gt;.jsonl 1 5 43" in said
    assert "&lt;0&gt;.jsonl 3 2 4" in said
    assert "&lt;1&gt;.jsonl 5 1 1" in said


def test_what_is_held_and_noted_is_told(corpus):
    entry = corpus([row("他说,好。\n\n于是他们走了，后来（此处缺")], how={"least": 0.99})[0]
    assert entry["held"]["half-width-mark"]["samples"][0]["cause"] == "below"
    text = told([entry], "zh")
    assert "未改：把握不够" in text
    assert [code for code in entry["notes"] if f"<code>{code}</code>" in text] == [*entry["notes"]] != []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_tag_of_a_row_is_one_of_the_page(corpus, language):
    text = told(corpus(MIXED, [row(HOSTILE), row("\ud800<b>" + DAMAGED)]), language)
    assert "<script" not in text
    assert "<img" not in text
    assert "{broken &lt;/script&gt;&lt;script&gt;alert(3)&lt;/script&gt;" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]", text)
    assert "default-src 'none'; style-src 'sha256-" in text
    assert text.count("<style>") == 1
    assert "style=" not in text
    opened = re.findall(r"<(/?)(section|table|tr|td|p|span|ins|del|code|svg)\b[^>]*?(/?)>", text.partition("<body>")[2])
    depth: dict[str, int] = {}
    for closes, name, _ in opened:
        depth[name] = depth.get(name, 0) + (-1 if closes else 1)
        assert depth[name] >= 0, name
    assert set(depth.values()) == {0}


def test_it_is_the_same_whoever_did_what_when(corpus, tmp_path):
    files = [[row(DAMAGED * n + str(n)) for n in range(40)] for _ in range(5)]
    found = corpus(*files)
    whole = told(found)
    assert told(found[::-1]) == whole
    assert told(list(entries(str(tmp_path / "out")))) == whole
    assert told(corpus(*files)) == whole
    samples = summed(found, 5, {}).changes["half-width-mark"]["samples"]
    assert len({sample["unit"] for sample in samples}) > 2
    assert len({sample["row"] for sample in samples}) > 3


def test_its_size_does_not_grow_with_the_corpus(corpus):
    files = [
        [row("长,".ljust(5000, "字") + DAMAGED), row("<b>好</b>" * 50)] * n + [b"{" * 9999] * n for n in range(3, 43)
    ]
    found = corpus(*files)
    for entry in found:
        shown = [one for kind in ("changes", "held", "notes", "set_aside") for one in entry[kind].values()]
        assert {len(one["samples"]) for one in shown} == {SHOWN}
        assert len(entry["most"]) <= MOST_ROWS
        assert len(json.dumps(entry)) < 20_000
    few, many = told(found[:20]), told(found)
    assert len(many) < 1.1 * len(few)
    summary = summed(found, 40, {})
    assert {len(one["samples"]) for one in summary.changes.values()} == {SAMPLES}
    assert len(summary.rows_most_changed) == len(summary.units_most_changed) == MOST
    assert summary.changes["half-width-mark"]["count"] == sum(range(3, 43)) * 2


def test_a_long_change_is_cut():
    tally = Tally(Unit("a", "a", "text"), Job("out"))
    tally.count(0, [steps("旧" * 5000, [Edit(0, 5000, "新", "half-width-mark")])])
    (sample,) = tally.entry()["changes"]["half-width-mark"]["samples"]
    assert len(sample["old"]) < LONG + 9
    assert "…" in sample["old"]


def test_units_that_are_not_done_are_told(corpus):
    summary = summed(corpus([row("好。")]), 3, {"b.parquet": "OSError: <gone>"})
    text = page(summary, "out", "en")
    assert "Not complete: 2 units are not done." in text
    assert "OSError: &lt;gone&gt;" in text
    assert "Not complete" not in told(corpus([row("好。")]))


def test_on_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(DAMAGED, "utf-8")
    assert main(["corpus", "--no-config", "-j", "1", "--only", "width", "--page", "one.html", "a.txt", "out"]) == 0
    assert main(["corpus", "--no-config", "--page", "two.html", "out"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 1 units done"
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()
    assert main(["corpus", "--no-config", "--lang", "zh", "--page", "zh.html", "out"]) == 0
    assert table()["corpus-changes"]["zh"] in Path("zh.html").read_text("utf-8")
    assert main(["corpus", "--no-config", "--page", "x.html", "a.txt"]) == 2
    assert main(["corpus", "--no-config", "--page", "x.html", "--sample", "1", "a.txt", "new"]) == 2
    assert "--page shows what was done" in capsys.readouterr().err
    assert not Path("x.html").exists()


def test_in_a_browser(corpus, visit, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(told(corpus(MIXED, [row(HOSTILE * 3), row("a" * 500 + DAMAGED)]), name="n" * 300), "utf-8")
    for theme in ("light", "dark"):
        for width in (1280, 390):
            seen = visit(path.as_uri(), viewport={"width": width, "height": 900}, color_scheme=theme)
            assert seen.evaluate("document.documentElement.scrollWidth") <= width
            assert seen.locator("td del").first.is_visible()
            pairs = seen.evaluate(CONTRAST)
            assert [pair for pair in pairs if pair[1] < pair[2]] == []

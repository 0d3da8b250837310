"""The page of a report, as it is written: complete, safe, and true to the text. What a browser makes of it: test_browser.py."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner.cli import main
from cleaner.core import Edit, Note, Step
from cleaner.messages import table
from cleaner.pages import html
from cleaner.pages.document import LONG, MOST, document
from cleaner.pages.html import Page, policy
from cleaner.pages.repairs import CONTEXTS, GROUPS, gather, ranked
from cleaner.report import Report

HOSTILE = """</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> ${title} &amp;nbsp;他来了,又走了。
\u202e反写\u202c\x00\x07\u2028\ue000\ud800 </style><style>*{display:none}</style>, 他说:“好。”"""
ENDS = re.compile("[\r\n]")


def page(*texts: str, language="zh", **review) -> str:
    made = Page(language)
    for i, text in enumerate(texts):
        made.add(f"folder/{i}.txt", cleaner.explain(text))
    return made.html(**review)


def blocks(page: str) -> dict[str, object]:
    found = re.findall(r'<script type="application/json" id="([a-z0-9-]+)">(.*?)</script>', page, re.S)
    return {name: json.loads(data) for name, data in found}


def lines(told, key: str) -> str:
    """A text without its line ends, as the rows of a page hold it: with the changes, or as it was."""
    parts = []
    for row in told["rows"]:
        for part in row["parts"]:
            item = told["items"][part] if isinstance(part, int) else None
            if item is None:
                parts.append(part)
            elif not item.get("pinned"):
                parts.append(item[key if item["kind"] == "change" else "old"] if "old" in item else "")
    return ENDS.sub("", "".join(parts))


def steps(text: str, proposals) -> Report:
    """A report of one pass that proposed this."""
    made = [item for item in proposals if isinstance(item, Edit) and item.confidence >= 0.9]
    held = [(item, "below") for item in proposals if isinstance(item, Edit) and item.confidence < 0.9]
    notes = [item._replace(by="gaps") for item in proposals if isinstance(item, Note)]
    result = cleaner.core.apply(text, made)
    return Report(text, result, [Step("width", made, held, notes)], about={"least": 0.9})


@st.composite
def reports(draw):
    """Texts with changes that are apart, and with held edits and notes that may stand anywhere."""
    text = draw(st.text("甲乙丙, \n\r\u200b<", min_size=1, max_size=60)) * draw(st.sampled_from([1, 1, 1, 90]))
    place = st.integers(0, len(text))
    spots = sorted(draw(st.lists(place, max_size=12, unique=True)))
    new = st.text("丁\n", max_size=3)
    found = [
        Edit(start, end, draw(new), "half-width-mark")
        for start, end in zip(spots[::2], spots[1::2], strict=False)
        if end - start < 40
    ]
    for start, end in draw(st.lists(st.tuples(place, place), max_size=6)):
        start, end = min(start, end), max(start, end)
        if draw(st.booleans()):
            found.append(Edit(start, end, draw(new), "half-width-mark", 0.5))
        else:
            found.append(Note(start, end, "text-missing-before"))
    found = [item for item in found if isinstance(item, Note) or text[item.start : item.end] != item.new]
    return steps(text, found)


@given(reports())
def test_the_rows_hold_the_text_before_and_after_and_every_item_once(report):
    told = document("a", report, "en")
    assert lines(told, "old") == ENDS.sub("", report.original)
    assert lines(told, "new") == ENDS.sub("", report.text)
    stand = [part for row in told["rows"] for part in row["parts"] if isinstance(part, int)]
    assert sorted(stand) == list(range(len(told["items"])))
    assert all(row["parts"] for row in told["rows"])


def test_a_long_line_is_cut_into_rows_and_a_long_change_is_shortened():
    told = document("a", cleaner.explain("长" * 10 * LONG), "en")
    assert [len(row["parts"][0]) for row in told["rows"]] == [LONG] * 10
    assert [row.get("more", False) for row in told["rows"]] == [False] + [True] * 9
    told = document("a", steps("旧" * 3 * MOST, [Edit(0, 3 * MOST, "新", "half-width-mark")]), "en")
    assert MOST < len(told["items"][0]["old"]) < MOST + 30


def test_evidence_is_what_the_reason_does_not_say():
    edit = Edit(
        1, 2, "丁", "heading-level", 0.97, {"from": 1, "to": 2, "title": "t", "nats": 4.25, "strange_fact": [1, 2]}
    )
    why = document("a", steps("甲乙丙", [edit]), "zh")["items"][0]["why"][0]
    assert why["facts"] == [["判断差（nats）", "4.25"], ["strange_fact", "1 · 2"]]
    assert why["said"] == "标题层级不一致（1 级，应为 2 级）：t"


def test_families_are_told_by_paragraph():
    edits = [
        Edit(i, i + 1, "丁", "half-width-mark", 0.99, {"family": "A", "posterior": p}) for i, p in ((0, 0.9), (1, 0.99))
    ]
    told = document("a", steps("甲乙丙\n甲乙", edits), "en")
    assert [row.get("families") for row in told["rows"]] == [[("A", 0.99)], None]


def test_repairs_are_grouped_by_what_was_changed_over_documents():
    groups = {}
    for number in range(10):
        gather(groups, number, cleaner.explain("他来了,又走了,没有说话。" * (20 if number == 0 else 1)))
    first = ranked(groups, "en")["groups"][0]
    assert (first["old"], first["new"], first["count"], first["documents"]) == (",", "，", 58, 10)
    assert [context[0] for context in first["contexts"]] == [0, 1, 2, 3, 4, 5]
    assert len(first["contexts"]) == CONTEXTS
    many = {
        ("width", "half-width-mark", str(i), ""): {"count": 1, "documents": 1, "contexts": []}
        for i in range(GROUPS + 7)
    }
    assert ranked(many, "en")["left"] == 7


def test_hostile_text_stays_text():
    made = page(HOSTILE, HOSTILE)
    assert made.count("<script") == made.count("</script>") == 4
    assert made.count("<style") == made.count("</style>") == 1
    assert "alert(1)" not in re.sub(r'<script type="application/json".*?</script>', "", made, flags=re.S)
    assert set(blocks(made)) == {"told", "document-0", "document-1"}
    made.encode("utf-8")
    hostile = Page("en")
    hostile.add("</title><script>alert(3)</script>\udcff.txt", cleaner.explain(HOSTILE))
    assert "<script>alert" not in hostile.html()


def test_the_page_needs_nothing_else_and_says_so():
    made = page("他来了,又走了。")
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(|src=", made)
    for kind, names in (("script", html.SCRIPTS), ("style", html.STYLES)):
        inside = re.search(rf"<{kind}>(.*?)</{kind}>", made, re.S)[1]
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in made, names
    assert policy(False).startswith("default-src 'none'; ")
    assert "connect-src" not in policy(False)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_word_of_the_page_is_in_the_table(language):
    codes = set()
    for name in html.SCRIPTS:
        codes |= set(re.findall(r'"(page-[a-z-]+|show-[a-z-]+)"', (html.HERE / name).read_text("utf-8")))
    assert codes <= set(table())
    made = page("他来了,又走了。", language=language)
    assert codes <= set(blocks(made)["told"]["words"])
    assert "${" not in re.sub(r"<script.*?</script>", "", made, flags=re.S)
    assert blocks(made)["told"]["words"]["page-change"] == {"zh": "改动", "en": "changed"}[language]
    assert {"zh": "筛选</summary>", "en": "Filter</summary>"}[language] in made


def test_facts_of_the_fixtures_have_a_name_in_both_languages():
    unnamed = set()
    for path in Path(__file__).parent.parent.glob("fixtures/*/cases.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            case = json.loads(line)
            told = document("a", cleaner.explain(case["text"], only=[path.parent.name]), "zh")
            for item in told["items"]:
                unnamed |= {name for why in item["why"] for name, _ in why["facts"] if name.isascii()}
    assert unnamed == set()


def test_report_command(tmp_path, monkeypatch, capsysbinary):
    monkeypatch.chdir(tmp_path)
    for name, text in {"a.txt": "他来了,又走了。", "b.txt": "他来了，又走了。"}.items():
        (tmp_path / name).write_text(text, "utf-8")
    assert main(["report", "--no-config", "--lang", "zh", "a.txt", "b.txt", "none.txt", "-o", "r.html"]) == 2
    told = blocks((tmp_path / "r.html").read_text("utf-8"))["told"]
    assert [one["counts"] for one in told["documents"]] == [[1, 0, 0], [0, 0, 0]]
    assert main(["report", "--no-config", "a.txt"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"<!doctype html>")
    assert main(["report", "--no-config", "a.txt", "-o", "a.txt"]) == 2
    assert (tmp_path / "a.txt").read_text("utf-8") == "他来了,又走了。"
    assert b"--output is a file of its own" in capsysbinary.readouterr().err


def test_a_report_is_written_in_one_step_and_readable_as_others_are(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("他来了,又走了。", "utf-8")
    (tmp_path / "plain").write_text("")
    assert main(["report", "--no-config", "a.txt", "-o", "r.html"]) == 0
    assert (tmp_path / "r.html").stat().st_mode == (tmp_path / "plain").stat().st_mode
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "plain", "r.html"]

"""The fixtures: each case of each pass, and documents that must come out byte for byte. Found by themselves.

fixtures/<pass>/cases.jsonl holds one case a line:
  id     a name, text: the damaged text, why: the reason in words
  want   what the pass alone makes of it; without it the text must not change, neither by the pass nor by the whole chain
  alone  true where an unchanged text is another pass's business: then the chain may change it
  notes  codes of the notes that the pass must give, held: codes of the edits that it must hold (default: not checked)
  options  options of the pass by their short names
  fails  true for a known failure: the case must fail, and is to be moved up when it no longer does
"""

import json
from pathlib import Path

import pytest

import cleaner
from cleaner import chain
from tests.laws import check_laws

FIXTURES = Path(__file__).parent.parent / "fixtures"


def cases():
    for path in sorted(FIXTURES.glob("*/cases.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            case = json.loads(line)
            marks = pytest.mark.xfail(reason=case["why"]) if case.get("fails") else ()
            yield pytest.param(path.parent.name, case, id=f"{path.parent.name}: {case['id']}", marks=marks)


def documents():
    paths = sorted(path for path in (FIXTURES / "clean").iterdir() if path.is_file())
    return [pytest.param(path.read_bytes().decode("utf-8"), id=path.name) for path in paths]


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_case(name, case):
    options = {f"{name}.{option}": value for option, value in case.get("options", {}).items()}
    report = cleaner.explain(case["text"], only=[name], options=options)
    assert report.text == case.get("want", case["text"])
    check_laws(report, case["text"], only=[name], options=options)
    if "notes" in case:
        assert [note.code for note in report.notes] == case["notes"]
    if "held" in case:
        assert [why.code for held in report.held for why in held.why] == case["held"]
    whole = cleaner.explain(case["text"], options=options)
    check_laws(whole, case["text"], options=options)
    if "want" not in case and not case.get("alone"):
        assert whole.text == case["text"]


@pytest.mark.parametrize("name", chain.NAMES)
def test_every_pass_has_cases_of_both_kinds(name):
    lines = (FIXTURES / name / "cases.jsonl").read_text("utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    ids = [case["id"] for case in found]
    assert len(ids) == len(set(ids))
    assert len(found) >= 15
    unchanged = sum("want" not in case and (name != "gaps" or not case["notes"]) for case in found)
    assert 0.4 <= unchanged / len(found) <= 0.75, "half of the cases are texts that must not change, or give no notes"
    known = {"id", "text", "want", "why", "alone", "notes", "held", "options", "fails"}
    for case in found:
        assert case["why"]
        assert set(case) <= known
        assert case.get("want") != case["text"]


@pytest.mark.parametrize("text", documents())
def test_clean_document_comes_out_byte_for_byte(text):
    report = cleaner.explain(text)
    assert report.changes == ()
    assert report.text == text

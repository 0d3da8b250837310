"""The edit core: properties over random texts and random passes, then the edges one by one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cleaner
from cleaner import chain
from cleaner.core import Edit, Held, Note, apply, resolve
from cleaner.report import Report
from tests.laws import check_laws, texts


@st.composite
def runs(draw):
    """A text and what several random passes did to it, one over the result of the other."""
    original = text = draw(st.text("ab甲乙\ud800\udc00", max_size=12))
    steps = []
    for by in draw(st.lists(st.sampled_from(["one", "two", "three"]), max_size=5)):
        proposals = []
        for _ in range(draw(st.integers(0, 4))):
            start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
            if draw(st.booleans()):
                confidence = draw(st.sampled_from([0.5, 0.9, 0.95, 1.0]))
                proposals.append(Edit(start, end, draw(st.text("xy丙", max_size=3)), by, confidence, {"n": len(steps)}))
            else:
                proposals.append(Note(start, end, "seen"))
        spans = draw(st.sampled_from([[], [(1, 3)], [(0, 1), (2, 6)]]))
        step = resolve(proposals, text, by, 0.9, lambda _edits, spans=spans: spans)
        text = apply(text, step.edits)
        steps.append(step)
    return original, text, steps


@given(runs())
def test_changes_give_the_text_and_undo_gives_the_original(run):
    original, text, steps = run
    report = Report(original, text, steps)
    assert apply(original, report.changes) == text
    assert report.undo() == original
    assert report.undo(report.changes) == original
    assert Report.from_json(report.to_json(), original) == report
    assert Report.from_json(report.to_json(), text).undo() == original
    places = [(change.start, change.end) for change in report.changes]
    assert places == sorted(places)
    assert all(left[1] <= right[0] for left, right in pairwise(places))
    assert len(set(places)) == len(places)
    for item in (*report.changes, *report.held):
        assert original[item.start : item.end] == item.old


@given(runs(), st.data())
def test_any_choice_of_changes_can_be_taken_back(run, data):
    original, text, steps = run
    report = Report(original, text, steps)
    chosen = [change for change in report.changes if data.draw(st.booleans())]
    kept = [change for change in report.changes if change not in chosen]
    assert report.undo(chosen) == apply(original, kept)
    held = report.hold(chosen, "encoding")
    assert held.text == report.undo(chosen)
    assert sum(item.cause == "encoding" for item in held.held) == len(chosen)


@given(runs())
def test_steps_taken_back_are_held(run):
    original, _, steps = run
    report = Report(original, original, steps, made=0)
    assert report.changes == report.notes == ()
    assert {held.cause for held in report.held} <= {"oscillates"}
    assert bool(report.held) == any(step.edits for step in steps)


@given(texts)
def test_laws_hold_for_the_chain(text):
    check_laws(cleaner.explain(text), text)


@pytest.mark.parametrize("name", chain.NAMES)
def test_laws_hold_for_each_pass(name):
    @given(texts)
    def check(text):
        check_laws(cleaner.explain(text, only=[name], least=0.0), text, only=[name], least=0.0)

    check()


def unlimited(_edits):
    return []


def steps_of(text, *passes):
    """Run passes, each a list of (start, end, new[, confidence]), over a text."""
    steps = []
    original = text
    for number, edits in enumerate(passes):
        proposals = [Edit(*edit[:3], f"code-{number}", *edit[3:]) for edit in edits]
        steps.append(resolve(proposals, text, f"pass-{number}", 0.9, unlimited))
        text = apply(text, steps[-1].edits)
    return Report(original, text, steps)


def places(report):
    return [(change.start, change.old, change.new, len(change.why)) for change in report.changes]


def test_nested_damage_is_one_change_with_all_its_reasons():
    report = steps_of("中&nbsp;国", [(1, 7, " ")], [(1, 2, "")])
    assert places(report) == [(1, "&nbsp;", "", 2)]


def test_neighbours_stay_apart():
    report = steps_of("abcd", [(0, 1, "x")], [(1, 2, "y")], [(2, 4, "")])
    assert places(report) == [(0, "a", "x", 1), (1, "b", "y", 1), (2, "cd", "", 1)]


def test_adjacent_deletions_do_not_vanish():
    report = steps_of("abcd", [(1, 2, ""), (2, 3, "")], [(1, 1, "z")])
    assert places(report) == [(1, "bc", "z", 3)]


def test_two_insertions_in_one_place_are_one_change():
    report = steps_of("ab", [(1, 1, "x")], [(2, 2, "y")], [(1, 1, "z")])
    assert report.text == "azxyb"
    assert places(report) == [(1, "", "zxy", 3)]


def test_a_change_that_is_taken_back_is_no_change():
    report = steps_of("ab", [(1, 1, "x")], [(1, 2, "")])
    assert report.text == "ab"
    assert report.changes == ()


def test_the_surer_edit_wins_and_the_other_is_held():
    report = steps_of("abcdef", [(0, 4, "x", 0.92), (2, 6, "y", 0.97)])
    assert report.text == "aby"
    assert [(held.old, held.new, held.cause) for held in report.held] == [("abcd", "x", "beaten")]


def test_equally_sure_edits_the_longer_wins_then_the_earlier():
    assert steps_of("abcdef", [(0, 2, "x"), (1, 4, "y")]).text == "ayef"
    assert steps_of("abcdef", [(0, 2, "x"), (1, 3, "y")]).text == "xcdef"


def test_a_note_moves_to_the_original():
    first = resolve([Edit(0, 2, "", "gone")], "abcd", "one", 0.9, unlimited)
    second = resolve([Note(1, 2, "seen", {"n": 1})], "cd", "two", 0.9, unlimited)
    assert Report("abcd", "cd", [first, second]).notes == (Note(3, 4, "seen", {"n": 1}, "two"),)


def test_accepting_a_held_edit_makes_it():
    report = steps_of("abcd", [(0, 1, "x"), (2, 3, "y", 0.5)])
    assert report.text == "xbcd"
    assert report.apply(accept=report.held) == "xbyd"
    assert report.apply(accept=report.held, reject=report.changes) == "abyd"


def test_choices_that_make_no_sense_are_errors():
    report = steps_of("abcd", [(0, 2, "x"), (1, 3, "y", 0.5)])
    stranger = Held(0, 1, "a", "b", (), "below")
    with pytest.raises(ValueError, match="overlap"):
        report.apply(accept=report.held)
    with pytest.raises(ValueError, match="not in this report"):
        report.apply(accept=[stranger])
    with pytest.raises(ValueError, match="not in this report"):
        report.undo([report.changes[0]._replace(new="z")])
    with pytest.raises(TypeError, match="a list of changes"):
        report.undo(report.changes[0])


def test_an_edit_outside_of_the_text_is_an_error_of_its_pass():
    with pytest.raises(ValueError, match="pass 'wild' proposed"):
        resolve([Edit(2, 9, "", "x")], "abc", "wild", 0.9, unlimited)


@pytest.mark.parametrize("told", ["", "[]", "{}", '{"schema": 1}', '{"schema": 99, "sha256": {}}', "null"])
def test_what_is_no_report_is_refused(told):
    with pytest.raises(ValueError, match="report"):
        Report.from_json(told, "abc")


def test_a_report_knows_its_text():
    told = cleaner.explain("他来了,又走了。").to_json()
    with pytest.raises(ValueError, match="another text"):
        Report.from_json(told, "他走了,又来了。")


def test_surrogates_that_json_would_join_survive_it():
    report = steps_of("a\ud83d\ude00b", [(1, 3, "\ude00\ud83d")])
    assert len(report.original) == 4
    assert Report.from_json(report.to_json(), report.text).undo() == report.original

"""What joins two halves, whatever the document holds."""

import pytest

import cleaner
from cleaner.wrapping.halves import Glue


@pytest.mark.parametrize("text", ["a" * 100_000, "1" * 100_000, "a1" * 50_000, "-" * 100_000, "a-" * 50_000])
def test_words_of_any_length(text):
    assert Glue(text)("用 inter", "national 程序") == (0, " ")


def test_joints_that_print_the_same_lines_twice_do_not_lie_over_each_other():
    line = "三间教室，两位老师。每天早\n"
    text = f"{line}晨，孩子们{line}\n晨，孩子们{line}\n晨，孩子们{line}，们三间教室，两位老师室，两位老师。每天早\n们"
    report = cleaner.explain(text)
    assert report.undo() == text
    assert cleaner.clean(report.text) == report.text

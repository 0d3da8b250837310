"""A text four times as long takes four times the work, whatever is repeated in it.

fixtures/growth.jsonl holds one case a line: a pass, the piece that is repeated ({n} in it counts), and what stands before and
after it all. Lines of code run are counted, for they are the same on every machine: seconds, which also hold what regular
expressions do, are for `python -m tests.benchmarks speed` to tell.
"""

import pytest

import cleaner
from tests.benchmarks import material
from tests.laws import steps

SHORT = 1_000  # characters
MOST = 6  # times the work for four times the text


@pytest.mark.parametrize("case", material.growing(), ids=lambda case: f"{case['pass']}: {ascii(case['piece'])[1:40]}")
def test_work_grows_with_the_text_alone(case):
    def repair(text):
        cleaner.explain(text, only=[case["pass"]])

    short, long = (material.grown(case, length) for length in (SHORT, 4 * SHORT))
    repair(short)  # what is read once is read
    assert steps(lambda: repair(long)) < MOST * steps(lambda: repair(short))


def test_work_that_grows_faster_is_seen():
    def pairs(length):
        for _ in range(length):
            for _ in range(length):
                pass

    assert steps(lambda: pairs(400)) > 2 * MOST * steps(lambda: pairs(100))

"""What joins two halves looks at a document in linear time, whatever it holds."""

import time

import pytest

from cleaner.wrapping.halves import Glue


@pytest.mark.parametrize("text", ["a" * 100_000, "1" * 100_000, "a1" * 50_000, "-" * 100_000, "a-" * 50_000])
def test_words_of_any_length(text):
    began = time.process_time()
    assert Glue(text)("用 inter", "national 程序") == (0, " ")
    assert time.process_time() - began < 1

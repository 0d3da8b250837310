"""What one look at a text finds: the same as a regex for each kind, and what is off limits near some places as in all of the text."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.census import KINDS, Kind, code_points
from cleaner.limits import off_limits
from cleaner.memory import remembering
from cleaner.passes import CHAIN
from cleaner.passes.invisible import RUN, UNSEEN_KIND
from cleaner.spans import merge

SIGNS = "的書书 a1\u3000\u200b\ufeff\ufffd□⽂\ue000Ãē<%&锟浣\U0001f600\U000e0020\U000f0000\U0002f800\ud83d\ude00\n"
INLINE = "他说`a` f(x) http://a.cn/b 3@a.cn www.a.cn C:\\\\x $y$，。\n\n"


@given(st.text(SIGNS, max_size=40))
@example("")
@example("\ud83d\ude00")
def test_kinds_are_found_as_by_regexes(text):
    assert CHAIN  # which has the kinds of every pass
    with remembering():
        for kind in KINDS:
            assert kind.places(text) == [m.start() for m in kind.regex.finditer(text)]
            assert kind.search(text) == bool(kind.regex.search(text))
        assert [m.span() for m in UNSEEN_KIND.matches(RUN, text)] == [m.span() for m in RUN.finditer(text)]
        assert [*code_points(text)] == [*map(ord, text)]


def test_a_kind_is_as_its_regex_says():
    kind = next(kind for kind in KINDS if kind.regex.match("□"))
    assert isinstance(kind, Kind)
    assert re.findall(kind.regex, "□的■") == ["□", "■"]


@given(st.text(INLINE, max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=4))
def test_what_is_off_limits_near_places_is_off_limits(text, given):
    places = sorted((min(start, len(text)), min(start + length, len(text))) for start, length in given)
    everywhere, near = merge(off_limits(text)), merge(off_limits(text, places))
    for start, end in places:
        meeting = [[span for span in spans if span[0] < end and start < span[1]] for spans in (everywhere, near)]
        assert meeting[0] == meeting[1]

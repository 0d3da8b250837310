"""The table of spun words: tidy, and nothing in it that good text would have to fear."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from cleaner.tables import DATA, rows

FIXTURES = Path(__file__).parents[1] / "fixtures"
FAMILIES = ("A", "A2", "B", "C", "D", "E", "G", "blog", "tech", "news", "mirror", "site", "farm", "one-off")
KINDS = ("sure", "accident", "word", "near")
MARKS = KINDS[:2]
HAN = re.compile(r"[\u3400-\u9fff]+")
TABLE = rows("spun")


def test_the_header_and_the_columns():
    lines = [line for line in (DATA / "spun.tsv").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines[0] == "family\toriginal\tspun\tprior\tkind\treason"
    assert [row for row in TABLE if len(row) != 6] == []
    assert len(TABLE) >= 800


def test_families_and_kinds_are_known_and_sorted():
    order = [(FAMILIES.index(family), KINDS.index(kind)) for family, _, _, _, kind, _ in TABLE]
    assert order == sorted(order)
    assert {family for family, *_ in TABLE} == set(FAMILIES)


def test_only_han_and_something_changes():
    assert [row for row in TABLE if not (HAN.fullmatch(row[1]) and HAN.fullmatch(row[2]) and row[1] != row[2])] == []


def test_no_row_stands_twice():
    assert [key for key, count in Counter(tuple(row[:3]) for row in TABLE).items() if count > 1] == []


def test_priors():
    priors = defaultdict(list)
    for family, _, spun, prior, kind, _ in TABLE:
        assert re.fullmatch(r"1|0\.\d{1,2}", prior), (family, spun, prior)
        assert 0.1 <= float(prior) <= 1, (family, spun, prior)
        assert kind != "near" or float(prior) <= 0.6, (family, spun, prior)
        priors[family, spun].append(float(prior))
    assert {key: told for key, told in priors.items() if sum(told) > 1} == {}


def test_a_mark_that_stands_for_two_words_is_none():
    """Sure forms restore with certainty, unless two originals lay claim to one."""
    unsure = {(row[0], row[2]) for row in TABLE if row[4] in MARKS and float(row[3]) < 0.9}
    claims = Counter((row[0], row[2]) for row in TABLE)
    assert {key for key in unsure if claims[key] == 1} == set()


def test_every_row_says_where_it_is_from_and_why():
    assert [row for row in TABLE if not re.match(r"(seen|known|derived): \S", row[5])] == []


def test_marks_stand_in_no_clean_fixture():
    clean = "".join(path.read_text("utf-8") for path in (FIXTURES / "clean").iterdir())
    assert [row[2] for row in TABLE if row[4] in MARKS and row[2] in clean] == []


@pytest.mark.parametrize("family", FAMILIES)
def test_no_row_does_in_one_step_what_two_others_do(family):
    """一定 -> 必须 and 必须 -> 务必 live side by side; a row 一定 -> 务必 beside them would be one edit for two."""
    spun = defaultdict(set)
    for name, original, form, *_ in TABLE:
        if name == family:
            spun[original].add(form)
    chains = [
        (one, two, three) for one in spun for two in spun[one] for three in spun.get(two, ()) if three in spun[one]
    ]
    assert chains == []

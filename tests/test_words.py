"""Spun words: the table, the states, the readings, and what a document must show before anything is touched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cleaner
from cleaner import judge, lexicon
from cleaner.passes.words import words
from cleaner.spinning import asked, evidence, families, readings, states, suspicion
from cleaner.spinning.shadow import shadow
from tests.laws import check_laws, steps

SPUN = "我们用心开展精神礼貌建设，透过评比提高了职工的工作潜力。\n\n职工的用心性提高了，提出合理化推荐四十条。"
CLEAN = "我们积极开展精神文明建设，通过评比提高了职工的工作能力。\n\n职工的积极性提高了，提出合理化建议四十条。"
HEADER = "family\toriginal\tspun\tprior\tkind\treason\n"


def test_all_at_once():
    report = cleaner.explain(SPUN)
    assert report.text == CLEAN
    assert report.undo() == SPUN
    facts = report.changes[0].why[0].facts
    assert facts["family"] == "A"
    assert facts["posterior"] > 0.99
    assert facts["nats"] > 1
    assert facts["phrase"] == "我们积极开展精"


def test_a_repaired_half_does_not_hide_the_rest():
    half = SPUN.replace("用心开展", "积极开展").replace("透过", "通过")
    assert cleaner.clean(SPUN) == CLEAN
    assert cleaner.clean(half) in (half, CLEAN)
    assert cleaner.clean(cleaner.clean(half)) == cleaner.clean(half)


def test_what_good_text_has_is_no_marker():
    form = evidence.form(lexicon.load().pairs["礼貌"])
    assert evidence.speaks(form, {"文明": -3.0}) < 0 < evidence.speaks(form, {"文明": 3.0})


def test_what_usually_stands_next_to_a_form_keeps_it_from_being_suspected():
    table = lexicon.load()
    number = table.telling.words.index("透过")
    assert "窗" in table.usual[number][1]
    places = [word for _, word in suspicion._telling("阳光透过窗户照进来，透过评比提高了。", table)]
    assert places == ["透过"]


def test_originals_nearby_speak_against_a_suspicion():
    table = lexicon.load()
    told = evidence.survivors("积极参加活动，通过学习提高能力，提供文明服务。", table, "A")
    assert told > suspicion.SUSPECT
    assert evidence.survivors(SPUN, table, "A") == 0
    places = [(SPUN.index("用心"), 6.0), (SPUN.index("潜力"), 6.0)]
    assert suspicion._left(SPUN, table, "A", places, 8.0) == 12.0
    assert suspicion._left(SPUN.replace("礼貌", "文明"), table, "A", places, 8.0) < 12.0


def test_a_place_has_one_answer_however_it_is_asked():
    text = "20xx年5月，我们用心开展精神礼貌建设，\n透过评比提高了职工的工作潜力，职工的用心性提高了。"
    for spun, original in (("用心", "积极"), ("礼貌", "文明"), ("透过", "通过"), ("潜力", "能力")):
        start = text.index(spun)
        end = start + len(spun)
        was, would_be = judge.scores(text[:start], (spun, original), text[end:])
        odds = asked.teller(text)(start, end, [original])[original]
        assert odds == pytest.approx(judge.TEMPER * (would_be - was), abs=1e-4)
        readings = (spun, original, original + "的", "")
        told = asked.scores(text, start, end, readings)
        whole = judge.scores(text[:start], readings, text[end:])
        assert [one - told[0] for one in told] == pytest.approx([one - whole[0] for one in whole], abs=1e-4)


def test_an_original_that_is_a_spun_form_of_the_family_is_no_counter_evidence():
    originals = lexicon.load().originals
    assert "A" in originals["通过"]
    assert "A" not in originals.get("必须", {})  # 一定 becomes 必须, and 必须 becomes 务必


def test_forms_find_what_they_hold():
    table = lexicon.load()
    (pair,) = (pair for pair in table.pairs["用心性"] if pair.family == "A")
    assert pair.derived
    assert pair.base == ("积极", "用心")


def test_forms_that_overlap_count_once():
    table = lexicon.load()
    (unit,) = evidence.units("加强精神礼貌建设。", table, ["A"])
    assert len(unit.places) > 1
    assert list(evidence.forms(unit, ["A"])) == [("文明", "礼貌")]


def test_units_are_paragraphs_and_pieces_of_long_ones():
    table = lexicon.load()
    text = "短。\n" + "一句话说到这里就完了。" * 100
    found = list(evidence.units(text, table, []))
    assert [unit.opens for unit in found[:2]] == [True, True]
    assert all(unit.end - unit.start <= evidence.UNIT for unit in found)
    assert "".join(text[unit.start : unit.end] for unit in found) == text.replace("\n", "")


def test_neighbours_are_read_together():
    table = lexicon.load()
    text = "要用心引导职工参加精神礼貌建设。"
    (unit,) = evidence.units(text, table, ["A"])
    found = list(readings.readings(text, unit, ["A"]))
    assert {(item.pair.original, item.start) for item in found} >= {("积极", 1), ("文明", 11)}


def test_a_cluster_of_many_sites_is_cut():
    table = lexicon.load()
    text = "用心礼貌" * 90
    (unit,) = evidence.units(text, table, ["A"])
    assert steps(lambda: list(readings.readings(text, unit, ["A"]))) < 1_000_000


def test_states_change_rarely():
    rows = states.posteriors([[0, 9], [0, 0], [0, 9], [0, -9], [0, -9]], [True] * 5)
    assert rows[1][1] > 0.9
    assert rows[4][1] < 0.01


@given(st.lists(st.lists(st.floats(-900, 900), min_size=3, max_size=3), min_size=1, max_size=30))
def test_posteriors_are_probabilities(ratios):
    for row in states.posteriors(ratios, [True] * len(ratios)):
        assert sum(row) == pytest.approx(1)


def test_traditional_text_keeps_its_offsets():
    text = "精神禮貌建設\ud800透過裏麵"
    assert len(shadow(text)) == len(text)
    assert shadow("精神礼貌") == "精神礼貌"


def test_a_suspect_has_two_different_forms():
    table = lexicon.load()
    text = "老师上前制止不礼貌的行为，要孩子们道歉。"
    assert suspicion.suspects(text, table) == []
    ((start, end, found),) = suspicion.suspects(SPUN, table)
    assert start <= 0 < len(SPUN) <= end
    assert "A" in found


def test_one_form_makes_a_suspicion_and_proves_nothing():
    table = lexicon.load()
    text = "制止不礼貌行为。制止不礼貌行为。"
    assert suspicion.suspects(text, table)
    assert list(families.regions(text, table)) == []


def test_what_is_far_from_a_suspicion_is_not_weighed(monkeypatch):
    table = lexicon.load()
    filler = "春天的河边长满了青草，孩子们放学以后常去那里放风筝，老人坐在树下说话。\n\n"
    before, after = filler * 400, filler * 400
    weighed = []
    units = evidence.units

    def counted(text, lexicon, families, near, odds):
        weighed.append(sum(end - start for start, end, _ in near))
        return units(text, lexicon, families, near, odds)

    monkeypatch.setattr(families, "units", counted)
    assert len(list(families.regions(before + SPUN + "\n\n" + after, table))) == 1
    assert sum(weighed) <= 4 * suspicion.WITHIN
    assert cleaner.clean(before + SPUN + "\n\n" + after, only=["words"]) == before + CLEAN + "\n\n" + after


def test_passages_far_apart_are_judged_apart():
    """What a writer says elsewhere is no evidence against a spinner here, nor is a spinner there a suspicion here."""
    filler = "春天的河边长满了青草，孩子们放学以后常去那里放风筝，老人坐在树下说话。\n\n" * 400
    own = "孩子们有礼貌，用心做好每一件小事，阳光透过窗户照进来。积极参加活动，通过学习提高能力。\n\n"
    assert cleaner.clean(SPUN + "\n\n" + filler + own, only=["words"]) == CLEAN + "\n\n" + filler + own


def test_families_that_write_the_same_need_not_be_told_apart(tmp_path):
    rows = "{0}\t水泥\t洋灰泥\t0.9\tsure\tmine\n{0}\t钢筋\t铁筋条\t0.9\tsure\tmine\n"
    path = tmp_path / "my.tsv"
    path.write_text(HEADER + rows.format("east") + rows.format("west"), "utf-8")
    text = "工地用洋灰泥和铁筋条盖楼，洋灰泥要防潮，铁筋条要防锈，两样都要有合格证。"
    made = [edit for edit in words(text, lexicon=str(path)) if edit.confidence >= 0.9]
    assert len(made) == 4
    assert min(edit.facts["posterior"] for edit in made) > 0.99


def test_forms_of_a_family_are_found_in_order():
    found = lexicon.find_of(lexicon.load(), ["A"], "职工的用心性提高了，用心参加。\ud800")
    assert [word for _, _, word in found if word.startswith("用心")] == ["用心性", "用心", "用心"]
    assert found == sorted(found)
    both = lexicon.find_of(lexicon.load(), ["A", "A2"], "经过评比提高了能力。")
    assert len(both) == len(set(both))


def test_a_settled_neighbour_is_read_as_repaired():
    table = lexicon.load()
    text = "加强精神礼貌建设，用心引导职工。"
    (unit,) = evidence.units(text, table, ["A"])
    odds = {place.start: place.odds["文明"] for place in unit.places if "文明" in place.odds}
    assert max(odds.values()) > readings.SETTLED
    told = {item.start: item.nats for item in readings.readings(text, unit, ["A"]) if item.pair.original == "文明"}
    assert told[text.index("礼貌")] == pytest.approx(odds[text.index("礼貌")])


def test_a_table_of_the_user(tmp_path):
    path = tmp_path / "my.tsv"
    path.write_text(HEADER + "我的\t水泥\t洋灰泥\t0.9\tsure\tmine\n我的\t钢筋\t铁筋条\t0.9\tsure\tmine\n", "utf-8")
    text = "工地用洋灰泥和铁筋条盖楼，洋灰泥要防潮，铁筋条要防锈，两样都要有合格证。"
    report = cleaner.explain(text, only=["words"], lexicon=path)
    assert report.text == text.replace("洋灰泥", "水泥").replace("铁筋条", "钢筋")
    assert cleaner.clean(text, only=["words"]) == text
    assert cleaner.clean(text, only=["words"], options={"words.lexicon": str(path)}) == report.text
    check_laws(report, text, only=["words"], lexicon=path)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("", "empty; its first line is the header"),
        ("a\tb\n", "line 1 is to be the header"),
        (HEADER + "A\t文明\t礼貌\n", "line 2: 6 columns"),
        (HEADER + "A\t文明\t礼貌\tmuch\tword\t\n", "line 2: prior is a number"),
        (HEADER + "A\t文明\t礼貌\t0\tword\t\n", "line 2: prior is a number"),
        (HEADER + "A\t文明\t礼貌\t.9\tverb\t\n", "line 2: kind is one of sure, word, near, accident"),
        (HEADER + "A\t文明\t礼貌\t.9\tnear\t\n", "line 2: a near-synonym has a prior of at most 0.6"),
        (HEADER + "A\t文明\t文明\t.9\tword\t\n", "line 2: original and spun form are the same"),
        (HEADER + "A\t文明\tpolite\t.9\tword\t\n", "line 2: words are Han characters"),
        (HEADER + "\t文明\t礼貌\t.9\tword\t\n", "line 2: the family has no name"),
        (
            "# mine\n" + HEADER + "A\t文明\t礼貌\t.9\tword\t\nA\t文明\t礼貌\t.8\tword\t\n",
            "line 4: 文明 and 礼貌 are there twice",
        ),
    ],
)
def test_a_faulty_table_is_told(tmp_path, table, told):
    path = tmp_path / "my.tsv"
    path.write_text(table, "utf-8")
    with pytest.raises(ValueError, match=r"my\.tsv: ") as error:
        cleaner.explain("", lexicon=path)
    assert told in str(error.value)


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        cleaner.explain("", lexicon=tmp_path / "none.tsv")
    path = tmp_path / "latin.tsv"
    path.write_bytes(b"\xff\xff\xff")
    with pytest.raises(ValueError, match="not UTF-8"):
        cleaner.explain("", lexicon=path)


def test_other_places_of_the_pair_count():
    """A word that tells nothing by itself is likelier spun where all others of its kind are, and less where they are right."""
    doubtful = "\n\n礼貌最重要。"
    more = "\n\n礼貌城市、礼貌单位、礼貌校园的评选开展了三年，物质礼貌和精神礼貌一起抓。"
    right = "\n\n孩子见人有礼貌地问好。待客要讲礼貌，他礼貌地点头，她礼貌地笑了笑。"
    sure = []
    for around in (more, "", right):
        text = SPUN + doubtful + around
        at = text.index("礼貌最")
        (edit,) = (edit for edit in words(text) if edit.start == at)
        sure.append(edit.confidence)
    assert sure[0] > sure[1] > sure[2]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["用心", "礼貌", "透过", "潜力", "用心性", "精神礼貌", "，", "\n\n", "。", "禮貌", "\ud800", "a", "\x00"]
        ),
        max_size=60,
    ).map("".join)
)
def test_any_text(text):
    check_laws(cleaner.explain(text, only=["words"]), text, only=["words"])

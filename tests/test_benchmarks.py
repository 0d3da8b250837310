"""The scoreboard: its parts run on the project's own fixtures and say what they should; damage is damage, and undone it is the text."""

import json
import random
from pathlib import Path
from xml.etree import ElementTree

import pytest

import cleaner
from cleaner.core import Edit, apply
from tests.benchmarks import __main__ as board
from tests.benchmarks.damage import KINDS
from tests.benchmarks.generators import GENERATORS, MIXED, REPAIRED_BY, usable
from tests.benchmarks.repair import places_of, score
from tests.benchmarks.scoreboard import (
    Settings,
    calibration,
    clean,
    documents,
    peers,
    repair,
    speed,
    strange,
    stress,
    trials,
)

NOWHERE = Path("/nowhere/at/all")
TEXT = "我们的工作很忙，“学习”要继续；大家都知道：“时间不等人”。他说共有3.5万人参加，还有Linux用户。\n" * 4


@pytest.fixture
def settings(tmp_path):
    return Settings(NOWHERE, every=18, output=tmp_path, largest=0.1, peers=(), texts=100, workers=1)


def test_every_kind_of_damage_has_the_pass_that_repairs_it():
    assert set(REPAIRED_BY) == set(KINDS)
    assert len({each.name for each in GENERATORS}) == len(GENERATORS)


@pytest.mark.parametrize("generator", [*usable(), MIXED], ids=lambda each: each.name)
def test_damages_are_sorted_edits_that_undo_to_the_clean_text(generator):
    text = "# 守则\n\n## 一、入室\n\n" + TEXT.replace("\n", "") * 3 + "\n\n## 二、离室\n\n" + TEXT
    damaged, damages = generator.damage(text, random.Random(3), 5)
    assert damages == sorted(damages)
    assert apply(text, damages) == damaged
    back = [Edit(*span, text[e.start : e.end], "") for e, span in zip(damages, places_of(damages), strict=True)]
    assert apply(damaged, back) == text


def test_verdicts():
    text = "他来了，又走了，他说。"
    damages = [Edit(3, 4, "", ""), Edit(7, 8, ",", "")]
    damaged = apply(text, damages)
    report = cleaner.explain(damaged, only=["width"])
    repaired, _ = score(text, damaged, damages, report)
    found = list(trials.verdicts(text, damages, repaired, report))
    assert repaired == [False, True]
    assert [(each.by, each.made, each.is_) for each in found] == [("width", True, "right")]
    held = cleaner.explain(damaged, only=["width"], least=1)
    assert [(each.made, each.is_) for each in trials.verdicts(text, damages, [False] * 2, held)] == [(False, "right")]
    other = [Edit(7, 8, ",", ""), Edit(10, 11, ".", "")]
    assert [each.is_ for each in trials.verdicts(apply(text, damages[:1]), other, [False] * 2, report)] == ["wrong"]
    assert [each.is_ for each in trials.verdicts(damaged, [], [], report)] == ["false"]


def test_repair_clean_and_calibration(settings):
    found = repair.measure(settings)
    assert {row["kind"] for row in found["by kind"]} >= {"comma", "zero width", "mixed"}
    assert all(row["recall"] is None or 0 <= row["recall"] <= 1 for row in found["cells"])
    assert "recall (5)" in "\n".join(repair.shown(found))
    sure = calibration.measure(settings)
    assert sure["proposals"] == sum(row["proposals"] for row in sure["bins"]) > 50
    assert ElementTree.parse(settings.output / calibration.PICTURE).getroot().tag.endswith("svg")
    assert calibration.PICTURE in "\n".join(calibration.shown(sure))
    harm = clean.measure(settings)
    assert harm["false edits"] == []
    assert harm["by genre"]["fixtures"]["characters"] == sum(len(document.text) for document in documents(settings))
    assert "No false edit." in clean.shown(harm)


def test_clean_counts_false_edits(settings, monkeypatch):
    monkeypatch.setattr(clean, "documents", lambda _: [clean.material.Document("own", "a.txt", "他来了,又走了。")])
    found = clean.measure(settings)
    assert found["by pass"]["width"]["unread"] == found["by genre"]["own"]["unread"] == 1
    assert found["by genre"]["own"]["false per 100,000"] == 12500
    assert "他来了[,>，]又走了" in "\n".join(clean.shown(found))


def test_speed(settings, monkeypatch):
    monkeypatch.setattr(speed, "started", lambda *_: 20.0)
    found = speed.measure(settings)
    assert set(found["MB/s"]) == {"cleaner.clean", "cleaner.explain, changes", *cleaner.chain.NAMES}
    assert found["growth"][0]["peak MB"] > 0
    assert "| python -c pass | 20.00 | 1.00 |" in list(speed.shown(found))


def test_peers_are_scored_alike_and_those_that_do_not_install_are_said_so(settings, monkeypatch):
    pytest.importorskip("rapidfuzz")

    def refused(peer, _folder):
        raise OSError(f"no {peer.packages[0]}")

    monkeypatch.setattr(peers, "installed", refused)
    found = peers.measure(settings._replace(peers=("zhconv",)))
    assert found["peers"]["zhconv"] == {"error": "no zhconv"}
    ours = found["peers"]["cleaner"]
    assert ours["harm per 100,000"] == 0
    assert ours["recall"]["radical"] > 0.9
    assert ours["times cleaner"] == {"clean": 1.0, "damaged": 1.0}
    assert "- zhconv could not be run: no zhconv" in list(peers.shown(found))


def test_a_doubled_line_is_repaired_whichever_of_the_two_goes():
    clean = "他们说，今天的会议很重要。\n大家都到了，只有他没有来，谁也不知道为什么。\n第二天他来了。"
    end = clean.index("\n第二天")
    double = Edit(end, end, "\n大家都到了,只有他没有来,谁也不知道为什么。", "")
    case = peers.Case("line doubled", clean, apply(clean, [double]), [double], [])
    for text, recall in ((clean, 1), (case.text, 0), (clean.replace("为什么", "为何"), 0)):
        assert peers.scored([case], [{"text": text, "seconds": 1}])["recall"] == {"line doubled": recall}


def test_differences_make_one_text_of_the_other():
    pytest.importorskip("rapidfuzz")
    rng = random.Random(5)
    for _ in range(50):
        old, new = strange.text(rng), strange.text(rng)
        assert apply(old, peers.differences(old, new)) == new


def test_stress(settings, monkeypatch):
    monkeypatch.setattr(stress, "BATCH", 100)
    monkeypatch.setattr(
        stress, "LIMIT", (2.5, 1e-2)
    )  # a busy machine takes some times as long as one that is measured on
    found = stress.measure(settings)
    assert found["texts"] == 100
    assert found["failures"] == {}
    assert (settings.output / stress.FAILURES).read_text("utf-8") == ""


def test_stress_finds_failures_and_reduces_them(monkeypatch):
    def broken(text):
        assert "乱" not in text or "码" not in text, "both"

    monkeypatch.setattr(stress, "check", broken)
    kind, message = stress.failure("整理乱七八糟的码头" * 3)
    assert message.startswith("AssertionError: both")
    assert sorted(stress.reduced("整理乱七八糟的码头" * 3, kind)) == ["乱", "码"]


@pytest.mark.parametrize(("power", "bad"), [(1, False), (2, True)])
def test_stress_finds_time_that_grows_too_fast(monkeypatch, power, bad):
    monkeypatch.setattr(stress, "spent", lambda text: 0.05 * (len(text) / stress.SHORT) ** power)
    assert (stress.grows("1") is not None) == bad


def test_command_keeps_the_parts_that_are_not_run(tmp_path, capsys):
    for part in ("clean", "calibration"):
        board.main([part, "--data", str(NOWHERE), "--every", "20", "-o", str(tmp_path)])
    assert set(json.loads((tmp_path / "results.json").read_text("utf-8"))) == {"clean", "calibration"}
    page = (tmp_path / "RESULTS.md").read_text("utf-8")
    assert page.index("## Harm on clean text") < page.index("## Calibration")
    assert "## Calibration" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        board.main(["nothing"])

"""Deciding on the page, in a real browser: by keys, in the details and in the margin; what is saved, and what cannot be."""

import json

from cleaner.core import Edit, Step
from cleaner.report import Report
from tests.browser import until


def test_accept_reject_and_save(visit, served, tmp_path):
    page = visit(served("他来了,又走了,没有说话。\n"))
    assert page.locator("#decided").inner_text().startswith("0 of 2 decided")
    for key in ("n", "r", "a", "s"):
        page.keyboard.press(key)
    page.get_by_text("Saved: page.reviewed.txt").wait_for()
    assert (tmp_path / "page.reviewed.txt").read_text("utf-8") == "他来了,又走了，没有说话。\n"
    assert page.locator(".mark").first.get_attribute("data-decided") == "reject"
    page.reload()
    assert page.locator("#decided").inner_text().startswith("2 of 2 decided")
    assert page.locator(".mark").first.get_attribute("data-decided") == "reject"
    page.locator(".mark").first.click()
    page.locator("#details").get_by_text("Accept").click()
    assert page.locator(".mark").first.get_attribute("data-decided") == "accept"
    page.keyboard.press("u")
    assert page.locator(".mark").first.get_attribute("data-decided") is None
    page.locator("#save").click()
    until(page, "!unsaved")
    told = json.loads((tmp_path / "page.txt.decisions.json").read_text("utf-8"))
    assert [one["decision"] for one in told["decisions"]] == ["accept"]
    assert (tmp_path / "page.txt").read_text("utf-8") == "他来了,又走了,没有说话。\n"


def test_held_edits_are_decided_in_the_margin_and_the_last_decision_wins(visit, served, tmp_path):
    text = "甲乙丙丁\n"
    held = [(Edit(1, 2, "二", "half-width-mark", 0.5), "below"), (Edit(1, 3, "三", "half-width-mark", 0.4), "below")]
    made = [Edit(2, 4, "四", "half-width-mark")]
    page = visit(served(text, Report(text, "甲乙四\n", [Step("width", made, held, [])], about={"least": 0.9})))
    page.locator(".card").nth(0).get_by_text("Accept").click()
    page.locator("#accept-all").click()
    verdicts = "state.items.map((item, i) => state.decided[i] ?? null)"
    assert page.evaluate(verdicts) == ["accept", "accept", None]
    page.locator(".card").nth(1).get_by_text("Accept").click()
    assert page.evaluate(verdicts) == ["reject", "reject", "accept"]
    page.keyboard.press("s")
    page.get_by_text("Saved: page.reviewed.txt").wait_for()
    assert (tmp_path / "page.reviewed.txt").read_text("utf-8") == "甲三丁\n"


def test_what_cannot_be_saved_is_said(visit, served, tmp_path):
    page = visit(served("他来了,又走了。\n"))
    page.route("**/save", lambda route: route.fulfill(json={"error": "disk full"}))
    page.keyboard.press("s")
    page.get_by_text("Not saved: disk full").wait_for()
    assert page.evaluate("unsaved") is False
    assert not (tmp_path / "page.reviewed.txt").exists()

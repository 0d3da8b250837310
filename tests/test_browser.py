"""The page in a real browser: what is seen, by pointer and by keys alone, in both themes; nothing runs that should not."""

from pathlib import Path

import pytest

import cleaner
from cleaner.core import Edit, Step
from cleaner.pages.html import Page
from cleaner.report import Report
from tests.browser import until
from tests.test_pages import HOSTILE

SEED = Path(__file__).parents[2] / "shared/seed/damaged.md"
NOTICE = Path(__file__).parent.parent / "fixtures/damaged/notice.txt"
CONTRAST = Path(__file__).with_name("contrast.js").read_text("utf-8")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def now(page) -> int:
    return page.evaluate("state.now")


def test_the_text_and_its_marks_are_shown(visit, made):
    page = visit(made("他来了,又走了。\n\n第一行。\n第二行,又一行。\n"))
    assert page.locator("#kinds").inner_text().split() == ["2", "changed", "0", "held", "0", "noted"]
    assert page.locator(".row").count() == 3
    mark = page.locator(".mark").first
    assert (mark.locator("del").inner_text(), mark.locator("ins").inner_text()) == (",", "，")
    assert mark.get_attribute("aria-label") == "changed: , became ，"
    mark.hover()
    details = page.locator("#details")
    assert "half-width mark in Chinese text" in details.inner_text()
    assert "line and column 1:4" in details.inner_text()
    page.mouse.move(700, 500)
    details.wait_for(state="hidden")
    mark.click()
    page.mouse.move(700, 500)
    page.wait_for_timeout(300)
    assert details.is_visible()
    page.keyboard.press("Escape")
    assert details.is_hidden()


def test_keys_alone_reach_everything(visit, made):
    page = visit(made("他来了,又走了,没有说话。" * 3, "他来了。"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "open":
            break
    page.keyboard.press("Enter")
    until(page, "state.tab === 'text'")
    for key, at in [("n", 0), ("n", 1), ("ArrowRight", 2), ("p", 1), ("j", 2), ("k", 1)]:
        page.keyboard.press(key)
        assert now(page) == at
    assert page.locator("#at").inner_text() == "2 / 6"
    assert page.evaluate("document.activeElement.dataset.i") == "1"
    assert page.locator("#details").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert page.locator("#details").is_visible()
    page.keyboard.press("v")
    assert page.locator(".row .line").count() == 2 * page.locator(".row").count()
    assert page.locator(".row .line").nth(1).inner_text() == cleaner.clean("他来了,又走了,没有说话。" * 3)
    assert page.locator(".row .line").nth(0).inner_text() == "他来了,又走了,没有说话。" * 3
    page.keyboard.press("f")
    page.keyboard.press("Space")
    assert page.locator("#at").inner_text() == "– / 0"
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    for theme in ("Light", "Dark", "Auto"):
        page.keyboard.press("t")
        assert page.locator("#theme").inner_text() == theme


def test_filters(visit, made):
    text = "他来了,又走了。\n\n他的⼤学,很好。\n\n没有什么。"
    page = visit(made(text))
    boxes = page.locator("#passes input")
    assert [boxes.nth(i).get_attribute("name") for i in range(boxes.count())] == ["radicals", "width"]
    boxes.nth(1).uncheck()
    assert page.locator("#at").inner_text() == "– / 1"
    assert page.locator(".mark.off del").first.is_hidden()
    assert page.locator(".row").first.inner_text() == "他来了，又走了。"
    page.locator("#fold").check()
    assert page.locator(".row:visible").count() == 1
    boxes.nth(1).check()
    assert page.locator(".row:visible").count() == 2
    page.locator("#least").fill("1")
    shown = page.evaluate("state.shown.map((i) => confidence(state.items[i]))")
    assert all(value >= 1 for value in shown)
    page.locator("#most").fill("0")
    assert page.evaluate("[state.least, state.most, state.shown.length]") == [0, 0, 0]
    page.locator("#most").fill("1")
    page.locator("#kinds button").first.click()
    assert page.locator("#at").inner_text() == "– / 0"


def test_many_documents_the_worst_first(visit, made):
    page = visit(made("他来了。" * 200, "他来了,又走了。" * 200, "他来了,又走了。" + "他来了。" * 200))
    names = page.locator("#documents tbody button.open")
    assert names.all_inner_texts() == ["1.txt", "2.txt", "0.txt"]
    page.locator('[data-tab="text"]').click()
    until(page, "state.document === 1")
    page.go_back()
    page.locator("#documents th button").first.click()
    assert names.all_inner_texts() == ["0.txt", "1.txt", "2.txt"]
    assert page.locator("#documents th").first.get_attribute("aria-sort") == "ascending"
    page.locator("#documents input").fill("2.")
    assert names.all_inner_texts() == ["2.txt"]
    names.first.click()
    until(page, "state.document === 2")
    assert page.title() == "2.txt"
    page.locator('[data-tab="repairs"]').click()
    row = page.locator("#repairs tbody tr").first
    assert [row.locator("td.figure").nth(i).inner_text() for i in (0, 1)] == ["201", "2"]
    row.locator(".contexts button").last.click()
    until(page, "state.tab === 'text' && state.now >= 0")
    page.go_back()
    assert page.locator("#repairs").is_visible()


def test_hostile_text_is_shown_and_never_run(visit, made):
    page = visit(made(HOSTILE, "x" + HOSTILE))
    for address in ("#d0", "#d1", "#repairs"):
        page.evaluate(f"location.hash = '{address}'")
        page.wait_for_timeout(100)
    page.evaluate("location.hash = '#d0'")
    until(page, "state.document === 0 && state.tab === 'text'")
    assert "<script>alert(1)</script>" in page.locator("#text").inner_text()
    assert page.locator("#text script, #text img, #text style").count() == 0
    assert "\u202e" not in page.locator("#text").inner_text()


def test_the_policy_forbids_what_should_ever_slip_through(browser, made):
    page = browser.new_page()
    page.goto(made("他来了,又走了。"))
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">')")
    page.evaluate(
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)"
    )
    failed = page.evaluate("fetch('http://127.0.0.1:9/').then(() => false, () => true)")
    assert (page.evaluate("window.ran"), failed) == (None, True)
    page.context.close()


def families(text: str) -> Report:
    """A report whose changes say of which family a paragraph is."""
    edits = [
        Edit(i, i + 1, "丁", "half-width-mark", 0.97, {"family": "AB"[i % 2], "posterior": 0.99})
        for i, char in enumerate(text)
        if char == "甲"
    ]
    return Report(text, text.replace("甲", "丁"), [Step("width", edits, [], [])], about={"least": 0.9})


def test_families_stand_beside_the_text_and_in_the_band(visit, tmp_path):
    made = Page("en")
    made.add("a", families("甲乙丙\n\n甲乙丙\n\n乙丙\n\n乙甲丙"))
    (tmp_path / "r.html").write_text(made.html(), "utf-8")
    page = visit((tmp_path / "r.html").as_uri())
    assert page.locator(".strip span").all_inner_texts() == ["A", "B", "", "B"]
    assert page.locator(".family").all_inner_texts() == ["A", "B", "B"]
    assert page.locator(".family").first.get_attribute("title") == "family A, posterior 0.99"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_pair_has_contrast(visit, served, made, theme):
    text = (
        NOTICE.read_text("utf-8")
        + "\n\n某某20xx年的\u200b工作□报告\n\n"
        + HOSTILE.replace("\ud800", "")
        + "\n\n他 ,来了。\n"
    )
    wrong = []
    for address in (made(text, "他来了,又走了。"), served(text)):
        page = visit(address, color_scheme=theme)
        for place in ("documents", "repairs", "d0"):
            page.evaluate(f"location.hash = '#{place}'")
            page.wait_for_timeout(100)
            if place == "d0":
                page.evaluate("""() => {
                    for (let i = 0; i < 24; i++) {
                        byId("text").append(element("p", `p p${i}`, element("ins", "", "字"), element("span", "mark", element("span", "none"))));
                    }
                }""")
                for key in ("n", "a", "n", "r", "n"):
                    page.keyboard.press(key)
                    page.wait_for_timeout(60)
            pairs = page.evaluate(CONTRAST)
            assert len(pairs) > 8, place
            wrong += [(place, what, round(found, 2)) for what, found, least in pairs if found < least]
    assert wrong == []


def test_on_a_phone_nothing_is_wider_than_the_screen(visit, made):
    page = visit(made("他来了,又走了。" + "a" * 400 + "\n\n" + HOSTILE, "他来了,又走了。"), **PHONE)
    for place in ("documents", "repairs", "d0"):
        page.evaluate(f"location.hash = '#{place}'")
        page.wait_for_timeout(100)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".mark:visible").first.tap()
    box = page.locator("#details").bounding_box()
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 390, 844)
    mark = page.locator(".mark.now").bounding_box()
    assert mark["y"] + mark["height"] < box["y"]


def test_the_printed_page_holds_the_whole_text(visit, made):
    page = visit(made("他来了,又走了。\n\n" * 900))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".row").count() == 900
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator(".tools").is_hidden()


@pytest.mark.skipif(not SEED.exists(), reason="the seed document is not here")
def test_the_seed(visit, made):
    page = visit(made(SEED.read_text("utf-8"), language="zh"))
    count = page.evaluate("state.shown.length")
    assert count > 50
    for _ in range(count):
        page.keyboard.press("n")
    assert page.evaluate("state.now === state.order.at(-1)")
    assert page.locator("#details").is_visible()


def test_a_megabyte_stays_fluid(visit, made):
    page = visit(
        made("\n\n".join(f"第{day}天他来了,又走了。那年的冬天来得很早，河面上结了冰。" for day in range(14_000)))
    )
    until(page, "drawn === state.rows.length")
    page.evaluate("state.kinds.change = false; filter(); state.kinds.change = true; filter()")
    page.evaluate("choose(state.order.at(-1))")
    page.wait_for_timeout(300)
    box = page.locator(".mark.now").bounding_box()
    assert 0 < box["y"] < 720

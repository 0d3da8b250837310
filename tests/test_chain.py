"""The chain: arguments and their errors, what is off limits, and how it comes to rest."""

import subprocess
import sys

import pytest

import cleaner
from cleaner import chain
from cleaner.core import Edit
from cleaner.limits import kept, marked, off_limits
from cleaner.spans import merge
from tests.laws import check_laws

DAMAGED = "他来了,又走了。"
REPAIRED = "他来了，又走了。"


def replacing(old, new, name, confidence=1.0):
    def run(text):
        at = text.find(old)
        if at >= 0:
            yield Edit(at, at + len(old), new, "half-width-mark", confidence)

    run.__name__ = name
    return run


@pytest.fixture
def passes(monkeypatch):
    def use(*runs):
        monkeypatch.setattr(chain, "NAMES", {run.__name__: run for run in runs})

    return use


def test_clean_is_the_text_of_explain():
    assert cleaner.clean(DAMAGED) == cleaner.explain(DAMAGED).text == REPAIRED


@pytest.mark.parametrize("data", [DAMAGED.encode(), bytearray(DAMAGED.encode())])
def test_bytes_are_refused_with_the_way_to_decode(data):
    with pytest.raises(TypeError, match=r"decode them first.*gb18030"):
        cleaner.clean(data)


@pytest.mark.parametrize("thing", [None, 1, ["text"]])
def test_other_things_are_refused(thing):
    with pytest.raises(TypeError, match="works on a str"):
        cleaner.clean(thing)


@pytest.mark.parametrize(
    ("how", "error", "says"),
    [
        ({"only": ["widht"]}, ValueError, r"unknown pass 'widht'\. Did you mean width\? Known: mojibake, "),
        ({"skip": ["nothing"]}, ValueError, "unknown pass 'nothing'. Known: "),
        ({"only": "width"}, TypeError, r"only=\['width'\]"),
        ({"keep": "来了"}, TypeError, r"keep=\['来了'\]"),
        (
            {"options": {"width.leters": True}},
            ValueError,
            r"unknown option 'width.leters'\. Did you mean width.letters\?",
        ),
        ({"options": {"width.letters": "yes"}}, TypeError, "option width.letters is a bool, not 'yes'"),
        ({"keep": [1]}, TypeError, r"keep is a list of strings, not \[1\]"),
        ({"options": {"width": {"letters": True}}}, ValueError, r"dotted names: \{'width.letters'"),
        ({"least": 1.5}, ValueError, "from 0 to 1"),
        ({"least": True}, ValueError, "from 0 to 1"),
        ({"least": {"widht": 0.5}}, ValueError, "unknown pass 'widht'"),
    ],
)
def test_wrong_arguments_say_what_is_known(how, error, says):
    with pytest.raises(error, match=says):
        cleaner.explain(DAMAGED, **how)


def test_only_and_skip_keep_the_order_of_the_chain():
    names = list(chain.NAMES)
    assert [run.__name__ for run in chain.select(reversed(names))] == names
    assert [run.__name__ for run in chain.select(None, names[:1])] == names[1:]
    assert chain.select(names, names) == []
    assert cleaner.clean(DAMAGED, only=[]) == DAMAGED
    assert cleaner.clean(DAMAGED, skip=["width"]) == DAMAGED


def test_least_holds_what_is_not_sure_enough():
    report = cleaner.explain(DAMAGED, least=1.0)
    assert report.text == DAMAGED
    assert [held.cause for held in report.held] == ["below"]
    assert cleaner.clean(DAMAGED, least={"width": 1.0}) == DAMAGED
    assert cleaner.clean(DAMAGED, least={"spacing": 1.0}) == REPAIRED


def test_what_is_kept_is_protected():
    report = cleaner.explain(DAMAGED, keep=["来了,"])
    assert report.text == DAMAGED
    assert [held.cause for held in report.held] == ["protected"]
    assert cleaner.clean(DAMAGED, keep=["来了，", ""]) == REPAIRED


def test_what_the_user_marks_is_protected():
    text = f"{DAMAGED}\n<!-- cleaner: off -->\n{DAMAGED}\n<!-- cleaner: on -->\n{DAMAGED}\n"
    want = f"{REPAIRED}\n<!-- cleaner: off -->\n{DAMAGED}\n<!-- cleaner: on -->\n{REPAIRED}\n"
    assert cleaner.clean(text) == want
    assert cleaner.clean(f"# cleaner: off\r\n{DAMAGED}\r\n") == f"# cleaner: off\r\n{DAMAGED}\r\n"


def test_passes_that_undo_each_other_end_in_the_smallest_text(passes):
    passes(replacing("甲", "乙", "one"), replacing("乙", "丙", "two"), replacing("丙", "甲", "three"))
    for text in ("甲", "乙", "丙"):
        report = cleaner.explain(text)
        check_laws(report, text)
    two = replacing("乙", "甲", "two")
    passes(replacing("丁丁", "丁", "zero"), two, replacing("甲", "乙", "one"))
    assert cleaner.clean("甲") == cleaner.clean("乙")


def test_a_cycle_over_rounds_is_held_from_its_smallest_member_on(passes):
    passes(replacing("甲", "乙", "one", 0.95), replacing("丙", "甲", "three"), replacing("乙", "丙", "two"))
    results = {cleaner.clean(text) for text in "甲乙丙"}
    assert len(results) == 1
    for text in "甲乙丙":
        check_laws(cleaner.explain(text), text)


def test_passes_that_never_rest_leave_the_text_alone(passes):
    passes(replacing("甲", "甲甲", "growth"))
    report = cleaner.explain("甲")
    assert report.text == "甲"
    assert report.changes == ()
    assert {held.cause for held in report.held} == {"oscillates"}
    check_laws(report, "甲")


def test_a_later_pass_can_give_an_earlier_one_work(passes):
    passes(replacing("甲", "乙", "one"), replacing("丙", "甲", "two"))
    report = cleaner.explain("丙丙丙")
    assert report.text == "乙乙乙"
    assert [change.old for change in report.changes] == ["丙", "丙", "丙"]


def test_a_wrong_pass_is_named(passes):
    def wild(_text):
        yield Edit(5, 9, "", "wild")

    passes(wild)
    with pytest.raises(ValueError, match="pass 'wild' proposed"):
        cleaner.clean("甲")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "\ud800",
        "\udfff\ud800",
        "plain English, no Han: nothing to do!",
        "\r\n\r\n",
        "こんにちは。",
        "안녕하세요.",
    ],
)
def test_texts_without_damage_of_ours(text):
    report = cleaner.explain(text, skip=["invisible"])
    assert report.text == text
    check_laws(report, text, skip=["invisible"])


def test_five_million_characters_on_one_line():
    text = "他来了,又走了。" * 625_000
    report = cleaner.explain(text)
    assert len(report.text) == len(text)
    assert report.undo() == text
    assert len(report.changes) == 625_000


def test_import_loads_nothing_heavy():
    code = "import cleaner, sys; print([name for name in ('ftfy', 'opencc', 'regex', 'rich') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# -- off limits --------------------------------------------------------------------------------------------------------

LIMITED = {
    "fence": ("前\n```python\n甲,乙\n```\n后", "```python\n甲,乙\n```\n"),
    "unclosed fence": ("前\n~~~\n甲,乙\n\n丙", "~~~\n甲,乙\n\n丙"),
    "code span": ("请运行`甲,乙`即可", "`甲,乙`"),
    "address": ("见https://a.cn/b,c。", "https://a.cn/b,c"),
    "e-mail": ("写信给a.b@c.cn吧", "a.b@c.cn"),
    "element": ("前<pre>甲,乙</pre>后", "<pre>甲,乙</pre>"),
    "maths": ("其中$a,b$为常数", "$a,b$"),
    "Markdown table": (
        "表\n\n| 甲 | 乙,丙 |\n|---|---|\n| 丁 | 戊 |\n\n后",
        "| 甲 | 乙,丙 |\n|---|---|\n| 丁 | 戊 |\n",
    ),
    "rows of values": ("名单\n姓名,性别,年龄\n张三,男,28\n后来", "姓名,性别,年龄\n张三,男,28\n"),
    "tabs": ("甲\t乙\n丙\t丁\n", "甲\t乙\n丙\t丁\n"),
    "columns": ("甲方：  乙方：\n代表：  代表：\n", "甲方：  乙方：\n代表：  代表：\n"),
    "code without a fence": ('前\nprint("你好,世界")\n后', 'print("你好,世界")\n'),
    "verse": (
        "题\n\n床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n",
        "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n",
    ),
    "rows with sentences": ("编号,评论,日期\n1,很好，快。,2024-01-01\n2,一般。,2024-01-02\n",) * 2,
    "a call": ("写成SUM(甲,乙,丙)即可，返回三个数的和。", "SUM(甲,乙,丙)"),
    "a diff": (
        "见补丁：\n@@ -1 +1 @@\n-他来了,又走了。\n+他来了，又走了。\n\n完",
        "@@ -1 +1 @@\n-他来了,又走了。\n+他来了，又走了。",
    ),
    "comments next to code": (
        "x = f(1)\n# 取值,再返回。\ny = 2  # 先加一,后减一。\n",
        "x = f(1)\n# 取值,再返回。\ny = 2  # 先加一,后减一。\n",
    ),
    "front matter": ("---\ntitle: 甲,乙\n---\n正文", "---\ntitle: 甲,乙\n---\n"),
}


@pytest.mark.parametrize(("text", "limited"), LIMITED.values(), ids=LIMITED)
def test_off_limits(text, limited):
    assert [text[start:end] for start, end in merge(off_limits(text))] == [limited]


@pytest.mark.parametrize(
    "text",
    [
        "他来了,又走了。\n",
        "甲,乙。\n丙,丁。\n",
        "价格是 5 $ 还是 6 $ 呢,不知道。",
        "用 ` 一个反引号,没有第二个。",
        "a@b 不是,地址",
    ],
)
def test_prose_is_not_off_limits(text):
    assert list(off_limits(text)) == []


def test_marked_and_kept():
    assert list(marked("cleaner: off")) == [(0, 12)]
    assert list(marked("a\ncleaner: off\nb\ncleaner:on\nc")) == [(2, 28)]
    assert list(marked("cleaner: on")) == []
    assert list(kept("甲甲甲", ["甲甲"])) == [(0, 2), (1, 3)]


@pytest.mark.parametrize(
    "text",
    [
        f"{piece * 50_000}甲,乙。"
        for piece in ("<pre>", "```\n", "`", "`a``b```", "$$", "$a", "a@", "|", "<a ", "a.", "(((", "&")
    ],
)
def test_hostile_text_takes_linear_time(text):
    report = cleaner.explain(text)
    assert report.undo() == text

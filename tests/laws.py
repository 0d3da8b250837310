"""The laws that hold for every text there is, and the texts to try them on."""

import sys
from collections.abc import Callable

from hypothesis import strategies as st

import cleaner
from cleaner.messages import message

# Pieces that some pass looks at, so that random texts meet the passes, and pieces that trouble any text tool.
PIECES = [
    *"的了我们在工作中国，。、；：！？“”《》（）…—·,.:;!?()\"'[]{}<>&#*_-`|~$@\\/=+ \t\n\r0123456789aBcZ",
    *"□■�　\u00a0\u200b\u200d\ufeff\u00ad\u202a\u2028\u0085\x00\x1b\ud800\udfff\ue000\U0001f600\ufe0f⽂⼾⺟\uf900體發后麼",
    *(
        "\r\n",
        "\n\n",
        "\n" + " " * 30 + "\n",
        "&nbsp;",
        "&amp;lt;",
        "<br>",
        "</p>",
        "[b]",
        "\\u4e2d",
        "\\n",
        "第一条 ",
        "一、",
        "1. ",
        "- ",
        "# ",
        "| ",
    ),
    *(
        "```",
        "https://a.cn/b",
        "a@b.cn",
        "锟斤拷",
        "ÄãºÃ",
        "浣犲ソ",
        "ä½\xa0å¥½",
        "我 们 的 工 作",
        "45。6%",
        "，，",
        "。。",
        "我們",
    ),
    *(
        "cleaner: off",
        "cleaner: on",
        "<pre>",
        "</pre>",
        "$$",
        "---\n",
        "你好,世界",
        "(注)",
        "（a)",
        "……",
        "bào",
        "Ａ１",
    ),
]
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(st.characters(), max_size=40))


def check_laws(report: cleaner.Report, text: str, **how) -> None:
    """Changes give the result, undo gives the original, JSON keeps all, and one run is enough."""
    assert report.original == text
    assert report.undo() == text
    assert report.apply() == report.text
    assert report.apply(reject=report.changes) == text
    at = 0
    for change in report.changes:
        assert at <= change.start <= change.end <= len(text)
        assert text[change.start : change.end] == change.old != change.new
        assert change.why
        at = change.end
    for held in report.held:
        assert text[held.start : held.end] == held.old
    for note in report.notes:
        assert 0 <= note.start <= note.end <= len(text)
    for why in [*(why for item in (*report.changes, *report.held) for why in item.why), *report.notes]:
        assert message(why.code, why.facts)
        assert message(why.code, why.facts, "zh")
    told = report.to_json()
    told.encode()
    assert cleaner.Report.from_json(told, text) == report
    assert cleaner.Report.from_json(told, report.text).undo() == text
    assert cleaner.clean(report.text, **how) == report.text


def steps(run: Callable[[], object]) -> int:
    """Lines of Python that it runs."""
    count = 0

    def traced(_frame, event, _told):
        nonlocal count
        count += event == "line"
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        run()
    finally:
        sys.settrace(before)
    return count

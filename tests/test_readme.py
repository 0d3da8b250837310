"""The README is true: its commands, its example, its table."""

import re
from pathlib import Path

import pytest

import cleaner
from cleaner.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")

TABLE = {
    "浣犲ソ": "你好",
    "ÄãºÃ": "你好",
    "ä½\xa0å¥½": "你好",
    "<p>开放时间&amp;nbsp;延长</p>": "开放时间 延长",
    "\\u4e2d\\u6587": "中文",
    "自然资源\u200b管理": "自然资源管理",
    "⽂学，⼤学": "文学，大学",
    "他 们 已 经 来 过 了 ， 我 们 再 等 一 等 。": "他们已经来过了，我们再等一等。",
    "请不要在馆内吃东西,饮用水可以带。": "请不要在馆内吃东西，饮用水可以带。",
    "为了满足需要，，占45。6%": "为了满足需要，占45.6%",
    "加强精神礼貌建设，用心参与，透过培训提高潜力": "加强精神文明建设，积极参与，通过培训提高能力",
    "实现我们的奋斗冃标": "实现我们的奋斗目标",
    "坚持以人为本旳思想": "坚持以人为本的思想",
    "由于时间仓促□书中难免有错误和不当之处，恳请批评指正。": "由于时间仓促，书中难免有错误和不当之处，恳请批评指正。",
}


@pytest.mark.parametrize(("before", "after"), TABLE.items())
def test_table_of_damages(before, after):
    assert cleaner.clean(before) == after
    assert all(part in README for part in (re.sub("[\xa0\u200b].*", "", before), after))


def test_library_example():
    report = cleaner.explain("他来了,又走了。")
    assert report.text == cleaner.clean("他来了,又走了。") == "他来了，又走了。"
    assert repr(report.changes[0]).startswith("Change(start=3, end=4, old=',', new='，', why=(Why(by='width', ")


def test_the_damaged_notice_comes_out_as_expected(capsysbinary):
    folder = ROOT / "fixtures/damaged"
    assert main(["fix", "--no-config", str(folder / "notice.txt")]) == 0
    assert capsysbinary.readouterr().out == (folder / "notice.expected.txt").read_bytes()
    assert "fixtures/damaged/notice.txt" in README


def test_both_commands_stand_in_the_readme_once():
    commands = re.findall(r"^python3 -m venv .*$", README, re.M)
    assert [command.endswith(end) for command, end in zip(commands, ("notice.txt", "-m pytest"), strict=True)] == [
        True
    ] * 2


@pytest.mark.parametrize("flag", ["--write", "--diff", "--check", "--json", "--report", "--lang"])
def test_flags_of_the_readme_exist(flag, capsys):
    texts = []
    for command in ("fix", "explain"):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        texts.append(capsys.readouterr().out)
    assert flag in README
    assert flag in "".join(texts)

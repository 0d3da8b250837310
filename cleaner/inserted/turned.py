"""Words of two characters turned round throughout, with which some sites of novels mark their text: 己自 for 自己, 为因 for 因为.

Each such word is turned everywhere, others never. Most of what comes out also stands where one word ends and another begins (是不是, 同学们我):
the judge tells each place, and a text is only read where several words that are hardly ever heard so are turned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from cleaner import judge
from cleaner.core import Edit

PROOF = "自己 知道 而且 似乎 因为 虽然 已经 他们 我们 怎么 忽然 突然 仿佛 竟然 甚至"
FIRST = ("己自", "道知", "且而", "乎似")  # one of these stands in each such text
OTHERS = (
    "不是 只有 还有 最后 那个 一个 这个 真的 真实 你们 她们 没有 什么 这么 那么 可是 但是 还是 如果 所以 因此 时候 起来 出来 现在 觉得 感觉 可以 可能 不能 "
    "不过 就是 也是 一样 一直 一下 开始 看到 看见 听到 东西 地方 身上 心里 这样 那样 这里 那里 哪里 为了 或者 然后 以后 之后 以前 之前 大家 有些 一些 应该 "
    "必须 非常 特别 其实 终于 只是 总是 根本 居然 好像 明白 认为 发现 告诉 需要 希望 喜欢 原来 后来 从来 许多 大概 究竟 到底 刚才 立刻 马上"
)
SURE, UNSURE = 0.93, 0.6
KINDS = 3  # words that show it
# Nats by which the word fits better than what stands there, to show it, and where it is shown: of what words make between them, 0.5 at most.
SURELY, LIKELY = 4.0, 2.0
LOOKED_AT = 60  # places at most
AROUND = 20  # code points on each side that the judge is given


def turned(text: str) -> Iterator[Edit]:
    """The words that are turned round, in a text that has several of them so and seldom otherwise.

    >>> text = "她不道知等了多久，只觉得己自很冷。为因下雨，路上没有人，且而天也黑了。"
    >>> [text[edit.start : edit.end] for edit in turned(text)]
    ['道知', '己自', '为因', '且而']
    """
    if not any(word in text for word in FIRST):
        return
    proof = [word for word in PROOF.split() if word[::-1] in text and text.count(word[::-1]) > text.count(word)]
    if len(proof) < KINDS:
        return
    shown: set[str] = set()
    for m in islice(_places(" ".join(proof)).finditer(text), LOOKED_AT):
        if _odds(text[max(m.start() - AROUND, 0) : m.start()], m[0], text[m.end() : m.end() + AROUND]) >= SURELY:
            shown.add(m[0])
    if len(shown) < KINDS:
        return
    before, at = "", 0
    for m in _places(f"{PROOF} {OTHERS}").finditer(text):
        before = (before + text[at : m.start()])[-AROUND:]
        odds = _odds(before, m[0], text[m.end() : m.end() + AROUND])
        if odds > 0:
            yield Edit(*m.span(), m[0][::-1], "turned-word", SURE if odds >= LIKELY else UNSURE, {"word": m[0][::-1]})
        before, at = before + (m[0][::-1] if odds >= LIKELY else m[0]), m.end()


def _odds(before: str, turned: str, after: str) -> float:
    """The odds of the word against the word turned round, in their lines."""
    return judge.odds(before.rpartition("\n")[2], turned, turned[::-1], after.partition("\n")[0])


@cache
def _places(words: str) -> re.Pattern[str]:
    """What words turned round look like."""
    ends: dict[str, list[str]] = {}
    for word in words.split():
        ends.setdefault(word[1], []).append(word[0])
    return re.compile("|".join(f"{first}[{''.join(seconds)}]" for first, seconds in ends.items()))

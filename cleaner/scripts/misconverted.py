"""Characters that a converter wrote wrongly throughout a traditional text: 裏麵 for 裏面, 隻是 for 只是, 買瞭 for 買了.

A converter that goes character by character takes one traditional form of each simplified character, and so 面 becomes 麵 wherever it
stands. Where it went, the right form does not survive; what OpenCC, which goes by words, makes of the simplified line says where it
belongs. 壹 for 一 is written throughout in either script.

data/converted.tsv: the wrong forms, the right ones, and whether a few places prove the converter; the others are only read in a text that is
proven. Forms that are also good spelling somewhere (裡 裏, 佔 占) are not in it; 係 and 製, which are, count in plain words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from cleaner.chars import pattern
from cleaner.scripts.forms import converter, runs_with
from cleaner.tables import rows

FEW, KINDS = 3, 2  # places that prove a converter, and different characters before or after them
SURVIVING = 0.1  # of the right form at most, by the places of the wrong one
# Beside what 隻 counts and 麵 is eaten, for OpenCC does not know all such words; and where 麵 is no food for sure.
COUNTED = pattern("[0-9０-９一二三四五六七八九十百千萬億兩半幾數多每這那哪某整單各另船艦大小][大小]?$")
EATEN = pattern("[吃喫煮碗粉和揉湯炒拌擀館飯餐食鍋筷餓店攤]")
WATCH = pattern("[鐘鍾手懷掛秒腕名停跑石戴]錶|錶[帶盤店針鏈殼]")  # which OpenCC does not know all of either
SAYS = pattern(
    "雲(?:(?<=[》經詩偈論註注疏傳記語賦序頌又故所]雲)|(?<=[古前昔]人雲))(?=[：:∶，,「『“‘])"
)  # 云, of what is cited
NEAR = 8  # code points on each side
# What stands before and after a form where it is plainly wrong: of these forms nothing else proves a converter, and 係 (係數, 我係) is nowhere
# else put right.
PLAINLY = {
    "麵": "(?<=[裏裡後前上外對正全見表方反場局當滿側四各背海水桌地門畫鏡]麵)|(?<=麵)(?=[前對臨積目色容孔具向貌試談])",
    "係": "(?<=係)(?=[統列])|(?<=[體派譜院科]係)",
    "製": "(?<=[控限強抑遏牽管]製)|(?<=體製)(?!品)|(?<=機製)(?![的紙糖])|(?<=製)(?=[約裁衡止度])",
    "彆": "(?<=彆)(?=[人的說處])|(?<=[分告特差區個級類性]彆)",
}
PLAIN = {form: pattern(f"{form}(?:{where})") for form, where in PLAINLY.items()}

# 壹 as figures are written on cheques, in contracts and ledgers.
LARGE = "零〇壹贰貳弍叁參叄肆伍陆陸柒捌玖拾佰仟万萬亿億圆圓元整角分"
ONE = pattern(f"(?<![{LARGE}])壹(?![{LARGE}式份])")

Place = tuple[int, str]  # offset, the right form


def misconverted(text: str) -> Iterator[Place]:
    """The places of a traditional text where a converter wrote the wrong form.

    >>> text = "她從裏麵走出來，隻看見滿麵笑容的老漢；對麵的人隻是點頭，請她吃了一碗麵。院裏有一隻狗，後麵隻有一口井。"
    >>> " ".join(text[at - 1 : at + 1] for at, _ in sorted(misconverted(text)))
    '裏麵 ，隻 滿麵 對麵 人隻 後麵 麵隻'
    """
    said = [m.start() for m in SAYS.finditer(text)]
    if len(said) >= FEW and len({text[at - 1] for at in said}) >= KINDS and text.count("云") <= SURVIVING * len(said):
        yield from ((at, "云") for at in said)
    proving, every = _forms()
    if sum(1 for _ in proving.finditer(text)) < FEW:
        return
    if not any(_table()[pair] and _proves(text, *pair, places) for pair, places in _found(text, proving).items()):
        return
    for (_, right), places in sorted(_found(text, every).items()):
        if text.count(right) <= SURVIVING * len(places):
            yield from ((at, right) for at in places)


def ones(text: str) -> list[Place]:
    """The places of a text of either script where 壹 stands for 一, in one that has hardly any 一.

    >>> text = "壹篇遊記壹般分三部分，第壹段要簡短，壹下子把讀者帶到現場。"
    >>> [at for at, _ in ones(text)], ones("人民币壹佰元，壹万元，壹仟元。")
    ([0, 4, 12, 18], [])
    """
    if (count := text.count("壹")) < FEW or text.count("一") > SURVIVING * count:
        return []
    places = [m.start() for m in ONE.finditer(text)]
    proven = len(places) >= FEW and len({text[at + 1 : at + 2] for at in places}) >= KINDS
    return [(at, "一") for at in places] if proven else []


def _proves(text: str, wrong: str, right: str, places: list[int]) -> bool:
    """Whether the places of one wrong form show that a converter wrote it."""
    if wrong in PLAINLY:
        places = [at for at in places if _plain(text, at)]
    words = {text[at - 1 : at + 1] for at in places}, {text[at : at + 2] for at in places}
    return len(places) >= FEW and max(map(len, words)) >= KINDS and text.count(right) <= SURVIVING * len(places)


def _plain(text: str, at: int) -> bool:
    """Whether a form stands in a word in which it is plainly wrong."""
    return PLAIN[text[at]].match(text, at) is not None


def _found(text: str, wrong: re.Pattern[str]) -> dict[tuple[str, str], list[int]]:
    """Where OpenCC would write another form, by the wrong and the right one."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for start, run in runs_with(text, wrong):
        meant = converter("s2t")(_simplified(run))
        if len(meant) == len(run):
            for number, (old, new) in enumerate(zip(run, meant, strict=True)):
                if (old, new) in _table() and not _own(text, start + number):
                    found[old, new].append(start + number)
    return found


def _simplified(run: str) -> str:
    """Han in simplified script, as if the converter had written the right forms: 買瞭 is 买了."""
    folded = converter("t2s")(run)
    if len(folded) != len(run):
        return run
    return "".join(_meant().get(old, new) for old, new in zip(run, folded, strict=True))


def _own(text: str, at: int) -> bool:
    """Whether the form is right after all: a number of things, a watch, something to eat."""
    if text[at] == "隻":
        return COUNTED.search(text, max(at - 2, 0), at) is not None
    if text[at] == "係":
        return not _plain(text, at)
    if text[at] == "錶":
        return WATCH.search(text, max(at - 1, 0), at + 2) is not None
    return text[at] == "麵" and EATEN.search(text, max(at - NEAR, 0), at + NEAR) is not None


@cache
def _forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The wrong forms that prove a converter, and all of them."""
    proving = {wrong for (wrong, _), proves in _table().items() if proves}
    where = "|".join([f"(?<=[{''.join(sorted(proving - {*PLAINLY}))}])", *PLAINLY.values()])
    return pattern(f"[{''.join(sorted(proving))}](?:{where})"), pattern(
        f"[{''.join(sorted({wrong for wrong, _ in _table()}))}]"
    )


@cache
def _meant() -> dict[str, str]:
    """Of each wrong form, the simplified character that the converter read."""
    return {wrong: converter("t2s")(right) for wrong, right in _table()}


@cache
def _table() -> dict[tuple[str, str], bool]:
    """The wrong and the right form, and whether a few places prove the converter."""
    return {(wrong, right): proves == "1" for wrong, right, proves in rows("converted")}

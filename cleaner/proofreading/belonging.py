"""Where a strange character belongs, for the pass `characters`: in verse, dialect, classical Chinese, a chart, a text about characters."""

from __future__ import annotations

import re

from cleaner import judge
from cleaner.chars import pattern
from cleaner.proofreading.misread import FAR, quoted

ABOUT = pattern(
    "错别字|错字|别字|错误写|误写|误作|误为|写成|写作|应为|谐音|同音|形近|读音|拼音|读作|念作|通假|今作|古作|旧作|也作|亦作|本作|异体|笔画|部首|字形|音同"
)
CLASSICAL = pattern("[之乎者也矣焉哉兮乃曰吾汝尔其於]")
DIALECT = pattern("[嘅咗佢唔冇咁哋嚟喺畀攞瞓啲嗰睇噉㗎喎]")
KANA = pattern("[ぁ-ゖァ-ヺ]")
CLASSICAL_RATE = 7  # one in so many characters and it is classical
BESIDE, ROW = 8, -9.5  # code points on each side of a place, and the nats a token below which they are no sentence
NEAR = 30  # code points on each side in which words about characters, and classical ones, count
CLAUSE, VERSE = re.compile("[，。？！；、：\n]+"), (5, 7)  # code points of a line of verse


def belongs(text: str, at: int) -> bool:
    """Whether a place stands where strange characters belong: in a short quotation, near words about characters, in classical Chinese, dialect or Japanese."""
    near = text[max(at - NEAR, 0) : at + NEAR]
    if quoted(text[max(at - FAR, 0) : at], text[at + 1 : at + 1 + FAR]):
        return True
    if in_verse(text, at) or _in_row(text, at) or ABOUT.search(near) or DIALECT.search(near) or KANA.search(near):
        return True
    return len(CLASSICAL.findall(near)) * CLASSICAL_RATE > len(near)


def in_verse(text: str, at: int) -> bool:
    """Whether a place stands in verse: its line of five or seven characters and two beside it are of one length."""
    before, after = CLAUSE.split(text[max(at - NEAR, 0) : at]), CLAUSE.split(text[at + 1 : at + NEAR])
    lengths = [*map(len, before[1:-1]), len(before[-1]) + 1 + len(after[0]), *map(len, after[1:-1])]
    own = max(len(before) - 2, 0)
    around = lengths[max(own - 2, 0) : own + 3]
    return lengths[own] in VERSE and any(around[i : i + 3] == [lengths[own]] * 3 for i in range(len(around) - 2))


def _in_row(text: str, at: int) -> bool:
    """Whether a place stands in a row of characters that make no sentence: a chart, a list by sound."""
    sides = text[max(at - BESIDE, 0) : at], text[at + 1 : at + 1 + BESIDE]
    said = [side.rpartition("\n")[2] if side is sides[0] else side.partition("\n")[0] for side in sides]
    return all(judge.score("中", side, "中") < ROW * (len(side) + 1) for side in said if side) and any(said)

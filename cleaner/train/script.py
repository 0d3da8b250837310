"""The tables of the script pass, as `python -m cleaner.train script` makes them.

data/script_characters.tsv comes from OpenCC's STCharacters.txt and TSCharacters.txt (Apache-2.0), data/script_words.tsv from the
dict.txt of jieba (MIT) and from pairs of function characters, counted in 12 million characters: balanced written Chinese (corpusZh),
web news (FewCLUE), news scripts (xwlb), translated articles on Linux (LCTT) and modern renderings of classics
(NiuTrans/Classical-Modern), the first 2.4 million of each. data/folded_characters.tsv is what OpenCC makes of every character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

# Traditional characters by OpenCC that simplified text has as well: 臺 and 麴 in names, 拚命, 摺扇, 舖位, and 二噁英 in chemistry.
LEGAL = "拚摺臺舖噁麴"
# Traditional ones that OpenCC leaves a choice for (於 is a surname too, 畫 is 画 or 划, 麼 is 么 or the 麽 of 幺麽): a stray all the same.
KEEP_TRADITIONAL = "於畫麼"
# Traditional ones that Big5 has in another form (為, 啟, 眾, 群, 偽), as OpenCC writes them; 101 million characters of clean text have none.
NOT_BIG5 = "爲啓衆羣僞"
# Simplified ones that Big5 has as rare characters of old books (机 is the alder, 听 to grin): a stray in today's traditional text.
# The others of that kind are left out, for traditional text has them as variants (群, 床, 峰) or as characters of their own (儿, 虫).
KEEP_SIMPLIFIED = "听坏异网离构扑扰怀怜惊洒洁机气与优体复"

FUNCTIONS = (
    "于并的了是在我他你她它们这那不有也就都和与对为说来去到过着把被让给从会能要可很还没时后个里两几多只又再却便将得地上下中"
    "人一大小谁吗呢吧啊看想做事什么怎样"
)
FUNCTION_PAIR = re.compile(f"(?=([{FUNCTIONS}]{{2}}))")
PER_MILLION = 5  # how often a pair of function characters stands in text at least
SAMPLE = 2_400_000  # characters read of each corpus, so that none outweighs the others

WORD = re.compile("[\u4e00-\u9fff]{2,4}")
ENTRY = re.compile(r"(\S+) (\d+)(?: (\S+))?")
COUNT = 100  # of an everyday word in jieba's dictionary at least
NAME_TAGS = ("nr", "ns", "nt", "nz")  # jieba's tags of people, places, institutions and other names
# Names for jieba, but everyday words.
PLACES = {"中国", "美国", "英国", "法国", "德国", "外国", "联合国"}
# No names for jieba, but names where they stray: the newspaper 信報, and given names.
NAMES = {"余次", "大维", "信报", "国庆", "建军"}


def script_characters(simplified: dict[str, list[str]], traditional: dict[str, list[str]]) -> Iterator[str]:
    """The lines of data/script_characters.tsv, from the forms of each character in the other script.

    Of the traditional ones those that Big5 has, that never stay as they are, and that have one form in GB 2312; of the simplified ones
    those that GB 2312 has and Big5 has not. Ambiguous are the simplified ones with several traditional forms. Last, how each character is
    written alone in traditional script, if otherwise.

    >>> list(script_characters({"发": ["發", "髮"], "儿": ["兒"], "这": ["這"]}, {"發": ["发"], "乾": ["干", "乾"], "這": ["这"]}))
    ['script\\tcharacters', 'traditional\\t發這', 'simplified\\t发这', 'ambiguous\\t发', 'written\\t儿兒发發这這']
    """
    t = [
        character
        for character, forms in traditional.items()
        if character in NOT_BIG5
        or (_in("cp950", character) and (_one_form(character, forms) or character in KEEP_TRADITIONAL))
    ]
    s = [
        character
        for character, forms in simplified.items()
        if character not in forms
        and _in("gb2312", character)
        and (not _in("cp950", character) or character in KEEP_SIMPLIFIED)
    ]
    yield "script\tcharacters"
    yield "traditional\t" + "".join(sorted(t))
    yield "simplified\t" + "".join(sorted(s))
    yield "ambiguous\t" + "".join(sorted(each for each in s if len(simplified[each]) > 1))
    yield "written\t" + "".join(each + forms[0] for each, forms in sorted(simplified.items()) if forms[0] != each)


def _one_form(character: str, forms: list[str]) -> bool:
    if character in forms or character in LEGAL:
        return False
    return [form for form in forms if _in("gb2312", form)] == forms[:1]


def _in(encoding: str, character: str) -> bool:
    return bool(character.encode(encoding, "ignore"))


def forms_of(lines: Iterable[str]) -> dict[str, list[str]]:
    """OpenCC's dictionary of characters.

    >>> forms_of(["# OpenCC", "发\\t發 髮"])
    {'发': ['發', '髮']}
    """
    forms: dict[str, list[str]] = {}
    for line in lines:
        if not line.startswith("#"):
            character, *rest = line.split()
            if len(character) != 1 or not rest:
                raise ValueError(f"not a line of OpenCC's dictionaries of characters: {line!r}")
            forms[character] = rest
    return forms


def folded_characters() -> Iterator[str]:
    """The lines of data/folded_characters.tsv: for what a converter made traditional, the characters of GB 2312 that it may have been.

    >>> [line for line in folded_characters() if line[0] in "諮發的"]
    ['發\\t发', '諮\\t咨谘']
    """
    import opencc

    ideographs = "\n".join(map(chr, range(0x4E00, 0xA000)))
    simplified, traditional = (opencc.OpenCC(way).convert(ideographs).split("\n") for way in ("t2s", "s2t"))
    known = dict(zip(ideographs.split("\n"), simplified, strict=True))
    for character, made in zip(ideographs.split("\n"), traditional, strict=True):
        if _in("gb2312", character) and len(made) == 1:
            others = "".join(each for each in known[made] if _in("gb2312", each))
            known[made] = others if character in others else others + character
    yield "made\tknown"
    yield from (f"{made}\t{others}" for made, others in known.items() if made != others)


def script_words(dictionary: Iterable[str], corpora: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of data/script_words.tsv: simplified words that are other ones in traditional script, and come back from it."""
    import opencc

    to_simplified, to_traditional = opencc.OpenCC("t2s").convert, opencc.OpenCC("s2t").convert
    yield "word"
    for word in sorted({*PLACES, *_everyday(dictionary), *_function_pairs(corpora)} - NAMES):
        other = to_traditional(word)
        if word != other and len(word) == len(other) and word == to_simplified(other) == to_simplified(word):
            yield word


def _everyday(dictionary: Iterable[str]) -> Iterator[str]:
    """The words of jieba's dictionary that are common and no names.

    >>> list(_everyday(["我们 100 r", "中国 129470 ns", "们 99999 k", "鸟乐 3 n"]))
    ['我们']
    """
    for line in dictionary:
        if not (row := ENTRY.fullmatch(line)):
            raise ValueError(f"not a line of jieba's dictionary (word, count, tag): {line!r}")
        word, count, tag = row.groups("")
        if int(count) >= COUNT and WORD.fullmatch(word) and not tag.startswith(NAME_TAGS):
            yield word


def _function_pairs(corpora: Iterable[Iterable[str]]) -> list[str]:
    """The pairs of function characters that stand in the corpora often enough: 这是, 我们."""
    pairs: Counter[str] = Counter()
    characters = 0
    for corpus in corpora:
        end = characters + SAMPLE
        for paragraph in corpus:
            pairs.update(FUNCTION_PAIR.findall(paragraph))
            characters += len(paragraph)
            if characters >= end:
                break
    return [pair for pair, count in pairs.items() if count * 1_000_000 >= PER_MILLION * characters]

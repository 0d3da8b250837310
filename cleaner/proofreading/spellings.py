"""What looks misread and is another way to write the same: 惟一 beside 唯一, Taiwan's 介面 and 座標, quoted old books, lists of words, Cantonese.

Two spellings of a word stand side by side in the dictionaries (the list of 2001, 第一批异形词整理表, has 338 such pairs), older books and
Taiwan and Hong Kong keep others, and the network, which learnt from simplified text of today, takes the one for the other. A list of words
has all spellings, and no sentence round them that could tell. Used by passes/characters.py; what Taiwan writes, by passes/words.py as well.

data/spellings.tsv has them in simplified form: what stands and what is read for it, in any text and in a traditional one, whole words that
stay in any text (those that the young spell so on purpose among them: 盆友), words of Taiwan's and of older or literary prose that a
spinner puts for others. It was made by hand from false repairs in clean text of many kinds.
"""

from __future__ import annotations

from functools import cache

from cleaner import judge
from cleaner.chars import CANTONESE, HAN, pattern
from cleaner.scripts.forms import converter
from cleaner.tables import rows

# Entries of a list: `- 凋谢`, a line each.
ENTRIES = pattern(rf"(?:(?:\A|\n)[ \t\-*·•\"']*[{HAN}]{{1,6}}[\"',，]{{0,2}}(?=\r?\n|\Z)){{3}}")
ARRAY = pattern(rf"(?:[\"'][{HAN}，]{{1,9}}[\"'], ?){{2}}")  # `"凋谢", "盛开",`
# 《后汉书·鲜卑传》种类猥多: what follows the place in an old book, in its line, is quoted from it.
CITED = pattern(rf"《[{HAN}]{{2,5}}·[{HAN}·]{{1,7}}》(?=[{HAN}‘“])|(?<![{HAN}])[汉漢晋晉唐宋元明清]·")
LINE = 120  # code points of a line in which that counts
NEAR = 30  # code points on each side in which a list, dialect and script are looked for
DIALECT = pattern(f"[{CANTONESE}]")
WORD = pattern(f"[{HAN}]{{1,2}}")


@cache
def words(kind: str) -> frozenset[str]:
    """The spellings of one kind: anywhere, words, traditional, taiwan or older."""
    return frozenset(next(row[1] for row in rows("spellings") if row[0] == kind).split())


def is_spelling(text: str, at: int, old: str, new: str) -> bool:
    """Whether what stands at a place of a text is another spelling of what was read for it, or in an old book or a list of words.

    old, new: in simplified form, whatever the text is in.

    >>> is_spelling("这是惟一的办法", 2, "惟", "唯"), is_spelling("圖形介面", 2, "介", "界")
    (True, True)
    >>> is_spelling("《后汉书·南蛮传》种类猥多", 11, "猥", "很")
    True
    >>> is_spelling("这是淮一的办法", 2, "淮", "唯"), is_spelling("編繹程式", 1, "绎", "译")
    (False, False)
    """
    if old + new in words("anywhere") or {text[max(at - 1, 0) : at + 1], text[at : at + 2]} & words("words"):
        return True
    low = max(at - NEAR, 0)
    near = text[low : at + NEAR]
    if judge.traditional(near) and (old + new in words("traditional") or _is_taiwans(text, at)):
        return True
    if CITED.search(text[max(at - LINE, 0) : at].rpartition("\n")[2]):
        return True
    return any(m.start() <= at - low < m.end() for listed in (ENTRIES, ARRAY) for m in listed.finditer(near))


def is_cantonese(text: str, at: int) -> bool:
    """Whether a place stands in Cantonese, of which judge and corrector know nothing."""
    return len(DIALECT.findall(text[max(at - NEAR, 0) : at + NEAR])) > 1


def _is_taiwans(text: str, at: int) -> bool:
    """Whether a character is a word that Taiwan has for another one elsewhere (埠), or half of one (介面, 網路)."""
    written = (text[at], text[max(at - 1, 0) : at + 1], text[at : at + 2])
    return any(converter("tw2sp")(word) != converter("t2s")(word) for word in written if WORD.fullmatch(word))

"""Lost marks: a glyph that stands where a mark was, 同志们□20xx年 for 同志们：20xx年; and 窗□ for 窗口.

A site that masks names and years, a font without the mark, a conversion into a smaller charset leave □ ■ � ? or ． where a mark
stood. Which mark it was, is read from the context (marks/opinions.py): the confidence is the probability of the mark. Between two clauses a
comma, a semicolon and a full stop are all right to a careful editor, and so are a colon, a comma and an exclamation mark after a
salutation at the start of a line: there the most probable one is written with the probability of all of them. Below the cut it
is held, with the ranking. One side of a pair is written only where the other side stands or is written as well. 口 is written where the
document has the word twice (窗口), and once where no mark fits.

What stands for marks throughout a document (marks/throughout.py: it opens after ： and closes paragraphs, every one has its partner; or several
have been read for sure) does so at the ends of lines, close together and two in a row as well: □甲□□乙□ is “甲”“乙”, 目标□□让 is 目标——让. All places
of a document are read together (marks/together.py); titles that are cited are told by how they end (marks/titles.py). At the end of a line
a salutation or 如下 shows what follows. Of marks lost throughout (tests/benchmarks/throughout.py, documents of odd number) 80 % of the
quotation marks come back, 26 to 44 % of the titles, 35 % of the brackets (most of those number items), 20 % of the dashes of two glyphs; 98 % of what
is written for quotation marks is right, 92 to 99 % for titles (“ for 《 where both fit). ? for spaces of layout and for bullets is told by its place
(marks/spaces.py, marks/bullets.py).

A lost —— that left one glyph is one lost mark in ninety, and a comma or a full stop fits where most of them stood: three in ten come back, and of
the marks that are written there one in three is wrong; …… is never told from those. Before Latin four in ten of the places are left for their
line, which is no prose (作者□Ada); of the marks written 99 in 100 are right to an editor.

Left alone, because they are no damage, where nothing shows that the glyph is lost throughout: two glyphs in a row that are no dash, one at the start
or end of a line or next to a space (bullets, boxes, bars), inside quotes or brackets (it is talked about), close together or beside the label of a
check box (□是□否), in lines that are no prose. Always: next to an operator (3＜□, □=…) or before a measure (□100×3.2), near ☑ √ ○ ● and the like
or near another kind of glyph; near words of epigraphy, excavated texts and verse (lacunae), of drills and forms; all of them in a text about
charsets. ? is a question mark, unless three or more stand inside lines and one in ten at most after what asks,
all of them where no question is likely, or one in ten stands after a comma or a colon, where none can ask; ． is a point of numbers, options and
names, or its writer's full stop, unless the document writes 。, few ． stand between Han and none at the end of a line (a comma is
written for it only where a full stop is not likely, for a page of another writer may have been pasted in); and the full-width ？ is left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from math import log

from cleaner import judge
from cleaner.census import Kind
from cleaner.chars import HAN, pattern
from cleaner.core import Edit, Note, apply, trigger
from cleaner.marks.at_ends import addresses, announces
from cleaner.marks.bullets import lost_bullets
from cleaner.marks.lost import Place, places
from cleaner.marks.opinions import CLOSES, FAR, LOST, NOTHING, OPENS, SALUTATION
from cleaner.marks.spaces import lost_spaces
from cleaner.marks.throughout import doubled, throughout
from cleaner.marks.titles import titles
from cleaner.marks.together import read_together, unfit

SURE = 0.9  # the pass goes on until no reading is surer than this, with what it has written for context
HELD = 0.85  # what a reading says at most where the document does not bear it out
PROVEN = 0.95  # 口 in a word that the document has
ROUNDS = 8

CLAUSES = frozenset("，。；")  # each is right between two clauses
CLAUSE = 4  # code points of a clause at least
# Of each, none or one is surer than SURE in 179 clean documents; of ？ 34 of 34 are right, of · 15, of —— 11.
DOUBTFUL = frozenset("！") | {"……"}
LIKELY = 0.4  # of one mark, where several are right
A_STOP = 0.1  # of 。, from which on ． may be its writer's full stop

SALUTATION_WIDTH = 30
ADDRESSED = re.compile("各位|尊敬的|敬爱的|亲爱的|女士|先生|[^，。、；：！？]{0,4}们(?=[□■\ufffd?，、：！])")
SALUTED = 0.98  # ，：！ after a salutation at the start of a line that goes on: 46 of 46 in the training corpus
# 、 after two items joined by 、 that end in the same two characters as the item that follows, in the training corpus:
ROW_ENDS = 0.99  # 871 of 876, where 等 ends the row
ROW_GOES_ON = 0.97  # 2,825 of 2,915, where 、 goes on with it
DOUBTED = 0.05  # probability of 、 below which a row is none

REACH = 200  # code points between the two sides of a pair at most
MOUTH = 1.0  # nats by which 口 must beat the likeliest mark, by the judge and by the document

# No title, quotation or aside begins so; symbols of formulas stand before them.
NEVER_FIRST = frozenset("的是了和与及或在，。、；")
NEVER_LAST = frozenset("的为到与和及或在是把将使")
INSIDE = frozenset("“”《》（）、·") | {"——", "……"}  # a ? in place of one of these ends no question
QUERIES = 3
NO_QUESTION = 0.01  # probability of ？

PROOF, PROVED = 2, 0.25  # glyphs read for sure that show that it is lost throughout, and of all
ITEM = "[^，。、；：？！“”《》（）—…\\s□■\ufffd?．]"
ROW = re.compile(f"({ITEM}{{2,24}})、({ITEM}{{2,24}})\\Z")
BETWEEN_ITEMS = "[、□■\ufffd?．]"
NEXT_ITEMS = re.compile(f"{ITEM}{{0,24}}(?:{BETWEEN_ITEMS}{ITEM}{{1,24}}){{0,4}}")
FIGURE = re.compile("[“《（]|(?:20)?[xX×＊*]{2}|\\d{2}")
SEGMENT = re.compile("[，。、；：！？“”《》（）—…\n\r□■\ufffd?．]")
GREETED = pattern(rf"^[ \t\u3000]*([{HAN}、（）()]{{2,24}})([：，！])", re.M)


@trigger(Kind("□■\ufffd?．"))
def glyphs(text: str) -> Iterator[Edit | Note]:
    """A □ ■ � ? or ． in place of a lost mark, or of 口.

    >>> [(edit.start, edit.new) for edit in glyphs("各位代表、同志们□20xx年，是我厂发展很不平凡的一年，我们克服困难，取得了好成绩。")]
    [(8, '：')]
    >>> list(glyphs("您是否同意？□是 □否，请在□里打√。"))
    []
    """
    made = sorted([*titles(text), *lost_spaces(text), *lost_bullets(text)])
    now = apply(text, made)
    proposed: list[Edit] = []
    read: Counter[tuple[str, str]] = Counter()  # glyphs read for sure, and as what
    for _ in range(ROUNDS):
        proposed = list(_proposals(now, throughout(now) | _proved(now, read), read))
        sure = [edit for edit in proposed if edit.confidence >= SURE]
        made = sorted([*made, *_as_given(sure, made)])
        proposed = [edit for edit in proposed if edit.confidence < SURE]
        if not sure and not read:
            break
        read = read + Counter((str(edit.facts["glyph"]), edit.new) for edit in sure) if sure else Counter()
        proposed, now = [], apply(now, sure)
    yield from made
    yield from _as_given(proposed, made)


def _proved(text: str, read: Counter[tuple[str, str]]) -> set[str]:
    """The glyphs that were read as marks so often that all of them may be."""
    counts = {glyph: sum(count for (its, _), count in read.items() if its == glyph) for glyph, _ in read}
    return {glyph for glyph, count in counts.items() if count >= max(PROOF, PROVED * (count + text.count(glyph)))}


def _as_given(edits: list[Edit], made: list[Edit]) -> Iterator[Edit]:
    """Edits of the text with `made` made, in offsets of the text without."""
    moved, number = 0, 0
    for edit in edits:
        while number < len(made) and made[number].start + moved < edit.start:
            moved += len(made[number].new) - (made[number].end - made[number].start)
            number += 1
        yield edit._replace(start=edit.start - moved, end=edit.end - moved)


def _proposals(given: str, known: Collection[str], read: Mapping[tuple[str, str], int]) -> Iterator[Edit]:
    """What one look at the text says, sorted, where these glyphs are known to stand for marks throughout, and were read so."""
    runs = [Edit(at, at + 2, given[at], "") for at in doubled(given)]
    twice = {run.start - number for number, run in enumerate(runs)}
    edits = list(_read(apply(given, runs), known, twice, read))
    for edit, moved in zip(edits, _as_given(edits, runs), strict=True):
        yield moved._replace(end=moved.end + (edit.start in twice))


def _read(
    text: str, known: Collection[str], twice: Collection[int], read: Mapping[tuple[str, str], int]
) -> Iterator[Edit]:
    """The same where two glyphs for one mark are one; `twice` says where they are."""
    found = places(text, known)
    if not found:
        return
    ranked = read_together(text, found, twice, read)
    best = [max(ranks, key=ranks.__getitem__) for ranks in ranked]
    written = {place.at: mark for place, mark in zip(found, best, strict=True)}
    queries = "?" in known or _shown(text, written) or _unasked(text, found, ranked)
    made: dict[int, Edit] = {}
    for place, ranks, mark in zip(found, ranked, best, strict=True):
        glyph = text[place.at]
        if glyph in "□■" and place.at not in twice and (edit := _mouth(text, place, ranks)):
            made[place.at] = edit
        elif place.at + 1 == place.end and (told := _before_the_rest(text, place)):
            made[place.at] = Edit(
                place.at, place.end, told[0], "lost-mark", told[1], {"glyph": glyph, "ranking": told[0]}
            )
        elif (
            mark not in (LOST, NOTHING) and not (glyph == "?" and mark == "？") and not (glyph == "．" and mark == "·")
        ):
            new, sure = _reading(text, place, ranks, mark)
            paused = glyph == "．" and mark != "。" and ranks["。"] > A_STOP
            if place.doubt or paused or (glyph == "?" and not queries) or mark in unfit(text, place):
                sure = min(sure, HELD)
            ranking = " ".join(
                f"{name}{share:.2f}" for name, share in sorted(ranks.items(), key=lambda item: -item[1])[:3]
            )
            facts = {"glyph": glyph, "ranking": ranking}
            made[place.at] = Edit(place.at, place.at + 1, new, "lost-mark", round(sure, 4), facts)
    for place, mark in zip(found, best, strict=True):
        if place.at in made and (mark in OPENS or mark in CLOSES):
            edit, other = made[place.at], _partner(text, place, mark, written)
            partner = HELD if other is None else made[other].confidence if other in made else edit.confidence
            made[place.at] = edit._replace(confidence=min(edit.confidence, partner))
    yield from made.values()


def _shown(text: str, written: dict[int, str]) -> bool:
    """Whether several ? stand where no question can end: beside titles, quotations and figures, inside rows."""
    shown = [at for at, mark in written.items() if text[at] == "?" and (mark in INSIDE or FIGURE.match(text, at + 1))]
    return len(shown) >= QUERIES and "？" not in (mark for at, mark in written.items() if text[at] == "?")


def _unasked(text: str, found: list[Place], ranked: list[dict[str, float]]) -> bool:
    """Whether there are several ?, all inside lines, and none of them is anywhere near a question."""
    asked = [ranks for place, ranks in zip(found, ranked, strict=True) if text[place.at] == "?"]
    lost = all(ranks["？"] < NO_QUESTION and ranks[LOST] + ranks[NOTHING] < 1 - SURE for ranks in asked)
    return lost and QUERIES <= len(asked) == text.count("?")


def _reading(text: str, place: Place, ranks: dict[str, float], mark: str) -> tuple[str, float]:
    """What to write, and how sure that is: where several marks are right, their sum."""
    before = text[max(place.start, place.at - FAR) : place.at]
    after = text[place.at + 1 : min(place.end, place.at + FAR)]
    some = 1 - ranks[LOST] - ranks[NOTHING]  # the probability that a mark was lost at all
    if place.at - place.start <= SALUTATION_WIDTH and SALUTATION.fullmatch(before) and not ADDRESSED.match(after):
        return _greeting(text), some * SALUTED
    if ranks["、"] >= DOUBTED and (row := _row(before, after)):
        return "、", some * row
    if mark in CLAUSES and ranks[mark] >= LIKELY:
        clauses = SEGMENT.split(before)[-1], SEGMENT.split(after)[0]
        if min(map(len, clauses)) >= CLAUSE:
            return mark, sum(ranks[each] for each in CLAUSES)
    return mark, min(ranks[mark], HELD) if mark in DOUBTFUL else ranks[mark]


def _row(before: str, after: str) -> float:
    """How often 、 stands between items that end alike, where 、 joined the item before to them; 0 if there is no such row."""
    items = ROW.search(before)
    if not items:
        return 0.0
    chain = NEXT_ITEMS.match(after)[0]  # type: ignore[index]
    following = [item.partition("等")[0] if "等" in item[2:] else item for item in re.split(BETWEEN_ITEMS, chain)]
    tail = items[2][-2:]
    if not items[1].endswith(tail) or not following[0].endswith(tail):
        return 0.0
    if "等" in chain and all(item.endswith(tail) for item in following if item):
        return ROW_ENDS
    return ROW_GOES_ON if after[len(following[0]) :].startswith("、") else 0.0


def _before_the_rest(text: str, place: Place) -> tuple[str, float] | None:
    """The mark at the end of a line that only opens what follows, and how sure that is."""
    if addresses(text, place.start, place.end):
        return _greeting(text, alone=True), SALUTED
    announced = announces(text, max(place.start, place.at - FAR), place.at)
    return ("：", announced) if announced else None


def _greeting(text: str, alone: bool = False) -> str:
    """The mark that the document writes after its salutations, those alone in a line or all; a colon where it has no other."""
    found = (m for m in GREETED.finditer(text) if not alone or text[m.end() : m.end() + 1] in tuple("\r\n"))
    used = Counter(m[2] for m in found if SALUTATION.fullmatch(m[1]))
    return max("：，！", key=used.__getitem__)


def _partner(text: str, place: Place, mark: str, written: dict[int, str]) -> int | None:
    """Where the other side of a pair stands in the line, or would be written."""
    other = OPENS.get(mark) or CLOSES[mark]
    ahead = range(place.at + 1, min(place.end, place.at + REACH))
    behind = range(place.at - 1, max(place.start, place.at - REACH) - 1, -1)
    for at in ahead if mark in OPENS else behind:
        char = written.get(at, text[at])
        if char in (mark, other):
            first, last = min(at, place.at) + 1, max(at, place.at) - 1
            fits = char == other and text[first] not in NEVER_FIRST and text[last] not in NEVER_LAST
            return at if fits else None
    return None


def _mouth(text: str, place: Place, ranks: dict[str, float]) -> Edit | None:
    """口, where the document has the word: the judge's odds against the likeliest mark, and the document's."""
    before = text[max(place.start, place.at - FAR) : place.at]
    after = text[place.at + 1 : min(place.end, place.at + FAR)]
    marks = {mark: share for mark, share in ranks.items() if mark not in (LOST, NOTHING)}
    likeliest = max(marks, key=marks.__getitem__)
    if not before or not after:
        return None
    words = {
        before[-1] + "口": f"{re.escape(before[-1])}[，。、；：]",
        "口" + after[0]: f"[，。、；：]{re.escape(after[0])}",
    }
    word, count = max(((word, text.count(word)) for word in words), key=lambda seen: seen[1])
    if not count:
        return None
    against = len(re.findall(words[word], text))
    odds = judge.odds(before, likeliest, "口", after) + log((count + 0.5) / (against + 0.5))
    if odds < MOUTH:
        return None
    sure = HELD if place.doubt or count < 2 else PROVEN
    return Edit(
        place.at, place.at + 1, "口", "lost-character", sure, {"glyph": text[place.at], "word": word, "count": count}
    )

"""Spaces that crept in between Han characters: 我 们 的 工 作 for 我们的工作.

Most spaces between Han characters belong there: 第十五条 本规定, 总 则, headlines, names, rows of characters, blanks of a
form. Others stand where a link, bold type or a lost quotation mark was. A space alone does not tell, so this pass repairs
only what a whole line or document proves:

- a sentence of single characters, letter by letter, with function words and marks in it;
- a clause so between two marks of its sentence, or six characters and more that begin or end inside one, which the judge hears as prose;
- a line cut into words throughout, where every mark stands alone;
- a space inside one side of a pair of full-width brackets or quotation marks, where no other space stands in the pair;
- spaces before marks in a document that has them before most of its marks, and none between Han characters;
- spaces after marks in a document that has them after most of its marks; single spaces in the middle of a word of a sentence, and where
  there are several, others at which the text reads on (spaces/loose.py);
- a space before a mark in a sentence that has none but such and those beside Latin letters, where no word is wanting before it: in a form,
  or after what mostly wants more, the judge must expect the mark.

Other spaces before a mark may stand for a quotation mark or a blank (说 ：甲, 谥 文定 。), so does one after few characters of a sentence:
in clean documents 270 do, all but seven of them where quotation marks were lost. A document that has some lost none: there a colon and a
short clause are like any other, and a space further away is another matter. A document without spaces between Han has those held,
and so are single spaces at which the same four characters stand elsewhere without the space, or the text reads on. Spaces next to letters and digits,
full-width spaces, spaces at the ends of a line and runs of several spaces are layout or style: never touched. The limits are set on 358
clean documents with 3,599 spaces between Han characters, all of which stay.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from cleaner import judge
from cleaner.chars import BREAK, HAN, HAN_LETTER, either, pattern
from cleaner.core import Edit, Note, Span, trigger
from cleaner.lines import line_start
from cleaner.spaces.cut_up import SPACES, STOPS, TOUCHING, meant, stretches
from cleaner.spaces.loose import after_marks, in_words
from cleaner.wrapping.halves import heard

SURE = 0.95  # a sentence or a line that is cut up throughout: no false edit in 1.5 million characters of clean text
LIKELY = 0.92  # the only kind of space in its sentence: 10 in clean documents, none wrong; 270 others before marks stay
UNSURE = 0.8  # plausible, but a blank or a lost quotation mark looks the same

LABEL = pattern(
    rf"\s*(?:第[〇零一二两三四五六七八九十百千\d]{{1,9}}[{HAN}]|[（(]?[一二三四五六七八九十\d]{{1,3}}[）)、.．]?)"
)
LABEL_END = pattern(r"[一二三四五六七八九十\d）)、.．]")  # of one without 第


LABELLED = pattern(r"第[〇零一二两三四五六七八九十百千\d]{1,9}[条章节款编][ ]")  # of a law, with the space after it

# What a form or an exam paper says, where a space may be a blank to be filled in; and what stands before such a blank.
FORMS = pattern(
    either(
        *("填空", "填[写入]", "横线", "括号[里内]", "空格", "答案", "得分", "签[名字章]", "盖章", "姓名", "身份证"),
        *("[甲乙]方", "选词", "默写", "造句", "试卷", "第.题"),
    )
)
WANTS_MORE = frozenset(
    "是为叫做于见按自在用到有称即如由把被和与及或向从对给让个第这那的后都边能会不要就很更最已将可应须需想请"
)

COMPLETE = pattern(  # but these want nothing
    "(?:成就|[社大机协学委聚晚宴]会|[应敌]对|求是|于是|可是|但是|[息道告明报]称|[作信利费]用|[以最然之今此午前先]后|[周旁这那身两左右海路河]边"
    "|[功性才智职]能|首都|参与|[温缓]和)$"
)
TAKES_A_NAME = frozenset("住击入择开用行写键取置加成名号值")  # 请按住 ，直到: what is to be held down was lost

PAIRS = {
    "“": pattern(f"“(?P<left>[{SPACES}]?)(?P<inside>[^“”《》（）\n{SPACES}]{{2,60}})(?P<right>[{SPACES}]?)”"),
    "《": pattern(f"《(?P<left>[{SPACES}]?)(?P<inside>[^“”《》（）\n{SPACES}]{{2,60}})(?P<right>[{SPACES}]?)》"),
    "（": pattern(f"（(?P<left>[{SPACES}]?)(?P<inside>[^“”《》（）\n{SPACES}]{{5,60}})(?P<right>[{SPACES}]?)）"),
}
CLAUSE_OPENS = pattern(rf"[{STOPS}][^{STOPS}\s“”《》（）]*\Z")
CLAUSE_ENDS = pattern(rf"[^{STOPS}\s“”《》（）]*[{STOPS}]")
# Spaces that stand for no quotation mark.
EXPECTED = pattern(f"[{SPACES}](?=[{STOPS}])(?!：)|(?<=[A-Za-z0-9])[ ]|[ ](?=[A-Za-z0-9])")
REST_OF_SENTENCE = re.compile(r"[^。！？\n\r]*[。！？]?")
EXPECTS = 3.0  # nats by which the judge expects a mark more than elsewhere: 7 in 10 of those after 的 and the like, no blank of 300
UNQUOTED = 9.0  # nats by which a short clause must be likelier without quotation marks: 85 of 100 such places in clean text are
CLAUSE, BEGUN = 5, 12  # characters of a clause before a space, or else of the sentence so far, at least
FORM = 200  # characters on each side in which a word of a form is looked for
BESIDE = 16  # characters on each side in which another space may belong to this one, where no quotation marks were lost
QUOTES_LOST = pattern(f"[：，][{SPACES}](?=[{HAN}])")  # 他说： 不可
INTRODUCING, QUOTING = pattern(r"[A-Za-z0-9\n\r]"), pattern(rf"[{HAN}“《A-Za-z0-9\n\r]")  # after a colon
BEFORE_CLAUSE = pattern(f"[{STOPS}“（《\n\r]")
SENTENCE_END = pattern("[。！？\n\r]")
SPACE = pattern(r"\s")
PARAGRAPH_END = pattern(f"[{BREAK}]")
NEAR = 30  # characters in which a clause opens before a space, and ends after it
FEW = 20  # spaces between Han of a document for each of which the same characters are looked for; more are its style
MANY = 200  # and that are looked at one by one: the judge takes 50 us for each
LEAD = 16  # characters that a label has at most
HAN_ENDS = pattern(f"[{HAN}，。！？、：；]")


@trigger(SPACES)
def spacing(text: str) -> Iterator[Edit | Note]:
    """Spaces that crept in between Han characters.

    >>> [edit.start for edit in spacing("他 说 这 里 的 工 作 已 经 完 成 了 。")]
    [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23]
    >>> list(spacing("第一章 总 则"))
    []
    """
    touching = [m.span() for m in TOUCHING.finditer(text)]
    if not touching:
        return
    taken: set[Span] = set()  # a line that is cut up says nothing about the rest of the document
    cut_up = [cut for cut in stretches(text) if cut.spaces] if _dense(touching) else []
    for stretch in cut_up:
        facts = {"count": stretch.size}
        confidence = UNSURE if meant(text, stretch) else SURE
        for span in stretch.spaces:
            taken.add(span)
            yield Edit(*span, "", stretch.code, confidence, facts)
    for edit in _in_pairs(text):
        if edit[:2] not in taken:
            taken.add((edit.start, edit.end))
            yield edit
    rest = [span for span in touching if span not in taken]
    yield from after_marks(text, rest)
    yield from _stray(text, rest)


def _in_pairs(text: str) -> Iterator[Edit]:
    """Spaces just inside one side of a pair of brackets or quotation marks."""
    for opening, pair in PAIRS.items():
        if opening not in text:
            continue
        for m in pair.finditer(text):
            if bool(m["left"]) == bool(m["right"]):
                continue
            side = "left" if m["left"] else "right"
            neighbour = m["inside"][0 if m["left"] else -1]
            if HAN_ENDS.match(neighbour):
                yield Edit(*m.span(side), "", "space-in-pair", SURE, {"pair": m[0][0] + m[0][-1]})


def _dense(touching: list[Span]) -> bool:
    """Whether five spaces stand close together somewhere, as they do in all that is cut up."""
    return any(b[0] - a[0] <= 40 for a, b in zip(touching, touching[4:], strict=False))


def _stray(text: str, touching: list[Span]) -> Iterator[Edit]:
    """Spaces before stops where the document has them before most stops, and single ones between Han."""
    after_han = [span for span in touching if HAN_LETTER.match(text, span[0] - 1)]
    before = [span for span in after_han if text[span[1]] in STOPS and span[1] - span[0] == 1]
    between = [span for span in after_han if HAN_LETTER.match(text, span[1])]
    between = [*islice((span for span in between if not _labelled(text, span[0])), MANY + 1)]
    blanks = [m.start() for m in FORMS.finditer(text)] if before or between else []
    if before:
        stops = sum(map(text.count, STOPS))
        throughout = not between and len(before) >= 4 and len(before) * 2 >= stops and _clauses(text) >= 6
        habit = len(before) > 1 and len(before) * 3 >= stops
        quoting = "“" in text and not QUOTES_LOST.search(text)
        for start, end in before:
            wanted = _in_form(blanks, start, end) and not _expected(text, start)
            alone = not (habit or wanted) and _only_kind(text, start, quoting)
            confidence = SURE if throughout else LIKELY if alone else UNSURE
            if confidence > UNSURE or not between:
                yield Edit(start, end, "", "space-before-mark", confidence, {"count": len(before)})
    beside = [start for start, end in touching if end - start == 1 and text[start] == " "]
    yield from _between(text, between, beside, blanks)


def _between(text: str, between: list[Span], beside: list[int], blanks: list[int]) -> Iterator[Edit]:
    """Spaces inside words, and those at which the same characters stand elsewhere without the space."""
    if len(between) > MANY:
        return
    single = [start for start, end in between if end - start == 1]
    plain = [at for at in single if text[at] == " " and not _in_form(blanks, at, at + 1)]
    beside = sorted({*beside}.difference(single)) if len(beside) <= MANY else []
    loose = dict(in_words(text, plain, beside))
    for at in beside:
        if at in loose:
            yield Edit(at, at + 1, "", "space-between-han", LIKELY, {"count": 0})
    for at in single:
        left, right = text[max(at - 2, 0) : at], text[at + 1 : at + 3]
        if at in loose:
            elsewhere = text.count(left + right)
            yield Edit(at, at + 1, "", "space-between-han", LIKELY if loose[at] else UNSURE, {"count": elsewhere})
        elif len(between) <= FEW and len(left + right) == 4 and _in_prose(text, at):
            elsewhere = text.count(left + right)
            if elsewhere > text.count(left + text[at] + right):
                yield Edit(at, at + 1, "", "space-between-han", UNSURE - 0.1, {"count": elsewhere})


def _in_form(blanks: list[int], start: int, end: int) -> bool:
    """Whether a word of a form or an exam paper stands near."""
    near = bisect_left(blanks, start - FORM)
    return near < len(blanks) and blanks[near] < end + FORM


def _only_kind(text: str, at: int, quoting: bool) -> bool:
    """Whether all spaces of a sentence stand before stops or beside Latin letters, and the clause before this one needs nothing more.

    A short clause may have lost its quotation marks: 大掾史 ，是对属官的美称 for “大掾史”，是对属官的美称. So the judge must prefer it without.
    """
    left, right = text[max(at - 60, 0) : at], text[at + 1 : at + 61]
    if right.startswith("：") and not (QUOTING if quoting else INTRODUCING).match(right, 1):
        return False  # 说 ：我军 for 说：“我军, or a face
    begun, goes_on = SENTENCE_END.split(left)[-1], REST_OF_SENTENCE.match(right)[0]  # type: ignore[index]
    clause = BEFORE_CLAUSE.split(left)[-1]
    if labelled := LABELLED.match(begun):
        begun = begun[labelled.end() :]
        clause = clause[-len(begun) :] if begun else ""
    if not clause or (clause[-1] in WANTS_MORE and not COMPLETE.search(clause) and not _expected(text, at)):
        return False
    near = f"{begun[-BESIDE:]}|{goes_on[:BESIDE]}" if quoting else f"{begun}|{goes_on}"
    if SPACE.search(EXPECTED.sub("", near)):
        return False
    if len(clause) >= CLAUSE or len(begun) >= BEGUN:
        return True
    if clause[-1] in TAKES_A_NAME:
        return False
    if quoting and _expected(text, at):
        return True
    before = left[: len(left) - len(clause)]
    return judge.odds(before[-NEAR:], f"“{clause}”", clause, right[:NEAR]) >= UNQUOTED


def _expected(text: str, at: int) -> bool:
    """Whether the judge expects the mark after a space where the space stands."""
    left = PARAGRAPH_END.split(text[max(at - NEAR, 0) : at])[-1]
    return heard(left, text[at + 1])["follows"] >= EXPECTS


def _labelled(text: str, at: int) -> bool:
    """Whether only a label such as 第三条 stands before a place in its line."""
    if "第" not in text[max(at - LEAD, 0) : at] and not LABEL_END.match(text, at - 1):
        return False
    return LABEL.fullmatch(text, line_start(text, at, max(at - LEAD, 0)), at) is not None


def _clauses(text: str) -> float:
    """How many Han characters stand between two stops on average."""
    clauses = [len(clause) for clause in re.split(f"[{STOPS}\n]", text) if clause.strip()]
    return sum(clauses) / max(len(clauses), 1)


def _in_prose(text: str, at: int) -> bool:
    """Whether stops stand on both sides, near, with no other space between them: a sentence, not a heading."""
    near = CLAUSE_ENDS.match(text, at + 1, at + 1 + NEAR)
    return near is not None and CLAUSE_OPENS.search(text, max(at - NEAR, 0), at) is not None

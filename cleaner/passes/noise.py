"""What sites mix into a text so that copies of it look bad: marks after 的, codes of old forums, junk before marks, random Han,
pictographs, words turned round, labels, citations.

  injected marks    的`工作 for 的工作: a backtick, ' or . between 的 and a Han character or a comma. Of 54 seen 53 stood after 的.
  forum codes       `' b3 g- k* P( e`, `[f!vB3|mS`: what old forums put before line ends and after them (inserted/jammer.py).
  junk before stops two characters before each 。 that the language model finds impossible, at nearly all stops of the document.
  junk before marks two simplified characters before most marks of a page in traditional script (inserted/mixed_pairs.py).
  random sentences  of ten characters in both scripts, behind paragraphs of shared files (inserted/mixed_sentences.py).
  pictographs       drawn from whole blocks of Unicode, inside words (cleaner/inserted/pictographs.py).
  turned words      己自 for 自己 throughout (cleaner/inserted/turned.py).
  labels            of articles, behind the last mark of paragraphs: 。javascript (inserted/end_labels.py).
  cited results     of a search, behind the sentences of a writing machine: -3。 （网页22） (inserted/cited_results.py).
  letters           for bullets, of a font of signs that slides and PDF files use: l乔木 for ●乔木 (marks/bullets.py).
  random Han        a line of characters drawn by lot, far less probable than anything written: held, unless nothing speaks for it.
  crossed commas    ,， or ，, at a rate at which it is the site's and no slip (a single one is `punctuation`'s).
  question marks    ？ in place of every 。: what asks nothing gets its full stop back, what asks keeps its mark (cleaner/inserted/asking.py).

Each is found by its rate in the document or by what no writer writes, not by its site. Left alone: a mark that closes or opens a pair
(的'新'); a . in a text that ends sentences in half-width stops; code; a text that speaks of random characters, of garbled text or of a
list of characters; a repeated pair before 。 (a way of speaking: 喵喵。); Han that is no GB 2312 (it may be text in a wrong charset); verse.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from cleaner import judge
from cleaner.chars import BREAK, HAN, HAN_LETTER, pattern
from cleaner.core import Edit, Note, Span
from cleaner.inserted.asking import KNOWN, statement
from cleaner.inserted.cited_results import cited_results
from cleaner.inserted.end_labels import end_labels
from cleaner.inserted.gibberish import junk, random_lines
from cleaner.inserted.jammer import jammed
from cleaner.inserted.mixed_pairs import mixed_pairs
from cleaner.inserted.mixed_sentences import mixed_sentences
from cleaner.inserted.pictographs import pictographs
from cleaner.inserted.turned import turned
from cleaner.limits import off_limits
from cleaner.lines import LINE, line_start
from cleaner.marks.bullets import lettered
from cleaner.spans import masked, merge, outside

SURE, LIKELY, UNSURE = 0.97, 0.93, 0.6

INJECTED = pattern(rf"的([`'.])(?=[{HAN}，,])")
HALF_STOP = pattern(rf"\.(?:(?<=[{HAN}]\.)(?<!的\.)(?=[{HAN}])|(?<=[{HAN}]\.)(?=\s|\Z))")
PAIRED = {"`": "`", "'": "'‘’", ".": ""}
PHRASE = 14  # code points between two marks that may be quotation marks
FEW = 3  # marks in the text that prove each other
AROUND = 24  # code points on each side that the judge is shown
MARGIN = 2.0  # nats by which 的 and what follows must go together better than with a stop between; clean text has no such place at all

LEAST_STOPS = 5
CROSSED = re.compile(",，|，,")
LEAST_CONSTANT = 3
# Where ？ stands for 。 the judge finds 96 of 100 sentences that ask by no word to be statements, with 3 to 7 nats each on average; of
# sentences that do end in ？ in clean text (4,400 of seven sources) one to seven in ten, with 3.2 nats at most where ten stand together.
STATES = 0.5  # nats
STATES_PROVEN = -1.0  # the same in a proven text: 28 of 14,864 sentences without a word that asks are questions
MANY, MANY_SHARE = 20, 0.8  # sentences without a word that asks, and their share: of questions most have one
PERHAPS = 0.0  # log-odds of inserted/asking.py from which a sentence with a word that may ask is held
FEW_STOPS, FEW_NATS = 3, 1.5  # where no 。 stands and all are statements: one question in 25 has no word that asks
FEW_HAN = 8  # Han characters of such a sentence at least: a label of a form has less
STATEMENT_SHARE = 0.85  # of the sentences without a word that asks
OTHER_MARK = 0.1  # of the statements that end in ？ or ?, at least: else the site wrote the other, and it is meant
ASKED_SHARE = 0.5  # of all that end in a question mark
INNER_SHARE = 0.1  # of them stand inside a paragraph: questions and headlines have lines of their own
RUNNING_NATS, LINES_NATS = 2.5, 3.5
ASKS = pattern(
    "[吗嗎呢么麼嘛吧乎哉]$|什么|什麼|怎|谁|誰|哪(?!怕|里都)|(?<![任几幾])何(?![况況尝嘗必])|(?<![十好数數无無])[几幾](?![乎十百千万萬何率度种年天])|多少|多大|多久|多长|能否|可否"
    "|岂|豈|难道|難道|是不是|有没有|能不能|要不要|会不会|好不好|对不对|行不行|为啥|孰|焉|安能|否$|是否|还是[^，]{1,12}$|[（(]\\s*[）)]|_"
)
A_NOT_A = pattern(r"(\w)[不没沒]\1")
QUESTION = pattern(rf"？(?:(?<=[^\s，：；].)|(?<=[^\s，：；][ ].))|[?](?<=[{HAN}）”’》].)")
SENTENCE_END = pattern(rf"[。！？?!{BREAK}]")
LONG_SENTENCE = 200  # code points


def noise(text: str) -> Iterator[Edit | Note]:
    """Marks, codes and random characters that sites mix into the text.

    >>> from cleaner.core import apply
    >>> apply(text := "提高学生的`能力，改进教师的`工作。", noise(text))
    '提高学生的能力，改进教师的工作。'
    >>> list(noise("所谓的'新'方法，用变量的`名称`来写。"))
    []
    """
    codes = list(jammed(text))
    rest = masked(text, [code[:2] for code in codes], "\x00")  # a code holds marks of every kind
    edits = [
        *codes,
        *_injected(rest),
        *junk(rest),
        *mixed_pairs(rest),
        *mixed_sentences(rest),
        *random_lines(rest),
        *_crossed(rest),
        *_asked(rest),
        *pictographs(rest),
        *turned(rest),
        *end_labels(rest),
        *cited_results(rest),
    ]
    yield from _outside_code(text, sorted(edits))
    yield from lettered(rest)  # short items would be taken for verse


def _outside_code(text: str, edits: list[Edit]) -> Iterator[Edit]:
    """The edits that are not in code: two backticks that go look like code, so it is looked for without them."""
    if not edits:
        return
    places = [edit[:2] for edit in edits]
    yield from outside(edits, merge(off_limits(masked(text, places, "的"), places)))


# -- marks after 的 ----------------------------------------------------------------------------------------------------


def _injected(text: str) -> Iterator[Edit]:
    found = [*INJECTED.finditer(text)]
    if not found:
        return
    counts = {mark: sum(m[1] == mark for m in found) for mark in PAIRED}
    lines: dict[tuple[int, int, str], list[int]] = {}
    start = at = -1
    for m in found:
        if m.start() > at:
            start = line_start(text, m.start(), at + 1)
            at = LINE.match(text, start).end()  # type: ignore[union-attr]
        lines.setdefault((start, at, m[1]), []).append(m.start(1))
    stops = counts["."] and sum(1 for _ in HALF_STOP.finditer(text))
    alone = {mark: count >= FEW and text.count(mark) == count for mark, count in counts.items()}
    joined: dict[tuple[str, str], bool] = {}
    for (start, end, mark), places in lines.items():
        if mark == "." and stops * 2 > counts["."]:
            continue
        if not (sure := _unpaired(text, start, end, places, mark, alone[mark])):
            continue
        facts = {"mark": mark, "count": counts[mark]}
        for place in places:
            sound = mark != "." or (not stops and counts["."] >= FEW)
            if not sound:
                around = text[max(place - AROUND, 0) : place], text[place + 1 : place + 1 + AROUND]
                if around not in joined:
                    joined[around] = _joined(*around)
                sound = joined[around]
            yield Edit(place, place + 1, "", "injected-mark", sure if sound else UNSURE, facts)


def _unpaired(text: str, start: int, end: int, places: list[int], mark: str, alone: bool) -> float:
    """How sure it is that none of the marks after 的 in a line is one of a pair; `alone`: the text has many of them, and no others."""
    if sum(text.count(each, start, end) for each in PAIRED[mark]) > len(places):
        return 0.0
    crossed = mark == "'" and text.count('"', start, end) % 2 == 1  # 的'左"倾
    near = mark != "." and len(places) % 2 == 0 and any(b - a <= PHRASE for a, b in pairwise(places))
    return UNSURE if crossed or (near and not alone) else SURE


def _joined(before: str, after: str) -> bool:
    """Whether the judge would rather have nothing than a stop after 的, once crossed commas are one."""
    before, after = (CROSSED.sub("，", side) for side in (before, after))
    return all(judge.odds(before, stop, "", after) >= MARGIN for stop in "，。")


# -- constants of a site -----------------------------------------------------------------------------------------------


def _crossed(text: str) -> Iterator[Edit]:
    if "，," not in text and ",，" not in text:
        return
    found = [
        m
        for m in CROSSED.finditer(text)
        if text[m.start() - 1 : m.start()] not in tuple(",，[")
        and text[m.end() : m.end() + 1] not in tuple(",，。.！!？?；;")
    ]
    if len(found) >= LEAST_CONSTANT and 4 * len(found) >= text.count("，"):
        for m in found:
            yield Edit(m.start(), m.end(), "，", "crossed-commas", LIKELY, {"count": len(found)})


def _asked(text: str) -> Iterator[Edit]:
    marks = text.count("？") + text.count("?")
    if marks < FEW_STOPS or text.count("。") * 3 > marks:
        return
    said = [*_questions(text)]
    unasked = [(start, end, _states(text, start, end)) for start, end in said if not _asks(text[start:end])]
    states = [end for _, end, odds in unasked if odds > STATES]
    few = len(states) < LEAST_STOPS
    if few:
        if "。" in text or len(states) < max(FEW_STOPS, len(unasked), ASKED_SHARE * len(said)):
            return
        if any(odds < FEW_NATS or _han(text[start:end]) < FEW_HAN for start, end, odds in unasked):
            return
        least = 1
    elif len(states) < max(ASKED_SHARE * len(said), STATEMENT_SHARE * len(unasked)):
        return
    else:
        least = max(LEAST_CONSTANT, round(INNER_SHARE * len(said)))
    many = len(unasked) >= max(MANY, MANY_SHARE * len(said))
    running = many or sum(bool(HAN_LETTER.match(text, at + 1)) for at in states) >= least
    if sum(odds for *_, odds in unasked) < (RUNNING_NATS if running and not few else LINES_NATS) * len(unasked):
        return
    if few and not running:
        return
    facts = {"count": len(states)}
    written = Counter(text[at] for at in states)
    own = {mark for mark in "？?" if written[mark] < OTHER_MARK * len(states)}
    for _, at, odds in unasked:
        if odds > STATES_PROVEN and text[at] not in own:
            yield Edit(at, at + 1, "。", "question-mark-for-stop", LIKELY, {**facts, "mark": text[at]})
    for start, at in said:
        if _asks(text[start:at]) and text[at] not in own:
            sure = statement(text[start:at], _states(text, start, at))
            if sure > PERHAPS:
                confidence = LIKELY if sure > KNOWN else UNSURE
                yield Edit(at, at + 1, "。", "question-mark-for-stop", confidence, {**facts, "mark": text[at]})


def _questions(text: str) -> Iterator[Span]:
    """The sentences that end in a question mark, without it; of long ones the end."""
    for mark in QUESTION.finditer(text):
        said = SENTENCE_END.split(text[max(mark.start() - LONG_SENTENCE, 0) : mark.start()])[-1]
        yield mark.start() - len(said), mark.start()


def _asks(said: str) -> bool:
    """Whether the words of a sentence may ask something; of what is too short to tell too."""
    return bool(ASKS.search(said) or A_NOT_A.search(said)) or _han(said) < 4


def _han(said: str) -> int:
    return sum(1 for _ in HAN_LETTER.finditer(said))


def _states(text: str, start: int, end: int) -> float:
    """The odds that a sentence with a question mark states something."""
    return judge.odds(text[max(start, end - 40) : end], "？", "。", text[end + 1 : end + 21])

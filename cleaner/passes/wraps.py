"""Sentences cut by the end of a printed line or page: 坚持以法¶¶治校 for 坚持以法治校.

Two kinds of damage, told by what they leave in the text. Where a document is *hard-wrapped*, most of its lines are full: the
next word would not have fitted on them (wrapping/stretches.py). Where it was read back *page by page*, a sentence stops in
the middle where a page ended, and goes on after a blank line, a page number or a running header, which go with the joint
(wrapping/joints.py); some sites number the pages like items of a list (wrapping/numbered.py). Lines that interrupt sentences
a page apart are running headers and numbers (wrapping/running.py): they go between paragraphs, too, and are held where the
halves do not surely belong together. A number in a line of its own is joined to the title or item that it was cut off from
(wrapping/cut_off.py): where one is cut off in 1,000 characters of clean documents, 97 % of 244 come back, where all are, 93 %.
Text set upright that came out a character a line is joined (wrapping/upright.py).
Han characters are joined without a space, words with one, a divided word without its hyphen.

Left alone: what ends in 。！？；： where nothing shows that the next line belongs to it; what opens like a heading, a list item,
an article of a law, a label or a speaker; short lines, which are headings, verse, addresses or signatures; code, tables,
quoted mail, and lines with kana or Hangul. Where text is missing (a paragraph opens with 的), it is noted, not joined.

Verse is off limits to the polishing passes, and text that is hard-wrapped to less than twenty characters looks like it:
so this pass asks for the limits itself, and heeds those of verse only where lines are not full.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from cleaner import judge
from cleaner.chars import BLANK, pattern
from cleaner.core import Edit, Note, Span, apply, trigger
from cleaner.limits import VERSE, off_limits
from cleaner.lines import whole_lines
from cleaner.spans import merge
from cleaner.wrapping.cut_off import cut_off
from cleaner.wrapping.halves import NEAR, Glue, cuts
from cleaner.wrapping.joints import Joint, joints
from cleaner.wrapping.numbered import turns
from cleaner.wrapping.running import Running
from cleaner.wrapping.stretches import seams
from cleaner.wrapping.upright import upright

LEAST_SHOWN = 0.5  # what is less likely is not reported
BETWEEN, HELD = 0.95, 0.6  # a running header between two paragraphs, one in a sentence that is not joined
MADE = 0.9  # what is surer is taken for made when the ends of pages are looked at

# Two places where sentences seem cut, nearer than two page ends: a formula or a line of code between the lines was lost.
LOST = 0.5  # the chance that the other one is a place too
LOST_NATS = 6.0  # by which no paragraph ends here
MANY_LOST = 12  # of these in one text: its lines are no paragraphs, and nothing is missing
BLANK_LINE = pattern(rf"[\n\r][{BLANK}]*\r?[\n\r]")

ROUNDS = 6  # a sentence on more pages than that is joined in the next round of the chain

# A paragraph never opens with these, where the judge agrees: the end of the one before it, or its own beginning, is lost.
ORPHAN, CR_ORPHAN = (
    pattern(
        rf"{end}(?=[{BLANK}的们了着])[{BLANK}]{{0,9}}(?=的(?![确士卢])|们|了(?![解然不却结断无])|着(?![力眼重手实急陆装火名迷落色凉想笔]))"
    )
    for end in "\n\r"
)
ORPHAN_NATS = 4.5  # by which it goes on from any noun rather than begins a paragraph; true ones have 5 to 17
ORPHAN_WIDTH = 20


@trigger("\n\r\f")
def wraps(text: str) -> Iterator[Edit | Note]:
    """Sentences cut by the end of a line or a page.

    >>> text = "我们一直坚持依法治校，把制度建设放在首位，努力提高管理水\\n\\n平和服务质量。"
    >>> [(edit.start, edit.end, edit.new, edit.code) for edit in wraps(text)]
    [(28, 30, '', 'broken-sentence')]
    """
    running = Running(text)
    found: dict[Span, Edit | Note] = {}
    for item in _rounds(text, ROUNDS, running):
        other = found.get((item.start, item.end))
        if not isinstance(other, Edit) or (isinstance(item, Edit) and item.confidence > other.confidence):
            found[item.start, item.end] = item
    yield from found.values()
    yield from _numbered(text)
    if any(item.code == "page-mark-in-sentence" for item in found.values()):
        yield from _between(text, running, [item for item in found.values() if isinstance(item, Edit)])
    yield from _allowed(text, list(cut_off(text)), verse=False)
    yield from _allowed(text, list(upright(text)), verse=True)


def _rounds(text: str, left: int, running: Running) -> Iterator[Edit | Note]:
    """Joined lines are looked at again, as if it were for the first time: three pages can hold parts of one sentence."""
    found = cuts(text)
    items: list[Edit | Note] = list(_hard_wraps(text, found, running))
    made = _made(items)
    if not made:
        items += _pages(text, found, running)
        made = _made(items)
    yield from items
    if made and left:
        after = apply(text, made)
        yield from _moved(_rounds(after, left - 1, Running(after)), made)


def _made(items: list[Edit | Note]) -> list[Edit]:
    """The edits that are sure, none over another: what is printed on both sides of two joints in a row goes at the first."""
    made: list[Edit] = []
    for item in items:
        if isinstance(item, Edit) and item.confidence >= MADE and (not made or item.start >= made[-1].end):
            made.append(item)
    return made


def _hard_wraps(text: str, found: list[Span], running: Running) -> Iterator[Edit]:
    glue = Glue(text)
    edits = []
    for seam in seams(text, found, running):
        gone, new = glue(seam.before.text, seam.after.text)
        facts: dict[str, Any] = {"width": seam.columns, "nats": round(seam.nats, 1)}
        start, end = seam.before.end - gone, seam.after.start
        edits.append(_edit(start, end, new, "broken-line", seam.confidence, facts, seam.after.marks))
    yield from _allowed(text, edits, verse=True)


def _pages(text: str, found: list[Span], running: Running) -> Iterator[Edit | Note]:
    glue = Glue(text)
    edits = []
    lost = []
    for joint, confidence, columns in joints(text, found, running):
        if confidence < MADE and joint.signs["too near"] > LOST and joint.signs["no end"] > LOST_NATS:
            lost.append(joint)
        elif confidence >= LEAST_SHOWN:
            gone, new = glue(joint.before, joint.after)
            facts: dict[str, Any] = {"width": columns}
            edits.append(_edit(joint.start - gone, joint.end, new, "broken-sentence", confidence, facts, joint.marks))
    yield from _allowed(text, edits, verse=False)
    yield from (Note(joint.end, joint.end + 1, "text-missing-before") for joint in _told(text, lost))
    joined = {edit.end for edit in edits}
    yield from (Note(at, at + 1, "text-missing-before") for at in _orphans(text) if at not in joined)


def _told(text: str, lost: list[Joint]) -> Iterator[Joint]:
    """The places where something is missing: between paragraphs, that is, not between the lines of one."""
    if lost and len(lost) <= MANY_LOST:
        spaced = BLANK_LINE.search(text) is not None
        yield from (joint for joint in lost if not spaced or BLANK_LINE.search(text, joint.start, joint.end))


def _between(text: str, running: Running, edits: list[Edit]) -> Iterator[Edit]:
    """The running headers and numbers that no joint takes: between two paragraphs they go, within a sentence they are held."""
    gone = merge([(edit.start, edit.end) for edit in edits if edit.confidence >= MADE])
    left = [header for header in running.headers() if not any(start <= header.start < end for start, end in gone)]
    sure = [(header.start, header.end) for header in left if not header.cut]
    spans = dict(zip(sure, whole_lines(text, sure), strict=True))
    found = []
    for header in left:
        start, end = spans.get((header.start, header.end)) or (header.start, header.end)
        code = "page-number" if header.is_number else "running-header"
        found.append(Edit(start, end, "", code, HELD if header.cut else BETWEEN, {"line": header.bare}))
    yield from _allowed(text, found, verse=True)


def _numbered(text: str) -> Iterator[Edit]:
    """The numbers of pages that look like those of a list, with the line ends where they cut a sentence."""
    glue = Glue(text)
    edits = []
    for turn in turns(text):
        if turn.joined:
            gone, new = glue(text[max(turn.start - NEAR, 0) : turn.start], text[turn.end : turn.end + NEAR])
            edits.append(_edit(turn.start - gone, turn.end, new, "", turn.confidence, {"width": 0}, [turn.mark]))
        else:
            edits.append(Edit(turn.start, turn.end, "", "page-number", turn.confidence, {"line": turn.mark}))
    yield from _allowed(text, edits, verse=True)


def _edit(
    start: int, end: int, new: str, code: str, confidence: float, facts: dict[str, Any], marks: Sequence[str]
) -> Edit:
    if any(marks):
        code, facts = "page-mark-in-sentence", {**facts, "marks": " ".join(filter(None, marks))}
    return Edit(start, end, new, code, round(confidence, 3), facts)


def _allowed(text: str, edits: list[Edit], verse: bool) -> Iterator[Edit]:
    """The edits that are not off limits."""
    if not edits:
        return
    spans = list(off_limits(text, [(edit.start, edit.end) for edit in edits]))
    if verse:
        spans = [span for span in spans if not _is_verse(text[slice(*span)])]
    spans, at = merge(spans), 0
    for edit in edits:
        while at < len(spans) and spans[at][1] <= edit.start:
            at += 1
        if at == len(spans) or edit.end <= spans[at][0]:
            yield edit


def _is_verse(lines: str) -> bool:
    return all(VERSE.fullmatch(line.strip()) for line in lines.splitlines())


def _moved(items: Iterator[Edit | Note], made: Sequence[Edit]) -> Iterator[Edit | Note]:
    """What was found in the text with the edits made, in offsets of the text without them."""
    ends, shifts, shift = [], [], 0
    for edit in made:
        shift += edit.end - edit.start - len(edit.new)
        ends.append(edit.end - shift)
        shifts.append(shift)
    for item in items:
        before, after = bisect_right(ends, item.start), bisect_right(ends, item.end)
        first = shifts[before - 1] if before else 0
        last = shifts[after - 1] if after else 0
        if first == last:
            yield item._replace(start=item.start + first, end=item.end + first)


def _orphans(text: str) -> Iterator[int]:
    """Where a paragraph begins in the middle of a sentence."""
    for m in (ORPHAN if "\n" in text else CR_ORPHAN).finditer(text):
        if _is_orphan(text, m.end()):
            yield m.end()


def _is_orphan(text: str, at: int) -> bool:
    line = text[at : at + 200].partition("\n")[0]
    if len(line) < ORPHAN_WIDTH or "。" not in line:
        return False
    head, within = line[:NEAR], "有关方面"
    goes_on = judge.score(within, head, "") - judge.score(within, "", "")
    return goes_on - judge.score("", head, "") > ORPHAN_NATS

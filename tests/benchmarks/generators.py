"""All damage that can be put into clean text, each with the pass that should repair it. A new kind is one line of REPAIRED_BY,
or of GENERATORS where it is more than places to choose from.

A generator makes of (clean text, random numbers, damages per 1,000 characters) the damaged text and the damages: sorted edits
of the clean text. An edit with confidence 0 damages so that nothing tells it from clean text: whether it comes back is not
counted. Text that a generator finds no place in comes out as it is.
"""

import random
import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from cleaner import chain, lexicon
from cleaner.core import Edit, apply
from tests.benchmarks import damage, shifted, structure, words, wrapping

Damaged = tuple[str, list[Edit]]


class Generator(NamedTuple):
    name: str
    by: str  # the pass that should repair it
    damage: Callable[[str, random.Random, float], Damaged]
    mixes: bool = True  # whether it takes part in the mixture: not what goes through all of a text


REPAIRED_BY = {
    "utf-8 as latin-1": "mojibake",
    "gbk as latin-1": "mojibake",
    "utf-8 as gbk": "mojibake",
    "gbk as big5": "mojibake",
    "gbk as koi8-r": "mojibake",
    "utf-8 as mac roman": "mojibake",
    "entity": "markup",
    "nbsp": "markup",
    "tag": "markup",
    "escape": "markup",
    "zero width": "invisible",
    "radical": "radicals",
    "comma": "width",
    "spaced sentence": "spacing",
    "space before mark": "spacing",
    "doubled mark": "punctuation",
    "crossed mark": "punctuation",
    "decimal point": "punctuation",
    "traditional": "script",
    "misread": "characters",
    "confused": "characters",
    "number cut off": "wraps",
    **dict.fromkeys(damage.LOST_MARKS, "glyphs"),
    "site line": "boilerplate",
    "site insert": "boilerplate",
    "ruby": "ruby",
    "ruby in chains": "ruby",
    "wide ruby": "ruby",
    "spaced ruby": "ruby",
    "bare ruby": "ruby",
    "backtick after 的": "noise",
    "quote after 的": "noise",
    "dot after 的": "noise",
    "forum noise": "noise",
    "junk before stops": "noise",
    "marks before stops": "noise",
    "random lines": "noise",
    "random level one": "noise",
    "random with marks": "noise",
    "crossed commas": "noise",
    "question for stop": "noise",
    "title again": "repeats",
    "line doubled": "repeats",
    "line said twice": "repeats",
    "block doubled": "repeats",
    "article again": "repeats",
    "drawn twice": "repeats",
}


def pages(text: str, rng: random.Random, _per_thousand: float) -> Damaged:
    """Printed in pages. A page that ends with a sentence or a paragraph cannot be told from the end of a paragraph."""
    damaged, _, *found = wrapping.pages(text, rng)
    edits = [edit._replace(confidence=float(edit.code == "joint")) for kind in found for edit in kind]
    return damaged, sorted(edits)


def hard_wraps(text: str, rng: random.Random, _per_thousand: float) -> Damaged:
    """Every paragraph broken at one width, with the ends of its lines left in."""
    columns, style = rng.randint(20, 80) / 2, rng.choice(wrapping.STYLES)
    edits = [
        Edit(start + cut, start + begin, "\n", "")
        for start, paragraph in wrapping.lines(text)
        for cut, begin in wrapping.printed(paragraph, columns, style)
        if wrapping.is_prose(paragraph)
    ]
    return apply(text, edits), edits


def headings(text: str, rng: random.Random, _per_thousand: float) -> Damaged:
    """A quarter of the numbered headings of a Markdown text with another level, without their mark, or bold."""
    edits, at = [], 0
    lines = text.split("\n")
    for old, new in zip(lines, structure.damage(text, "mixed", rng, 0.25).split("\n"), strict=True):
        if old != new:
            edits.append(Edit(at, at + len(old), new, ""))
        at += len(old) + 1
    return apply(text, edits), edits


def byte_shift(text: str, rng: random.Random, per_thousand: float) -> Damaged:
    """Stretches of GBK read one byte off, each in forty characters at most."""
    spans = [m.span() for m in re.finditer("[^\n]{8,40}", text)]
    wanted = min(len(spans), max(1, round(len(text) * per_thousand / 1000)))
    edits: list[Edit] = []
    for start, end in sorted(rng.sample(spans, wanted)):
        if found := [edit for edit in shifted.byte_shift(text[start:end], rng) if edit.new]:
            edit = rng.choice(found)
            edits.append(edit._replace(start=edit.start + start, end=edit.end + start))
    chosen = list(damage.apart(edits))
    return apply(text, chosen), chosen


def spun(text: str, rng: random.Random, _per_thousand: float) -> Damaged:
    """Every word of one family. Words that stand side by side are one damage; near-synonyms are not counted."""
    family = rng.choice(words.FAMILIES)
    pairs = [pair for found in lexicon.load().pairs.values() for pair in found if pair.family == family]
    edits: list[Edit] = []
    for edit in words.spin(text, pairs, rng):
        counted = float(edit.confidence > lexicon.NEAR)
        if edits and edits[-1].end == edit.start:
            last = edits[-1]
            both = min(last.confidence, counted)
            edits[-1] = last._replace(end=edit.end, new=last.new + edit.new, confidence=both)
        else:
            edits.append(edit._replace(confidence=counted))
    return apply(text, edits), edits


def _of_places(kind: str, text: str, rng: random.Random, per_thousand: float) -> Damaged:
    return damage.damage(text, kind, rng, per_thousand)


HEADINGS = Generator("headings", "structure", headings, mixes=False)
GENERATORS = [
    *(Generator(kind, by, partial(_of_places, kind), kind not in damage.WHOLE) for kind, by in REPAIRED_BY.items()),
    Generator("pages", "wraps", pages, mixes=False),
    Generator("hard wraps", "wraps", hard_wraps, mixes=False),
    Generator("byte shift", "mojibake", byte_shift),
    Generator("spun words", "words", spun, mixes=False),
    HEADINGS,
]


def mixed(text: str, rng: random.Random, per_thousand: float) -> Damaged:
    """All kinds that mix, by lot; the `code` of a damage is its kind."""
    found = [
        edit._replace(code=each.name)
        for each in usable()
        if each.mixes
        for edit in each.damage(text, rng, per_thousand)[1]
    ]
    wanted = min(len(found), max(1, round(len(text) * per_thousand / 1000)))
    chosen = list(damage.apart(sorted(rng.sample(found, wanted))))
    return apply(text, chosen), chosen


MIXED = Generator("mixed", "", mixed, mixes=False)


def usable() -> list[Generator]:
    """The generators whose pass there is."""
    return [each for each in GENERATORS if each.by in chain.NAMES]

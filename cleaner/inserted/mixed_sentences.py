"""Sentences of ten characters by lot that sharers of documents put behind paragraphs: 全部完成。聞創沟燴鐺險爱氇谴净。 Used by passes/noise.py.

The program that puts them in draws from both scripts at once. Of 59 that were seen 58 have two characters and more of each script, and the
judge gives them at most -9.8 nats a token; 15 million characters of clean text have eighteen sentences of their length in both scripts, one of
them, of an old poem, below -9, and that has one character of traditional script. Left alone: a sentence in one script only, and one near
words about characters.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.chars import HAN, pattern
from cleaner.core import Edit
from cleaner.inserted.gibberish import LIKELY, UNSURE, is_talked_of, probability
from cleaner.lines import whole_line
from cleaner.scripts.forms import SIMPLIFIED, TRADITIONAL

EACH = 2  # characters of each script
RANDOM = -9.0  # nats a token, at most
SENTENCE = pattern(rf"(?:(?<![^。！？；：”）\n])[{HAN}]{{10}}|[{HAN}]{{10}}(?=。[ \t\r]*(?:\n|\Z)))。")


def mixed_sentences(text: str) -> Iterator[Edit]:
    """Sentences that a program drew by lot from both scripts.

    >>> from cleaner.core import apply
    >>> apply(text := "全部任务已经完成。聞創沟燴鐺險爱氇谴净。", mixed_sentences(text))
    '全部任务已经完成。'
    """
    if not (TRADITIONAL.search(text) and SIMPLIFIED.search(text)):
        return
    for m in SENTENCE.finditer(text):
        scripts = [len(script.regex.findall(m[0])) for script in (TRADITIONAL, SIMPLIFIED)]
        if min(scripts) >= EACH and (fit := probability(m[0])) <= RANDOM:
            start, end = m.span()
            alone = text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n", "\r")
            sure = UNSURE if is_talked_of(text, start, end) else LIKELY
            facts = {"nats": round(fit, 1), "characters": end - start}
            yield Edit(*(whole_line(text, start, end) if alone else (start, end)), "", "random-sentence", sure, facts)

"""Spun words: 礼貌 for 文明, 用心 for 积极, 透过 for 通过, as sites write them that pass off a text as a new one.

A spinner puts the same word for the same word wherever it stands, blind to the borders of words: where it went, no original survives.
So a text is searched for forms that clean text hardly has (spinning/suspicion.py), and what lies within some thousand characters of
them is looked at as a whole; the rest is not, however long it is. Each paragraph has a hidden state: clean, or spun by one family of
tables (or by two that are seen together); evidence are the spun forms that the judge would rather see undone, and against it the
originals that stand (spinning/families.py). In a spun paragraph all places are read together with their neighbours (spinning/readings.py), and how sure each
is comes from the judge, a second opinion on context, and the rest of the document (spinning/certainty.py).

Left alone: every document in which no family is proven, by a posterior of 0.99 and two different words that are no near-synonyms,
however odd a single word looks; what is right in a spun document (讲礼貌, 发展潜力); words that are talked about (礼貌一词); 透過 in
Taiwan, for traditional text needs a third word; what older books and Taiwan write of themselves (若是, 甚么), which proves nothing, and
where it outweighs other forms, or stands far more often, the text is one of theirs. Words that were spun twice, and what no table
holds, are not given back: the table is data/spun.tsv, `lexicon` names a file with more.
"""

from __future__ import annotations

from collections.abc import Iterator

from cleaner import lexicon as lexicons
from cleaner.core import Edit, Note, trigger
from cleaner.spinning.certainty import certainties
from cleaner.spinning.evidence import Unit
from cleaner.spinning.families import regions
from cleaner.spinning.readings import readings
from cleaner.spinning.shadow import shadow, written

LEAST_SHOWN = 0.5  # what is less likely is not reported
AROUND = 3  # characters on each side of a word that a reason shows


@trigger("\u4e00-\u9fff")
def words(text: str, *, lexicon: str = "") -> Iterator[Edit | Note]:
    """Words that a synonym replacer put in the place of the author's.

    lexicon: the path of a table to use beside the one of the package.

    >>> spun = "我们用心开展精神礼貌建设，透过评比提高了职工的用心性。"
    >>> [(edit.start, edit.new) for edit in words(spun)]
    [(2, '积极'), (8, '文明'), (13, '通过'), (23, '积极')]
    >>> list(words("孩子们有礼貌，用心做好每一件小事，阳光透过窗户照进来。"))
    []
    """
    table = lexicons.load(lexicon)
    plain = shadow(text)
    traditional = plain is not text
    for spun in regions(plain, table, text if traditional else ""):
        choices = [list(readings(plain, stretch.unit, stretch.state)) for stretch in spun]
        for stretch, ways, told in zip(spun, choices, certainties(plain, spun, choices), strict=True):
            for (start, end, pair, nats), (sure, posterior) in zip(ways, told, strict=True):
                if sure >= LEAST_SHOWN:
                    unit = stretch.unit
                    new = written(pair.original, text[unit.start : unit.end]) if traditional else pair.original
                    facts = {"family": pair.family, "posterior": round(posterior, 3), "nats": round(nats, 1)}
                    facts["phrase"] = _phrase(text, unit, start, end, new)
                    yield Edit(start, end, new, "spun-word", round(sure, 3), facts)


def _phrase(text: str, unit: Unit, start: int, end: int, new: str) -> str:
    """The repaired word with a little of what stands around."""
    return text[max(start - AROUND, unit.start) : start] + new + text[end : min(end + AROUND, unit.end)]

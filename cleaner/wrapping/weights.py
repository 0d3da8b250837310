"""The weights of the two choices that broken lines ask for, in nats: logistic regressions, by tests/benchmarks/wraps_fit.py.

JOINT: was a sentence cut between these two lines? Fitted on the documents with an even number of 358 clean ones, as they are
and printed in pages four times each, and on blocks of thirty paragraphs of the judge's training text (9 million characters
of law, news, narrative, technical prose, reviews and app descriptions, many without final marks). That material
holds more clean documents than damaged ones; SHIFT makes up for it, so that of the joints made in printed documents 0.995
are right. Signs of which the material has too few are set by hand: "article", "date", "verse".

GOES_ON: does a full line that ends a sentence go on in the next one, in a text whose paragraphs nothing sets apart? Fitted on
1,021 such lines of the same half of the documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

JOINT = {
    # of the two halves
    "always": -6.6,
    "sentence before": 1.4,  # the first half holds a whole sentence
    "unmarked": -1.1,  # it holds no comma either
    "closer": -0.9,  # it ends in a bracket or quotation mark
    "sentence after": 1.9,  # the second half is a sentence, or holds one
    "bound": 1.9,  # it begins with a word that begins no sentence
    "label": -0.6,  # it begins like a label or a speaker
    "article": -1.0,  # or like an article of a law
    "row": -0.75,  # one of several lines without an end
    "verse": -3.0,  # two short lines, of which the first ends in a comma
    "date": -2.0,  # the first half ends in a date of its own, as of a chronicle whose headings were run in
    "bracket": 0.4,  # a bracket opens in the first half and closes in the second
    "page mark": 3.0,  # a page ends between them
    "seen": 1.55,  # the words of the joint stand together elsewhere
    "opening": -1.0,  # other lines begin like the second half
    "no end": 0.55,  # nats of the judge
    "no beginning": 0.43,
    "follows": 0.26,
    # of their document
    "another": 0.4,  # the chance that another sentence near by was cut
    "share": 0.5,  # of the lines of prose without an end, those that are cut sentences: log-odds
    "loose": -0.6,  # the same where more are not: comments, a line each, whose writers leave the last mark out (set by hand)
    "sayings": -2.0,  # the same where they are many: jokes, quotations and answers, a paragraph each (set by hand)
    "printed": 1.5,  # nats by which the first half ends with a printed line
    "too near": -4.3,  # another joint is nearer than the next page can be
}
SHIFT = 2.15

GOES_ON = {"always": -0.3, "likely": 0.8, "judge": 0.53}


def weigh(weights: Mapping[str, float], signs: Mapping[str, float]) -> float:
    """The evidence, in nats, of signs and their strengths; what has no weight says nothing.

    >>> weigh({"always": -1.0, "full": 2.0}, {"always": 1.0, "full": 1.5, "late": 1.0})
    2.0
    """
    return sum([weights[name] * strength for name, strength in signs.items() if name in weights])


def chance(nats: float) -> float:
    """The probability that has these log-odds.

    >>> chance(0.0)
    0.5
    """
    return 1 / (1 + exp(-max(nats, -700.0)))

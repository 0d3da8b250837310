"""The table of spun words, data/spun.tsv, or a user's file of the same form, and its words found in text.

One line an entry, tab-separated, under the header `family original spun prior kind reason`: a spinner of that family writes the spun
form where the author wrote the original. A line that begins with # is a remark.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.chars import HAN, SURROGATE, pattern
from cleaner.spinning import usage
from cleaner.tables import DATA

COLUMNS = ("family", "original", "spun", "prior", "kind", "reason")
KINDS = ("sure", "word", "near", "accident")
# Telling forms of one family, and those that are looked for first: how often they stand in a million characters of clean text together, at
# most; and how often in as much text that the family went over, from where on there are enough of them.
TELLING, FIRST = (700.0, 25000.0), (150.0, 8000.0)
ONE_OFF = "one-off"  # pairs seen once, of no family
NEAR = 0.6  # the highest prior of a near-synonym
NOT_HAN = pattern(f"[^{HAN}]")


class Pair(NamedTuple):
    """What a spinner of one family makes of a word.

    prior: how likely restoring is right where the family is proven. seen: whether it was met in a damaged text; else the spinner's
    own table may lack it. base: original and spun form of the pair that it holds (文明, 礼貌 in 精神文明, 精神礼貌), or its own.
    """

    family: str
    original: str
    spun: str
    prior: float
    kind: str
    seen: bool
    base: tuple[str, str]

    @property
    def marks(self) -> bool:
        """Whether the form is all but impossible in good text, so that it shows the family by itself."""
        return self.kind in ("sure", "accident")

    @property
    def derived(self) -> bool:
        """Whether undoing its base gives the same."""
        return self.base != (self.original, self.spun)


class Finder(NamedTuple):
    """Words, and an automaton that finds all of them in one scan."""

    words: tuple[str, ...]
    automaton: Any


class Lexicon(NamedTuple):
    """The pairs, ready to be looked for."""

    families: tuple[str, ...]
    pairs: dict[str, tuple[Pair, ...]]  # by spun form
    # By original: the likeliest pair of each family, unless the family writes it as a form itself.
    originals: dict[str, dict[str, Pair]]
    finders: dict[str, Finder]  # by family, as far as one was looked for: what finds its forms and originals
    telling: Finder  # forms that a family writes often for how seldom clean text has them
    # By telling form: family, base, whether it marks the family.
    telling_of: dict[str, list[tuple[str, tuple[str, str], bool]]]
    # Of them those that are looked for first: hardly any clean text has one that the judge would undo.
    first: frozenset[str]
    entries: dict[str, Any]  # what spinning/evidence.py has made of words
    # Of each telling form the characters that often stand before it in clean text, and after it.
    usual: list[Sequence[str]]


def load(path: str = "") -> Lexicon:
    """The table of the package, with the entries of a user's file added where there is one.

    Raises OSError if the file cannot be read, ValueError if it is no such table: with the line, and what is wrong in it.
    """
    return _loaded(path)


def find(finder: Finder, text: str) -> Iterator[tuple[int, str]]:
    """Every place of every word, sorted by where it begins; of those that begin together the longer one first.

    >>> [word for _, word in find(finder(["用心", "用心性"]), "用心性")]
    ['用心性', '用心']
    """
    found = matches(finder, text)
    if len(found) > 1:
        found.sort(key=lambda match: (match[1], -match[2]))
    for number, start, _ in found:
        yield start, finder.words[number]


def find_of(lexicon: Lexicon, families: Collection[str], text: str) -> list[tuple[int, int, str]]:
    """Every place of every form and original of families, sorted as `find` does: where it begins, minus where it ends, and the word."""
    found: list[tuple[int, int, str]] = []
    for family in families:
        finds = lexicon.finders.get(family)
        if finds is None:
            forms = (form for form, given in lexicon.pairs.items() if any(pair.family == family for pair in given))
            originals = (original for original, kept in lexicon.originals.items() if family in kept)
            finds = lexicon.finders[family] = finder({*forms, *originals})
        words = finds.words
        found += [(start, -end, words[number]) for number, start, end in matches(finds, text)]
    return sorted(found if len(families) == 1 else set(found))


def matches(finder: Finder, text: str) -> list[tuple[int, int, int]]:
    """Every place of every word, sorted by where it ends: the number of the word, where it begins, where it ends."""
    try:
        return finder.automaton.find_matches_as_indexes(text, overlapping=True)  # type: ignore[no-any-return]
    except UnicodeEncodeError:
        text = SURROGATE.sub("\0", text)
        return finder.automaton.find_matches_as_indexes(text, overlapping=True)  # type: ignore[no-any-return]


@lru_cache(maxsize=4)
def _loaded(path: str) -> Lexicon:
    return lexicon(listed(path))


def listed(path: str = "") -> list[Pair]:
    """The entries as they stand in the table of the package, and behind them those of a user's file. Raises like `load`."""
    return [*_pairs(DATA / "spun.tsv"), *(_pairs(Path(path)) if path else ())]


def _pairs(path: Path) -> Iterator[Pair]:
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise ValueError(f"{path}: not UTF-8") from None
    header: list[str] | None = None
    seen = set()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            if tuple(cells) != COLUMNS:
                raise ValueError(f"{path}: line {number} is to be the header, with tabs between: {' '.join(COLUMNS)}")
            continue
        try:
            pair = _pair(cells)
        except ValueError as error:
            raise ValueError(f"{path}: line {number}: {error}") from None
        if pair[:3] in seen:
            raise ValueError(f"{path}: line {number}: {pair.original} and {pair.spun} are there twice")
        seen.add(pair[:3])
        yield pair
    if header is None:
        raise ValueError(f"{path}: empty; its first line is the header: {' '.join(COLUMNS)}")


def _pair(cells: list[str]) -> Pair:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(COLUMNS)} columns with tabs between, not {len(cells)}: {' '.join(COLUMNS)}")
    family, original, spun, number, kind, reason = cells
    try:
        prior = float(number)
    except ValueError:
        prior = -1.0
    if not 0 < prior <= 1:
        raise ValueError(f"prior is a number above 0 and up to 1, not {number!r}")
    if not family.strip():
        raise ValueError("the family has no name")
    if kind not in KINDS:
        raise ValueError(f"kind is one of {', '.join(KINDS)}, not {kind!r}")
    if kind == "near" and prior > NEAR:
        raise ValueError(f"a near-synonym has a prior of at most {NEAR}, not {number}")
    for word in (original, spun):
        if not word or NOT_HAN.search(word):
            raise ValueError(f"words are Han characters, not {word!r}")
    if original == spun:
        raise ValueError(f"original and spun form are the same: {spun}")
    return Pair(family, original, spun, prior, kind, reason.startswith("seen"), (original, spun))


def lexicon(pairs: Iterable[Pair]) -> Lexicon:
    """What finds these pairs in text."""
    tables: dict[str, dict[str, list[Pair]]] = {}  # by family and spun form
    for pair in dict.fromkeys(pairs):
        tables.setdefault(pair.family, {}).setdefault(pair.spun, []).append(pair)
    by_form: dict[str, list[Pair]] = {}
    originals: dict[str, dict[str, Pair]] = {}
    for family, forms in tables.items():
        for pair in (pair for given in forms.values() for pair in given):
            if len(pair.spun) > 2:
                pair = pair._replace(base=_base(pair, forms))
            by_form.setdefault(pair.spun, []).append(pair)
            if pair.original not in forms and not pair.derived:
                told = originals.setdefault(pair.original, {})
                if family not in told or pair.prior > told[family].prior:
                    told[family] = pair
    rates, usual = usage.rates(), usage.usual()
    seldom = finder(telling(by_form, rates, TELLING))
    return Lexicon(
        tuple(tables),
        {form: tuple(given) for form, given in by_form.items()},
        originals,
        {},
        seldom,
        {
            form: [(p.family, p.base, p.marks) for p in by_form[form] if p.kind != "near" and p.family != ONE_OFF]
            for form in seldom.words
        },
        frozenset(telling(by_form, rates, FIRST)),
        {},
        [usual.get(form, ("", "")) for form in seldom.words],
    )


def _base(pair: Pair, forms: dict[str, list[Pair]]) -> tuple[str, str]:
    """The shortest pair of the family that makes the spun form of the original."""
    form = pair.spun
    for size in range(1, len(form)):
        for at in range(len(form) - size + 1):
            for other in forms.get(form[at : at + size], ()):
                if form[:at] + other.original + form[at + size :] == pair.original:
                    return other.original, other.spun
    return pair.original, pair.spun


def telling(by_form: Mapping[str, Sequence[Pair]], rates: Mapping[str, float], limits: tuple[float, float]) -> set[str]:
    """The forms that a family writes most often for how seldom clean text has them, within limits as TELLING, and all forms that good
    text does not have."""
    best: dict[str, list[tuple[float, float, float, str]]] = {}
    for form, given in by_form.items():
        seldom = rates.get(form, 0.0)
        for pair in given:
            if pair.kind != "near":
                often = 0.0 if pair.marks else pair.prior * rates.get(pair.original, 0.0)
                worth = inf if pair.marks else often / (seldom + 0.5)
                best.setdefault(pair.family, []).append((worth, seldom, often, form))
    most, enough = limits
    found = set()
    for forms in best.values():
        total = written = 0.0
        for worth, seldom, often, form in sorted(forms, reverse=True):
            if total + seldom <= most and (written < enough or worth == inf):
                total += seldom
                written += often
                found.add(form)
    return found


def finder(given: Iterable[str]) -> Finder:
    """What finds these words in text."""
    import ahocorasick_rs

    words = tuple(sorted(given))
    return Finder(words, ahocorasick_rs.AhoCorasick(words, implementation=ahocorasick_rs.Implementation.DFA))

"""Damage on purpose: what each pass repairs, put into clean text at random places. A damage is an edit of the clean text."""

import html
import random
import re
from collections.abc import Callable, Iterator
from functools import cache

from cleaner.core import Edit, apply
from cleaner.proofreading import suspects
from tests.benchmarks.site_damage import KINDS as SITE_KINDS
from tests.benchmarks.site_damage import WHOLE

H = r"[\u4e00-\u9fff]"
JOINT = re.compile(rf"(?<={H})(?={H})")


def _at(pattern: str, new: Callable[[re.Match[str], random.Random], str]) -> Callable[[str, random.Random], list[Edit]]:
    """A kind of damage: every place of a pattern, and what it would be turned into."""
    compiled = re.compile(pattern)

    def places(text: str, rng: random.Random) -> list[Edit]:
        return [Edit(*m.span(), new(m, rng), "") for m in compiled.finditer(text)]

    return places


@cache
def _traditional():
    import opencc

    return opencc.OpenCC("s2t")


@cache
def _radicals() -> dict[str, str]:
    """The Kangxi radicals by the ideograph that they look like."""
    import unicodedata

    return {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0x2F00, 0x2FD6)}


def _variant(m: re.Match[str], _rng: random.Random) -> str:
    return _traditional().convert(m[0])


def _spaced(m: re.Match[str], _rng: random.Random) -> str:
    return " ".join(m[0])


def _misread(m: re.Match[str], rng: random.Random) -> str:
    """A character of the same or a similar sound, or a look-alike."""
    return rng.choice([other for other, kind in suspects.meant(m[0]).items() if kind] or [m[0]])


def _confused(m: re.Match[str], rng: random.Random) -> str:
    """A common character that this one is confused with most of all."""
    return rng.choice([*suspects.confused().get(m[0], m[0])])


def _tagged(m: re.Match[str], rng: random.Random) -> str:
    left, right = rng.choice(
        [("<b>", "</b>"), ('<span style="color:red">', "</span>"), ("", "</font>"), ("[b]", "[/b]")]
    )
    return left + m[0] + right


def _read_as(wrong: str, right: str = "utf-8") -> Callable[[re.Match[str], random.Random], str]:
    def misread(m: re.Match[str], _rng: random.Random) -> str:
        try:
            return m[0].encode(right).decode(wrong)
        except UnicodeError:
            return m[0]

    return misread


NUMBER = rf"(?m)^(?:[一二三四五六七八九十]{{1,3}}、|（[一二三四五六七八九十]{{1,3}}）|[0-9]{{1,2}}[.、])(?={H})"
LINE = rf"(?m)^.*{H}{{4}}.*$"

KINDS = {
    "utf-8 as latin-1": _at(LINE, _read_as("latin-1")),
    "gbk as latin-1": _at(LINE, _read_as("latin-1", "gb18030")),
    "utf-8 as gbk": _at(LINE, _read_as("gb18030")),
    "gbk as big5": _at(LINE, _read_as("big5", "gb18030")),
    "gbk as koi8-r": _at(LINE, _read_as("koi8-r", "gb18030")),
    "utf-8 as mac roman": _at(LINE, _read_as("mac-roman")),
    "entity": _at("[“”—《》·]", lambda m, _: f"&{html.entities.codepoint2name.get(ord(m[0]), f'#{ord(m[0])}')};"),
    "nbsp": _at(rf"(?<=[。；])(?={H})", lambda _, rng: "&nbsp;" * rng.randint(1, 3)),
    "tag": _at(rf"(?<={H}{{2}}){H}{{2,4}}(?={H}{{2}})", _tagged),
    "escape": _at(rf"{H}{{6,12}}", lambda m, _: "".join(f"\\u{ord(char):04x}" for char in m[0])),
    "zero width": _at(JOINT.pattern, lambda _, rng: rng.choice("\u200b\ufeff\u200e\u00ad\x08")),
    "radical": _at(H, lambda m, _: _radicals().get(m[0], m[0])),
    "comma": _at(rf"(?<={H})[，；：？！](?={H})", lambda m, _: ",;:?!"["，；：？！".index(m[0])]),
    "spaced sentence": _at(rf"(?<=[，。]){H}{{10,30}}(?=[，。])", _spaced),
    "space before mark": _at(rf"(?<={H})(?=[，。；：！？、])", lambda _, __: " "),
    "doubled mark": _at("[，。；：、]", lambda m, _: m[0] * 2),
    "crossed mark": _at(rf"(?<={H})，(?={H})", lambda _, __: "，,"),
    "decimal point": _at(r"(?<=\d)\.(?=\d)", lambda _, __: "。"),
    "traditional": _at(rf"{H}{{2}}", _variant),
    "misread": _at(H, _misread),
    "confused": _at(f"[{''.join(suspects.confused())}]", _confused),
    "number cut off": _at(NUMBER, lambda m, _: m[0] + "\n\n"),
}

GLYPH = "□"  # what the generators of lost marks write; `as_glyph` makes it another


def _half(m: re.Match[str], rng: random.Random) -> str:
    """A pair that has lost one side."""
    return GLYPH + m[0][1:] if rng.random() < 0.5 else m[0][:-1] + GLYPH


PAIR = r"《[^《》\n]{2,30}》|“[^“”\n]{2,40}”|（[^（）\n]{2,30}）"

LOST_MARKS = {
    "mark before a year": _at(rf"(?<={H})[，。、；：](?=(?:(?:19|20)[0-9xX]{{2}}|xx)年)", lambda _, __: GLYPH),
    "mark before Latin": _at(rf"(?<={H})[，。、；：？！“《（](?=[A-Za-z])", lambda _, __: GLYPH),
    "mark anywhere": _at(rf"(?<=[{H[1:-1]}\w])[，。、；：？！“”《》（）·](?=[{H[1:-1]}\w])", lambda _, __: GLYPH),
    "a pair": _at(rf"(?<={H})(?:{PAIR})(?=[{H[1:-1]}，。、])", lambda m, _: GLYPH + m[0][1:-1] + GLYPH),
    "one of a pair": _at(rf"(?<={H})(?:{PAIR})(?=[{H[1:-1]}，。、])", _half),
    "dash or dots": _at(rf"(?<={H})(?:——|……)(?={H})", lambda _, __: GLYPH),
}
KINDS |= LOST_MARKS | SITE_KINDS


def as_glyph(damages: list[Edit], glyph: str) -> list[Edit]:
    """The same lost marks with another glyph in their place."""
    return [edit._replace(new=edit.new.replace(GLYPH, glyph)) for edit in damages]


def mask_years(text: str) -> str:
    """The text with its years masked, as sites do: 2008年 is 20xx年."""
    return re.sub(r"(?:19|20)[0-9]{2}(?=年)", "20xx", text)


def damage(text: str, kind: str, rng: random.Random, per_thousand: float) -> tuple[str, list[Edit]]:
    """The text with about so many damages a thousand characters, and the damages: sorted edits of the clean text."""
    edits = [edit for edit in KINDS[kind](text, rng) if text[edit.start : edit.end] != edit.new]
    wanted = min(len(edits), max(1, round(len(text) * per_thousand / 1000))) if edits else 0
    wanted = len(edits) if kind in WHOLE else wanted
    chosen = list(apart(sorted(rng.sample(edits, wanted))))
    return apply(text, chosen), chosen


def mixed(text: str, rng: random.Random, per_thousand: float, kinds: list[str]) -> tuple[str, list[Edit]]:
    """The same, of several kinds at once in equal parts; `code` says which kind a damage is."""
    edits = [
        edit._replace(code=kind) for kind in kinds for edit in damage(text, kind, rng, per_thousand / len(kinds))[1]
    ]
    chosen = list(apart(sorted(edits)))
    return apply(text, chosen), chosen


def apart(edits: list[Edit]) -> Iterator[Edit]:
    """The sorted edits without those that meet or touch the one before."""
    end = -2
    for edit in edits:
        if edit.start > end + 1:
            yield edit
            end = edit.end

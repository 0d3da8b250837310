"""The characters of the pass `invisible` against Unicode's own properties."""

import sys

import regex

from cleaner.passes.invisible import PRIVATE_KIND, RUN, invisible

IGNORABLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Noncharacter_Code_Point}]")
WHITE = set("\t\n\r\f\v\x1c\x1d\x1e\x85")
# drawn, or the business of one script alone: number signs, fillers, inherent vowels, free variants, hieroglyphs, shorthand, music
OF_ONE_SCRIPT = regex.compile(
    r"[\p{Arabic}\p{Syriac}\p{Hangul}\p{Khmer}\p{Kaithi}\p{Egyptian_Hieroglyphs}\p{Duployan}\u0600-\u0605\u06dd\u0890\u0891\u08e2"
    r"\u180b-\u180d\u180f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
)


def test_unseen_is_what_unicode_says():
    for point in range(sys.maxunicode + 1):
        char = chr(point)
        if not 0xD800 <= point <= 0xDFFF:
            unseen = (
                bool(IGNORABLE.match(char))
                and char not in WHITE
                and (char == "\u061c" or not OF_ONE_SCRIPT.match(char))
            )
            assert bool(RUN.match(char)) == unseen, f"U+{point:04X}"


def test_trigger_holds_every_unseen_character():
    for point in range(sys.maxunicode + 1):
        if RUN.match(chr(point)) or 0xE000 <= point <= 0xF8FF:
            assert any(chars.search(chr(point)) for chars in invisible.triggers), f"U+{point:04X}"
    assert PRIVATE_KIND.search("\ue000")

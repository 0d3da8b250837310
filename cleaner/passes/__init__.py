"""The chain: every pass, in the order in which they run. Read this first.

A pass is a generator function: text in, `Edit`s and `Note`s out. Its name is the damage, the first line of its docstring
the description that `cleaner passes` prints, its keyword arguments the options. Each runs over the result of the one before.
"""

from __future__ import annotations

from cleaner.passes.boilerplate import boilerplate
from cleaner.passes.characters import characters
from cleaner.passes.gaps import gaps
from cleaner.passes.glyphs import glyphs
from cleaner.passes.invisible import invisible
from cleaner.passes.markup import markup
from cleaner.passes.mojibake import mojibake
from cleaner.passes.noise import noise
from cleaner.passes.punctuation import punctuation
from cleaner.passes.radicals import radicals
from cleaner.passes.repeats import repeats
from cleaner.passes.ruby import ruby
from cleaner.passes.script import script
from cleaner.passes.spacing import spacing
from cleaner.passes.structure import structure
from cleaner.passes.width import width
from cleaner.passes.words import words
from cleaner.passes.wraps import wraps

CHAIN = [
    mojibake,
    markup,
    invisible,
    radicals,
    ruby,
    noise,
    wraps,
    boilerplate,
    repeats,
    spacing,
    width,
    punctuation,
    glyphs,
    script,
    words,
    characters,
    structure,
    gaps,
]

# These polish what people read: code, addresses, tables and verse are off limits to them (limits.py finds those). `noise` looks for
# those itself, because two injected backticks look like code, and `repeats`, because a copy goes with the code in it.
POLISHING = frozenset({markup, ruby, spacing, width, punctuation, glyphs, script, characters, structure})

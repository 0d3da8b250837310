"""Pinyin in a text: beside its character (beside), without it (left), instead of it (instead), and which reading a syllable is
(readings). The pass is passes/ruby.py."""

"""Codes of other programs: HTML tags (tags), escapes and codes of forums and of Word (codes); and where a text talks about codes (talk) or
lists a program's messages (catalogue), which are left alone. The pass is passes/markup.py."""

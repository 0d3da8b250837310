"""Spaces that fell into a text: letter by letter or word by word (cut_up), single ones (loose). The pass is passes/spacing.py."""

"""Marks that were lost: where (lost, at_ends, throughout), which (opinions, sight), what places of a document say about each other (titles,
together), and ? for spaces of layout (spaces), for the pass passes/glyphs.py. And marks that stand for others (decimals, odd), that face the
wrong way (sides) or were lost next to figures (figures), for passes/punctuation.py.
"""

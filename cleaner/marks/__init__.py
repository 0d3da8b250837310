"""Marks that were lost: where (lost, at_ends, throughout), which (opinions, sight), and what places of a document say about each other
(titles, together), for the pass passes/glyphs.py. And marks that stand for others (decimals, odd), for passes/punctuation.py."""

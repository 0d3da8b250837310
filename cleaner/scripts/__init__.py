"""Simplified and traditional: the forms of words (forms), characters of the other script (strays) and passages in it (passages), what a
converter wrote wrongly throughout (misconverted) and what it left (unconverted). The pass is passes/script.py."""

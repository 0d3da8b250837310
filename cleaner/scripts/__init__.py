"""Simplified and traditional: the forms of words (forms), passages in the other script (passages), and what a converter wrote wrongly
throughout (misconverted). The pass is passes/script.py."""

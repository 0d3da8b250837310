"""How the tables and models in data/ are made, so that anyone can make their own: python -m cleaner.train TABLE SOURCE... -o OUTPUT.

What a table holds, and from which sources, is said in the module that has its name; the judge's `model` is made by language_model.py
and made smaller by entropy_pruning.py, `strange` by confusions.py, and what the networks have in common is in transformer.py.
"""

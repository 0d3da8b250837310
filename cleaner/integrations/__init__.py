"""Adapters for pipelines that people already have. None of them raises for what is in a row: the text stays, and a reason stands beside it.

A whole corpus is better cleaned by `cleaner corpus`, which resumes, keeps the order and sets rows aside that hang or end their process.
"""

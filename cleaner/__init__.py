"""Chinese text as its author wrote it: repairs what scraping, PDF extraction and OCR did to it, and touches nothing else.

>>> import cleaner
>>> cleaner.clean("他说:“环境保护⽅案,已经通过。”")
'他说：“环境保护方案，已经通过。”'
"""

from __future__ import annotations

__version__ = "0.1.0"

from cleaner.chain import clean, explain
from cleaner.core import Change, Edit, Held, Note, Why
from cleaner.report import Report

__all__ = ["Change", "Edit", "Held", "Note", "Report", "Why", "__version__", "clean", "explain"]

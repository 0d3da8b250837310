"""Chinese text as its author wrote it: repairs what scraping, PDF extraction and OCR did to it, and touches nothing else.

>>> import cleaner
>>> cleaner.clean("他说:“环境保护⽅案,已经通过。”")
'他说：“环境保护方案，已经通过。”'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.chain import clean, explain
    from cleaner.core import Change, Edit, Held, Note, Why
    from cleaner.report import Report

__version__ = "0.1.0"
__all__ = ["Change", "Edit", "Held", "Note", "Report", "Why", "__version__", "clean", "explain"]

_HOMES = {"clean": "chain", "explain": "chain", "Report": "report"}


def __getattr__(name: str) -> Any:
    """What `cleaner` offers is loaded at its first use, so that `cleaner --help` need not wait for every pass."""
    if name not in __all__:
        raise AttributeError(f"module 'cleaner' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"cleaner.{_HOMES.get(name, 'core')}"), name)
    globals()[name] = found
    return found

"""Columns of texts: lists, Arrow, pandas and Polars, Hugging Face `datasets.map`, Ray Data `map_batches`.

ds = ds.map(batch_cleaner("text"), batched=True, num_proc=8)                       # datasets
df["text"], df["cleaner_error"] = clean_rows(df["text"])                           # pandas
df = df.with_columns(pl.Series("text", clean_rows(df["text"])[0]))                 # Polars
ds = ds.map_batches(table_cleaner("text"), batch_format="pyarrow")                 # Ray Data

spark.py, daft.py and datatrove.py beside this file are for those.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from cleaner.corpora.row import pass_at_fault
from cleaner.messages import message

ERROR = "cleaner_error"  # the column with the reasons


def clean_rows(texts: Iterable[Any], **how: Any) -> tuple[list[Any], list[str | None]]:
    """The repaired texts, and for each why it was not cleaned, or None. `how` are the arguments of `cleaner.clean`.

    >>> clean_rows(["他来了,又走了。", None, 5])
    (['他来了，又走了。', None, 5], [None, None, 'row-not-text: the field holds int, not a text'])
    """
    from cleaner.chain import explain

    explain("", **how)  # an option that does not exist is no fault of a row
    repaired: list[Any] = []
    reasons: list[str | None] = []
    for text in texts:
        new, reason = clean_one(text, **how)
        repaired.append(new)
        reasons.append(reason)
    return repaired, reasons


def clean_one(text: Any, **how: Any) -> tuple[Any, str | None]:
    """The repaired text, and why it was not cleaned, or None."""
    from cleaner.chain import clean

    try:
        if isinstance(text, str):
            return clean(text, **how), None
        if text is not None and text == text:  # NaN is how pandas has no text
            return text, _told("row-not-text", kind=type(text).__name__)
    except Exception as error:
        by = pass_at_fault(error.__traceback__)
        told = f"{type(error).__name__}: {error}"[:500] + (f" ({by})" if by else "")
        return text, _told("row-raised", error=told)
    return text, None


def batch_cleaner(field: str = "text", **how: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A function for `datasets.map(..., batched=True)`: lists of columns in, the two columns that change out."""
    return functools.partial(_batch, field, how)


def table_cleaner(field: str = "text", **how: Any) -> Callable[[Any], Any]:
    """A function from an Arrow table or record batch to one with the column repaired, and `cleaner_error` last."""
    return functools.partial(_table, field, how)


def _batch(field: str, how: dict[str, Any], batch: dict[str, Any]) -> dict[str, Any]:
    texts, reasons = clean_rows(batch[field], **how)
    return {field: texts, ERROR: reasons}


def _table(field: str, how: dict[str, Any], table: Any) -> Any:
    import pyarrow

    texts, reasons = clean_rows(table.column(field).to_pylist(), **how)
    at = table.schema.get_field_index(field)
    column = pyarrow.array(texts, table.schema.field(at).type)
    return table.set_column(at, table.schema.field(at), column).append_column(ERROR, pyarrow.array(reasons, "string"))


def _told(code: str, **facts: Any) -> str:
    return f"{code}: {message(code, facts)}"

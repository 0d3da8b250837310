"""Daft: a column of a DataFrame repaired in processes of its own, with the reasons of rows that were not cleaned in `cleaner_error`.

from cleaner.integrations.daft import cleaned
cleaned(daft.read_parquet("in"), "text").write_parquet("out")
"""

from __future__ import annotations

from typing import Any

from cleaner.corpora.engines import cores
from cleaner.integrations.rows import ERROR, clean_rows

ROWS = 1000  # that a process takes at a time


def cleaned(table: Any, field: str = "text", processes: int = 0, **how: Any) -> Any:
    """The DataFrame with a column repaired, in so many processes (0: one a core). `how` are the arguments of `cleaner.clean`."""
    import daft

    kind = daft.DataType.struct({field: table.schema()[field].dtype, ERROR: daft.DataType.string()})

    @daft.cls(use_process=True, max_concurrency=processes or cores())
    class Cleaner:
        @daft.method.batch(return_dtype=kind, unnest=True, batch_size=ROWS)  # type: ignore[misc, untyped-decorator, unused-ignore]
        def run(self, texts: Any) -> Any:
            repaired, reasons = clean_rows(texts.to_pylist(), **how)
            return [{field: text, ERROR: reason} for text, reason in zip(repaired, reasons, strict=True)]

    others = [daft.col(name) for name in table.column_names if name != field]
    return table.select(*others, Cleaner().run(table[field])).select(*table.column_names, ERROR)

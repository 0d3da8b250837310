"""Spark tables: a column repaired by `mapInArrow`, with the reasons of rows that were not cleaned in `cleaner_error`.

from cleaner.integrations.spark import cleaned
cleaned(spark.read.parquet("in"), "text").write.parquet("out")
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cleaner.integrations.rows import ERROR, table_cleaner


def cleaned(table: Any, field: str = "text", **how: Any) -> Any:
    """The DataFrame with a column repaired. `how` are the arguments of `cleaner.clean`."""
    from pyspark.sql.types import StringType, StructField, StructType

    clean = table_cleaner(field, **how)

    def each(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            yield clean(batch)

    return table.mapInArrow(each, StructType([*table.schema.fields, StructField(ERROR, StringType())]))

"""A datatrove block, for its local, Slurm and Ray executors: documents that cannot be cleaned go to the exclusion writer with the reason.

pipeline = [JsonlReader("in"), Cleaner(exclusion_writer=JsonlWriter("excluded")), JsonlWriter("out")]
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

from datatrove.pipeline.base import PipelineStep

from cleaner.integrations.rows import ERROR, clean_one, clean_rows


class Cleaner(PipelineStep):  # type: ignore[misc, unused-ignore]
    """Repairs the text of documents. Without an exclusion writer, those that cannot be cleaned pass on as they are, with the reason."""

    type = "✂️ - FORMAT"
    name = "🀄 cleaner"

    def __init__(self, exclusion_writer: Any = None, **how: Any) -> None:
        super().__init__()
        clean_rows([], **how)  # an option that does not exist is told of here
        self.exclusion_writer, self.how = exclusion_writer, how

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:  # noqa: ARG002 - as datatrove calls it
        with self.exclusion_writer or nullcontext() as writer:
            for document in data:
                text, reason = clean_one(document.text, **self.how)
                self.stat_update("cleaned" if text != document.text else "quarantined" if reason else "clean")
                document.text = text
                if reason:
                    document.metadata[ERROR] = reason
                    if writer:
                        writer.write(document, rank)
                        continue
                yield document

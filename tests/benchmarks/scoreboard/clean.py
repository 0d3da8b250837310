"""What is harmed: edits of clean text that nobody has read and found to be a repair of real damage (judged.tsv)."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator

import cleaner
from cleaner import chain
from tests.benchmarks import material
from tests.benchmarks.clean import judged
from tests.benchmarks.clean import shown as in_context
from tests.benchmarks.scoreboard import LENGTHS, Settings, documents, per_hundred_thousand, piece, table

WHOLE, SENTENCE = "whole document", "one sentence"
LISTED = 50  # false edits at most


def measure(settings: Settings) -> dict:
    verdicts = judged()
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for name in chain.NAMES:
        counts["by pass"][name].clear()
    listed = []
    for genre, length, path, moved, text in _texts(settings):
        whole = length in (WHOLE, SENTENCE)
        groups = [counts["by length"][length], *([counts["by genre"][genre]] if whole else [])]
        for name in chain.NAMES if whole else ():
            counts["by pass"][name]["characters"] += len(text)
        for group in groups:
            group["characters"] += len(text)
        report = cleaner.explain(text)
        for item in (*report.changes, *report.held):
            verdict = "held"
            if isinstance(item, cleaner.Change):
                codes = "+".join(dict.fromkeys(why.code for why in item.why))
                verdict = verdicts.get((path, item.start + moved, codes), "unread")
                if verdict != "true":
                    place = f"{path}:{item.start + moved}"
                    listed.append([verdict, length, codes, place, in_context(text, item)])
            for group in (*groups, *([counts["by pass"][item.why[-1].by]] if whole else [])):
                group[verdict] += 1
    told = {title: {name: _rates(count) for name, count in group.items()} for title, group in counts.items()}
    return {**told, "false edits": listed}


def _texts(settings: Settings) -> Iterator[tuple[str, str, str, int, str]]:
    """Genre, length, path, where in the document it begins, and the text."""
    for document in documents(settings):
        for length in LENGTHS:
            start, end = piece(document.text, length, random.Random(f"{length} {document.path}"))
            yield document.source, length, document.path, start, document.text[start:end]
    for sentence in list(material.sentences(settings.data))[:: settings.every]:
        yield sentence.source, SENTENCE, sentence.path, 0, sentence.text


def _rates(count: Counter[str]) -> dict:
    return {
        **{name: count[name] for name in ("characters", "true", "false", "unread", "held")},
        "false per 100,000": per_hundred_thousand(count["false"] + count["unread"], count["characters"]),
    }


def shown(result: dict) -> Iterator[str]:
    columns = ("characters", "true", "false", "unread", "held", "false per 100,000")
    yield (
        "Edits of documents as they are: true ones repair real damage that somebody has read, unread ones count as false. "
        "Passes and genres are those of whole documents and sentences."
    )
    for title in ("by pass", "by genre", "by length"):
        rows = [[name, *(rates[column] for column in columns)] for name, rates in result[title].items()]
        yield from table([title.removeprefix("by "), *columns], rows)
    yield from ("False and unread edits:" if result["false edits"] else "No false edit.", "")
    for verdict, length, codes, place, text in result["false edits"][:LISTED]:
        yield f"- {verdict}, {length}, {codes}, {place}: `{text}`"
    if len(result["false edits"]) > LISTED:
        yield f"- and {len(result['false edits']) - LISTED} more in results.json"

"""What breaks it: millions of generated texts against the laws of tests/laws.py and against a clock.

Every text: no crash, exact undo, fixed point, and no more time than so much a character. One in RARE is repeated pieces of
SHORT characters, and of four times as many; where that takes SUSPECT times as long, sixteen times as many must take no more
than GROWTH times as long as four times, or else 64 times no more than GROWTH times as long as that. A failure is reduced to a
short text that fails alike and written down as a fixture-to-be.
"""

import json
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import cleaner
from tests.benchmarks.scoreboard import Settings, strange, table
from tests.laws import check_laws

BATCH = 500  # texts
RARE = 25
SHORT = 1000  # characters
LIMIT = 0.25, 1e-3  # seconds a text may take, and more for each character
SUSPECT, GROWTH = 6, 7.5  # times as long for four times the length
HANGS = 60  # seconds of the processor after which a text is given up
KEPT = 3  # failures of one kind
SHOWN = 80  # characters of a failing text that results.json holds; all of it is in FAILURES
FAILURES = "stress-failures.jsonl"

Failure = tuple[str, str, str]  # kind, message, text
Batch = tuple[int, int, float, list[Failure]]  # texts, characters, the longest time a character, what failed


def check(text: str) -> None:
    """The laws. A text that nothing is proposed for is its own fixed point: no more is to be tried."""
    report = cleaner.explain(text)
    if report.text != text or report.changes or report.held or report.notes:
        check_laws(report, text)


def spent(text: str) -> float:
    """Processor seconds of one run."""
    start = time.thread_time()
    cleaner.clean(text)
    return time.thread_time() - start


def grows(seed: str) -> str | None:
    """How time grows, where it grows too fast and goes on to: what a limit of the passes ends is no growth."""
    texts = [strange.repeated(random.Random(seed), length * SHORT) for length in (1, 4, 16, 64)]
    if spent(texts[1]) < SUSPECT * spent(texts[0]):
        return None
    times = [min(spent(text), spent(text)) for text in texts[:3]]
    if times[2] < max(GROWTH * times[1], LIMIT[0]):  # hiccups of the machine are as long
        return None
    times.append(spent(texts[3]))
    told = ", ".join(f"{took:.3f}" for took in times)
    return f"seconds at 1, 4, 16 and 64 thousand characters: {told}" if times[3] > GROWTH * times[2] else None


def failure(text: str) -> tuple[str, str] | None:
    """What goes wrong with a text: its kind (for failures alike) and the message."""
    watched = hasattr(signal, "SIGPROF")  # there is none on Windows
    if watched:
        signal.signal(signal.SIGPROF, _hangs)
        signal.setitimer(signal.ITIMER_PROF, HANGS)
    try:
        check(text)
    except Exception as error:
        message = f"{type(error).__name__}: {str(error)[:300]}"
        return _kind(error, text), message.encode("utf-8", "backslashreplace").decode()
    finally:
        if watched:
            signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def _hangs(_signal: int, _frame: object) -> None:
    raise TimeoutError(f"more than {HANGS} s")


def _kind(error: Exception, text: str) -> str:
    """The error, the last line of ours that it went through, and the passes that would go on repairing."""
    at, place = error.__traceback__, ""
    while at:
        file = Path(at.tb_frame.f_code.co_filename)
        if file.parent.name in ("cleaner", "passes", "tests"):
            place = f"{file.stem}:{at.tb_lineno}"
        at = at.tb_next
    told = f"{type(error).__name__} in {place}"
    if isinstance(error, AssertionError):
        again = cleaner.explain(cleaner.clean(text)).changes
        told += "".join(f", {name}" for name in sorted({why.by for change in again for why in change.why}))
    return told


def reduced(text: str, kind: str) -> str:
    """A shorter text that fails alike: parts are taken out as long as it does."""
    size = len(text) // 2
    while size:
        at = 0
        while at < len(text):
            less = text[:at] + text[at + size :]
            found = failure(less)
            if found and found[0] == kind:
                text = less
            else:
                at += size
        size //= 2
    return text


def batch(seed: str) -> Batch:
    """So many texts against everything."""
    rng = random.Random(seed)
    characters, slowest, failures = 0, 0.0, []
    for number in range(BATCH):
        if number % RARE == 0:
            text = strange.repeated(random.Random(f"{seed} {number}"), SHORT)
            if told := grows(f"{seed} {number}"):
                failures.append(("growth", told, text))
        else:
            text = strange.text(rng)
        start = time.thread_time()
        found = failure(text)
        took = time.thread_time() - start
        characters += len(text)
        slowest = max(slowest, took / (len(text) + SHORT))
        if found:
            failures.append((*found, text))
        elif took > LIMIT[0] + LIMIT[1] * len(text) and spent(text) > LIMIT[0] + LIMIT[1] * len(text):
            failures.append(("slow", f"{took:.2f} s for {len(text)} characters", text))
    return BATCH, characters, slowest, failures


def measure(settings: Settings) -> dict:
    workers = settings.workers or os.cpu_count() or 1
    end = time.monotonic() + 60 * settings.minutes if settings.minutes else float("inf")
    count: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    kept: list[dict] = []
    slowest, start = 0.0, time.monotonic()
    seeds = (f"{settings.seed} {number}" for number in range(-(-settings.texts // BATCH)) if time.monotonic() < end)
    for texts, characters, longest, failures in _batches(seeds, count, workers):
        count.update(texts=texts, characters=characters, batches=1)
        slowest = max(slowest, longest)
        for kind, message, text in failures:
            kinds[kind] += 1
            if kinds[kind] <= KEPT:
                kept.append({"kind": kind, "why": message, "text": text})
    for told in kept:
        if told["kind"] not in ("growth", "slow") and not told["kind"].startswith("TimeoutError"):
            told["text"] = reduced(told["text"], told["kind"])
    settings.output.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps({"id": f"stress {number}", **told}) + "\n" for number, told in enumerate(kept, 1))
    (settings.output / FAILURES).write_text(lines, "utf-8")
    return {
        "texts": count["texts"],
        "characters": count["characters"],
        "asked for": settings.texts,
        "minutes": round((time.monotonic() - start) / 60, 1),
        "workers": workers,
        "seed": settings.seed,
        "slowest, µs a character": round(1e6 * slowest, 1),
        "failures": dict(kinds.most_common()),
        "kept": [{**told, "text": ascii(told["text"][:SHOWN])} for told in kept],
    }


def _batches(seeds: Iterator[str], count: Counter[str], workers: int) -> Iterator[Batch]:
    if workers == 1:
        yield from map(batch, seeds)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        try:
            yield from pool.imap_unordered(batch, _paced(seeds, count, workers))
        finally:
            count["over"] = 1  # or the pool would wait for what is given out no more


def _paced(seeds: Iterator[str], count: Counter[str], workers: int) -> Iterator[str]:
    """No more batches under way than workers and a few, so that the end of the time is the end."""
    for given, seed in enumerate(seeds):
        while given - count["batches"] > 2 * workers and not count["over"]:
            time.sleep(0.05)
        if count["over"]:
            return
        yield seed


def shown(result: dict) -> Iterator[str]:
    yield (
        f"{result['texts']:,} generated texts ({result['characters']:,} characters) of {result['asked for']:,} asked for, in "
        f"{result['minutes']} minutes on {result['workers']} processes; at most {result['slowest, µs a character']} µs a "
        f"character and thousand. {sum(result['failures'].values()):,} failures."
    )
    if result["failures"]:
        yield from table(["failure", "texts"], result["failures"].items())
        for told in result["kept"]:
            yield f"- {told['kind']}: {told['why'][:120]}, as `{told['text']}`"

"""`cleaner corpus`: what its flags come to, and its exit codes."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from pathlib import Path
from time import sleep
from typing import Any

from cleaner.config import ConfigError, Settings, settings
from cleaner.corpora import engines
from cleaner.corpora.fields import path_of
from cleaner.corpora.formats import Unit
from cleaner.corpora.job import ADDED, Job, digest_of, settings_of, versions
from cleaner.corpora.look import check_counts, check_field, check_packages, sample
from cleaner.corpora.manifest import Rows, entries, forget, open_run, read_json, side_path, sweep, wipe, write_json
from cleaner.corpora.places import absolute, place, remote
from cleaner.corpora.progress import Progress
from cleaner.corpora.summary import Summary, summed, told
from cleaner.corpora.supervisor import Limits, Outcome
from cleaner.corpora.units import listed, plan, shard, sources
from cleaner.corpora.worker import Task, bundled
from cleaner.files import same
from cleaner.messages import Language, message

COUNT = "cleaner.corpora.counts:count_unit"
TRIES = 30  # seconds to wait for a file that another machine wrote
ENOUGH = 1000  # rows from which on a share of them says something
SIZES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def corpus(args: Namespace) -> int:
    """`cleaner corpus`: 0 done, 3 rows were set aside, 4 units are not done."""
    try:
        return _asked(args)
    except (OSError, ValueError, AssertionError):
        raise
    except Exception as error:  # each store has errors of its own
        if not any(remote(name) for name in args.paths):
            raise
        raise OSError(f"{type(error).__name__}: {error}") from error


def _asked(args: Namespace) -> int:
    config = settings(args)
    if args.page and (args.sample or args.dry_run or args.count_lines):
        raise ConfigError("--page shows what was done: --sample, --dry-run and --count-lines do nothing")
    if args.page and len(args.paths) == 1 and not args.files_from and not args.retry:
        args.status = True
    if args.status or args.retry:
        if len(args.paths) != 1 or args.files_from:
            raise ConfigError(f"--{'status' if args.status else 'retry'} takes the folder of a run and nothing else")
        if not (place(args.paths[0]) / "_run.json").exists():
            raise ConfigError(f"{args.paths[0]}: no run of cleaner was begun here")
        return _status(args, config.lang) if args.status else _retry(args, config)
    if (args.jobs or 0) < 0:
        raise ConfigError(f"--jobs is a number of processes, or 0 for one a core, not {args.jobs}")
    if args.address and args.engine == "local":
        raise ConfigError("--address is of a cluster: name it with --engine ray or --engine spark")
    if args.sample is not None and args.sample < 1:
        raise ConfigError(f"--sample is a number of rows, not {args.sample}")
    _too_many(args.max_quarantine or "0", 0, 0)
    *given, out = args.paths
    given += listed(args.files_from) if args.files_from else []
    if not given:
        raise ConfigError("give what to clean and a folder for the result: cleaner corpus SRC... OUT")
    told_ = {
        "given": [absolute(each) for each in given],
        "include": config.include,
        "exclude": config.exclude,
        "format": None if args.format == "auto" else args.format,
        "unit_size": _size("--unit-size", args.unit_size, 1),
    }
    return _run(args, config, told_, _job(args, config, out))


def _job(args: Namespace, config: Settings, out: str) -> Job:
    try:
        path_of(args.field)
    except ValueError as error:
        raise ConfigError(str(error)) from None
    add = tuple(sorted({name for part in args.add or () for name in part.split(",") if name}))
    if strange := [name for name in add if name not in ADDED]:
        raise ConfigError(f"--add is one of {', '.join(ADDED)}, not {strange[0]!r}")
    counts = args.counts and absolute(args.counts)
    return Job(absolute(out), config.how, args.field, config.encoding, add, args.drop_empty, counts)


def _run(args: Namespace, config: Settings, given: dict[str, Any], job: Job) -> int:
    out = job.out
    whole = plan(sources(given["given"], given["include"], given["exclude"], out), given["format"], given["unit_size"])
    if job.add and any(unit.format in ("text", "wet") for unit in whole):
        raise ConfigError("--add needs rows with fields, which text and WET have not")
    if args.page and any(same(unit.source, args.page) for unit in whole):
        raise ConfigError("--page is a file of its own, not one of those to clean")
    units = shard(whole, args.shard) if args.shard else whole
    check_packages(units)
    check_counts(job)
    if args.sample:
        check_field(units, job)
        return sample(units, job, args.sample, config)
    chosen = settings_of(job, given["unit_size"])
    chosen["format"] = given["format"]
    if args.two_pass or args.count_lines:
        chosen["counts"] = "two-pass"
        if args.shard:
            raise ConfigError("--shard sees a part of the corpus: count first (--count-lines), then give --counts")
    run = {"settings": chosen, "versions": versions(), "again": {"given": given, "job": list(job._replace(out=""))}}
    if args.dry_run:
        return _dry(units, job, run, config)
    options = engines.Options(
        args.jobs or 0, Limits(_seconds(args.row_timeout), _size("--memory", args.memory or "0")), args.address
    )
    anew = args.restart and wipe(out)
    if not (place(out) / "_run.json").exists():
        check_field(units, job)
    done = open_run(out, run, units, anew)
    sweep(out, units)
    if args.two_pass or args.count_lines:
        counts = _counts(args, config, whole, job, options, bool(done))
        if counts is None or args.count_lines:
            return 4 if counts is None else 0
        job = job._replace(counts=counts)
        chosen["counts"] = read_json(place(out) / "_counts.json")["lines"]
    job = job._replace(digest=digest_of(chosen, versions()))
    return _clean(args, config, units, job, done, options)


def _clean(
    args: Namespace, config: Settings, units: list[Unit], job: Job, done: dict[str, Rows], options: engines.Options
) -> int:
    left = [unit for unit in units if unit.name not in done]
    before = [sum(rows[name] for rows in done.values()) for name in ("in", "quarantined")]
    failed: dict[str, str] = {}
    stopped = False
    with Progress(len(left), sum(unit.bytes for unit in left), config.lang, args.quiet) as progress:
        found = engines.run(args.engine, bundled(left, job), options) if left else iter(())
        try:
            for news in found:
                progress.take(news)
                if isinstance(news, Outcome):
                    if news.entry is None:
                        failed[news.unit.name] = news.error
                    else:
                        done[news.unit.name] = news.entry["rows"]
                    continue
                rows, aside = (a + b for a, b in zip(progress.rows, before, strict=True))
                if args.max_quarantine and _too_many(args.max_quarantine, rows, aside):
                    stopped = True
                    facts = {"aside": aside, "rows": rows, "limit": args.max_quarantine}
                    _say(message("corpus-too-many", facts, config.lang))
                    break
        except KeyboardInterrupt:
            _say(message("corpus-interrupted", {}, config.lang))
            return 130
        finally:
            close = getattr(found, "close", None)
            if close:
                close()
    if args.engine != "local":
        failed |= _unseen(job.out, [name for name in done if name not in failed])
    finished = (read_json(side_path(job.out, "_manifest", name)) for name in sorted(done) if name not in failed)
    summary = summed(finished, len(units), failed)
    name = "_report.json" if not args.shard else f"_report-{args.shard.replace('/', '-of-')}.json"
    more = {
        "config": job.digest,
        "versions": versions(),
        "shard": args.shard,
        "complete": summary.done == summary.units,
    }
    write_json(job.out, "_run", place(job.out) / name, summary.to_json(**more))
    if args.page:
        _page(args.page, summary, job.out, config.lang)
    if not args.quiet:
        for line in told(summary, job.out, config.lang):
            _say(line)
    return 4 if stopped else summary.code


def _unseen(out: str, names: list[str]) -> dict[str, str]:
    """Units that a cluster says are done, and that are not to be seen here: OUT is not one folder for all of its machines."""
    for _ in range(TRIES):
        missing = [name for name in names if not side_path(out, "_manifest", name).exists()]
        if not missing:
            break
        sleep(1)  # file systems of networks show new files late
    return dict.fromkeys(
        missing, "done, but not to be seen from here: OUT must be on a file system that all machines share"
    )


def _counts(
    args: Namespace, config: Settings, units: list[Unit], job: Job, options: engines.Options, begun: bool
) -> str | None:
    """The file with the counts of lines over these units, None where they cannot be counted."""
    from cleaner.corpora.counts import counted, merge
    from cleaner.sites.verdicts import DOCUMENTS

    path = place(job.out) / "_counts.json"
    before = path.read_bytes() if path.exists() else None
    tasks = [Task(unit, job, run=COUNT) for unit in units if not counted(job.out, unit)]
    failed = False
    with Progress(len(tasks), sum(task.unit.bytes for task in tasks), config.lang, args.quiet) as progress:
        for news in engines.run(args.engine, tasks, options) if tasks else ():
            progress.take(news)
            if isinstance(news, Outcome) and news.entry is None:
                failed = True
                _say(message("corpus-failed", {"unit": news.unit.name, "error": news.error}, config.lang))
    if failed:
        return None
    count = merge(job.out, units, path)
    if begun and before is not None and before != path.read_bytes():
        path.write_bytes(before)
        raise ConfigError(
            f"{job.out}: the corpus has other lines than when it was begun: give another OUT, or --restart"
        )
    if not args.quiet:
        _say(message("corpus-counted", {"documents": DOCUMENTS, "count": f"{count:,}"}, config.lang))
    return str(path)


def _dry(units: list[Unit], job: Job, run: dict[str, Any], config: Settings) -> int:
    """Say what would be done, and refuse what would be refused."""
    done = open_run(job.out, run, units) if (place(job.out) / "_run.json").exists() else {}
    for unit in units:
        print(f"{'done' if unit.name in done else 'to do'}\t{unit.format}\t{unit.bytes}\t{unit.source}\t{unit.name}")
    size = f"{sum(unit.bytes for unit in units) / 1e6:,.1f}"
    _say(message("corpus-dry", {"units": len(units), "megabytes": size, "done": len(done)}, config.lang))
    return 0


def _status(args: Namespace, language: Language) -> int:
    """Say how far a run is, from what it left on the disk."""
    out = args.paths[0]
    units = _planned(read_json(place(out) / "_run.json")["again"]["given"], out)
    summary = summed(entries(out), len(units) if units is not None else 0, {})
    if units is None:
        summary = summary._replace(units=summary.done)
    for line in told(summary, out, language):
        print(line)
    if args.page:
        _page(args.page, summary, out, language)
    return summary.code


def _page(path: str, summary: Summary, out: str, language: Language) -> None:
    """Write the page for the browser."""
    from cleaner.files import put
    from cleaner.pages.corpus import page

    name = Path(absolute(out)).name
    put(Path(path), page(summary, name, language).encode("utf-8", "backslashreplace"))


def _planned(given: dict[str, Any], out: str) -> list[Unit] | None:
    """The units of a run, None where its sources are gone."""
    try:
        return plan(
            sources(given["given"], given["include"], given["exclude"], out), given["format"], given["unit_size"]
        )
    except (OSError, ValueError):
        return None


def _retry(args: Namespace, config: Settings) -> int:
    """Do the units again that have rows set aside, and what is not done yet; with the settings of the run, and this version."""
    out = absolute(args.paths[0])
    run = read_json(place(out) / "_run.json")
    forget(out, [entry["unit"] for entry in entries(out) if entry["rows"]["quarantined"]])
    run["versions"] = versions()
    write_json(out, "_run", place(out) / "_run.json", run)
    job = Job(out, *run["again"]["job"][1:])
    args.two_pass = run["settings"]["counts"] == "two-pass"
    return _run(args, config, run["again"]["given"], job._replace(add=tuple(job.add)))


def _too_many(limit: str, rows: int, aside: int) -> bool:
    """Whether more rows were set aside than a number, or a share such as 0.1%."""
    told_ = re.fullmatch(r"(\d+(?:\.\d+)?)(%?)", limit)
    if not told_:
        raise ConfigError(f"--max-quarantine is a number of rows or a share such as 0.1%, not {limit!r}")
    if told_[2]:
        return rows >= ENOUGH and aside * 100 > float(told_[1]) * rows
    return aside > float(told_[1])


def _size(flag: str, given: str, least: int = 0) -> int:
    told_ = re.fullmatch(r"(\d+)([kmgt]?)b?", given.strip().lower())
    size = int(told_[1]) * SIZES[told_[2]] if told_ else -1
    if size < least:
        raise ConfigError(f"{flag} is a size such as 64M or 2G, not {given!r}")
    return size


def _seconds(given: float) -> float:
    if given < 0:
        raise ConfigError("--row-timeout is a number of seconds, or 0 for none")
    return given


def _say(line: str) -> None:
    print(f"cleaner: {line}", file=sys.stderr)

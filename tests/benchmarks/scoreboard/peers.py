"""The peers in the same run: the same damaged and clean documents, the same scorer, each installed in an environment of its own.

What a peer does is told by its text alone: the changes are the differences. Not all documents are taken, and they are cut:
some peers take minutes for what others do in a second.
"""

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cleaner
from cleaner.core import Edit
from tests.benchmarks import material
from tests.benchmarks.clean import judged
from tests.benchmarks.generators import MIXED, usable
from tests.benchmarks.repair import places_of, score
from tests.benchmarks.scoreboard import Settings, documents, per_hundred_thousand, ratio, table

ADAPTERS = Path(__file__).with_name("adapters.py")
DENSITY = 5  # damages per 1,000 characters
MOST = 60  # documents, drawn evenly from those of --every
LONGEST = 5000  # characters of a document at most
PATIENCE = 1800  # seconds for a peer's installation, and for its run


class Peer(NamedTuple):
    name: str
    adapter: str
    packages: tuple[str, ...]


OURS = Peer("cleaner", "cleaner", ())
PEERS = [
    Peer("ftfy", "ftfy", ("ftfy",)),
    Peer("ftfy, Chinese-safe", "ftfy_chinese", ("ftfy",)),
    Peer("OpenCC t2s", "opencc_t2s", ("opencc",)),
    Peer("OpenCC tw2sp", "opencc_tw2sp", ("opencc",)),
    Peer("autocorrect-py", "autocorrect", ("autocorrect-py",)),
    Peer("zhconv", "zhconv", ("zhconv",)),
    Peer("datatrove FTFYFormatter", "datatrove", ("datatrove", "ftfy", "regex")),
    Peer("JioNLP clean_text", "jionlp", ("jionlp",)),
    Peer("data-juicer operators", "data_juicer", ("py-data-juicer", "aiohttp", "ray", "selectolax", "ftfy")),
    Peer("unstructured cleaners", "unstructured", ("unstructured",)),
    Peer("pycorrector rules", "pycorrector", ("pycorrector",)),
]


class Case(NamedTuple):
    """A text for the peers: `group` is a kind of damage, or clean. Changes that meet a span of `real` repair real damage."""

    group: str
    clean: str
    text: str
    damages: list[Edit]
    real: list[tuple[int, int]]


class Told(NamedTuple):
    """As much of a report as the scorer looks at."""

    changes: Sequence[Edit]


def cases(settings: Settings) -> list[Case]:
    """Clean documents as they are, and the same damaged by every generator."""
    verdicts = judged()
    found = []
    drawn = documents(settings)
    for document in drawn[:: -(-len(drawn) // MOST) or 1]:
        text = document.text[:LONGEST]
        changes = cleaner.explain(text).changes
        real = [
            (change.start, change.end)
            for change in changes
            if verdicts.get((document.path, change.start, "+".join(dict.fromkeys(why.code for why in change.why)))) == "true"
        ]  # fmt: skip
        found.append(Case("clean", text, text, [], real))
        whole = cleaner.clean(text)
        for generator in (*usable(), MIXED):
            damaged, damages = generator.damage(whole, random.Random(f"{generator.name} {document.path}"), DENSITY)
            if damages:
                found.append(Case(generator.name, whole, damaged, damages, []))
    return found


def differences(old: str, new: str) -> list[Edit]:
    """The fewest edits that make one text of another.

    >>> differences("他来了,又走了", "他来了，又走")
    [Edit(start=3, end=4, new='，', code='', confidence=1.0, facts={}), Edit(start=6, end=7, new='', code='', confidence=1.0, facts={})]
    """
    from rapidfuzz.distance import Indel

    edits: list[Edit] = []
    for tag, start, end, new_start, new_end in Indel.opcodes(old, new):
        if tag == "equal":
            continue
        if edits and edits[-1].end == start:
            edits[-1] = edits[-1]._replace(end=end, new=edits[-1].new + new[new_start:new_end])
        else:
            edits.append(Edit(start, end, new[new_start:new_end], ""))
    return edits


def installed(peer: Peer, folder: Path) -> str:
    """The Python of the peer's own environment, made if it is not there. Raises OSError with pip's last line."""
    home = folder / "-".join(peer.packages)
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = home / "installed"
    if not done.exists():
        pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *peer.packages]
        for command in ([sys.executable, "-m", "venv", str(home)], pip):
            ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
            if ran.returncode:
                raise OSError(_last_line(ran.stderr))
        done.write_text("\n".join(peer.packages))
    return str(python)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip() and "WARNING" not in line]
    return (lines or ["no message"])[-1][:300]


def answers(python: str, peer: Peer, texts: list[str]) -> tuple[str, list[dict]]:
    """The version of a peer, and what it makes of each text. Raises OSError if it does not run."""
    asked = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    where = material.ROOT if peer is OURS else None
    with tempfile.TemporaryDirectory() as elsewhere:
        ran = subprocess.run(
            [python, "-P", str(ADAPTERS), peer.adapter],
            input=asked,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            cwd=where or elsewhere,
            env=_environment(ours=peer is OURS),
        )
    told = [json.loads(line) for line in ran.stdout.splitlines() if not ran.returncode]
    if len(told) != len(texts) + 1:
        raise OSError(_last_line(ran.stderr))
    return told[0]["version"], told[1:]


def _environment(*, ours: bool) -> dict[str, str]:
    """No peer installs anything while it runs, and none sees our modules."""
    import os

    hidden = {} if ours else {"PYTHONPATH": ""}
    path = {"PYTHONPATH": os.pathsep.join([str(material.ROOT), os.environ.get("PYTHONPATH", "")])} if ours else hidden
    return {**os.environ, "PIP_NO_INDEX": "1", "UV_OFFLINE": "1", "PYTHONIOENCODING": "utf-8", **path}


def measure(settings: Settings) -> dict:
    asked = cases(settings)
    clean = [case for case in asked if case.group == "clean"]
    result: dict = {
        "documents": len(clean),
        "characters": sum(len(case.text) for case in clean),
        "density": DENSITY,
        "peers": {},
    }
    wanted = [peer for peer in PEERS if settings.peers is None or peer.adapter in settings.peers]
    with tempfile.TemporaryDirectory() as temporary:
        for peer in (OURS, *wanted):
            print(f"  {peer.name}", file=sys.stderr, flush=True)
            try:
                python = sys.executable if peer is OURS else installed(peer, settings.venvs or Path(temporary))
                version, told = answers(python, peer, [case.text for case in asked])
            except (OSError, subprocess.TimeoutExpired) as error:
                result["peers"][peer.name] = {"error": str(error)[:300]}
            else:
                result["peers"][peer.name] = {"version": version, **scored(asked, told)}
    _relate(result["peers"])
    return result


def scored(asked: list[Case], told: list[dict]) -> dict:
    """What a peer repairs by kind, and what it harms."""
    kinds: dict[str, Counter[str]] = {}
    harm: Counter[str] = Counter()
    speed: dict[str, list[float]] = {"clean": [0, 0], "damaged": [0, 0]}
    for case, answer in zip(asked, told, strict=True):
        if "error" in answer:
            harm["errors"] += 1
            continue
        edits = differences(case.text, answer["text"])
        timed = speed["clean" if case.group == "clean" else "damaged"]
        timed[0] += material.megabytes(case.text)
        timed[1] += answer["seconds"]
        if case.group == "clean":
            edits = [edit for edit in edits if not any(a <= edit.end and edit.start <= b for a, b in case.real)]
            harm.update(documents=1, changed=bool(edits), edits=len(edits), characters=len(case.text))
            continue
        repaired, false = score(case.clean, case.text, case.damages, Told(edits))  # type: ignore[arg-type]
        left = differences(case.clean, answer["text"])
        places = zip(case.damages, repaired, places_of(case.damages), strict=True)
        counted = [
            # of a line that stands twice, no difference tells which one was taken out
            ok or (near(*span, edit, edits) and not near(edit.start, edit.end, edit, left))
            for edit, ok, span in places
            if edit.confidence
        ]
        kinds.setdefault(case.group, Counter()).update(
            damages=len(counted), repaired=sum(counted), false=len(false), characters=len(case.text)
        )
    return {
        "recall": {kind: ratio(count["repaired"], count["damages"]) for kind, count in kinds.items()},
        "false per 100,000, damaged": {
            kind: per_hundred_thousand(count["false"], count["characters"]) for kind, count in kinds.items()
        },
        "harm per 100,000": per_hundred_thousand(harm["edits"], harm["characters"]),
        "documents changed": ratio(harm["changed"], harm["documents"]),
        "errors": harm["errors"],
        "MB/s": {name: round(size / max(took, 1e-9), 2) for name, (size, took) in speed.items() if size},
    }


def near(start: int, end: int, damage: Edit, edits: list[Edit]) -> bool:
    """Whether an edit lies in a span, or as far around it as the damage is long."""
    far = len(damage.new)
    return any(edit.start <= end + far and start - far <= edit.end for edit in edits)


def _relate(peers: dict[str, dict]) -> None:
    ours = peers[OURS.name].get("MB/s", {})
    for peer in peers.values():
        for name, speed in peer.get("MB/s", {}).items():
            if name in ours:
                peer.setdefault("times cleaner", {})[name] = round(speed / ours[name], 2)


def shown(result: dict) -> Iterator[str]:
    size = f"{result['documents']} documents, {result['characters']:,} characters"
    yield (
        f"{size}. Harm: edits of clean text per 100,000 characters, and the share of the documents that are changed; repairs "
        "of real damage that somebody has read do not count, whoever makes them. Speed: times that of cleaner in this run."
    )
    there = {name: peer for name, peer in result["peers"].items() if "error" not in peer}
    rows = []
    for name, peer in there.items():
        times = peer.get("times cleaner", {})
        speeds = [times.get("clean"), times.get("damaged")]
        rows.append(
            [f"{name} {peer['version']}", peer["harm per 100,000"], peer["documents changed"], *speeds, peer["errors"]]
        )
    yield from table(["", "harm", "documents changed", "speed, clean", "speed, damaged", "errors"], rows)
    yield f"Share of damages that come back to the letter ({result['density']} per 1,000 characters):"
    kinds = list(dict.fromkeys(kind for peer in there.values() for kind in peer["recall"]))
    rows = [[kind, *(peer["recall"].get(kind) for peer in there.values())] for kind in kinds]
    yield from table(["damage", *there], rows)
    for name, peer in result["peers"].items():
        if "error" in peer:
            yield f"- {name} could not be run: {peer['error']}"

"""Whether edits are as sure as they say: the confidence of every proposal, made or held, against what it comes to."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.benchmarks.scoreboard import Settings, ratio, table
from tests.benchmarks.scoreboard.trials import run

EDGES = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1)
PICTURE = "calibration.svg"
SIDE, MARGIN = 360, 48

Weighed = tuple[float, bool, int]  # confidence, whether it is right, how many


def measure(settings: Settings) -> dict:
    proposals = run(settings).proposals
    passes: dict[str, list[Weighed]] = {}
    for (by, confidence, _, verdict), count in sorted(proposals.items()):
        passes.setdefault(by, []).append((confidence, verdict == "right", count))
    together = bins(item for items in passes.values() for item in items)
    by_pass = {by: _told(bins(items)) for by, items in passes.items()}
    errors = [told["expected calibration error"] for told in by_pass.values()]
    result = {**_told(together), "mean of the passes": ratio(sum(errors), len(errors)), "by pass": by_pass}
    settings.output.mkdir(parents=True, exist_ok=True)
    (settings.output / PICTURE).write_text(picture(together), "utf-8")
    return result


def _told(rows: list[dict]) -> dict:
    proposals = sum(row["proposals"] for row in rows)
    return {"proposals": proposals, "expected calibration error": error(rows), "bins": rows}


def bins(items: Iterable[Weighed]) -> list[dict]:
    """The reliability table: proposals by confidence, the mean of it, and the share that is right.

    >>> bins([(0.97, True, 3), (0.97, False, 1)])
    [{'from': 0.95, 'to': 0.98, 'proposals': 4, 'confidence': 0.97, 'right': 0.75}]
    """
    count: Counter[tuple[int, str]] = Counter()
    for confidence, right, many in items:
        at = max(i for i, edge in enumerate(EDGES[:-1]) if confidence >= edge)
        count[at, "proposals"] += many
        count[at, "right"] += many * right
        count[at, "confidence"] += many * confidence
    return [
        {
            "from": EDGES[at],
            "to": EDGES[at + 1],
            "proposals": count[at, "proposals"],
            "confidence": ratio(count[at, "confidence"], count[at, "proposals"]),
            "right": ratio(count[at, "right"], count[at, "proposals"]),
        }
        for at in range(len(EDGES) - 1)
        if count[at, "proposals"]
    ]


def error(rows: list[dict]) -> float | None:
    """The expected calibration error: how far confidence is from truth, weighed by proposals.

    >>> error(bins([(0.97, True, 3), (0.97, False, 1)]))
    0.22
    """
    apart = sum(row["proposals"] * abs(row["confidence"] - row["right"]) for row in rows)
    return ratio(apart, sum(row["proposals"] for row in rows))


def picture(rows: list[dict]) -> str:
    """The reliability diagram as SVG: a disc a bin, its area by the proposals in it; on the line confidence is truth."""
    size, most = SIDE + 2 * MARGIN, max((row["proposals"] for row in rows), default=1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="11">',
        f'<rect width="{size}" height="{size}" fill="white"/>',
        f'<path d="M{_at(0, 0)} L{_at(1, 1)}" stroke="#999" stroke-dasharray="4"/>',
        f'<path d="M{_at(0, 1)} L{_at(0, 0)} L{_at(1, 0)}" stroke="black" fill="none"/>',
    ]
    for tick in (0, 0.2, 0.4, 0.6, 0.8, 1):
        across, down = _at(tick, 0).split(",")
        parts.append(f'<text x="{across}" y="{float(down) + 16}" text-anchor="middle">{tick:g}</text>')
        across, down = _at(0, tick).split(",")
        parts.append(f'<text x="{float(across) - 6}" y="{float(down) + 4}" text-anchor="end">{tick:g}</text>')
    for row in rows:
        across, down = _at(row["confidence"], row["right"]).split(",")
        radius = 3 + 15 * (row["proposals"] / most) ** 0.5
        parts.append(f'<circle cx="{across}" cy="{down}" r="{radius:.1f}" fill="#2a6fbb" fill-opacity="0.5"/>')
    middle = size / 2
    parts.append(f'<text x="{middle}" y="{size - 10}" text-anchor="middle">confidence</text>')
    parts.append(
        f'<text transform="translate(14 {middle}) rotate(-90)" text-anchor="middle">share that is right</text>'
    )
    return "\n".join([*parts, "</svg>\n"])


def _at(x: float, y: float) -> str:
    return f"{MARGIN + SIDE * x:.1f},{MARGIN + SIDE * (1 - y):.1f}"


def shown(result: dict) -> Iterator[str]:
    total, apart, mean = (result[key] for key in ("proposals", "expected calibration error", "mean of the passes"))
    yield (
        f"{total:,} proposals in the damaged documents of `repair`, held ones too; expected calibration error {apart}, "
        f"mean of the passes {mean}. "
        "A proposal that mends damage the documents came with counts as not right."
    )
    yield from ("", f"![confidence against truth]({PICTURE})")
    columns = ("from", "to", "proposals", "confidence", "right")
    yield from table(columns, [[row[column] for column in columns] for row in result["bins"]])
    rows = [[by, one["proposals"], one["expected calibration error"]] for by, one in result["by pass"].items()]
    yield from table(["pass", "proposals", "expected calibration error"], rows)

"""The page of a report: how long it takes to make, how large it is, and how quick it is in Chromium.

    python -m tests.benchmarks.pages [--data FOLDER] [--runs 5]

Made of the seed, of 1 MB of damaged text and of 200 damaged documents (10 and 0 to 10 damages per 1,000 characters). Times
in the browser are those of the page of 1 MB, the median of some runs: until something is painted, until all of the text is
there, and from a click or a key to the frame after it. Where no browser is installed they are left out.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import cleaner
from cleaner.pages.html import Page
from tests.benchmarks import material
from tests.benchmarks.damage import mixed
from tests.benchmarks.speed import LOCAL
from tests.browser import NoBrowser, chromium

MEGABYTE = 1_000_000
DOCUMENTS = 200
ACTIONS = {
    "filter click": "document.querySelector('#passes input').click()",
    "confidence": "{ const range = byId('least'); range.value = 0.95; range.dispatchEvent(new Event('input')) }",
    "step": "step(1)",
    "last mark": "choose(state.order.at(-1))",
    "side by side": "setView('side')",
    "theme": "nextTheme()",
}
TIMED = """(act) => new Promise((done) => {
  const start = performance.now();
  act();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""


def made(texts: Iterable[tuple[str, str]]) -> tuple[str, float, float]:
    """The page, and the seconds that repairing the texts and making the page took."""
    page, repairing, start = Page("en"), 0.0, time.perf_counter()
    for name, text in texts:
        begun = time.perf_counter()
        report = cleaner.explain(text)
        repairing += time.perf_counter() - begun
        page.add(name, report)
    html = page.html()
    return html, repairing, time.perf_counter() - start - repairing


def megabyte(documents: list[material.Document], rng: random.Random) -> str:
    """Damaged documents, one after the other, up to 1 MB."""
    parts, size = [], 0.0
    while size < 1:
        for document in documents:
            parts.append(mixed(document.text, rng, 10, LOCAL)[0])
            size += material.megabytes(parts[-1])
            if size >= 1:
                break
    return "\n\n".join(parts).encode()[:MEGABYTE].decode("utf-8", "ignore")


def several(documents: list[material.Document], rng: random.Random) -> list[tuple[str, str]]:
    chosen = (documents * (DOCUMENTS // len(documents) + 1))[:DOCUMENTS]
    return [
        (f"{i:03} {document.path}", mixed(document.text, rng, rng.choice([0, 1, 3, 10]), LOCAL)[0])
        for i, document in enumerate(chosen)
    ]


def in_browser(path: Path, runs: int) -> dict[str, float]:
    """Milliseconds by what was waited for: the median of some runs."""
    found: dict[str, list[float]] = {}
    with chromium() as browser:
        for _ in range(runs):
            page = browser.new_page()
            page.goto(path.as_uri())
            while not page.evaluate("drawn === state.rows.length"):
                page.wait_for_timeout(20)
            painted = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
            while page.evaluate(painted) is None:
                page.wait_for_timeout(20)
            found.setdefault("first paint", []).append(page.evaluate(painted))
            for name, action in ACTIONS.items():
                found.setdefault(name, []).append(page.evaluate(f"({TIMED})(() => {{ {action} }})"))
                page.wait_for_timeout(300)
            found.setdefault("elements", []).append(page.evaluate("document.querySelectorAll('*').length"))
            page.close()
    return {name: statistics.median(times) for name, times in found.items()}


def main() -> None:
    arguments = material.parser(__doc__)
    arguments.add_argument("--runs", type=int, default=5, help="runs in the browser (default: %(default)s)")
    args = arguments.parse_args()
    print(material.heading(args.data))
    rng = random.Random(20)
    documents = list(material.documents(args.data))
    seed = args.data / "seed/damaged.md"
    cases = {"seed": [("damaged.md", seed.read_text("utf-8"))]} if seed.exists() else {}
    cases |= {"1 MB": [("large.txt", megabyte(documents, rng))], f"{DOCUMENTS} documents": several(documents, rng)}
    cleaner.clean("他来了,又走了。")  # loads the model
    with tempfile.TemporaryDirectory() as folder:
        for name, texts in cases.items():
            html, repairing, making = made(texts)
            size = sum(material.megabytes(text) for _, text in texts)
            path = Path(folder, f"{name.replace(' ', '-')}.html")
            path.write_text(html, "utf-8")
            print(f"{name:14} {size:6.2f} MB of text, page {material.megabytes(html):6.2f} MB, "
                  f"repaired in {repairing:6.2f} s, page made in {making:5.2f} s")  # fmt: skip
        try:
            for what, value in in_browser(Path(folder, "1-MB.html"), args.runs).items():
                print(f"{what:14} {value:8.0f} {'' if what == 'elements' else 'ms'}")
        except NoBrowser as reason:
            print(f"no times in a browser: {reason}")


if __name__ == "__main__":
    main()

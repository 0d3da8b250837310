"""Look-alikes, measured: what a recogniser reads for a character that was rendered, printed badly and scanned.

Lines of characters drawn at random are rendered in several fonts, made worse (small, blurred, thresholded, turned, with broken or
bleeding strokes and specks) and recognised. Characters at random give the recogniser no context to guess from, so what it takes for what is a
matter of shape. Counted is the probability that it gives each reading where a character stood, not only its first choice.

Needed to measure, not to use the table: rapidocr-onnxruntime (Apache-2.0, the models of PP-OCRv4 are in its wheel), Pillow, NumPy and fonts;
data/confusions.npz was measured with those of Debian's fonts-noto-cjk, fonts-wqy-zenhei, fonts-wqy-microhei, fonts-arphic-gbsn00lp,
fonts-arphic-gkai00mp and fonts-arphic-uming.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

LINE = 20  # characters of a line
LEAST = 0.01  # probability of a reading that counts
READINGS = 6  # of a place, at most
HEIGHT = 48  # pixels of a line as the recogniser wants it

Reading = dict[str, float]  # what stands at a place: probabilities by character
Recogniser = Callable[[Any], list[Reading]]


def lookalikes(characters: str, fonts: Sequence[Path], lines: int, seed: int = 1) -> Counter[tuple[str, str]]:
    """How much of the readings of each character fell on each character, the right one among them.

    characters: those to render, the commonest first; the first third is drawn twice as often.
    fonts: TrueType or OpenType files; a character that a font lacks is not rendered in it.
    Raises ValueError where a package is missing.
    """
    read, draw = recogniser(), [renderer(font) for font in fonts]
    counts: Counter[tuple[str, str]] = Counter()
    for truth, readings in measured(characters, draw, read, random.Random(seed), lines):
        for place, reading in aligned(truth, readings):
            for character, probability in reading.items():
                counts[place, character] += probability  # type: ignore[assignment]
    return counts


def measured(
    characters: str,
    draw: Sequence[Callable[[str, random.Random], tuple[str, Any]]],
    read: Recogniser,
    rng: random.Random,
    lines: int,
) -> Iterator[tuple[str, list[Reading]]]:
    """Lines as they were rendered, and what was read."""
    weights = [2 if 3 * i < len(characters) else 1 for i in range(len(characters))]
    for number in count():
        if number == lines:
            return
        text, image = draw[number % len(draw)]("".join(rng.choices(characters, weights, k=LINE)), rng)
        if text:
            yield text, read(image)


def aligned(truth: str, readings: list[Reading]) -> Iterator[tuple[str, Reading]]:
    """The characters that were rendered, each with its reading, by the shortest way from one to the other; losses and extras are left out.

    >>> [(place, *reading) for place, reading in aligned("天上人", [{"大": 0.9}, {"上": 1.0}, {"入": 0.8}])]
    [('天', '大'), ('上', '上'), ('人', '入')]
    """
    best = [max(reading, key=reading.__getitem__) for reading in readings]
    costs = [[float(j) for j in range(len(best) + 1)]]
    for i, character in enumerate(truth, 1):
        row = [float(i)]
        for j, other in enumerate(best, 1):
            change = 0.0 if character == other else 0.9 if character in readings[j - 1] else 1.0
            row.append(min(costs[-1][j] + 1, row[-1] + 1, costs[-1][j - 1] + change))
        costs.append(row)
    i, j = len(truth), len(best)
    found = []
    while i and j:
        change = costs[i - 1][j - 1]
        if change <= costs[i - 1][j] and change <= costs[i][j - 1]:
            i, j = i - 1, j - 1
            found.append((truth[i], readings[j]))
        elif costs[i - 1][j] < costs[i][j - 1]:
            i -= 1
        else:
            j -= 1
    return reversed(found)


def renderer(path: Path) -> Callable[[str, random.Random], tuple[str, Any]]:
    """What draws a line in a font and makes it worse; gives the line without what the font lacks, and a grey image as an array."""
    draw, fonts, filters = (_needed(f"PIL.{name}") for name in ("ImageDraw", "ImageFont", "ImageFilter"))
    image, numpy = _needed("PIL.Image"), _needed("numpy")
    font = fonts.truetype(str(path), HEIGHT - 8)
    lacking = bytes(font.getmask("\U0010ffff"))

    def drawn(text: str, rng: random.Random) -> tuple[str, Any]:
        text = "".join(c for c in text if bytes(font.getmask(c)) not in (lacking, b""))
        if not text:
            return "", None
        page = image.new("L", (int(font.getlength(text)) + 16, HEIGHT + 8), 255)
        pen = draw.Draw(page)
        pen.text((8, 0), text, font=font, fill=rng.randint(0, 60))
        if rng.random() < 0.4:  # broken strokes: scratches
            for _ in range(rng.randint(1, 2 + len(text))):
                x, y = rng.randrange(page.width), rng.randrange(page.height)
                pen.line((x, y, x + rng.randint(-30, 30), y + rng.randint(-12, 12)), fill=255, width=rng.randint(1, 3))
        if rng.random() < 0.5:
            page = page.rotate(rng.uniform(-0.6, 0.6), image.Resampling.BILINEAR, fillcolor=255)
        small = rng.uniform(0.26, 0.55)  # 11 to 22 pixels a character
        page = page.resize((int(page.width * small), int(page.height * small)), image.Resampling.BOX)
        if rng.random() < 0.6:
            page = page.filter(filters.GaussianBlur(rng.uniform(0.3, 0.9)))
        grey = numpy.asarray(page, dtype="float32")
        noise = numpy.random.default_rng(rng.getrandbits(32))
        grey = grey + noise.normal(0, rng.uniform(0, 28), grey.shape)
        if rng.random() < 0.6:  # thin strokes break at a low threshold, and bleed at a high one
            grey = numpy.where(grey < rng.uniform(110, 215), 0.0, 255.0)
        page = image.fromarray(grey.clip(0, 255).astype("uint8"))
        page = page.resize((max(1, page.width * HEIGHT // page.height), HEIGHT), image.Resampling.BILINEAR)
        return text, numpy.asarray(page)

    return drawn


def recogniser() -> Recogniser:
    """PP-OCRv4's recogniser, one thread: a grey image of a line in, the readings of its places out."""
    numpy, runtime, package = _needed("numpy"), _needed("onnxruntime"), _needed("rapidocr_onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    model = Path(package.__file__).parent / "models" / "ch_PP-OCRv4_rec_infer.onnx"
    session = runtime.InferenceSession(str(model), options)
    alphabet = ["", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    name = session.get_inputs()[0].name

    def read(image: Any) -> list[Reading]:
        pixels = (numpy.repeat(image[None, None].astype("float32"), 3, 1) / 255 - 0.5) / 0.5
        told = session.run(None, {name: pixels})[0][0]
        best = told.argmax(1)
        readings: list[Reading] = []
        for at, symbol in enumerate(best):
            if not symbol:
                continue
            ranked = [i for i in numpy.argpartition(-told[at], READINGS)[:READINGS] if i and told[at, i] > LEAST]
            reading = {alphabet[i]: float(told[at, i]) for i in ranked}
            if at and best[at - 1] == symbol:  # the same stroke of the pen: the surer moment counts
                if told[at, symbol] > max(readings[-1].values()):
                    readings[-1] = reading
            else:
                readings.append(reading)
        return readings

    return read


def _needed(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise ValueError("to measure look-alikes: pip install rapidocr-onnxruntime pillow numpy") from error

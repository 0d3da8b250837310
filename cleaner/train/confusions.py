"""The tables of the pass `characters`, as `python -m cleaner.train lookalikes|strange|confusions` makes them.

data/neighbours.npy: of the 4,095 commonest characters of the text that the judge was made of, how often each pair stands together, as
levels (log2 of the count and one, counts below two as none, at most 15, two in a byte).

data/confusions.npz: the alphabet (the commonest characters, that stand 25 times or more); of each character, what may have been meant
where it is read: up to 28 characters of the same sound and 14 look-alikes, and of a similar sound (zh/z, ch/c, sh/s, n/l, f/h, r/l, an/ang,
en/eng, in/ing and the like) as many as there is room for.
Sounds are pypinyin's (MIT, https://github.com/mozillazg/python-pinyin), two readings of a character at most. Look-alikes were measured
(lookalikes.py): 17,000 lines, 258,000 readings, 68 % of them right.

data/lookalikes.tsv: characters of GBK that the alphabet lacks, each with those of the 3,500 commonest that its blurred renderings in two
fonts (Noto Sans CJK, WenQuanYi Zen Hei) overlap most with; recognisers with larger alphabets than the measured one write them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from cleaner.train.readings import Reader

OFTEN, SIZE, PAIRED = 25, 5900, 4095  # of the alphabet
ROOM, SAME, SIMILAR, ALIKE = 56, 28, 20, 14  # candidates of a character
SEEN = 0.05  # readings, in sum, from which on a look-alike counts
TURNED = 0.3  # what a reading of b for a counts for a in place of b
DOUBTLESS = 255  # misread, in eighths of a nat, where a pair of characters does not look alike
COMMON, NEAREST, OVERLAP = 3500, 6, 0.6  # of strange characters

# What people and sites write for common characters: "Martian script" (火星文) of the years from 2005 on.
SUBSTITUTES = (
    "嘚的得 囷和 吔也 仩上 芐下 迗天 夶大 尐小 亽人 亾人 伱你 沵你 彵他 咜他它 菿到 箌到 芣不 吥不 孒了 佷很 詪很 "
    "恏好 婹要 鉯以 昰是 媞是提 狆中 茽中 侞如 淉果 莋作做 濄过 玍生 泩生 苼生 哃同 蔀部 筙来 唻来 厾去 呿去 垳行 "
    "姠向 呮只 吢心 伈心 倁知 噵道 檤道 僾爱 鈅月 涐我 硪我 鼡用 冭太 苐第 魜人 汃八 陏随 姩年 哖年 溡时 埖花 "
    "婲花 佲名 蕐华 偠要 暒星 煋星 潒像 浭更 偭面 荿成 扖入 囜四 覀西 啝和 咊和 嚸点 挵弄 縂总 莂别 畄留"
)
# These, and what scanned pages on the web have, whatever the overlap says.
IN_THE_WILD = {"旳": "的", "冃": "目", "囗": "口", "巿": "市", **{each[0]: each[1:] for each in SUBSTITUTES.split()}}

INITIALS = [*("zh", "ch", "sh"), *"bpmfdtnlgkhjqxrzcsyw"]
ALIKE_INITIALS = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"), ("r", "l")]
ALIKE_FINALS = [
    *[("ang", "an"), ("eng", "en"), ("ing", "in"), ("uang", "uan"), ("iang", "ian")],
    *[("ong", "eng"), ("ue", "ie"), ("v", "u"), ("uo", "ou"), ("ui", "ei")],
]


def write(read: Path, corpora: Iterable[Iterable[str]], reader: Reader, output: Path) -> None:
    """Write data/confusions.npz, and neighbours.npy beside it, from the table of readings that `lookalikes` made and from clean text."""
    import numpy

    counts, pairs = counted(corpora)
    alphabet = [character for character, count in counts.most_common(SIZE) if count >= OFTEN]
    rank = {character: place for place, character in enumerate(alphabet[:PAIRED], 1)}
    table = numpy.zeros((PAIRED + 1, PAIRED + 1), numpy.float64)
    for pair, count in pairs.items():
        if count > 1 and pair[0] in rank and pair[1] in rank:
            table[rank[pair[0]], rank[pair[1]]] = count
    levels = numpy.minimum(numpy.round(numpy.log2(table + 1)), 15).astype(numpy.uint8)
    place = {character: number for number, character in enumerate(alphabet, 1)}
    meant, kinds, misread = (
        numpy.zeros((len(alphabet) + 1, ROOM), kind) for kind in (numpy.uint16, numpy.uint8, numpy.uint8)
    )
    alike = _alike(line.split("\t") for line in read.read_text("utf-8").splitlines()[1:])
    for character, found in candidates(alphabet, counts, reader, alike).items():
        for column, (other, kind) in enumerate(found.items()):
            row = place[character]
            meant[row, column], kinds[row, column] = place[other], kind
            share = alike[character].get(other, 0.0)
            misread[row, column] = min(DOUBTLESS, round(-8 * float(numpy.log(share)))) if share else DOUBTLESS
    numpy.save(output.with_name("neighbours.npy"), levels[:, 0::2] | levels[:, 1::2] << 4)
    numpy.savez_compressed(
        output,
        alphabet=numpy.array([0, *map(ord, alphabet)], numpy.uint16),
        rank=numpy.array([0, *(rank.get(character, 0) for character in alphabet)], numpy.uint16),
        often=numpy.log2(numpy.array([1, *(counts[character] + 1 for character in alphabet)])).astype(numpy.float32),
        meant=meant,
        kinds=kinds,
        misread=misread,
    )


def counted(corpora: Iterable[Iterable[str]]) -> tuple[Counter[str], Counter[str]]:
    """How often each character, and each pair of neighbours, stands in texts; Han characters of the basic block only."""
    characters: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for corpus in corpora:
        for paragraph in corpus:
            characters.update(paragraph)
            pairs.update(map(str.__add__, paragraph, paragraph[1:]))
    for counts in (characters, pairs):
        for form in [form for form in counts if not all("\u4e00" <= character <= "\u9fff" for character in form)]:
            del counts[form]
    return characters, pairs


def candidates(
    alphabet: Sequence[str], counts: Mapping[str, int], reader: Reader, alike: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, int]]:
    """What may have been meant by each character, with the kinds of proofreading/suspects.py: same sounds first, then look-alikes, then similar sounds.

    >>> told = {"组": ["zu3"], "阻": ["zu3"], "足": ["zu2"], "住": ["zhu4"], "且": ["qie3"]}
    >>> reader = lambda text, every=False: [told[c] for c in text]
    >>> candidates(list(told), dict.fromkeys(told, 1), reader, {"组": {"且": 0.01}})["组"]
    {'阻': 3, '足': 2, '且': 8, '住': 4}
    """
    read = {character: reader(character, every=True)[0][:2] for character in alphabet}
    sounds = {
        character: list(dict.fromkeys(each.rstrip("012345") for each in told)) for character, told in read.items()
    }
    by_sound: dict[str, list[str]] = defaultdict(list)
    for character, told in sounds.items():
        for sound in told:
            by_sound[sound].append(character)
    found = {}
    for character in alphabet:

        def weight(other: str, tones: list[str] = read[character][:1]) -> float:
            return -counts[other] * (2 if read[other][:1] == tones else 1)

        same = [other for sound in sounds[character] for other in by_sound[sound] if other != character]
        near = [other for sound in sorted(similar(sounds[character][0])) for other in by_sound.get(sound, [])]
        kinds: Counter[str] = Counter()
        same = sorted(dict.fromkeys(same), key=weight)[:SAME]
        for other in same:
            kinds[other] = 3 if read[other][:1] == read[character][:1] else 2
        likest = sorted(alike.get(character, {}).items(), key=lambda told: -told[1])
        for other in [other for other, _ in likest if other in read][:ALIKE]:
            kinds[other] += 8
        for other in sorted(dict.fromkeys(near), key=lambda other: -counts[other])[:SIMILAR]:
            if other != character and other not in same:
                kinds[other] += 4
        found[character] = dict(list(kinds.items())[:ROOM])
    return found


def similar(sound: str) -> set[str]:
    """Syllables that are often taken for one another.

    >>> sorted(similar("zhang"))
    ['zang', 'zhan']
    """
    initial = next((each for each in INITIALS if sound.startswith(each)), "")
    final = sound[len(initial) :]
    initials = {b for pair in ALIKE_INITIALS for a, b in (pair, pair[::-1]) if a == initial}
    finals = {b for pair in ALIKE_FINALS for a, b in (pair, pair[::-1]) if a == final}
    return {each + final for each in initials} | {initial + each for each in finals}


def _alike(rows: Iterable[Sequence[str]]) -> dict[str, dict[str, float]]:
    """By what is read: what may have been meant, and how probable that reading of it is."""
    counts = {(meant, read): float(count) for meant, read, count in rows}
    total: Counter[str] = Counter()
    for (meant, _), count in counts.items():
        total[meant] += count  # type: ignore[assignment]
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (meant, read), count in counts.items():
        if meant != read and count >= SEEN:
            share = count / total[meant]
            found[read][meant] = max(found[read].get(meant, 0.0), share)
            found[meant][read] = max(found[meant].get(read, 0.0), TURNED * share)
    return found


def strange(fonts: Sequence[Path], corpora: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of data/lookalikes.tsv. Raises ValueError where Pillow is missing."""
    import numpy
    import opencc

    counts, _ = counted(corpora)
    known = [character for character, count in counts.most_common(SIZE) if count >= OFTEN]
    simplified = opencc.OpenCC("t2s").convert
    rare = [
        chr(code)
        for code in range(0x4E00, 0x9FA6)
        if chr(code) not in set(known) and simplified(chr(code)) == chr(code)
    ]
    rare = [character for character in rare if character.encode("gbk", "ignore")]
    overlaps: Any = 0.0
    for drawn in map(_drawn, fonts):
        common = numpy.array([drawn(character) for character in known[:COMMON]])
        overlaps = overlaps + numpy.array([drawn(character) for character in rare]) @ common.T / len(fonts)
    yield "# Characters that clean text does not have, and those that their renderings overlap most with: cleaner/train/confusions.py"
    yield "read\talike"
    for character, row in zip(rare, overlaps, strict=True):
        nearest = [known[place] for place in numpy.argsort(-row)[:NEAREST] if row[place] > OVERLAP]
        alike = "".join(dict.fromkeys([*IN_THE_WILD.get(character, ""), *nearest]))
        if alike:
            yield f"{character}\t{alike}"


def _drawn(font: Path) -> Callable[[str], Any]:
    """What renders a character in a font as a blurred, normalised vector."""
    import numpy

    try:
        image, draw, fonts, filters = (
            import_module(f"PIL.{name}") for name in ("Image", "ImageDraw", "ImageFont", "ImageFilter")
        )
    except ImportError as error:
        raise ValueError("to compare renderings, install the package pillow: pip install pillow") from error
    loaded = fonts.truetype(str(font), 32)

    def vector(character: str) -> Any:
        page = image.new("L", (40, 40), 0)
        draw.Draw(page).text((4, 0), character, font=loaded, fill=255)
        flat = numpy.asarray(page.filter(filters.GaussianBlur(1.6)).resize((20, 20)), dtype="float32").ravel()
        flat = flat - flat.mean()
        return flat / (float(numpy.linalg.norm(flat)) + 1e-6)

    return vector

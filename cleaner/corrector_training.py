"""How the corrector is trained, on a GPU with PyTorch: python -m cleaner.train corrector CORPUS -o cleaner/data/corrector.npz

Windows of 64 tokens (the judge's) are drawn from clean text and damaged: none in 15 % of them, else up to 16 % of the characters, and
two-character words beside. A damaged character becomes one of the same sound (47 %), of a similar sound (13 %), a look-alike as
measured (30 %), an unknown one (4 %) or any other (6 %); a word becomes another that sounds the same. Another 10 % of the characters are
hidden. The network says at 24 places of each window, the damaged ones first, what stood there: 8 layers of 256, 8 heads, a bias by distance,
6.8 million weights, stored in eight bits. data/corrector.npz is of 33,394 steps of 2,048 windows (4.4 billion tokens, 19 minutes on
one NVIDIA H100) over 76 million tokens: the judge's text with a third of its classics. On text held out, in nats: 0.057 at an undamaged
place, 1.46 at a damaged one, 2.94 at a hidden one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from cleaner.judge import KINDS, PLAIN, shape
from cleaner.reading_table import Reader
from cleaner.suspects import LOOK_ALIKE, SAME_SOUND, SAME_TONE, SIMILAR_SOUND, tables
from cleaner.transformer_training import distances, fit, layers, norm, write

WIDTH, LAYERS, HEADS, INNER, REACH = 256, 8, 8, 768, 32
WINDOW, ASKED, BATCH = 64, 24, 2048
RATE, FASTEST, WARM, SHRINK = 0.16, 2.5e-3, 400, 0.05
UNDAMAGED, HIDDEN, WORDS = 0.15, 0.10, 0.35
OTHERS, WORD_COUNT = 12, 60  # words that sound the same, at most; count of a word in the dictionary, at least
OTHER_TOKENS = "%％‰+-=/#*&@~～_|$<>[]{}'\"^`\\℃①②③④⑤■□●▲→×"


def alphabet() -> list[str]:
    """The tokens: one for what is not among them, the end of a paragraph, the judge's kinds and marks, and the Han characters of data/confusions.npz."""
    return list(dict.fromkeys(["\0", "\n", *KINDS.values(), *PLAIN, *OTHER_TOKENS, *tables().alphabet[1:]]))


def encoded(paragraphs: Iterable[str], tokens: Sequence[str]) -> Any:
    """The text as numbers of tokens."""
    import numpy

    code = numpy.zeros(0x110000, numpy.int16)
    code[[ord(token) for token in tokens]] = numpy.arange(len(tokens))
    text = "".join(shape(paragraph) + "\n" for paragraph in paragraphs)
    return code[numpy.frombuffer(text.encode("utf-32-le", "replace"), numpy.uint32)]


def misreadings(tokens: Sequence[str]) -> dict[str, dict[int, dict[int, float]]]:
    """By kind of damage, what each token may become, and how likely."""
    known = tables()
    place = {token: number for number, token in enumerate(tokens)}
    found: dict[str, dict[int, dict[int, float]]] = {
        "same": defaultdict(dict),
        "similar": defaultdict(dict),
        "alike": defaultdict(dict),
    }
    for number, read in enumerate(known.alphabet[1:], 1):
        for meant, kind, misread in zip(known.meant[number], known.kinds[number], known.misread[number], strict=True):
            if not meant:
                continue
            row, column = place[known.alphabet[meant]], place[read]
            often = 2 ** (0.6 * float(known.often[number]))
            if kind & (SAME_SOUND | SAME_TONE):
                found["same"][row][column] = often * (1.7 if kind & SAME_TONE else 1)
            if kind & SIMILAR_SOUND:
                found["similar"][row][column] = often
            if kind & LOOK_ALIKE:
                found["alike"][row][column] = math.exp(-float(misread) / 8)
    return found


def homophones(
    words: Mapping[str, int], reader: Reader, tokens: Sequence[str]
) -> dict[tuple[int, int], dict[tuple[int, int], float]]:
    """Two-character words, and those that sound the same.

    >>> told = {"事": "shi4", "物": "wu4", "食": "shi2"}
    >>> homophones({"事物": 99, "食物": 99}, lambda text, every=False: [[told[c]] for c in text], ["事", "物", "食"])[0, 1]
    {(2, 1): 15.75...}
    """
    place = {token: number for number, token in enumerate(tokens)}
    by_sound: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for word, count in words.items():
        if len(word) == 2 and count >= WORD_COUNT and set(word) <= place.keys():
            by_sound[tuple(told[0].rstrip("012345") for told in reader(word))].append(word)
    found = {}
    for alike in by_sound.values():
        for word in alike:
            others = sorted((other for other in alike if other != word), key=lambda other: -words[other])[:OTHERS]
            if others:
                pair = (place[word[0]], place[word[1]])
                found[pair] = {(place[other[0]], place[other[1]]): words[other] ** 0.6 for other in others}
    return found


def train(
    text: Any, tokens: Sequence[str], words: Mapping[str, int], reader: Reader, seconds: float, output: Path
) -> None:
    """Train for so many seconds, print what it comes to, and write the network."""
    torch = import_module("torch")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(1)
    damage = _damager(torch, torch.from_numpy(text).to(device), tokens, words, reader)
    net = _network(torch, len(tokens)).to(device)
    step_of = torch.compile(net) if device == "cuda" else net

    def loss_of() -> Any:
        damaged, places, truth = damage(BATCH)
        with torch.autocast(device, torch.bfloat16):
            told = step_of(damaged, places)
        target = truth.gather(1, places)
        return torch.nn.functional.cross_entropy(told.flatten(0, 1).float(), target.flatten(), ignore_index=0)

    fit(torch, net, loss_of, seconds, FASTEST, WARM, SHRINK)
    write({name: weight.detach().float().cpu().numpy() for name, weight in net.state_dict().items()}, tokens, output)


def _network(torch: Any, size: int) -> Any:
    nn, functional = torch.nn, torch.nn.functional

    class Network(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Parameter(torch.randn(size, WIDTH) * 0.02)
            self.layers = layers(torch, LAYERS, WIDTH, HEADS, INNER, REACH)
            self.norm, self.often = nn.Parameter(torch.ones(WIDTH)), nn.Parameter(torch.zeros(size))

        def forward(self, tokens: Any, places: Any) -> Any:
            apart = distances(torch, tokens, REACH)
            hidden = norm(torch, functional.embedding(tokens, self.embedding))
            for layer in self.layers:
                hidden = layer(hidden, apart)
            hidden = hidden.gather(1, places[..., None].expand(-1, -1, WIDTH))
            return functional.linear(norm(torch, hidden) * self.norm, self.embedding) + self.often

    return Network()


def _damager(torch: Any, text: Any, tokens: Sequence[str], words: Mapping[str, int], reader: Reader) -> Any:
    """What draws windows and damages them: the windows, the places to ask about, and the truth."""
    device, size = text.device, len(tokens)
    han = torch.tensor(["\u4e00" <= token <= "\u9fff" for token in tokens], device=device)
    any_other = (torch.bincount(text.long(), minlength=size).clamp(min=1).sqrt() * han).cumsum(0)
    any_other = any_other / any_other[-1]
    kinds = {kind: _drawer(torch, found, size, device) for kind, found in misreadings(tokens).items()}
    pairs = homophones(words, reader, tokens)
    word_at = torch.full((size, size), -1, dtype=torch.int32, device=device)
    for number, (first, second) in enumerate(pairs):
        word_at[first, second] = number
    shares = torch.zeros(len(pairs), OTHERS, device=device)
    others = torch.zeros(len(pairs), OTHERS, 2, dtype=torch.long, device=device)
    for number, found in enumerate(pairs.values()):
        shares[number, : len(found)] = torch.tensor(list(found.values()), device=device)
        others[number, : len(found)] = torch.tensor(list(found), device=device)

    def damaged(windows: int) -> tuple[Any, Any, Any]:
        def random() -> Any:
            return torch.rand(windows, WINDOW, device=device)

        starts = torch.randint(0, len(text) - WINDOW, (windows, 1), device=device)
        truth = text[starts + torch.arange(WINDOW, device=device)].long()
        rate = torch.rand(windows, 1, device=device)
        rate = torch.where(rate < UNDAMAGED, torch.zeros_like(rate), RATE * rate.square())
        word = torch.full_like(truth, -1)
        word[:, :-1] = word_at[truth[:, :-1], truth[:, 1:]].long()
        first = (word >= 0) & (random() < rate * WORDS)
        first[:, 1:] &= ~first[:, :-1].clone()
        second = first.roll(1, 1)
        seen = truth.clone()
        if first.any():
            chosen = word[first]
            new = others[chosen, torch.multinomial(shares[chosen], 1)[:, 0]]
            seen[first], seen[second] = new[:, 0], new[:, 1]
        hit = han[truth] & ~first & ~second & (random() < rate)
        dice, unknown = random(), torch.zeros_like(truth)
        new = torch.searchsorted(any_other, random()).clamp(max=size - 1)
        for limit, made in (
            (0.94, unknown),
            (0.90, kinds["alike"](truth)),
            (0.60, kinds["similar"](truth)),
            (0.47, kinds["same"](truth)),
        ):
            new = torch.where(dice < limit, made, new)
        seen = torch.where(hit, new, seen)
        seen = torch.where(han[truth] & (seen == truth) & (random() < HIDDEN), unknown, seen)
        worth = random() + (seen != truth) * 1.0 - (truth == 0) * 5.0 - ~han[truth] * 0.5
        return seen, worth.topk(ASKED, 1).indices, truth

    return damaged


def _drawer(torch: Any, found: Mapping[int, Mapping[int, float]], size: int, device: Any) -> Any:
    """What draws for each token one that it may become; itself where there is none."""
    room = max(map(len, found.values()))
    others = torch.arange(size, device=device)[:, None].repeat(1, room)
    limits = torch.ones(size, room, device=device)
    for token, chances in found.items():
        others[token, : len(chances)] = torch.tensor(list(chances), device=device)
        shares = torch.tensor(list(chances.values()), device=device)
        limits[token, : len(chances)] = shares.cumsum(0) / shares.sum()

    def draw(truth: Any) -> Any:
        dice = torch.rand(truth.shape, device=device)
        column = (dice[..., None] > limits[truth]).sum(-1).clamp(max=room - 1)
        return others[truth].gather(-1, column[..., None])[..., 0]

    return draw

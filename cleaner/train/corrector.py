"""How the two correctors are trained, on a GPU with PyTorch: python -m cleaner.train corrector dict.txt CORPUS -o cleaner/data/corrector.npz
and the same with --large and corrector_large.npz

Windows of tokens (the judge's) are drawn from clean text and damaged: some not at all, the others up to 16 % of the characters, and
two-character words beside. A damaged character becomes one of the same sound (47 %), of a similar sound (13 %), a look-alike as
measured (32 %), an unknown one (3 %) or any other (5 %); a word becomes another that sounds the same. Some others are hidden. The network
says at places of each window, the damaged ones first, what stood there. The quick one has 8 layers of 256, 8 heads, 6.8 million weights,
the large one 12 layers of 384, 12 heads, 20.0 million; attention has a bias by distance, and weights are stored in eight bits.

For the large one, marks are lost as well, for marks/sight.py: in three windows of ten marks of some kinds or of all, part of them or all of
them, and in one of ten a token stands where nothing was, which it calls NOTHING.

It goes in two stages. In the first, a tenth of the characters is hidden and the places are any: it learns the language. In the second
hardly any is, and the undamaged places that it is asked about are those where proofreading/suspects.py finds clean text strange (one in a hundred):
what the pass will ask it about. They count threefold. Stored is a mean of the networks after either stage: the text has typing errors of
its own (帮组 six times), which the second stage learns by heart, and the mean is as good otherwise.

data/corrector.npz is of 33,394 steps and then 13,405 (6.0 billion tokens, 28 minutes on one NVIDIA H100) over 76 million tokens: the judge's
text with a third of its classics. data/corrector_large.npz is of 24,365 steps and then 10,023 (2.8 billion tokens, 24 minutes on one H200)
over the same, one part of the first network to two of the second, with a Muon that took questions, keys and values apart where PyTorch's,
which is used now, takes them together. On clean documents kept out, some of their characters misread: the quick one has 0.42 nats at a
damaged place, the large one 0.32; where one in 10,000 undamaged places is taken for damaged, .77 and .82 of the damaged ones come back, at
one in 1,000 .88 and .91. A lost mark is said right first by the large one in .88 of the places.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.judge import KINDS, PLAIN, shape
from cleaner.proofreading.suspects import LOOK_ALIKE, SAME_SOUND, SAME_TONE, SIMILAR_SOUND, suspects, tables
from cleaner.train.readings import Reader
from cleaner.train.transformer import distances, fit, layers, norm, write

REACH = 32
RATE, WARM, SHRINK, WORDS = 0.16, 400, 0.05, 0.35
UNKNOWN, ALIKE, SIMILAR, SAME = 0.95, 0.92, 0.60, 0.47  # up to where, of the dice, a character becomes which
STRANGE, LIKELY = -2.2, -2.4  # where clean text is strange, as proofreading/suspects.py takes it
BLOCK = 20_000  # tokens in which it looks for that
OTHERS, WORD_COUNT = 12, 60  # words that sound the same, at most; count of a word in the dictionary, at least
NOTHING = "\uffff"  # what the large one says of a token that stands for nothing
MARKS = ("，", "。", "、", "；", "：", "？", "！", "“”", "《》", "（）", "·", "—", "…")  # what is lost together
LOSES = 0.3  # windows in which marks are lost
ALL_KINDS, ALL_MARKS = 0.5, 0.3  # of these, those in which marks of all kinds are, and in which all of a kind are
FEW_LOST = 0.02  # marks that are lost in any window
NEW, INSIDE = 0.1, 8  # windows where a token stands for nothing; tokens at the ends where none does
OTHER_TOKENS = "%％‰+-=/#*&@~～_|$<>[]{}'\"^`\\℃①②③④⑤■□●▲→×"


class Stage(NamedTuple):
    """A part of the training: the tokens of a window, those at its ends that are hardly asked about, the places asked about, the windows
    of a step, the highest rate of learning, the share of windows without damage and of hidden characters, and what strange places
    count on top."""

    window: int
    ends: int
    asked: int
    batch: int
    fastest: float
    undamaged: float
    hidden: float
    strange: float


FIRST, SECOND = Stage(64, 0, 24, 2048, 2.5e-3, 0.15, 0.10, 0.0), Stage(48, 8, 16, 2560, 8e-4, 0.25, 0.015, 2.0)


class Plan(NamedTuple):
    """The size of a network, its stages, what the network after the last one counts in the mean, whether it learns marks, and whether Muon
    fits it."""

    width: int
    layers: int
    heads: int
    inner: int
    stages: tuple[Stage, Stage]
    last: float
    marks: bool
    muon: bool


QUICK = Plan(256, 8, 8, 768, (FIRST, SECOND), 0.5, False, False)
LARGE = Plan(384, 12, 12, 1152, (FIRST._replace(batch=1280), SECOND._replace(batch=1664)), 2 / 3, True, True)


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


def strange_places(text: Any, tokens: Sequence[str]) -> Any:
    """Of each token whether clean text is strange there: where the pass would go on looking."""
    import numpy

    found = numpy.zeros(len(text), bool)
    letters = numpy.array(list(tokens))
    for start in range(0, len(text), BLOCK):
        block = "".join(letters[text[start : start + BLOCK]])
        found[[start + at for at, _ in suspects(block, STRANGE, LIKELY)]] = True
    return found


def train(
    text: Any,
    tokens: Sequence[str],
    words: Mapping[str, int],
    reader: Reader,
    plan: Plan,
    seconds: Sequence[float],
    output: Path,
) -> None:
    """Train for so many seconds in each stage, print what it comes to, and write the network."""
    torch = import_module("torch")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(1)
    strange = torch.from_numpy(strange_places(text, tokens)).to(device)
    tokens = [*tokens, NOTHING] if plan.marks else tokens
    damage = _damager(torch, torch.from_numpy(text).to(device), strange, tokens, words, reader, plan.marks)
    net = _network(torch, plan, len(tokens)).to(device)
    made = []
    for stage, time_given in zip(plan.stages, seconds, strict=True):
        _train(torch, net, damage, stage, time_given, plan.muon)
        made.append({name: weight.detach().float().cpu().numpy() for name, weight in net.state_dict().items()})
    first, second = made
    write({name: first[name] * (1 - plan.last) + second[name] * plan.last for name in first}, tokens, output)


def _train(torch: Any, net: Any, damage: Any, stage: Stage, seconds: float, muon: bool) -> None:
    device = next(net.parameters()).device.type
    step_of = torch.compile(net) if device == "cuda" else net

    def loss_of() -> Any:
        damaged, places, truth, worth = damage(stage)
        with torch.autocast(device, torch.bfloat16):
            told = step_of(damaged, places)
        target = truth.gather(1, places).flatten()
        nats = torch.nn.functional.cross_entropy(told.flatten(0, 1).float(), target, ignore_index=0, reduction="none")
        return (nats * worth.gather(1, places).flatten()).mean()

    fit(torch, net, loss_of, seconds, stage.fastest, WARM, SHRINK, muon)


def _network(torch: Any, plan: Plan, size: int) -> Any:
    nn, functional = torch.nn, torch.nn.functional

    class Network(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Parameter(torch.randn(size, plan.width) * 0.02)
            self.layers = layers(torch, plan.layers, plan.width, plan.heads, plan.inner, REACH)
            self.norm, self.often = nn.Parameter(torch.ones(plan.width)), nn.Parameter(torch.zeros(size))

        def forward(self, tokens: Any, places: Any) -> Any:
            apart = distances(torch, tokens, REACH)
            hidden = norm(torch, functional.embedding(tokens, self.embedding))
            for layer in self.layers:
                hidden = layer(hidden, apart)
            hidden = hidden.gather(1, places[..., None].expand(-1, -1, plan.width))
            return functional.linear(norm(torch, hidden) * self.norm, self.embedding) + self.often

    return Network()


def _damager(
    torch: Any, text: Any, strange: Any, tokens: Sequence[str], words: Mapping[str, int], reader: Reader, marks: bool
) -> Any:
    """What draws windows and damages them: the windows, the places to ask about, the truth, and what each place counts."""
    device, size = text.device, len(tokens)
    han = torch.tensor(["\u4e00" <= token <= "\u9fff" for token in tokens], device=device)
    any_other = (torch.bincount(text.long(), minlength=size).clamp(min=1).sqrt() * han).cumsum(0)
    any_other = any_other / any_other[-1]
    kinds = {kind: _drawer(torch, found, size, device) for kind, found in misreadings(tokens).items()}
    group = torch.tensor([next((at for at, of in enumerate(MARKS, 1) if token in of), 0) for token in tokens]).to(
        device
    )
    pairs = homophones(words, reader, tokens)
    word_at = torch.full((size, size), -1, dtype=torch.int32, device=device)
    for number, (first, second) in enumerate(pairs):
        word_at[first, second] = number
    shares = torch.zeros(len(pairs), OTHERS, device=device)
    others = torch.zeros(len(pairs), OTHERS, 2, dtype=torch.long, device=device)
    for number, found in enumerate(pairs.values()):
        shares[number, : len(found)] = torch.tensor(list(found.values()), device=device)
        others[number, : len(found)] = torch.tensor(list(found), device=device)

    def damaged(stage: Stage) -> tuple[Any, Any, Any, Any]:
        def random() -> Any:
            return torch.rand(stage.batch, stage.window, device=device)

        def once() -> Any:
            return torch.rand(stage.batch, 1, device=device)

        starts = torch.randint(0, len(text) - stage.window, (stage.batch, 1), device=device)
        place = torch.arange(stage.window, device=device)[None]
        new_at = (INSIDE + once() * (stage.window - 2 * INSIDE)).long()
        new_at = torch.where(once() < NEW * marks, new_at, stage.window)
        at = starts + place - (place > new_at).long()
        truth, odd = text[at].long(), strange[at] & (stage.strange > 0)
        rate = (once() - stage.undamaged).clamp(min=0) / (1 - stage.undamaged)
        rate = RATE * rate.square()
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
            (UNKNOWN, unknown),
            (ALIKE, kinds["alike"](truth)),
            (SIMILAR, kinds["similar"](truth)),
            (SAME, kinds["same"](truth)),
        ):
            new = torch.where(dice < limit, made, new)
        seen = torch.where(hit, new, seen)
        wrong = seen != truth
        seen = torch.where(han[truth] & ~wrong & ~odd & (random() < stage.hidden), unknown, seen)
        if marks:
            kinds_lost = (torch.rand(stage.batch, len(MARKS) + 1, device=device) < 0.5) | (once() < ALL_KINDS)
            share = torch.where(once() < ALL_MARKS, 1.0, once())
            lost = (once() < LOSES) & kinds_lost.gather(1, group[truth]) & (random() < share) | (random() < FEW_LOST)
            seen = torch.where((group[truth] > 0) & lost | (place == new_at), unknown, seen)
            truth = torch.where(place == new_at, size - 1, truth)
            odd, wrong = odd & (place != new_at), wrong & (place != new_at)
        likely = random() + wrong * 0.5 + odd * 1.0 + (seen != truth) * 1.0 - (truth == 0) * 5.0
        likely -= ~(han[truth] | (seen != truth)) * 0.5
        likely[:, : stage.ends] -= 0.6
        likely[:, stage.window - stage.ends :] -= 0.6
        return seen, likely.topk(stage.asked, 1).indices, truth, 1 + stage.strange * (odd & ~wrong)

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

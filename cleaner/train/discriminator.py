"""How the discriminator of the pass `words` is trained, on a GPU with PyTorch:
python -m cleaner.train discriminator CORPUS -o cleaner/data/discriminator.npz

A use of a word of the table in clean text is shown as the tokens on both sides of it, a hidden one in place of the word, and the network says for
each pair that the word is of which of the two it was. What is beyond the paragraph is not seen. Both words of a pair count alike, and the
rarer words are drawn more often than they stand (by the square root). In 30 % of the windows three in five of the other words of the table
are spun, too. A teacher of 8 layers of 256 that begins as the corrector and reads 24 tokens on each side is trained first; a small network
of 3 layers of 128 that reads 16 learns half from the text, half from what the teacher says. Both are kept: the teacher, as
discriminator_large.npz, is asked where the small one leaves it close.

Those in data/: 1,479 pairs of the kinds `word` and `near` (those with 20 uses of either word) and 10.6 million uses, at most 40,000 of a
word, in 76 million tokens, the judge's text with a third of its classics; on one NVIDIA H100 the teacher saw 4.2 million uses with 32 tokens on
each side (170 s), then 16.1 million with 24 (190 s), the small network 23 million (210 s, in which others learned beside it). On uses kept out
the log-loss of the teacher is 0.211, of the small network 0.272 (with two layers 0.283); of the uses of the original they recognise .783 and
.681 when 2 % of the others are mistaken.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import lexicon, transformer
from cleaner.lexicon import Pair
from cleaner.proofreading import corrector
from cleaner.spinning.discriminator import LARGE, QUICK
from cleaner.tables import DATA
from cleaner.train.corrector import encoded
from cleaner.train.transformer import distances, fit, layers, norm, write


class Plan(NamedTuple):
    """The size of a network, and how it is trained."""

    width: int
    layers: int
    heads: int
    inner: int
    reach: int
    side: int  # tokens on each side that it reads
    drop: float
    batch: int
    rate: float


TEACHER = Plan(width=256, layers=8, heads=8, inner=768, reach=32, side=LARGE.side, drop=0.1, batch=4096, rate=7e-4)
SMALL = Plan(width=128, layers=3, heads=4, inner=384, reach=16, side=QUICK.side, drop=0.0, batch=8192, rate=2.5e-3)
WARM, SHRINK = 200, 0.02  # steps until the rate is reached; weight decay
LEAST, MOST = 20, 40_000  # uses of a word
BLOCK, BLOCKS, KEPT_OUT = 4096, 64, 60  # one block of tokens in so many is kept out; uses of a word there, at most
SPUN, SPUN_WORDS, RIVALS = 0.3, 0.6, 8  # windows with other words spun; how many of these; forms of a word, at most
TAUGHT = 0.5  # what the teacher says counts by


class Uses(NamedTuple):
    """The words of the pairs, and where they stand."""

    text: Any
    end: int  # the token that ends a paragraph
    lengths: Any  # of each word, in tokens
    seen: Any  # the places of all words, one word after the other
    starts: Any  # where each begins
    counts: Any
    shares: Any  # how often each is drawn
    kept_out: Any  # places, and the word there
    pairs: Any  # by word the numbers of its pairs, then nothing
    truth: Any  # and whether it is the original there
    worth: Any  # and how much a use counts
    word_at: Any  # by the two tokens of a word its number, else -1
    forms: Any  # by word what a spinner makes of it
    form_counts: Any


def arguments(parser: ArgumentParser) -> None:
    """The arguments of `python -m cleaner.train discriminator`."""
    text = "clean simplified text, a paragraph a line: files (plain, .gz, .xz, .zst) and folders"
    parser.add_argument("corpora", type=Path, nargs="+", metavar="CORPUS", help=text)
    parser.add_argument("--lexicon", default="", metavar="FILE", help="learn the pairs of this table as well")
    parser.add_argument(
        "--teacher-seconds", type=float, default=360, help="how long the teacher learns (default: %(default)s)"
    )
    parser.add_argument("--seconds", type=float, default=210, help="how long it teaches (default: %(default)s)")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        help="the .npz file to write, and, with _large in its name, the teacher's",
    )


def make(paragraphs: Iterable[str], given: Namespace) -> None:
    """Train both networks, print what they come to, and write them. Raises OSError, ValueError for a lexicon that is none or
    for a text that holds too few of the words."""
    table = [pair for pairs in lexicon.load(given.lexicon).pairs.values() for pair in pairs]
    tokens = corrector.alphabet()  # the teacher begins as the corrector
    torch, numpy = import_module("torch"), import_module("numpy")
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(1)
    text = torch.from_numpy(encoded(paragraphs, tokens)).to(device)
    pairs, uses = _uses(torch, text, tokens, pairs_of(table, tokens))
    teacher = _network(torch, TEACHER, len(tokens), len(pairs)).to(device)
    teacher.load_state_dict(_corrector(torch), strict=False)
    _fit(torch, teacher, TEACHER, uses, given.teacher_seconds)
    small = _network(torch, SMALL, len(tokens), len(pairs)).to(device)
    _fit(torch, small, SMALL, uses, given.seconds, teacher)
    large = given.output.with_stem(given.output.stem + "_large")
    for net, output in ((small, given.output), (teacher, large)):
        weights = {name: weight.detach().float().cpu().numpy() for name, weight in net.state_dict().items()}
        write(weights, tokens, output, pairs=numpy.array(pairs))


def pairs_of(table: Iterable[Pair], tokens: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs that the network is to know: both words written in tokens, two at least.

    >>> word = Pair("pairs", "文明", "礼貌", 0.9, "word", True, ("文明", "礼貌"))
    >>> pairs_of([word, word._replace(spun="礼")], "文明礼貌")
    [('文明', '礼貌')]
    """
    known = set(tokens)
    wanted = {(pair.original, pair.spun) for pair in table if pair.kind in ("word", "near") and not pair.derived}
    return sorted(pair for pair in wanted if all(len(word) > 1 and known.issuperset(word) for word in pair))


def _corrector(torch: Any) -> dict[str, Any]:
    """The weights of the corrector, as PyTorch names them."""
    numpy = import_module("numpy")
    with numpy.load(DATA / "corrector.npz") as file:
        stored = {name: file[name] for name in file.files}
    weights = {}
    for name, weight in stored.items():
        layer, _, part = name.partition(".")
        if not layer.isdigit():
            if layer in ("embedding", "norm") and not part:
                scale = stored.get(f"{name}.scale")
                weights[name] = torch.from_numpy(weight if scale is None else weight * scale[:, None])
        elif name.endswith(transformer.MATRICES):
            weights[f"layers.{name}.weight"] = torch.from_numpy((weight * stored[f"{name}.scale"]).T)
        elif not part.endswith(".scale"):
            weights["layers." + (name + "ias" if part.endswith(".b") else name)] = torch.from_numpy(weight).float()
    return weights


def _network(torch: Any, plan: Plan, size: int, pairs: int) -> Any:
    nn, functional = torch.nn, torch.nn.functional

    class Network(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Parameter(torch.randn(size, plan.width) * 0.02)
            self.layers = layers(torch, plan.layers, plan.width, plan.heads, plan.inner, plan.reach, plan.drop)
            self.norm = nn.Parameter(torch.ones(plan.width))
            self.pair, self.cut = nn.Parameter(torch.randn(pairs, plan.width) * 0.02), nn.Parameter(torch.zeros(pairs))

        def forward(self, tokens: Any, beyond: Any) -> Any:
            """The log-odds of all pairs in the middle of each window."""
            middle = tokens.shape[1] // 2
            read = slice(middle - plan.side, middle + plan.side + 1)
            tokens, beyond = tokens[:, read], beyond[:, read]
            apart = distances(torch, tokens, plan.reach)
            hidden = functional.dropout(
                norm(torch, functional.embedding(tokens, self.embedding)), plan.drop, self.training
            )
            for layer in self.layers[:-1]:
                hidden = layer(hidden, apart, beyond)
            hidden = self.layers[-1](hidden, apart, beyond, slice(plan.side, plan.side + 1))[:, 0]
            return functional.linear(norm(torch, hidden) * self.norm, self.pair).float() + self.cut

    return Network()


def _uses(
    torch: Any, text: Any, tokens: Sequence[str], pairs: Sequence[tuple[str, str]]
) -> tuple[list[tuple[str, str]], Uses]:
    """The pairs that have enough uses, and these."""
    device, place = text.device, {token: number for number, token in enumerate(tokens)}
    seen: dict[str, Any] = {}
    kept_out: dict[str, Any] = {}
    for word in sorted({word for pair in pairs for word in pair}):
        found = _places(text, [place[token] for token in word])
        out = found // BLOCK % BLOCKS == BLOCKS - 1
        for uses, places, most in ((seen, found[~out], MOST), (kept_out, found[out], KEPT_OUT)):
            uses[word] = places[torch.randperm(len(places), device=device)[:most]]
    pairs = [pair for pair in pairs if min(len(seen[word]) for word in pair) >= LEAST]
    if not pairs:
        raise ValueError(f"no pair whose words both stand {LEAST} times in this text")
    words = sorted({word for pair in pairs for word in pair})
    number = {word: at for at, word in enumerate(words)}
    counts = torch.tensor([len(seen[word]) for word in words], device=device)
    shares = counts.sqrt() / counts.sqrt().sum()
    own: list[list[tuple[int, bool, float]]] = [[] for _ in words]
    forms: list[list[list[int]]] = [[] for _ in words]
    word_at = torch.full((len(tokens), len(tokens)), -1, dtype=torch.int32)
    told = shares.tolist()
    for at, pair in enumerate(pairs):
        original, spun = (number[word] for word in pair)
        for one, original_there in ((original, True), (spun, False)):
            own[one].append((at, original_there, min(told[original], told[spun]) / told[one]))
        if len(pair[0]) == len(pair[1]) == 2 and len(forms[original]) < RIVALS:
            forms[original].append([place[token] for token in pair[1]])
            word_at[place[pair[0][0]], place[pair[0][1]]] = original
    room = max(map(len, own))
    columns = [
        torch.tensor([[each[at] for each in known] + [0] * (room - len(known)) for known in own]) for at in range(3)
    ]
    return pairs, Uses(
        text=text,
        end=place["\n"],
        lengths=torch.tensor([len(word) for word in words], device=device),
        seen=torch.cat([seen[word] for word in words]),
        starts=counts.cumsum(0) - counts,
        counts=counts,
        shares=shares,
        kept_out=(
            torch.cat([kept_out[word] for word in words]),
            torch.tensor([at for at, word in enumerate(words) for _ in range(len(kept_out[word]))], device=device),
        ),
        pairs=columns[0].long().to(device),
        truth=columns[1].float().to(device),
        worth=columns[2].float().to(device),
        word_at=word_at.to(device),
        forms=torch.tensor([known + [[0, 0]] * (RIVALS - len(known)) for known in forms], device=device),
        form_counts=torch.tensor([len(known) for known in forms], device=device),
    )


def _places(text: Any, word: Sequence[int]) -> Any:
    """Where a word stands, far enough from the ends of the text."""
    room = len(text) - 4 * TEACHER.side
    first = 2 * TEACHER.side
    found = text[first : first + room] == word[0]
    for at, token in enumerate(word[1:], first + 1):
        found &= text[at : at + room] == token
    return found.nonzero()[:, 0] + first


def _fit(torch: Any, net: Any, plan: Plan, uses: Uses, seconds: float, teacher: Any = None) -> None:
    """Train a network for so many seconds, beside a teacher if there is one."""
    device = uses.text.device
    step_of, taught = (torch.compile(each) if each and device.type == "cuda" else each for each in (net, teacher))

    def loss_of() -> Any:
        words = torch.multinomial(uses.shares, plan.batch, replacement=True)
        drawn = (torch.rand(plan.batch, device=device, dtype=torch.float64) * uses.counts[words]).long()
        windows = _windows(torch, uses, uses.seen[uses.starts[words] + drawn], words, True)
        truth, worth = uses.truth[words], uses.worth[words]
        with torch.autocast(device.type, torch.bfloat16):
            told = step_of(*windows).gather(1, uses.pairs[words])
            if teacher is not None:
                with torch.no_grad():
                    said = taught(*windows).gather(1, uses.pairs[words]).sigmoid()
                truth = (1 - TAUGHT) * truth + TAUGHT * said
        return torch.nn.functional.binary_cross_entropy_with_logits(told, truth, worth, reduction="sum") / worth.sum()

    steps = fit(torch, net, loss_of, seconds, plan.rate, WARM, SHRINK)
    print(f"{steps} steps, on uses kept out: {_measured(torch, net.eval(), uses)}", flush=True)


def _measured(torch: Any, net: Any, uses: Uses) -> str:
    """The log-loss on uses kept out, and which share of the originals is recognised when 2 % of the others are mistaken."""
    odds, truths = [], []
    with torch.no_grad(), torch.autocast(uses.text.device.type, torch.bfloat16):
        for places, words in zip(*(each.split(4096) for each in uses.kept_out), strict=True):
            told = net(*_windows(torch, uses, places, words, False)).gather(1, uses.pairs[words])
            known = uses.worth[words] > 0
            odds.append(told[known])
            truths.append(uses.truth[words][known])
    told, truth = torch.cat(odds), torch.cat(truths) > 0
    if truth.all() or not truth.any():
        return "none of one kind"
    loss = torch.nn.functional.softplus(torch.where(truth, -told, told))
    limit = told[~truth].sort().values[int(0.98 * (~truth).sum())]
    share = (told[truth] > limit).float().mean()
    return f"log-loss {(loss[truth].mean() + loss[~truth].mean()) / 2:.4f}, share {share:.3f}"


def _windows(torch: Any, uses: Uses, places: Any, words: Any, spun: bool) -> tuple[Any, Any]:
    """The tokens around words, none in place of the word, and which are beyond the paragraph. spun: spin others in some windows."""
    near = torch.arange(TEACHER.side, device=places.device)
    sides = [
        uses.text[places[:, None] - TEACHER.side + near].long(),
        uses.text[(places + uses.lengths[words])[:, None] + near].long(),
    ]
    ends = [side == uses.end for side in sides]
    beyond = [ends[0].flip(1).cumsum(1).flip(1) > 0, ends[1].cumsum(1) > 0]
    if spun:
        some = torch.rand(len(places), 1, device=places.device) < SPUN
        for side in sides:
            found = uses.word_at[side[:, :-1], side[:, 1:]].long()
            hit = (found >= 0) & some & (torch.rand(found.shape, device=places.device) < SPUN_WORDS)
            hit[:, 1:] &= ~hit[:, :-1].clone()
            drawn = (torch.rand(int(hit.sum()), device=places.device) * uses.form_counts[found[hit]]).long()
            new = uses.forms[found[hit], drawn]
            side[:, :-1][hit], side[:, 1:][hit] = new[:, 0], new[:, 1]
    hidden = torch.zeros_like(places)[:, None]
    left, right = (side.masked_fill(gone, 0) for side, gone in zip(sides, beyond, strict=True))
    return torch.cat([left, hidden, right], 1), torch.cat([beyond[0], hidden.bool(), beyond[1]], 1)

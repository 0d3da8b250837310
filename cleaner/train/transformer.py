"""What the training of the networks in data/ has in common (PyTorch): their layers, how they are fitted, and how they are stored for
transformer.py."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cleaner.transformer import MATRICES


def layers(torch: Any, count: int, width: int, heads: int, inner: int, reach: int, drop: float = 0.0) -> Any:
    """So many layers: attention with a bias by distance, then a step of its own for each token."""
    nn, functional = torch.nn, torch.nn.functional

    class Layer(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.n1, self.n2 = nn.Parameter(torch.ones(width)), nn.Parameter(torch.ones(width))
            self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
            self.bias = nn.Parameter(torch.zeros(heads, 2 * reach + 1))
            for last in (self.o, self.down):
                nn.init.normal_(last.weight, std=0.02 / math.sqrt(2 * count))

        def forward(self, hidden: Any, apart: Any, beyond: Any = None, kept: Any = None) -> Any:
            """beyond: tokens that none heeds. kept: the tokens asked about, if not all are."""
            batch, length, _ = hidden.shape
            both = self.qkv(norm(torch, hidden) * self.n1).view(batch, length, 3, heads, width // heads)
            asks, keys, values = both.permute(2, 0, 3, 1, 4)
            if kept is not None:
                asks, apart, hidden = asks[:, :, kept], apart[kept], hidden[:, kept]
            heed = self.bias[:, apart].to(asks.dtype)[None]
            if beyond is not None:
                heed = heed + beyond[:, None, None].to(asks.dtype) * -1e4
            mixed = functional.scaled_dot_product_attention(asks, keys, values, attn_mask=heed)
            hidden = hidden + self._dropped(self.o(mixed.transpose(1, 2).reshape(hidden.shape)))
            stepped = functional.relu(self.up(norm(torch, hidden) * self.n2)).square()
            return hidden + self._dropped(self.down(stepped))

        def _dropped(self, hidden: Any) -> Any:
            return functional.dropout(hidden, drop, self.training) if drop else hidden

    return nn.ModuleList(Layer() for _ in range(count))


def norm(torch: Any, hidden: Any) -> Any:
    """Rows scaled to a mean square of 1."""
    return torch.nn.functional.rms_norm(hidden, hidden.shape[-1:], eps=1e-6)


def distances(torch: Any, tokens: Any, reach: int) -> Any:
    """How far apart each two tokens of a window are, as columns of a layer's bias."""
    near = torch.arange(tokens.shape[1], device=tokens.device)
    return (near[None] - near[:, None]).clamp(-reach, reach) + reach


def fit(
    torch: Any,
    net: Any,
    loss_of: Callable[[], Any],
    seconds: float,
    rate: float,
    warm: int,
    shrink: float,
    muon: bool = False,
) -> int:
    """Train a network for so many seconds (the rate rises for `warm` steps, then falls to nothing), and say how many steps it was.

    AdamW does it; with `muon`, Muon fits the matrices of the layers.
    """
    named = list(net.named_parameters())
    plain = [weight for name, weight in named if weight.dim() == 2 and not name.endswith(".bias")]
    rest = [weight for name, weight in named if weight.dim() != 2 or name.endswith(".bias")]
    inner = [weight for name, weight in named if name.endswith(".weight") and muon]
    others = [weight for weight in plain if not any(weight is each for each in inner)]
    groups = [{"params": others, "weight_decay": shrink}, {"params": rest, "weight_decay": 0.0}]
    optimisers = [torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))]
    if inner:
        optimisers.append(torch.optim.Muon(inner, lr=rate, weight_decay=shrink, adjust_lr_fn="match_rms_adamw"))
    begun, steps = time.monotonic(), 0
    while (done := (time.monotonic() - begun) / seconds) < 1:
        for group in (group for optimiser in optimisers for group in optimiser.param_groups):
            group["lr"] = rate * min(1, (steps + 1) / warm) * (1 - done)
        loss = loss_of()
        net.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        for optimiser in optimisers:
            optimiser.step()
        steps += 1
        if steps % 1000 == 0:
            print(f"{steps} steps, loss {loss.item():.4f}", flush=True)
    return steps


def write(weights: Mapping[str, Any], tokens: Sequence[str], output: Path, **beside: Any) -> None:
    """Store a network as transformer.py reads it: matrices in eight bits. And other arrays beside."""
    import numpy

    stored: dict[str, Any] = {"alphabet": numpy.array([ord(token) for token in tokens], numpy.uint16)}
    for name, weight in weights.items():
        name = name.removeprefix("layers.").replace(".weight", "").replace("qkv.bias", "qkv.b")
        name = name.replace("o.bias", "o.b").replace("up.bias", "up.b").replace("down.bias", "down.b")
        if weight.ndim == 2 and not name.endswith(".bias"):
            scale = numpy.abs(weight).max(1) / 127 + 1e-12
            packed = numpy.round(weight / scale[:, None]).astype(numpy.int8)
            stored[name] = numpy.ascontiguousarray(packed.T if name.endswith(MATRICES) else packed)
            stored[f"{name}.scale"] = scale.astype(numpy.float32)
        else:
            stored[name] = weight.astype(numpy.float16 if name.endswith(".bias") else numpy.float32)
    numpy.savez(output, **stored, **beside)

"""The encoder: the first layers of all-MiniLM-L6-v2 over context and reply together, and a linear head a target."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import embedding, gelu, layer_norm, linear, scaled_dot_product_attention

from guardrail.reading.intent import TARGETS
from guardrail.types import Mode

LAYERS, HEADS, WIDTH, EPSILON = 3, 12, 384, 1e-12
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class WrongBase(ValueError):
    """The file is not the base model that the project names."""


class Logits(NamedTuple):
    """Log-odds, items x Mode and items x TARGETS."""

    modes: Tensor
    intents: Tensor


class Encoder(nn.Module):
    """BERT's embeddings (frozen) and layers, mean pools of the two sides, linear heads.

    `weights` has the published names without their prefix; the heads start at zero where it has none.
    """

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.embeddings = {name: part for name, part in weights.items() if name.startswith("embeddings.")}
        self.layers = nn.ParameterDict(
            {name.replace(".", "/"): nn.Parameter(part) for name, part in weights.items() if _used(name)}
        )
        self.modes = nn.Linear(4 * WIDTH, len(Mode))
        self.intents = nn.Linear(WIDTH, len(TARGETS))

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Logits:
        """Read a batch; `mask` is True where there is a token."""
        hidden = self._embed(ids, segments)
        for layer in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, mask)
        context, reply = (_mean(hidden, mask & (segments == side)) for side in (0, 1))
        pair = torch.cat([context, reply, (context - reply).abs(), context * reply], dim=-1)
        return Logits(self.modes(pair), self.intents(context))

    def named(self, name: str) -> Tensor:
        """A weight by its published name."""
        found: Tensor = self.embeddings[name] if name in self.embeddings else self.layers[name.replace(".", "/")]
        return found

    def _embed(self, ids: Tensor, segments: Tensor) -> Tensor:
        words, places, sides = (
            self.named(f"embeddings.{kind}_embeddings.weight") for kind in ("word", "position", "token_type")
        )
        return self._norm("embeddings", embedding(ids, words) + places[: ids.shape[1]] + embedding(segments, sides))

    def _layer(self, at: str, hidden: Tensor, mask: Tensor) -> Tensor:
        query, key, value = (
            self._linear(f"{at}.attention.self.{part}", hidden).view(*hidden.shape[:2], HEADS, -1).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        seen = scaled_dot_product_attention(query, key, value, attn_mask=mask[:, None, None, :])
        mixed = self._linear(f"{at}.attention.output.dense", seen.transpose(1, 2).flatten(2))
        hidden = self._norm(f"{at}.attention.output", hidden + mixed)
        inner = gelu(self._linear(f"{at}.intermediate.dense", hidden))
        return self._norm(f"{at}.output", hidden + self._linear(f"{at}.output.dense", inner))

    def _linear(self, at: str, values: Tensor) -> Tensor:
        return linear(values, self.named(f"{at}.weight"), self.named(f"{at}.bias"))

    def _norm(self, at: str, values: Tensor) -> Tensor:
        scale, shift = (self.named(f"{at}.LayerNorm.{part}") for part in ("weight", "bias"))
        return layer_norm(values, (WIDTH,), scale, shift, EPSILON)


def _used(name: str) -> bool:
    return name.startswith(tuple(f"encoder.layer.{layer}." for layer in range(LAYERS)))


def _mean(hidden: Tensor, mask: Tensor) -> Tensor:
    weights = mask.to(hidden.dtype)[:, None, :]
    return ((weights @ hidden) / weights.sum(dim=-1, keepdim=True).clamp(min=1.0)).squeeze(1)


def base(folder: Path) -> Encoder:
    """An encoder with the published weights of a folder and new heads. Raises WrongBase when they are others."""
    file = folder / "model.safetensors"
    found = sha256(file.read_bytes()).hexdigest()
    if found != BASE_SHA256:
        raise WrongBase(f"{file}: found sha256 {found}; allowed: {BASE_SHA256}")
    return Encoder(load_file(file))


def save(encoder: Encoder, file: Path) -> None:
    """Keep a trained encoder's weights, frozen ones included."""
    torch.save({"embeddings": encoder.embeddings, "trained": encoder.state_dict()}, file)


def load(file: Path) -> Encoder:
    """A trained encoder as `save` kept it."""
    kept = torch.load(file, weights_only=True)
    layers = {
        name.removeprefix("layers.").replace("/", "."): part
        for name, part in kept["trained"].items()
        if name.startswith("layers.")
    }
    encoder = Encoder({**kept["embeddings"], **layers})
    encoder.load_state_dict(kept["trained"])
    return encoder

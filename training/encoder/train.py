"""Fine-tune the encoder, and score items with it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from time import perf_counter

import torch
import typer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.nn.utils.rnn import pad_sequence

from training.encoder.data import UNKNOWN, Example, batches
from training.encoder.model import Encoder, Logits

EPOCHS, BATCH, WARM_UP = 3, 8, 0.1
BODY_RATE, HEAD_RATE, DECAY = 1e-4, 1e-3, 0.01
FAILURE_WEIGHT = 1.5  # failures are the rarer class
INTENT_SHARE = 0.5  # of the loss of intents, beside that of the modes


def loss(logits: Logits, modes: Tensor, intents: Tensor) -> Tensor:
    """The mean cross-entropy over the targets that are known."""
    return _known(logits.modes, modes, FAILURE_WEIGHT) + INTENT_SHARE * _known(logits.intents, intents, 1.0)


def _known(logits: Tensor, targets: Tensor, weight: float) -> Tensor:
    known = targets != UNKNOWN
    losses = binary_cross_entropy_with_logits(
        logits, targets.clamp(min=0.0), pos_weight=torch.tensor(weight), reduction="none"
    )
    return (losses * known).sum() / known.sum().clamp(min=1)


def train(encoder: Encoder, rows: Sequence[Example], name: str, epochs: int = EPOCHS, seed: int = 0) -> Encoder:
    """Fit in place, on one thread; tells each epoch's mean loss and seconds under a name."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    draw = Random(seed)
    steps = epochs * -(-len(rows) // BATCH)
    heads = [*encoder.modes.parameters(), *encoder.intents.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": encoder.layers.parameters(), "lr": BODY_RATE}, {"params": heads, "lr": HEAD_RATE}],
        weight_decay=DECAY,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step / steps))
    for epoch in range(1, epochs + 1):
        start, total = perf_counter(), 0.0
        for batch in batches(rows, BATCH, draw):
            total += _step(encoder, optimizer, batch)
            schedule.step()
        spent = perf_counter() - start
        typer.echo(f"{name}, epoch {epoch} of {epochs}: loss {total * BATCH / len(rows):.3f}, {spent:.0f} s")
    return encoder


def _rate(done: float) -> float:
    return done / WARM_UP if done < WARM_UP else max((1.0 - done) / (1.0 - WARM_UP), 0.0)


def _step(encoder: Encoder, optimizer: torch.optim.Optimizer, batch: Sequence[Example]) -> float:
    found = loss(
        encoder(*padded(batch)),
        torch.tensor([row.modes for row in batch]),
        torch.tensor([row.intents for row in batch]),
    )
    optimizer.zero_grad()
    torch.autograd.backward(found)
    torch.nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
    optimizer.step()
    return found.item()


def padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, segments and mask of a batch."""
    ids, segments = (
        pad_sequence([torch.tensor(part) for part in parts], batch_first=True)
        for parts in zip(*((row.tokens.ids, row.tokens.segments) for row in batch), strict=True)
    )
    lengths = torch.tensor([len(row.tokens.ids) for row in batch])
    return ids, segments, torch.arange(ids.shape[1]) < lengths[:, None]


def scores(encoder: Encoder, rows: Sequence[Example]) -> dict[str, list[float]]:
    """The log-odds of every item in the order of Mode, by id."""
    found = {}
    with torch.inference_mode():
        for batch in batches(rows, BATCH, Random(0)):
            modes = encoder(*padded(batch)).modes.tolist()
            found |= {row.id: [round(value, 3) for value in each] for row, each in zip(batch, modes, strict=True)}
    return found

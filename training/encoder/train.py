"""Fine-tune the encoder with whole sources left out, and score items: `python -m training.encoder.train --help`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Annotated

import torch
import typer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.nn.utils.rnn import pad_sequence

from training.encoder.data import UNKNOWN, Example, batches, examples, open_tokenizer
from training.encoder.model import Encoder, Logits, base, save
from training.items import needs, others, ours

EPOCHS, BATCH, WARM_UP = 4, 8, 0.1
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


def train(encoder: Encoder, rows: Sequence[Example], epochs: int, seed: int) -> Iterator[tuple[int, float, float]]:
    """Fit in place; yields each epoch, its mean loss and its seconds."""
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
        yield epoch, total * BATCH / len(rows), perf_counter() - start


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


def scores(encoder: Encoder, rows: Sequence[Example]) -> dict[str, dict[str, list[float]]]:
    """The log-odds of every item, by id."""
    found = {}
    with torch.inference_mode():
        for batch in batches(rows, BATCH, Random(0)):
            modes, intents = encoder(*padded(batch))
            for row, mode, intent in zip(batch, modes.tolist(), intents.tolist(), strict=True):
                found[row.id] = {"modes": mode, "intents": intent}
    return found


def main(
    weights: Annotated[Path, typer.Option(help="model.safetensors of all-MiniLM-L6-v2.")],
    tokenizer: Annotated[Path, typer.Option(help="Its tokenizer.json.")],
    out: Annotated[Path, typer.Option(help="Folder for encoder.pt and scores.json.")],
    leave_out: Annotated[list[str], typer.Option(help="A source that is not trained on.")] = [],  # noqa: B006  # typer reads it
    add: Annotated[list[Path], typer.Option(help="Further items to train on.")] = [],  # noqa: B006  # typer reads it
    test: Annotated[list[Path], typer.Option(help="Items that are only scored.")] = [],  # noqa: B006  # typer reads it
    epochs: int = EPOCHS,
    seed: int = 0,
) -> None:
    """Train on our items, score what was left out and what --test names."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    words, read = open_tokenizer(tokenizer), needs()
    own = examples(words, [*ours(), *(item for path in add for item in others(path))], read)
    encoder = base(weights)
    seen = [row for row in own if row.source not in leave_out]
    typer.echo(f"{len(seen)} items, {sum(len(row.tokens.ids) for row in seen) / len(seen):.0f} tokens each")
    for epoch, mean, seconds in train(encoder, seen, epochs, seed):
        typer.echo(f"epoch {epoch}: loss {mean:.3f}, {seconds:.0f} s")
    out.mkdir(parents=True, exist_ok=True)
    save(encoder, out / "encoder.pt")
    unseen = [row for row in own if row.source in leave_out]
    tests = examples(words, [item for path in test for item in others(path)])
    (out / "scores.json").write_text(json.dumps(scores(encoder, [*unseen, *tests])), "utf-8")


if __name__ == "__main__":
    typer.run(main)

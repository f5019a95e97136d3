"""Train the encoder that ships and one for each fold of sources: `python -m training.encoder.folds`.

The encoder of a fold has not seen its sources, and scores them; training.fit blends on those scores. Two run at a time.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer

from guardrail.reading.models import WORDS, open_tokenizer
from training.encoder.data import Example, examples, published
from training.encoder.export import ship
from training.encoder.model import base, save
from training.encoder.train import EPOCHS, scores, train
from training.fit import ENCODER
from training.folds import FOLDS
from training.items import needs, ours_and

WORKERS = 2


def fold(rows: Sequence[Example], left_out: frozenset[str], epochs: int) -> dict[str, list[float]]:
    """The log-odds of the rows of some sources, by an encoder that never saw these sources."""
    seen = [row for row in rows if row.source not in left_out]
    held = [row for row in rows if row.source in left_out]
    return scores(train(base(published()), seen, f"without {min(left_out)} ...", epochs), held)


def whole(rows: Sequence[Example], file: Path, epochs: int) -> None:
    """Train on all rows and keep the encoder."""
    save(train(base(published()), rows, "all", epochs), file)


def main(
    add: Annotated[list[Path], typer.Option(help="Further items to train on, in the benchmark's form.")] = [],  # noqa: B006  # typer reads it
    keep: Annotated[Path, typer.Option(help="Where the trained encoder is kept, in float.")] = Path("build/encoder.pt"),
    epochs: int = EPOCHS,
) -> None:
    """Train, score the folds, write the int8 encoder where the guard reads it."""
    rows = examples(open_tokenizer(published() / WORDS), ours_and(add), needs())
    keep.parent.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as workers:
        done = workers.submit(whole, rows, keep, epochs)
        folds = [workers.submit(fold, rows, sources, epochs) for sources in FOLDS]
        found = {name: each for part in folds for name, each in part.result().items()}
        done.result()
    ENCODER.write_text("{\n" + ",\n".join(f"{json.dumps(name)}: {found[name]}" for name in sorted(found)) + "\n}\n")
    typer.echo(ship(keep))


if __name__ == "__main__":
    typer.run(main)

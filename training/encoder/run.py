"""Score items with the ONNX file, and time it: `python -m training.encoder.run --help`. Runs without torch."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles
from time import perf_counter, thread_time
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer
from onnxruntime import (  # type: ignore[import-untyped]  # it has none
    ExecutionMode,
    InferenceSession,
    SessionOptions,
)

from guardrail.types import Conversation
from training.encoder.data import Tokens, open_tokenizer, tokens
from training.items import Item, others, ours

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CALLS, WARM_CALLS = 60, 10


def open_session(file: Path) -> InferenceSession:
    """The model on one thread."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    return InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def logits(session: InferenceSession, read: Tokens) -> tuple[list[float], list[float]]:
    """The log-odds of one item, in the order of Mode and of TARGETS."""
    given = {name: np.array([getattr(read, name)], np.int32) for name in ("ids", "segments")}
    modes, intents = session.run(["modes", "intents"], given)
    return modes[0].tolist(), intents[0].tolist()


def milliseconds(call: Callable[[], object], clock: Callable[[], float] = perf_counter) -> tuple[float, float]:
    """The median and the 95th percentile of a call; with `thread_time`, of the processor alone."""
    taken = []
    for _ in range(WARM_CALLS + CALLS):
        start = clock()
        call()
        taken.append(1000 * (clock() - start))
    found = quantiles(taken[WARM_CALLS:], n=20, method="inclusive")
    return found[9], found[18]


def sized(items: Sequence[Item], context: int, reply: int) -> tuple[Conversation, str]:
    """A talk and a reply of so many words, out of the words of items."""
    said = " ".join(item.conversation.last_user for item in items).split()
    replied = " ".join(item.reply for item in items).split()
    return Conversation.of(" ".join(said[:context])), " ".join(replied[:reply])


def main(
    model: Annotated[Path, typer.Argument(help="The ONNX file.")],
    tokenizer: Annotated[Path, typer.Option(help="The tokenizer.json of all-MiniLM-L6-v2.")],
    test: Annotated[list[Path], typer.Option(help="Items to score.")] = [],  # noqa: B006  # typer reads it
    own: Annotated[list[str], typer.Option(help="A source of ours to score.")] = [],  # noqa: B006  # typer reads it
    out: Annotated[Path | None, typer.Option(help="Where the scores go, as train.py leaves them.")] = None,
) -> None:
    """Print milliseconds for 60 + 120 words on one thread; score what --test and --own name."""
    words, session, items = open_tokenizer(tokenizer), open_session(model), ours()
    _time(session, words, *sized(items, 60, 120))
    chosen = [*(item for item in items if item.source in own), *(item for path in test for item in others(path))]
    found = {item.id: logits(session, tokens(words, item.conversation, item.reply)) for item in chosen}
    if out:
        out.write_text(json.dumps({name: {"modes": m, "intents": i} for name, (m, i) in found.items()}), "utf-8")


def _time(session: InferenceSession, words: Tokenizer, talk: Conversation, reply: str) -> None:
    read = tokens(words, talk, reply)
    for clock in (perf_counter, thread_time):
        cut = milliseconds(lambda: tokens(words, talk, reply), clock)
        run = milliseconds(lambda: logits(session, read), clock)
        typer.echo(
            f"{len(read.ids)} tokens, {clock.__name__}: tokens {cut[0]:.2f} ms (p95 {cut[1]:.2f}), "
            f"model {run[0]:.1f} ms (p95 {run[1]:.1f})"
        )


if __name__ == "__main__":
    typer.run(main)

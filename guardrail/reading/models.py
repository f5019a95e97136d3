"""The small encoder that reads a reply in its conversation (the one place that loads onnxruntime).

Three layers of all-MiniLM-L6-v2, fine-tuned on labelled items, with one head a mode over the mean of the conversation's
tokens and the mean of the reply's. `weights/MODEL_CARD.md` says what it was fitted on, how good it is, and what it is
not for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from guardrail.errors import ModelError
from guardrail.reading.tokens import Range, Tokens, tokens
from guardrail.types import Conversation, Mode

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

WEIGHTS = Path(str(files("guardrail.reading"))) / "weights"
CARD, GRAPH, WORDS = "encoder.json", "encoder.onnx", "tokenizer.json"
_MOST_SENTENCES = 40

Use = Literal["preferred", "required", "off"]


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says of a reply: log-odds a mode, of the whole and of the whole without each of its sentences.

    A sentence is left out of the mean over the reply's tokens; the others have seen it all the same.
    """

    modes: Mapping[Mode, float]
    without: tuple[Mapping[Mode, float], ...]

    def carried(self, mode: Mode) -> list[tuple[int, float]]:
        """The sentences, by index, whose removal lowers the mode's log-odds, and by how much; most telling first."""
        drops = [(index, self.modes[mode] - without[mode]) for index, without in enumerate(self.without)]
        return sorted(((index, drop) for index, drop in drops if drop > 0), key=lambda pair: -pair[1])


class Encoder:
    """The encoder on one thread; safe to share between threads."""

    def __init__(self, session: Any, tokenizer: Tokenizer, most_tokens: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._most_tokens = most_tokens

    def read(self, conversation: Conversation, reply: str, sentences: Sequence[Range]) -> Encoded:
        """Read a reply; `sentences` are the start and end of each in its text."""
        import numpy as np

        read = tokens(self._tokenizer, conversation, reply, self._most_tokens)
        given = {name: np.array([getattr(read, name)], np.int32) for name in ("ids", "segments")}
        (rows,) = self._session.run(["modes"], {**given, "shares": _shares(read, sentences[:_MOST_SENTENCES])})
        whole, *without = [dict(zip(Mode, map(float, row), strict=True)) for row in rows]
        return Encoded(whole, tuple(without))


def _shares(read: Tokens, sentences: Sequence[Range]) -> NDArray[np.float32]:
    """The weight of each token in the reply's mean: of the whole reply, then without each sentence."""
    import numpy as np

    counted = np.tile(np.array(read.segments, np.float32), (1 + len(sentences), 1))
    first = len(read.segments) - 1 - len(read.places)
    for row, (start, end) in enumerate(sentences, 1):
        for token, (at, _) in enumerate(read.places, first):
            if start <= at < end:
                counted[row, token] = 0.0
    weights: NDArray[np.float32] = counted / counted.sum(axis=1, keepdims=True)
    return weights


def open_encoder(folder: Path = WEIGHTS) -> Encoder:
    """The encoder whose graph and words lie in a folder.

    Raises ModelError naming the file that is missing, damaged or cannot be opened, and the hash it should have.
    """
    hashes, most_tokens = _card(folder / CARD)
    graph, words = (_whole(folder / name, expected) for name, expected in hashes.items())
    try:
        return Encoder(_session(graph), open_tokenizer(words), most_tokens)
    except Exception as error:  # onnxruntime and tokenizers have errors of their own kinds, or are not there at all
        raise ModelError(graph, hashes[GRAPH], f"{type(error).__name__}: {error}") from error


def _card(file: Path) -> tuple[dict[str, str], int]:
    """The hashes that the graph and its words should have, and how many tokens the graph reads."""
    try:
        card = json.loads(_whole(file).read_text("utf-8"))
        return {name: card["sha256"][name] for name in (GRAPH, WORDS)}, int(card["most_tokens"])
    except (LookupError, TypeError, ValueError) as error:
        raise ModelError(file, "", f"{type(error).__name__}: {error}") from error


def _whole(file: Path, expected: str = "") -> Path:
    """The file itself, once it is known to be there and as it was made."""
    try:
        found = sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(file, expected, error.strerror or str(error)) from error
    if expected and found != expected:
        raise ModelError(file, expected, f"sha256 {found}")
    return file


def _session(file: Path) -> Any:
    from onnxruntime import ExecutionMode, InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = ExecutionMode.ORT_SEQUENTIAL
    options.log_severity_level = 3
    return InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def open_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer of a tokenizer.json, with its own cutting and padding switched off."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@cache
def shipped() -> Encoder | ModelError:
    """The encoder that ships, opened once; or what is wrong with it."""
    try:
        return open_encoder()
    except ModelError as error:
        return error


def chosen(use: Use) -> Encoder | ModelError | None:
    """The encoder that a policy asks for; what is wrong with it where it may be done without; None where it is off.

    Raises ModelError where it is required and cannot be had.
    """
    found = None if use == "off" else shipped()
    if use == "required" and isinstance(found, ModelError):
        raise found
    return found

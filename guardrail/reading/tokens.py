"""A reply in its conversation as the encoder reads it: `[CLS] turns [SEP] reply [SEP]`, long sides cut inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from guardrail.types import Conversation

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_TOKENS = 192
CONTEXT_SHARE = 0.4  # of the room, kept for the conversation where both sides are long
CONTEXT_HEAD, REPLY_HEAD = 0.25, 0.75  # of what is kept of a side, taken from its beginning; the rest is its end
CLS, SEP = 101, 102
_DROPPED = ("*", "#")  # bold or not, the words are the same
_CHARACTERS = 8  # a token, at the very most: what lies beyond is not even tokenised

Range = tuple[int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids and, for each, 0 for the conversation or 1 for the reply.

    `places` holds the start and end in the reply's text of each token of the reply, the closing mark left out.
    """

    ids: tuple[int, ...]
    segments: tuple[int, ...]
    places: tuple[Range, ...]


def tokens(tokenizer: Tokenizer, conversation: Conversation, reply: str, most: int = MOST_TOKENS) -> Tokens:
    """A reply in its conversation, at most `most` tokens."""
    turns = "\n".join(f"{message.role}: {message.text}" for message in conversation.messages)
    context = [id_ for id_, _ in _tokenised(tokenizer, turns, most)]
    answer = _tokenised(tokenizer, reply, most)
    before, after = _shares(len(context), len(answer), most - 3)
    first = [CLS, *_ends(context, before, CONTEXT_HEAD), SEP]
    kept = _ends(answer, after, REPLY_HEAD)
    segments = (*([0] * len(first)), *([1] * (len(kept) + 1)))
    return Tokens((*first, *(id_ for id_, _ in kept), SEP), segments, tuple(place for _, place in kept))


def _shares(context: int, reply: int, room: int) -> tuple[int, int]:
    """How many tokens of each side are kept."""
    before = min(context, max(int(room * CONTEXT_SHARE), room - reply))
    return before, min(reply, room - before)


def _ends(whole: list[T], room: int, head: float) -> list[T]:
    """The beginning and the end of a list that is longer than the room."""
    if len(whole) <= room:
        return whole
    first = int(room * head)
    return [*whole[:first], *whole[len(whole) - (room - first) :]]


def _tokenised(tokenizer: Tokenizer, text: str, most: int) -> list[tuple[int, Range]]:
    """The tokens of a text with their places, without marks of emphasis and headings; of a long one, its two ends."""
    room = most * _CHARACTERS
    starts = [0] if len(text) <= 2 * room else [0, len(text) - room]
    pieces = [(start, text[start:] if len(starts) == 1 or start else text[:room]) for start in starts]
    read = [(start, tokenizer.encode(_utf8(piece), add_special_tokens=False)) for start, piece in pieces]
    return [
        (id_, (start + first, start + last))
        for start, encoded in read
        for id_, (first, last) in zip(encoded.ids, encoded.offsets, strict=True)
        if text[start + first : start + last] not in _DROPPED
    ]


def _utf8(text: str) -> str:
    """The text with a "?" for each lone surrogate, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode("utf-8")

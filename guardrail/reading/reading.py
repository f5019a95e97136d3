"""All that the detectors may know: the conversation, the reply, and what was read off both."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from threading import Lock
from typing import Any

from guardrail.errors import Unreadable
from guardrail.reading.danger import signs
from guardrail.reading.fold import without_code
from guardrail.reading.language import foreign
from guardrail.reading.models import Encoded, Encoder, shipped
from guardrail.reading.need import Need, read_need
from guardrail.reading.pairing import Pairing
from guardrail.reading.traits import Traits, read_traits
from guardrail.types import Conversation, Reply

_SAMPLE = 300  # characters that tell a language
_LOADING = Lock()


@dataclass(frozen=True)
class Reading:
    """What was read off a conversation and the reply to it; each part is read when it is first wanted.

    `memo` keeps what detectors share, by who worked it out. Without an `encoder` there is nothing `encoded`.
    """

    conversation: Conversation
    reply: Reply
    max_characters: int
    encoder: Encoder | None = field(default=None, repr=False, compare=False)
    memo: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def need(self) -> Need:
        """The person's side."""
        return read_need(self.conversation)

    @cached_property
    def traits(self) -> Traits:
        """The reply's side."""
        return read_traits(self.reply.text[: self.max_characters])

    @cached_property
    def pairing(self) -> Pairing:
        """The two held against each other."""
        return Pairing(self.need, self.traits)

    @cached_property
    def encoded(self) -> Encoded | None:
        """What the encoder says of the reply; its sentences are those of the traits."""
        if self.encoder is None:
            return None
        spans = self.traits.text.sentence_spans(self.traits.text.sentences)
        read_up_to = self.reply.text[: self.max_characters]
        return self.encoder.read(self.conversation, read_up_to, [(span.start, span.end) for span in spans])


def read(conversation: Conversation, reply: Reply, max_characters: int, encoder: Encoder | None = None) -> Reading:
    """Read a reply in its conversation.

    Raises Unreadable with the reason when the reply is not prose for a person, or the talk is not in English.
    """
    reason = not_prose(reply) or _no_person(conversation) or _foreign(conversation, reply)
    if reason:
        raise Unreadable(reason)
    return Reading(conversation, reply, max_characters, encoder)


def prepare(with_encoder: bool) -> None:
    """Load, once, what the first run would load: spaCy, the lexicons, the encoder.

    Takes up to a second. Who comes while it is loading waits, or every thread would load its own.
    """
    with _LOADING:
        _load()
        if with_encoder:
            shipped()


@cache
def _load() -> None:
    warm = Reading(Conversation.of("Hello."), Reply("Hello."), 100)
    assert warm.pairing.met == 0.0
    assert not signs(warm.conversation)


def not_prose(reply: Reply) -> str:
    """Why a reply is no prose for a person, "" where it is."""
    if reply.refusal:
        return "refusal"
    if reply.structured:
        return "structured output"
    if not any(char.isalpha() for char in without_code(reply.text)):
        return "tool call" if reply.tool_calls else "no words in the reply"
    return "only JSON" if _is_json(reply.text.strip()) else ""


def _is_json(text: str) -> bool:
    if text[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _no_person(conversation: Conversation) -> str:
    return "" if conversation.last_user.strip() else "no message of the person"


def _foreign(conversation: Conversation, reply: Reply) -> str:
    for side, text in (("reply", reply.text), ("person", conversation.last_user)):
        code = foreign(text[:_SAMPLE])
        if code:
            return f"language not supported: the {side} writes {code!r}, only 'en' is judged"
    return ""

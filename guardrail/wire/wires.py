"""The wires that the guard speaks: which requests it reads, and the codec of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from guardrail.errors import AskError
from guardrail.types import Conversation, Outcome, Reply
from guardrail.wire import chat_completions, messages, responses
from guardrail.wire.chat_chunks import CompletionListener
from guardrail.wire.chat_request import ChatRequest
from guardrail.wire.messages_request import MessagesRequest
from guardrail.wire.messages_stream import MessageListener
from guardrail.wire.responses_history import creating, history, retrieving
from guardrail.wire.responses_request import ResponsesRequest
from guardrail.wire.responses_stream import ResponseListener


class Request(Protocol):
    """A request that the guard reads."""

    @property
    def conversation(self) -> Conversation:
        """The turns that the reply answers."""

    @property
    def structured(self) -> bool:
        """True when the reply is to be JSON, which is not prose."""

    def repair(self, conversation: Conversation) -> bytes:
        """The body that asks for one better reply to `conversation`, whole, not streamed."""

    def consult(self, conversation: Conversation, tokens: int) -> bytes:
        """The body that asks the same model something else: a task, then a turn; the answer may take so many tokens."""


class Frame(Protocol):
    """One event of a stream."""

    @property
    def raw(self) -> bytes:
        """The bytes it came in."""

    @property
    def words(self) -> Mapping[int, str]:
        """The words of replies in it, by index; none where it has none."""

    @property
    def idle(self) -> bool:
        """True when it says nothing to anybody yet, so that no stream need begin with it."""


class Listener(Protocol):
    """Hears a stream as it comes, for what must know it before its end."""

    def feed(self, chunk: bytes) -> Sequence[Frame]:
        """The events that `chunk` completes."""

    def flush(self) -> Sequence[Frame]:
        """What is left when the stream ends."""

    def ended(self, left: int = 0) -> Decoded:
        """The whole stream; what it encodes begins after the first `left` events. Raises InputError as `decode`."""


class Decoded(Protocol):
    """A response, whole or streamed, in the guard's terms."""

    @property
    def replies(self) -> Mapping[int, Reply]:
        """The replies by index; never empty."""

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """The response with what is delivered: the very bytes that came where no words changed."""


class History(Protocol):
    """Turns of the conversation that the request left with the provider."""

    @property
    def target(self) -> str:
        """The path and query to GET them at."""

    def read(self, content: bytes) -> Request:
        """The request with its turns, from the body of the answer; as it was where that is of no use."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One kind of request: its method, a pattern for the end of its path, and what reads it and its responses.

    `request` reads a request's body. `decode` reads the body of a response with status 200, given the request and the
    media type; the answer to a repair too. Both raise InputError, Unreadable where the reason is worth telling.
    `history` says where turns are that the request does not hold, given the response and the request's path and query;
    `repaired_at` where a repair is POSTed, given the same.
    `listen` makes what hears the stream that answers a request.
    """

    method: str
    path: re.Pattern[str]
    request: Callable[[bytes], Request]
    decode: Callable[[Any, str, bytes], Decoded]
    listen: Callable[[Any], Listener]
    history: Callable[[Any, Any, str], History | None] | None = None
    repaired_at: Callable[[str], str] = str


WIRES = (
    Wire(
        "POST",
        re.compile(r"/chat/completions/*\Z"),
        ChatRequest.decode,
        chat_completions.decode,
        CompletionListener,
    ),
    # Not whatever stands before it: OpenAI's threads have messages too.
    Wire("POST", re.compile(r"(?:\A|/v1)/messages/*\Z"), MessagesRequest.decode, messages.decode, MessageListener),
    Wire(
        "POST",
        re.compile(r"/responses/*\Z"),
        ResponsesRequest.decode,
        responses.decode,
        ResponseListener,
        history,
    ),
    Wire(
        "GET",
        re.compile(r"/responses/[^/]+/*\Z"),
        retrieving,
        responses.decode,
        ResponseListener,
        history,
        creating,
    ),
)


def wire_of(method: str, path: str) -> Wire | None:
    """The wire of a request, whatever stands before it in the path; None for what the guard does not read."""
    return next((wire for wire in WIRES if wire.method == method and wire.path.search(path)), None)


def answered(decoded: Decoded) -> Reply:
    """The reply in the answer to a repair. Raises AskError where it is none in words."""
    reply = next(iter(decoded.replies.values()))
    if reply.tool_calls:
        raise AskError("the model answered with a tool call where words were asked for")
    return reply

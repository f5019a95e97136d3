"""The one guarded exchange: send the request, hold the reply, judge it, put it right, hand it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guardrail.bounded import background
from guardrail.engine import Guard
from guardrail.errors import InputError, Unfinished
from guardrail.types import Conversation
from guardrail.wire.wires import Decoded, Request, Wire, wire_of
from guardrail_adapters.endpoint import judge_of
from guardrail_adapters.transport.calling import Call, Recall
from guardrail_adapters.transport.heartbeat import Beating, Begin
from guardrail_adapters.transport.judging import Judge
from guardrail_adapters.transport.leading import Leading
from guardrail_adapters.transport.library import Library
from guardrail_adapters.transport.marks import marks, pending, reason_of, unjudged
from guardrail_adapters.transport.pouring import Chunks, Pour
from guardrail_adapters.transport.repair import Repair
from guardrail_adapters.transport.report import Observer, Report
from guardrail_adapters.transport.steps import Collect, Flow, Read, Send

BUFFER_LIMIT = 8 * 1024 * 1024
_STREAM = "text/event-stream"
_UNKNOWN = Conversation((), known=False)
_BODY_HEADERS = (
    "content-length",
    "transfer-encoding",
    "etag",
    "digest",
    "content-digest",
    "repr-digest",
    "content-md5",
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """How requests are exchanged. Holds no state of a request: one serves any number of threads and tasks.

    `observer` is told of every guarded reply, on the reply's path: it must be quick. `buffer_limit` is the size in
    bytes from which a response is delivered as it comes and recorded as not judged.
    """

    library: Library
    guard: Guard
    observer: Observer | None = None
    buffer_limit: int = BUFFER_LIMIT

    def __post_init__(self) -> None:
        judge_of(self.guard.policy)  # what is missing for it is named before any traffic

    def flow(self, request: Any) -> Flow:
        """The steps of one exchange; returns the response for the client."""
        wire = wire_of(request.method, request.url.path)
        if wire is None:
            return (yield Send(request))
        content = yield Read(request)
        response = yield from _uncompressed(request)
        try:
            asked = wire.request(content)
        except InputError:
            return self._pass(_UNKNOWN, response, "unreadable request")
        if reason := _unheld(response):
            return self._pass(asked.conversation, response, reason)
        if _media_type(response) != _STREAM:
            return (yield from self._hold(request, wire, asked, response))
        if self.guard.policy.observes:
            return self._observe(wire, asked, response)
        if self.guard.policy.streaming.mode == "lead" and asked.conversation.known:
            return (yield from self._alive(self._lead(request, wire, asked, response), response, "lead"))
        return (yield from self._alive(self._hold(request, wire, asked, response), response, "hold"))

    def _hold(self, request: Any, wire: Wire, asked: Request, response: Any) -> Flow:
        kind = _media_type(response)
        listener = wire.listen(asked) if kind == _STREAM else None
        held = yield Collect(response.stream, self.buffer_limit, listener.feed if listener else None)
        if held.rest is not None:
            body = self.library.Body(response.stream, held.rest)
            return self._pass(asked.conversation, response, f"longer than {self.buffer_limit} bytes", body)
        try:
            decoded = listener.ended() if listener else wire.decode(asked, kind, held.content)
        except Unfinished as error:
            body = self.library.ByteStream(held.content)
            return self.library.respond(response, body, unjudged(self.guard.policy, str(error)))
        except InputError as error:
            return self._pass(asked.conversation, response, reason_of(error), self.library.ByteStream(held.content))
        asked = yield from self._recalled(request, wire, asked, decoded)
        repair = self._repair(request, wire, asked)
        outcomes = yield Judge(self.guard, asked.conversation, decoded.replies, repair)
        self._report.judged(asked.conversation, outcomes)
        headers = marks(self.guard.policy, outcomes.values(), asked.conversation.known)
        return self._answer(response, held.content, decoded.encode(outcomes), headers)

    def _recalled(self, request: Any, wire: Wire, asked: Request, decoded: Decoded) -> Flow:
        """The request with the turns that it left with the provider, where there are any and they can be had."""
        history = wire.history and wire.history(asked, decoded, request.url.raw_path.decode("ascii"))
        if history is None:
            return asked
        return (yield Recall(Call(self.library, request, self._patience(request), self.buffer_limit), history))

    def _lead(self, request: Any, wire: Wire, asked: Request, response: Any) -> Flow:
        repair = self._repair(request, wire, asked)
        leading = Leading(self.guard, asked, wire.listen(asked), repair, self._report, self.buffer_limit)
        chunks = yield Pour(leading.body(Chunks(response.stream)), response.stream)
        body = self.library.Body(response.stream, chunks, ended=leading.closed)
        return _altered(self.library.respond(response, body, leading.headers))

    def _alive(self, answer: Flow, response: Any, mode: str) -> Flow:
        """The stream that `answer` returns; one that takes longer than a heartbeat begins without it, with comments."""
        seconds = self.guard.policy.streaming.heartbeat
        if not seconds:
            return (yield from answer)
        coming = yield Begin(answer, seconds)
        begun = coming.result() if coming.done() else None
        if begun is not None and not isinstance(begun.stream, self.library.Body):
            return begun
        body = self.library.Body(Beating(coming, response.stream, seconds))
        headers = {} if begun else pending(self.guard.policy, mode)
        return _altered(self.library.respond(begun or response, body, headers))

    def _repair(self, request: Any, wire: Wire, asked: Request) -> Repair:
        return Repair(self.library, request, wire, asked, self._patience(request), self.buffer_limit)

    def _patience(self, request: Any) -> float:
        """Seconds for all repairs: the policy's deadline, or the client's own time-out where that is shorter."""
        deadline = self.guard.policy.repair.deadline
        return min(deadline, (request.extensions.get("timeout") or {}).get("read") or deadline)

    def _answer(self, response: Any, came: bytes, content: bytes, headers: dict[str, str]) -> Any:
        answer = self.library.respond(response, self.library.ByteStream(content), headers)
        if content is not came and content != came:
            _altered(answer).headers["content-length"] = str(len(content))
        return answer

    def _pass(self, conversation: Conversation, response: Any, reason: str, stream: Any = None) -> Any:
        """The response as it came. Only a reply that could have been judged is recorded: an error page is none."""
        headers = unjudged(self.guard.policy, reason)
        if response.status_code == 200:
            headers = marks(self.guard.policy, [self._report.passed(conversation, reason)])
        stream = response.stream if stream is None else stream
        return self.library.respond(response, stream, headers)

    def _observe(self, wire: Wire, asked: Request, response: Any) -> Any:
        """The response as it comes; what went through is judged when it has ended, off the reply's path."""
        held = bytearray()

        def seen(chunk: bytes) -> None:
            held.extend(chunk[: max(0, self.buffer_limit + 1 - len(held))])

        def ended() -> None:
            content = bytes(held)
            held.clear()
            if content:
                background(lambda: self._judge_late(wire, asked, content))

        body = self.library.Body(response.stream, None, seen, ended)
        return self.library.respond(response, body, unjudged(self.guard.policy, "observed: judged after delivery"))

    def _judge_late(self, wire: Wire, asked: Request, content: bytes) -> None:
        if len(content) > self.buffer_limit:
            self._report.passed(asked.conversation, f"longer than {self.buffer_limit} bytes")
            return
        try:
            decoded = wire.decode(asked, _STREAM, content)
        except InputError as error:
            self._report.passed(asked.conversation, reason_of(error))
            return
        guard = self.guard.under(shadow=True)
        outcomes = {index: guard.run(asked.conversation, reply) for index, reply in decoded.replies.items()}
        self._report.judged(asked.conversation, outcomes)

    @property
    def _report(self) -> Report:
        return Report(self.guard, self.observer)


def _uncompressed(request: Any) -> Flow:
    """The response in bytes that can be read; the client's request is afterwards as it was."""
    headers = request.headers
    request.headers = headers.copy()
    request.headers["accept-encoding"] = "identity"
    try:
        return (yield Send(request))
    finally:
        request.headers = headers


def _unheld(response: Any) -> str:
    """Why a response is not even read: it is no reply, or its bytes are not text."""
    if response.status_code != 200:
        return f"status {response.status_code}"
    encoding = response.headers.get("content-encoding", "identity")
    return "" if encoding == "identity" else f"content encoding {encoding}"


def _altered(answer: Any) -> Any:
    """The response without the headers that spoke of the bytes that came."""
    for name in _BODY_HEADERS:
        answer.headers.pop(name, None)
    return answer


def _media_type(response: Any) -> str:
    kind: str = response.headers.get("content-type", "")
    return kind.partition(";")[0].strip().lower()

"""Asking the model again, or for an opinion: the client's own request with other messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tenacity import (
    AsyncRetrying,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from guardrail.asks import AskOpinion
from guardrail.errors import AskError
from guardrail.types import Conversation, Reply
from guardrail.wire.wires import Request, Wire, answered
from guardrail_adapters.retrying import seconds, waiting
from guardrail_adapters.transport.calling import Call
from guardrail_adapters.transport.library import Library
from guardrail_adapters.transport.steps import Flow, adrive, drive

_TRIES = 3
_WHOLE = "application/json"
_BACKOFF = wait_random_exponential(multiplier=0.2, max=2)


class BusyError(AskError):
    """Upstream cannot answer now; `retry_after` is the wait in seconds that it asked for, 0 where it did not say."""

    def __init__(self, status: int, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(f"upstream answered {status}")


@dataclass(frozen=True, slots=True)
class Repair:
    """Asks for a better reply to one request, within `seconds`. Transport retries only: attempts are the engine's."""

    library: Library
    request: Any
    wire: Wire
    asked: Request
    seconds: float
    limit: int

    def ask(self, inner: Any, conversation: Conversation) -> Reply:
        """The model's reply. Raises AskError, or what the HTTP library raises."""
        reply: Reply = Retrying(**self._retries)(lambda: drive(self._repair(conversation), inner))
        return reply

    async def aask(self, inner: Any, conversation: Conversation) -> Reply:
        """`ask` over an asynchronous transport."""

        async def call() -> Reply:
            reply: Reply = await adrive(self._repair(conversation), inner)
            return reply

        return await AsyncRetrying(**self._retries)(call)

    def consult(self, inner: Any, request: AskOpinion) -> Reply:
        """The model's opinion, which is worth no second try. Raises as `ask` does."""
        reply: Reply = drive(self._opinion(request), inner)
        return reply

    async def aconsult(self, inner: Any, request: AskOpinion) -> Reply:
        """`consult` over an asynchronous transport."""
        reply: Reply = await adrive(self._opinion(request), inner)
        return reply

    @property
    def _retries(self) -> dict[str, Any]:
        return {
            "retry": retry_if_exception_type((BusyError, self.library.TransportError)),
            "stop": stop_after_attempt(_TRIES) | stop_before_delay(self.seconds),
            "wait": waiting(_BACKOFF),
            "reraise": True,
        }

    def _repair(self, conversation: Conversation) -> Flow:
        return self._call(self.asked.repair(conversation), self.seconds)

    def _opinion(self, request: AskOpinion) -> Flow:
        question = self.asked.consult(request.conversation, request.tokens)
        return self._call(question, min(self.seconds, request.timeout))

    def _call(self, question: bytes, within: float) -> Flow:
        target = self.wire.repaired_at(self.request.url.raw_path.decode("ascii"))
        call = Call(self.library, self.request, within, self.limit)
        response, content = yield from call.flow("POST", target, question)
        if response.status_code == 429 or response.status_code >= 500:
            raise BusyError(response.status_code, seconds(response.headers.get("retry-after", "")))
        if response.status_code != 200 or content is None:
            raise AskError(f"upstream answered {response.status_code}{' at length' if content is None else ''}")
        return answered(self.wire.decode(self.asked, _WHOLE, content))

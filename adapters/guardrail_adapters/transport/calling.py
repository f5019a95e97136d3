"""Calls of our own to upstream, made in the client's name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guardrail.wire.wires import History, Request
from guardrail_adapters.transport.library import Library
from guardrail_adapters.transport.steps import Close, Collect, Flow, Send, adrive, drive

_WHOLE = "application/json"


@dataclass(frozen=True, slots=True)
class Call:
    """A call like the client's `request`, its credentials included, that waits for at most `seconds` at a time."""

    library: Library
    request: Any
    seconds: float
    limit: int

    def flow(self, method: str, target: str, content: bytes = b"") -> Flow:
        """The steps of the call; returns the response and its body, None for one of more than `limit` bytes."""
        response = yield Send(self._sent(method, target, content))
        held = yield Collect(response.stream, self.limit)
        if held.rest is not None:
            yield Close(response.stream)
        return response, None if held.rest is not None else held.content

    def _sent(self, method: str, target: str, content: bytes) -> Any:
        """The client's request, less what does not fit: an idempotency key would bring the same reply again."""
        kinds = {"accept": _WHOLE, "content_type": _WHOLE if content else "", "accept_encoding": "identity"}
        sent = self.library.resend(self.request, content, method, target, **kinds, idempotency_key="")
        patience = dict(sent.extensions.get("timeout") or dict.fromkeys(("connect", "read", "write", "pool")))
        patience = {kind: min(self.seconds, seconds or self.seconds) for kind, seconds in patience.items()}
        sent.extensions = {**sent.extensions, "timeout": patience}
        return sent


@dataclass(frozen=True, slots=True)
class Recall:
    """Fetch the turns that a request left with the provider: the request with its turns, if they can be had."""

    call: Call
    history: History

    def run(self, inner: Any) -> Request:
        """Do it, blocking."""
        try:
            asked: Request = drive(self._flow(), inner)
        except self.call.library.TransportError:
            return self.history.read(b"")
        return asked

    async def arun(self, inner: Any) -> Request:
        """Do it, awaiting."""
        try:
            asked: Request = await adrive(self._flow(), inner)
        except self.call.library.TransportError:
            return self.history.read(b"")
        return asked

    def _flow(self) -> Flow:
        response, content = yield from self.call.flow("GET", self.history.target)
        return self.history.read(content or b"" if response.status_code == 200 else b"")

"""What the guarded transport costs beside the bare OpenAI SDK: both in one run, over a fake upstream in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any, cast

from guardrail.bench.speed import PERSON, Measure, milliseconds, silent_guard, words
from guardrail.errors import MissingExtra
from guardrail.types import Conversation, Reply
from guardrail_adapters.openai import guard
from guardrail_adapters.transport.client import library_of

try:
    from openai import OpenAI
except ModuleNotFoundError as missing:
    raise MissingExtra("openai", "openai") from missing

_ASK: Any = [{"role": "user", "content": PERSON}]  # the SDK's types want a union written out
_CALL = {"id": "call-1", "created": 1_750_000_000, "model": "m"}


def sdk_speed(runs: int = 200, streams: int = 40) -> Iterator[Measure]:
    """The figures; what judging takes, by detectors that do nothing, is taken off each. Raises MissingExtra."""
    pair = _Pair(words(120))
    whole = [pair.whole() for _ in range(runs)]
    yield Measure("a call of the OpenAI SDK, upstream in memory", median(bare for bare, _ in whole), "ms")
    yield Measure("the guarded transport beside it, without judging", median(more for _, more in whole), "ms", 0.2)
    for count in (120, 1_200):
        pair = _Pair(words(count))
        held = median(pair.held() for _ in range(streams))
        yield Measure(f"held stream of {count} frames, its last byte to our first", held, "ms")


@dataclass
class _Pair:
    """A bare client and a guarded one, whose upstream says some words; `ended` is when its last byte was taken."""

    text: str
    ended: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self._guard = silent_guard()
        self._library = cast(Any, library_of(OpenAI(api_key="-")._client))
        client = self._library.Client(transport=self._library.MockTransport(self._answer))
        self._bare = OpenAI(api_key="-", base_url="http://upstream.test/v1", http_client=client, max_retries=0)
        self._guarded = guard(self._bare, self._guard)

    def whole(self) -> tuple[float, float]:
        """Milliseconds of a bare call, and what a guarded one takes more, without judging."""
        bare, guarded, judging = self._call(self._bare), self._call(self._guarded), self._judging()
        return bare, guarded - bare - judging

    def held(self) -> float:
        """Milliseconds from upstream's last byte to the first frame of a guarded stream, without judging."""
        with self._guarded.chat.completions.create(model="m", messages=_ASK, stream=True) as stream:
            next(stream)
            began = perf_counter()
        return (began - self.ended) * 1000 - self._judging()

    def _call(self, client: OpenAI) -> float:
        return milliseconds(lambda: client.chat.completions.create(model="m", messages=_ASK), 1)

    def _judging(self) -> float:
        return milliseconds(lambda: self._guard.run(Conversation.of(_ASK), Reply(self.text)), 1)

    def _answer(self, request: Any) -> Any:
        if json.loads(request.content).get("stream"):
            headers = {"content-type": "text/event-stream"}
            return self._library.Response(200, headers=headers, content=self._frames())
        choice = {"index": 0, "message": {"role": "assistant", "content": self.text}, "finish_reason": "stop"}
        return self._library.Response(200, json={**_CALL, "object": "chat.completion", "choices": [choice]})

    def _frames(self) -> Iterator[bytes]:
        said = [f"{word} " for word in self.text.split()]
        for delta, reason in (*(({"content": word}, None) for word in said), ({}, "stop")):
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            frame = {**_CALL, "object": "chat.completion.chunk", "choices": [choice]}
            yield f"data: {json.dumps(frame)}\n\n".encode()
        yield b"data: [DONE]\n\n"
        self.ended = perf_counter()

"""Responses of OpenAI's Responses API: bytes to a reply, and back with other words where words changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from guardrail.errors import InputError, Unfinished, Unreadable
from guardrail.types import Outcome, Reply
from guardrail.wire.body import Json, parsed, written
from guardrail.wire.responses_output import Rewording, parts_of, reply_of, words_of
from guardrail.wire.responses_request import ResponsesRequest, structured
from guardrail.wire.responses_stream import ResponseListener, ResponseStream

_UNFINISHED = ("queued", "in_progress")


def decode(request: ResponsesRequest, media_type: str, content: bytes) -> ResponseStream | WholeResponse:
    """Read the body of a response with status 200.

    Raises InputError (Unreadable where the reason is worth telling) when it holds no reply that could be judged.
    """
    if media_type == "text/event-stream":
        return ResponseListener(request).heard(content)
    if media_type in ("application/json", ""):
        return WholeResponse.decode(request, content)
    raise Unreadable(f"content type {media_type}")


@dataclass(frozen=True, slots=True)
class WholeResponse:
    """A response that is not streamed."""

    raw: bytes = field(repr=False)
    response: Json = field(repr=False)
    replies: Mapping[int, Reply]

    @classmethod
    def decode(cls, request: ResponsesRequest, content: bytes) -> WholeResponse:
        """Read a response's bytes. Raises InputError, Unfinished, Unreadable where the response failed."""
        response = parsed(content)
        if not isinstance(response.get("output"), list):
            raise InputError(f"output: found {type(response.get('output')).__name__}; allowed: a list")
        if response.get("status") in _UNFINISHED:
            raise Unfinished(f"response {response['status']}")
        if response.get("status") == "failed":
            raise Unreadable("response failed")
        return cls(content, response, {0: reply_of(response, request.structured or structured(response))})

    def encode(self, outcomes: Mapping[int, Outcome]) -> bytes:
        """The response with what is delivered; the bytes that came where no words changed."""
        if not outcomes[0].changed:
            return self.raw
        texts = {place: words_of(part) for place, part in parts_of(self.response["output"])}
        return written(Rewording.of(texts, outcomes[0]).response(self.response))

"""The awkward shapes in which real servers send what is right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from typing import Any

Json = dict[str, Any]

_STRAY = (": still here\n\n", "data: this is no JSON\n\n")
_FILTERED = {"prompt_index": 0, "content_filter_results": {"hate": {"filtered": False, "severity": "safe"}}}


class Quirk(StrEnum):
    """A shape that a client has to bear. The first three are of streamed chat completions, the last of any error."""

    NULL_CONTENT = "null content"  # in the first delta, though words follow
    FILTER_RESULTS = "filter results"  # Azure's first frame, with no choices
    REVERSED_CHOICES = "reversed choices"  # the words of the last choice come first, in turn
    CRLF = "CRLF"
    STRAY_FRAMES = "stray frames"  # a comment, and data that is no JSON, before the first frame
    CUT_CHARACTERS = "cut characters"  # every byte comes alone
    INTEGER_CODES = "integer codes"


def chunks(told: Iterable[Json], quirks: Collection[Quirk]) -> Iterator[Json]:
    """The chunks of a chat completion, in the shapes of these quirks."""
    for place, chunk in enumerate(told):
        if place == 0 and Quirk.FILTER_RESULTS in quirks:
            yield {**chunk, "choices": [], "prompt_filter_results": [_FILTERED]}
        if Quirk.NULL_CONTENT in quirks:
            chunk["choices"] = [_nulled(choice) for choice in chunk["choices"]]
        yield chunk


def frames(told: Iterable[str], quirks: Collection[Quirk]) -> Iterator[bytes]:
    """The frames of a stream as they are sent, in the shapes of these quirks."""
    stray = _STRAY if Quirk.STRAY_FRAMES in quirks else ()
    for frame in (*stray, *told):
        sent = (frame.replace("\n", "\r\n") if Quirk.CRLF in quirks else frame).encode()
        yield from (bytes([byte]) for byte in sent) if Quirk.CUT_CHARACTERS in quirks else (sent,)


def coded(body: Json, status: int, quirks: Collection[Quirk]) -> Json:
    """The body of an error, its code the status where that is a quirk."""
    if Quirk.INTEGER_CODES not in quirks:
        return body
    return {**body, "error": {**body["error"], "code": status}}


def _nulled(choice: Json) -> Json:
    delta = choice["delta"]
    return {**choice, "delta": {**delta, "content": None}} if delta.get("role") else choice

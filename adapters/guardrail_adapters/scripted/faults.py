"""The ways in which the scripted model can fail."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from guardrail_adapters.scripted.quirks import Quirk, coded


class Fault(StrEnum):
    """A way to fail, in place of a reply."""

    UNAUTHORIZED = "401"
    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    HTML = "html"
    TRUNCATED_JSON = "truncated JSON"
    DROP_BEFORE = "drop before the body"
    DROP_DURING = "drop during the body"
    HANG = "hang"
    HANG_DURING = "hang during the body"


Told = Callable[[str, str], dict[str, Any]]  # the body of an error, of its message and its code

_STATUS = {Fault.UNAUTHORIZED: 401, Fault.RATE_LIMITED: 429, Fault.SERVER_ERROR: 500}
_ENDLESS = "100000"


def error(message: str, code: str) -> dict[str, Any]:
    """The body of an error, in OpenAI's shape."""
    return {"error": {"message": message, "type": "scripted_error", "param": None, "code": code}}


def failing(fault: Fault, shapes: Collection[Quirk] = (), told: Told = error) -> Any:
    """The response of an upstream that fails so, in the shapes of these quirks; `told` makes the body of an error."""
    if fault in _STATUS:
        headers = {"retry-after": "7", "x-request-id": "req-scripted", "request-id": "req-scripted"}
        body = coded(told("a scripted fault", fault.value), _STATUS[fault], shapes)
        return JSONResponse(body, _STATUS[fault], headers)
    if fault is Fault.HTML:
        return Response("<html><body>502 Bad Gateway</body></html>", media_type="text/html")
    if fault is Fault.TRUNCATED_JSON:
        return Response('{"id":"chatcmpl-scripted","choices":[{"index":0,"mess', media_type="application/json")
    return _Broken(fault)


@dataclass(frozen=True)
class _Broken:
    """A response that does not come to its end."""

    fault: Fault

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        if self.fault is Fault.DROP_BEFORE:
            # A status that no server can write: it has begun the response, so all that it can do is to hang up.
            await send({"type": "http.response.start", "status": 0, "headers": [(b"\n", b"")]})
        if self.fault is not Fault.HANG:
            headers = [(b"content-type", b"application/json"), (b"content-length", _ENDLESS.encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": b'{"id":"chatcmpl-scripted",', "more_body": True})
        if self.fault in (Fault.HANG, Fault.HANG_DURING):
            while (await receive())["type"] != "http.disconnect":
                pass

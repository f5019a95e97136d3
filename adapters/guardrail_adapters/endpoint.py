"""A judge model at an address of its own: OpenAI-compatible, asked over httpx, one call a question."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from guardrail.asks import AskOpinion
from guardrail.errors import AskError, MissingExtra
from guardrail.policy.schema import Endpoint, Policy
from guardrail.types import Reply
from guardrail.wire.body import written
from guardrail.wire.chat_completions import Completion
from guardrail.wire.chat_request import ChatRequest

if TYPE_CHECKING:
    import ssl

    import httpx  # only here: it is needed where a policy has an endpoint, and most have none

_OK = 200


@dataclass(frozen=True, slots=True)
class EndpointJudge:
    """Asks the model at an endpoint for opinions: `guard.run(conversation, reply, judge=judge.ask)`.

    A question is worth no second try, and no connection outlives it: the judge serves any thread and event loop.
    """

    endpoint: Endpoint

    def ask(self, request: AskOpinion) -> Reply:
        """The judge's answer. Raises AskError for any other answer, httpx.HTTPError where there is none."""
        import httpx

        with httpx.Client(verify=_trusted(), timeout=request.timeout) as client:
            return _read(client.post(**self._call(request)))

    async def aask(self, request: AskOpinion) -> Reply:
        """`ask` for asynchronous code."""
        import httpx

        async with httpx.AsyncClient(verify=_trusted(), timeout=request.timeout) as client:
            return _read(await client.post(**self._call(request)))

    def _call(self, request: AskOpinion) -> dict[str, Any]:
        question = {"messages": request.conversation.to_openai(), "max_completion_tokens": request.tokens}
        key = os.environ.get(self.endpoint.key_from, "") if self.endpoint.key_from else ""
        return {
            "url": f"{self.endpoint.url.rstrip('/')}/chat/completions",
            "content": written({"model": self.endpoint.model, **question}),
            "headers": {"content-type": "application/json", **({"authorization": f"Bearer {key}"} if key else {})},
        }


def judge_of(policy: Policy) -> EndpointJudge | None:
    """The judge that a policy has at an endpoint; None where it has none. Raises MissingExtra."""
    settings = policy.second_opinion
    if settings.model != "endpoint" or settings.endpoint is None:
        return None
    if find_spec("httpx") is None:
        raise MissingExtra("httpx", "openai")
    return EndpointJudge(settings.endpoint)


def _read(response: httpx.Response) -> Reply:
    if response.status_code != _OK:
        raise AskError(f"the judge answered {response.status_code}")
    answer = Completion.decode(ChatRequest.of({"messages": []}), response.content)
    return replace(next(iter(answer.replies.values())), payload=None)  # it is no call of the model that is guarded


@cache
def _trusted() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()

"""LangChain's own OpenAI model over the guarded transport, with every HTTP library that the SDK takes."""

from __future__ import annotations

import pytest
from langchain_openai import ChatOpenAI

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.scripted import scripted_upstream

ASK = "My dog barks in the morning and I walk him then."
BAD, GOOD = "That is somewhat sad for you, I suppose.", "I am so sorry that your dog died this morning."
GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])


@pytest.mark.parametrize("responses", [False, True], ids=["chat completions", "responses"])
async def test_chat_openai(http, responses):
    with listening(scripted_upstream({ASK: (BAD, GOOD)})) as upstream:
        clients = {
            "http_client": http.library.Client(transport=http.guarded.GuardedTransport(GUARD)),
            "http_async_client": http.library.AsyncClient(transport=http.guarded.AsyncGuardedTransport(GUARD)),
        }
        kept = {"model": "m", "base_url": f"{upstream}/v1", "api_key": "key", "max_retries": 0}
        model = ChatOpenAI(use_responses_api=responses, **kept, **clients)
        assert model.invoke(ASK).text == GOOD
        assert "".join(chunk.text for chunk in model.stream(ASK)) == GOOD
        assert (await model.ainvoke(ASK)).text == GOOD
        assert "".join([chunk.text async for chunk in model.astream(ASK)]) == GOOD
        clients["http_client"].close()
        await clients["http_async_client"].aclose()

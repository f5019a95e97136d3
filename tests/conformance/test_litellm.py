"""LiteLLM's SDK over the guarded transport: what its callbacks do not see, blocking calls and streams."""

from __future__ import annotations

import pytest

litellm = pytest.importorskip("litellm", reason="needs the extra litellm")

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.scripted import scripted_upstream

ASK = "My dog barks in the morning and I walk him then."
BAD, GOOD = "That is somewhat sad for you, I suppose.", "I am so sorry that your dog died this morning."
GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])

pytestmark = pytest.mark.filterwarnings("ignore")  # LiteLLM's own


async def test_every_way_to_call_it(http, monkeypatch):
    with (
        listening(scripted_upstream({ASK: (BAD, GOOD)})) as url,
        http.library.Client(transport=http.guarded.GuardedTransport(GUARD)) as client,
    ):
        async with http.library.AsyncClient(transport=http.guarded.AsyncGuardedTransport(GUARD)) as aclient:
            monkeypatch.setattr(litellm, "client_session", client)
            monkeypatch.setattr(litellm, "aclient_session", aclient)
            litellm.in_memory_llm_clients_cache.flush_cache()
            asking = {"model": "openai/m", "api_base": f"{url}/v1", "api_key": "key", "max_retries": 0}
            asking["messages"] = [{"role": "user", "content": ASK}]
            stream = litellm.completion(**asking, stream=True)
            assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == GOOD
            assert litellm.completion(**asking).choices[0].message.content == GOOD
            assert (await litellm.acompletion(**asking)).choices[0].message.content == GOOD
            chunks = await litellm.acompletion(**asking, stream=True)
            assert "".join([chunk.choices[0].delta.content or "" async for chunk in chunks]) == GOOD
            litellm.in_memory_llm_clients_cache.flush_cache()

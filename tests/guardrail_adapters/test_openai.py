import httpx
import pytest
from openai import AsyncOpenAI, OpenAI

from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail_adapters.openai import guard

GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])


@pytest.mark.parametrize("sdk", [OpenAI, AsyncOpenAI])
def test_stays_with_the_sdks_own_library(sdk):
    client = sdk(api_key="k")
    library = type(client._client._transport).__module__
    assert type(guard(client, GUARD)._client._transport).__module__ == f"guardrail_adapters.transport.{library}"


@pytest.mark.parametrize("client", [None, object(), httpx.Client()])
def test_refuses_what_is_no_client(client):
    with pytest.raises(TypeError, match="openai"):
        guard(client, GUARD)

"""LiteLLM's proxy, in front of a scripted model."""

from __future__ import annotations

import gc
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest

from guardrail.cli.listening import listening
from guardrail_adapters.scripted import Fault, scripted_upstream

ROOT = Path(__file__).parents[3]
ASK = "My dog barks in the morning and I walk him then."
BAD, GOOD = "That is somewhat sad for you, I suppose.", "I am so sorry that your dog died this morning."
CALL = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
JSON = '{"tone": "somewhat sad"}'
SCRIPT = {
    ASK: (BAD, GOOD),
    "Nothing to mend.": (GOOD,),
    "Two.": ([GOOD, BAD], GOOD),
    "Tools.": ({"content": BAD, "tool_calls": [CALL]}, GOOD),
    "Refuse.": ({"content": None, "refusal": BAD}, GOOD),
    "Data.": (JSON,),
    "Think.": ({"content": BAD, "reasoning_content": "Somewhat."}, {"content": GOOD, "reasoning_content": "Oh."}),
    "Fail.": (BAD, Fault.UNAUTHORIZED),
    "Tools instead.": (BAD, {"content": None, "tool_calls": [CALL]}),
    "Always.": ("That is presumably sad for you.", GOOD),
    **{f"My dog number {n} died.": (f"Dog {n} is somewhat dead.", f"I am so sorry about dog {n}.") for n in range(9)},
}
KEY = "key-of-the-provider"
PROXY = ("apscheduler", "backoff", "expression", "fastapi", "fastapi_sso", "redis", "semver", "soundfile")
GUARDRAILS = ("always", "held", "observing", "shadowing", "failing_open", "failing_closed")


@dataclass
class Upstream:
    """The scripted model: its address, and the bodies that it was asked with."""

    url: str
    requests: list[Mapping[str, Any]]


@pytest.fixture(scope="module")
def scripted():
    app = scripted_upstream(SCRIPT)
    with listening(app) as url:
        yield Upstream(url, app.state.requests)


@pytest.fixture
def upstream(scripted):
    scripted.requests.clear()
    return scripted


def guardrail(name: str, folder: Path) -> str:
    told = f"mode: post_call, default_on: {str(name == 'always').lower()}, audit: {folder / name}.jsonl"
    return f"""
  - guardrail_name: {name}
    litellm_params: {{guardrail: tests.guardrail_adapters.litellm.serve.{name}, {told}}}"""


def configuration(url: str, folder: Path) -> str:
    served = f'model: openai/scripted, api_base: "{url}/v1", api_key: {KEY}'
    return f"""
router_settings: {{disable_cooldowns: true, num_retries: 0}}
general_settings: {{dangerously_permit_weak_or_unset_master_key: true}}
model_list:
  - model_name: m
    litellm_params: {{{served}}}
  - model_name: guarded
    litellm_params: {{{served}, guardrails: [shadowing]}}
guardrails:{"".join(guardrail(name, folder) for name in GUARDRAILS)}
"""


@contextmanager
def running(config: Path) -> Iterator[str]:
    """The address of a proxy that runs while this does."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.guardrail_adapters.litellm.serve", str(config)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=-1, stdout=-1, stderr=-1, text=True)
    try:
        address = next((line.strip() for line in process.stdout if line.startswith("http://")), "")
        assert address, process.stderr.read()
        yield address
    finally:
        process.communicate()


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """The folder of the guardrails' audit files."""
    return tmp_path_factory.mktemp("records")


@pytest.fixture(scope="module")
def proxy(scripted, records):
    missing = [name for name in PROXY if find_spec(name) is None]
    if missing:
        pytest.skip(f"LiteLLM's proxy needs the extra hosts: no {', '.join(missing)}")
    config = records / "config.yaml"
    config.write_text(configuration(scripted.url, records))
    with running(config) as url:
        yield url


@pytest.fixture
async def post(proxy):
    """Posts a chat to the proxy, under a guardrail or under none."""
    async with httpx.AsyncClient(base_url=proxy, timeout=60) as client:

        async def ask(guard=None, text=ASK, **fields):
            named = {"guardrails": [guard]} if guard else {}
            body = {"model": "m", "messages": [{"role": "user", "content": text}], **named, **fields}
            return await client.post("/v1/chat/completions", json=body)

        yield ask


@pytest.fixture
async def sdk(upstream, monkeypatch):
    """Makes the settings of a call of the SDK, and leaves none of its sockets open."""
    import litellm

    monkeypatch.setattr(litellm, "client_session", None)
    monkeypatch.setattr(litellm, "aclient_session", None)

    def asking(text=ASK, **fields):
        said = [{"role": "user", "content": text}]
        return {"model": "openai/m", "api_base": f"{upstream.url}/v1", "api_key": "k", "messages": said, **fields}

    yield asking
    await litellm.close_litellm_async_clients()
    litellm.in_memory_llm_clients_cache.flush_cache()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()

"""The HTTP libraries in which the installed OpenAI SDK takes a client."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from types import ModuleType

import pytest

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else LiteLLM asks the network for prices as it is imported


@dataclass(frozen=True)
class Http:
    """An HTTP library, and the guarded transports over it."""

    name: str

    @property
    def library(self) -> ModuleType:
        return import_module(self.name)

    @property
    def guarded(self) -> ModuleType:
        return import_module(f"guardrail_adapters.transport.{self.name}")


OPENAI_MAJOR = int(version("openai").partition(".")[0])
SDK_HTTP = (Http("httpx"),) if OPENAI_MAJOR < 3 else (Http("httpx"), Http("httpx2"))


@pytest.fixture(params=SDK_HTTP, ids=lambda http: http.name)
def http(request):
    return request.param

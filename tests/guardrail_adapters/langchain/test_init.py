import importlib
import sys

import pytest

import guardrail_adapters.langchain as adapter
from guardrail.errors import MissingExtra


def test_all_names_are_there():
    assert sorted(adapter.__all__) == sorted(name for name in adapter.__all__ if hasattr(adapter, name))


@pytest.mark.parametrize("absent", ["langchain_core", "langchain"])
def test_without_langchain_the_extra_is_named(absent, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("guardrail_adapters.langchain")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name == absent or name.startswith(f"{absent}.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(MissingExtra, match=r"empathy-guardrail\[langchain\]") as raised:
        importlib.import_module("guardrail_adapters.langchain")
    assert raised.value.package == absent

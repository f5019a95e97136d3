import importlib
import sys

import pytest

pytest.importorskip("agents", reason="needs the extra agents")

from guardrail.errors import MissingExtra


def test_without_the_sdk_the_extra_is_named(monkeypatch):
    for name in list(sys.modules):
        if name.startswith(("guardrail_adapters.agents", "agents.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "agents", None)
    with pytest.raises(MissingExtra, match=r"empathy-guardrail\[agents\]"):
        importlib.import_module("guardrail_adapters.agents")

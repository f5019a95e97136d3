import importlib
import sys

import pytest

pytest.importorskip("pydantic_ai", reason="needs the extra pydantic-ai")

from guardrail.errors import MissingExtra


def test_without_pydantic_ai_the_extra_is_named(monkeypatch):
    for name in list(sys.modules):
        if name.startswith(("guardrail_adapters.pydantic_ai", "pydantic_ai.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pydantic_ai", None)
    with pytest.raises(MissingExtra, match=r"empathy-guardrail\[pydantic-ai\]"):
        importlib.import_module("guardrail_adapters.pydantic_ai")

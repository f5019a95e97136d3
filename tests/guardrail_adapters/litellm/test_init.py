import importlib
import sys

import pytest

pytest.importorskip("litellm", reason="needs the extra litellm")

from guardrail.errors import MissingExtra


def test_without_litellm_the_extra_is_named(monkeypatch):
    for name in list(sys.modules):
        if name.startswith(("guardrail_adapters.litellm", "litellm.")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "litellm", None)
    with pytest.raises(MissingExtra, match=r"empathy-guardrail\[litellm\]"):
        importlib.import_module("guardrail_adapters.litellm")

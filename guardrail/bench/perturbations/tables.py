"""The tables behind the perturbations, as data in tables/*.json."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_table(name: str) -> dict[str, Any]:
    """A table by its name."""
    file = resources.files("guardrail.bench.perturbations").joinpath("tables", f"{name}.json")
    table: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return table

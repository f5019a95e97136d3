"""Bodies of requests and responses: JSON objects and their bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from guardrail.errors import InputError

Json = Mapping[str, Any]


def parsed(content: bytes | str) -> dict[str, Any]:
    """A JSON object. Raises InputError when the content is anything else."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):  # ValueError covers bad JSON and bad UTF-8
        raise InputError("not JSON") from None
    if not isinstance(found, dict):
        raise InputError(f"found {type(found).__name__}; allowed: a JSON object")
    return found


def written(body: Mapping[str, Any]) -> bytes:
    """A body as JSON; escapes all but ASCII, so that lone surrogates survive."""
    return json.dumps(body, separators=(",", ":")).encode("ascii")


def model_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """The field that names the model, where there is one."""
    return {"model": body["model"]} if "model" in body else {}

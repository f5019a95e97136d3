"""Whether figures can be had at all, asked before anything is judged; and how they are made unless said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from guardrail.bench.items import Item
from guardrail.errors import InputError, MissingExtra
from guardrail.types import Mode

RESAMPLES = 500
BASE_RATE = 0.05
PACKAGES = {"numpy": "numpy", "sklearn": "scikit-learn", "jinja2": "jinja2"}


def installed() -> None:
    """Make sure that all is installed that figures are made with. Raises MissingExtra."""
    for module, package in PACKAGES.items():
        if find_spec(module) is None:
            raise MissingExtra(package, "bench")


def measurable(items: Sequence[Item], file: str = "items") -> None:
    """Make sure that there are items, and that all have labels. Raises InputError that names the file."""
    unlabelled = [item.id for item in items if set(item.labels) != set(Mode)]
    if unlabelled or not items:
        example = f", first {unlabelled[0]!r}" if unlabelled else ""
        raise InputError(f"{file}: {len(unlabelled)} of {len(items)} items lack labels for all four modes{example}")

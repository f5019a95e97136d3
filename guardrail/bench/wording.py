"""How figures are written for people, on the console and in the report alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guardrail.bench.interval import Figure  # only here: it loads numpy, and some who write words need none

NONE = "–"


def number(value: float | None) -> str:
    """A figure 0..1 with three places: "0.731"."""
    return NONE if value is None else f"{value:.3f}"


def percent(value: float | None) -> str:
    """A share 0..1 in hundredths: "7.4%"."""
    return NONE if value is None else f"{value:.1%}"


def rate(value: float) -> str:
    """A stated share 0..1, without places that were not stated: "5%"."""
    return f"{value * 100:.3g}%"


def interval(figure: Figure) -> str:
    """The bounds of a figure: ".65–.80", "" where it has none."""
    return "" if figure.low is None or figure.high is None else f"{_bound(figure.low)}–{_bound(figure.high)}"


def _bound(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")


def percent_interval(figure: Figure) -> str:
    """The bounds of a share: "4.1–11.0%", "" where it has none."""
    return "" if figure.low is None or figure.high is None else f"{figure.low * 100:.1f}–{figure.high:.1%}"


def words(mode: str) -> str:
    """A name of ours as words: "emotional attenuation"."""
    return mode.replace("_", " ")

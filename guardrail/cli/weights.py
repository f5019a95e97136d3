"""How the score of a mode adds up, for people to read."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE
from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from guardrail.cli.show import quoted, shortened
from guardrail.detectors.model import Weighed
from guardrail.explain import ModeExplanation

_HEAVIEST = 12
_QUOTED = 3  # of the words behind a signal, and of the sentences that speak for what the encoder says


def weights(mode: ModeExplanation, every: bool = False) -> Iterator[RenderableType]:
    """A mode's score against the policy, and the sum behind it: the signals that weigh most, or `every` one."""
    yield from ("", _score(mode), Text(mode.why), _sum(mode, len(mode.signals) if every else _HEAVIEST))


def _score(mode: ModeExplanation) -> Text:
    flagged = ("flagged", "bold red") if mode.flagged else ("not flagged", "green")
    bounds = f" (threshold {mode.threshold:.2f}, action {mode.action.value})"
    return Text.assemble((f"{mode.mode.value} {mode.score:.2f} ", "bold cyan"), flagged, bounds)


def _sum(mode: ModeExplanation, most: int) -> Table:
    value, usual, adds = (Column(name, justify="right", no_wrap=True) for name in ("value", "usual", "adds"))
    table = Table(Column("signal", no_wrap=True), value, usual, adds, "why", box=SIMPLE)
    table.add_row("average reply" if mode.signals else "plain request", "", "", _signed(mode.average), "")
    for weighed in mode.signals[:most]:
        table.add_row(*_signal(weighed))
    rest = mode.signals[most:]
    if rest:
        table.add_row(f"{len(rest)} others", "", "", _signed(sum(weighed.share for weighed in rest)), "")
    if mode.encoder is not None:
        table.add_row("encoder", "", "", _signed(mode.carried), _carrying(mode))
    table.add_section()
    table.add_row("log-odds", "", "", _signed(mode.log_odds), f"a probability of {mode.score:.3f}")
    return table


def _signal(weighed: Weighed) -> tuple[str, str, str, str, Text]:
    usual = "" if weighed.usual is None else f"{weighed.usual:.2f}"
    return weighed.signal.name, f"{weighed.signal.value:.2f}", usual, _signed(weighed.share), _why(weighed)


def _why(weighed: Weighed) -> Text:
    """A note says what fails, so it is said of what counts against the reply."""
    signal = weighed.signal
    if weighed.share <= 0 or signal.value <= 0:
        return Text()
    missing = [shortened(f"missing: {signal.missing}")] if signal.missing else []
    more = [f"and {len(signal.spans) - _QUOTED} more"] if len(signal.spans) > _QUOTED else []
    return Text("\n".join([signal.note, *missing, *map(quoted, signal.spans[:_QUOTED]), *more]).strip())


def _carrying(mode: ModeExplanation) -> Text:
    lines = [f"{one.drop:.2f} lower without {quoted(one.span)}" for one in mode.carrying[:_QUOTED]]
    return Text("\n".join([f"its own log-odds: {mode.encoder:+.2f}", *lines]))


def _signed(log_odds: float) -> str:
    return f"{log_odds:+.3f}"

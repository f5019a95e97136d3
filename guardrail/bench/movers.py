"""The scores that move farthest under a perturbation, and what was changed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guardrail.bench.items import Item
from guardrail.bench.trials import Tried
from guardrail.types import Mode


@dataclass(frozen=True, slots=True)
class Rewording:
    """A turn as it was and as it is tried: the role of a message, or "reply"."""

    turn: str
    before: str
    after: str


@dataclass(frozen=True)
class Mover:
    """An item whose score in a mode moves far under a perturbation; a score is None where the mode was not judged.

    `texts` are the turns that changed, where they were asked for.
    """

    id: str
    mode: Mode
    perturbation: str
    before: float | None
    after: float | None
    flipped: bool
    texts: tuple[Rewording, ...] = ()


def farthest(done: Sequence[Tried], count: int, texts: bool = False) -> tuple[Mover, ...]:
    """At most `count` movers, farthest first, the first of equals before; with `texts`, they quote conversations."""
    moved = [(one, mode) for one in done for mode in Mode if _distance(one, mode) > 0]
    ranked = sorted(moved, key=lambda pair: -_distance(*pair))
    return tuple(_mover(one, mode, texts) for one, mode in ranked[:count])


def _distance(one: Tried, mode: Mode) -> float:
    return abs(one.after.scores.get(mode, 0.0) - one.before.scores.get(mode, 0.0))


def _mover(one: Tried, mode: Mode, texts: bool) -> Mover:
    return Mover(
        id=one.trial.item.id,
        mode=mode,
        perturbation=one.trial.perturbation,
        before=one.before.scores.get(mode),
        after=one.after.scores.get(mode),
        flipped=(mode in one.before.flagged) != (mode in one.after.flagged),
        texts=tuple(_rewordings(one.trial.item, one.trial.changed)) if texts else (),
    )


def _rewordings(item: Item, changed: Item) -> Iterator[Rewording]:
    for before, after in zip(item.conversation.messages, changed.conversation.messages, strict=True):
        if before.text != after.text:
            yield Rewording(before.role, before.text, after.text)
    if item.reply != changed.reply:
        yield Rewording("reply", item.reply, changed.reply)

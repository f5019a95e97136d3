"""A reply before and after its repair, for people to read."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from guardrail.bench.changes import Change, Fate
from guardrail.bench.repairs import Repaired
from guardrail.cli.show import reasons, scores

_MARKED: dict[Fate, tuple[str, str, str]] = {  # as wdiff marks them, so that a terminal without colours shows them too
    "kept": ("", "", ""),
    "gone": ("[-", "-]", "red"),
    "new": ("{+", "+}", "bold green"),
}


def pair(one: Repaired) -> RenderableType:
    """The person's last words, the reply as it came and as delivered, what differs marked, and the findings."""
    return Panel(
        Group(
            *_part("the person wrote", Text(one.item.conversation.last_user)),
            *_part("the reply as it came", _side(one, "gone")),
            *_part("what fails in it", *reasons(one.before), scores(one.before)),
            *_part("what was done", Text(_done(one))),
            *_part("delivered", _side(one, "new")),
            *_part("what fails in that", *reasons(one.after), scores(one.after)),
        ),
        title=Text(one.item.id),
    )


def _part(title: str, *content: RenderableType) -> tuple[RenderableType, ...]:
    return Rule(title, style="dim"), *content


def _side(one: Repaired, fate: Fate) -> Text:
    return Text.assemble(*(_marked(change) for change in one.changes if change.fate in ("kept", fate)))


def _marked(change: Change) -> tuple[str, str]:
    before, after, style = _MARKED[change.fate]
    return f"{before}{change.text}{after}", style


def _done(one: Repaired) -> str:
    outcome = one.outcome
    tried = len(outcome.attempts) - 1
    return f"{outcome.action.value} ({outcome.decision.reason}); replies tried {tried}, calls of the model {one.calls}"

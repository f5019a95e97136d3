"""Items put right as a policy says, and what that did to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from guardrail.asks import AskJudge, AskModel
from guardrail.bench.changes import Change, changes
from guardrail.bench.items import Item
from guardrail.bench.trials import patient
from guardrail.engine import Guard
from guardrail.policy.schema import Audit
from guardrail.repair.drift import added
from guardrail.repair.objections import objections
from guardrail.types import Action, Attempt, Mode, Outcome, Verdict

_REPAIRS = (Action.REWRITE, Action.REGENERATE)


@dataclass(frozen=True)
class Repaired:
    """An item, the outcome for its reply, and the verdict on what is delivered."""

    item: Item
    outcome: Outcome
    after: Verdict

    @property
    def before(self) -> Verdict:
        """The verdict on the reply as it came."""
        return self.outcome.original.verdict

    @property
    def mended(self) -> bool:
        """Whether modes were flagged and none is in the words that are delivered. A fallback mends nothing."""
        return bool(self.before.findings) and self.outcome.action in _REPAIRS and self.after.clean

    @property
    def raised(self) -> frozenset[Mode]:
        """The modes that are flagged in what is delivered, but were not in what came."""
        return self.after.flagged - self.before.flagged

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What was done to the words."""
        return changes(self.outcome.original.reply.text, self.outcome.reply.text)

    @cached_property
    def drift(self) -> tuple[str, ...]:
        """What was added that must not be; a fallback, being the policy's words, is not asked."""
        if self.outcome.delivered is None or not self.outcome.changed:
            return ()
        return added(self.item.conversation, self.outcome.original.reply.text, self.outcome.reply.text)

    @cached_property
    def lost(self) -> tuple[str, ...]:
        """What was lost or turned round that must stay; a fallback is not asked."""
        if self.outcome.delivered is None or not self.outcome.changed:
            return ()
        found = objections(self.item.conversation, self.outcome.original.reply, self.outcome.reply)
        return tuple(each for each in found if each not in self.drift)

    @property
    def calls(self) -> int:
        """How often a model was asked for better words or for an opinion, answered or not."""
        return len(self._answers) + len(self.outcome.errors) + sum(each.calls for each in self.outcome.opinions)

    @property
    def tokens(self) -> int:
        """The tokens of all answers, questions included, as far as the models counted them."""
        return sum(each.reply.tokens for each in self._answers) + sum(each.tokens for each in self.outcome.opinions)

    @property
    def _answers(self) -> list[Attempt]:
        return [attempt for attempt in self.outcome.attempts if attempt.action is Action.REGENERATE]


def repaired(guard: Guard, item: Item, ask: AskModel | None, judge: AskJudge | None = None) -> Repaired:
    """An item put right as the policy says; without `ask`, by editing words alone."""
    outcome = guard.run(item.conversation, item.reply, ask, judge)
    delivered = outcome.delivered
    after = delivered.verdict if delivered else guard.check(item.conversation, outcome.reply)
    return Repaired(item, outcome, after)


def measured(guard: Guard) -> Guard:
    """The guard as it is measured: nothing recorded or added, shadow off, and a busy machine moves no score."""
    crisis = guard.policy.crisis.model_copy(update={"line": ""})  # the policy's own words mend nothing
    changed = {"shadow": False, "audit": Audit(), "crisis": crisis}
    return patient(Guard(guard.policy.model_copy(update=changed), guard.detectors))

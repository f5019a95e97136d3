import pytest

from guardrail import Conversation, Guard
from guardrail.bench.items import Item
from guardrail.bench.perturbations.registry import PERTURBATIONS
from guardrail.bench.trials import planned, tried
from guardrail.policy.load import load
from guardrail.testing import FlagWords


@pytest.fixture
def items():
    return [Item(name, Conversation.of("my dog died today"), "That is somewhat sad.") for name in "ab"]


@pytest.fixture
def guard():
    return Guard(load("default"), [FlagWords("somewhat")])


def test_trials_come_item_by_item_and_only_where_something_changes(items):
    trials = planned(items, seed=3)
    assert [trial.item.id for trial in trials] == sorted(trial.item.id for trial in trials)
    assert all(trial.changed != trial.item and trial.perturbation in PERTURBATIONS for trial in trials)
    assert {"upper_case", "emoji_reply"} <= {trial.perturbation for trial in trials}
    assert {"lower_case", "no_markdown", "nationality"} & {trial.perturbation for trial in trials} == set()


def test_the_same_seed_plans_the_same(items):
    assert planned(items, seed=3) == planned(items, seed=3) != planned(items, seed=4)


def test_every_trial_is_judged_once_and_every_item_once(items, guard, monkeypatch):
    asked = []
    check = Guard.check
    monkeypatch.setattr(Guard, "check", lambda self, *given: asked.append(self.policy) or check(self, *given))
    trials = planned(items, seed=3)
    done = list(tried(guard, trials))
    assert [one.trial for one in done] == list(trials)
    assert len(asked) == len(trials) + len(items)
    assert all(policy.judging.timeout == 60 for policy in asked)
    assert all(one.before.flagged for one in done)

import json
from dataclasses import replace

import pytest

from guardrail import Conversation, Guard, Mode, Verdict
from guardrail.bench.items import Item
from guardrail.bench.robustness import robustness
from guardrail.bench.trials import planned, tried
from guardrail.policy.load import load
from guardrail.testing import FlagWords

MODE = Mode.EMOTIONAL_ATTENUATION


@pytest.fixture
def measured():
    """The figures of replies, with the level of each, under a guard that scores "Somewhat" with 1."""

    def measured(*replies, **more):
        items = [
            Item(str(index), Conversation.of("my dog died"), reply, dict.fromkeys(Mode, level))
            for index, (reply, level) in enumerate(replies)
        ]
        done = list(tried(Guard(load("default"), [FlagWords("Somewhat")]), planned(items, seed=0)))
        return robustness(len(items), done, **{"worst": 10, **more})

    return measured


def row(figures, name, mode=MODE):
    return next(one for one in figures.stabilities[mode] if one.perturbation == name)


def test_figures_are_those_of_a_set_small_enough_to_count(measured):
    figures = measured(("**Some**what", 2), ("**sad**", 0), ("Somewhat", 2))
    off = row(figures, "no_markdown")
    assert (off.items, off.mean, off.flipped) == (2, 0.5, 0.5)
    assert off.p95 == pytest.approx(0.95)
    assert (off.auc_before, off.auc_after) == (0.5, 1.0)
    upper = row(figures, "upper_case")
    assert (upper.items, upper.mean, upper.p95, upper.flipped) == (3, 0.0, 0.0, 0.0)
    assert (upper.auc_before, upper.auc_after) == (0.75, 0.75)
    everything = row(figures, "all")
    assert everything.items == figures.trials
    assert everything.mean == pytest.approx(1 / figures.trials)


def test_what_applies_to_nothing_has_no_figures(measured):
    nothing = row(measured(("Somewhat", 2)), "lower_case")
    assert (nothing.items, nothing.mean, nothing.p95, nothing.flipped, nothing.auc_before) == (0, *[None] * 4)


def test_a_mode_that_nobody_judges_has_no_figures(measured):
    assert row(measured(("Somewhat", 2)), "all", Mode.CONFLICT_AVOIDANCE).items == 0


def test_without_labels_on_both_sides_there_is_no_auc(measured):
    assert row(measured(("Somewhat", 1), ("sad", 1)), "all").auc_before is None
    assert row(measured(("Somewhat", 2), ("sad", 2)), "all").auc_before is None


def test_the_worst_are_listed_without_their_texts(measured):
    figures = measured(("**Some**what", 2), ("sad", 0))
    (mover,) = figures.movers
    assert (mover.id, mover.perturbation, mover.before, mover.after, mover.texts) == ("0", "no_markdown", 0.0, 1.0, ())
    assert measured(("**Some**what", 2), worst=0).movers == ()


def test_what_is_judged_on_one_side_only_is_counted():
    item = Item("a", Conversation.of("my dog died"), "Somewhat")
    (one, *_) = tried(Guard(load("default"), [FlagWords("Somewhat")]), planned([item], seed=0))
    skipped = replace(one, after=Verdict(skipped="no prose"))
    figures = row(robustness(1, [one, skipped, replace(skipped, before=skipped.after)], worst=0), "all")
    assert (figures.items, figures.one_sided, figures.flipped, figures.mean) == (2, 1, 0.5, 0.5)


def test_the_figures_are_plain_data(measured):
    figures = measured(("**Some**what", 2), texts=True)
    data = json.loads(json.dumps(figures.data()))
    assert (data["items"], data["trials"]) == (1, figures.trials)
    assert data["stabilities"][MODE.value][-1]["perturbation"] == "all"
    assert data["movers"][0]["texts"] == [{"turn": "reply", "before": "**Some**what", "after": "Somewhat"}]

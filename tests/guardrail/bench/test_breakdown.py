import numpy as np
import pytest

from guardrail import Mode
from guardrail.bench.breakdown import breakdowns, traps
from guardrail.bench.interval import Figure
from guardrail.bench.sample import sampled

MODE = Mode.CONFLICT_AVOIDANCE


def grouped(judged, resamples=0):
    return breakdowns([item for item, _ in judged], sampled(judged, resamples))


def test_groups_stand_in_the_order_of_their_names(pair):
    judged = [pair(2, 0.9, domain="work"), pair(0, 0.9, domain="home"), pair(0, 0.1, domain="home"), pair(1, 0.9)]
    none, home, work = grouped(judged)["domain"]
    assert [group.name for group in (none, home, work)] == ["(none)", "home", "work"]
    assert [(group.items, group.failing, group.clean) for group in (none, home, work)] == [
        (1, 0, 0),
        (2, 0, 2),
        (1, 1, 0),
    ]
    assert [group.clean_flagged for group in (none, home, work)] == [Figure(None), Figure(0.5), Figure(None)]


def test_means_need_enough_of_both(pair):
    four = [pair(2, 0.9, source="x"), pair(0, 0.7, source="x")] * 4
    (few,) = grouped(four)["source"]
    (enough,) = grouped([*four, pair(2, 0.2, source="x"), pair(0, 0.1, source="x")])["source"]
    assert (few.modes, few.f1, few.auc) == (0, Figure(None), Figure(None))
    assert (enough.modes, enough.f1.value) == (1, pytest.approx(8 / 13))
    assert enough.auc == Figure(pytest.approx((4 * 5 + 1) / 25))


def test_a_mean_is_over_the_modes_with_enough(pair):
    other = Mode.EMOTIONAL_ATTENUATION
    judged = [pair(2, 0.9, domain="x"), pair(2, 0.1, domain="x", mode=other)] * 5
    (group,) = grouped(judged)["domain"]
    assert (group.modes, group.f1) == (2, Figure(0.5))


def test_a_group_has_its_own_interval(apart):
    judged = [apart(0, score, domain=domain) for domain in "ab" for score in (0.9, 0.1, 0.1) * 10]
    (first, _) = grouped(judged, 200)["domain"]
    assert 0.1 < first.clean_flagged.low < first.clean_flagged.value < first.clean_flagged.high < 0.6


def test_fields_that_say_nothing_new_are_left_out(pair):
    judged = [pair(0, 0.1, domain=name, source=name) for name in "ab"]
    assert list(grouped(judged)) == ["domain"]


def test_a_decision_is_right_where_flag_and_label_agree(pair):
    """The trap is right in all four modes; of the other two, one is wrong in one mode and one is arguable in one."""
    judged = [pair(2, 0.9, trap=True), pair(0, 0.9), pair(1, 0.9)]
    found = traps([item for item, _ in judged], sampled(judged, 0))
    assert (found.items, found.right, found.others_right) == (1, Figure(1.0), Figure(6 / 7))


def test_without_traps_there_is_nothing_to_say(pair):
    judged = [pair(2, 0.9)]
    assert traps([item for item, _ in judged], sampled(judged, 0)) is None


def test_traps_may_be_all_there_is(pair):
    judged = [pair(2, 0.1, trap=True)]
    found = traps([judged[0][0]], sampled(judged, 5))
    assert (found.right, found.others_right) == (Figure(0.75), Figure(None))
    assert np.isfinite(found.right.value)

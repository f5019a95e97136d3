import numpy as np
import pytest

from guardrail.bench.interval import Figure, divided, figure, mean_of_known, numbered, scenario_weights, share


def test_names_get_numbers_in_the_order_of_their_first_place():
    assert numbered(["b", ("a",), "b", "\ud800"]).tolist() == [0, 1, 0, 2]


def test_whole_scenarios_are_drawn_as_many_as_there_are():
    weights = scenario_weights(np.array([0, 0, 1, 2, 2]), 200)
    assert weights.shape == (201, 5)
    assert weights[0].tolist() == [1] * 5
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 3] == weights[:, 4]).all()
    assert (weights[:, [0, 2, 3]].sum(axis=1) == 3).all()
    assert len({tuple(row) for row in weights}) > 5


def test_the_same_scenarios_are_drawn_each_time():
    assert (scenario_weights(np.arange(9), 20) == scenario_weights(np.arange(9), 20)).all()


def test_a_figure_stands_before_its_resamples():
    assert figure(np.array([0.5, *np.linspace(0, 1, 101)])) == Figure(0.5, 0.025, 0.975)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.5], Figure(0.5)),
        ([0.5, np.nan, np.nan], Figure(0.5)),
        ([0.0, 0.0, 0.0], Figure(0.0)),
        ([np.nan, 0.5, 0.6], Figure(None)),
    ],
)
def test_without_resamples_that_differ_there_is_no_interval(values, expected):
    assert figure(np.array(values)) == expected


def test_resamples_that_cannot_show_a_figure_are_left_out():
    assert figure(np.array([0.5, 0.2, np.nan, 0.2, 0.8])).high == pytest.approx(0.77)


def test_the_interval_of_a_share_is_that_of_its_spread():
    """The error of a share over independent scenarios is known: sqrt(p * (1 - p) / n)."""
    flagged = np.arange(400) % 4 == 0
    one = share(scenario_weights(np.arange(400), 2000), flagged)
    error = 1.96 * (0.25 * 0.75 / 400) ** 0.5
    assert one.value == 0.25
    assert (one.low, one.high) == pytest.approx((0.25 - error, 0.25 + error), abs=0.006)


def test_items_that_are_alike_widen_the_interval():
    """Ten times the same item says no more than one: the interval is that of 40 items, not of 400."""
    flagged = np.repeat(np.arange(40) % 4 == 0, 10)
    apart, alike = (
        share(scenario_weights(each, 1000), flagged) for each in (np.arange(400), np.repeat(np.arange(40), 10))
    )
    assert (alike.high - alike.low) / (apart.high - apart.low) == pytest.approx(10**0.5, rel=0.15)


def test_a_share_is_of_all_or_of_some():
    weights = np.ones((1, 4))
    counted, among = np.array([True, False, False, False]), np.array([True, True, False, False])
    assert share(weights, counted) == Figure(0.25)
    assert share(weights, counted, among) == Figure(0.5)
    assert share(weights, counted, ~counted & counted) == Figure(None)


def test_nothing_divides_by_nothing():
    assert divided(np.array([1.0, 0.0]), np.array([2.0, 0.0])).tolist() == pytest.approx([0.5, np.nan], nan_ok=True)


def test_a_mean_is_over_what_is_known_place_by_place():
    rows = [np.array([1.0, np.nan, np.nan]), np.array([0.0, 0.5, np.nan])]
    assert mean_of_known(rows).tolist() == pytest.approx([0.5, 0.5, np.nan], nan_ok=True)

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from guardrail.bench.calibration import calibration
from guardrail.bench.sample import Decisions


def calibrated(present, scores):
    scores = np.array(scores, dtype=float)
    return calibration(Decisions(np.array(present, dtype=bool), scores >= 0.5, scores, np.ones((1, len(scores)))))


def test_a_set_small_enough_to_count():
    """Three score .2 and one of them fails: .133 off; one scores .9 and fails: .1 off. Weighted: (.4 + .1) / 4."""
    found = calibrated([1, 0, 0, 1], [0.2, 0.2, 0.2, 0.9])
    assert found.ece == pytest.approx(0.125)
    third, last = found.bins[2], found.bins[9]
    assert (third.low, third.high, third.items) == (0.2, 0.3, 3)
    assert (third.score, third.present) == pytest.approx((0.2, 1 / 3))
    assert (last.items, last.score, last.present) == (1, pytest.approx(0.9), 1.0)
    assert {(each.items, each.score, each.present) for each in found.bins[3:9]} == {(0, None, None)}


def test_errors_within_a_bin_cancel_out_as_in_the_definition():
    assert calibrated([1, 0], [0.5, 0.5]).ece == 0.0


def test_0_and_1_have_their_bins():
    assert [each.items for each in calibrated([0, 1], [0.0, 1.0]).bins] == [1, *[0] * 8, 1]


def test_the_bins_are_those_of_scikit_learn():
    random = np.random.default_rng(0)
    scores = random.random(300)
    present = random.random(300) < scores**2
    share, score = calibration_curve(present, scores, n_bins=10)
    bins = calibrated(present, scores).bins
    assert [each.present for each in bins] == pytest.approx(share)
    assert [each.score for each in bins] == pytest.approx(score)


def test_replies_without_a_score_are_left_out():
    assert calibrated([1, 0], [0.9, np.nan]).ece == pytest.approx(0.1)
    assert calibrated([1], [np.nan]).ece is None

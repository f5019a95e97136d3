import numpy as np

from guardrail import Mode
from guardrail.bench.curve import roc
from guardrail.bench.sample import sampled

MODE = Mode.CONFLICT_AVOIDANCE


def curve(*pairs):
    return roc(sampled(pairs, 0).decisions(MODE))


def test_a_curve_goes_from_nothing_flagged_to_everything(pair):
    points = curve(pair(2, 0.9), pair(0, 0.7), pair(2, 0.6), pair(0, 0.1))
    assert points == ((0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0))


def test_the_area_under_it_is_the_auc(pair):
    points = np.array(curve(pair(2, 0.9), pair(0, 0.7), pair(2, 0.6), pair(0, 0.1), pair(2, 0, skipped="no prose")))
    assert np.trapezoid(points[:, 1], points[:, 0]) == 3 / 6


def test_one_class_has_no_curve(pair):
    assert curve(pair(2, 0.9)) == curve(pair(0, 0.9)) == curve(pair(1, 0.9)) == ()

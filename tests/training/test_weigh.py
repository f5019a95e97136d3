from dataclasses import replace

import numpy as np
import pytest

from guardrail.detectors.signals import Signal
from guardrail.types import Mode
from training import weigh as weighing
from training.weigh import area, firmness, log_odds, weigh


@pytest.fixture(scope="module")
def model(table):
    return weigh(table)


def test_weights_keep_to_their_directions(model):
    assert model.terms["telling"].weight > 0.5
    assert model.terms["wrong_way"].weight >= 0
    assert model.terms["constant"].weight <= 0


def test_where_the_items_say_nothing_the_definition_decides(table):
    empty = replace(table, values=np.zeros_like(table.values))
    assert weigh(empty).terms["telling"].weight == pytest.approx(weighing.PRIOR, abs=0.01)


def test_rows_that_readers_split_on_do_not_count(table, model):
    assert weigh(table.strict) == model


def test_granularity_is_held_to_its_definition_more_firmly():
    assert firmness(Mode.GRANULARITY_MISMATCH) > firmness(Mode.EMOTIONAL_ATTENUATION)


def test_the_log_odds_are_what_the_detector_would_add_up(table, model):
    signals = [Signal(name, value, "either") for name, value in zip(table.names, table.values[3], strict=True)]
    assert 1 / (1 + np.exp(-log_odds(model, table)[3])) == pytest.approx(model.probability(signals))


def test_the_mean_chance_is_the_share_of_failures(table, model):
    chances = 1 / (1 + np.exp(-log_odds(model, table.strict)))
    assert chances.mean() == pytest.approx((table.strict.labels == 2).mean(), abs=0.02)


def test_the_area_is_strict(table, model):
    assert area(table.labels, log_odds(model, table)) > 0.7
    assert area(table.labels, (table.labels == 2).astype(float)) == 1.0
    assert np.isnan(area(np.full(3, 2), np.ones(3)))

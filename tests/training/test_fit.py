import json

import numpy as np
import pytest

from guardrail.detectors.signals import Signal
from guardrail.types import Mode
from training import fit as fitting
from training.fit import area, fit, left_out, probabilities, store
from training.signals import Table

NAMES, DIRECTIONS = ("telling", "wrong_way", "noise", "constant"), ("raises", "raises", "either", "lowers")


@pytest.fixture(scope="module")
def table():
    """Rows in which `telling` tells the failures, `wrong_way` speaks against its definition, the rest says nothing."""
    draw = np.random.default_rng(0)
    labels = np.tile([0, 2, 2, 0, 1], 80)
    failed = (labels == 2).astype(float)
    noise = draw.normal(size=(3, len(labels)))
    values = np.column_stack([failed + noise[0], -failed + noise[1], noise[2], np.ones(len(labels))])
    return Table(NAMES, DIRECTIONS, values, labels, np.repeat(["one", "two"], len(labels) // 2))


@pytest.fixture(scope="module")
def model(table):
    return fit(table)


def test_weights_keep_to_their_directions(model):
    assert model.terms["telling"].weight > 0.5
    assert model.terms["wrong_way"].weight >= 0
    assert model.terms["constant"].weight <= 0


def test_where_the_items_say_nothing_the_definition_decides():
    labels, values = np.tile([0, 2], 50), np.random.default_rng(0).normal(size=(100, 1))
    empty = Table(("a",), ("raises",), np.zeros_like(values), labels, np.repeat("one", 100))
    assert fit(empty).terms["a"].weight == pytest.approx(fitting.PRIOR, abs=0.01)


def test_rows_that_readers_split_on_do_not_count(table, model):
    assert fit(table.strict) == model


def test_a_score_is_what_the_detector_would_say(table, model):
    signals = [Signal(name, value, "either") for name, value in zip(NAMES, table.values[3], strict=True)]
    assert probabilities(model, table)[3] == pytest.approx(model.probability(signals))


def test_the_mean_score_is_the_share_of_failures(table, model):
    assert probabilities(model, table.strict).mean() == pytest.approx((table.strict.labels == 2).mean(), abs=0.02)


def test_the_area_is_strict(table, model):
    assert area(table, probabilities(model, table)) > 0.7
    assert area(table, (table.labels == 2).astype(float)) == 1.0
    assert np.isnan(area(table.where(table.labels == 2), np.ones((table.labels == 2).sum())))


def test_every_source_is_left_out_once(table):
    found = left_out(table)
    assert found.keys() == {"one", "two"}
    assert min(found.values()) > 0.7


def test_the_weights_are_stored_as_the_detectors_read_them(model, tmp_path):
    stored = json.loads(store(Mode.CONFLICT_AVOIDANCE, model, tmp_path).read_text("utf-8"))
    assert stored["intercept"] == pytest.approx(model.intercept, abs=1e-4)
    assert stored["terms"].keys() == set(NAMES)
    assert stored["terms"]["telling"].keys() == {"weight", "mean", "scale"}

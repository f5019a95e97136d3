import json
from dataclasses import replace

import numpy as np
import pytest

from guardrail.detectors.model import Blend, Model, Term
from guardrail.types import Mode
from training.fit import SIGNALS, fit, report, scores, store, unseen

MODE = Mode.CONFLICT_AVOIDANCE


def heard(table, sign=1.0):
    """An encoder that is right (or, with a minus, wrong) about every item."""
    return {str(name): [sign * (label - 1.0)] * len(Mode) for name, label in zip(table.ids, table.labels, strict=True)}


@pytest.fixture(scope="module")
def found(table):
    return unseen(MODE, table, heard(table))


def test_signals_are_those_of_models_that_never_saw_the_fold(table, found):
    only_one = table.where(table.sources == "salon")
    swapped = replace(only_one, labels=2 - only_one.labels)
    mixed = replace(table, labels=np.concatenate([swapped.labels, table.labels[table.sources == "atelier"]]))
    other = unseen(MODE, mixed, {})
    assert other.signals[table.sources == "salon"] == pytest.approx(found.signals[table.sources == "salon"])
    assert other.signals[table.sources == "atelier"] != pytest.approx(found.signals[table.sources == "atelier"])


def test_signals_and_encoder_are_blended_in_a_set_proportion(found):
    model = fit(MODE, found)
    assert model.blended.signals == pytest.approx(SIGNALS * model.blended.encoder)
    assert model.blended.encoder > 0
    assert model.alone.encoder == 0


def test_an_encoder_that_is_wrong_makes_the_blend_less_sure(table, found):
    assert fit(MODE, unseen(MODE, table, heard(table, -1.0))).blended.encoder < fit(MODE, found).blended.encoder


def test_without_an_encoder_the_signals_stand_alone(table):
    model = fit(MODE, unseen(MODE, table, {}))
    assert model.blended == model.alone != Blend()


def test_scores_are_calibrated(table, found):
    judged = table.labels != 1
    chances = scores(fit(MODE, unseen(MODE, table, {})), unseen(MODE, table, {}))
    assert chances[judged].mean() == pytest.approx((table.labels[judged] == 2).mean(), abs=0.01)


def test_plain_requests_get_the_rate_at_which_they_fail(table, found):
    plain = replace(found, table=replace(table, plain=np.arange(len(table.ids)) < 10))
    model = fit(MODE, plain)
    assert model.plain == pytest.approx((4 + 0.5) / (8 + 1))
    assert set(scores(model, plain)[:10]) == {model.plain}


def test_the_report_has_every_source(found):
    told = report(found, scores(fit(MODE, found), found))
    assert "encoder 1.000" in told
    assert "salon" in told
    assert "atelier" in told


def test_the_weights_are_stored_as_the_detectors_read_them(tmp_path):
    model = Model(0.12345, {"a": Term(1.0, 0.5, 2.0)}, Blend(0.1), Blend(0.2, 0.6, 0.4, -1.0), 0.02)
    stored = json.loads(store(MODE, model, tmp_path).read_text("utf-8"))
    assert stored["intercept"] == pytest.approx(model.intercept, abs=1e-4)
    assert stored["blended"] == {"intercept": 0.2, "signals": 0.6, "encoder": 0.4, "usual": -1.0}
    assert stored["terms"] == {"a": {"weight": 1.0, "mean": 0.5, "scale": 2.0}}
    assert stored["plain"] == 0.02

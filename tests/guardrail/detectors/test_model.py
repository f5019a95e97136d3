from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detectors.model import Blend, Model, Term, fitted
from guardrail.detectors.signals import Signal
from guardrail.types import Mode

TERMS = {"up": Term(2.0, 0.5, 0.5), "down": Term(-1.0, 0.0, 1.0)}
MODEL = Model(-1.0, TERMS, Blend(0.1, 0.5), Blend(0.2, 0.4, 0.6, 1.5), plain=0.05)
VALUES = st.floats(-1e6, 1e6)
ENCODED = st.one_of(st.none(), st.floats(-20, 20))


def signals(up, down=0.0):
    return [Signal("up", up, "raises"), Signal("down", down, "lowers")]


@given(VALUES, VALUES, ENCODED)
def test_a_score_is_a_probability(up, down, encoder):
    assert 0.0 < MODEL.probability(signals(up, down), encoder) < 1.0


@given(st.floats(0, 1), st.floats(0, 1), ENCODED)
def test_a_signal_moves_the_score_the_way_of_its_weight(one, other, encoder):
    low, high = sorted((one, other))
    assert MODEL.probability(signals(low), encoder) <= MODEL.probability(signals(high), encoder)
    assert MODEL.probability(signals(0.0, low), encoder) >= MODEL.probability(signals(0.0, high), encoder)


@given(st.floats(0, 1), st.floats(0, 1), ENCODED)
def test_the_parts_add_up_to_the_blend(up, down, encoder):
    alone = -1.0 + 2.0 * (up - 0.5) / 0.5 - down
    blended = 0.1 + 0.5 * alone if encoder is None else 0.2 + 0.4 * alone + 0.6 * encoder
    weighing = MODEL.weigh(signals(up, down), encoder)
    parts = weighing.average + sum(weighed.share for weighed in weighing.signals) + weighing.carried
    assert parts == weighing.log_odds == pytest.approx(blended)
    assert MODEL.probability(signals(up, down), encoder) == weighing.score == pytest.approx(1 / (1 + exp(-blended)))


def test_the_average_reply_scores_as_the_average_and_nothing_has_a_share():
    weighing = MODEL.weigh(signals(0.5, 0.0), 1.5)
    assert [weighed.share for weighed in weighing.signals] == [weighing.carried, 0.0] == [0.0, 0.0]
    assert weighing.log_odds == weighing.average


def test_without_the_encoder_nothing_is_carried_and_the_signals_weigh_as_they_do_alone():
    alone, blended = MODEL.weigh(signals(1.0)), MODEL.weigh(signals(1.0), 2.0)
    assert (alone.encoder, alone.carried) == (None, 0.0)
    assert (blended.encoder, blended.carried) == (2.0, pytest.approx(0.3))
    assert (alone.signals[0].share, blended.signals[0].share) == (pytest.approx(1.0), pytest.approx(0.8))


def test_a_signal_that_the_fit_does_not_know_weighs_nothing():
    (weighed,) = MODEL.weigh([Signal("new", 1.0, "raises")]).signals
    assert (weighed.usual, weighed.share) == (None, 0.0)


@pytest.mark.parametrize("plain", [0.0, 0.05, 1.0])
def test_where_the_gate_closes_the_score_is_the_rate_and_nothing_has_a_share(plain):
    weighing = Model(-1.0, TERMS, plain=plain).gated
    assert weighing.score == pytest.approx(plain, abs=1e-12)
    assert (weighing.signals, weighing.encoder, weighing.carried) == ((), None, 0.0)


@pytest.mark.parametrize("mode", Mode)
def test_the_shipped_weights_can_be_worked_with(mode):
    model = fitted(mode)
    assert model.terms
    assert all(term.scale > 0 for term in model.terms.values())
    assert 0.0 < model.plain < 0.5
    assert model.alone.signals > 0 <= model.blended.encoder

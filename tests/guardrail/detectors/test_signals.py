import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.detectors.phrases import Hit, RuleBook, load_pack
from guardrail.detectors.signals import Model, Signal, SignalDetector, Term, dimension, fitted, ramp, ruled
from guardrail.reading.phrases import Match
from guardrail.reading.reading import Reading
from guardrail.types import Conversation, Dimension, Edit, Integrity, Mode, Reply, Span

MODEL = Model(0.0, {"up": Term(2.0, 0.5, 0.5), "down": Term(-1.0, 0.0, 1.0), "weak": Term(0.1, 0.0, 1.0)})
VALUES = st.floats(-1e6, 1e6)
SPAN = Span(0, 2, "Oh")
HIT = Hit(load_pack("core")[0], Match("x", 0, 0), SPAN, (Edit(SPAN),))


def reading(*texts, reply="Oh no."):
    return Reading(Conversation.of([{"role": "user", "content": text} for text in texts]), Reply(reply), 1000)


def assess(*signals):
    detector = SignalDetector(
        Mode.CONFLICT_AVOIDANCE, lambda *_: signals, Integrity.INTENT, "the reply slides away", RuleBook([]), MODEL
    )
    return detector.assess(reading("hi"))


@given(VALUES, VALUES)
def test_a_score_is_a_probability(up, down):
    assert 0.0 < MODEL.probability([Signal("up", up, "raises"), Signal("down", down, "lowers")]) < 1.0


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_signal_moves_the_score_the_way_of_its_weight(one, other):
    low, high = sorted((one, other))
    assert MODEL.probability([Signal("up", low, "raises")]) <= MODEL.probability([Signal("up", high, "raises")])
    assert MODEL.probability([Signal("down", low, "lowers")]) >= MODEL.probability([Signal("down", high, "lowers")])


def test_a_signal_that_the_fit_does_not_know_weighs_nothing():
    assert MODEL.share(Signal("new", 1.0, "raises")) == 0.0


def test_the_evidence_is_what_raises_the_score_the_heaviest_first():
    finding = assess(
        Signal("weak", 1.0, "raises", "it is weak", missing="a word"),
        Signal("down", 1.0, "lowers", "it is down"),
        Signal("up", 1.0, "raises", "it is up", (SPAN,)),
        Signal("up", 0.0, "raises", "it is not there"),
        Signal("up", 1.0, "raises"),
        Signal("new", 1.0, "raises", "it is new"),
    )
    assert [item.note for item in finding.evidence] == ["it is up", "it is weak"]
    assert [item.weight for item in finding.evidence] == sorted(
        (item.weight for item in finding.evidence), reverse=True
    )
    assert finding.why == "the reply slides away: it is up"
    assert (finding.spans, finding.missing) == ((SPAN,), ("a word",))


def test_without_evidence_the_why_is_the_modes():
    assert assess().why == "the reply slides away"


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("My dog died.",), Dimension.COGNITIVE),
        (("a", "b", "c"), Dimension.RELATIONAL),
        (("You got it wrong again, this is the third time I ask.",), Dimension.RELATIONAL),
    ],
)
def test_the_dimension(texts, found):
    assert dimension(reading(*texts)) is found


@pytest.mark.parametrize(("hits", "value"), [(0, 0.0), (1, 0.5 / 3), (3, 0.5), (9, 0.5)])
def test_hits_count_up_to_a_limit_where_the_precondition_holds(hits, value):
    signal = ruled("x", [HIT] * hits, 0.5)
    assert signal.value == pytest.approx(value)
    assert len(signal.spans) == len(signal.edits) == hits
    assert bool(signal.note) is bool(hits)


@pytest.mark.parametrize(("value", "share"), [(-1, 0.0), (2, 0.0), (3, 0.5), (4, 1.0), (9, 1.0)])
def test_a_ramp(value, share):
    assert ramp(value, 2, 4) == share


@pytest.mark.parametrize("mode", Mode)
def test_the_shipped_weights_can_be_worked_with(mode):
    model = fitted(mode)
    assert model.terms
    assert all(term.scale > 0 for term in model.terms.values())

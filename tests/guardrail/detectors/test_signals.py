import pytest

from guardrail.detectors.phrases import Hit, load_pack
from guardrail.detectors.signals import ramp, ruled
from guardrail.reading.phrases import Match
from guardrail.types import Edit, Span

SPAN = Span(0, 2, "Oh")
HIT = Hit(load_pack("core")[0], Match("x", 0, 0), SPAN, (Edit(SPAN),))


@pytest.mark.parametrize(("hits", "value"), [(0, 0.0), (1, 0.5 / 3), (3, 0.5), (9, 0.5)])
def test_hits_count_up_to_a_limit_where_the_precondition_holds(hits, value):
    signal = ruled("x", [HIT] * hits, 0.5)
    assert signal.value == pytest.approx(value)
    assert len(signal.spans) == len(signal.edits) == hits
    assert bool(signal.note) is bool(hits)


@pytest.mark.parametrize(("value", "share"), [(-1, 0.0), (2, 0.0), (3, 0.5), (4, 1.0), (9, 1.0)])
def test_a_ramp(value, share):
    assert ramp(value, 2, 4) == share

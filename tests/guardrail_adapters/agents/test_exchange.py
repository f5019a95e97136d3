import json

import pytest

pytest.importorskip("agents", reason="needs the extra agents")

from agents import ModelSettings, ModelTracing, TracingProcessor, set_tracing_disabled, trace
from agents.tracing import set_trace_processors
from openai.types.responses import ResponseErrorEvent

from guardrail.engine import Guard
from guardrail.policy.schema import Audit, Judging, Policy, Repair, SecondOpinion
from guardrail.testing import FlagWords
from guardrail_adapters.agents.call import Call
from guardrail_adapters.agents.exchange import Exchange
from tests.guardrail_adapters.agents.conftest import ASK, BAD, GOOD

KEPT = dict.fromkeys(("previous_response_id", "conversation_id", "prompt"))


class Crash(FlagWords):
    """A detector that comes to no result."""

    def assess(self, reading):
        raise RuntimeError("lost")


def exchange(guard, model, tracing=ModelTracing.DISABLED):
    return Exchange(guard, Call.of(model, None, ASK, ModelSettings(), [], None, [], tracing, **KEPT))


def words(response):
    return response.output[0].content[0].text


async def test_a_second_opinion_is_asked_of_the_same_model_and_counted(script, build_guard):
    opinion = SecondOpinion(model="upstream", band=(0.5, 1.0))
    model = script(BAD, "{}")
    asked = exchange(build_guard(second_opinion=opinion, repair=Repair(attempts=0)), model)
    response = await asked.put_right(await asked.call.made())
    assert (words(response), response.usage.requests) == (BAD, 2)
    assert model.calls[1].system_instructions


@pytest.mark.parametrize(("on_error", "text"), [("open", BAD), ("closed", "Tell me more.")])
async def test_a_guard_that_breaks_fails_as_its_policy_says(script, on_error, text):
    policy = Policy(name="test", judging=Judging(on_error=on_error), fallback="Tell me more.")
    asked = exchange(Guard(policy, detectors=[Crash()]), script(BAD))
    assert words(await asked.put_right(await asked.call.made())) == text


async def test_a_stream_that_fails_passes_and_is_recorded(script, build_guard, tmp_path):
    path = tmp_path / "audit.jsonl"
    guard = build_guard(audit=Audit(sink="file", path=str(path)))
    held = [ResponseErrorEvent(type="error", code="c", message="m", param=None, sequence_number=0)]
    assert await exchange(guard, script()).put_stream_right(held) is held
    guard.recorder.flush()
    assert json.loads(path.read_text())["skipped"] == "error in the stream"


class Spans(TracingProcessor):
    """Keeps the spans of a trace."""

    def __init__(self):
        self.kept = []

    def on_span_end(self, span):
        self.kept.append(span)

    def on_trace_start(self, trace): ...
    def on_trace_end(self, trace): ...
    def on_span_start(self, span): ...
    def shutdown(self): ...
    def force_flush(self): ...


@pytest.mark.parametrize(("tracing", "spans"), [(ModelTracing.ENABLED_WITHOUT_DATA, 1), (ModelTracing.DISABLED, 0)])
async def test_a_trace_says_what_was_done_in_no_word_of_it(script, guard, tracing, spans):
    seen = Spans()
    set_tracing_disabled(False)
    set_trace_processors([seen])
    asked = exchange(guard, script(BAD, GOOD), tracing)
    with trace("test"):
        await asked.put_right(await asked.call.made())
    told = [span.span_data.data for span in seen.kept if getattr(span.span_data, "name", "") == "guardrail"]
    assert [data["action"] for data in told] == ["regenerate"] * spans
    assert "get over" not in str(told)
    set_trace_processors([])


async def test_outside_of_a_trace_none_is_begun(script, guard, caplog):
    set_tracing_disabled(False)
    asked = exchange(guard, script(BAD, GOOD), ModelTracing.ENABLED)
    assert words(await asked.put_right(await asked.call.made())) == GOOD
    assert caplog.text == ""

import pytest

from guardrail_adapters.scripted.chat import chunks, completion

CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
BODY = {"model": "m", "messages": [{"role": "user", "content": "Hello there"}]}
COUNTED = {"stream_options": {"include_usage": True}}


def said(content=None, **fields):
    return {"role": "assistant", "content": content, "refusal": None, **fields}


def test_a_completion_has_a_choice_a_message():
    whole = completion(BODY, [said("One two."), said(tool_calls=[CALL])], 7)
    assert [choice["finish_reason"] for choice in whole["choices"]] == ["stop", "tool_calls"]
    assert whole["usage"] == {"prompt_tokens": 2, "completion_tokens": 2, "total_tokens": 4}


def test_the_words_of_the_choices_come_in_turn():
    whole = completion(BODY, [said("One two."), said("Three.")], 7)
    words = [
        (choice["index"], choice["delta"]["content"])
        for chunk in chunks(BODY, whole)
        for choice in chunk["choices"]
        if choice["delta"].get("content")
    ]
    assert words == [(0, "One "), (1, "Three."), (0, "two.")]


@pytest.mark.parametrize("asked", [{}, COUNTED])
def test_usage_comes_only_when_it_was_asked_for(asked):
    whole = completion(BODY, [said("One.")], 7)
    usages = [chunk["usage"] for chunk in chunks({**BODY, **asked}, whole) if "usage" in chunk]
    assert usages == ([None, None, None, whole["usage"]] if asked else [])


def test_calls_and_refusals_are_streamed_too():
    whole = completion(BODY, [said(tool_calls=[CALL]), said(refusal="No.")], 7)
    deltas = [choice["delta"] for chunk in chunks(BODY, whole) for choice in chunk["choices"]]
    assert {"role": "assistant", "content": None, "tool_calls": [{"index": 0, **CALL}]} in deltas
    assert {"refusal": "No."} in deltas

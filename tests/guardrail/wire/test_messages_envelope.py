from dataclasses import replace

import pytest

from guardrail.types import Action, Attempt, Decision, Outcome, Reply, Verdict
from guardrail.wire.calls import Source
from guardrail.wire.messages_envelope import edited, ended, named, reply_of, used, used_at_last

END = {"stop_reason": "stop_sequence", "stop_sequence": "###", "stop_details": None}
NEW = {"id": "new", "model": "m2", "stop_reason": "max_tokens", "usage": {"input_tokens": 20, "output_tokens": 5}}


def outcome(action=Action.REGENERATE, tool_calls=False, response=NEW):
    original = Reply("Old.", tool_calls=tool_calls)
    payload = Source(response, response) if action is Action.REGENERATE else None
    delivered = Reply("New.", tool_calls=tool_calls, payload=payload)
    attempts = (Attempt(Action.DELIVER, original, Verdict()), Attempt(action, delivered, Verdict()))
    return Outcome(delivered, action, Decision(action, ""), attempts)


@pytest.mark.parametrize(
    ("stop_reason", "calls", "reply"),
    [
        ("end_turn", False, Reply("a")),
        ("stop_sequence", False, Reply("a")),
        ("max_tokens", False, Reply("a", truncated=True)),
        ("model_context_window_exceeded", False, Reply("a", truncated=True)),
        (None, False, Reply("a", truncated=True)),
        ("refusal", False, Reply("a", refusal=True)),
        ("tool_use", False, Reply("a", tool_calls=True)),
        ("max_tokens", True, Reply("a", tool_calls=True, truncated=True)),
        ("pause_turn", False, Reply("a", tool_calls=True)),
        ({}, False, Reply("a")),
    ],
)
def test_why_it_ended_says_what_a_reply_is(stop_reason, calls, reply):
    assert reply_of("a", stop_reason, calls, structured=False) == reply


@pytest.mark.parametrize(
    ("came", "told", "name"),
    [
        ({"id": "old", "model": "m"}, outcome(), {"id": "new", "model": "m2"}),
        ({"id": "old"}, outcome(), {"id": "new"}),
        ({"id": "old"}, outcome(tool_calls=True), {"id": "old"}),
        ({"id": "old"}, outcome(Action.REWRITE), {"id": "old"}),
    ],
)
def test_the_name_is_that_of_the_call_that_the_words_come_from(came, told, name):
    assert named(came, told) == name


@pytest.mark.parametrize(
    ("told", "end"),
    [
        (outcome(), {"stop_reason": "max_tokens", "stop_sequence": None, "stop_details": None}),
        (outcome(Action.REWRITE), END),
        (outcome(Action.FALLBACK), {"stop_reason": "end_turn", "stop_sequence": None, "stop_details": None}),
        (outcome(Action.FALLBACK, tool_calls=True), END),
    ],
)
def test_the_end_is_that_of_the_words(told, end):
    assert ended(END, told) == end
    assert ended({"stop_reason": "end_turn"}, told).keys() == {"stop_reason"}


def test_only_words_that_came_are_edited():
    assert edited(outcome(Action.REWRITE))
    assert not edited(outcome())
    assert not edited(outcome(Action.FALLBACK))
    assert not edited(replace(outcome(), action=Action.REWRITE))


CAME = {"input_tokens": 10, "output_tokens": 1, "cache_read_input_tokens": None, "service_tier": "standard"}


def test_usage_is_the_sum_of_all_calls():
    cached = {**NEW, "usage": {**NEW["usage"], "cache_read_input_tokens": 7, "cache_creation": {"ephemeral": 3}}}
    total = {**CAME, "input_tokens": 30, "output_tokens": 6, "cache_read_input_tokens": 7}
    assert used({"usage": CAME}, outcome(response=cached))["usage"] == {**total, "cache_creation": {"ephemeral": 3}}
    assert used({"usage": CAME}, outcome(Action.REWRITE)) == {"usage": CAME}


def test_usage_at_the_end_counts_what_it_counted_so_that_it_replaces_what_it_replaced():
    event = {"usage": {"output_tokens": 9, "input_tokens": None}}
    assert used_at_last(event, outcome()) == {"usage": {"output_tokens": 14, "input_tokens": None}}


@pytest.mark.parametrize("came", [{}, {"usage": None}, {"usage": 3}])
def test_no_usage_is_invented(came):
    assert used(came, outcome()) == used_at_last(came, outcome()) == came


def test_a_reply_says_what_its_call_took():
    assert reply_of("Hi.", "end_turn", False, False, Source(NEW, NEW)).tokens == 25
    assert reply_of("Hi.", "end_turn", False, False).tokens == 0

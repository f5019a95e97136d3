from types import SimpleNamespace

import pytest

from guardrail.policy.wording import allowed, closest, found, nearest, options


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "nothing"), (True, "true"), ({}, "a mapping"), ([1], "a list"), ("x", "'x'"), (3, "3")],
)
def test_values_are_named_as_they_stand_in_the_file(value, words):
    assert found(value) == words


def test_a_long_value_is_cut():
    assert len(found("x" * 1000)) < 80


@pytest.mark.parametrize(
    ("error", "constraints", "words"),
    [
        ({"type": "float_type"}, [SimpleNamespace(gt=0), SimpleNamespace(le=600)], "a number above 0, at most 600"),
        ({"type": "int_from_float"}, [], "a whole number"),
        ({"type": "enum", "ctx": {"expected": "'deliver', 'rewrite' or 'fallback'"}}, [], "deliver, rewrite, fallback"),
        ({"type": "string_too_short", "ctx": {"min_length": 1}}, [], "text not empty"),
        ({"type": "string_too_long", "ctx": {"max_length": 9}}, [], "text of length 9 or less"),
        ({"type": "too_short", "ctx": {"min_length": 2}}, [], "of length 2 or more"),
        ({"type": "value_error", "ctx": {"error": ValueError("a path")}}, [], "a path"),
        ({"type": "something_new", "msg": "Should be new"}, [], "Should be new"),
    ],
)
def test_what_is_allowed_is_said_in_plain_words(error, constraints, words):
    assert allowed(error, constraints) == words


def test_options_are_the_words_a_field_takes():
    assert options({"ctx": {"expected": "'hold' or 'observe'"}}) == ["hold", "observe"]
    assert options({"type": "float_type"}) == []


def test_the_nearest_spelling_is_near():
    assert nearest("rewrit", ["deliver", "rewrite"]) == "rewrite"
    assert nearest("zzz", ["deliver", "rewrite"]) == ""


def test_of_close_spellings_the_closest_come_first():
    assert closest("bench-12", ["bench-1", "salon-99", "bench-012", "bench-13"], 2) == ["bench-012", "bench-1"]

import re

import pytest

from guardrail.repair.grammar import fits, pattern

NOBODY: frozenset[str] = frozenset()


def test_a_part_is_named_unless_it_is_dropped():
    assert re.fullmatch(pattern("np2"), "a form")["np2"] == "a form"
    assert re.fullmatch(f"be {pattern('filler')}kept", "be therefore kept")
    assert re.fullmatch(f"be {pattern('adv')}kept", "be always kept")["adv"] == "always "
    assert re.fullmatch(pattern("role"), "the account holder")
    assert not re.fullmatch(pattern("people"), "the account holder")


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("np", "a form"),
        ("one", "the matter"),
        ("many", "the matters"),
        ("thing", "a form"),
        ("agent", "the sender"),
        ("asked", "sent"),
        ("offered", "found"),
        ("changed", "amended"),
        ("permitted", "request"),
        ("done", "felt"),
        ("base", "feel"),
        ("third", "feels"),
        ("ing", "feeling"),
        ("nominal", "completion of"),
        ("rest", " to the desk by Friday"),
        ("doing", " and to call"),
        ("tail", " again"),
        ("urgent", " medical help"),
        ("people", "customers"),
        ("steps", "anything"),
    ],
)
def test_what_fits_a_part(part, found):
    assert fits(part, found, NOBODY)


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("np", "in a form"),
        ("one", "the matters"),
        ("many", "the matter"),
        ("thing", "the sender"),
        ("agent", "the form"),
        ("asked", "felt"),
        ("offered", "felt"),
        ("permitted", "feel"),
        ("done", "blue"),
        ("nominal", "colour of"),
        ("rest", " and is sent"),
        ("rest", " and posted"),
        ("rest", " by the nurse"),
        ("doing", " and to yodel"),
        ("tail", " take it"),
        ("urgent", " tea"),
    ],
)
def test_what_does_not_fit_a_part(part, found):
    assert not fits(part, found, NOBODY)

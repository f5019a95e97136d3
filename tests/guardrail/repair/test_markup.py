import pytest

from guardrail.repair.markup import is_bare, joined, widened
from guardrail.types import Span


def wide(text, cut, exchange=False):
    start = text.index(cut)
    found = widened(text, Span(start, start + len(cut), cut), exchange)
    return found and found.quote


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("a X b", "X", "X"),
        ("**X.** More", "X.", "**X.**"),
        ("_X_", "X", "_X_"),
        ("“X”", "X", "“X”"),
        ("***X*** b", "X", "***X***"),
        ("(X.) b", "X.)", "(X.)"),
        ("- **X**: rest", "X**: rest", "**X**: rest"),
        ("rest **X** b", "rest **X", "rest **X**"),
        ("**bar. X** b", "X", "X"),
        ("[X](u)", "X", None),
        ('"X. Y" b', '"X.', None),
        ("| X | b |", "X | b", None),
        ("a `x y` b", "a `x", None),
        ("X :) b", "X :)", "X :)"),
        ("1) X b", "1) X", "1) X"),
        ("snake_case X", "snake_case", "snake_case"),
    ],
)
def test_a_deletion_takes_the_marks_around_it_along_or_is_not_made(text, cut, whole):
    assert wide(text, cut) == whole


@pytest.mark.parametrize(("text", "cut", "whole"), [("**X** b", "X", "X"), ("**X** b", "X** b", None)])
def test_an_exchange_keeps_the_marks_around_it(text, cut, whole):
    assert wide(text, cut, exchange=True) == whole


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("", True),
        ("- ", True),
        (" 12. ", True),
        ("3) ", True),
        ("> ", True),
        ("## ", True),
        ("- [ ] ", True),
        ("* \r", True),
        ("• ", True),
        ("- a", False),
        ("12", False),
        ("a", False),
        ("---a", False),
        ("**", False),
    ],
)
def test_a_bare_line_holds_only_its_mark(line, bare):
    assert is_bare(line) is bare


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("a ", " b", "a b"),
        ("a ", ".", "a."),
        ("a, ", ", b", "a, b"),
        ("a\n- ", "\n- b", "a\n- b"),
        ("a\r\n- ", "\r\n- b", "a\r\n- b"),
        ("a\n\n", "\n\nb", "a\n\nb"),
        ("a\r\n\r\n", "\r\n\r\nb", "a\r\n\r\nb"),
        ("a\n- ", "", "a"),
        ("a. ", "\nb", "a.\nb"),
        ("*a.* ", "*b.*", "*a.* *b.*"),
        ("", "", ""),
    ],
)
def test_what_stood_around_a_deletion_is_joined(before, after, text):
    assert joined(before, after) == text

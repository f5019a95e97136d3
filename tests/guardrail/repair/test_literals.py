import pytest

from guardrail.repair.literals import code_of, literals, quotations, spoken, unmarked


@pytest.mark.parametrize(
    ("words", "kind", "key"),
    [
        ("`ls -A`", "code", "ls -A"),
        ("``a``", "code", "a"),
        ("```py\nprint(1)\n```", "code", "print(1)"),
        ("~~~\nprint(1)\n~~~", "code", "print(1)"),
        ("https://www.Example.org/A/b/", "link", "example.org/A/b"),
        ("www.example.org", "link", "example.org"),
        ("findahelpline.com", "link", "findahelpline.com"),
        ("nhs.co.uk/x?y=1", "link", "nhs.co.uk/x?y=1"),
        ("Ada.L@a-b.co.uk", "email address", "ada.l@a-b.co.uk"),
        ("@handle", "email address", "@handle"),
        ("“you were right”", "quotation", "you were right"),
        ('"you were right."', "quotation", "you were right"),
        ("«you were right»", "quotation", "you were right"),
        ("„you were right“", "quotation", "you were right"),
        ("‘you were right’", "quotation", "you were right"),
    ],
)
def test_what_holds_to_the_letter(words, kind, key):
    found, rest = literals(f"So {words} it is.")
    assert [(fact.kind, fact.words, fact.key) for fact in found] == [(kind, words, key)]
    assert words not in rest
    assert len(rest) == len(f"So {words} it is.")


@pytest.mark.parametrize(
    "text",
    ["He's “fine”.", "so.Then we went", "me.No way", "It's 5'10\" or 6'", "e.g. a.b", "the dogs' and cats' food"],
)
def test_what_does_not(text):
    assert literals(text) == ([], text)


def test_lines_that_are_quoted_are_one_quotation():
    (quoted,), _ = literals("So:\n> Dear Ms Roy,\n> I am ill.\n\nYours")
    assert quoted.key == "dear ms roy i am ill"


def test_code_that_never_ends_goes_on_to_the_end():
    assert literals("a\n```\nb")[0][0].key == "b"


def test_quotations_are_found_in_however_few_words():
    assert quotations('a "b" c') == [(2, 5)]


def test_marks_can_be_set_aside():
    assert unmarked("a `b` “c”\n> d") == "a  b   c \n  d"


def test_code_may_be_moved_in_as_a_whole_only():
    assert code_of("```\n  a\n    b\n```") == code_of("```\na\n  b\n```") != code_of("```\na\nb\n```")


def test_words_are_spoken_alike_under_other_marks():
    assert spoken("**Ada's** “Dog”!") == spoken("ada dog") == "ada dog"

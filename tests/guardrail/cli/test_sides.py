from io import StringIO

import pytest
from rich.console import Console, Group

from guardrail.cli.sides import heading, sides
from guardrail.explain import Explanation
from guardrail.reading.need import read_need
from guardrail.reading.pairing import Pairing
from guardrail.reading.summary import need_summary, pairing_summary, traits_summary
from guardrail.reading.traits import read_traits
from guardrail.types import Conversation

PERSON = "My dog Rufus died this morning, I am heartbroken. You people ignored me. Should I tell my daughter?"
REPLY = "I'm so sorry to hear that Rufus died. You could call 12 friends.\nHow are you?"


def shown(person=PERSON, reply=REPLY):
    """What is shown, every run of spaces as one."""
    need, traits = read_need(Conversation.of(person)), read_traits(reply)
    pairing = pairing_summary(Pairing(need, traits))
    console = Console(width=80, file=StringIO())
    console.print(Group(*sides(Explanation(need_summary(need), traits_summary(traits), pairing, "", ()))))
    text = console.file.getvalue()
    assert max(map(len, text.splitlines())) <= 80
    return " ".join(text.split())


@pytest.mark.parametrize(
    "words",
    [
        "feeling “died” (event: death), strength 1.00",
        "valence -1.00",
        "“Should I tell” (asks position)",
        "asked “Should I tell my daughter?”",
        "register casual 0.",
        "gate open (a plain request: 0.",
    ],
)
def test_the_need(words):
    assert words in shown()


@pytest.mark.parametrize(
    "words",
    [
        "length 16 words in 3 sentences",
        "holds suggestions 1, list items 0, headings 0, questions 1",
        "specifics “Rufus”, “12”",
        "stock empathy I'm so sorry to hear that Rufus died.",
        "advice You could call 12 friends.",
        "question How are you?",
    ],
)
def test_the_traits(words):
    assert words in shown()


@pytest.mark.parametrize(
    "words",
    [
        "event “died” is named",
        "feeling not named, ",
        "unanswered “Should I tell my daughter?”",
        "generic 0% of the sentences would fit anyone",
        "retold 0% of the reply",
        "taken up rufus, died",
    ],
)
def test_the_pairing(words):
    assert words in shown()


def test_what_is_not_there_is_said():
    text = shown("ok", "So it is.")
    for words in ("feeling none in words", "nothing hard in words", "asked –", "names none", "event none was told"):
        assert words in text


def test_an_event_that_is_passed_over_is_said():
    assert "event “died” is not named" in shown(reply="So it is.")


def test_likely_wishes_come_first():
    wanted = shown().split("wanted ")[1].split(" hard ")[0].split(", ")
    values = [float(wish.split()[1]) for wish in wanted]
    assert values == sorted(values, reverse=True)


def test_markup_is_text():
    assert "Call [bold]him[/bold]." in shown(reply="Call [bold]him[/bold].")


def test_a_heading():
    assert heading("[x]").plain == "[x]"

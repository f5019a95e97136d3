import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrail.reading.need import read_need
from guardrail.repair.reflection import reflections
from guardrail.types import Conversation


def said_back(message, casing=""):
    found = reflections(read_need(Conversation.of(message)), casing=casing)
    return found[-1] if found else ""


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("my dog died this morning and i cant stop shaking", "Your dog died this morning and you can't stop shaking."),
        ("I lost my job on Friday.", "You lost your job on Friday."),
        ("lost my job friday", "You lost your job Friday."),
        ("ok so my husband left me last night", "Your husband left you last night."),
        ("I was fired in front of everyone.", "You were fired in front of everyone."),
        ("i'm so scared of the scan", "You're so scared of the scan."),
        ("WE LOST THE BABY. Nobody called.", "You lost the baby."),
        ("Mum died in april. i keep ringing her phone", "Your mum died in April. You keep ringing her phone."),
        (
            "They buried my brother today. I feel nothing but rage.",
            "They buried your brother today. No wonder you feel nothing but rage.",
        ),
        ("ive been crying since tuesday, the vet rang", "You've been crying since Tuesday, the vet rang."),
        ("he hit me again 😭😭", "He hit you again."),
        ("my manager moved my desk to the NHS wing", "Your manager moved your desk to the NHS wing."),
        ("he took my PE bag and I CRIED again", "He took your PE bag and you cried again."),
        ("sat in the car after the funeral", "You're sat in the car after the funeral."),
        ("They made me SITE MANAGER today!! 🎉", "They made you site manager today!"),
    ],
)
def test_what_happened_is_said_to_the_person(message, said):
    assert said_back(message) == said


def test_the_shorter_comes_first_and_is_the_weightiest():
    said = reflections(read_need(Conversation.of("Mum died in april. i keep ringing her phone")))
    assert said == ("Your mum died in April.", "Your mum died in April. You keep ringing her phone.")


def test_what_is_named_already_is_left_out():
    need = read_need(Conversation.of("Mum died in april. i keep ringing her phone"))
    assert reflections(need, need.particulars) == ()


def test_names_stand_as_they_stand_elsewhere():
    assert said_back("my sister priya died", "I am sorry about dear Priya.") == "Your sister Priya died."


@pytest.mark.parametrize(
    "message",
    [
        "",
        "What is the capital of France?",
        "you lost my parcel and i cried",
        "my aunt says im 'raking it up'",
        "i'm such an idiot, i failed again",
        "my life is over lol",
        "i just want somebody to listen",
        "tell me my dad died for something",
        "Please write a letter about my brother's funeral.",
        "fuck this, he left me",
        "my account 123456789 was emptied",
        "https://a.org/my-dog-died",
        "sooooo my dog died",
        "my husband work on ship, is cold here",
        "aint told no one yet that i passed",
        "I am thirty-four.",
        "im in the van outside the depot i cant start my shift",
        "am i going to get kicked off the course",
        "my uncle lost his job since the mine closed",
        "My dad is 71.",
        "I have lied to my boyfriend about the money.",
    ],
)
def test_what_might_hurt_or_cannot_be_turned_round_is_not_said_back(message):
    assert said_back(message) == ""


def test_it_is_no_wonder_only_after_what_would_weigh_on_anybody():
    assert "No wonder" not in said_back("She is a bright student, always has a 4.0. I am terrified about her exams.")


def test_the_same_is_not_said_twice_as_its_own_cause():
    message = "My marriage is suffering from severe grief. I feel as though I am suffering severe grief in my marriage."
    assert "No wonder" not in said_back(message)


def test_what_somebody_only_thought_is_not_said_as_if_it_were_so():
    message = (
        "i looked at her tonight while she was screaming in the cot again and thought ive made a mistake i cant undo"
    )
    assert not said_back(message).startswith("You've made a mistake")


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from("i my dog died and we cant LOST . ! \n mum was 😭 it's".split(" ")), max_size=30).map(
        " ".join
    )
)
def test_nothing_is_said_in_the_first_person(message):
    said = said_back(message)
    assert not re.search(r"\b(?:i|i'm|my|me|myself)\b", said, re.IGNORECASE)
    assert said == "" or (said[-1] in ".!" and not said[0].islower())

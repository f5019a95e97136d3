from random import Random

import pytest

from guardrail.bench.perturbations.paraphrase import groups, paraphrase
from guardrail.bench.perturbations.tables import load_table


def wordings(item, reply):
    found = (paraphrase(item(reply=reply), Random(seed)) for seed in range(40))
    return {one.reply for one in found if one}


def test_there_are_enough_groups_and_each_has_a_choice():
    slots = load_table("phrases")
    assert sum(map(len, slots.values())) >= 25
    assert all(len(group) >= 3 for slot in slots.values() for group in slot)


def test_a_wording_is_of_one_group():
    assert len(groups()) == sum(len(group) for slot in load_table("phrases").values() for group in slot)


@pytest.mark.parametrize(
    ("reply", "other"),
    [
        ("I'm so sorry to hear that.", "That is so sad to hear."),
        ("Ana, I'm so sorry to hear that, truly.", "Ana, that is so sad to hear, truly."),
        ("It's important to rest.", "It matters that you rest."),
        ("Please don't hesitate to write.", "Feel free to write."),
        ("please don't hesitate to write.", "feel free to write."),
        ("So reach out to 2 friends.", "So turn to 2 friends."),
        ("I’m so sorry to hear that.", "I’m really sorry to hear that."),
        ("It sounds like you're lost.", "I get the sense that you're lost."),
    ],
)
def test_one_wording_stands_for_another(item, reply, other):
    assert other in wordings(item, reply)


@pytest.mark.parametrize(
    "reply",
    [
        "It's important to me.",  # no verb follows
        "I know you are not alone in that house.",  # no clause of its own
        "`feel free to run`",
        "He died.",
    ],
)
def test_where_the_grammar_would_break_it_stays(item, reply):
    assert wordings(item, reply) == set()


def test_a_contraction_spelt_out_is_no_other_wording(item):
    assert "It is normal to cry." not in wordings(item, "It's normal to cry.")


def test_the_person_is_not_paraphrased(item, random):
    found = paraphrase(item("feel free to go", "Feel free to go."), random)
    assert found.conversation.last_user == "feel free to go"

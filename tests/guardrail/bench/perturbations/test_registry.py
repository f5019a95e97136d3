from dataclasses import replace

import pytest

from guardrail.bench.perturbations.registry import PERTURBATIONS, perturbed

SAID = (
    "I'm so sad - my Polish friend Anna's mother died on May 4. See https://a.org/b2, it's \"the end\". My mum knows."
)
REPLY = (
    "I'm so sorry to hear that. **Anna** was yours, and her mother was 84.\n\n"
    "- Write `a = 1` to her at ana@a.org.\n- Please don't hesitate to ask, somebody will answer within 24 hours.\n\n"
    "Ask for the letter today. Write down what they said. Keep every page of it somewhere safe.\n\n"
    "That is how it went, and nobody should have had to stand there alone with those papers in the rain."
)
FACTS = ("https://a.org/b2", "`a = 1`", "ana@a.org", "84", "24")


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_every_perturbation_says_what_it_does_and_repeats_itself(item, name):
    given = item(SAID, REPLY)
    assert PERTURBATIONS[name].__doc__
    first, again = perturbed(given, name, 7), perturbed(given, name, 7)
    assert first == again


@pytest.mark.parametrize("name", set(PERTURBATIONS) - {"nationality_added"})
def test_links_code_and_numbers_stay_whatever_is_done(item, name):
    for seed in range(10):
        found = perturbed(item(SAID, REPLY), name, seed)
        text = found.conversation.last_user + found.reply
        assert all(fact in text for fact in FACTS)
        assert " 4" in text.replace("\u00a0", " ")


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_odd_items_are_taken_as_they_come(item, name):
    for text in ("", "1", "\ud800", "a" * 5000, "*_`\n#" * 50, "my friend " * 500):
        found = perturbed(item(text, text), name, 0)
        assert found is None or found != item(text, text)
    assert perturbed(replace(item("", "")), name, 0) is None


def test_another_seed_and_another_item_draw_anew(item):
    given = item(SAID * 3, REPLY)
    drawn = {perturbed(given, "typos_person", seed).conversation.last_user for seed in range(5)}
    assert len(drawn) == 5
    other = replace(given, id="b")
    assert perturbed(other, "typos_person", 0).conversation.last_user not in drawn

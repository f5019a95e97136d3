import re

import pytest

from guardrail.bench.perturbations.markdown import BOLD_EVERY, bold, bullets, heading, no_markdown

LONG = "Seeing somebody about this tomorrow, around 1000 people, would probably surprise nobody. " * 8


def test_some_words_are_bold_and_the_text_is_the_same_without_the_marks(item, random):
    found = bold(item(reply=LONG), random)
    assert found.reply.replace("**", "") == LONG
    marked = re.findall(r"\*\*(\w+)\*\*", found.reply)
    assert len(marked) == pytest.approx(len(LONG.split()) / BOLD_EVERY, abs=1)
    assert all(word.isalpha() and len(word) >= 5 for word in marked)


@pytest.mark.parametrize(
    "text",
    ["# Heading Heading", "**already already**", "`some command here`", "| table table |", "_slanted words_", "so"],
)
def test_what_is_marked_is_not_marked_again(item, random, text):
    assert all(bold(item(reply=text), random) is None for _ in range(50))


STEPS = "Ask for the log. Write down the dates. Keep a copy at https://a.org/b.c safe. Then call them."


def test_steps_become_a_list(item, random):
    found = bullets(item(reply=f"That is cruel.\n\n{STEPS}\n\nYou did nothing wrong."), random)
    assert found.reply == (
        "That is cruel.\n\n- Ask for the log.\n- Write down the dates.\n- Keep a copy at https://a.org/b.c safe.\n"
        "- Then call them.\n\nYou did nothing wrong."
    )


@pytest.mark.parametrize(
    "text",
    [
        "He was there every morning. You loved him. The house is quiet now.",
        "Ask for the log. Write it down.",
        "- " + STEPS,
        f"1. {STEPS}",
    ],
)
def test_what_is_no_run_of_steps_stays(item, random, text):
    assert bullets(item(reply=text), random) is None


def test_a_heading_stands_over_a_long_reply(item, random):
    reply = heading(item(reply=LONG), random).reply
    assert reply.endswith(f"\n\n{LONG}")
    assert reply.split("\n")[0] in ("## Reply", "### Reply", "**Reply**")


@pytest.mark.parametrize("text", ["Too short for one.", f"# Mine\n{LONG}", f"**Mine**\n{LONG}"])
def test_no_heading_where_it_would_be_odd(item, random, text):
    assert heading(item(reply=text), random) is None


def test_markdown_is_taken_off_and_the_words_stay(item, random):
    marked = "## Plan ##\n\n> So:\n- **Step 1:** *do* it_now\n* __two__ ~~no~~\n1. `*a*` [b](*c*)\n---\n2 * 3 * 4"
    plain = "Plan\n\nSo:\nStep 1: do it_now\ntwo no\n1. `*a*` [b](*c*)\n\n2 * 3 * 4"
    assert no_markdown(item(reply=marked), random).reply == plain


def test_without_markdown_there_is_none_to_take_off(item, random):
    assert no_markdown(item(reply="Plain words. 1. One - two."), random) is None

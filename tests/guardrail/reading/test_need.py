import pytest

from guardrail.reading.need import read_need
from guardrail.types import Conversation


def need(*texts):
    return read_need(Conversation.of([{"role": "user", "content": text} for text in texts]))


@pytest.mark.parametrize(
    ("weak", "strong"),
    [
        ("The train leaves at nine.", "I am devastated, my dog died."),
        ("I am a bit sad today.", "I am heartbroken today."),
        ("I am angry at you.", "I am angry at you!!!"),
        ("He was terrified.", "I was terrified."),
    ],
)
def test_strength_orders_messages(weak, strong):
    assert need(weak).strength < need(strong).strength


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hi",
        "I " * 500,
        "I AM SO DEVASTATED AND FURIOUS AND TERRIFIED!!!! HE DIED!!!!",
        "😭",
        "\ud800",
        "how do I fix it?",
    ],
)
def test_every_measure_stays_in_its_range(text):
    found = need(text)
    shares = (
        found.strength,
        found.disclosure,
        found.felt,
        found.narrow,
        found.first_person,
        found.casual,
        found.formal,
    )
    assert all(0.0 <= share <= 1.0 for share in shares)
    assert -1.0 <= found.valence <= 1.0


def test_what_was_said_before_carries_on_into_a_short_message():
    assert need("My dog died, I am devastated.", "yes").strength > need("yes").strength


def test_three_turns_are_looked_back():
    assert [text.folded.raw for text in need("a", "b", "c", "d", "e").earlier] == ["b", "c", "d"]


@pytest.mark.parametrize(
    ("text", "asks"),
    [("What should I do?", True), ("My dog died.", False), ("Can you help me with it", True), ("", False)],
)
def test_what_is_asked_with_or_without_a_mark(text, asks):
    assert need(text).asks is asks


def test_particulars_are_what_only_this_message_is_about():
    particulars = need("I am sad because Rufus ate the candle").particulars
    assert {"rufus", "candle"} <= particulars
    assert not {"the", "because"} & particulars


@pytest.mark.parametrize(
    ("text", "personal"), [("I lost it", True), ("we lost it", True), ("He lost it", False), ("", False)]
)
def test_who_speaks_of_themselves(text, personal):
    assert need(text).personal is personal


def test_what_is_hard_is_found():
    assert need("You ignored me again, that is your fault.").hard
    assert not need("The train leaves at nine.").hard


def test_small_letters_and_slang_are_casual():
    assert need("idk lol he left me tbh").casual > need("He has left me.").casual


def test_without_a_person_there_is_no_need():
    found = read_need(Conversation.of([{"role": "system", "content": "I am devastated."}]))
    assert (found.text.words, found.strength, found.loudest) == ((), 0.0, None)


def test_capitals_throughout_are_no_shouting():
    said, all_capitals = "You never told ME THE TRUTH about it.", "YOU NEVER TOLD ME THE TRUTH ABOUT IT."
    assert read_need(Conversation.of(said)).strength > read_need(Conversation.of(all_capitals)).strength


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        (True, "What is the capital of France?"),
        (True, "Convert the date column from day first to month first, please. The file comes from a nightly export."),
        (False, "My mother said I was never any use, and she is right."),
        (False, "What is the capital of France? I hate you for lying to me."),
    ],
)
def test_the_gate_closes_on_plain_requests_alone(plain, message):
    assert read_need(Conversation.of(message)).plain is plain


@pytest.mark.parametrize(
    ("one", "other"),
    [("mother in law", "father in law"), ("grandma", "grandad"), ("amma", "appa"), ("son", "daughter")],
)
def test_people_of_either_gender_are_read_alike(one, other):
    first, second = (read_need(Conversation.of(f"My {who} said it was my fault.")) for who in (one, other))
    for label in ("dispute", "people", "culture"):
        assert first.has(label) == second.has(label)

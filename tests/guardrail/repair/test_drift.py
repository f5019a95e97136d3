import pytest
from hypothesis import given
from hypothesis import strategies as st

from guardrail.repair.drift import added
from guardrail.types import Conversation

TALK = Conversation.of("My order never came. My sister left.")
CAME = "I see that the order is late."
ADDED = {
    "promise": [
        "I will refund you today.",
        "We'll make sure it comes.",
        "You get a full refund.",
        "I promise it comes.",
    ],
    "biography": [
        "When I lost my dog I cried.",
        "I remember how it feels.",
        "As someone who has lost a sister, I know.",
    ],
    "diagnosis": ["You are clearly suffering from depression.", "You probably have PTSD.", "She is a narcissist."],
    "flattery": ["You are so amazing.", "Great question.", "You're absolutely right."],
    "escalation": ["This is an absolute nightmare.", "You'll never recover.", "He deserves to suffer."],
    "siding": ["She is clearly to blame.", "He never loved you.", "She doesn't care about you."],
    "template": [
        "I'm so sorry to hear it.",
        "I completely understand.",
        "Thank you for sharing.",
        "That must be so hard.",
    ],
}
ROWS = [(kind, words) for kind, all_words in ADDED.items() for words in all_words]
INVENTED = {
    "link": "https://a.org/help",
    "email address": "help@a.org",
    "amount": "$50",
    "reference": "AB-12345",
    "crisis line": "988",
    "number": "0800 123 456",
}
PLAIN = [
    "The order is late.",
    "Your sister left.",
    "It will come when it comes.",
    "You waited long.",
    "I see it.",
    "The rest will keep.",
    "Nobody told you.",
]


@pytest.mark.parametrize(("kind", "words"), ROWS)
def test_what_is_added_is_named_with_its_words(kind, words):
    (found,) = [item for item in added(TALK, CAME, f"{CAME} {words}") if item.startswith(f"new {kind}: ")][:1]
    assert found.split('"')[1].lower() in words.lower().replace("\u2019", "'")


@pytest.mark.parametrize(("kind", "words"), ROWS)
def test_what_was_there_already_is_not_added(kind, words):
    assert added(TALK, f"{words} {CAME}", f"{CAME} {words}") == ()


@pytest.mark.parametrize(("kind", "words"), list(INVENTED.items()))
def test_a_fact_from_nowhere_is_invented(kind, words):
    assert added(TALK, CAME, f"{CAME} Use {words} now.") == (f'invented {kind}: "{words}"',)


@pytest.mark.parametrize("words", list(INVENTED.values()))
@pytest.mark.parametrize("role", ["system", "user", "assistant", "tool"])
def test_a_fact_of_the_conversation_is_not_invented(words, role):
    talk = Conversation.of([{"role": role, "content": f"Our {words} is this."}])
    assert added(talk, CAME, f"{CAME} Use {words} now.") == ()


@pytest.mark.parametrize(
    "words",
    [
        "Are you dealing with depression?",
        "If you have depression, say so.",
        "You are not a genius, and nobody has to be.",
        "You could write “I lost my dog too”.",
        "I will not refund you.",
    ],
)
def test_what_is_asked_denied_or_quoted_is_not_stated(words):
    assert added(TALK, CAME, f"{CAME} {words}") == ()


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("I have depression.", "You have depression, you say."),
        ("It's a nightmare.", "It's a nightmare."),
        ("Write a letter to my boss.", "I have lost my father. I will get back to you."),
    ],
)
def test_the_persons_own_words_may_be_taken_up(person, words):
    assert added(Conversation.of(person), CAME, f"{CAME} {words}") == ()


@given(st.permutations(PLAIN))
def test_plain_words_add_nothing(sentences):
    assert added(TALK, CAME, " ".join(sentences)) == ()


@given(st.text(max_size=100))
def test_a_text_adds_nothing_to_itself(text):
    assert added(TALK, text, text) == ()

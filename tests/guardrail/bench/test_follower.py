import pytest

from guardrail import Conversation
from guardrail.bench.follower import Follower
from guardrail.bench.items import Item

PERSON = "My dog died this morning. Nobody at work knows, and I have to smile at them all day."
DRAFT = "Losing a pet can be hard. Your leave number is 48213. Try to keep busy."
ITEM = Item("a", Conversation.of(PERSON), DRAFT)


def asked(guidance, placement="system"):
    return ITEM.conversation.with_guidance(guidance, placement)


@pytest.mark.parametrize("placement", ["system", "user"])
def test_it_says_what_the_guidance_quotes_and_keeps_what_must_stay(placement):
    guidance = "They wrote “My dog died this morning.” Keep “48213”. Not “Losing a pet”. The draft: “" + DRAFT + "”"
    answer = Follower(ITEM, 1.0)(asked(guidance, placement))
    assert answer.text == "You wrote “My dog died this morning.”. Your leave number is 48213."


@pytest.mark.parametrize(
    ("guidance", "text"),
    [
        ("Be kind.", DRAFT),
        ("They wrote “died”.", DRAFT),
        ("They wrote “my cat ran away”.", DRAFT),
        ("They wrote “nobody at  work knows”.", "You wrote “nobody at  work knows”."),
        ("“My dog died”, “I have to smile”, “this morning”", "You wrote “My dog died”. You wrote “I have to smile”."),
    ],
)
def test_what_the_guidance_does_not_say_it_does_not_know(guidance, text):
    assert Follower(ITEM, 1.0)(asked(guidance)).text == text


def test_it_follows_so_often_as_is_said_with_the_same_luck_for_all_guidance():
    def followed(guidance, item):
        follower = Follower(item, 0.5)
        return [follower(asked(guidance)).text != DRAFT for _ in range(200)]

    first, second = followed("“My dog died”", ITEM), followed("“at work knows”", ITEM)
    assert first == second
    assert 80 < sum(first) < 120
    assert followed("“My dog died”", Item("b", ITEM.conversation, DRAFT)) != first


def test_without_luck_it_sends_the_draft_again():
    assert Follower(ITEM, 0.0)(asked("“My dog died”")).text == DRAFT


def test_tokens_are_reckoned_from_question_and_answer():
    short, long = (Follower(ITEM, 0.0)(asked(guidance)).tokens for guidance in ("x", "x" * 401))
    assert short == (len(PERSON) + 1 + len(DRAFT)) // 4
    assert long - short == 100

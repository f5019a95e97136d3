import pytest

from guardrail.reading.need import read_need
from guardrail.repair.lexicons import load
from guardrail.repair.strategy import strategy
from guardrail.types import Conversation, Mode

INSTEAD = load("guidance")["instead"]


@pytest.mark.parametrize(
    ("mode", "person", "situation"),
    [
        (Mode.EMOTIONAL_ATTENUATION, "My dog died and I am heartbroken.", "dark"),
        (Mode.EMOTIONAL_ATTENUATION, "I passed!! I am overjoyed!", "bright"),
        (Mode.GRANULARITY_MISMATCH, "I just need to vent.", "listen"),
        (Mode.GRANULARITY_MISMATCH, "How many cups in a litre, in one word?", "brief"),
        (Mode.GRANULARITY_MISMATCH, "How do I plan a garden step by step?", "full"),
        (Mode.CONFLICT_AVOIDANCE, "You lied to me, that is your fault.", "criticism"),
        (Mode.CONFLICT_AVOIDANCE, "I want to die.", "dark"),
        (Mode.CONFLICT_AVOIDANCE, "Should I stay or leave?", "position"),
        (Mode.CONFLICT_AVOIDANCE, "It is raining.", "tension"),
        (Mode.LINGUISTIC_ALIENATION, "It is raining.", "any"),
    ],
)
def test_what_is_asked_for_follows_the_need_and_changes_with_each_failure(mode, person, situation):
    need = read_need(Conversation.of(person))
    asked = [strategy(mode, need, failed, {}) for failed in range(4)]
    assert asked == [*INSTEAD[mode.value][situation], INSTEAD[mode.value][situation][-1]]


def test_the_policys_words_come_first():
    need = read_need(Conversation.of("It is raining."))
    assert strategy(Mode.CONFLICT_AVOIDANCE, need, 5, {Mode.CONFLICT_AVOIDANCE: ("Say yes.",)}) == "Say yes."

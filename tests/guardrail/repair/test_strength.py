import pytest

from guardrail.reading.need import read_need
from guardrail.reading.traits import read_traits
from guardrail.repair.strength import strengthened
from guardrail.types import Conversation

MOURNING = "My mother died on Monday and I am devastated."
BURSTING = "I passed!! I am ecstatic, I am over the moon!"


def edits(message, reply):
    found = strengthened(read_need(Conversation.of(message)), read_traits(reply))
    return {edit.span.quote: edit.replacement for edit in found}


@pytest.mark.parametrize(
    ("message", "reply", "changed"),
    [
        (MOURNING, "That must be upsetting.", {"must be upsetting": "must be heartbreaking"}),
        (MOURNING, "This can be a little difficult.", {"can be a little difficult": "is heartbreaking"}),
        (MOURNING, "It may be somewhat unsettling, I know.", {"may be somewhat unsettling": "is heartbreaking"}),
        ("I am terrified, I can't breathe.", "That sounds tough.", {"sounds tough": "sounds awful"}),
        (BURSTING, "That is quite nice.", {"is quite nice": "is wonderful"}),
    ],
)
def test_a_weak_word_gives_way_to_one_of_the_persons_strength(message, reply, changed):
    assert edits(message, reply) == changed


@pytest.mark.parametrize(
    ("message", "reply"),
    [
        (MOURNING, "That is heartbreaking."),
        (MOURNING, "It is hard to find an undertaker on a Sunday."),
        (MOURNING, "The paint is difficult."),
        (MOURNING, "That must be a hard day."),
        ("I am a bit sad.", "That must be upsetting."),
        ("I am devastated and overjoyed at once.", "That must be upsetting."),
        ("How do I boil an egg?", "That can be difficult."),
        (BURSTING, "That must be upsetting."),
    ],
)
def test_other_words_stay(message, reply):
    assert edits(message, reply) == {}

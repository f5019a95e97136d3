import pytest

from guardrail.errors import InputError
from guardrail.given import given_conversation, given_reply
from guardrail.types import Conversation, Reply


def test_what_is_right_comes_back():
    talk, reply = Conversation.of("hi"), Reply("hello")
    assert given_conversation(talk) is talk
    assert given_reply(reply) is reply
    assert given_reply("hello") == reply


@pytest.mark.parametrize(
    ("read", "given", "said"),
    [
        (given_conversation, [{"role": "user"}], "conversation: found list; allowed: Conversation.of"),
        (given_conversation, "hi", "conversation: found str"),
        (given_reply, None, "reply: found NoneType; allowed: Reply, str"),
        (given_reply, b"hello", "reply: found bytes"),
    ],
)
def test_all_else_is_refused_by_its_type(read, given, said):
    with pytest.raises(InputError, match=said):
        read(given)

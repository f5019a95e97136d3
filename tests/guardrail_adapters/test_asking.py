import sys

import openai
import pytest

from guardrail import Conversation
from guardrail.cli.listening import listening
from guardrail.errors import AskError, MissingExtra
from guardrail_adapters.asking import asking
from guardrail_adapters.scripted import Fault, scripted_upstream

CALL = {"id": "1", "type": "function", "function": {"name": "look_up", "arguments": "{}"}}
SCRIPT = {
    "plain": ("I am here.",),
    "refused": ({"refusal": "I can't."},),
    "calling": ({"tool_calls": [CALL]},),
    "nobody": ([],),
    "denied": (Fault.UNAUTHORIZED,),
}


@pytest.fixture(scope="module")
def upstream():
    with listening(scripted_upstream(SCRIPT)) as url:
        yield f"{url}/v1"


def test_the_answer_is_a_reply(upstream):
    answer = asking(upstream, "m")(Conversation.of("plain"))
    assert (answer.text, answer.tokens) == ("I am here.", 4)


def test_a_reply_is_known_for_what_it_is_besides_prose(upstream):
    ask = asking(upstream, "m")
    assert ask(Conversation.of("refused")).refusal
    assert ask(Conversation.of("calling")).tool_calls


def test_an_answer_without_a_choice_is_an_error(upstream):
    with pytest.raises(AskError, match="without a choice"):
        asking(upstream, "m")(Conversation.of("nobody"))


def test_the_sdks_own_errors_come_through(upstream):
    with pytest.raises(openai.AuthenticationError):
        asking(upstream, "m")(Conversation.of("denied"))


def test_without_openai_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "openai", None)
    with pytest.raises(MissingExtra, match=r"\[openai\]"):
        asking("http://x", "m")

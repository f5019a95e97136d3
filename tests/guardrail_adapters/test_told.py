import json

from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords, ScriptedModel
from guardrail.types import Conversation
from guardrail_adapters.told import told


def test_it_tells_what_was_done_in_no_word_of_the_conversation():
    guard = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
    model = ScriptedModel(["I am so sorry that your dog died."])
    said = told(guard.run(Conversation.of("My dog died this morning."), "That is somewhat sad for you.", model))
    assert (said["action"], said["flagged"], said["attempts"]) == ("regenerate", ["emotional_attenuation"], 2)
    assert (said["changed"], said["shadow"], said["opinion"]) == (True, False, None)
    assert not {"somewhat", "dog", "sorry"} & set(json.dumps(said).replace('"', " ").split())

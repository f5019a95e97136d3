from random import Random

import pytest

from guardrail import Conversation
from guardrail.bench.items import Item


@pytest.fixture
def item():
    """An item: what the person says, the reply, and what was said before."""

    def item(person="hi", reply="hello", *earlier):
        roles = ("user", "assistant") * len(earlier)
        before = [{"role": role, "content": text} for role, text in zip(roles, earlier, strict=False)]
        return Item("a", Conversation.of([*before, {"role": "user", "content": person}]), reply)

    return item


@pytest.fixture
def random():
    return Random(1)

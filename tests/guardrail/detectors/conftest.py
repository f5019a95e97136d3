import pytest

from guardrail.detectors.phrases import rule_book
from guardrail.detectors.registry import MEASURES
from guardrail.policy.schema import Rules
from guardrail.reading.reading import Reading
from guardrail.types import Conversation, Reply


@pytest.fixture(scope="session")
def read_signals():
    """The signals of a mode on a reply to a person: `read_signals(mode, person, reply)`."""
    book = rule_book(Rules())

    def read(mode, person, reply):
        return MEASURES[mode].measure(Reading(Conversation.of(person), Reply(reply), 20_000), book)

    return read


@pytest.fixture(scope="session")
def read_values(read_signals):
    """The same as values by name."""
    return lambda *case: {signal.name: signal.value for signal in read_signals(*case)}

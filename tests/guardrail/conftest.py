import pytest

from guardrail.reading.models import Encoded
from guardrail.types import Mode


class SaysAlways:
    """Says the same log-odds of every reply, and less by its drop without the first sentence, the second, and so on."""

    def __init__(self, log_odds, *drops):
        self.log_odds, self.drops, self.asked = log_odds, drops, []

    def read(self, conversation, reply, sentences):
        self.asked.append((reply, sentences))
        without = (dict.fromkeys(Mode, self.log_odds - drop) for drop in self.drops)
        return Encoded(dict.fromkeys(Mode, self.log_odds), tuple(without))


@pytest.fixture
def says_always():
    """A fake of the encoder: `says_always(1.5, 0.2)`."""
    return SaysAlways

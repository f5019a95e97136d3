"""A detector of your own: flags a reply that calls the person by a customer number."""

import re
from dataclasses import dataclass

from guardrail import Conversation, Dimension, Evidence, Finding, Guard, Integrity, Mode, Span
from guardrail.policy.load import load
from guardrail.reading.reading import Reading

NUMBER = re.compile(r"\b(?:customer|case|ticket) (?:no\.|number|#)\s*\d+", re.IGNORECASE)


@dataclass(frozen=True)
class CustomerNumber:
    """Distance by number: one sighting is enough."""

    mode: Mode = Mode.LINGUISTIC_ALIENATION
    inline: bool = True

    def assess(self, reading: Reading) -> Finding:
        """The finding, with every number as evidence."""
        found = NUMBER.finditer(reading.reply.text)
        spans = tuple(Span(match.start(), match.end(), match.group()) for match in found)
        evidence = (Evidence("customer_number", "calls the person by a number", spans=spans),) if spans else ()
        score = 0.9 if spans else 0.0
        return Finding(self.mode, score, Dimension.RELATIONAL, Integrity.CONTEXT, "a person is not a number", evidence)


guard = Guard(load("support"), detectors=[CustomerNumber()])
verdict = guard.check(Conversation.of("My parcel is lost again!"), "Customer no. 4711, your message was noted.")
print([span.quote for finding in verdict.findings for span in finding.spans])

"""The detector of a mode: reads its signals, adds up what they weigh, ties the score to words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from guardrail.detectors.model import Model, Weighed, Weighing
from guardrail.detectors.phrases import RuleBook
from guardrail.detectors.signals import Measure
from guardrail.reading.reading import Reading
from guardrail.types import Dimension, Evidence, Finding, Integrity, Mode, Span

_SHOWN = 5
_MOST_CARRYING = 2  # sentences that stand for what the encoder says
_CARRIED = "these words weigh most against it"
_PLAIN = "nothing in the message is personal, felt or in dispute"


@dataclass(frozen=True)
class SignalDetector:
    """A mode judged by its signals: `measure` reads them, `model` adds them up, the heaviest become the evidence.

    To a plain request (the gate) nothing of the reply is read.
    """

    mode: Mode
    measure: Measure
    integrity: Integrity
    why: str
    rules: RuleBook
    model: Model
    inline: bool = True

    def assess(self, reading: Reading) -> Finding:
        """The mode's finding."""
        return self.finding(self.weigh(reading), reading)

    def finding(self, weighing: Weighing, reading: Reading) -> Finding:
        """The finding that a sum of weights makes."""
        evidence = self._evidence(weighing, reading)
        why = _PLAIN if reading.need.plain else f"{self.why}: {evidence[0].note}" if evidence else self.why
        return Finding(self.mode, weighing.score, dimension(reading), self.integrity, why, evidence)

    def weigh(self, reading: Reading) -> Weighing:
        """How the mode's score adds up. To a plain request it is how often a reply to such fails, and no sum."""
        if reading.need.plain:
            return self.model.gated
        encoder = reading.encoded.modes[self.mode] if reading.encoded else None
        return self.model.weigh(self.measure(reading, self.rules), encoder)

    def carrying(self, reading: Reading) -> list[tuple[Span, float]]:
        """The sentences whose removal lowers the encoder's log-odds, and by how much; the most telling first."""
        if reading.need.plain or reading.encoded is None:
            return []
        text = reading.traits.text
        return [(text.sentence_span(text.sentences[index]), drop) for index, drop in reading.encoded.carried(self.mode)]

    def _evidence(self, weighing: Weighing, reading: Reading) -> tuple[Evidence, ...]:
        """What weighs most of all that quotes words or names what is missing; else the heaviest and the opening.

        The words that a rule found are always among it: they are what a rewrite can mend.
        """
        pieces = [_piece(weighed) for weighed in weighing.signals]
        telling = [piece for piece in pieces if piece.weight > 0 and piece.note]
        heaviest = sorted([*telling, *self._carried(weighing, reading)], key=lambda piece: -piece.weight)
        ruled = {weighed.signal.name for weighed in weighing.signals if weighed.signal.ruled}
        tied = [piece for piece in heaviest if piece.spans or piece.missing]
        shown = [piece for place, piece in enumerate(tied) if place < _SHOWN or piece.signal in ruled]
        if heaviest and not shown:
            reply = reading.traits.text
            shown = [replace(heaviest[0], spans=reply.sentence_spans(reply.sentences[:1]))]
        return tuple(shown)

    def _carried(self, weighing: Weighing, reading: Reading) -> Iterator[Evidence]:
        """What the encoder says against the reply, as the sentences that carry most of it."""
        most = self.carrying(reading)[:_MOST_CARRYING] if weighing.carried > 0 else []
        if most:
            spans = sorted((span for span, _ in most), key=lambda span: span.start)
            yield Evidence("encoder", _CARRIED, weighing.carried, tuple(spans))


def _piece(weighed: Weighed) -> Evidence:
    signal = weighed.signal
    share = weighed.share if signal.value > 0 else 0.0
    return Evidence(signal.name, signal.note, share, signal.spans, signal.missing, signal.edits)


def dimension(reading: Reading) -> Dimension:
    """What makes this case hard: the history between the two, norms of speech and belonging, or perspective."""
    need = reading.need
    if (need.has("repeat") and need.has("criticism")) or len(reading.conversation.person) > 2:
        return Dimension.RELATIONAL
    if need.has("culture") or need.formal >= 0.6:
        return Dimension.CULTURAL
    return Dimension.COGNITIVE

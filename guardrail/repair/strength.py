"""A weak word for what the person feels strongly gives way to one of their own strength."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guardrail.reading.need import Need
from guardrail.reading.traits import Traits
from guardrail.repair.lexicons import load
from guardrail.types import Edit, Span

_ONE_SIDED = 0.5  # the balance of the feelings, from which they are of one kind
_STRONG = 2 / 3  # of the person's feeling, from which a weak word is too weak
_TONE = r"(?:a (?:little|bit)|somewhat|slightly|rather|quite|fairly|pretty|really|very|so)"
_SUPPOSED = ("can", "may", "might", "could")
_VERB = r"(?P<verb>(?:can|may|might|could|must) (?:be|feel|seem)|is|was|sounds?|feels?)"


def strengthened(need: Need, traits: Traits) -> tuple[Edit, ...]:
    """The edits that put a word of the person's own strength where the reply has a weak one."""
    loudest = need.loudest
    if loudest is None or loudest.strength < _STRONG or need.valence * loudest.valence < _ONE_SIDED:
        return ()
    table = load("strength")
    side = "bright" if loudest.valence > 0 else "dark"
    strong = table["strong"]["death" if loudest.family == "death" else side]
    return tuple(_edits(traits.text.folded.raw, table["weak"][side].split(), strong))


def _edits(raw: str, weak: list[str], strong: str) -> Iterator[Edit]:
    """An edit for every "that must be upsetting"; "upsetting for", "a hard day" and the like are not it."""
    words = "|".join(map(re.escape, weak))
    pattern = rf"\b(?:that|this|it)\s{_VERB}(?: {_TONE})* (?P<word>{words})\b(?! (?:to|for|at|in|because|since|as) )"
    for found in re.finditer(pattern, raw, re.IGNORECASE):
        verb = "is" if found["verb"].lower().startswith(_SUPPOSED) else found["verb"]
        start, end = found.start("verb"), found.end("word")
        yield Edit(Span(start, end, raw[start:end]), f"{verb} {strong}")

"""Fakes for the tests of code that uses the guard: a detector, a model and a judge that do what they are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from guardrail.asks import AskOpinion
from guardrail.errors import AskError
from guardrail.reading.reading import Reading
from guardrail.types import Conversation, Dimension, Edit, Evidence, Finding, Integrity, Mode, Reply, Span

_NEVER = "(?!)"


class FlagWords:
    """A detector that flags replies with certain words: `Guard(policy, detectors=[FlagWords("somewhat")])`.

    A reply that holds one of `words` scores `score`, any other 0. With `replacement`, each word can be edited into it.
    """

    def __init__(
        self,
        *words: str,
        mode: Mode = Mode.EMOTIONAL_ATTENUATION,
        score: float = 1.0,
        replacement: str | None = None,
        inline: bool = True,
    ) -> None:
        self.mode = mode
        self.inline = inline
        self._words = re.compile("|".join(re.escape(word) for word in words if word) or _NEVER)
        self._score = score
        self._replacement = replacement

    def assess(self, reading: Reading) -> Finding:
        """The finding, with every place where a word stands as evidence."""
        evidence = tuple(self._evidence(found) for found in self._words.finditer(reading.reply.text))
        why = "the reply has words that the test flags" if evidence else ""
        score = self._score if evidence else 0.0
        return Finding(self.mode, score, Dimension.COGNITIVE, Integrity.EMOTION, why, evidence)

    def _evidence(self, found: re.Match[str]) -> Evidence:
        span = Span(found.start(), found.end(), found.group())
        edits = () if self._replacement is None else (Edit(span, self._replacement),)
        return Evidence("flag_words", "a word that the test flags", spans=(span,), edits=edits)


@dataclass
class ScriptedModel:
    """A model that answers with written replies, in order: `guard.run(conversation, reply, ScriptedModel(["..."]))`.

    An exception in `replies` is raised in its turn; beyond the last reply, AskError. `asked` holds what it was asked.
    Raises TypeError for a text in the place of a list.
    """

    replies: Iterable[Reply | str | Exception]
    asked: list[Conversation] = field(default_factory=list)

    def __post_init__(self) -> None:
        if isinstance(self.replies, str):
            raise TypeError("replies: found str; allowed: a list of replies")
        self._left = iter(tuple(self.replies))

    def __call__(self, conversation: Conversation) -> Reply:
        """The next reply."""
        self.asked.append(conversation)
        answer = next(self._left, AskError("the script has no further reply"))
        if isinstance(answer, Exception):
            raise answer
        return Reply(answer) if isinstance(answer, str) else answer

    async def ask(self, conversation: Conversation) -> Reply:
        """The next reply, for `Guard.arun`."""
        return self(conversation)


class ScriptedJudge:
    """A judge that finds the same level in each mode it is asked about: `guard.run(..., judge=ScriptedJudge(2, "so"))`.

    It points at `words`. `asked` holds the requests.
    """

    def __init__(self, level: Literal[0, 1, 2], *words: str) -> None:
        self.asked: list[AskOpinion] = []
        self._said = {"level": level, "words": words}

    def __call__(self, request: AskOpinion) -> Reply:
        """The opinion, in the JSON that the question asks for."""
        self.asked.append(request)
        return Reply(json.dumps({mode.value: self._said for mode in request.modes}))

    async def ask(self, request: AskOpinion) -> Reply:
        """The opinion, for `Guard.arun`."""
        return self(request)

"""Rules written in YAML: phrases that feed a signal, each with examples that must flag and must pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator

from guardrail.errors import Problem, RuleError
from guardrail.policy.document import Mark
from guardrail.policy.load import read_file
from guardrail.policy.schema import Rules, Section
from guardrail.policy.validate import validate
from guardrail.policy.wording import nearest
from guardrail.reading.phrases import Match, PhraseIndex, expand
from guardrail.reading.reading import Reading
from guardrail.reading.text import Text
from guardrail.types import Edit, Span

SignalName = Literal[
    "both_sides",
    "bureaucratic",
    "change_subject",
    "closing",
    "downtone",
    "excuse",
    "handback",
    "jargon",
    "lecture",
    "minimise",
    "platitude",
    "referral",
    "refusal",
    "third_person",
    "vague",
]
Words = Annotated[str, StringConstraints(min_length=1)]


class EditRule(Section):
    """How a rewrite mends what a rule found: delete its words or its whole sentence, or exchange words inside it."""

    delete: Literal["words", "sentence"] | None = None
    replace: dict[Words, str] = Field(default_factory=dict)


class Examples(Section):
    """Replies in which the rule must find something (`flag`) and in which it must not (`pass`)."""

    flag: Annotated[tuple[Words, ...], Field(min_length=1)]
    passing: Annotated[tuple[Words, ...], Field(min_length=1, alias="pass")]


class Rule(Section):
    """One rule: what it looks for, which signal it feeds, why that fails a person and what to prefer."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z-]+)+$")]
    signal: SignalName
    why: Words
    prefer: Words
    phrases: Annotated[tuple[Words, ...], Field(min_length=1)]
    examples: Examples
    edit: EditRule | None = None

    @field_validator("phrases")
    @classmethod
    def _well_formed(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        for phrase in phrases:
            expand(phrase.lstrip("^"))
        return phrases


class RulePack(Section):
    """A file of rules."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found in a reply."""

    rule: Rule
    match: Match
    span: Span
    edits: tuple[Edit, ...]


class RuleBook:
    """The armed rules, searched together once a reply."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = {rule.id: rule for rule in rules}
        self._index = PhraseIndex({rule.id: rule.phrases for rule in self.rules.values()})

    def hits(self, reading: Reading) -> dict[str, list[Hit]]:
        """What the rules find in the reply, by signal and then position; worked out once a reading."""
        if self not in reading.memo:
            reading.memo[self] = self.search(reading.traits.text)
        found: dict[str, list[Hit]] = reading.memo[self]
        return found

    def search(self, text: Text) -> dict[str, list[Hit]]:
        """What the rules find in a text, by signal and then position."""
        found: dict[str, list[Hit]] = {}
        for match in self._index.search(text.words):
            rule = self.rules[match.label]
            found.setdefault(rule.signal, []).append(Hit(rule, match, text.span(match), _edits(rule, match, text)))
        return found


def load_pack(pack: str) -> tuple[Rule, ...]:
    """The rules of a shipped pack by name ("core"), or of a file by path.

    Raises RuleError with every problem of the file at file:line:column.
    """
    shipped = {
        entry.name.removesuffix(".yaml"): entry for entry in files("guardrail_policies").joinpath("rules").iterdir()
    }
    source = shipped.get(pack) or Path(pack)
    if not source.is_file():
        allowed = f"{', '.join(sorted(name for name in shipped if '.' not in name))}, or the path of a file"
        raise RuleError(
            [Mark(pack).problem(("rules", "packs"), f"no rule pack {pack!r}", allowed, nearest(pack, list(shipped)))]
        )
    return validate(RulePack, read_file(source), RuleError).rules


def rule_book(rules: Rules) -> RuleBook:
    """The rules that a policy arms. Raises RuleError with all that is wrong with its packs and disabled rules."""
    armed: dict[str, Rule] = {}
    problems: list[Problem] = []
    for pack in rules.packs:
        try:
            armed |= {rule.id: rule for rule in load_pack(pack)}
        except RuleError as refused:
            problems += refused.problems
    known = sorted(armed)
    mark = Mark("policy")
    problems += [
        mark.problem(("rules", "disable"), f"no rule {name!r}", ", ".join(known), nearest(name, known))
        for name in rules.disable
        if name not in armed and not problems  # what a broken pack holds is not known
    ]
    if problems:
        raise RuleError(problems)
    return RuleBook(rule for rule in armed.values() if rule.id not in rules.disable)


def _edits(rule: Rule, match: Match, text: Text) -> tuple[Edit, ...]:
    if rule.edit is None:
        return ()
    if rule.edit.delete == "sentence":
        return (Edit(text.sentence_span(text.sentences[text.words[match.first].sentence])),)
    if rule.edit.delete == "words":
        return (Edit(text.span(match)),)
    return tuple(_exchanges(rule.edit.replace, match, text))


def _exchanges(replace: dict[str, str], match: Match, text: Text) -> Sequence[Edit]:
    """The exchanges inside a match; of two that overlap the longer wins."""
    start, end = text.words[match.first].start, text.words[match.last].end
    wordings = "|".join(re.escape(words) for words in sorted(replace, key=len, reverse=True))
    found = re.finditer(rf"\b(?:{wordings})(?:(?<=\s)|(?!\w))", text.folded.text[start:end])
    return [Edit(text.folded.span(start + part.start(), start + part.end()), replace[part.group()]) for part in found]

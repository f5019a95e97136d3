"""What passes through the guard: messages and replies in, findings and outcomes out. All frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal, TypeVar

from guardrail.errors import InputError

Read = TypeVar("Read")

Role = Literal["system", "developer", "user", "assistant", "tool", "function"]
Placement = Literal["system", "developer", "user"]

ROLES: frozenset[str] = frozenset(Role.__args__)  # type: ignore[attr-defined]  # typing has no public way to list a Literal


class Mode(StrEnum):
    """The four empathy failure modes (arXiv 2604.10557, section 3; the paper's own names in the comments)."""

    EMOTIONAL_ATTENUATION = "emotional_attenuation"  # sentiment attenuation
    GRANULARITY_MISMATCH = "granularity_mismatch"  # empathic granularity mismatch
    CONFLICT_AVOIDANCE = "conflict_avoidance"  # conflict avoidance
    LINGUISTIC_ALIENATION = "linguistic_alienation"  # linguistic distancing


class Dimension(StrEnum):
    """What makes a case hard: perspective, norms, or the history between the two."""

    COGNITIVE = "cognitive"
    CULTURAL = "cultural"
    RELATIONAL = "relational"


class Integrity(StrEnum):
    """What of the person a failing reply does not keep whole."""

    INTENT = "intent"
    EMOTION = "emotion"
    CONTEXT = "context"


class Danger(StrEnum):
    """What a conversation may show that endangers a life, the person's or another's."""

    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    HARM_TO_OTHERS = "harm_to_others"
    OVERDOSE = "overdose"
    MEDICAL = "medical"
    CHILD = "child"


@dataclass(frozen=True)
class Message:
    """One turn. `text` is what can be read; `raw` is the turn as it came, images and unknown fields included."""

    role: str
    text: str
    raw: Mapping[str, Any] = field(repr=False, compare=False)

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> Message:
        """Read a message in the OpenAI shape: `content` is a string, a list of parts, or null.

        Raises InputError when there is no known role or the content has another type.
        """
        role = raw.get("role")
        if role not in ROLES:
            raise InputError(f"message role: found {role!r}; allowed: {', '.join(sorted(ROLES))}")
        return cls(role, _content_text(raw.get("content")), raw)

    @classmethod
    def user(cls, text: str) -> Message:
        """A plain message of the person."""
        return cls.of({"role": "user", "content": text})

    def extended(self, text: str) -> Message:
        """The same message with a paragraph of text added at its end; other parts stay as they are."""
        content = self.raw.get("content")
        if isinstance(content, Sequence) and not isinstance(content, str):
            longer: Any = [*content, {"type": "text", "text": text}]
        else:
            longer = f"{content or ''}\n\n{text}".strip()
        return Message.of({**self.raw, "content": longer})


def _content_text(content: Any) -> str:
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, Sequence):
        return "\n".join(text for part in content if (text := _part_text(part)))
    raise InputError(f"message content: found {type(content).__name__}; allowed: str, list of parts, null")


def _part_text(part: Any) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping):
        raise InputError(f"message part: found {type(part).__name__}; allowed: str or object")
    text = part.get("text") if part.get("type") in ("text", "input_text", "output_text") else None
    return text if isinstance(text, str) else ""


@dataclass(frozen=True)
class Conversation:
    """The turns so far, oldest first; the reply that is judged answers them.

    `known` is False where the history is on the provider's side and could not be read. `memo` keeps what was read off
    the turns, by who read it, so that nobody reads them twice: ask `once`.
    """

    messages: tuple[Message, ...]
    known: bool = True
    memo: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, messages: Iterable[Mapping[str, Any]] | str) -> Conversation:
        """Read messages in the OpenAI shape; a bare string is one message of the person.

        Raises InputError that names the index of the message that cannot be read.
        """
        if isinstance(messages, str):
            return cls((Message.user(messages),))
        return cls(tuple(_numbered(index, raw) for index, raw in enumerate(messages)))

    @cached_property
    def person(self) -> tuple[Message, ...]:
        """The person's own turns, oldest first."""
        return tuple(message for message in self.messages if message.role == "user")

    @property
    def last_user(self) -> str:
        """The text of the person's last turn, "" where there is none."""
        return self.person[-1].text if self.person else ""

    def once(self, read: Callable[..., Read], *of: Any) -> Read:
        """What `read` makes of the conversation and of what else it is given: read once, however often it is asked."""
        if (read, of) not in self.memo:
            self.memo[read, of] = read(self, *of)
        found: Read = self.memo[read, of]
        return found

    def with_guidance(self, guidance: str, placement: Placement = "system") -> Conversation:
        """The conversation to ask again with: guidance joins the opening system message or the person's last turn.

        As a `developer` it joins the developer's message, or is one behind the opening system messages.
        """
        messages = list(self.messages)
        place = self._place(placement)
        if place is not None:
            messages[place] = messages[place].extended(guidance)
        else:
            role = "developer" if placement == "developer" else "system"
            opening = [message.role == "system" for message in messages]
            behind = [*opening, False].index(False) if placement == "developer" else 0
            messages.insert(behind, Message.of({"role": role, "content": guidance}))
        return Conversation(tuple(messages), self.known)

    def _place(self, placement: Placement) -> int | None:
        """The index of the message that guidance joins."""
        wanted = ("system", "developer") if placement == "system" else (placement,)
        found = [index for index, message in enumerate(self.messages) if message.role in wanted]
        return next(iter(found[::-1] if placement == "user" else found), None)

    def to_openai(self) -> list[dict[str, Any]]:
        """The messages in the OpenAI shape, as they came."""
        return [dict(message.raw) for message in self.messages]


def _numbered(index: int, raw: Any) -> Message:
    if not isinstance(raw, Mapping):
        raise InputError(f"messages[{index}]: found {type(raw).__name__}; allowed: an object with role and content")
    try:
        return Message.of(raw)
    except InputError as error:
        raise InputError(f"messages[{index}]: {error}") from None


@dataclass(frozen=True, slots=True)
class Reply:
    """A candidate reply: its prose, and what it is besides prose.

    `tokens` is what the call that brought it took, question and answer, as the model counted them (0 where it did not
    say). `payload` belongs to the adapter (the response the text came in); it comes back untouched with the outcome.
    """

    text: str
    refusal: bool = False
    tool_calls: bool = False
    structured: bool = False
    truncated: bool = False
    tokens: int = field(default=0, compare=False)
    payload: Any = field(default=None, repr=False, compare=False)

    def with_text(self, text: str) -> Reply:
        """The same reply in other words."""
        return replace(self, text=text)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the reply: `text[start:end] == quote` in the reply as it came."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A safe change of words: `span` gives way to `replacement` ("" deletes it)."""

    span: Span
    replacement: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a signal speaks: the words that carry it, or the name of what is missing.

    `weight` is the signal's share of the score, in log-odds. `edits` would mend it, where editing words can.
    """

    signal: str
    note: str
    weight: float = 0.0
    spans: tuple[Span, ...] = ()
    missing: str = ""
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One mode's reading of one reply: how likely a careful reader raises it (0..1), and on what evidence."""

    mode: Mode
    score: float
    dimension: Dimension
    integrity: Integrity
    why: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Every quoted stretch of the reply, in reading order, each once."""
        return tuple(
            sorted({span for item in self.evidence for span in item.spans}, key=lambda span: (span.start, span.end))
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of what the reply left out, each once."""
        return tuple(dict.fromkeys(item.missing for item in self.evidence if item.missing))


@dataclass(frozen=True, slots=True)
class Unjudged:
    """The third state: a detector crashed or ran out of time, so its mode has no score."""

    mode: Mode
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the detectors say of one reply.

    `assessed` holds one Finding a mode, `findings` those at or above the policy's thresholds, worst first. `skipped`
    says why the reply was not judged at all ("" when it was), `unread` how many characters at its end were not read,
    `degraded` what the judgement had to do without ("" for nothing). `danger` is what the conversation shows, whatever
    the reply says.
    """

    assessed: tuple[Finding, ...] = ()
    findings: tuple[Finding, ...] = ()
    unjudged: tuple[Unjudged, ...] = ()
    skipped: str = ""
    unread: int = 0
    degraded: str = ""
    danger: tuple[Danger, ...] = ()
    milliseconds: float = field(default=0.0, compare=False)

    @property
    def scores(self) -> dict[Mode, float]:
        """The score of each mode that was judged, 0..1."""
        return {finding.mode: finding.score for finding in self.assessed}

    @property
    def flagged(self) -> frozenset[Mode]:
        """The modes at or above their threshold."""
        return frozenset(finding.mode for finding in self.findings)

    @property
    def clean(self) -> bool:
        """True when every detector judged and none flagged."""
        return not (self.findings or self.unjudged or self.skipped)


class Action(StrEnum):
    """What can be done with a reply."""

    DELIVER = "deliver"
    REWRITE = "rewrite"
    REGENERATE = "regenerate"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do next, and why."""

    action: Action
    reason: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What another model says of a reply: the level of each of the modes that it was asked about.

    Levels are 0 absent, 1 arguable, 2 present. Without an answer there are none, and `reason` says why. `calls` (of a
    model), `tokens` (as the model counted them, else reckoned) and `milliseconds` are what it cost; `answer` is the
    answer as it came.
    """

    modes: tuple[Mode, ...]
    levels: Mapping[Mode, int] = field(default_factory=dict)
    reason: str = ""
    calls: int = 0
    tokens: int = 0
    milliseconds: float = field(default=0.0, compare=False)
    answer: Reply | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One reply on the way: how it came to be, what it says, how it was judged.

    `objections` names what the attempt lost or added against the original; with any, it is never delivered. `opinion`
    is the second opinion that is in the verdict; None where none was wanted.
    """

    action: Action
    reply: Reply
    verdict: Verdict
    objections: tuple[str, ...] = ()
    guidance: str = field(default="", repr=False)
    opinion: Opinion | None = None


class Reason(StrEnum):
    """Why a conversation is handed to a person: what was seen or done, or a mode that is still flagged."""

    CRISIS = "crisis"
    EXHAUSTED = "exhausted"
    FALLBACK = "fallback"
    UNJUDGED = "unjudged"
    EMOTIONAL_ATTENUATION = "emotional_attenuation"
    GRANULARITY_MISMATCH = "granularity_mismatch"
    CONFLICT_AVOIDANCE = "conflict_avoidance"
    LINGUISTIC_ALIENATION = "linguistic_alienation"


@dataclass(frozen=True, slots=True)
class HandOver:
    """To a person: why, in the policy's order, and the name of this one hand-over wherever it is told of."""

    reasons: tuple[Reason, ...]
    id: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is delivered and how it came about. `attempts[0]` is the reply as it came from the model.

    `action` is how the delivered reply came to be, `errors` the asks that failed. In shadow mode `decision` is what
    would have been done, while the reply that came is what is delivered. `sent` counts the characters at its beginning
    that the person had before it was judged as a whole. `line` is the policy's crisis line, where it was added below
    the reply. `hand_over` says that a person should take it up; None where none need.
    """

    reply: Reply
    action: Action
    decision: Decision
    attempts: tuple[Attempt, ...]
    errors: tuple[str, ...] = ()
    shadow: bool = False
    milliseconds: float = field(default=0.0, compare=False)
    sent: int = 0
    line: str = ""
    hand_over: HandOver | None = None

    @property
    def original(self) -> Attempt:
        """The reply as it came from the model."""
        return self.attempts[0]

    @property
    def delivered(self) -> Attempt | None:
        """The attempt that is delivered; None for the policy's own fallback words."""
        return next((attempt for attempt in self.attempts if attempt.reply is self.reply), None)

    @property
    def danger(self) -> tuple[Danger, ...]:
        """What the conversation shows that endangers a life."""
        return self.original.verdict.danger

    @property
    def opinions(self) -> tuple[Opinion, ...]:
        """The second opinions that were wanted on the way, had or not."""
        return tuple(attempt.opinion for attempt in self.attempts if attempt.opinion)

    @property
    def changed(self) -> bool:
        """True when the person gets other words than the model wrote."""
        return self.reply.text != self.original.reply.text

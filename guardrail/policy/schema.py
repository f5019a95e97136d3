"""What a policy may say, as pydantic models. Durations are seconds, thresholds and scores 0..1, text is characters."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from guardrail.policy.impossible import Impossible, taken_back
from guardrail.types import Mode, Placement, Reason

Probability = Annotated[float, Field(ge=0.0, le=1.0)]


class Section(BaseModel):
    """Base of every part of a policy: no unknown fields, no change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ModeAction(StrEnum):
    """What to do when a mode is flagged, mildest first.

    `rewrite` edits the reply's own words and asks the model only if that does not mend it; `regenerate` asks the model
    first; `fallback` delivers the policy's words; `deliver` only records the finding.
    """

    DELIVER = "deliver"
    REWRITE = "rewrite"
    REGENERATE = "regenerate"
    FALLBACK = "fallback"


class ModePolicy(Section):
    """One failure mode: from which score it is flagged, and what is done then."""

    threshold: Probability = 0.5
    action: ModeAction = ModeAction.REWRITE

    def flags(self, score: float) -> bool:
        """Whether a score is flagged."""
        return score >= self.threshold


class Modes(Section):
    """The four modes by name."""

    emotional_attenuation: ModePolicy = ModePolicy()
    granularity_mismatch: ModePolicy = ModePolicy()
    conflict_avoidance: ModePolicy = ModePolicy()
    linguistic_alienation: ModePolicy = ModePolicy()

    def __getitem__(self, mode: Mode) -> ModePolicy:
        found: ModePolicy = getattr(self, mode.value)
        return found


Texts = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=2000)], ...], Field(max_length=10)]


class Wording(Section):
    """What the model is asked for where a mode is found, in the policy's own words: for the first call, the second, ...

    An empty list leaves it to us. The last text is used for all further calls.
    """

    emotional_attenuation: Texts = ()
    granularity_mismatch: Texts = ()
    conflict_avoidance: Texts = ()
    linguistic_alienation: Texts = ()

    @property
    def by_mode(self) -> dict[Mode, tuple[str, ...]]:
        """The texts of the modes that have any."""
        return {mode: texts for mode in Mode if (texts := getattr(self, mode.value))}


class Repair(Section):
    """How much may be spent on a better reply.

    `attempts` counts calls of the model, `drafts` the edited drafts of a reply that are judged; `deadline` runs from
    the arrival of the reply. When all is used up and no reply passes, `exhausted` delivers the best reply there is, or
    the fallback.

    Asked again, the model is told what failed at `placement`: in the system's message, the developer's, or the person's
    last turn; with `examples`, a worked example goes along, and `wording` replaces what we say.
    """

    attempts: Annotated[int, Field(ge=0, le=5)] = 2
    drafts: Annotated[int, Field(ge=0, le=100)] = 12
    deadline: Annotated[float, Field(gt=0, le=600)] = 20.0
    exhausted: Literal["best", "fallback"] = "best"
    placement: Placement = "system"
    examples: bool = False
    wording: Wording = Wording()


class Judging(Section):
    """The bounds of one judgement. What lies behind `max_characters` of the reply is delivered unread and recorded.

    `encoder` says what becomes of a guard whose model file is missing or damaged: `preferred` judges by signals and
    rules alone and says so in every verdict, `required` refuses to start; `off` never loads it.
    """

    timeout: Annotated[float, Field(gt=0, le=60)] = 1.0
    max_characters: Annotated[int, Field(ge=100, le=1_000_000)] = 20_000
    on_error: Literal["open", "closed"] = "open"
    encoder: Literal["preferred", "required", "off"] = "preferred"


class Crisis(Section):
    """What is done where the conversation shows danger to life.

    `watch` looks for it. `line`, the policy's own words, is added below a reply that says nowhere to turn ("" adds
    none). Without `judge` such a reply is delivered unjudged and unrepaired. What a repair must keep it keeps in any
    case.
    """

    watch: bool = True
    line: str = (
        "If you might be in danger, or somebody near you is, please call your local emergency number now. "
        "At findahelpline.com you find people to talk to, by phone or text, in many countries."
    )
    judge: bool = True


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError("an address like http://127.0.0.1:8080/v1")
    return url


class Endpoint(Section):
    """An OpenAI-compatible model: base URL, name, and the environment variable that holds the key ("" sends none)."""

    url: Annotated[str, AfterValidator(_address)]
    model: Annotated[str, Field(min_length=1)]
    key_from: str = ""


class SecondOpinion(Section):
    """Whether a judge model is asked about `modes` whose score lies in the unsure `band` (both ends included).

    `model` is the one that wrote the reply (`upstream`) or the one at `endpoint`. `weight` is what a level of its
    answer is worth, in log-odds. One reply costs at most `tokens`, questions included, and no question takes longer
    than `timeout` seconds or what is left of `repair.deadline`.
    """

    model: Literal["off", "upstream", "endpoint"] = "off"
    endpoint: Endpoint | None = None
    modes: tuple[Mode, ...] = tuple(Mode)
    band: tuple[Probability, Probability] = (0.25, 0.6)
    weight: Annotated[float, Field(gt=0, le=5)] = 1.5
    tokens: Annotated[int, Field(ge=500, le=100_000)] = 4000
    timeout: Annotated[float, Field(gt=0, le=60)] = 5.0

    @model_validator(mode="after")
    def _endpoint_is_there(self) -> SecondOpinion:
        if self.model == "endpoint" and self.endpoint is None:
            raise ValueError("an endpoint (url, model) beside `model: endpoint`")
        return self

    @model_validator(mode="after")
    def _band_is_one(self) -> SecondOpinion:
        if self.band[0] > self.band[1]:
            raise ValueError("a band that begins with its lower end")
        return self


class Streaming(Section):
    """`hold`: decide, then send. `observe`: send as it comes, judge afterwards, change nothing.

    `lead`: hold the opening (`opening` counts words) until it is judged, then send what is checked and hold the last
    sentences of it (`tail` counts them). What was sent stays: only words that have not left are edited, and the model
    is asked to go on from there only where `continuation` says so.

    `heartbeat` is after how many seconds of silence a held stream sends a comment, so that nobody hangs up; 0 is never.
    """

    mode: Literal["hold", "lead", "observe"] = "hold"
    opening: Annotated[int, Field(ge=1, le=10_000)] = 40
    tail: Annotated[int, Field(ge=1, le=100)] = 1
    continuation: bool = False
    heartbeat: Annotated[float, Field(ge=0, le=600)] = 0.0


class Rules(Section):
    """Which rule packs are armed, and single rules that are not."""

    packs: tuple[str, ...] = ("core",)
    disable: tuple[str, ...] = ()


class HandOverPolicy(Section):
    """When a conversation goes to a person as well.

    `when` lists reasons: signs of danger to life (`crisis`), nothing left to try and still flagged (`exhausted`), the
    fallback, a detector that failed (`unjudged`), or a mode that is flagged in what is delivered. `texts` sends the
    words along; `secret_from` is the environment variable whose value signs what is sent.
    """

    when: tuple[Reason, ...] = (Reason.CRISIS,)
    texts: bool = False
    secret_from: Annotated[str, Field(min_length=1)] = "GUARDRAIL_HAND_OVER_SECRET"  # noqa: S105  # its name


class Audit(Section):
    """Where outcomes are recorded. `texts` adds the words of the conversation and the reply to each record."""

    sink: Literal["off", "log", "file"] = "off"
    path: str = ""
    texts: bool = False

    @model_validator(mode="after")
    def _file_has_path(self) -> Audit:
        if self.sink == "file" and not self.path:
            raise ValueError("a path beside `sink: file`")
        return self


class Policy(Section):
    """A whole policy, after `extends` is resolved."""

    name: str
    description: str = ""
    extends: str = ""
    modes: Modes = Modes()
    repair: Repair = Repair()
    judging: Judging = Judging()
    second_opinion: SecondOpinion = SecondOpinion()
    crisis: Crisis = Crisis()
    streaming: Streaming = Streaming()
    shadow: bool = False
    fallback: Annotated[str, Field(min_length=1)] = (
        "I don't want to answer this carelessly, and I couldn't find the right words just now. "
        "Could you tell me what would help most?"
    )
    rules: Rules = Rules()
    hand_over: HandOverPolicy = HandOverPolicy()
    audit: Audit = Audit()

    @property
    def observes(self) -> bool:
        """Whether a stream is shown as it comes and judged afterwards."""
        return self.shadow or self.streaming.mode == "observe"

    @model_validator(mode="after")
    def _takes_nothing_back(self) -> Policy:
        if refused := dict(taken_back(self)):
            raise Impossible(refused)
        return self

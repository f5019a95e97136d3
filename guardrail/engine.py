"""The one loop: judge a reply, decide, repair, judge again, deliver the best.

The loop is written once, as a generator that yields an `Ask` whenever a model is wanted and is sent what came of it.
`run` and `arun` drive it; `steps` hands it to callers who would rather drive it themselves.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from guardrail.asks import (
    Answer,
    Ask,
    AskJudge,
    AskJudgeAsync,
    AskModel,
    AskModelAsync,
    AskOpinion,
    asked,
    asked_async,
)
from guardrail.audit.queue import PATIENCE
from guardrail.audit.sinks import Recorder
from guardrail.conclude import conclude, passed
from guardrail.consult import consult
from guardrail.decide import Run, decide
from guardrail.errors import ConfigurationError, RuleError
from guardrail.given import given_conversation, given_reply
from guardrail.handover import HandOvers, Hook
from guardrail.judge import judge
from guardrail.policy.schema import Policy
from guardrail.repair.continuation import begun, continued, going_on
from guardrail.repair.guidance import guidance
from guardrail.repair.objections import objections
from guardrail.repair.rewrite import rewrite
from guardrail.types import Action, Attempt, Conversation, Decision, Outcome, Reply, Verdict

if TYPE_CHECKING:
    from guardrail.detectors.registry import Detector


Steps = Generator[Ask, Answer, Outcome]


class Guard:
    """Judges replies and puts right those that fail the person, as its policy says.

    Holds no state of a conversation: one guard serves any number of threads and tasks.
    """

    def __init__(
        self, policy: Policy, detectors: Sequence[Detector] | None = None, hand_over: Hook | None = None
    ) -> None:
        """A guard over a loaded policy; `detectors` stand in for the shipped four.

        `hand_over` is called with the conversation and the outcome where the policy hands it to a person, beside the
        reply's path. Raises RuleError when a rule pack that the policy names is wrong.
        """
        self.policy = policy
        self.detectors = _shipped(policy) if detectors is None else tuple(detectors)
        self.recorder = Recorder(policy)
        self.handovers = HandOvers(hand_over)

    @classmethod
    def load(cls, policy: str = "default", hand_over: Hook | None = None) -> Guard:
        """A guard by a shipped policy's name ("support") or a policy file's path.

        Raises PolicyError with every problem of the file at file:line:column, ModelError where the policy requires the
        encoder and its files are missing or damaged.
        """
        from guardrail.policy.load import load, located  # here, not above: a tenth of the time of `import guardrail`
        from guardrail.reading.models import chosen

        loaded = load(policy)
        if loaded.judging.encoder == "required":
            chosen("required")
        try:
            return cls(loaded, hand_over=hand_over)
        except RuleError as refused:
            raise RuleError(located(policy, refused.problems)) from None

    @classmethod
    def of(cls, given: Guard | str) -> Guard:
        """The guard itself, or one by its policy's name or path, as `load` takes it.

        Raises ConfigurationError for what is neither, and what `load` raises.
        """
        if isinstance(given, Guard):
            return given
        if isinstance(given, str):
            return cls.load(given)
        raise ConfigurationError(f"guard: found {type(given).__name__}; allowed: Guard, a policy's name or path")

    def under(self, **changes: Any) -> Guard:
        """The same guard, its detectors and its recorder, with some fields of its policy changed."""
        other = copy(self)
        other.policy = self.policy.model_copy(update=changes)
        return other

    def check(self, conversation: Conversation, reply: Reply | str) -> Verdict:
        """Judge a reply. Calls no model, changes nothing. Raises InputError for what is no conversation or no reply."""
        return judge(self.policy, self.detectors, given_conversation(conversation), given_reply(reply))

    def run(
        self,
        conversation: Conversation,
        reply: Reply | str,
        ask: AskModel | None = None,
        judge: AskJudge | None = None,
        *,
        sent: str = "",
    ) -> Outcome:
        """Judge a reply and put it right where it fails; `ask` calls the model again (without it, words are edited).

        Where the policy wants a second opinion, `judge` is asked, or `ask` where that is the same model. `sent` is what
        the person has already of a reply that is streamed: what is delivered begins with it. What goes wrong in asking
        or in a detector is in the outcome, as the policy says, and is never raised. Raises InputError for what is no
        conversation or no reply.
        """
        steps = self.steps(conversation, reply, ask is not None, self._can_consult(ask, judge), sent=sent)
        step = _advance(steps)
        while isinstance(step, Ask):
            step = _advance(steps, asked(step, ask, judge))
        return step

    async def arun(
        self,
        conversation: Conversation,
        reply: Reply | str,
        ask: AskModelAsync | None = None,
        judge: AskJudgeAsync | None = None,
        *,
        sent: str = "",
    ) -> Outcome:
        """`run` for asynchronous code: judging runs on a thread, so the event loop stays free."""
        import asyncio  # here and below, not above: a fifth of the time of `import guardrail`

        steps = self.steps(conversation, reply, ask is not None, self._can_consult(ask, judge), sent=sent)
        step = await asyncio.to_thread(_advance, steps)
        while isinstance(step, Ask):
            step = await asyncio.to_thread(_advance, steps, await asked_async(step, ask, judge))
        return step

    def steps(
        self,
        conversation: Conversation,
        reply: Reply | str,
        can_ask: bool = True,
        can_consult: bool = True,
        *,
        sent: str = "",
    ) -> Steps:
        """The loop itself: yields each `Ask`, is sent the Reply (or what asking raised), returns the Outcome.

        An `AskOpinion` among them asks a judge. Whoever drives it keeps to each request's timeout. Where something was
        `sent`, the Reply to an `Ask` is what comes after it.
        """
        original = begun(given_reply(reply), sent)
        run = Run(self.policy, given_conversation(conversation), can_ask, can_consult=can_consult, sent=sent)
        yield from self._attempt(run, Action.DELIVER, original)
        first = decision = decide(run)
        while decision.action in (Action.REWRITE, Action.REGENERATE) and not self.policy.shadow:
            try:
                yield from self._repair(run, decision)
            except Exception as error:  # a fault of ours costs nobody their reply: decide() knows what the policy says
                run.fault = f"{type(error).__name__}: {error}"
            decision = decide(run)
        return self._told(conversation, conclude(run, first if self.policy.shadow else decision, self.detectors))

    def passed(self, conversation: Conversation, reason: str) -> Outcome:
        """Record a reply that is delivered as it came, unjudged for a `reason`, and hand it over where that is due."""
        return self._told(conversation, passed(self.policy, conversation, reason))

    def close(self, timeout: float = PATIENCE) -> None:
        """Record and hand over what waits, each for at most `timeout` seconds; the end of the program does it too."""
        self.handovers.close(timeout)
        self.recorder.close(timeout)

    def _told(self, conversation: Conversation, outcome: Outcome) -> Outcome:
        self.recorder.record(conversation, outcome)
        self.handovers.tell(conversation, outcome)
        return outcome

    def _repair(self, run: Run, decision: Decision) -> Generator[Ask, Answer, None]:
        if decision.action is Action.REWRITE:
            yield from self._edit(run)
        else:
            yield from self._regenerate(run)

    def _edit(self, run: Run) -> Generator[Ask, Answer, None]:
        attempt = run.unedited
        assert attempt is not None  # decide() asks for edits only where there is something to edit
        run.edited.append(attempt.reply)
        edited = self._edited(run, attempt)
        if edited is not None:
            yield from self._attempt(run, Action.REWRITE, edited)

    def _edited(self, run: Run, attempt: Attempt) -> Reply | None:
        def judged(draft: Reply) -> Verdict | None:
            return judge(self.policy, self.detectors, run.conversation, draft) if run.seconds_left > 0 else None

        alone = attempt.verdict if attempt.opinion is None else judged(attempt.reply)  # as drafts are: without a judge
        if alone is None or alone.unread:  # nobody edits what was not read to its end
            return None
        return rewrite(run.conversation, attempt.reply, alone, judged, self.policy.repair.drafts, run.sent)

    def _regenerate(self, run: Run) -> Generator[Ask, Answer, None]:
        run.asked += 1
        repair, best = self.policy.repair, run.best
        advice = guidance(run.conversation, run.attempts, best, run.failed, repair.wording.by_mode, repair.examples)
        run.failed += [finding.mode for finding in best.verdict.findings[:1]]
        advice += going_on(run.sent)
        conversation = run.conversation.with_guidance(advice, repair.placement)
        answer = yield Ask(conversation, run.seconds_left)
        if isinstance(answer, Reply | str):
            reply = continued(run.original.reply, run.sent, given_reply(answer))
            yield from self._attempt(run, Action.REGENERATE, reply, advice)
        else:
            run.errors.append(f"{type(answer).__name__}: {answer}")

    def _attempt(self, run: Run, action: Action, reply: Reply, advice: str = "") -> Generator[AskOpinion, Answer, None]:
        verdict = judge(self.policy, self.detectors, run.conversation, reply)
        lost = objections(run.conversation, run.original.reply, reply) if run.attempts else ()
        if not reply.text.startswith(run.sent):
            lost = (*lost, "other words than those that were sent")
        verdict, opinion = (verdict, None) if lost else (yield from consult(run, reply, verdict))
        run.attempts.append(Attempt(action, reply, verdict, lost, advice, opinion))

    def _can_consult(self, ask: object, judge: object) -> bool:
        """Whether there is somebody to ask for a second opinion; the model itself is, unless the policy has another."""
        return judge is not None or (ask is not None and self.policy.second_opinion.model == "upstream")


def _shipped(policy: Policy) -> tuple[Detector, ...]:
    from guardrail.detectors.registry import shipped  # here, not above: a quarter of the time of `import guardrail`

    return shipped(policy.rules)


def _advance(steps: Steps, answer: Answer | None = None) -> Ask | Outcome:
    try:
        return next(steps) if answer is None else steps.send(answer)
    except StopIteration as stop:
        outcome: Outcome = stop.value
        return outcome

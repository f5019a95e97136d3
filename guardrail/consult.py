"""A second opinion on what the policy finds unsure: about which modes, within which time, at what cost."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from guardrail.asks import Answer, AskOpinion
from guardrail.decide import Run
from guardrail.errors import AskTimeout
from guardrail.judge import reassessed
from guardrail.opinion.answer import Said, read_answer
from guardrail.opinion.question import question, tokens_in
from guardrail.opinion.weighing import PRESENT, carried, moved, weighed
from guardrail.types import Finding, Mode, Opinion, Reply, Verdict

_LEAST = 150  # tokens that an answer must have room for

Heard = tuple[Opinion, Mapping[Mode, Said]]


def consult(run: Run, reply: Reply, verdict: Verdict) -> Generator[AskOpinion, Answer, tuple[Verdict, Opinion | None]]:
    """The verdict on a reply with a second opinion in it, and that opinion; None where the policy is sure.

    Without an answer the opinion says why, and the scores stay.
    """
    modes = _unsure(run, verdict)
    if not modes:
        return verdict, None
    try:
        opinion, said = yield from _opinion(run, reply, modes)
        findings = {finding.mode: _weighed(run, finding, reply, said) for finding in verdict.assessed}
        return reassessed(run.policy, verdict, {mode: findings[mode] for mode in modes}), opinion
    except Exception as error:  # a fault of ours costs an opinion, not the reply
        return verdict, Opinion(modes, reason=f"{type(error).__name__}: {error}")


def _unsure(run: Run, verdict: Verdict) -> tuple[Mode, ...]:
    """The modes to ask about."""
    settings = run.policy.second_opinion
    if settings.model == "off":
        return ()
    return tuple(
        mode for mode, score in verdict.scores.items() if mode in settings.modes and _doubted(run, mode, score)
    )


def _doubted(run: Run, mode: Mode, score: float) -> bool:
    """Whether a score is in the band; or below it, where the judge found the original failing and might do so again."""
    settings = run.policy.second_opinion
    low, high = settings.band
    again = mode in _failing(run) and run.policy.modes[mode].flags(moved(score, settings.weight))
    return score <= high and (score >= low or again)


def _failing(run: Run) -> frozenset[Mode]:
    """The modes in which the judge found the original failing."""
    opinion = run.original.opinion if run.attempts else None
    return frozenset(mode for mode, level in opinion.levels.items() if level == PRESENT) if opinion else frozenset()


def _opinion(run: Run, reply: Reply, modes: tuple[Mode, ...]) -> Generator[AskOpinion, Answer, Heard]:
    settings = run.policy.second_opinion
    asked = question(run.conversation, reply.text, modes)
    needed = sum(tokens_in(message.text) for message in asked.messages)
    left = settings.tokens - sum(opinion.tokens for opinion in run.opinions) - needed
    if reason := _against(run, left):
        return Opinion(modes, reason=reason), {}
    endpoint = settings.endpoint if settings.model == "endpoint" else None
    started = run.clock()
    answer = yield AskOpinion(asked, min(settings.timeout, run.seconds_left), modes, left, endpoint)
    return _heard(modes, answer, needed, (run.clock() - started) * 1000)


def _against(run: Run, tokens: int) -> str:
    """Why nobody is asked; "" where somebody is."""
    if run.policy.shadow:
        return "in shadow nobody is asked"
    if not run.can_consult:
        return "there is nobody to ask"
    if any(opinion.calls and opinion.reason for opinion in run.opinions):
        return "the call before failed"
    if tokens < _LEAST:
        return "over the budget of tokens"
    return "" if run.seconds_left > 0 else "out of time"


def _heard(modes: tuple[Mode, ...], answer: Answer, needed: int, spent: float) -> Heard:
    """What an answer says; a model that did not answer in time has read the question all the same."""
    if isinstance(answer, str):
        answer = Reply(answer)
    if not isinstance(answer, Reply):
        tokens = needed if isinstance(answer, AskTimeout) else 0
        return Opinion(modes, {}, f"{type(answer).__name__}: {answer}", 1, tokens, spent), {}
    said = read_answer(answer.text, modes)
    levels = {mode: each.level for mode, each in said.items()} if said else {}
    tokens = answer.tokens or needed + tokens_in(answer.text)
    return Opinion(modes, levels, "" if said else "malformed answer", 1, tokens, spent, answer), said or {}


def _weighed(run: Run, finding: Finding, reply: Reply, said: Mapping[Mode, Said]) -> Finding:
    weight = run.policy.second_opinion.weight
    if finding.mode in said:
        return weighed(finding, reply.text, said[finding.mode], weight)
    return carried(finding, weight) if finding.mode in _failing(run) else finding

"""One judgement: read the reply, ask every detector, keep to the policy's time, never fail silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

from guardrail.bounded import within
from guardrail.errors import JudgingError, ModelError, Unreadable
from guardrail.policy.schema import Policy
from guardrail.reading.danger import dangers, signs
from guardrail.reading.models import chosen
from guardrail.reading.reading import Reading, prepare, read
from guardrail.types import Conversation, Danger, Finding, Mode, Reply, Unjudged, Verdict

if TYPE_CHECKING:
    from guardrail.detectors.registry import Detector
    from guardrail.reading.models import Encoder


def judge(policy: Policy, detectors: Sequence[Detector], conversation: Conversation, reply: Reply) -> Verdict:
    """The verdict on a reply within `policy.judging.timeout` seconds.

    The clock starts when all that is loaded once is loaded.
    A detector that raises or is late becomes an `Unjudged`; a reply that cannot be read, a verdict with `skipped`.
    """
    prepare(policy.judging.encoder != "off")
    started = perf_counter()
    skipped, degraded, results = "", "", list[Finding | Unjudged]()
    danger, blind = seen(policy, conversation)
    if danger and not policy.crisis.judge:
        return Verdict(skipped="danger was seen, and the policy leaves such replies as they are", danger=danger)
    try:
        encoder, degraded = encoder_for(policy)
        reading = read(conversation, reply, policy.judging.max_characters, encoder)
        results = [_assess(detector, reading, started + policy.judging.timeout) for detector in detectors]
    except Unreadable as reason:
        skipped = str(reason)
    except Exception as error:  # any fault of the reading leaves every mode unjudged: the person still gets a reply
        results = [_crashed(detector, error) for detector in detectors]
    unread = max(len(reply.text) - policy.judging.max_characters, 0)
    verdict = _verdict(policy, results)
    spent = (perf_counter() - started) * 1000
    without = "; ".join(filter(None, (degraded, blind)))
    return replace(verdict, skipped=skipped, unread=unread, degraded=without, danger=danger, milliseconds=spent)


def seen(policy: Policy, conversation: Conversation) -> tuple[tuple[Danger, ...], str]:
    """The danger that a conversation shows, and why it could not be looked for ("" where it could)."""
    if not policy.crisis.watch:
        return (), ""
    try:
        return dangers(signs(conversation)), ""
    except Exception as error:  # as below: the reply is judged all the same
        return (), f"danger was not looked for: {type(error).__name__}: {error}"


def encoder_for(policy: Policy) -> tuple[Encoder | None, str]:
    """The encoder that a policy has replies read by, if any, and what a judgement does without ("" for nothing).

    Raises ModelError where the policy requires the encoder and it cannot be had.
    """
    found = chosen(policy.judging.encoder)
    return (None, f"judged without the encoder: {found}") if isinstance(found, ModelError) else (found, "")


def _assess(detector: Detector, reading: Reading, until: float) -> Finding | Unjudged:
    left = until - perf_counter()
    if left <= 0:
        return Unjudged(detector.mode, "ran out of time")
    try:
        found = detector.assess(reading) if detector.inline else within(left, lambda: detector.assess(reading))
        return _sound(detector, found)
    except TimeoutError:
        return Unjudged(detector.mode, "ran out of time")
    except Exception as error:  # a detector may be anybody's code
        return _crashed(detector, error)


def _sound(detector: Detector, found: Finding) -> Finding:
    """The finding itself. Raises JudgingError for what is none: a detector that answers nonsense has not judged."""
    if isinstance(found, Finding) and found.mode is detector.mode and 0.0 <= found.score <= 1.0:
        return found
    raise JudgingError(f"no finding of its mode with a score in 0..1: {found!r}"[:200])


def _crashed(detector: Detector, error: Exception) -> Unjudged:
    return Unjudged(detector.mode, f"{type(error).__name__}: {error}")


def _verdict(policy: Policy, results: Sequence[Finding | Unjudged]) -> Verdict:
    assessed = tuple(result for result in results if isinstance(result, Finding))
    flagged = [finding for finding in assessed if policy.modes[finding.mode].flags(finding.score)]
    return Verdict(
        assessed=assessed,
        findings=tuple(sorted(flagged, key=lambda finding: -_excess(policy, finding.mode, finding.score))),
        unjudged=tuple(result for result in results if isinstance(result, Unjudged)),
    )


def reassessed(policy: Policy, verdict: Verdict, findings: Mapping[Mode, Finding]) -> Verdict:
    """The verdict with the findings of some modes exchanged, flagged anew."""
    assessed = [findings.get(finding.mode, finding) for finding in verdict.assessed]
    fresh = _verdict(policy, [*assessed, *verdict.unjudged])
    return replace(verdict, assessed=fresh.assessed, findings=fresh.findings)


def _excess(policy: Policy, mode: Mode, score: float) -> float:
    """How far into its flagged range a score lies, 0..1, so that modes with unlike thresholds compare."""
    room = 1.0 - policy.modes[mode].threshold
    return (score - policy.modes[mode].threshold) / room if room else 1.0

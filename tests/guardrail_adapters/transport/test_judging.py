import asyncio
from dataclasses import replace
from time import perf_counter

import httpx
import pytest

from guardrail.engine import Guard
from guardrail.policy.schema import Policy
from guardrail.testing import FlagWords
from guardrail.types import Action, Conversation, Reply
from guardrail.wire.chat_request import ChatRequest
from guardrail.wire.wires import WIRES
from guardrail_adapters.transport.httpx import _LIBRARY
from guardrail_adapters.transport.judging import Check, Judge, hurried
from guardrail_adapters.transport.repair import Repair

GUARD = Guard(Policy(name="test"), detectors=[FlagWords("somewhat")])
CONVERSATION = Conversation.of("My dog barks in the morning and I walk him.")
BAD, GOOD = Reply("That is somewhat sad for you."), Reply("I am so sorry that your dog died.")


def judge(seconds=20.0):
    request = httpx.Request("POST", "http://a.test", content=b"")
    repair = Repair(_LIBRARY, request, WIRES[0], ChatRequest({}, CONVERSATION), seconds, 10_000)
    return Judge(GUARD, CONVERSATION, {0: GOOD, 3: BAD}, repair)


def response():
    return httpx.Response(200, json={"choices": [{"message": {"content": GOOD.text}}]})


async def test_every_reply_has_its_own_outcome():
    transport = httpx.MockTransport(lambda request: response())
    for outcomes in (judge().run(transport), await judge().arun(transport)):
        assert {index: outcome.action for index, outcome in outcomes.items()} == {
            0: Action.DELIVER,
            3: Action.REGENERATE,
        }


async def test_what_was_sent_stays():
    sent = replace(judge(), sent={3: "That is somewhat sad for you."})
    transport = httpx.MockTransport(lambda request: response())
    for outcomes in (sent.run(transport), await sent.arun(transport)):
        assert {index: (outcome.reply, outcome.sent) for index, outcome in outcomes.items()} == {
            0: (GOOD, 0),
            3: (BAD, len(BAD.text)),
        }


async def test_a_check_judges_and_changes_nothing():
    check = Check(GUARD, CONVERSATION, {0: GOOD.text, 3: BAD.text})
    for verdicts in (check.run(None), await check.arun(None)):
        assert {index: bool(verdict.findings) for index, verdict in verdicts.items()} == {0: False, 3: True}


async def test_one_deadline_holds_for_all_replies():
    async def hang(request):
        await asyncio.Event().wait()

    started = perf_counter()
    outcomes = await judge(seconds=0.05).arun(httpx.MockTransport(hang))
    assert perf_counter() - started < 1
    assert (outcomes[3].reply, outcomes[3].action) == (BAD, Action.DELIVER)
    assert outcomes[3].errors


@pytest.mark.parametrize(("seconds", "deadline"), [(5.0, 5.0), (-1.0, 0.001), (99.0, 20.0)])
def test_a_hurried_guard_has_less_time_and_the_same_recorder(seconds, deadline):
    guard = hurried(GUARD, seconds)
    assert guard.policy.repair.deadline == deadline
    assert guard.recorder is GUARD.recorder
    assert GUARD.policy.repair.deadline == 20.0


def test_a_watching_guard_changes_nothing():
    outcome = GUARD.under(shadow=True).run(CONVERSATION, BAD)
    assert (outcome.shadow, outcome.changed) == (True, False)
    assert not GUARD.policy.shadow

import asyncio
from itertools import product
from threading import Event
from time import perf_counter

import pytest

from guardrail.asks import Ask
from guardrail.engine import Guard
from guardrail.errors import ConfigurationError, InputError, ModelError, PolicyError
from guardrail.objective import no_worse
from guardrail.policy.schema import Judging, ModeAction, ModePolicy, Modes, Policy, Repair, Streaming
from guardrail.reading import models
from guardrail.testing import FlagWords, ScriptedModel
from guardrail.types import Action, Conversation, Mode, Outcome, Reply

TALK = Conversation.of("My dog died this morning.")
CAME = "This is bad news for you today at 10:30."
GOOD, SAD, WORSE = (CAME.replace("bad", word) for word in ("good", "sad", "bad and even worse"))
MODE, OTHER = Mode.EMOTIONAL_ATTENUATION, Mode.CONFLICT_AVOIDANCE
ANSWERS = {
    "works": Reply(GOOD),
    "raises": ValueError("busy"),
    "worse": Reply(WORSE),
    "same": Reply(CAME),
    "loses a fact": Reply("It is good news."),
    "is cut off": Reply(GOOD, truncated=True),
    "refusal": Reply("I cannot help with that.", refusal=True),
    "tool call": Reply("", tool_calls=True),
    "tool call with words": Reply(GOOD, tool_calls=True),
    "empty": Reply(""),
    "structured": Reply('{"text": "good"}', structured=True),
    "foreign": Reply("Lo siento mucho, entiendo que esto es muy difícil para ti ahora mismo."),
    "no reply": None,
    "hangs": "hangs",
    "cannot ask": "cannot ask",
}
HELPS = {"works"}


class Crashes:
    mode, inline = Mode.GRANULARITY_MISMATCH, True

    def assess(self, reading):
        raise ValueError("crash")


class Model:
    """Counts its calls and answers the same each time; a hanging call ends with the test."""

    def __init__(self, answer):
        self.answer, self.calls, self.release = answer, 0, Event()

    def __call__(self, conversation):
        self.calls += 1
        if self.answer == "hangs":
            self.release.wait(10)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def ask(self, conversation):
        self.calls += 1
        if self.answer == "hangs":
            await asyncio.Event().wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def guard(action=ModeAction.REGENERATE, fault="", shadow=False, replacement=None, detectors=None, **repair):
    modes = Modes(emotional_attenuation=ModePolicy(action=action))
    policy = Policy(
        name="t", modes=modes, shadow=shadow, repair=Repair(**repair), judging=Judging(on_error=fault or "open")
    )
    shipped = [
        FlagWords("bad", replacement=replacement),
        FlagWords("worse", mode=OTHER),
        *([Crashes()] if fault else []),
    ]
    return Guard(policy, shipped if detectors is None else detectors)


@pytest.fixture(scope="module", autouse=True)
def _warm():
    guard().check(TALK, CAME)


def run(guard, answer, came=CAME):
    model = Model(answer)
    try:
        return guard.run(TALK, came, None if answer == "cannot ask" else model), model
    finally:
        model.release.set()


async def arun(guard, answer, came=CAME):
    model = Model(answer)
    return await guard.arun(TALK, came, None if answer == "cannot ask" else model.ask), model


ALL = product(ModeAction, ANSWERS, ["", "open", "closed"], [False, True], ["best", "fallback"])
TABLE = [row for row in ALL if not row[3] or row[1] in ("works", "hangs")]  # in shadow nobody is asked


def expected(action, answer, fault, shadow, exhausted):
    """How the delivered reply comes to be."""
    if shadow or (action == "deliver" and fault != "closed"):
        return Action.DELIVER
    if fault == "closed" or action == "fallback":
        return Action.FALLBACK
    if answer in HELPS:
        return Action.REGENERATE
    return Action.FALLBACK if exhausted == "fallback" else Action.DELIVER


@pytest.mark.parametrize(("action", "answer", "fault", "shadow", "exhausted"), TABLE)
def test_every_action_with_every_failure(action, answer, fault, shadow, exhausted):
    made = guard(action, fault, shadow, exhausted=exhausted, deadline=0.05 if answer == "hangs" else 20)
    outcome, model = run(made, "hangs" if answer == "hangs" else ANSWERS[answer])
    assert outcome.action is expected(action, answer, fault, shadow, exhausted)
    holds(outcome, made, model)


async def test_both_drivers_come_to_the_same():
    for action, answer, fault, shadow, exhausted in TABLE:
        if answer != "hangs":
            made = guard(action, fault, shadow, exhausted=exhausted)
            assert (await arun(made, ANSWERS[answer]))[0] == run(made, ANSWERS[answer])[0]


def holds(outcome, made, model):
    """What is true of every outcome."""
    tried = [attempt for attempt in outcome.attempts if attempt.action is Action.REGENERATE]
    assert len(tried) + len(outcome.errors) == model.calls <= made.policy.repair.attempts
    assert outcome.original.reply == Reply(CAME)
    if outcome.action is Action.FALLBACK:
        assert (outcome.delivered, outcome.reply.text) == (None, made.policy.fallback)
    else:
        assert no_worse(outcome.delivered.verdict, outcome.original.verdict)
        assert outcome.delivered.action is outcome.action
        assert not outcome.delivered.objections
    if made.policy.shadow:
        assert (model.calls, outcome.reply, outcome.shadow) == (0, outcome.original.reply, True)


@pytest.mark.parametrize("action", ModeAction)
def test_shadow_says_what_would_have_been_done(action):
    outcome, _ = run(guard(action, shadow=True), Reply(GOOD))
    assert outcome.decision.action == action
    assert not outcome.changed


@pytest.mark.parametrize("attempts", [0, 1, 3, 5])
def test_no_more_calls_than_the_policy_grants(attempts):
    outcome, model = run(guard(attempts=attempts), Reply(CAME))
    assert model.calls == attempts
    assert len(outcome.attempts) == attempts + 1


@pytest.mark.parametrize(
    ("replies", "delivered", "action"),
    [
        ([CAME, GOOD], GOOD, "regenerate"),
        ([ValueError("x"), GOOD], GOOD, "regenerate"),
        ([WORSE, ValueError("x")], CAME, "deliver"),
        ([TimeoutError("x"), WORSE], CAME, "deliver"),
    ],
)
def test_the_loop_goes_on_until_a_reply_passes(replies, delivered, action):
    outcome = guard(attempts=2).run(TALK, CAME, ScriptedModel(replies))
    assert (outcome.reply.text, outcome.action) == (delivered, action)


def test_edits_come_first_where_the_policy_says_rewrite():
    outcome, model = run(guard("rewrite", replacement="sad"), Reply(GOOD))
    assert (outcome.reply.text, outcome.action, model.calls) == (SAD, "rewrite", 0)


def test_edits_come_last_where_the_policy_says_regenerate():
    outcome, model = run(guard("regenerate", replacement="sad", attempts=1), Reply(f"{CAME} A bad day."))
    assert [attempt.action for attempt in outcome.attempts] == ["deliver", "regenerate", "rewrite"]
    assert (outcome.reply.text, model.calls) == (f"{SAD} A sad day.", 1)


def test_edits_that_do_not_mend_are_not_made_and_the_model_is_asked():
    outcome, _ = run(guard("rewrite", replacement="worse"), Reply(GOOD))
    assert [attempt.action for attempt in outcome.attempts] == ["deliver", "regenerate"]


def test_what_repair_lost_is_not_delivered():
    came = "This is bad news, call 0800 123 456 today."
    outcome, _ = run(guard(attempts=1), Reply("This is good news for you."), came)
    assert outcome.reply.text == came
    assert outcome.attempts[1].objections == ('lost number: "0800 123 456"',)


@pytest.mark.parametrize("placement", ["system", "user"])
def test_the_model_is_told_what_failed_where_the_policy_says(placement):
    model = ScriptedModel([GOOD])
    talk = Conversation.of([{"role": "system", "content": "Be kind."}, {"role": "user", "content": "My dog died."}])
    outcome = guard(placement=placement).run(talk, CAME, model)
    told = next(message for message in model.asked[0].messages if message.role == placement)
    assert outcome.attempts[1].guidance in told.text
    assert CAME in told.text
    assert talk.messages[0].text == "Be kind."


@pytest.mark.parametrize("inline", [True, False])
async def test_a_call_that_hangs_ends_with_the_deadline(inline):
    made = guard(deadline=0.1)
    started = perf_counter()
    outcome, _ = await arun(made, "hangs") if inline else run(made, "hangs")
    assert perf_counter() - started < 2
    assert outcome.errors[0].startswith("AskTimeout")
    assert outcome.reply.text == CAME


async def test_a_call_that_resists_its_end_is_left_behind():
    release = asyncio.Event()

    async def ask(conversation):
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        return Reply(GOOD)

    outcome = await guard(deadline=0.1).arun(TALK, CAME, ask)
    assert outcome.reply.text == CAME
    assert outcome.milliseconds < 2000
    release.set()


async def test_a_call_that_cancels_itself_is_a_failed_call():
    async def ask(conversation):
        raise asyncio.CancelledError

    outcome = await guard(attempts=1).arun(TALK, CAME, ask)
    assert outcome.errors == ("AskError: the call was cancelled from within",)


@pytest.mark.parametrize("ask", [lambda conversation: Reply(GOOD), lambda conversation: 1 / 0])
async def test_an_ask_that_cannot_be_awaited_is_a_failed_call(ask):
    outcome = await guard(attempts=1).arun(TALK, CAME, ask)
    assert len(outcome.errors) == 1
    assert outcome.reply.text == CAME


async def test_cancelling_a_run_cancels_the_call_of_the_model():
    asked, ended = asyncio.Event(), asyncio.Event()

    async def ask(conversation):
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = asyncio.create_task(guard().arun(TALK, CAME, ask))
    await asked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(ended.wait(), 5)


async def test_judging_leaves_the_event_loop_free():
    release = Event()

    class Waits(FlagWords):
        def assess(self, reading):
            assert release.wait(10)
            return super().assess(reading)

    task = asyncio.create_task(guard(detectors=[Waits("bad")]).arun(TALK, CAME))
    await asyncio.sleep(0)
    release.set()
    assert (await task).original.verdict.findings


async def test_two_hundred_runs_at_once_come_to_what_one_after_another_come_to():
    made = guard("rewrite", replacement="sad")
    replies = [
        f"Line {number}: {'bad' if number % 3 else 'worse' if number % 2 else 'fine'} news." for number in range(200)
    ]
    alone = [made.run(TALK, reply, Model(Reply(GOOD))) for reply in replies]
    assert await asyncio.gather(*(made.arun(TALK, reply, Model(Reply(GOOD)).ask) for reply in replies)) == alone


async def test_the_shipped_guard_judges_the_same_in_parallel():
    made = Guard.load()
    replies = [f"At least you had {number} good years. It may be a bit sad." for number in range(2, 42)]
    alone = [made.run(TALK, reply) for reply in replies]
    assert await asyncio.gather(*(made.arun(TALK, reply) for reply in replies)) == alone


def test_the_loop_can_be_driven_by_hand():
    steps = guard(deadline=20).steps(TALK, CAME)
    first = next(steps)
    assert isinstance(first, Ask)
    assert 0 < first.timeout <= 20
    second = steps.send(ValueError("busy"))
    assert second.timeout <= first.timeout
    with pytest.raises(StopIteration) as stop:
        steps.send(Reply(GOOD))
    assert isinstance(stop.value.value, Outcome)
    assert (stop.value.value.reply.text, stop.value.value.errors) == (GOOD, ("ValueError: busy",))


def test_the_loop_ends_at_once_where_nothing_is_to_be_asked():
    with pytest.raises(StopIteration) as stop:
        next(guard().steps(TALK, CAME, can_ask=False))
    assert stop.value.value.reply.text == CAME


def test_a_loop_that_is_given_up_leaves_nothing_behind():
    steps = guard().steps(TALK, CAME)
    next(steps)
    steps.close()
    assert list(steps) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)])
def test_what_is_meant_to_end_the_program_ends_it(error):
    def ask(conversation):
        raise error

    with pytest.raises(type(error)):
        guard().run(TALK, CAME, ask)


def test_the_payload_comes_back_with_the_reply():
    came, better = object(), object()
    outcome = guard().run(TALK, Reply(CAME, payload=came), Model(Reply(GOOD, payload=better)))
    assert (outcome.reply.payload, outcome.original.reply.payload) == (better, came)
    assert guard("fallback").run(TALK, Reply(CAME, payload=came)).reply.payload is came


def test_a_guard_under_another_policy_keeps_its_detectors_and_its_recorder():
    guard = Guard(Policy(name="test"), [FlagWords("bad")])
    other = guard.under(shadow=True)
    assert (other.policy.shadow, guard.policy.shadow) == (True, False)
    assert (other.detectors, other.recorder) == (guard.detectors, guard.recorder)


@pytest.mark.parametrize(
    ("conversation", "reply", "found"),
    [([{"role": "user", "content": "Hi"}], CAME, "conversation: found list"), (TALK, None, "reply: found NoneType")],
)
def test_what_is_no_conversation_or_no_reply_is_refused(conversation, reply, found):
    guard = Guard(Policy(name="test"), [FlagWords("bad")])
    for call in (guard.check, guard.run):
        with pytest.raises(InputError, match=found):
            call(conversation, reply)


def test_check_calls_no_model_and_takes_text_or_reply():
    assert guard().check(TALK, CAME) == guard().check(TALK, Reply(CAME))


def test_a_guard_by_itself_or_by_its_policy():
    guard = Guard(Policy(name="test"), detectors=[])
    assert Guard.of(guard) is guard
    assert Guard.of("companion").policy.name == "companion"
    with pytest.raises(ConfigurationError, match="guard: found Policy; allowed: Guard, a policy's name or path"):
        Guard.of(guard.policy)


def test_a_policy_that_is_not_there_is_refused():
    with pytest.raises(PolicyError):
        Guard.load("suport")


@pytest.mark.parametrize("encoder", ["preferred", "required", "off"])
def test_a_guard_starts_without_the_encoder_unless_its_policy_requires_it(monkeypatch, tmp_path, encoder):
    monkeypatch.setattr(models, "shipped", lambda: ModelError(tmp_path / "encoder.onnx", "ab12", "nothing"))
    policy = tmp_path / "mine.yaml"
    policy.write_text(f"judging: {{encoder: {encoder}}}", "utf-8")
    if encoder == "required":
        with pytest.raises(ModelError, match=r"encoder\.onnx: found nothing; allowed: the file with sha256 ab12"):
            Guard.load(str(policy))
    else:
        assert Guard.load(str(policy)).policy.judging.encoder == encoder


# What was sent stays.

SENT = "This is bad news for you."
REST = " It is bad at 10:30."
LATE = {
    "edits the rest": ({"replacement": "sad"}, [], f"{SENT} It is sad at 10:30.", Action.REWRITE),
    "may not ask": ({}, [" It is good at 10:30."], SENT + REST, Action.DELIVER),
    "goes on": ({"continuation": True}, [" It is good at 10:30."], f"{SENT} It is good at 10:30.", Action.REGENERATE),
    "begins again": (
        {"continuation": True},
        [f"{SENT} It is good at 10:30."],
        f"{SENT} It is good at 10:30.",
        Action.REGENERATE,
    ),
    "loses a fact": ({"continuation": True}, ["It is good.", "It is good."], SENT + REST, Action.DELIVER),
}


class Rest(FlagWords):
    """Flags words behind those that were sent."""

    def assess(self, reading):
        text = reading.reply.text
        return super().assess(reading) if "bad" in text.removeprefix(SENT) else FlagWords().assess(reading)


@pytest.mark.parametrize(("given", "answers", "delivered", "action"), LATE.values(), ids=LATE)
async def test_what_was_sent_stays_whatever_follows_it(given, answers, delivered, action):
    streaming = Streaming(mode="lead", continuation=given.get("continuation", False))
    armed = Guard(Policy(name="t", streaming=streaming), [Rest("bad", replacement=given.get("replacement"))])
    model = ScriptedModel(answers)
    outcome = armed.run(TALK, SENT + REST, model, sent=SENT)
    later = await armed.arun(TALK, SENT + REST, ScriptedModel(answers).ask, sent=SENT)
    assert (outcome.reply.text, outcome.action, outcome.sent) == (delivered, action, len(SENT))
    assert later.reply.text == delivered
    assert all("beginning of your reply already" in asked.messages[0].text for asked in model.asked)
    assert all(attempt.reply.text.startswith(SENT) for attempt in outcome.attempts)


@pytest.mark.parametrize("answer", [answer for answer in ANSWERS.values() if answer not in ("hangs", "cannot ask")])
@pytest.mark.parametrize("action", ModeAction)
def test_no_answer_takes_back_what_was_sent(action, answer):
    armed = guard(action, fault="closed", exhausted="fallback")
    armed = armed.under(streaming=Streaming(continuation=True))
    outcome = armed.run(TALK, CAME, Model(answer), sent="This is bad")
    assert outcome.reply.text.startswith("This is bad")


def test_what_the_reply_does_not_begin_with_was_not_sent():
    with pytest.raises(InputError, match="sent: found"):
        guard().run(TALK, CAME, sent="That is")

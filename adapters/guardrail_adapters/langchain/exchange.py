"""One reply of a model on its way through the guard, in LangChain's terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Any

from langchain_core.messages import AIMessage
from langchain_core.messages.ai import UsageMetadata, add_usage

from guardrail.asks import Ask
from guardrail.engine import Guard
from guardrail.errors import AskError
from guardrail.policy.schema import Policy
from guardrail.types import Action, Conversation, Outcome, Reply
from guardrail_adapters.endpoint import judge_of
from guardrail_adapters.langchain.bound import Call, CallAsync
from guardrail_adapters.langchain.content import edited, kinds, replaced, text_of
from guardrail_adapters.langchain.messages import messages_of, reply_of
from guardrail_adapters.told import told

RECORD = "guardrail"
"""The key of `response_metadata` under which a message says what the guard did."""


def passes(policy: Policy) -> bool:
    """Whether a stream is shown as it comes, and judged afterwards."""
    return policy.observes


@dataclass(frozen=True)
class Exchange:
    """A model's message and the conversation it answers.

    In `run` and `arun`, `call` asks the model again; `consult` asks it for a second opinion, without tools and formats.
    A policy with a judge at an endpoint has that one asked. `sent` are words of the message that were shown already.
    """

    guard: Guard
    conversation: Conversation
    message: AIMessage
    structured: bool = False
    sent: str = ""

    def run(self, call: Call | None = None, consult: Call | None = None) -> AIMessage:
        """The message to deliver. Nothing that goes wrong in a call is raised."""

        def ask(conversation: Conversation) -> Reply:
            assert call is not None  # not asked otherwise
            return _answer(call(messages_of(conversation)))

        def judge(request: Ask) -> Reply:
            assert consult is not None  # not asked otherwise
            return _answer(consult(messages_of(request.conversation)))

        may_ask, may_consult = self._may(call, consult)
        elsewhere = judge_of(self.guard.policy)
        asked = elsewhere.ask if elsewhere else judge if may_consult else None
        asking = ask if may_ask else None
        return delivered(self.guard.run(self.conversation, self._reply, asking, asked, sent=self.sent))

    async def arun(self, call: CallAsync | None = None, consult: CallAsync | None = None) -> AIMessage:
        """`run` for asynchronous code."""

        async def ask(conversation: Conversation) -> Reply:
            assert call is not None  # not asked otherwise
            return _answer(await call(messages_of(conversation)))

        async def judge(request: Ask) -> Reply:
            assert consult is not None  # not asked otherwise
            return _answer(await consult(messages_of(request.conversation)))

        may_ask, may_consult = self._may(call, consult)
        elsewhere = judge_of(self.guard.policy)
        asked = elsewhere.aask if elsewhere else judge if may_consult else None
        asking = ask if may_ask else None
        return delivered(await self.guard.arun(self.conversation, self._reply, asking, asked, sent=self.sent))

    @property
    def _reply(self) -> Reply:
        return reply_of(self.message, self.structured)

    def _may(self, call: object, consult: object) -> tuple[bool, bool]:
        """Whether the model may be asked again, and for a second opinion.

        Another reply would not bring the same tool calls back, so beside them only words are edited.
        """
        upstream = self.guard.policy.second_opinion.model == "upstream"
        return call is not None and not self._reply.tool_calls, consult is not None and upstream


def delivered(outcome: Outcome) -> AIMessage:
    """The message that leaves: the delivered words, the usage of every call, and a record of what was done."""
    message = _worded(outcome)
    metadata = {**message.response_metadata, RECORD: _record(outcome)}
    return message.model_copy(update={"response_metadata": metadata, "usage_metadata": _usage(outcome, Action.DELIVER)})


def _worded(outcome: Outcome) -> AIMessage:
    """The delivered words in the message they came in; in the first one where that holds what the other lacks."""
    first: AIMessage = outcome.original.reply.payload
    source: AIMessage = outcome.reply.payload
    text = outcome.reply.text
    if outcome.action is Action.FALLBACK or kinds(first.content) - kinds(source.content):
        return replaced(first, text)
    return source if text_of(source.content) == text else edited(source, text)


def is_original(message: AIMessage) -> bool:
    """Whether a delivered message says what the model said first."""
    return not message.response_metadata[RECORD]["changed"]


def repair_usage(message: AIMessage) -> UsageMetadata | None:
    """What the guard's own calls used, of the usage of a delivered message."""
    usage: UsageMetadata | None = message.response_metadata[RECORD]["repair_usage"]
    return usage


def _record(outcome: Outcome) -> dict[str, Any]:
    return {**told(outcome), "repair_usage": _usage(outcome)}


def _usage(outcome: Outcome, *also: Action) -> UsageMetadata | None:
    counted = (Action.REGENERATE, *also)
    calls = [attempt.reply for attempt in outcome.attempts if attempt.action in counted]
    calls += [opinion.answer for opinion in outcome.opinions if opinion.answer]
    messages = [reply.payload for reply in calls if isinstance(reply.payload, AIMessage)]  # a judge elsewhere has none
    stated = [message.usage_metadata for message in messages if message.usage_metadata]
    return reduce(add_usage, stated) if stated else None


def _answer(message: AIMessage) -> Reply:
    reply = reply_of(message)
    if reply.tool_calls:
        raise AskError("the model answered the request for better words with a tool call")
    return reply

"""What the loop asks for, and how that is asked within its time, blocking or awaiting."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from guardrail.bounded import within
from guardrail.errors import AskError, AskTimeout
from guardrail.policy.schema import Endpoint
from guardrail.types import Conversation, Mode, Reply

if TYPE_CHECKING:
    from asyncio import Future


@dataclass(frozen=True, slots=True)
class Ask:
    """A request for a better reply: what to send to the model, and the seconds it may take."""

    conversation: Conversation
    timeout: float


@dataclass(frozen=True, slots=True)
class AskOpinion(Ask):
    """A request for a second opinion on some modes; its conversation is a question of its own.

    It goes to the model that wrote the reply, without the tools and formats it was given for that, or to `endpoint`
    where there is one. The answer is JSON and may take `tokens`.
    """

    modes: tuple[Mode, ...]
    tokens: int
    endpoint: Endpoint | None = None


Answer = Reply | str | Exception
AskModel = Callable[[Conversation], Reply | str]
AskModelAsync = Callable[[Conversation], Awaitable[Reply | str]]
AskJudge = Callable[[AskOpinion], Reply | str]
AskJudgeAsync = Callable[[AskOpinion], Awaitable[Reply | str]]
Result = TypeVar("Result")


def asked(request: Ask, ask: AskModel | None, judge: AskJudge | None) -> Answer:
    """What comes of a request within its time: the model's reply, or what asking raised. Blocks."""
    try:
        return within(request.timeout, lambda: _call(request, ask, judge))
    except TimeoutError as error:
        return AskTimeout(str(error))
    except Exception as error:  # whatever the model's client raises, the person still gets a reply
        return error


async def asked_async(request: Ask, ask: AskModelAsync | None, judge: AskJudgeAsync | None) -> Answer:
    """`asked`, awaiting."""
    import asyncio  # here, not above: a fifth of the time of `import guardrail`

    try:
        asking = asyncio.ensure_future(_call(request, ask, judge))
    except Exception as error:  # as above
        return error
    try:
        await asyncio.wait({asking}, timeout=request.timeout)  # wait_for waits for a call that resists its end
        return _result(asking)
    finally:
        asking.cancel()


def _call(
    request: Ask, ask: Callable[[Conversation], Result] | None, judge: Callable[[AskOpinion], Result] | None
) -> Result:
    if judge is not None and isinstance(request, AskOpinion):
        return judge(request)
    assert ask is not None  # nobody would be asked otherwise
    return ask(request.conversation)


def _result(asking: Future[Reply | str]) -> Answer:
    if not asking.done():
        return AskTimeout("no answer within the deadline")
    if asking.cancelled():
        return AskError("the call was cancelled from within")
    try:
        return asking.result()
    except Exception as error:  # as above
        return error

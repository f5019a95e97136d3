"""The guard in chains."""

from __future__ import annotations

from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.output_parsers import BaseOutputParser
from langchain_core.runnables import (
    Runnable,
    RunnableGenerator,
    RunnableLambda,
    RunnableParallel,
    RunnablePassthrough,
    RunnablePick,
    RunnableSequence,
    RunnableWithFallbacks,
)
from langchain_core.runnables.base import RunnableBindingBase, RunnableSerializable, coerce_to_runnable
from pydantic import PrivateAttr

from guardrail.engine import Guard
from guardrail.errors import ConfigurationError
from guardrail_adapters.langchain.chat_model import GuardedChatModel
from guardrail_adapters.langchain.step import GuardStep, Place

_AFTER_A_MODEL = (BaseOutputParser, RunnableLambda, RunnableGenerator, RunnablePassthrough, RunnablePick)
_ADVICE = (
    "guard the model itself, `prompt | guarded(model, guard)`, "
    "or say where the conversation is: GuardRunnable(guard, conversation='messages', reply='answer')"
)


def guarded(runnable: Runnable[Any, Any], guard: Guard | str = "default") -> RunnableSerializable[Any, Any]:
    """A model, or a chain that ends in one, with every reply judged and put right.

    `guard` is a Guard, or a policy by its name or path. Inside a chain it is the chat model that is guarded: there the
    conversation is known, a better reply can be asked for, and parsers behind it see only what is delivered. Raises
    ConfigurationError where no chat model can be seen.
    """
    armed = Guard.of(guard)
    if isinstance(runnable, BaseChatModel):
        return GuardedChatModel(bound=runnable, guard=armed)
    if isinstance(runnable, RunnableBindingBase):
        return runnable.model_copy(update={"bound": guarded(runnable.bound, armed)})
    if isinstance(runnable, RunnableWithFallbacks):
        both = [guarded(each, armed) for each in (runnable.runnable, *runnable.fallbacks)]
        return runnable.model_copy(update={"runnable": both[0], "fallbacks": both[1:]})
    if isinstance(runnable, RunnableSequence):
        return _guarded_sequence(runnable, armed)
    raise ConfigurationError(f"no chat model can be seen in {type(runnable).__name__}: {_ADVICE}")


def _guarded_sequence(sequence: RunnableSequence[Any, Any], guard: Guard) -> RunnableSequence[Any, Any]:
    steps = list(sequence.steps)
    last = max((at for at, step in enumerate(steps) if not isinstance(step, _AFTER_A_MODEL)), default=0)
    steps[last] = guarded(steps[last], guard)
    return RunnableSequence(*steps, name=sequence.name)


class GuardRunnable(RunnableSequence[Any, Any]):
    """The guard as the end of a chain: `prompt | model | GuardRunnable(guard)`.

    A chain's last step sees only the reply, so the chain in front of it is rebuilt with its model guarded (see
    `guarded`). A chain whose model cannot be seen says where things are instead: with `conversation`, `reply` and
    `model` it is a `GuardStep`.

    It is a sequence only because Python lets the right side of `|` answer first only if its type extends the left's.
    """

    _guard: Guard = PrivateAttr()
    _step: GuardStep = PrivateAttr()
    _placed: bool = PrivateAttr()

    def __init__(
        self,
        guard: Guard | str = "default",
        conversation: Place | None = None,
        reply: str = "reply",
        model: BaseChatModel | None = None,
        name: str | None = None,
    ) -> None:
        armed = Guard.of(guard)
        step = GuardStep(guard=armed, conversation=conversation or "messages", reply=reply, model=model)
        super().__init__(step, RunnablePassthrough(), name=name)
        self._guard = armed
        self._step = step
        self._placed = conversation is not None

    @classmethod
    def is_lc_serializable(cls) -> bool:
        """False: a guard is code and data of its own."""
        return False

    @property
    def steps(self) -> list[Runnable[Any, Any]]:
        """The steps that a longer sequence takes in.

        Raises ConfigurationError, while the chain is built, where the conversation would be missing.
        """
        if not self._placed:
            raise ConfigurationError(f"here the guard would see the reply but not the conversation: {_ADVICE}")
        return super().steps

    def __ror__(self, other: Any) -> RunnableSerializable[Any, Any]:
        chain = coerce_to_runnable(other)
        if not self._placed:
            return guarded(chain, self._guard)
        end = chain.last if isinstance(chain, RunnableSequence) else chain
        if isinstance(end, RunnableParallel) and (problem := self._step.missing(end.steps__)):
            raise ConfigurationError(problem)
        return super().__ror__(chain)

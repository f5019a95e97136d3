"""The guard as a LiteLLM guardrail."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from typing import Any, final

import litellm
from litellm.integrations.custom_guardrail import CustomGuardrail
from litellm.types.guardrails import GuardrailEventHooks
from litellm.types.utils import GuardrailStatus, ModelResponse

from guardrail.bounded import background
from guardrail.engine import Guard
from guardrail.errors import ConfigurationError, InputError
from guardrail.types import Conversation, Outcome
from guardrail.wire.wires import Decoded
from guardrail_adapters.litellm.call import Call, asks_again, serving
from guardrail_adapters.litellm.shapes import is_chunk, rechunked, reworded
from guardrail_adapters.transport.marks import marks

_UNKNOWN = Conversation((), known=False)


@final  # LiteLLM looks for the hook of streams in the very class of a guardrail, not in those it extends
class EmpathyGuardrail(CustomGuardrail):
    """Judges every chat completion after the call and puts it right; a stream is held until it is judged.

    `policy` is a shipped policy's name, a policy file's path, or a Guard. A better reply is asked for through LiteLLM,
    so that its routing, keys, budgets and logs are those of any other call. Replies of other endpoints pass and are
    recorded as not judged. Raises PolicyError, and ConfigurationError for another mode than `post_call`.
    """

    def __init__(
        self,
        guardrail_name: str = "empathy",
        policy: Guard | str = "default",
        event_hook: Any = GuardrailEventHooks.post_call,
        **settings: Any,
    ) -> None:
        self.guard = Guard.of(policy)
        hooks = [GuardrailEventHooks.post_call]
        try:
            super().__init__(guardrail_name, supported_event_hooks=hooks, event_hook=event_hook, **settings)
        except ValueError as refused:  # at which the proxy would start without the guardrail
            raise ConfigurationError(f"mode: {refused}") from None

    async def async_post_call_success_hook(
        self,
        data: dict[str, Any],
        user_api_key_dict: Any,  # noqa: ARG002  # LiteLLM's signature
        response: Any,
    ) -> Any:
        """What the proxy's client gets; None leaves the response as it is."""
        return await self._put_right(Call(self.guard, data, serving()), response)

    async def async_post_call_success_deployment_hook(
        self,
        request_data: dict[str, Any],
        response: Any,
        call_type: Any,  # noqa: ARG002  # LiteLLM's signature
    ) -> Any:
        """What `acompletion` gives; None leaves the response as it is."""
        if not self.runs_post_call_deployment_hook(request_data):
            return None
        return await self._put_right(Call(self.guard, request_data, litellm.acompletion), response)

    async def async_post_call_response_headers_hook(
        self,
        data: dict[str, Any],  # noqa: ARG002  # LiteLLM's signature
        user_api_key_dict: Any,  # noqa: ARG002  # LiteLLM's signature
        response: Any,
        request_headers: dict[str, str] | None = None,  # noqa: ARG002  # LiteLLM's signature
        litellm_call_info: dict[str, Any] | None = None,  # noqa: ARG002  # LiteLLM's signature
    ) -> dict[str, str] | None:
        """The headers that say what was done. A stream's headers have left before it is judged."""
        return self._told(response)

    async def async_post_call_streaming_iterator_hook(
        self,
        user_api_key_dict: Any,  # noqa: ARG002  # LiteLLM's signature
        response: Any,
        request_data: dict[str, Any],
    ) -> AsyncGenerator[Any]:
        """The chunks that the proxy's client gets."""
        call, held = Call(self.guard, request_data, serving()), list[Any]()
        live = self.guard.policy.observes
        try:
            async for chunk in response:
                live = live or not (
                    held or is_chunk(chunk)
                )  # nothing of another endpoint is held: none of it is judged
                held.append(chunk)
                if live:
                    yield chunk
        finally:
            if live and held:
                background(lambda: self._judge_late(call, held))
        for chunk in [] if live else await self._put_stream_right(call, held):
            yield chunk

    async def _put_right(self, call: Call, response: Any) -> Any:
        if asks_again() or self._told(response):
            return None
        decoded = self._read(lambda: call.read(response))
        if decoded is None:
            return None
        outcomes = await call.outcomes(decoded.replies)
        changed = any(outcome.changed for outcome in outcomes.values())
        fresh: ModelResponse = reworded(decoded.encode(outcomes)) if changed else response.model_copy()
        fresh._hidden_params = {**response._hidden_params, self._mark: self._tell(call, outcomes.values())}
        return fresh

    async def _put_stream_right(self, call: Call, held: Sequence[Any]) -> Sequence[Any]:
        decoded = self._read(lambda: call.read_stream(held))
        if decoded is None:
            return held
        outcomes = await call.outcomes(decoded.replies)
        self._tell(call, outcomes.values())
        return rechunked(held, decoded.encode(outcomes))

    def _judge_late(self, call: Call, held: Sequence[Any]) -> None:
        decoded = self._read(lambda: call.read_stream(held))
        for reply in decoded.replies.values() if decoded else ():
            self.guard.under(shadow=True).run(call.request.conversation, reply)

    def _read(self, read: Callable[[], Decoded]) -> Decoded | None:
        """What `read` finds; None where it is nothing that the guard reads, recorded with the reason."""
        try:
            return read()
        except InputError as error:
            self.guard.passed(_UNKNOWN, str(error))
            return None

    @property
    def _mark(self) -> str:
        """Where a response says that this guardrail has seen it: LiteLLM may show it one more than once."""
        return f"guardrail {self.guardrail_name}"

    def _told(self, response: Any) -> dict[str, str] | None:
        return (getattr(response, "_hidden_params", None) or {}).get(self._mark)

    def _tell(self, call: Call, outcomes: Iterable[Outcome]) -> dict[str, str]:
        """Say in LiteLLM's log what was done, in no word of the conversation."""
        found = list(outcomes)
        told = marks(self.guard.policy, found)
        self.add_standard_logging_guardrail_information_to_request_data(told, call.data, _status(found))
        return told


def _status(outcomes: Sequence[Outcome]) -> GuardrailStatus:
    verdicts = [outcome.original.verdict for outcome in outcomes]
    if any(outcome.changed for outcome in outcomes):
        return "guardrail_intervened"
    if any(verdict.unjudged for verdict in verdicts):
        return "guardrail_failed_to_respond"
    if any(verdict.findings for verdict in verdicts):
        return "guardrail_flagged"
    return "not_run" if all(verdict.skipped for verdict in verdicts) else "success"

"""The guard in LiteLLM: a guardrail of its proxy, named in the proxy's own configuration.

    guardrails:
      - guardrail_name: empathy
        litellm_params:
          guardrail: guardrail_adapters.litellm.EmpathyGuardrail
          mode: post_call
          default_on: true
          policy: support

In the SDK, `litellm.callbacks = [EmpathyGuardrail()]` guards `await acompletion(..., guardrails=["empathy"])`. LiteLLM
shows callbacks neither `completion` nor streams as a whole: for these, give it the guarded transport, as
`litellm.client_session = httpx.Client(transport=GuardedTransport(guard))`. Needs the extra `litellm`.
"""

from __future__ import annotations

from guardrail.errors import MissingExtra

try:
    from guardrail_adapters.litellm.guardrail import EmpathyGuardrail
except ModuleNotFoundError as absent:
    if (absent.name or "").split(".")[0] != "litellm":
        raise
    raise MissingExtra("litellm", "litellm") from absent

__all__ = ["EmpathyGuardrail"]

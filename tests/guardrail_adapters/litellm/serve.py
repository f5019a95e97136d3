"""LiteLLM's proxy in a process of its own: `python -m tests.guardrail_adapters.litellm.serve CONFIG`.

It prints its address when it listens. The functions are what its configuration names as guardrails.
"""

from __future__ import annotations

import asyncio
import sys

from guardrail.cli.listening import listening
from guardrail.engine import Guard
from guardrail.policy.schema import Audit, Judging, Policy, Repair
from guardrail.testing import FlagWords
from guardrail_adapters.litellm import EmpathyGuardrail


class Crash(FlagWords):
    """A detector that comes to no result."""

    def assess(self, reading):
        raise RuntimeError("lost")


def held(**settings):
    return EmpathyGuardrail(policy=_guard(), **settings)


def always(**settings):
    policy = Policy(name="always", modes={"emotional_attenuation": {"action": "regenerate"}})
    return EmpathyGuardrail(policy=Guard(policy, detectors=[FlagWords("presumably")]), **settings)


def observing(audit, **settings):
    policy = {"streaming": {"mode": "observe"}, "audit": Audit(sink="file", path=audit)}
    return EmpathyGuardrail(policy=_guard(**policy), **settings)


def shadowing(audit, **settings):
    return EmpathyGuardrail(policy=_guard(shadow=True, audit=Audit(sink="file", path=audit)), **settings)


def failing_open(**settings):
    return EmpathyGuardrail(policy=Guard(Policy(name="open"), detectors=[Crash()]), **settings)


def failing_closed(**settings):
    policy = Policy(name="closed", judging=Judging(on_error="closed"), fallback="Tell me more.")
    return EmpathyGuardrail(policy=Guard(policy, detectors=[Crash()]), **settings)


def _guard(**policy):
    policy = {"repair": Repair(attempts=1), "modes": {"emotional_attenuation": {"action": "regenerate"}}, **policy}
    return Guard(Policy(name="test", **policy), detectors=[FlagWords("somewhat", "Somewhat")])


async def _configured(config):
    from litellm.proxy import proxy_server

    await proxy_server.initialize(config=config)
    return proxy_server.app


if __name__ == "__main__":
    with listening(asyncio.run(_configured(sys.argv[1]))) as url:
        print(url, flush=True)
        sys.stdin.read()  # until who started it lets go

"""`guardrail serve`: the proxy."""

from __future__ import annotations

from typing import Annotated

import typer

from guardrail.cli.options import PolicyName
from guardrail.engine import Guard
from guardrail.errors import MissingExtra
from guardrail.policy.load import load
from guardrail.policy.schema import Policy, SecondOpinion
from guardrail.types import Mode


def serve(
    upstream: Annotated[str, typer.Option(metavar="URL", help="The model behind the proxy, with or without /v1.")],
    policy: PolicyName = "default",
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8400,
    timeout: Annotated[
        float,
        typer.Option(min=1, metavar="SECONDS", help="How long upstream may be silent before the client gets a 504."),
    ] = 300.0,
    hand_over: Annotated[
        str, typer.Option(metavar="URL", help="Where conversations that go to a person are posted, signed.")
    ] = "",
    hand_over_secret: Annotated[
        str, typer.Option(metavar="VARIABLE", help="The environment variable of the secret, if not the policy's.")
    ] = "",
) -> None:
    """Put the guard in front of a model: a proxy that speaks the protocols of OpenAI and Anthropic.

    Replies of /v1/chat/completions, /v1/responses and /v1/messages are judged and put right, streamed or not; all else
    passes through untouched.
    /healthz says that it lives, /readyz that it can judge. A wrong policy is refused before any traffic.

    \b
    guardrail serve --upstream https://api.openai.com/v1 --policy support
    OPENAI_BASE_URL=http://127.0.0.1:8400/v1 python your_app.py
    guardrail serve --upstream https://api.openai.com/v1 --hand-over https://desk.example/hand-overs
    """
    loaded = load(policy)
    try:
        import uvicorn

        from guardrail_adapters.proxy import create_app
        from guardrail_adapters.webhook import Webhook
    except ModuleNotFoundError as missing:
        raise MissingExtra(str(missing.name), "proxy") from None
    guard = Guard.load(policy, Webhook(loaded, hand_over, hand_over_secret) if hand_over else None)
    for line in armed(guard.policy):
        typer.echo(line, err=True)
    typer.echo(f"upstream {upstream}; hand-overs {'posted' if hand_over else 'in headers only'}", err=True)
    proxy = create_app(guard, upstream, timeout=timeout)
    # No date and server of its own: a reply that is passed on has those of its origin.
    uvicorn.run(proxy, host=host, port=port, log_level="info", ws="none", date_header=False, server_header=False)


def armed(policy: Policy) -> list[str]:
    """What a policy will do, one line a part, so that nobody believes in a guard that is not there."""
    modes = [(mode.value, policy.modes[mode]) for mode in Mode]
    shadow = ", in shadow: judges and changes nothing" if policy.shadow else ""
    return [
        f"policy {policy.name}{shadow}",
        *(f"  {name}: {mode.action.value} from {mode.threshold:g}" for name, mode in modes),
        f"streaming {policy.streaming.mode}; when judging fails: {policy.judging.on_error}; "
        f"repair: {policy.repair.attempts} calls within {policy.repair.deadline:g} s, then {policy.repair.exhausted}",
        f"rules {', '.join(policy.rules.packs)}; audit {policy.audit.sink}",
        f"danger {'looked for' if policy.crisis.watch else 'not looked for'}; "
        f"handed over: {', '.join(policy.hand_over.when) or 'nothing'}",
        *_doubting(policy.second_opinion),
    ]


def _doubting(opinion: SecondOpinion) -> list[str]:
    if opinion.model == "off":
        return []
    judge = opinion.endpoint.url if opinion.model == "endpoint" and opinion.endpoint else opinion.model
    return [f"second opinion of {judge} on scores from {opinion.band[0]:g} to {opinion.band[1]:g}"]

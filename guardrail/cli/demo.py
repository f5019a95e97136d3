"""`guardrail demo`: the guard at work, over real HTTP, in front of a model that fails people."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Annotated
from urllib.parse import urlsplit

import typer
from pydantic import BaseModel, ConfigDict
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from guardrail.cli.listening import listening
from guardrail.cli.options import PolicyName
from guardrail.cli.show import marked, reasons
from guardrail.engine import Guard
from guardrail.errors import AskError, MissingExtra
from guardrail.policy.document import read_document
from guardrail.policy.validate import validate
from guardrail.types import Conversation, Mode, Outcome
from guardrail.wire.chat_completions import decode
from guardrail.wire.chat_request import ChatRequest

TOKENS = 160
PATIENCE = 600.0  # a real model on a busy machine
WEAK = "SmolLM2 is a very small model: its words are weak, and asked again they stay so. It proves the wire."


class Upstream(StrEnum):
    """Who answers in the demo."""

    SCRIPTED = "scripted"
    SMOLLM2 = "smollm2"


class Scene(BaseModel):
    """One conversation: what the person writes, the model's reply, and its reply when asked again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    person: str
    reply: str
    better: str
    mode: Mode | None = None


class Scenes(BaseModel):
    """The demo's conversations."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenes: tuple[Scene, ...]


@dataclass(frozen=True)
class Played:
    """What happened in a scene: the guard's outcome in the proxy, and the words that reached the client."""

    scene: Scene
    outcome: Outcome
    delivered: str


def demo(
    upstream: Annotated[Upstream, typer.Option(help="A model with written replies, or a small real one.")] = (
        Upstream.SCRIPTED
    ),
    policy: PolicyName = "default",
) -> None:
    """See the guard at work: a model that fails people, the proxy in front of it, and what is delivered.

    Everything runs on this machine, over real HTTP, with streamed replies. The scripted model's replies are written
    beforehand; smollm2 is a real model of 135 million parameters whose words are weak: it shows the wire only.

    \b
    guardrail demo
    guardrail demo --policy companion
    guardrail demo --upstream smollm2
    """
    console = Console()
    if upstream is Upstream.SMOLLM2:
        console.print(WEAK, style="yellow")
    for played in play(Guard.load(policy), upstream):
        console.print(view(played, played.scene.title if upstream is Upstream.SCRIPTED else ""))


def scenes() -> tuple[Scene, ...]:
    """The conversations that ship."""
    source = files("guardrail.cli") / "demo.yaml"
    return validate(Scenes, read_document(source.read_text("utf-8"), str(source))).scenes


def play(guard: Guard, upstream: Upstream) -> Iterator[Played]:
    """Play every scene: a streamed request to the proxy, which asks the model. Raises MissingExtra, AskError."""
    try:
        from guardrail_adapters.proxy import create_app
    except ModuleNotFoundError as missing:
        raise MissingExtra(str(missing.name), "proxy") from None
    outcomes: list[Outcome] = []

    def observe(_: Conversation, outcome: Outcome) -> None:
        outcomes.append(outcome)

    with _model(upstream) as model, listening(create_app(guard, model, observer=observe)) as proxy:
        for scene in scenes():
            delivered = request(proxy, upstream.value, scene.person)
            yield Played(scene, outcomes.pop(), delivered)


@contextmanager
def _model(upstream: Upstream) -> Iterator[str]:
    if upstream is Upstream.SMOLLM2:
        from guardrail_adapters.local import local_model

        running = local_model()
        yield running.url
        return
    from guardrail_adapters.scripted import scripted_upstream

    script = {scene.person: (scene.reply, scene.better) for scene in scenes()}
    with listening(scripted_upstream(script)) as url:
        yield f"{url}/v1"


def request(address: str, model: str, person: str) -> str:
    """The text of one streamed reply of an OpenAI-compatible server. Raises AskError for any other answer."""
    body = {"model": model, "stream": True, "max_tokens": TOKENS, "messages": [{"role": "user", "content": person}]}
    content = json.dumps(body).encode()
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    try:
        connection.request("POST", "/v1/chat/completions", content, {"content-type": "application/json"})
        response = connection.getresponse()
        answer = response.read()
    except OSError as error:
        raise AskError(f"the proxy did not answer: {error}") from error
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise AskError(f"the proxy answered {response.status}: {answer.decode(errors='replace')}")
    return decode(ChatRequest.decode(content), "text/event-stream", answer).replies[0].text


def view(played: Played, title: str) -> RenderableType:
    """A scene for people to read."""
    outcome, first = played.outcome, played.outcome.original
    return Panel(
        Group(
            Rule("the person wrote", style="dim"),
            Text(played.scene.person),
            Rule("the model wanted to send", style="dim"),
            marked(first.reply.text, first.verdict),
            Rule("what fails, and why", style="dim"),
            *reasons(first.verdict),
            Rule("what was done", style="dim"),
            Text(_done(outcome), "bold"),
            Rule("delivered", style="dim"),
            Text(played.delivered, "green"),
        ),
        title=title or None,
    )


def _done(outcome: Outcome) -> str:
    tried = ", then ".join(attempt.action.value for attempt in outcome.attempts[1:]) or "nothing"
    change = "other words are delivered" if outcome.changed else "delivered as it came"
    return f"tried: {tried}; {change} ({outcome.decision.reason}); {outcome.milliseconds:.0f} ms"

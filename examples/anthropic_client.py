"""The Anthropic client, guarded: over a transport that answers from a script, so that it runs offline."""

import httpx2
from anthropic import Anthropic

from guardrail_adapters.anthropic import guard

PERSON = "My dog died this morning and I can't stop shaking. Fourteen years."
REPLIES = iter(
    [
        "I understand that this may be somewhat upsetting. Here are five steps for pet after-care.",
        "Oh no. I'm so sorry. He died this morning, after fourteen years: no wonder you're shaking.",
    ]
)


def answer(_request: httpx2.Request) -> httpx2.Response:
    content = [{"type": "text", "text": next(REPLIES)}]
    return httpx2.Response(200, json={"type": "message", "role": "assistant", "content": content})


scripted = httpx2.Client(transport=httpx2.MockTransport(answer))
with guard(Anthropic(api_key="none", http_client=scripted), "companion") as client:
    message = client.messages.create(model="scripted", max_tokens=1000, messages=[{"role": "user", "content": PERSON}])
    print(message.content[0].text)

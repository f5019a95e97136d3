"""The OpenAI client, guarded, streamed: in front of a scripted model, so that it runs offline."""

from openai import OpenAI

from guardrail.cli.listening import listening
from guardrail_adapters.openai import guard
from guardrail_adapters.scripted import scripted_upstream

PERSON = "My dog died this morning and I can't stop shaking. Fourteen years."
REPLIES = [
    "I understand that this may be somewhat upsetting. Here are five steps for pet after-care.",
    "Oh no. I'm so sorry. He died this morning, after fourteen years: no wonder you're shaking.",
]

with listening(scripted_upstream({PERSON: REPLIES})) as url:
    client = guard(OpenAI(base_url=f"{url}/v1", api_key="none"), "companion")
    chunks = client.chat.completions.create(
        model="scripted", messages=[{"role": "user", "content": PERSON}], stream=True
    )
    for chunk in chunks:
        print(chunk.choices[0].delta.content or "", end="")
    print()
    client.close()

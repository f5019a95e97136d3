"""A LangChain agent whose replies are guarded: in front of a fake model, so that it runs offline."""

from langchain.agents import create_agent
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from guardrail_adapters.langchain import GuardMiddleware

PERSON = "My dog died this morning and I can't stop shaking. Fourteen years."
REPLIES = [
    "I understand that this may be somewhat upsetting. Here are five steps for pet after-care.",
    "Oh no. I'm so sorry. He died this morning, after fourteen years: no wonder you're shaking.",
]

model = GenericFakeChatModel(messages=iter(AIMessage(reply) for reply in REPLIES))
agent = create_agent(model, middleware=[GuardMiddleware("companion")])
print(agent.invoke({"messages": [{"role": "user", "content": PERSON}]})["messages"][-1].text)

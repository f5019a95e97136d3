"""The guard in LangChain: around a chat model, behind a chain, inside an agent.

Nothing is shown before it is judged: `guarded(model, guard)` and `prompt | model | GuardRunnable(guard)` wrap the chat
model, `GuardMiddleware(guard)` the model calls of `create_agent`. Needs the extra `langchain`.
"""

from __future__ import annotations

from guardrail.errors import MissingExtra

try:
    from guardrail_adapters.langchain.chat_model import GuardedChatModel
    from guardrail_adapters.langchain.middleware import GuardMiddleware
    from guardrail_adapters.langchain.runnable import GuardRunnable, guarded
except ModuleNotFoundError as absent:
    if not (absent.name or "").startswith(("langchain", "langgraph")):
        raise
    raise MissingExtra((absent.name or "").split(".")[0], "langchain") from absent

__all__ = ["GuardMiddleware", "GuardRunnable", "GuardedChatModel", "guarded"]

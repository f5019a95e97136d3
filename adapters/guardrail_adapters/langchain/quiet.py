"""Model calls whose drafts no consumer of a stream gets to see."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import BaseCallbackManager
from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableBinding, RunnableConfig
from langchain_core.runnables.config import ensure_config
from langgraph.constants import TAG_NOSTREAM


def watched() -> bool:
    """Whether somebody consumes a stream of what runs now."""
    return any(_streams(handler) for handler in _handlers(ensure_config().get("callbacks")))


def unseen(config: RunnableConfig | None = None) -> RunnableConfig:
    """The running config without what feeds streams; traces and all other callbacks stay.

    LangGraph and `astream_events` feed their streams from callback handlers that pass each draft on at once. The tag
    tells the same to handlers added later.
    """
    current = ensure_config(config)
    tags = [*current.get("tags", []), TAG_NOSTREAM]
    return {**current, "tags": tags, "callbacks": _without_streams(current.get("callbacks"))}


def still(model: Any) -> Any:
    """The model, not streaming inside: nothing is shown before it is whole, so no callback need hear its tokens."""
    if isinstance(model, BaseChatModel):
        return model.model_copy(update={"disable_streaming": True})
    if isinstance(model, RunnableBinding):
        return model.model_copy(update={"bound": still(model.bound)})
    return model


def _without_streams(callbacks: Any) -> Any:
    if not isinstance(callbacks, BaseCallbackManager):
        return [handler for handler in callbacks or [] if not _streams(handler)]
    quiet = callbacks.copy()
    for handler in filter(_streams, _handlers(callbacks)):
        quiet.remove_handler(handler)
    return quiet


def _handlers(callbacks: Any) -> list[Any]:
    handlers = callbacks.handlers if isinstance(callbacks, BaseCallbackManager) else callbacks
    return list(handlers or [])


def _streams(handler: Any) -> bool:
    return hasattr(handler, "tap_output_iter")  # the mark by which LangChain itself knows the handlers of streams

"""Replies whose beginning has been sent: how the model is asked to go on from there, and what its answer makes."""

from __future__ import annotations

from guardrail.errors import InputError
from guardrail.types import Reply

_GOING_ON = (
    "\nThe person is reading the beginning of your reply already, and it stays as it is: \u201c{sent}\u201d\n"
    "Send only what comes after these words, from the next sentence on. Do not repeat them and take back nothing of "
    "them."
)


def begun(reply: Reply, sent: str) -> Reply:
    """The reply itself. Raises InputError when the words that were sent are not its beginning."""
    if reply.text.startswith(sent):
        return reply
    raise InputError(f"sent: found {len(sent)} characters that the reply does not begin with; allowed: its beginning")


def going_on(sent: str) -> str:
    """What to tell the model after the guidance, so that it answers with what follows the words that were sent."""
    return _GOING_ON.format(sent=sent.strip()) if sent else ""


def continued(original: Reply, sent: str, answer: Reply) -> Reply:
    """The reply in which the model's answer follows the words that were sent, spaced as the original went on."""
    if not sent:
        return answer
    following = answer.text.strip().removeprefix(sent.strip()).strip()
    rest = original.text[len(sent) :]
    space = rest[: len(rest) - len(rest.lstrip())] or " "
    return answer.with_text(f"{sent}{space}{following}" if following else sent)

"""Drive the loop yourself: the guard hands each request out as data, and you send what came of it."""

from guardrail import Ask, Conversation, Guard, Outcome, Reply
from guardrail.policy.load import load
from guardrail.testing import FlagWords

guard = Guard(load("companion"), detectors=[FlagWords("somewhat")])
steps = guard.steps(Conversation.of("My dog died."), "That is somewhat sad.")


def drive() -> Outcome:
    """Answer every request until the loop returns its outcome."""
    request: Ask = next(steps)
    while True:
        print(f"asked to write again within {request.timeout:.0f} s")
        try:
            request = steps.send(Reply("Oh no. I'm so sorry."))
        except StopIteration as stop:
            outcome: Outcome = stop.value
            return outcome


print(drive().reply.text)

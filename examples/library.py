"""Judge a reply and put it right, with a model of your own."""

from guardrail import Conversation, Guard, Reply

guard = Guard.load("companion")
conversation = Conversation.of("My dog died this morning and I can't stop shaking. Fourteen years.")
reply = "I understand that this may be somewhat upsetting. Here are five steps for pet after-care."


def ask(conversation: Conversation) -> Reply:
    """Stands for a call of your model; the guidance is in the conversation."""
    print("guidance:", conversation.messages[0].text)
    return Reply("Oh no. I'm so sorry. He died this morning, after fourteen years: no wonder you're shaking.")


verdict = guard.check(conversation, reply)
for finding in verdict.findings:
    print(f"{finding.mode} {finding.score:.2f}: {finding.why}", [span.quote for span in finding.spans])

outcome = guard.run(conversation, reply, ask=ask)
print(f"{outcome.action}: {outcome.reply.text}")

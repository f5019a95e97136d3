"""The guarded HTTP transport: give it to a client, and every reply of a chat API that the client gets is guarded.

    from guardrail_adapters.transport.httpx2 import GuardedTransport      # openai 3, anthropic
    client = OpenAI(http_client=httpx2.Client(transport=GuardedTransport(Guard.load("support"))))

`guardrail_adapters.transport.httpx` holds the same two names, `GuardedTransport` and `AsyncGuardedTransport`, for
openai 2 and all else that is built on httpx. Both modules are thin twins over one exchange, which is written once.
"""

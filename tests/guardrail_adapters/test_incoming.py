import asyncio

import pytest

from guardrail_adapters.incoming import ClientLeft, Incoming, TooLarge, while_there

GONE = {"type": "http.disconnect"}


def incoming(*messages):
    """A client that sends these messages and then neither sends nor leaves."""
    waiting = list(messages)

    async def receive():
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    return Incoming(receive)


def part(body, more=True):
    return {"type": "http.request", "body": body, "more_body": more}


async def test_gives_the_body_as_it_comes():
    client = incoming(part(b"a"), part(b"b"), {"type": "http.request"})
    assert [chunk async for chunk in client.body(None)] == [b"a", b"b", b""]


async def test_a_body_beyond_the_limit_is_refused():
    client = incoming(part(b"abc"), part(b"d"))
    with pytest.raises(TooLarge):
        [chunk async for chunk in client.body(3)]


async def test_a_client_that_leaves_in_its_request_is_known():
    client = incoming(part(b"a"), GONE)
    with pytest.raises(ClientLeft):
        [chunk async for chunk in client.body(None)]


async def test_work_is_done_while_the_client_is_there():
    client, done = incoming(), []
    client.empty()

    async def work():
        done.append(True)

    await while_there(client, work())
    assert done == [True]


async def test_work_is_cancelled_and_awaited_when_the_client_leaves():
    client, ended = incoming({"type": "http.request"}, GONE), []
    client.empty()

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    await while_there(client, work())
    assert ended == [True]


async def test_what_the_work_raises_is_raised():
    async def work():
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        await while_there(incoming(), work())


async def test_cancelling_cancels_the_work():
    begun, ended = asyncio.Event(), asyncio.Event()

    async def work():
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = asyncio.create_task(while_there(incoming(), work()))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()

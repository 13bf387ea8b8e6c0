"""A link in one process keeps the contract of a link."""

import asyncio

import pytest

from common.control.memorylink import memory_pair
from common.model.errors import ConferenceError


async def test_messages_arrive_whole_and_in_order_both_ways() -> None:
    near, far = memory_pair()
    await near.send(b"one")
    await near.send(b"two")
    await far.send(b"three")
    assert [await far.receive(), await far.receive(), await near.receive()] == [b"one", b"two", b"three"]


async def test_after_a_close_the_other_end_reads_what_was_sent_and_then_the_end() -> None:
    near, far = memory_pair()
    await near.send(b"last")
    await near.close()
    assert await far.receive() == b"last"
    for end in (near, far):
        with pytest.raises(ConferenceError, match="unreachable"):
            await end.receive()
        with pytest.raises(ConferenceError, match="unreachable"):
            await end.send(b"too late")


async def test_an_abort_wakes_who_waits_and_loses_what_is_on_its_way() -> None:
    near, far = memory_pair()
    await near.send(b"lost")
    waiting = asyncio.gather(near.receive(), return_exceptions=True)
    await asyncio.sleep(0)
    far.abort()
    assert isinstance((await waiting)[0], ConferenceError)
    with pytest.raises(ConferenceError):
        await far.receive()


async def test_a_full_direction_ends_the_link() -> None:
    near, _far = memory_pair(capacity=1)
    await near.send(b"one")
    with pytest.raises(ConferenceError):
        await near.send(b"two")
    with pytest.raises(ConferenceError):
        await near.receive()

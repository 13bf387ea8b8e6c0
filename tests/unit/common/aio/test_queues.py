"""Bounded queues that say what they lose."""

import asyncio

import pytest

from common.aio.queues import ControlQueue, LatestMailbox
from common.aio.tasks import TaskOwner, spawn


async def test_a_full_control_queue_takes_no_more_and_keeps_what_it_has() -> None:
    queue: ControlQueue[int] = ControlQueue(2)
    assert [queue.put_nowait(n) for n in (1, 2, 3)] == [True, True, False]
    queue.close()
    assert [n async for n in queue] == [1, 2]


async def test_a_last_item_goes_into_a_full_queue() -> None:
    queue: ControlQueue[int] = ControlQueue(1)
    queue.put_nowait(1)
    queue.close(last=9)
    assert not queue.put_nowait(2)
    queue.close(last=10)
    assert [n async for n in queue] == [1, 9]
    assert queue.is_closed


async def test_a_reader_waits_for_items_and_for_the_end() -> None:
    queue: ControlQueue[int] = ControlQueue(4)
    got: list[int] = []

    async def read() -> None:
        async for item in queue:
            got.append(item)

    owner = TaskOwner("test")
    reader = spawn(read(), "reader", owner)
    for item in (1, 2):
        queue.put_nowait(item)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert got == [1, 2]
    assert not reader.done()
    queue.close()
    await asyncio.wait_for(reader, 10.0)


async def test_clearing_states_the_loss() -> None:
    queue: ControlQueue[int] = ControlQueue(4)
    queue.put_nowait(1)
    queue.put_nowait(2)
    assert (queue.clear(), len(queue)) == (2, 0)


def test_a_mailbox_keeps_the_newest_of_each_kind_and_counts_the_rest() -> None:
    mailbox: LatestMailbox[int] = LatestMailbox()
    assert [mailbox.put("levels", 1), mailbox.put("levels", 2), mailbox.put("health", 3)] == [True, False, True]
    assert mailbox.replaced == 1
    assert (mailbox.take("levels"), mailbox.take("health")) == (2, 3)
    with pytest.raises(KeyError):
        mailbox.take("levels")
    assert mailbox.put("levels", 4)

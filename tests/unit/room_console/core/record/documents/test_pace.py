"""Transfers together take no more of the line than they may."""

import asyncio

import pytest

from common.aio.clock import ManualClock
from common.aio.tasks import TaskOwner, spawn
from room_console.core.record.documents.pace import AHEAD_S, Pace


async def test_two_transfers_share_the_line() -> None:
    clock = ManualClock()
    pace, ends_s, owner = Pace(8.0, clock), [], TaskOwner("test")

    async def transfer() -> None:
        for _ in range(10):
            await pace.take(100_000)
        ends_s.append(clock.mono_s() - 1_000.0)

    tasks = [spawn(transfer(), "transfer", owner) for _ in range(2)]
    await clock.elapse(5.0)
    await asyncio.wait(tasks)
    assert max(ends_s) == pytest.approx(2.0 - AHEAD_S)

"""Work apart: told, bounded, ended when not wanted."""

import asyncio
import os
import time
from collections.abc import Callable

import psutil
import pytest

from common.aio.tasks import TaskOwner, spawn
from common.model.errors import ConferenceError, ErrorCode
from room_console.core.apart import NICENESS, Bounds, run_apart

GENEROUS = Bounds(60, 1 << 30)


def double(tell: Callable[[object], None], number: int) -> int:
    tell(os.getpid())
    tell(psutil.Process().nice())
    return 2 * number


def refuse(tell: Callable[[object], None]) -> None:
    raise ConferenceError(ErrorCode.NOT_FOUND, "nothing there")


def die(tell: Callable[[object], None]) -> None:
    os._exit(3)


def linger(tell: Callable[[object], None]) -> None:
    tell(os.getpid())
    time.sleep(60)


def swallow(tell: Callable[[object], None]) -> None:
    held = bytearray(300 << 20)
    for page in range(0, len(held), 4096):
        held[page] = 1
    time.sleep(60)


async def test_what_it_tells_and_returns_comes_from_another_process_that_stands_back() -> None:
    told: list[int] = []
    assert await run_apart(GENEROUS, told.append, double, 21) == 42
    assert told[0] != os.getpid()
    assert told[1] == getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", NICENESS)


@pytest.mark.parametrize(
    ("bounds", "work", "code"),
    [
        (GENEROUS, refuse, ErrorCode.NOT_FOUND),
        (GENEROUS, die, ErrorCode.INTERNAL),
        (Bounds(2.5, 1 << 30), linger, ErrorCode.TIMEOUT),
        (Bounds(60, 200 << 20), swallow, ErrorCode.LIMIT),
    ],
)
async def test_it_ends_as_it_must(bounds: Bounds, work: Callable[..., None], code: ErrorCode) -> None:
    with pytest.raises(ConferenceError) as caught:
        await run_apart(bounds, lambda _: None, work)
    assert caught.value.code is code


async def test_what_is_wanted_no_more_is_killed() -> None:
    pids: asyncio.Queue[int] = asyncio.Queue()
    owner = TaskOwner("test")
    task = spawn(run_apart(GENEROUS, pids.put_nowait, linger), "apart", owner)
    pid = await pids.get()
    await owner.cancel_all()
    assert task.cancelled()
    assert not psutil.pid_exists(pid)

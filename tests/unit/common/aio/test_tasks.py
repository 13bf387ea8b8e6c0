"""The one door for tasks."""

import asyncio

import pytest

from common.aio.tasks import TaskOwner, spawn
from tests.helpers.logfail import LogWatch


async def test_an_owner_keeps_a_task_until_it_ends() -> None:
    owner = TaskOwner("test")
    task = spawn(asyncio.sleep(0, "done"), "short", owner)
    assert (len(owner), task.get_name()) == (1, "short")
    assert await task == "done"
    await asyncio.sleep(0)
    assert len(owner) == 0


async def test_the_death_of_a_task_is_logged_with_its_name(expects_logs: LogWatch) -> None:
    expects_logs("task weak of test died")

    async def die() -> None:
        raise ValueError("broken")

    owner = TaskOwner("test")
    task = spawn(die(), "weak", owner)
    with pytest.raises(ValueError, match="broken"):
        await task
    await asyncio.sleep(0)


async def test_cancelling_all_waits_for_their_end_and_is_no_death() -> None:
    ended: list[str] = []

    async def wait_for_ever(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(name)

    owner = TaskOwner("test")
    for name in ("a", "b"):
        spawn(wait_for_ever(name), name, owner)
    await asyncio.sleep(0)
    await owner.cancel_all()
    assert sorted(ended) == ["a", "b"]


async def test_a_task_may_cancel_its_siblings_and_go_on() -> None:
    owner = TaskOwner("test")
    sibling = spawn(asyncio.Event().wait(), "sibling", owner)

    async def end_all() -> str:
        await owner.cancel_all()
        return "alive"

    assert await spawn(end_all(), "first", owner) == "alive"
    assert sibling.cancelled()

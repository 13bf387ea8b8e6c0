"""A loop in a thread of its own."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from common.aio.looprunner import LoopRunner
from common.aio.tasks import TaskOwner, spawn
from tests.helpers.control import until


@pytest.fixture
def runner() -> Iterator[LoopRunner]:
    runner = LoopRunner("test loop")
    runner.start()
    yield runner
    runner.stop()


async def name_of_thread() -> str:
    return threading.current_thread().name


def test_a_coroutine_runs_on_the_thread_of_its_loop(runner: LoopRunner) -> None:
    assert runner.submit(name_of_thread()).result(5.0) == "test loop"


async def test_it_can_be_awaited_from_another_loop(runner: LoopRunner) -> None:
    assert await runner.run(name_of_thread()) == "test loop"


async def test_cancelling_the_wait_cancels_the_work(runner: LoopRunner) -> None:
    started, ended = threading.Event(), threading.Event()

    async def work() -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    owner = TaskOwner("test")
    spawn(runner.run(work()), "waiting", owner)
    await until(started.is_set)
    await owner.cancel_all()
    await until(ended.is_set)


def test_a_function_is_called_there(runner: LoopRunner) -> None:
    called = threading.Event()
    runner.call(called.set)
    assert called.wait(5.0)


async def test_what_is_carried_out_there_has_returned_when_the_wait_ends(runner: LoopRunner) -> None:
    called: list[str] = []

    def work(word: str) -> None:
        time.sleep(0.05)
        called.append(word + threading.current_thread().name)

    await runner.carry_out(work, "on ")
    assert called == ["on test loop"]


def test_stopping_cancels_what_is_left_and_closes_the_loop() -> None:
    runner = LoopRunner("test loop")
    runner.start()
    future = runner.submit(asyncio.Event().wait())
    runner.stop()
    assert future.cancelled()
    assert runner.loop.is_closed()
    runner.stop()


def test_stopping_one_that_never_ran_closes_its_loop() -> None:
    runner = LoopRunner("test loop")
    runner.stop()
    assert runner.loop.is_closed()

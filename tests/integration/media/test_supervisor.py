"""The media process is replaced when it dies, is silent or talks nonsense; but not for ever at once."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from common.model.errors import MediaError
from room_console.core.media.embedded import supervisor
from room_console.core.media.embedded.supervisor import MOST_DEATHS, WINDOW_S, MediaProcess, pause_s
from room_console.core.media.embedded.wire import CloseLeg, LegUp, MediaSettings, Refused, Stop, ToCore
from tests.helpers.logfail import LogWatch
from tests.helpers.media import until
from tests.helpers.mediachild import FINE, READY, Children


class Kept:
    """A supervisor of played processes, and what it told."""

    def __init__(self, children: Children) -> None:
        self.children = children
        self.told: list[object] = []
        self.process = MediaProcess(
            MediaSettings(),
            lambda: self.told.append("ready"),
            self._take,
            lambda: self.told.append("lost"),
            children,
        )

    def _take(self, message: ToCore) -> None:
        self.told.append(message)


@asynccontextmanager
async def kept(children: Children | None = None) -> AsyncIterator[Kept]:
    """Keep one running."""
    made = Kept(children if children is not None else Children())
    await made.process.start()
    try:
        yield made
    finally:
        await made.process.close()


async def test_what_both_say_reaches_the_other() -> None:
    async with kept() as one:
        child = one.children.started[0]
        assert await one.process.ready() == READY
        one.process.send(CloseLeg(7))
        child.say(LegUp(3))
        await until(lambda: child.heard == [CloseLeg(7)] and one.told == ["ready", LegUp(3)])
    assert child.heard[-1] == Stop()
    assert child.is_ended
    assert one.told[-1] == "lost"


async def test_one_that_dies_is_replaced_at_once(expects_logs: LogWatch) -> None:
    expects_logs("is gone")
    async with kept() as one:
        one.children.started[0].die()
        await until(lambda: one.told == ["ready", "lost", "ready"])
        assert one.children.started[0].is_ended
        assert one.process.deaths == 1
        assert await one.process.ready() == READY


async def test_nonsense_on_the_stream_is_an_end(expects_logs: LogWatch) -> None:
    expects_logs("not the length of a frame")
    expects_logs("is gone")
    async with kept() as one:
        one.children.started[0].write(b"\xff" * 64)
        await until(lambda: one.told == ["ready", "lost", "ready"])


async def test_one_that_says_nothing_is_replaced(expects_logs: LogWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    expects_logs("says nothing")
    expects_logs("is gone")
    monkeypatch.setattr(supervisor, "STUCK_S", 1.5)
    monkeypatch.setattr(supervisor, "WATCH_S", 0.05)
    async with kept() as one:
        begun_mono_s = time.monotonic()
        while time.monotonic() < begun_mono_s + 2.0:
            one.children.started[0].say(FINE)
            await asyncio.sleep(0.05)
        assert len(one.children.started) == 1
        await until(lambda: len(one.children.started) == 2)


async def test_one_is_kept_where_the_whole_machine_stood_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STUCK_S", 1.5)
    monkeypatch.setattr(supervisor, "WATCH_S", 0.05)
    async with kept() as one:
        await until(lambda: one.told == ["ready"])
        time.sleep(2.0)  # noqa: ASYNC251  the process, played here, stands still with us
        await asyncio.sleep(0.1)
        one.children.started[0].say(FINE)
        await until(lambda: FINE in one.told)
        assert len(one.children.started) == 1


async def test_one_that_cant_listen_says_why() -> None:
    with pytest.raises(MediaError, match="port 5000 is taken"):
        async with kept(Children(lambda _: Refused("port 5000 is taken"))):
            pass


async def test_one_that_never_gets_ready_is_given_up(expects_logs: LogWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    expects_logs.maybe("says nothing")
    monkeypatch.setattr(supervisor, "START_TIMEOUT_S", 0.2)
    one = Kept(Children(lambda _: None))
    with pytest.raises(MediaError, match="no media process"):
        await one.process.start()
    assert one.children.started[0].is_ended


async def test_while_there_is_none_a_leg_waits_and_then_is_refused(expects_logs: LogWatch) -> None:
    expects_logs("is gone")
    async with kept(Children(lambda number: READY if number == 0 else None)) as one:
        one.children.started[0].die()
        await until(lambda: len(one.children.started) == 2)
        one.process.send(CloseLeg(1))
        with pytest.raises(MediaError):
            await one.process.ready(0.05)


async def test_after_three_deaths_in_a_minute_there_is_a_pause(expects_logs: LogWatch) -> None:
    expects_logs("is gone")
    async with kept() as one:
        for number in range(MOST_DEATHS):
            await until(lambda count=number: one.told.count("ready") == count + 1)  # type: ignore[misc]
            one.children.started[-1].die()
        await until(lambda: one.process.deaths == MOST_DEATHS)
        await asyncio.sleep(0.1)
        assert len(one.children.started) == MOST_DEATHS


def test_the_pause_ends_when_the_minute_does() -> None:
    deaths = deque([10.0, 20.0])
    assert pause_s(deaths, 21.0) == 0.0
    deaths.append(30.0)
    assert pause_s(deaths, 30.0) == WINDOW_S - 20.0
    assert pause_s(deaths, 10.0 + WINDOW_S) == 0.0

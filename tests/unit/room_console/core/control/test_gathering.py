"""A crowd's packets are looked for together; a quiet hall's, and what another thread has done, at once."""

import asyncio
import selectors
import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from room_console.core.control.gathering import LOOKS_AT_ONCE, LOOKS_PER_S, GatheringSelector, gathering_loop

Pair = tuple[socket.socket, socket.socket]


class Time:
    """A clock that stands still."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def bell() -> Iterator[Pair]:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


@pytest.fixture
def line() -> Iterator[Pair]:
    near, far = socket.socketpair()
    with near, far:
        yield near, far


@pytest.fixture
def selector(time: Time, bell: Pair, line: Pair) -> Iterator[GatheringSelector]:
    with closing(GatheringSelector(time)) as made:
        made.register(bell[0], selectors.EVENT_READ, "bell")
        made.register(line[0], selectors.EVENT_READ, "line")
        yield made


def looked(selector: GatheringSelector, timeout: float | None) -> list[str]:
    return sorted(key.data for key, _ in selector.select(timeout))


def look_often(selector: GatheringSelector, line: Pair) -> None:
    """Use up what is looked for at once."""
    line[1].send(b"x")
    for _ in range(int(LOOKS_AT_ONCE)):
        assert looked(selector, None) == ["line"]


class Waits:
    """Stands for the selector of the bell, and lets time pass."""

    def __init__(self, time: Time) -> None:
        self.times: list[float] = []
        self._time = time

    def select(self, timeout: float) -> None:
        self.times.append(timeout)
        self._time.now_s += timeout

    def close(self) -> None:
        pass


def test_a_quiet_hall_waits_for_nothing(selector: GatheringSelector, line: Pair, time: Time) -> None:
    waits = Waits(time)
    selector._bell.close()
    selector._bell = waits  # type: ignore[assignment]
    line[1].send(b"x")
    for _ in range(200):
        assert looked(selector, None) == ["line"]
        time.now_s += 1.0 / LOOKS_PER_S + 0.0001
    assert waits.times == []


def test_a_crowd_is_looked_for_so_often_and_no_more(selector: GatheringSelector, line: Pair, time: Time) -> None:
    look_often(selector, line)
    waits = Waits(time)
    selector._bell.close()
    selector._bell = waits  # type: ignore[assignment]
    began_s = time.now_s
    for _ in range(20):
        assert looked(selector, 1.0) == ["line"]
    assert time.now_s - began_s == pytest.approx(20 / LOOKS_PER_S)
    assert waits.times == [pytest.approx(1 / LOOKS_PER_S)] * 20


def test_no_timer_is_late(selector: GatheringSelector, line: Pair, time: Time) -> None:
    look_often(selector, line)
    waits = Waits(time)
    selector._bell.close()
    selector._bell = waits  # type: ignore[assignment]
    looked(selector, 0.001)
    looked(selector, 0.0)
    assert waits.times == [0.001]


def test_another_thread_is_heard_at_once(selector: GatheringSelector, bell: Pair, line: Pair) -> None:
    look_often(selector, line)
    bell[1].send(b"x")
    assert looked(selector, None) == ["bell", "line"]


def test_the_loop_serves_sockets_and_threads_by_it() -> None:
    async def echo() -> bytes:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readexactly(4))
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            for _ in range(30):
                reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
                writer.write(b"ping")
                heard = await reader.read()
                writer.close()
                await writer.wait_closed()
                heard += await asyncio.to_thread(lambda: b"pong")
        return heard

    async def within() -> bytes:
        async with asyncio.timeout(20.0):
            return await echo()

    with asyncio.Runner(loop_factory=gathering_loop()) as runner:
        assert runner.run(within()) == b"pingpong"


def test_windows_keeps_its_own_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    assert gathering_loop() is None

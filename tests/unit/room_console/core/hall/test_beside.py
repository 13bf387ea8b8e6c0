"""A device is opened beside the one in use: what does not run is said, and is closed."""

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from common.audio.format import Block
from common.model.errors import ErrorCode, MediaError
from room_console.core.hall import beside, revival
from room_console.core.hall.beside import open_beside
from tests.helpers.control import until
from tests.helpers.hallkit import PullableHall
from tests.helpers.logfail import LogWatch


class Opening(PullableHall):
    """A device that speaks once it is open; `on_start` is done before."""

    def __init__(self, on_start: Callable[[], object] = lambda: None, blocks: int = 1) -> None:
        super().__init__()
        self._on_start, self._blocks = on_start, blocks
        self.stops = 0

    def start(self) -> None:
        self._on_start()
        super().start()
        self.speak(self._blocks)

    def stop(self) -> None:
        self.stops += 1
        super().stop()


@pytest.fixture(autouse=True)
def _soon_steady(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "STEADY_S", 0.0)


async def test_a_device_runs_once_it_has_given_a_block() -> None:
    device = Opening()
    await open_beside(device)
    assert device.is_alive
    assert not device.waiting


async def test_a_device_that_is_not_there_says_so() -> None:
    device = Opening()
    device.is_plugged = False
    with pytest.raises(MediaError) as refused:
        await open_beside(device)
    assert (refused.value.code, refused.value.detail) == (ErrorCode.DEVICE, "no such device")
    assert device.stops == 1


async def test_a_device_that_gives_no_sound_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "SOUND_S", 0.02)
    device = Opening(blocks=0)
    with pytest.raises(MediaError, match="gives no sound"):
        await open_beside(device)
    assert not device.is_alive


async def test_a_heap_of_blocks_and_a_pause_are_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "STEADY_S", 0.03)
    monkeypatch.setattr(beside, "PAUSE_S", 0.02)
    device = Opening(blocks=5)
    began_s, quiet_s = time.monotonic(), 0.1
    read = device.read

    def read_later() -> Block | None:
        if not device.waiting and time.monotonic() > began_s + quiet_s:
            device.speak()
        return read()

    monkeypatch.setattr(device, "read", read_later)
    await open_beside(device)
    assert time.monotonic() - began_s >= quiet_s + 0.03


async def test_a_device_that_stays_unsteady_is_taken_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "STEADY_S", 60.0)
    monkeypatch.setattr(beside, "SOUND_S", 0.05)
    device = Opening()
    await open_beside(device)
    assert device.is_alive


async def test_a_driver_that_fails_by_a_bug_is_no_end_of_the_core(expects_logs: LogWatch) -> None:
    expects_logs("hall device pullable")

    def fail() -> None:
        raise RuntimeError("driver")

    with pytest.raises(MediaError, match="the attempt to open pullable failed"):
        await open_beside(Opening(fail))


async def test_a_driver_that_hangs_is_not_waited_for_and_its_device_is_closed_when_it_opens_at_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(revival, "LINGER_S", 0.0)
    answers = threading.Event()
    device = Opening(lambda: answers.wait(5.0))
    with pytest.raises(MediaError, match="in time"):
        await open_beside(device, timeout_s=0.01)
    assert device.stops == 0
    answers.set()
    await until(lambda: device.stops == 1)
    for thread in threading.enumerate():
        if thread.name == "hall-close":
            await asyncio.to_thread(thread.join, 5)

"""A stream whose driver is played: it calls back, or falls silent."""

from typing import Any

import pytest

from common.devices.portaudio import owner
from common.devices.portaudio.child import Opened
from common.devices.portaudio.owner import LOOK_S, QUIET_S, StreamOwner
from common.devices.portaudio.shared import Count, StreamMemory
from common.model.units import SAMPLE_RATE_HZ

SETTLING_S = 1.0
LOOKS_S = 0.1


class Played:
    """A stream of its own process, without the process."""

    def __init__(self, *arguments: Any) -> None:
        """Take what a process would be started with."""

    def receive(self, timeout_s: float) -> Opened:
        return Opened("headset", SAMPLE_RATE_HZ, SETTLING_S)

    def stop(self) -> None:
        """End."""


class Rig:
    """An owner for whom time passes by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now_s = 100.0
        monkeypatch.setattr(owner, "Apart", Played)
        monkeypatch.setattr(owner, "monotonic", lambda: self.now_s)
        self.memory = StreamMemory(1, 0, 480)
        self.stream = StreamOwner(lambda: None)
        self.stream.start("headset", self.memory)

    def pass_s(self, seconds: float, *, calls: bool, looks_s: float = LOOKS_S) -> bool:
        """Let time pass, look now and then; tell whether the stream was alive at each look."""
        is_alive = True
        for _ in range(round(seconds / looks_s)):
            self.now_s += looks_s
            self.memory.counts()[Count.CALLS] += calls
            is_alive = self.stream.is_alive and is_alive
        return is_alive


@pytest.fixture
def rig(monkeypatch: pytest.MonkeyPatch) -> Rig:
    """Return a stream that was just opened."""
    return Rig(monkeypatch)


def test_a_driver_that_falls_silent_is_known_within_a_second_with_the_looks_between(rig: Rig) -> None:
    assert rig.pass_s(5.0, calls=True)
    assert rig.pass_s(QUIET_S - LOOKS_S, calls=False)
    assert not rig.pass_s(2 * LOOKS_S, calls=False)
    assert QUIET_S + 2 * LOOKS_S < 1.0


def test_one_that_settles_may_be_quiet_at_first(rig: Rig) -> None:
    assert rig.pass_s(SETTLING_S, calls=False)
    assert not rig.pass_s(1.0, calls=False)


def test_a_machine_that_stood_still_has_not_lost_its_headset(rig: Rig) -> None:
    assert rig.pass_s(5.0, calls=True)
    assert rig.pass_s(600.0, calls=False, looks_s=600.0)
    assert rig.pass_s(LOOK_S, calls=True)
    assert rig.pass_s(QUIET_S - LOOKS_S, calls=False)


def test_one_that_ends_says_so(rig: Rig) -> None:
    assert rig.pass_s(LOOKS_S, calls=True)
    rig.memory.counts()[Count.ENDED] = 1
    assert not rig.stream.is_alive

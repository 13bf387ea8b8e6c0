"""The pulse of a link."""

import pytest

from common.aio.clock import ManualClock
from common.control.consoleclock import ConsoleClock
from common.control.heartbeat import Heartbeat, Timing
from common.protocol.envelope import Pong


def test_silence_kills_and_any_word_revives() -> None:
    heartbeat = Heartbeat(Timing(dead_after_s=6.0), 100.0, ConsoleClock(ManualClock()))
    assert not heartbeat.is_dead(105.9)
    heartbeat.heard(105.9)
    assert not heartbeat.is_dead(111.8)
    assert heartbeat.is_dead(111.9)


def test_pings_are_due_every_2_s() -> None:
    heartbeat = Heartbeat(Timing(ping_every_s=2.0), 100.0, ConsoleClock(ManualClock()))
    assert [heartbeat.is_due(s) for s in (101.9, 102.0)] == [False, True]
    heartbeat.pinged(1, 102.0)
    assert not heartbeat.is_due(103.0)


def test_an_answer_tells_how_far_the_console_is_and_how_late_it_is_there() -> None:
    clock = ManualClock(now_ms=0, mono_s=0.0)
    console = ConsoleClock(clock)
    heartbeat = Heartbeat(Timing(), 0.0, console)
    heartbeat.pinged(1, 0.0)
    clock.advance(0.3)
    heartbeat.answered(Pong(ref=1, now_ms=60_150), 0.3)
    assert heartbeat.round_trip_ms == pytest.approx(300.0)
    assert console.offset_ms == pytest.approx(60_000, abs=1)


def test_an_answer_to_no_ping_counts_for_nothing() -> None:
    console = ConsoleClock(ManualClock())
    heartbeat = Heartbeat(Timing(), 0.0, console)
    heartbeat.answered(Pong(ref=9, now_ms=0), 1.0)
    assert (heartbeat.round_trip_ms, console.offset_ms) == (None, 0)

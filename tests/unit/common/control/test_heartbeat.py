"""The pulse of a link."""

import pytest

from common.control.heartbeat import Heartbeat, Timing
from common.protocol.envelope import Pong


def test_silence_kills_and_any_word_revives() -> None:
    heartbeat = Heartbeat(Timing(dead_after_s=6.0), 100.0)
    assert not heartbeat.is_dead(105.9)
    heartbeat.heard(105.9)
    assert not heartbeat.is_dead(111.8)
    assert heartbeat.is_dead(111.9)


def test_pings_are_due_every_2_s() -> None:
    heartbeat = Heartbeat(Timing(ping_every_s=2.0), 100.0)
    assert [heartbeat.is_due(s) for s in (101.9, 102.0)] == [False, True]
    heartbeat.pinged(1, 102.0)
    assert not heartbeat.is_due(103.0)


def test_the_offset_is_that_of_the_shortest_way() -> None:
    heartbeat = Heartbeat(Timing(), 0.0)
    for ref, way_s, offset_ms in ((1, 0.400, 180), (2, 0.020, 5), (3, 0.300, -90)):
        heartbeat.pinged(ref, 0.0)
        heartbeat.answered(Pong(ref=ref, now_ms=round(1_000 + offset_ms - way_s * 500)), way_s, 1_000)
    assert heartbeat.clock_offset_ms == 5
    assert heartbeat.round_trip_ms == pytest.approx(300.0)


def test_an_answer_to_no_ping_counts_for_nothing() -> None:
    heartbeat = Heartbeat(Timing(), 0.0)
    heartbeat.answered(Pong(ref=9, now_ms=0), 1.0, 0)
    assert (heartbeat.round_trip_ms, heartbeat.clock_offset_ms) == (None, None)

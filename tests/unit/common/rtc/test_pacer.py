"""A large picture leaves bit by bit, and a queue has an end."""

import pytest

from common.rtc.pacer import MAX_AT_ONCE, MAX_QUEUE_S, MOST_HASTE, SPREAD, Pacer

RATE_BPS, INTERVAL_S, PACKET_BYTES = 1_500_000.0, 0.04, 1000


class Sent:
    """What left, and when."""

    def __init__(self) -> None:
        self.items: list[int] = []
        self.at_s: list[float] = []
        self.pacer: Pacer[int] = Pacer(self.take)

    def take(self, item: int, now_s: float) -> None:
        """Note an item."""
        self.items.append(item)
        self.at_s.append(now_s)

    def put(self, packets: int, now_s: float, line_bps: float | None = None) -> bool:
        """Put in a picture of so many packets."""
        return self.pacer.put(
            range(packets),
            packets * PACKET_BYTES,
            now_s,
            interval_s=INTERVAL_S,
            rate_bps=RATE_BPS,
            line_bps=line_bps,
        )

    def run(self, begin_s: float, end_s: float, tick_s: float = 0.005) -> None:
        """Tick."""
        for number in range(round((end_s - begin_s) / tick_s)):
            self.pacer.run(begin_s + number * tick_s)


def test_a_usual_picture_takes_less_than_its_interval() -> None:
    sent = Sent()
    assert sent.put(7, 0.0)
    sent.run(0.0, INTERVAL_S)
    assert sent.items == list(range(7))
    assert sent.at_s[-1] <= INTERVAL_S * SPREAD


def test_a_key_frame_is_spread_and_never_a_burst() -> None:
    sent = Sent()
    assert sent.put(60, 0.0)
    sent.run(0.0, 1.0)
    duration_s = 60 * PACKET_BYTES * 8 / (MOST_HASTE * RATE_BPS)
    assert sent.at_s[-1] == pytest.approx(duration_s, abs=0.01)
    at_once = max(sent.at_s.count(at_s) for at_s in sent.at_s)
    assert at_once <= 4


def test_on_a_narrow_line_no_more_leaves_than_it_carries() -> None:
    sent = Sent()
    assert sent.put(60, 0.0, line_bps=2_000_000)
    sent.run(0.0, 1.0)
    assert sent.at_s[-1] >= 0.95 * 60 * PACKET_BYTES * 8 / 2_000_000


def test_after_a_stall_what_is_late_goes_by_and_by() -> None:
    sent = Sent()
    sent.put(60, 0.0)
    sent.pacer.run(5.0)
    assert len(sent.items) == MAX_AT_ONCE


def test_a_queue_that_is_too_long_takes_no_more() -> None:
    sent = Sent()
    taken = 0
    while sent.put(60, 0.0, line_bps=500_000):
        taken += 1
    assert taken * 60 * PACKET_BYTES * 8 / RATE_BPS < MAX_QUEUE_S + 1.0
    assert taken >= 2


def test_what_waits_is_dropped_but_the_picture_that_has_begun() -> None:
    sent = Sent()
    sent.put(20, 0.0)
    sent.put(20, 0.0)
    sent.pacer.run(0.001)
    begun = len(sent.items)
    assert begun
    sent.pacer.drop_waiting()
    assert len(sent.pacer) == 20 - begun
    sent.run(0.001, 1.0)
    assert sent.items == list(range(20))
    sent.put(1, 2.0)
    sent.pacer.run(2.0)
    assert len(sent.items) == 21

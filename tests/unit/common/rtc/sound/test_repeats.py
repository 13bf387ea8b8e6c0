"""What is asked for again, when, and when not."""

from collections.abc import Sequence

import pytest

from common.rtc.sound.losses import LossWatch
from common.rtc.sound.repeats import KEPT_S, MOST_ASKED, MOST_MISSING, RepeatRequests
from common.rtc.sound.settings import SoundCounters

PACKET = 960
AHEAD = 10 * PACKET
"""How far what is missing lies ahead of what is read."""


class Asking:
    """Requests, and what they asked."""

    def __init__(self) -> None:
        self.asked: list[Sequence[int]] = []
        self.counters = SoundCounters()
        self.losses = LossWatch()
        self.repeats = RepeatRequests(self.asked.append, self.counters, self.losses)

    def miss(self, number: int, now_s: float, count: int = 1) -> None:
        end = number + count
        self.repeats.missed(number, end, end * PACKET, PACKET, now_s)

    def look(self, now_s: float, playing: float | None = None) -> None:
        self.repeats.look(-AHEAD if playing is None else playing, now_s)

    def learn(self, round_trip_s: float) -> None:
        self.miss(1, 0.0)
        self.look(0.0)
        assert self.repeats.came(1, round_trip_s)
        self.asked.clear()


def test_what_is_missing_is_asked_for_at_once_by_its_16_bit_number() -> None:
    asking = Asking()
    asking.miss(0x1_0005, 0.0, count=2)
    asking.repeats.look(0x1_0000 * PACKET, 0.0)
    assert asking.asked == [[5, 6]]
    assert asking.counters.requested == 2


def test_the_answer_tells_the_round_trip() -> None:
    asking = Asking()
    asking.learn(0.04)
    assert asking.repeats.round_trip_s == pytest.approx(0.04)
    assert asking.repeats.answer_s == pytest.approx(0.044)
    assert not asking.repeats.came(1, 0.05)


def test_it_is_asked_again_while_an_answer_can_be_in_time() -> None:
    asking = Asking()
    asking.learn(0.04)
    asking.miss(10, 1.0)
    for step in range(100):
        asking.look(1.0 + step * 0.01, playing=10 * PACKET - 0.16 * 48_000 + step * 480)
    assert len(asking.asked) == 3
    assert all(numbers == [10] for numbers in asking.asked)


def test_it_is_asked_at_most_four_times() -> None:
    asking = Asking()
    asking.learn(0.001)
    asking.miss(10, 1.0)
    for step in range(100):
        asking.look(1.0 + step * 0.01)
    assert len(asking.asked) == MOST_ASKED


def test_where_an_answer_would_be_late_it_is_asked_only_as_a_probe() -> None:
    asking = Asking()
    asking.learn(0.3)
    for number in range(10, 310):
        now_s = number * 0.02
        asking.miss(number, now_s)
        asking.look(now_s, playing=(number - 2) * PACKET)
    assert 2 <= len(asking.asked) <= 4


def test_late_originals_teach_to_wait_before_asking() -> None:
    asking = Asking()
    asking.learn(0.04)
    asking.miss(10, 1.0)
    asking.look(1.0)
    assert not asking.repeats.came(10, 1.012)
    asking.asked.clear()
    asking.miss(20, 1.1)
    asking.look(1.105)
    assert asking.asked == []
    asking.look(1.115)
    assert asking.asked == [[20]]


def test_a_report_tells_the_round_trip_until_an_answer_does() -> None:
    asking = Asking()
    asking.repeats.learn_round_trip(0.08)
    assert asking.repeats.round_trip_s == 0.08
    asking.repeats.learn_round_trip(0.02)
    assert asking.repeats.round_trip_s == 0.08


def test_an_outage_is_not_asked_for_whole_and_is_forgotten() -> None:
    asking = Asking()
    asking.miss(100, 0.0, count=2000)
    asking.look(0.0)
    assert asking.counters.requested == MOST_MISSING
    asking.look(KEPT_S + 0.1)
    assert not asking.repeats.came(2099, KEPT_S + 0.1)


def test_without_anyone_to_ask_losses_are_counted_all_the_same() -> None:
    losses = LossWatch()
    repeats = RepeatRequests(None, SoundCounters(), losses)
    for number in (10, 20, 30):
        repeats.missed(number, number + 1, (number + 1) * PACKET, PACKET, number * 0.02)
        repeats.look(0.0, number * 0.02)
    assert losses.repair

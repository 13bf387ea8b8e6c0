"""The console's clock, as a client knows it."""

import random

import pytest

from common.aio.clock import ManualClock
from common.control.consoleclock import ConsoleClock

AHEAD_MS = 3_700
"""The console's clock before the machine's."""


class Line:
    """A line to a console whose clock goes differently."""

    def __init__(self, ahead_ms: int = AHEAD_MS) -> None:
        self.clock = ManualClock(now_ms=1_000_000, mono_s=50.0)
        self.console = ConsoleClock(self.clock)
        self.ahead_ms = ahead_ms

    def ping(self, there_s: float, back_s: float) -> None:
        sent_s = self.clock.mono_s()
        self.clock.advance(there_s)
        console_ms = self.clock.now_ms() + self.ahead_ms
        self.clock.advance(back_s)
        self.console.answered(console_ms, sent_s)

    def error_ms(self) -> int:
        return self.console.now_ms() - self.clock.now_ms() - self.ahead_ms


def test_before_anything_was_heard_it_is_the_machines() -> None:
    line = Line()
    assert line.console.now_ms() == line.clock.now_ms()


def test_the_greeting_is_taken_for_a_moment_ago() -> None:
    line = Line()
    line.console.greeted(line.clock.now_ms() + AHEAD_MS - 80)
    assert line.error_ms() == pytest.approx(-80, abs=1)


def test_an_even_way_leaves_no_error_however_long() -> None:
    line = Line()
    line.ping(0.4, 0.4)
    assert line.error_ms() == pytest.approx(0, abs=1)


def test_the_fastest_each_way_counts_though_never_in_one_ping() -> None:
    line = Line()
    line.ping(0.02, 0.6)
    assert line.error_ms() == pytest.approx(-290, abs=2)
    line.ping(0.6, 0.02)
    assert line.error_ms() == pytest.approx(0, abs=2)


def test_on_a_jittering_line_it_stays_within_20_ms() -> None:
    line, chance = Line(), random.Random(7)
    for number in range(300):
        line.ping(0.05 + chance.expovariate(10.0), 0.05 + chance.expovariate(10.0))
        line.clock.advance(2.0)
        if number >= 20:
            assert abs(line.error_ms()) <= 20


def test_a_console_whose_clock_was_set_is_followed_at_once() -> None:
    line = Line()
    line.ping(0.01, 0.01)
    line.ahead_ms -= 5_000
    line.ping(0.2, 0.2)
    assert line.error_ms() == pytest.approx(0, abs=1)


def test_a_machine_whose_clock_was_set_moves_nothing() -> None:
    line = Line()
    line.ping(0.01, 0.01)
    before_ms = line.console.now_ms()
    line.clock._start_ms += 60_000
    assert line.console.now_ms() == before_ms
    assert line.console.offset_ms == pytest.approx(AHEAD_MS - 60_000, abs=1)


def test_a_slow_drift_is_followed() -> None:
    line = Line()
    for _ in range(600):
        line.ping(0.03, 0.03)
        line.clock.advance(10.0)
        line.ahead_ms += 2
    assert abs(line.error_ms()) <= 30

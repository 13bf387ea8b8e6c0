"""What a line's losses make worth waiting for."""

import pytest

from common.rtc.sound.losses import HOLD_S, REST_S, LossWatch, Repair

PACKET, SHORT_PACKET = 960, 480


def lose(
    watch: LossWatch, every_s: float, seconds: float, start_s: float = 0.0, unrepaired: int = 0, packet: int = PACKET
) -> float:
    """Lose single packets at a steady pace; return when the last was lost."""
    at_s = start_s
    for count in range(round(seconds / every_s)):
        at_s = start_s + count * every_s
        watch.look(at_s)
        watch.lost(round(at_s / 0.02), at_s, packet)
        if unrepaired:
            watch.unrepaired(unrepaired, at_s)
    return at_s


def means(watch: LossWatch) -> Repair:
    """Return what is waited for now."""
    return watch.repair


def test_a_few_losses_are_worth_nothing() -> None:
    watch = LossWatch()
    lose(watch, every_s=6.0, seconds=120)
    assert means(watch) is Repair.NONE


def test_a_burst_is_one_loss() -> None:
    watch = LossWatch()
    for number in range(100, 120):
        watch.lost(number, number * 0.02, PACKET)
    assert means(watch) is Repair.NONE


@pytest.mark.parametrize(("every_s", "repair"), [(2.0, Repair.COPY), (0.4, Repair.REPEAT)])
def test_the_more_is_lost_the_more_is_waited_for(every_s: float, repair: Repair) -> None:
    watch = LossWatch()
    lose(watch, every_s, seconds=30)
    assert means(watch) is repair


@pytest.mark.parametrize(("packet", "repair"), [(PACKET, Repair.REPEAT), (SHORT_PACKET, Repair.COPY)])
def test_of_short_packets_twice_as_many_may_be_lost(packet: int, repair: Repair) -> None:
    watch = LossWatch()
    lose(watch, every_s=0.8, seconds=60, packet=packet)
    assert means(watch) is repair


def test_what_stays_lost_brings_one_stronger_means_after_the_other() -> None:
    watch = LossWatch()
    at_s = lose(watch, every_s=1.0, seconds=9, unrepaired=2)
    assert means(watch) is Repair.REPEAT
    lose(watch, every_s=1.0, seconds=9, start_s=at_s + 1, unrepaired=2)
    assert means(watch) is Repair.SECOND_REPEAT


def test_what_is_repaired_again_steps_back_slowly() -> None:
    watch = LossWatch()
    at_s = lose(watch, every_s=1.0, seconds=30, unrepaired=3)
    assert means(watch) is Repair.SECOND_REPEAT
    at_s = lose(watch, every_s=2.0, seconds=HOLD_S + 3, start_s=at_s + 2)
    assert means(watch) is Repair.REPEAT
    lose(watch, every_s=2.0, seconds=HOLD_S + 3, start_s=at_s + 2)
    assert means(watch) is Repair.COPY


def test_without_losses_nothing_is_waited_for() -> None:
    watch = LossWatch()
    at_s = lose(watch, every_s=0.2, seconds=30)
    watch.look(at_s + REST_S - 0.1)
    assert means(watch) is Repair.REPEAT
    watch.look(at_s + REST_S + 0.1)
    assert means(watch) is Repair.NONE


def test_a_line_that_suddenly_loses_much_is_waited_for_within_two_seconds() -> None:
    watch = LossWatch()
    lose(watch, every_s=0.4, seconds=2.0)
    assert means(watch) is Repair.REPEAT

"""What a line's losses make worth waiting for."""

import pytest

from common.rtc.sound.losses import BURSTY_S, HOLD_S, REST_S, LossWatch, Repair

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


def burst(watch: LossWatch, at_s: float, packets: int = 3, unrepaired: int = 0) -> None:
    """Lose packets in a row; so many blocks of them stay lost."""
    watch.look(at_s)
    for count in range(packets):
        watch.lost(round(at_s / 0.02) + count, at_s, PACKET)
    for _ in range(unrepaired):
        watch.unrepaired(1, at_s + 0.05)


def test_after_a_burst_a_repeat_is_waited_for() -> None:
    watch = LossWatch()
    burst(watch, 1.0)
    assert means(watch) is Repair.REPEAT


def test_an_outage_is_no_burst() -> None:
    watch = LossWatch()
    burst(watch, 1.0, packets=20)
    assert means(watch) is Repair.NONE
    burst(watch, 5.0)
    burst(watch, 9.0, packets=60)
    watch.look(5.0 + BURSTY_S - 0.1)
    assert means(watch) is Repair.REPEAT
    watch.look(5.0 + BURSTY_S + 0.1)
    assert means(watch) is Repair.NONE


def test_a_line_that_loses_much_one_by_one_is_not_taken_for_one_of_bursts() -> None:
    watch = LossWatch()
    at_s = 0.0
    for count in range(200):
        at_s = count * 0.5
        burst(watch, at_s, packets=2 if count % 10 == 0 else 1)
    watch.look(at_s + REST_S + 0.1)
    assert means(watch) is Repair.NONE


def test_a_line_that_loses_in_bursts_is_remembered_over_its_pauses() -> None:
    watch = LossWatch()
    burst(watch, 1.0)
    burst(watch, 5.0)
    burst(watch, 30.0)
    watch.look(30.0 + BURSTY_S - 0.1)
    assert means(watch) is Repair.REPEAT
    watch.look(30.0 + BURSTY_S + 0.1)
    assert means(watch) is Repair.NONE


def test_a_line_that_goes_on_losing_in_bursts_goes_on_being_waited_for() -> None:
    watch = LossWatch()
    for at_s in range(1, 100, 5):
        burst(watch, float(at_s))
    assert means(watch) is Repair.REPEAT


def test_a_loss_that_is_told_again_is_the_same() -> None:
    watch = LossWatch()
    for number in (100, 100, 100, 300, 300, 300):
        watch.lost(number, number * 0.02, PACKET)
    assert means(watch) is Repair.NONE


@pytest.mark.parametrize(("packets", "repair"), [(3, Repair.SECOND_REPEAT), (1, Repair.REPEAT)])
def test_a_burst_that_stays_open_brings_a_second_repeat(packets: int, repair: Repair) -> None:
    watch = LossWatch()
    burst(watch, 1.0, unrepaired=6)
    assert means(watch) is Repair.REPEAT
    burst(watch, 5.0, packets, unrepaired=2 * packets)
    assert means(watch) is repair


def test_where_packets_are_lost_one_by_one_two_that_stay_lost_bring_no_second_repeat() -> None:
    watch = LossWatch()
    lose(watch, every_s=0.4, seconds=20)
    burst(watch, 20.0, packets=2, unrepaired=4)
    assert means(watch) is Repair.REPEAT

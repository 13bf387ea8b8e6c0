"""How far reading must stay behind follows the late packets quickly, and forgets them."""

from common.rtc.sound.margins import BUCKETS, ArrivalMargins

PACKET_S = 0.02


def fill(margins: ArrivalMargins, seconds: float, start_s: float, *values: int) -> float:
    """Add margins in turn; return when."""
    for count in range(round(seconds / PACKET_S)):
        margins.add(values[count % len(values)], start_s + count * PACKET_S)
    return start_s + seconds


def test_the_first_packet_is_all_there_is() -> None:
    margins = ArrivalMargins()
    assert margins.safe is None
    assert margins.spread == 0
    margins.add(480, 0.0)
    assert margins.safe == 480


def test_one_late_packet_in_a_hundred_is_let_be() -> None:
    margins = ArrivalMargins()
    now_s = fill(margins, 6, 0.0, 1000)
    margins.add(-3000, now_s)
    assert margins.safe == 1000


def test_more_late_ones_count_at_once() -> None:
    margins = ArrivalMargins()
    now_s = fill(margins, 6, 0.0, 1000)
    fill(margins, 0.1, now_s, -3000)
    assert margins.safe == -3000
    assert margins.spread == 4000


def test_late_ones_are_forgotten() -> None:
    margins = ArrivalMargins()
    now_s = fill(margins, 3, 0.0, 1000, 0, -1000)
    assert margins.safe == -1000
    fill(margins, BUCKETS + 1, now_s, 1000)
    assert margins.safe == 1000
    assert margins.spread == 0


def test_a_steady_shift_is_followed_both_ways() -> None:
    margins = ArrivalMargins()
    now_s = fill(margins, 8, 0.0, 5000)
    now_s = fill(margins, 8, now_s, 1000)
    assert margins.safe == 1000
    fill(margins, 8, now_s, 5000)
    assert margins.safe == 5000


def test_cleared_it_knows_nothing() -> None:
    margins = ArrivalMargins()
    fill(margins, 1, 0.0, 7)
    margins.clear()
    assert margins.safe is None

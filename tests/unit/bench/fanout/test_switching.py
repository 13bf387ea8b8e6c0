"""A change of language, judged by the packets around it."""

from tests.bench.fanout.packet import Due
from tests.bench.fanout.switching import Arrival, Switch, summed_up, switch_of


def arrivals(*steps: tuple[int, int, int, int]) -> list[Arrival]:
    """Make arrivals of (channel, number, sequence, ssrc), each 20 ms after the one before, from 1 s on."""
    return [Arrival(1.0 + 0.02 * n, ssrc, q, Due(c, k, 0.0)) for n, (c, k, q, ssrc) in enumerate(steps)]


def test_an_unbroken_change() -> None:
    switch = switch_of(1.01, arrivals((0, 4, 65534, 9), (0, 5, 65535, 9), (1, 6, 0, 9), (1, 7, 1, 9)))
    assert switch is not None
    assert round(switch.took_ms) == 30
    assert switch.is_ssrc_kept
    assert (switch.sequence_step, switch.gap_packets, switch.lost_packets) == (1, 0, 0)


def test_a_change_that_lost_a_packet_and_left_one_out() -> None:
    switch = switch_of(1.0, arrivals((0, 4, 10, 9), (1, 6, 12, 9)))
    assert switch is not None
    assert (switch.sequence_step, switch.gap_packets, switch.lost_packets) == (2, 1, 1)


def test_no_change() -> None:
    assert switch_of(1.0, arrivals((0, 4, 10, 9), (0, 5, 11, 9))) is None
    assert switch_of(1.0, []) is None
    assert summed_up([]) is None


def test_summed_up() -> None:
    good, bad = Switch(10.0, True, 1, 0, 0), Switch(30.0, False, 3, 2, 1)
    both = summed_up([good, good, bad])
    assert both is not None
    assert (both.count, both.median_ms, both.most_ms) == (3, 10.0, 30.0)
    assert not both.is_ssrc_kept
    assert not both.is_sequence_unbroken
    assert (both.gap_packets, both.lost_packets) == (2, 1)

"""One direction of a line: rate, queue, trace, order, and packets dropped by order."""

import pytest

from tests.helpers.impairedlink.fate import Impairment
from tests.helpers.impairedlink.line import Line

UDP_PACKET = bytes(9) + bytes((17,)) + bytes(990)
TCP_PACKET = bytes(9) + bytes((6,)) + bytes(990)


def line(impairment: Impairment) -> Line:
    made = Line(seed=3, direction=0)
    made.impair(impairment, 0.0)
    return made


def test_a_rate_spaces_packets_and_a_full_queue_drops_them() -> None:
    slow = line(Impairment(rate_bps=800_000.0, queue_ms=35.0))
    dues = [slow.take(UDP_PACKET, 0.0) for _ in range(5)]
    assert [due for (due,) in dues[:3]] == pytest.approx([0.010, 0.020, 0.030])
    assert dues[3:] == [(), ()]
    assert slow.counts.queue_full == 2
    assert slow.take(UDP_PACKET, 0.5)[0] == pytest.approx(0.510)


def test_jitter_keeps_the_order_unless_told_otherwise() -> None:
    for keeps_order in (True, False):
        jittery = line(Impairment(jitter_ms=50.0, keeps_order=keeps_order))
        dues = [jittery.take(UDP_PACKET, 0.01 * number)[0] for number in range(200)]
        assert (dues == sorted(dues)) is keeps_order
        assert all(0.0 <= due - 0.01 * number <= 0.0501 for number, due in enumerate(dues))


def test_a_held_packet_is_overtaken_and_holds_up_nobody() -> None:
    reordering = line(Impairment(reorder_percent=20.0, reorder_ms=25.0))
    late = [round(reordering.take(UDP_PACKET, 0.01 * n)[0] - 0.01 * n, 6) for n in range(100)]
    assert set(late) == {0.0, 0.025}


def test_exactly_one_packet_is_dropped_and_the_instant_is_kept() -> None:
    dropping = line(Impairment())
    dropping.drop_next(1, least_bytes=500)
    assert dropping.take(TCP_PACKET, 1.0)
    assert dropping.take(UDP_PACKET[:100], 2.0)
    assert not dropping.take(UDP_PACKET, 3.0)
    assert dropping.take(UDP_PACKET, 4.0)
    assert (dropping.counts.dropped, dropping.dropped_at_mono_s) == (1, [3.0])


def test_only_udp_is_blocked() -> None:
    blocking = line(Impairment(blocks_udp=True))
    assert not blocking.take(UDP_PACKET, 0.0)
    assert blocking.take(TCP_PACKET, 0.0)
    assert blocking.counts.blocked == 1


def test_impairments_change_under_way() -> None:
    changing = line(Impairment(loss_percent=100.0))
    assert not changing.take(UDP_PACKET, 0.0)
    changing.impair(Impairment(delay_ms=20.0, duplicate_percent=100.0), 1.0)
    assert changing.take(UDP_PACKET, 1.0) == pytest.approx((1.02, 1.02))
    counts = changing.counts
    assert (counts.received, counts.lost, counts.duplicated, counts.delivered, counts.bytes) == (2, 1, 1, 2, 2000)


def test_a_trace_decides_when_packets_leave() -> None:
    traced = line(Impairment(trace_ms=(10, 10, 50, 100)))
    dues = [traced.take(UDP_PACKET + bytes(500), 0.0)[0] for _ in range(4)]
    assert dues == pytest.approx([0.010, 0.010, 0.050, 0.100])

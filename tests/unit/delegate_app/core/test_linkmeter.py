"""How well the downlink arrives."""

import pytest

from common.model.media import LegStatistics, LinkQuality
from delegate_app.core.linkmeter import LinkMeter


def counted(received: int, lost: int, jitter_ms: float = 5.0) -> LegStatistics:
    return LegStatistics(packets_received=received, packets_lost=lost, jitter_ms=jitter_ms)


def test_loss_is_that_of_the_last_report() -> None:
    meter = LinkMeter()
    assert meter.add(counted(100, 0)) is LinkQuality.GOOD
    assert meter.add(counted(190, 10)) is LinkQuality.BAD
    assert meter.loss == pytest.approx(0.1)
    assert meter.add(counted(290, 10)) is LinkQuality.GOOD


def test_a_new_leg_counts_anew_and_the_totals_go_on() -> None:
    meter = LinkMeter()
    meter.add(counted(500, 5))
    meter.add(counted(50, 1))
    assert (meter.totals.received, meter.totals.lost) == (550, 6)


def test_nothing_since_the_last_report_is_bad_and_nothing_ever_is_unknown() -> None:
    meter = LinkMeter()
    assert meter.add(counted(0, 0)) is LinkQuality.UNKNOWN
    meter.add(counted(100, 0))
    assert meter.add(counted(100, 0)) is LinkQuality.BAD
    assert meter.loss == 1.0


def test_packets_that_turn_up_after_all_do_not_make_loss_negative() -> None:
    meter = LinkMeter()
    meter.add(counted(100, 5))
    meter.add(counted(205, 0))
    assert meter.loss == 0.0
    assert meter.totals.lost == 5


def test_repairs_are_shares_of_what_was_sent_since_the_last_report() -> None:
    meter = LinkMeter()
    meter.add(LegStatistics(packets_received=1000, packets_lost=100, recovered_fec=50, recovered_nack=10, concealed=40))
    meter.add(LegStatistics(packets_received=1190, packets_lost=110, recovered_fec=58, recovered_nack=12, concealed=42))
    assert meter.recovered == pytest.approx(0.05)
    assert meter.concealed == pytest.approx(0.01)
    meter.add(LegStatistics(packets_received=1190, packets_lost=110, recovered_fec=58, recovered_nack=12, concealed=90))
    assert (meter.recovered, meter.concealed) == (0.0, 0.0)

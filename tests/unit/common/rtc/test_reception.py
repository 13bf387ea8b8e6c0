"""What came and what did not is counted as RFC 3550 has it."""

import pytest

from common.rtc.reception import Reception
from common.rtc.rtcp import SenderReport, compact, ntp_of
from common.rtc.rtp import Rtp

CLOCK_HZ = 48_000


def packet(sequence: int, timestamp: int = 0) -> Rtp:
    return Rtp(111, False, sequence & 0xFFFF, timestamp, 1, b"x")


def taken(sequences: list[int]) -> Reception:
    reception = Reception(1, CLOCK_HZ)
    for number, sequence in enumerate(sequences):
        reception.take(packet(sequence, number * 960), number * 0.02)
    return reception


def test_numbers_go_on_past_16_bits() -> None:
    reception = Reception(1, CLOCK_HZ)
    numbers = [reception.take(packet(sequence), 0.0) for sequence in (65_534, 65_535, 0, 1)]
    first = numbers[0]
    assert first is not None
    assert [number.number - first.number for number in numbers if number is not None] == [0, 1, 2, 3]


def test_what_is_missing_is_lost_and_what_was_overtaken_is_not() -> None:
    reception = taken([10, 11, 14, 13, 15])
    assert (reception.expected, reception.received, reception.lost) == (6, 5, 1)
    report = reception.make_report(1.0)
    assert (report.packets_lost, report.fraction_lost, report.highest_sequence & 0xFFFF) == (1, 256 // 6, 15)


def test_a_report_tells_only_of_what_came_since_the_last() -> None:
    reception = taken([10, 12])
    reception.make_report(1.0)
    reception.take(packet(13), 1.1)
    assert reception.make_report(2.0).fraction_lost == 0


def test_a_packet_that_came_again_when_asked_for_still_counts_as_lost_by_the_line() -> None:
    reception = taken([10, 12])
    reception.note_asked(11, 0.05)
    again = reception.take(packet(11), 0.1)
    assert again is not None
    assert again.is_repeat
    assert (reception.lost, reception.repaired) == (1, 1)


def test_a_packet_that_comes_at_once_after_it_was_asked_for_had_been_overtaken() -> None:
    reception = taken([10, 12])
    reception.note_asked(11, 0.05)
    late = reception.take(packet(11), 0.055)
    assert late is not None
    assert not late.is_repeat
    assert reception.lost == 0


def test_one_stray_number_changes_nothing_and_two_in_a_row_are_a_new_beginning() -> None:
    reception = taken([10, 11])
    assert reception.take(packet(30_000), 0.1) is None
    assert reception.take(packet(12), 0.12) is not None
    assert reception.take(packet(40_000), 0.14) is None
    begun = reception.take(packet(40_001), 0.16)
    assert begun is not None
    assert begun.number & 0xFFFF == 40_001
    assert reception.lost == 0


def test_an_even_stream_has_no_jitter_and_a_ragged_one_has() -> None:
    assert taken(list(range(50))).jitter_ms == pytest.approx(0.0, abs=0.05)
    ragged = Reception(1, CLOCK_HZ)
    for number in range(200):
        ragged.take(packet(number, number * 960), number * 0.02 + (0.01 if number % 2 else 0.0))
    assert ragged.jitter_ms == pytest.approx(10.0, rel=0.1)


def test_jitter_outlives_the_wrap_of_timestamps() -> None:
    reception = Reception(1, CLOCK_HZ)
    for number in range(10):
        reception.take(packet(number, (2**32 - 4800 + number * 960) % 2**32), number * 0.02)
    assert reception.jitter_ms == pytest.approx(0.0, abs=0.05)


def test_the_sender_learns_which_report_came_last_and_when() -> None:
    reception = taken([1])
    reception.take_report(SenderReport(ntp_of(77.0), 5), 10.0)
    report = reception.make_report(10.5)
    assert (report.lsr, report.dlsr) == (compact(ntp_of(77.0)), 32_768)


def test_of_the_last_reports_the_one_that_was_told_without_delay_counts() -> None:
    reception = taken([1])
    for second, late_s in enumerate([0.15, 0.0, 0.3, 0.01]):
        reception.take_report(SenderReport(ntp_of(100.0 + second + late_s), second * CLOCK_HZ), float(second))
    assert reception.report == SenderReport(ntp_of(101.0), CLOCK_HZ)
    assert reception.make_report(3.0).lsr == compact(ntp_of(103.01))
    for second in range(4, 20):
        reception.take_report(SenderReport(ntp_of(100.2 + second), second * CLOCK_HZ), float(second))
    assert reception.report is not None
    assert reception.report.captured_s(19 * CLOCK_HZ, CLOCK_HZ) == pytest.approx(119.2)


def test_a_new_clock_of_the_sender_is_believed_at_once() -> None:
    reception = taken([1])
    reception.take_report(SenderReport(ntp_of(100.0), 0), 0.0)
    reception.take_report(SenderReport(ntp_of(500.0), CLOCK_HZ), 1.0)
    assert reception.report == SenderReport(ntp_of(500.0), CLOCK_HZ)


def test_much_loss_is_noticed_before_the_report_is_due() -> None:
    assert not taken([1, 2, 3, 5, 6, 7]).is_losing
    assert taken([1, 2, 8, 9]).is_losing


def test_what_was_asked_for_is_remembered_within_bounds() -> None:
    reception = taken([1])
    for sequence in range(10_000):
        reception.note_asked(sequence, 0.0)
    assert len(reception._asked) <= 256

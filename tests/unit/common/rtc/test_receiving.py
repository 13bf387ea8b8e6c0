"""Packets find their source; strangers and nonsense are counted; the sender is told what came and what did not."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from aiortc.rtp import RtcpRrPacket

from common.rtc.opus import OpusEncoder
from common.rtc.receiving import EARLY_REPORT_S, REPORT_S, ReceivingLeg
from common.rtc.rtcp import asked_again, is_key_asked, parse_rtcp, sender_report
from common.rtc.rtp import abs_send_time_extension, build_rtp
from common.rtc.sections import Section, picture_section, sound_section
from tests.helpers.media import tone

MAIN, ORIGINAL, STAGE = 1, 2, 3
MAIN_SECTION, ORIGINAL_SECTION = sound_section("0", "sendonly", MAIN), sound_section("1", "sendonly", ORIGINAL)
STAGE_SECTION = picture_section("2", "sendonly", STAGE)


class Receiver:
    """A leg with what it sent."""

    def __init__(self, *sections: Section) -> None:
        self.now_s = 100.0
        self.sent: list[bytes] = []
        self.leg = ReceivingLeg(
            sections or (MAIN_SECTION, ORIGINAL_SECTION, STAGE_SECTION),
            self.sent.append,
            lambda _: None,
            lambda: self.now_s,
        )
        self._encoder = OpusEncoder()
        self._blocks = 0

    def sound(self, ssrc: int, sequence: int) -> None:
        """Let a packet of sound come."""
        payload = None
        while payload is None:
            payload = self._encoder.encode(tone(440, self._blocks))
            self._blocks += 1
        self.leg.take_rtp(build_rtp(111, False, sequence, sequence * 960, ssrc, payload), self.now_s)

    def picture(self, sequence: int, payload: bytes = b"\x41part", *, is_last: bool = True) -> None:
        """Let a packet of pictures come."""
        extension = abs_send_time_extension(3, self.now_s)
        packet = build_rtp(102, is_last, sequence, sequence * 3600, STAGE, payload, extension)
        self.leg.take_rtp(packet, self.now_s)

    def run(self, seconds: float, each_tick: Callable[[], None] = lambda: None) -> None:
        """Tick."""
        for _ in range(round(seconds / 0.01)):
            self.now_s += 0.01
            each_tick()
            self.leg.tick(self.now_s)

    def reports(self) -> list[RtcpRrPacket]:
        """Return the receiver reports that were sent."""
        return [part for packet in self.sent for part in parse_rtcp(packet) if isinstance(part, RtcpRrPacket)]

    def keys_asked(self) -> int:
        """Count the requests for a key frame."""
        return sum(is_key_asked(part, STAGE) for packet in self.sent for part in parse_rtcp(packet))


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def test_each_source_is_heard_where_it_was_announced(receiver: Receiver) -> None:
    for sequence in range(10):
        receiver.sound(ORIGINAL, sequence)
    assert receiver.leg.sounds[0].read() is None
    assert receiver.leg.sounds[1].read() is not None
    assert receiver.leg.statistics().packets_received == 10


@pytest.mark.parametrize("packet", [b"", b"\x80", b"\x00" * 40, b"\x9f" + b"\xff" * 30])
def test_what_is_no_packet_is_counted(receiver: Receiver, packet: bytes) -> None:
    receiver.leg.take_rtp(packet, 100.0)
    receiver.leg.take_rtcp(packet[:3] or b"\x81", 100.0)
    assert receiver.leg.counters.malformed == 2


def test_strangers_and_foreign_payload_types_are_counted_and_dropped(receiver: Receiver) -> None:
    receiver.sound(77, 0)
    receiver.leg.take_rtp(build_rtp(13, False, 0, 0, MAIN, b"comfort noise"), 100.0)
    assert receiver.leg.counters.strangers == 2
    assert receiver.leg.statistics().packets_received == 0


def test_a_source_that_was_not_announced_is_taken_by_its_payload_type_in_the_order_of_the_sections() -> None:
    receiver = Receiver(replace(MAIN_SECTION, ssrc=None), replace(ORIGINAL_SECTION, ssrc=None))
    receiver.sound(50, 0)
    receiver.sound(60, 0)
    receiver.sound(70, 0)
    assert all(sound.counters.received == 1 for sound in receiver.leg.sounds)
    assert receiver.leg.counters.strangers == 1


def test_two_sections_of_one_source_collide() -> None:
    receiver = Receiver(MAIN_SECTION, replace(ORIGINAL_SECTION, ssrc=MAIN))
    assert receiver.leg.counters.collisions == 1
    receiver.sound(MAIN, 0)
    assert [sound.counters.received for sound in receiver.leg.sounds] == [1, 0]


def test_reports_go_each_second_and_sooner_where_much_is_lost(receiver: Receiver) -> None:
    receiver.run(0.02)
    for sequence in range(0, 20):
        receiver.sound(MAIN, sequence)
    receiver.run(REPORT_S)
    [report] = receiver.reports()
    assert [block.ssrc for block in report.reports] == [MAIN, ORIGINAL, STAGE]
    assert report.reports[0].fraction_lost == 0
    receiver.sent.clear()
    for sequence in range(20, 60, 2):
        receiver.sound(MAIN, sequence)
    receiver.run(EARLY_REPORT_S + 0.02)
    [early] = receiver.reports()
    assert early.reports[0].fraction_lost == pytest.approx(128, abs=8)


def test_a_sender_report_is_answered_with_how_long_ago_it_came(receiver: Receiver) -> None:
    receiver.sound(MAIN, 0)
    receiver.leg.take_rtcp(sender_report(MAIN, 5.0, 0, 1, 1, b"name"), receiver.now_s)
    receiver.run(REPORT_S + 0.02)
    block = receiver.reports()[0].reports[0]
    assert block.lsr == 5 << 16
    assert block.dlsr / 65536 == pytest.approx(REPORT_S, abs=0.05)


def test_a_missing_part_of_a_picture_is_asked_for_within_two_ticks(receiver: Receiver) -> None:
    receiver.picture(10, b"\x67key")
    receiver.picture(12)
    receiver.run(0.02)
    asked = [asked_again(part, STAGE) for packet in receiver.sent for part in parse_rtcp(packet)]
    assert asked == [(11,)]
    receiver.leg.close()


def test_a_key_frame_is_asked_for_at_once_and_again_while_packets_come_but_not_of_a_silent_source(
    receiver: Receiver,
) -> None:
    sequence = iter(range(1000))
    receiver.run(0.5, lambda: receiver.picture(next(sequence)))
    assert 2 <= receiver.keys_asked() <= 4
    receiver.run(2.0)
    asked = receiver.keys_asked()
    receiver.run(3.0)
    assert receiver.keys_asked() == asked


def test_a_closed_leg_says_and_shows_nothing(receiver: Receiver) -> None:
    receiver.picture(10, b"\x67key")
    receiver.leg.close()
    receiver.picture(11)
    receiver.sound(MAIN, 0)
    receiver.run(3.0)
    assert receiver.keys_asked() == 0
    assert all(not report.reports for report in receiver.reports())

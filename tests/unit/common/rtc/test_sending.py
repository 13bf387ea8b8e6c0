"""Sound and pictures leave as packets that are understood, follow the reports, and are sent again as they were."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from aiortc.rtp import RtcpReceiverInfo, RtcpSrPacket

from common.model.units import BLOCK_SAMPLES
from common.rtc import rtcp
from common.rtc.picturepackets import MAX_PACKET_BYTES
from common.rtc.rtp import Rtp, parse_rtp
from common.rtc.sections import picture_section, sound_section
from common.rtc.sending import SendingLeg
from tests.helpers.instantcodecs import use_instant_codecs
from tests.helpers.media import tone
from tests.helpers.picturerig import numbered_picture

SOUND, PICTURE = 0x11, 0x22


class Sender:
    """A leg with what it sent."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.rtp: list[bytes] = []
        self.rtcp: list[bytes] = []
        sections = (sound_section("0", "sendonly", SOUND), picture_section("1", "sendonly", PICTURE))
        self.leg = SendingLeg(sections, self.rtp.append, self.rtcp.append, lambda: self.now_s)
        self._number = 0

    def run(self, seconds: float, *, with_pictures: bool = False) -> None:
        """Speak, and show, block by block."""
        for _ in range(round(seconds / 0.01)):
            self.now_s += 0.01
            self._number += 1
            self.leg.write(tone(440, self._number))
            if with_pictures and self._number % 4 == 0:
                self.leg.write_picture(numbered_picture(self._number))
            self.leg.tick(self.now_s)

    def sent(self, ssrc: int) -> list[Rtp]:
        """Return what a source sent."""
        return [rtp for packet in self.rtp if (rtp := parse_rtp(packet, 3)).ssrc == ssrc]

    def report(self, lost: int, highest: int = 1000, ssrc: int = SOUND) -> None:
        """Let a receiver report come."""
        info = RtcpReceiverInfo(ssrc, lost * 256 // 100, lost, highest, 0, 0, 0)
        self.leg.take_rtcp(rtcp.receiver_report(9, [info], b"name"), self.now_s)


@pytest.fixture
def sender(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sender]:
    """Make a leg whose pictures are encoded at once."""
    use_instant_codecs(monkeypatch)
    made = Sender()
    yield made
    made.leg.close()


def test_sound_is_numbered_and_timed_without_a_gap(sender: Sender) -> None:
    sender.run(1.0)
    packets = sender.sent(SOUND)
    assert len(packets) == 100
    assert {b.sequence - a.sequence & 0xFFFF for a, b in pairwise(packets)} == {1}
    assert {b.timestamp - a.timestamp & 0xFFFFFFFF for a, b in pairwise(packets)} == {BLOCK_SAMPLES}
    assert sender.leg.statistics().packets_sent == 100


def test_a_pause_shows_in_the_timestamps_and_not_in_the_numbers(sender: Sender) -> None:
    sender.run(0.5)
    sender.now_s += 2.0
    sender.run(0.5)
    packets = sender.sent(SOUND)
    assert packets[50].sequence - packets[49].sequence & 0xFFFF == 1
    assert packets[50].timestamp - packets[49].timestamp & 0xFFFFFFFF == pytest.approx(2.01 * 48_000, abs=960)


def test_loss_makes_packets_longer(sender: Sender) -> None:
    sender.run(0.2)
    sender.report(0, 1000)
    sender.report(10, 1100)
    before = len(sender.sent(SOUND))
    sender.run(1.0)
    assert len(sender.sent(SOUND)) - before == 50
    assert sender.leg.statistics().packets_lost == 10


def test_packets_are_sent_again_as_they_were(sender: Sender) -> None:
    sender.run(1.0, with_pictures=True)
    for ssrc in (SOUND, PICTURE):
        lost = [packet for packet in sender.rtp if parse_rtp(packet).ssrc == ssrc][-3:-1]
        before = len(sender.rtp)
        sequences = [parse_rtp(packet).sequence for packet in lost]
        sender.leg.take_rtcp(rtcp.nack(9, ssrc, sequences), sender.now_s)
        assert sender.rtp[before:] == lost


def test_pictures_fit_into_packets_that_say_when_they_were_sent(sender: Sender) -> None:
    sender.run(2.0, with_pictures=True)
    sender.run(0.2)
    packets = sender.sent(PICTURE)
    assert max(map(len, sender.rtp)) <= MAX_PACKET_BYTES
    assert all(packet.abs_send_time is not None for packet in packets)
    assert sum(packet.marker for packet in packets) == len({packet.timestamp for packet in packets})


def test_a_key_frame_is_made_when_it_is_asked_for(sender: Sender) -> None:
    sender.run(1.0, with_pictures=True)
    before = len(sender.sent(PICTURE))
    sender.leg.take_rtcp(rtcp.picture_loss(9, PICTURE), sender.now_s)
    sender.run(0.2, with_pictures=True)
    assert any(packet.payload[0] & 0x1F in {7, 24} for packet in sender.sent(PICTURE)[before:])


def test_an_estimate_makes_pictures_smaller_and_then_ends_them_and_sound_goes_on(sender: Sender) -> None:
    sender.run(2.0, with_pictures=True)
    sender.leg.take_rtcp(rtcp.line_estimate(9, 130_000, [PICTURE]), sender.now_s)
    before = len(sender.sent(PICTURE))
    sender.run(2.0, with_pictures=True)
    payload = sum(len(packet.payload) for packet in sender.sent(PICTURE)[before:])
    assert payload * 8 / 2.0 < 200_000
    sender.leg.take_rtcp(rtcp.line_estimate(9, 30_000, [PICTURE]), sender.now_s)
    sender.run(0.5, with_pictures=True)
    pictures, sounds = len(sender.sent(PICTURE)), len(sender.sent(SOUND))
    sender.run(2.0, with_pictures=True)
    assert len(sender.sent(PICTURE)) == pictures
    assert len(sender.sent(SOUND)) - sounds == 100


def test_of_an_estimate_of_both_the_sound_has_its_part(sender: Sender) -> None:
    sender.run(8.0, with_pictures=True)
    sender.leg.take_rtcp(rtcp.line_estimate(9, 550_000, [PICTURE]), sender.now_s)
    assert sender.leg.congestion.line_bps == pytest.approx(550_000, rel=0.01)
    sender.leg.take_rtcp(rtcp.line_estimate(9, 550_000, [PICTURE, SOUND]), sender.now_s)
    line_bps = sender.leg.congestion.line_bps
    assert line_bps is not None
    assert 430_000 < line_bps < 510_000


def test_reports_join_both_sources_to_one_clock(sender: Sender) -> None:
    captured_s = sender.now_s
    sender.leg.write_picture(numbered_picture(1))
    sender.run(1.5)
    parts = [part for packet in sender.rtcp for part in rtcp.parse_rtcp(packet) if isinstance(part, RtcpSrPacket)]
    for ssrc, clock_hz in ((SOUND, 48_000), (PICTURE, 90_000)):
        info = [part.sender_info for part in parts if part.ssrc == ssrc][-1]
        report = rtcp.SenderReport(info.ntp_timestamp, info.rtp_timestamp)
        told_s = report.captured_s(sender.sent(ssrc)[0].timestamp, clock_hz)
        assert told_s == pytest.approx(captured_s, abs=0.002)


def test_the_first_report_comes_with_the_first_packets(sender: Sender) -> None:
    sender.run(0.1, with_pictures=True)
    reported = {
        part.ssrc for packet in sender.rtcp for part in rtcp.parse_rtcp(packet) if isinstance(part, RtcpSrPacket)
    }
    assert reported == {SOUND, PICTURE}


def test_nonsense_is_counted(sender: Sender) -> None:
    sender.leg.take_rtcp(b"\x80", sender.now_s)
    sender.leg.take_rtcp(b"\x81\xc9\x00\x01" + b"\x00" * 4, sender.now_s)
    assert sender.leg.malformed == 2


def test_a_section_of_another_codec_is_left_empty() -> None:
    sound = sound_section("0", "sendonly", SOUND)
    leg = SendingLeg((sound,), lambda _: None, lambda _: None, lambda: 0.0)
    leg.write_picture(numbered_picture(1))
    leg.tick(1.0)
    assert leg.picture is None
    leg.close()

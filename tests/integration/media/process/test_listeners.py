"""Listeners of the media process, over real sockets: joining, switching, roaming, repeats, key frames."""

import socket
import time
from collections.abc import Iterator

import pytest
from aiortc.rtp import (
    RTCP_PSFB_APP,
    RTCP_PSFB_PLI,
    RTCP_RTPFB_NACK,
    RtcpPacket,
    RtcpPsfbPacket,
    RtcpReceiverInfo,
    RtcpRrPacket,
    RtcpRtpfbPacket,
    RtcpSrPacket,
    pack_remb_fci,
)

from common.rtc.dtls import DtlsState
from common.rtc.stun import binding_request
from room_console.core.media.embedded.wire import (
    KEY_INTERVAL_S,
    CloseLeg,
    Follow,
    KeyWanted,
    LegDown,
    LegReports,
    LegUp,
    OpenLeg,
    ProcessReport,
    SetRemote,
    Wanted,
)
from tests.helpers.mediaclient import MediaClient
from tests.helpers.mediaprocess import (
    MAIN_SSRC,
    ORIGINAL_SSRC,
    PICTURE_SSRC,
    SECTIONS,
    SOUND_SAMPLES,
    CoreEnd,
    running_media,
)

pytestmark = pytest.mark.flaky(reruns=2)
LAYERS_BPS = (150_000, 500_000)
SETTLE_S = 0.1


@pytest.fixture(params=[False, True], ids=["many at once", "one by one"])
def core(request: pytest.FixtureRequest) -> Iterator[CoreEnd]:
    with running_media(is_plain=request.param) as core:
        core.declare(3, LAYERS_BPS)
        yield core


def play(core: CoreEnd, clients: list[MediaClient], ticks: range, feeds: tuple[int, ...] = (1, 2)) -> None:
    """Give each feed's packet of these ticks, one after the other, and let it arrive."""
    for tick in ticks:
        core.tell(*(core.sound(feed, tick, bytes([feed, tick])) for feed in feeds))
        for client in clients:
            client.receive(0.01)
    for client in clients:
        client.receive(SETTLE_S)


def main_of(client: MediaClient) -> list[bytes]:
    return [packet.payload for packet in client.packets if packet.ssrc == MAIN_SSRC]


def test_a_listener_hears_what_it_follows(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1, 2))
    core.expect(Wanted, lambda wanted: wanted == Wanted(2, 0, is_wanted=True))
    play(core, [client], range(5))
    assert main_of(client) == [bytes([1, tick]) for tick in range(5)]
    assert [p.payload for p in client.packets if p.ssrc == ORIGINAL_SSRC] == [bytes([2, tick]) for tick in range(5)]
    assert client.errors == 0
    client.close()


def test_a_switch_keeps_ssrc_and_numbers_and_loses_nothing(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1))
    core.expect(Wanted)
    play(core, [client], range(3))
    core.tell(Follow(1, 2))
    play(core, [client], range(3, 6))
    core.tell(Follow(1, 1))
    play(core, [client], range(6, 9))
    assert [payload[0] for payload in main_of(client)] == [1, 1, 1, 2, 2, 2, 1, 1, 1]
    first = client.packets[0]
    for number, packet in enumerate(client.packets):
        assert packet.ssrc == first.ssrc
        assert packet.sequence == first.sequence + number & 0xFFFF
        assert packet.timestamp == first.timestamp + number * SOUND_SAMPLES & 0xFFFF_FFFF
    client.close()


def test_media_follow_the_newest_address(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1))
    core.expect(Wanted)
    play(core, [client], range(3))
    client.roam()
    client.check()
    client.receive(0.05)
    play(core, [client], range(3, 6))
    assert main_of(client) == [bytes([1, tick]) for tick in range(6)]
    assert [packet.sequence - client.packets[0].sequence for packet in client.packets] == list(range(6))
    client.close()


def test_a_check_that_chooses_nothing_moves_nothing(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1))
    core.expect(Wanted)
    here = client.udp
    client.udp = client._socket()
    client.check(is_nominating=False)
    client.receive(0.05)
    assert client.answers == 2
    client.udp.close()
    client.udp = here
    play(core, [client], range(2))
    assert len(main_of(client)) == 2
    client.close()


def test_a_check_sent_again_by_somebody_else_moves_nothing(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1))
    core.expect(Wanted)
    overheard = binding_request(bytes(12), f"{client._name}:test", client._password.encode(), 1, 7, is_nominating=True)
    client.udp.sendto(overheard, core.server)
    client.receive(0.05)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as thief:
        thief.bind(("127.0.0.1", 0))
        thief.sendto(overheard, core.server)
        play(core, [client], range(2))
    assert len(main_of(client)) == 2
    client.close()


def test_what_was_lost_is_sent_again_as_it_was(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1, None, 100))
    core.expect(KeyWanted)
    core.tell(core.picture(1, 0, is_key=True))
    play(core, [client], range(3))
    sound = [packet for packet in client.packets if packet.ssrc == MAIN_SSRC]
    picture = [packet for packet in client.packets if packet.ssrc == PICTURE_SSRC]
    assert (len(sound), len(picture)) == (3, 3)
    lost = [(MAIN_SSRC, [sound[1].sequence]), (PICTURE_SSRC, [picture[0].sequence, picture[2].sequence])]
    request = b"".join(
        bytes(RtcpRtpfbPacket(fmt=RTCP_RTPFB_NACK, ssrc=1, media_ssrc=ssrc, lost=numbers)) for ssrc, numbers in lost
    )
    errors = client.errors
    client.send_rtcp(bytes(RtcpRrPacket(ssrc=1)) + request)
    client.receive(0.1)
    assert client.errors - errors == 3, "SRTP tells that it has had these packets"
    report = core.expect(LegReports, lambda reports: reports.legs[0].packets_repeated > 0)
    assert report.legs[0].packets_repeated == 3
    client.close()


def test_key_frames_are_asked_for_once_for_all(core: CoreEnd) -> None:
    clients = [core.joined(leg, Follow(leg, 1, None, 100)) for leg in range(3)]
    core.expect(KeyWanted)
    core.tell(core.picture(1, 0, is_key=True))
    for client in clients:
        client.receive(0.2)
        assert client.received == 3
    time.sleep(KEY_INTERVAL_S + 0.1)
    core.listen(0.01)
    core.heard.clear()
    for client in clients:
        for _ in range(5):
            client.send_rtcp(bytes(RtcpPsfbPacket(fmt=RTCP_PSFB_PLI, ssrc=1, media_ssrc=PICTURE_SSRC)))
    assert core.expect(KeyWanted) == KeyWanted(100, 1)
    core.tell(core.picture(1, 1, is_key=True))
    core.listen(0.2)
    assert [message for message in core.heard if isinstance(message, KeyWanted)] == []
    for client in clients:
        client.close()


def test_a_narrow_line_gets_the_small_picture_and_keeps_its_sound(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1, None, 100))
    core.expect(KeyWanted, lambda wanted: wanted.layer == 1)
    estimate = RtcpPsfbPacket(fmt=RTCP_PSFB_APP, ssrc=1, media_ssrc=0, fci=pack_remb_fci(300_000, [PICTURE_SSRC]))
    client.send_rtcp(bytes(estimate))
    assert core.expect(KeyWanted, lambda wanted: wanted.layer == 0, timeout_s=6.0).feed == 100
    core.tell(core.picture(0, 1, is_key=True), core.sound(1, 0))
    client.wait_until(lambda: client.received == 4)
    report = core.expect(LegReports)
    assert report.legs[0].layer == 0
    assert report.legs[0].estimate_bps == pytest.approx(300_000, rel=0.01)
    client.close()


def test_sound_and_picture_are_of_one_clock(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1, None, 100))
    core.expect(KeyWanted)
    core.tell(core.sound(1, 0), core.picture(1, 0, is_key=True))
    client.wait_until(lambda: client.received == 4)
    client.rtcp.clear()
    core.tell(core.sound(1, 1), core.picture(1, 1))
    client.wait_until(lambda: bool(client.rtcp))
    reports = {p.ssrc: p.sender_info for p in RtcpPacket.parse(client.rtcp[-1]) if isinstance(p, RtcpSrPacket)}
    assert set(reports) == {MAIN_SSRC, PICTURE_SSRC}
    assert len({info.ntp_timestamp for info in reports.values()}) == 1
    wall_s = reports[MAIN_SSRC].ntp_timestamp / 2**32 - 2_208_988_800
    assert wall_s == pytest.approx(time.time(), abs=2.0)
    client.close()


def test_what_a_listener_reports_is_told(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1))
    core.expect(Wanted)
    play(core, [client], range(2))
    block = RtcpReceiverInfo(MAIN_SSRC, fraction_lost=26, packets_lost=4, highest_sequence=9, jitter=480, lsr=0, dlsr=0)
    client.send_rtcp(bytes(RtcpRrPacket(ssrc=1, reports=[block])))
    (report,) = core.expect(LegReports, lambda reports: reports.legs[0].packets_lost > 0).legs
    assert report.packets_sent == 2
    assert (report.packets_lost, report.jitter_ms) == (4, 10.0)
    assert report.recent_loss == pytest.approx(0.1, abs=0.01)
    assert report.round_trip_ms is None
    client.close()


def test_an_answer_may_come_after_the_first_flight(core: CoreEnd) -> None:
    core.tell(OpenLeg(1, "name", "password0123456789abcdef", "cname", SECTIONS))
    certificate = core._certificate
    client = core.client("name", "password0123456789abcdef", certificate)
    with pytest.raises(TimeoutError):
        client.join(0.3)
    core.tell(SetRemote(1, (certificate.fingerprint,), False, SECTIONS))
    client.join()
    core.expect(LegUp)
    client.close()


def test_a_listener_that_leaves_is_gone_at_once_and_others_do_not_notice(core: CoreEnd) -> None:
    leaving, staying = core.joined(1, Follow(1, 1)), core.joined(2, Follow(2, 1))
    play(core, [staying], range(2))
    leaving.leave()
    assert core.expect(LegDown) == LegDown(1, "closed")
    play(core, [staying], range(2, 4))
    assert len(main_of(staying)) == 4
    leaving.close()
    staying.close()


def test_a_leg_that_is_closed_hears_it(core: CoreEnd) -> None:
    client = core.joined(1, Follow(1, 1))
    core.tell(CloseLeg(1))
    client.wait_until(lambda: client.dtls.state is DtlsState.CLOSED)
    core.tell(OpenLeg(1, "again", "password0123456789abcdef", "cname", SECTIONS))
    client.close()


def test_a_wrong_certificate_ends_the_leg(core: CoreEnd) -> None:
    core.tell(OpenLeg(1, "name", "password0123456789abcdef", "cname", SECTIONS, ("sha-256 00:11",)))
    client = core.client("name", "password0123456789abcdef", core._certificate)
    client.wait_until(lambda: client.dtls.state is DtlsState.CLOSED)
    assert core.expect(LegDown) == LegDown(1, "failed")
    client.close()


def test_noise_from_anywhere_harms_nobody(core: CoreEnd) -> None:
    client, stranger = core.joined(1, Follow(1, 1)), core.open(2)
    core.expect(Wanted)
    for noise in (b"", b"\0", b"\x16\xfe\xfd", bytes(20), b"\x80" * 40, b"\xff" * 1_500, b"\x81\xc9" + bytes(30)):
        stranger.udp.sendto(noise, core.server)
        client.udp.sendto(noise, core.server)
    play(core, [client], range(3))
    assert len(main_of(client)) == 3
    assert core.expect(ProcessReport, lambda report: report.refused > 0).refused >= 10
    client.close()
    stranger.close()


def test_ipv6_works_beside() -> None:
    try:
        with running_media(addresses=("127.0.0.1", "::1")) as core:
            core.declare(1)
            core.server = ("::1", core.server[1])
            client = core.open(1, host="::1")
            client.join()
            core.expect(LegUp)
            core.tell(Follow(1, 1))
            play(core, [client], range(3), (1,))
            assert len(main_of(client)) == 3
            client.close()
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")

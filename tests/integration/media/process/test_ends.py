"""Uplinks, and the end of the media process."""

import multiprocessing
import socket
import threading
import time

import pytest

from common.rtc.rtp import build_rtp, parse_rtp
from room_console.core.media.embedded.frames import FrameReader, encode
from room_console.core.media.embedded.process import run_media
from room_console.core.media.embedded.wire import (
    CloseLeg,
    Follow,
    LegDown,
    LegReports,
    MediaSettings,
    OpenLeg,
    Ready,
    Refused,
    RtcpArrived,
    RtpArrived,
    SendRtcp,
    SetRemote,
    Stop,
)
from tests.helpers.logfail import LogWatch
from tests.helpers.mediaprocess import running_media

pytestmark = pytest.mark.flaky(reruns=2)
RECEIVER_REPORT = b"\x80\xc9\x00\x01\x00\x00\x00\x07"


def test_what_a_speaker_sends_comes_to_the_core_as_it_is() -> None:
    with running_media() as core:
        client = core.open(1, sections=())
        client.join()
        before_mono_s = time.monotonic()
        packets = [build_rtp(111, False, number, number * 960, 7, b"speech") for number in range(3)]
        for packet in packets:
            client.send_rtp(packet)
        arrived = [core.expect(RtpArrived) for _ in packets]
        assert [message.packet for message in arrived] == packets
        assert all(before_mono_s <= message.arrived_mono_s <= time.monotonic() for message in arrived)
        client.send_rtcp(RECEIVER_REPORT)
        assert core.expect(RtcpArrived).packet == RECEIVER_REPORT
        core.tell(SendRtcp(1, RECEIVER_REPORT), SendRtcp(9, RECEIVER_REPORT), SendRtcp(1, b"x"))
        client.wait_until(lambda: client.rtcp == [RECEIVER_REPORT])
        (report,) = core.expect(LegReports).legs
        assert report.packets_received == 4
        client.close()


def test_a_repeated_packet_does_not_come_twice() -> None:
    with running_media() as core:
        client = core.open(1, sections=())
        client.join()
        for number in (1, 1, 2):
            client.send_rtp(build_rtp(111, False, number, 0, 7, b"speech"))
        assert [parse_rtp(core.expect(RtpArrived).packet).sequence for _ in range(2)] == [1, 2]
        client.close()


def started(settings: MediaSettings) -> tuple[threading.Thread, socket.socket]:
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=run_media, args=(theirs, settings))
    thread.start()
    return thread, ours


@pytest.mark.parametrize("end", ["close", "stop", "garbage"])
def test_it_ends_with_its_core(end: str, expects_logs: LogWatch) -> None:
    thread, stream = started(MediaSettings(is_own_process=False))
    if end == "stop":
        stream.sendall(encode(Stop()))
    elif end == "garbage":
        expects_logs("unknown kind of frame")
        stream.sendall(b"\0\0\0\1\x63")
    else:
        stream.close()
    thread.join(2.0)
    assert not thread.is_alive()
    stream.close()


def test_a_port_that_is_taken_is_told() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        thread, stream = started(MediaSettings(port=taken.getsockname()[1], is_own_process=False))
        (message,) = FrameReader().feed(stream.recv(1_000))
        assert isinstance(message, Refused)
        thread.join(2.0)
        stream.close()


def test_a_process_of_its_own_ends_when_its_core_is_killed() -> None:
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = socket.socketpair()
    process = spawn.Process(target=run_media, args=(theirs, MediaSettings()), daemon=True)
    process.start()
    theirs.close()
    messages: list[object] = []
    reader = FrameReader()
    while not messages:
        messages += reader.feed(ours.recv(1_000))
    assert isinstance(messages[0], Ready)
    ours.close()
    process.join(5.0)
    assert process.exitcode == 0
    process.close()


def test_a_message_that_makes_no_sense_is_not_the_end(expects_logs: LogWatch) -> None:
    expects_logs("OpenLeg of the core: leg is open already")
    with running_media() as core:
        opening = OpenLeg(1, "name", "password0123456789abcdef", "cname")
        core.tell(opening, opening, Follow(9, 1), CloseLeg(9), SetRemote(9, (), False, ()), SendRtcp(9, b""))
        client = core.joined(2)
        client.close()


def test_there_are_so_many_legs_at_most() -> None:
    with running_media(max_legs=1) as core:
        core.tell(*(OpenLeg(leg, f"name{leg}", "password0123456789abcdef", "cname") for leg in (1, 2)))
        assert core.expect(LegDown) == LegDown(2, "failed")
